// LangChain's chat model over Responses, as a worker; its messages are written as Chat Completions here.
// Source: its documentation of `ChatOpenAI({useResponsesApi: true})`.
import { createRequire } from "node:module";
import { crash, serveLines } from "./worker_lines.mjs";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const { ChatOpenAI, customTool } = require("@langchain/openai");
const { APIError } = require("openai");

// How ChatOpenAI calls the parameters of Chat Completions that it has.
const FIELDS = {
  model: "model",
  temperature: "temperature",
  top_p: "topP",
  max_tokens: "maxTokens",
  max_completion_tokens: "maxCompletionTokens",
  n: "n",
  presence_penalty: "presencePenalty",
  frequency_penalty: "frequencyPenalty",
  logit_bias: "logitBias",
  logprobs: "logprobs",
  top_logprobs: "topLogprobs",
  user: "user",
  service_tier: "service_tier",
  prompt_cache_key: "promptCacheKey",
  prompt_cache_retention: "promptCacheRetention",
  modalities: "modalities",
  audio: "audio",
};
// What each call is told; the rest is `modelKwargs`.
const OPTIONS = ["tool_choice", "parallel_tool_calls", "response_format", "verbosity", "seed", "prediction", "stop"];
OPTIONS.push("functions", "function_call", "stream_options");
const ASKED_OTHERWISE = ["messages", "stream", "tools", "reasoning_effort"];
const NO_PLACE = ["web_search_options"];
const FINISHES = { max_output_tokens: "length", content_filter: "content_filter" };

class ErrorAnswer extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function chat(request, upstream, signal) {
  const model = bound(request, upstream);
  const messages = request.messages.map(message(request.messages));
  if (request.stream) return chunks(await model.stream(messages, { signal }), request);
  return completion(await model.invoke(messages, { signal }), request);
}

// The request.

function bound({ tools, ...request }, upstream) {
  const said = Object.entries(request).filter(([, value]) => value !== null && value !== undefined);
  const unknown = said.find(([name]) => NO_PLACE.includes(name));
  if (unknown) throw new ErrorAnswer(400, `${unknown[0]} has no place in ChatOpenAI over Responses`);
  const known = (name) => name in FIELDS || OPTIONS.includes(name) || ASKED_OTHERWISE.includes(name);
  const model = new ChatOpenAI({
    ...Object.fromEntries(said.filter(([name]) => name in FIELDS).map(([name, value]) => [FIELDS[name], value])),
    ...(request.reasoning_effort && { reasoning: { effort: request.reasoning_effort } }),
    modelKwargs: Object.fromEntries(said.filter(([name]) => !known(name))),
    useResponsesApi: true,
    apiKey: upstream.api_key,
    maxRetries: 0,
    configuration: { baseURL: upstream.base_url },
  });
  const options = Object.fromEntries(said.filter(([name]) => OPTIONS.includes(name)));
  if (typeof options.stop === "string") options.stop = [options.stop];
  return tools?.length ? model.bindTools(tools.map(tool), { ...options, ...strict(tools) }) : model.withConfig(options);
}

/** The library has one `strict` for all tools of a call. */
function strict(tools) {
  const said = new Set(tools.filter((each) => each.type === "function").map((each) => each.function.strict));
  const [told] = said;
  return said.size === 1 && typeof told === "boolean" ? { strict: told } : {};
}

/** Make the library's own object of a custom tool; the others it takes as they are. */
function tool(said) {
  if (said.type !== "custom") return said;
  const { name, description, format } = said.custom;
  const flat = format?.grammar ? { type: "grammar", ...format.grammar } : format;
  return customTool(async () => "", { name, description, ...(flat && { format: flat }) });
}

const isCustom = (call) => call.type === "custom";

/** Write what the library does not take as Chat has it, files, refusals, custom calls with results, as it has them. */
function message(messages) {
  const calls = messages.flatMap((said) => said.tool_calls ?? []);
  const custom = new Set(calls.filter(isCustom).map((call) => call.id));
  const own = ({ id, custom: { name, input } }) => {
    return { type: "tool_call", id, name, args: { input }, isCustomTool: true };
  };
  return ({ tool_calls, refusal, ...said }) => ({
    ...said,
    content: Array.isArray(said.content) ? said.content.map(part) : (said.content ?? []),
    ...(tool_calls?.length && { tool_calls: tool_calls.map((call) => (isCustom(call) ? own(call) : call)) }),
    ...(refusal && { additional_kwargs: { refusal } }),
    ...(custom.has(said.tool_call_id) && { additional_kwargs: { customTool: true } }),
  });
}

/** Make the library's own block of a file; the other parts it takes as they are. */
function part(said) {
  if (said.type !== "file") return said;
  const { file_id: id, file_data: told, filename } = said.file;
  const own = { type: "file", metadata: { filename } };
  if (id) return { ...own, source_type: "id", id };
  const [, mime_type, data] = /^data:([^;,]*);base64,(.*)$/s.exec(told) ?? [told, undefined, told];
  return { ...own, source_type: "base64", mime_type, data };
}

// The answer.

function completion(said, request) {
  const metadata = said.response_metadata;
  const content = blocks(said.content);
  // `tool_calls` has them parsed; the library itself sends this back as the history, since it is as it came.
  const calls = metadata.output.filter((item) => CALLS[item.type]).map((item) => CALLS[item.type](item));
  const thought = reasoning(content);
  return {
    id: said.id,
    object: "chat.completion",
    created: Math.floor(metadata.created_at ?? Date.now() / 1000),
    model: metadata.model ?? request.model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: text(content) || null,
          refusal: said.additional_kwargs.refusal ?? null,
          annotations: citations(content, (block) => block),
          ...(thought && { reasoning_content: thought }),
          ...(calls.length && { tool_calls: calls }),
        },
        logprobs: logprobs(metadata),
        finish_reason: finish(metadata, calls.length > 0),
      },
    ],
    ...beside(metadata),
    ...(said.usage_metadata && { usage: usage(said.usage_metadata) }),
  };
}

const blocks = (content) => (typeof content === "string" ? [{ type: "text", text: content }] : content);
const text = (content) => content.map((block) => (block.type === "text" ? block.text : "")).join("");
const reasoning = (content) => content.map((block) => (block.type === "reasoning" ? block.reasoning : "")).join("");

const CALLS = {
  function_call: ({ call_id: id, name, arguments: json }) => ({
    id,
    type: "function",
    function: { name, arguments: json },
  }),
  custom_tool_call: ({ call_id: id, name, input }) => ({ id, type: "custom", custom: { name, input } }),
};

/** A citation's place is one in its own part, and the parts are joined. */
function citations(content, part) {
  let [length, start, current] = [0, 0, undefined];
  return content.filter((block) => block.type === "text").flatMap((block) => {
    if (part(block) !== current) [start, current] = [length, part(block)];
    length += [...block.text].length;
    const cited = (block.annotations ?? []).filter(({ source }) => source === "url_citation");
    return cited.map(({ startIndex, endIndex, url, title }) => ({
      type: "url_citation",
      url_citation: { start_index: start + startIndex, end_index: start + endIndex, url, title },
    }));
  });
}

function logprobs({ output }) {
  const said = (output ?? []).flatMap((item) => (item.type === "message" ? item.content : []));
  const told = said.flatMap((part) => part.logprobs ?? []);
  return told.length ? { content: told, refusal: null } : null;
}

function finish({ status = "completed", incomplete_details }, hasCalls) {
  if (status === "incomplete") return FINISHES[incomplete_details?.reason] ?? "length";
  if (status !== "completed") throw new ErrorAnswer(502, `the response is ${status}`); // Chat has no word for it
  return hasCalls ? "tool_calls" : "stop";
}

const beside = ({ service_tier, metadata }) => ({
  ...(service_tier && { service_tier }),
  ...(metadata && Object.keys(metadata).length && { metadata }),
});

const usage = ({ input_tokens, output_tokens, total_tokens, input_token_details, output_token_details }) => ({
  prompt_tokens: input_tokens,
  completion_tokens: output_tokens,
  total_tokens,
  ...(input_token_details?.cache_read != null && {
    prompt_tokens_details: { cached_tokens: input_token_details.cache_read },
  }),
  ...(output_token_details?.reasoning != null && {
    completion_tokens_details: { reasoning_tokens: output_token_details.reasoning },
  }),
});

// The stream.

async function* chunks(messages, request) {
  const calls = new Map(); // the library's index → the call's
  const head = { object: "chat.completion.chunk", created: Math.floor(Date.now() / 1000) }; // it tells the time last
  const usageAsked = request.stream_options?.include_usage;
  if (usageAsked) head.usage = null;
  const told = []; // all content blocks
  let begun = false;
  const chunk = (delta, more = {}) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }],
  });
  for await (const said of messages) {
    const metadata = said.response_metadata;
    if (!begun) {
      begun = true;
      Object.assign(head, { id: said.id, model: metadata.model ?? request.model });
      yield chunk({ role: "assistant", content: "" });
    }
    const content = blocks(said.content);
    const thought = reasoning(content);
    if (thought) yield chunk({ reasoning_content: thought });
    if (text(content)) yield chunk({ content: text(content) });
    told.push(...content);
    if (said.additional_kwargs.refusal) yield chunk({ refusal: said.additional_kwargs.refusal });
    for (const piece of said.tool_call_chunks ?? []) yield chunk({ tool_calls: [more(piece, calls)] });
    if (metadata.status) {
      const cited = citations(told, (block) => block.index);
      if (cited.length) yield chunk({ annotations: cited }); // at once, since nothing tells a client where to add more
      const ended = { finish_reason: finish(metadata, calls.size > 0), logprobs: logprobs(metadata) };
      yield { ...chunk({}, ended), ...beside(metadata) };
    }
    if (said.usage_metadata && usageAsked) {
      yield { ...head, choices: [], usage: usage(said.usage_metadata) };
    }
  }
}

function more({ index: place, id, name, args = "", isCustomTool }, calls) {
  const first = !calls.has(place);
  if (first) calls.set(place, calls.size);
  const named = first && { name };
  const begun = { index: calls.get(place), ...(first && { id }) };
  // A custom call goes without `type`: a chunk knows that of functions only.
  if (isCustomTool) return { ...begun, custom: { ...named, input: args } };
  return { ...begun, ...(first && { type: "function" }), function: { ...named, arguments: args } };
}

// The worker.

/** What the library throws on purpose is an error answer; where it has no status, that is made up. */
function last(error) {
  const told = error.cause instanceof APIError ? error.cause : error; // LangChain's own errors have the SDK's inside
  if (!(told instanceof APIError || told instanceof ErrorAnswer || told.constructor === Error)) {
    return crash(error);
  }
  const status = told.status ?? (told.lc_error_code === "MESSAGE_COERCION_FAILURE" ? 400 : 502);
  return { error: { status, headers: headers(told), body: body(told) } };
}

const headers = (error) => Object.fromEntries(error.headers ?? []);

function body({ error, message, name }) {
  if (error && typeof error === "object") return { error };
  return { error: { message, code: name === "Error" ? null : name } };
}

await serveLines("@langchain/openai", { chat }, last);
