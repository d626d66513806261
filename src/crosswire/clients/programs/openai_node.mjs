// The official JavaScript SDK as a client of what was served: crosswire/clients/lines.py starts this.
// A line of stdin: {serves, mode, body}. A line of stdout for each: {way: {text, …} or {error}}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
Object.defineProperty(crypto, "randomUUID", { value: () => "none" }); // names a call that has no id: always the same
const { OpenAI } = require("openai");

console.log = console.error; // stdout is for answers alone

let served; // {mode, body}: what any request is answered with
const TYPES = { json: "application/json", stream: "text/event-stream" };
const client = new OpenAI({
  apiKey: "none",
  baseURL: "http://adapter.invalid/v1",
  maxRetries: 0,
  logLevel: "off",
  fetch: async () => new Response(served.body, { headers: { "content-type": TYPES[served.mode] } }),
});
const CHAT = { model: "m", messages: [{ role: "user", content: "hi" }] };
const RESPONSES = { model: "m", input: "hi" };

/** A view that grows while a stream is read. */
class Growing {
  view = { text: "", refusal: "", reasoning: "", calls: [], finish: null, usage: null, order: [] };

  add(kind, words) {
    if (words) {
      this.view[kind] += words;
      this.view.order.push(kind);
    }
  }

  call(id, name, words) {
    this.view.calls.push([id ?? "", name ?? "", words ?? ""]);
    this.view.order.push("call");
  }
}

const chatUsage = (usage) =>
  usage ? { input: usage.prompt_tokens, output: usage.completion_tokens, total: usage.total_tokens } : null;
const responsesUsage = (usage) =>
  usage ? { input: usage.input_tokens, output: usage.output_tokens, total: usage.total_tokens } : null;
const thought = (message) => message?.reasoning_content ?? message?.reasoning; // no type has them; users read them

function completion({ choices, usage }) {
  const growing = new Growing();
  const { message, finish_reason: finish } = choices?.[0] ?? {}; // users read the first
  growing.add("reasoning", thought(message));
  growing.add("text", message?.content);
  growing.add("refusal", message?.refusal);
  for (const { id, function: named, custom } of message?.tool_calls ?? [])
    named ? growing.call(id, named.name, named.arguments) : growing.call(id, custom?.name, custom?.input);
  return { ...growing.view, finish: finish ?? null, usage: chatUsage(usage) };
}

async function chatEvents() {
  const growing = new Growing();
  const calls = new Map();
  let finish = null;
  let usage = null;
  for await (const chunk of await client.chat.completions.create({ ...CHAT, stream: true })) {
    usage = chatUsage(chunk.usage) ?? usage;
    for (const { delta, finish_reason: reason } of chunk.choices) {
      growing.add("reasoning", thought(delta));
      growing.add("text", delta.content);
      growing.add("refusal", delta.refusal);
      for (const { index, id, function: named, custom } of delta.tool_calls ?? []) {
        if (!calls.has(index)) {
          growing.call();
          calls.set(index, growing.view.calls.at(-1));
        }
        const call = calls.get(index);
        call[0] ||= id ?? "";
        call[1] ||= named?.name ?? custom?.name ?? "";
        call[2] += named?.arguments ?? custom?.input ?? "";
      }
      finish = reason ?? finish;
    }
  }
  return { ...growing.view, finish, usage };
}

const ARGUMENTS = { function_call: "arguments", custom_tool_call: "input" };

function response({ output, output_text: text, status, usage }) {
  const growing = new Growing();
  for (const item of output) {
    if (item.type === "reasoning")
      for (const part of [...(item.summary ?? []), ...(item.content ?? [])]) growing.add("reasoning", part.text);
    if (item.type === "message")
      for (const part of item.content) growing.add(part.type === "refusal" ? "refusal" : "text", part.refusal ?? part.text);
    if (item.type in ARGUMENTS) growing.call(item.call_id, item.name, item[ARGUMENTS[item.type]]);
  }
  return { ...growing.view, text: text || "", finish: status ?? null, usage: responsesUsage(usage) };
}

const DELTAS = {
  "response.output_text.delta": "text",
  "response.refusal.delta": "refusal",
  "response.reasoning_text.delta": "reasoning",
  "response.reasoning_summary_text.delta": "reasoning",
};
const CALL_DELTAS = ["response.function_call_arguments.delta", "response.custom_tool_call_input.delta"];
const ENDS = ["response.completed", "response.incomplete", "response.failed"];

async function responsesEvents() {
  const growing = new Growing();
  const calls = new Map();
  let finish = null;
  let usage = null;
  for await (const event of await client.responses.create({ ...RESPONSES, stream: true })) {
    if (event.type in DELTAS) growing.add(DELTAS[event.type], event.delta);
    else if (event.type === "response.output_item.added" && event.item.type in ARGUMENTS) {
      growing.call(event.item.call_id, event.item.name);
      calls.set(event.output_index, growing.view.calls.at(-1));
    } else if (CALL_DELTAS.includes(event.type)) {
      const call = calls.get(event.output_index);
      if (call) call[2] += event.delta;
    } else if (event.type === "response.output_item.done" && event.item.type in ARGUMENTS) {
      const call = calls.get(event.output_index);
      if (call) call[2] ||= event.item[ARGUMENTS[event.item.type]] ?? ""; // the item has what no delta had
    } else if (ENDS.includes(event.type)) {
      finish = event.response.status ?? event.type.replace("response.", "");
      usage = responsesUsage(event.response.usage);
    }
  }
  return { ...growing.view, finish, usage };
}

const chatAccumulated = async () => completion(await client.chat.completions.stream(CHAT).finalChatCompletion());
const responsesAccumulated = async () => response(await client.responses.stream(RESPONSES).finalResponse());

const READERS = {
  chat: {
    json: { created: async () => completion(await client.chat.completions.create(CHAT)) },
    stream: { events: chatEvents, accumulated: chatAccumulated },
  },
  responses: {
    json: { created: async () => response(await client.responses.create(RESPONSES)) },
    stream: { events: responsesEvents, accumulated: responsesAccumulated },
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  served = JSON.parse(line);
  const views = {};
  for (const [way, read] of Object.entries(READERS[served.serves][served.mode])) {
    try {
      views[way] = await read();
    } catch (error) {
      views[way] = { error: `${error?.constructor?.name}: ${error?.message}` };
    }
  }
  process.stdout.write(`${JSON.stringify(views)}\n`);
}
