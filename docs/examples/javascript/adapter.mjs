// An adapter as it might stand in anybody's program: Chat Completions over the Responses API. No dependencies.

export const name = "javascript-example";
export const version = "1.0.0";
export const declares = {
  "CHUNKS-11": "a custom call is streamed under `custom`, without `type`",
  "CHATREQ-33": "seed, the penalties and prediction are left out: Responses has no such fields",
};

/** Serve a chat request: a completion, or its chunks where a stream is asked for. */
export async function chat(request, upstream, signal) {
  const response = await fetch(`${upstream.base_url}/responses`, {
    method: "POST",
    headers: { authorization: `Bearer ${upstream.api_key}`, "content-type": "application/json" },
    body: JSON.stringify(translated(request)),
    signal,
  });
  if (!response.ok) throw await errorAnswer(response);
  if (request.stream) return chunks(events(response.body), request);
  return completion(parsed(await response.text()));
}

export class ErrorAnswer extends Error {
  constructor(status, body, headers = {}) {
    super(`status ${status}`);
    Object.assign(this, { status, body, headers });
  }
}

const refused = (param, why) =>
  new ErrorAnswer(400, {
    error: { message: `${param}: ${why}`, type: "invalid_request_error", param, code: "unsupported_value" },
  });

async function errorAnswer(response) {
  const kept = ["retry-after", "retry-after-ms", "x-should-retry", "x-request-id"];
  const headers = Object.fromEntries([...response.headers].filter(([key]) => kept.includes(key)));
  const text = await response.text();
  try {
    return new ErrorAnswer(response.status, errorBody(JSON.parse(text)), headers);
  } catch {
    const message = `the upstream answered ${response.status}: ${text.slice(0, 200)}`;
    return new ErrorAnswer(response.status, errorBody({ message }), headers);
  }
}

function errorBody(said) {
  const { message, type = "server_error", param = null, code = null } = said.error ?? said;
  return { error: { message: String(message ?? "the upstream failed"), type, param, code } };
}

const STATUS = { rate_limit_exceeded: 429, insufficient_quota: 429, invalid_prompt: 400, server_error: 500 };

const failure = (error) => new ErrorAnswer(STATUS[error?.code] ?? 502, errorBody({ ...error, type: "server_error" }));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw failure({ message: `the upstream's answer is no JSON: ${text.slice(0, 200)}` });
  }
}

// The request.

const SAME = ["model", "temperature", "top_p", "metadata", "user", "service_tier", "safety_identifier"];
SAME.push("prompt_cache_key", "prompt_cache_retention", "top_logprobs", "stream");
const UNSAYABLE = ["audio", "logit_bias", "stop", "functions", "function_call", "web_search_options"];

export function translated(request) {
  for (const field of UNSAYABLE) if (request[field]) throw refused(field, "Responses has no such thing");
  if ((request.n ?? 1) !== 1) throw refused("n", "Responses gives one answer");
  const limit = request.max_completion_tokens ?? request.max_tokens;
  const tools = (request.tools ?? []).map(flat);
  const custom = new Set(
    request.messages.flatMap((message) => message.tool_calls ?? []).filter(isCustom).map((call) => call.id),
  );
  const body = {
    ...Object.fromEntries(SAME.map((field) => [field, request[field]])),
    input: request.messages.flatMap((message, place) => [...items(message, `messages[${place}]`, custom)]),
    store: request.store === true,
    max_output_tokens: limit && Math.max(limit, 16),
    reasoning: request.reasoning_effort && { effort: request.reasoning_effort },
    text: textSettings(request),
    include: request.logprobs ? ["message.output_text.logprobs"] : undefined,
  };
  if (tools.length) {
    Object.assign(body, { tools, parallel_tool_calls: request.parallel_tool_calls });
    if (request.tool_choice) body.tool_choice = choice(request.tool_choice);
  }
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null));
}

function textSettings({ response_format, verbosity }) {
  const format = response_format && flat(response_format);
  return (format || verbosity) && { ...(format && { format }), ...(verbosity && { verbosity }) };
}

/** Chat nests what Responses has flat: `{type: "function", function: {name}}` is `{type: "function", name}`. */
function flat({ type, ...nested }) {
  const settings = { type, ...nested[type] };
  if (type === "function") return { strict: false, parameters: null, ...settings };
  if (settings.format?.grammar) settings.format = { type: "grammar", ...settings.format.grammar };
  return settings;
}

function choice(wanted) {
  if (typeof wanted === "string") return wanted;
  if (wanted.type === "allowed_tools") {
    const { mode, tools } = wanted.allowed_tools;
    return { type: "allowed_tools", mode, tools: tools.map((tool) => ({ type: tool.type, ...tool[tool.type] })) };
  }
  return { type: wanted.type, ...wanted[wanted.type] };
}

const isCustom = (call) => call.type === "custom";

function* items(message, where, custom) {
  const { role, content } = message;
  if (role === "tool") {
    const type = custom.has(message.tool_call_id) ? "custom_tool_call_output" : "function_call_output";
    yield { type, call_id: message.tool_call_id, output: parts(content, where) };
  } else if (role === "assistant") {
    const text = typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("");
    if (message.refusal) {
      const said = { type: "refusal", refusal: message.refusal };
      yield { type: "message", role, id: `msg_${where.length}`, status: "completed", content: [said] };
    } else if (text) {
      yield { type: "message", role, content: text };
    }
    for (const call of message.tool_calls ?? []) {
      yield isCustom(call)
        ? { type: "custom_tool_call", call_id: call.id, name: call.custom.name, input: call.custom.input }
        : { type: "function_call", call_id: call.id, ...call.function };
    }
  } else {
    yield { type: "message", role, content: parts(content, where) };
  }
}

const PARTS = {
  text: ({ text }) => ({ type: "input_text", text }),
  image_url: ({ image_url: { url, detail = "auto" } }) => ({ type: "input_image", image_url: url, detail }),
  file: ({ file }) => ({ type: "input_file", ...file }),
};

function parts(content, where) {
  if (!Array.isArray(content)) return content;
  return content.map((part) => {
    if (!PARTS[part.type]) throw refused(where, `Responses has no part of type ${part.type}`);
    return PARTS[part.type](part);
  });
}

// The answer.

const CALLS = {
  function_call: (item) => ({ type: "function", function: { name: item.name, arguments: item.arguments } }),
  custom_tool_call: (item) => ({ type: "custom", custom: { name: item.name, input: item.input } }),
};

export function completion(response) {
  const ended = ["completed", "incomplete", undefined].includes(response.status) && response.output;
  if (response.error || !ended) throw failure(response.error ?? { message: "the upstream gave no answer" });
  const output = response.output ?? [];
  const said = output.filter((item) => item.type === "message").flatMap((item) => item.content);
  const joined = (type, field) => said.filter((part) => part.type === type).map((part) => part[field]).join("");
  const calls = output.filter((item) => CALLS[item.type]).map((item) => ({ id: item.call_id, ...CALLS[item.type](item) }));
  const logprobs = said.flatMap((part) => part.logprobs ?? []);
  const message = {
    role: "assistant",
    content: joined("output_text", "text") || null,
    refusal: joined("refusal", "refusal") || null,
    annotations: citations(said),
    ...(calls.length && { tool_calls: calls }),
  };
  return {
    ...head(response, "chat.completion"),
    choices: [
      {
        index: 0,
        message,
        logprobs: logprobs.length ? { content: logprobs, refusal: null } : null,
        finish_reason: finish(response, calls.length > 0),
      },
    ],
    ...(response.usage && { usage: usage(response.usage) }),
    ...extras(response),
  };
}

const head = ({ id, created_at, model }, object) => ({ id, object, created: Math.floor(created_at), model });

const extras = ({ service_tier, metadata }) => ({
  ...(service_tier && { service_tier }),
  ...(metadata && Object.keys(metadata).length && { metadata }),
});

function finish({ status, incomplete_details }, called) {
  if (status === "incomplete") return incomplete_details?.reason === "content_filter" ? "content_filter" : "length";
  return called ? "tool_calls" : "stop";
}

const usage = (told) => ({
  prompt_tokens: told.input_tokens,
  completion_tokens: told.output_tokens,
  total_tokens: told.total_tokens,
  ...(told.input_tokens_details && { prompt_tokens_details: told.input_tokens_details }),
  ...(told.output_tokens_details && { completion_tokens_details: told.output_tokens_details }),
});

function citations(said) {
  let before = 0;
  const found = [];
  for (const { text = "", annotations = [] } of said) {
    for (const { type, url, title, start_index, end_index } of annotations) {
      if (type !== "url_citation") continue;
      const place = { start_index: before + start_index, end_index: before + end_index };
      found.push({ type, url_citation: { ...place, url, title } });
    }
    before += [...text].length;
  }
  return found;
}

// The stream.

/** Yield the payload of each event of an event stream. */
export async function* events(body) {
  let rest = "";
  let data = [];
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
      if (line || !data.length) continue;
      const payload = data.join("\n");
      data = [];
      if (payload === "[DONE]") return;
      yield parsed(payload);
    }
  }
  if (rest.startsWith("data:")) data.push(rest.slice(5));
  if (data.length && data[0].trim() !== "[DONE]") yield parsed(data.join("\n"));
}

const TERMINAL = ["response.completed", "response.incomplete", "response.failed"];

/** Yield the chunks that the events of a response become. */
export async function* chunks(events, request) {
  const usageAsked = request.stream_options?.include_usage === true;
  const calls = new Map(); // output_index → the index of the call
  const told = new Map(); // what deltas have said so far: the rest of a `.done` is what they left out
  let begun;

  const chunk = (delta, more = {}) => ({
    ...begun,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }],
  });
  const rest = (key, whole) => {
    const before = told.get(key) ?? "";
    told.set(key, whole);
    return whole.slice(before.length);
  };
  const more = (key, delta) => told.set(key, (told.get(key) ?? "") + delta);
  const called = (place, field, text) => {
    const kind = field === "input" ? "custom" : "function";
    return chunk({ tool_calls: [{ index: calls.get(place), [kind]: { [field]: text } }] });
  };

  for await (const event of events) {
    const { type, delta, item, output_index: place } = event;
    const part = `${place} ${event.content_index}`;
    if (type === "error" || event.error) throw failure(event.error ?? event);
    if (event.response && !begun) {
      begun = head(event.response, "chat.completion.chunk");
      if (usageAsked) begun.usage = null;
      yield chunk({ role: "assistant", content: "" });
    }
    if (type === "response.output_text.delta") {
      more(part, delta);
      const logprobs = event.logprobs?.length ? { content: event.logprobs, refusal: null } : null;
      yield chunk({ content: delta }, { logprobs });
    } else if (type === "response.output_text.done") {
      const text = rest(part, event.text);
      if (text) yield chunk({ content: text });
    } else if (type === "response.refusal.delta") {
      more(part, delta);
      yield chunk({ refusal: delta });
    } else if (type === "response.refusal.done") {
      const text = rest(part, event.refusal);
      if (text) yield chunk({ refusal: text });
    } else if (type === "response.output_item.added" && CALLS[item.type]) {
      calls.set(place, calls.size);
      const { type: kind, ...call } = CALLS[item.type]({ arguments: "", input: "", ...item });
      more(place, item.arguments ?? item.input ?? "");
      const named = kind === "function" ? { type: kind } : {}; // a chunk's schema knows no other type
      yield chunk({ tool_calls: [{ index: calls.get(place), id: item.call_id, ...named, ...call }] });
    } else if (type === "response.function_call_arguments.delta") {
      more(place, delta);
      yield called(place, "arguments", delta);
    } else if (type === "response.custom_tool_call_input.delta") {
      more(place, delta);
      yield called(place, "input", delta);
    } else if (type === "response.output_item.done" && calls.has(place)) {
      const field = item.type === "custom_tool_call" ? "input" : "arguments";
      const text = rest(place, item[field]);
      if (text) yield called(place, field, text);
    } else if (TERMINAL.includes(type)) {
      const { response } = event;
      if (type === "response.failed") throw failure(response.error);
      yield { ...chunk({}, { finish_reason: finish(response, calls.size > 0) }), ...extras(response) };
      if (usageAsked && response.usage) yield { ...begun, choices: [], usage: usage(response.usage), ...extras(response) };
      return;
    }
  }
  throw failure({ message: "the upstream's stream ended before its answer did" });
}
