// The official JavaScript SDK as a client: crosswire/clients/lines.py starts this.
import { createRequire } from "node:module";
import { answerLines, OPTIONS, View } from "./line_protocol.mjs";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const { OpenAI } = require("openai");

const client = new OpenAI({ ...OPTIONS, maxRetries: 0, logLevel: "off" });
const CHAT = { model: "m", messages: [{ role: "user", content: "hi" }] };
const RESPONSES = { model: "m", input: "hi" };

const chatUsage = (usage) =>
  usage ? { input: usage.prompt_tokens, output: usage.completion_tokens, total: usage.total_tokens } : null;
const responsesUsage = (usage) =>
  usage ? { input: usage.input_tokens, output: usage.output_tokens, total: usage.total_tokens } : null;
const thought = (message) => message?.reasoning_content ?? message?.reasoning; // no type has them; users read them

function completion({ choices, usage }) {
  const view = new View();
  const { message, finish_reason: finish } = choices?.[0] ?? {}; // users read the first
  view.add("reasoning", thought(message));
  view.add("text", message?.content);
  view.add("refusal", message?.refusal);
  for (const { id, function: named, custom } of message?.tool_calls ?? [])
    named ? view.call(id, named.name, named.arguments) : view.call(id, custom?.name, custom?.input);
  return { ...view, finish: finish ?? null, usage: chatUsage(usage) };
}

async function chatEvents() {
  const view = new View();
  const calls = new Map();
  let finish = null;
  let usage = null;
  for await (const chunk of await client.chat.completions.create({ ...CHAT, stream: true })) {
    usage = chatUsage(chunk.usage) ?? usage;
    for (const { delta, finish_reason: reason } of chunk.choices) {
      view.add("reasoning", thought(delta));
      view.add("text", delta.content);
      view.add("refusal", delta.refusal);
      for (const { index, id, function: named, custom } of delta.tool_calls ?? []) {
        if (!calls.has(index)) {
          view.call();
          calls.set(index, view.calls.at(-1));
        }
        const call = calls.get(index);
        call[0] ||= id ?? "";
        call[1] ||= named?.name ?? custom?.name ?? "";
        call[2] += named?.arguments ?? custom?.input ?? "";
      }
      finish = reason ?? finish;
    }
  }
  return { ...view, finish, usage };
}

const ARGUMENTS = { function_call: "arguments", custom_tool_call: "input" };

function response({ output, output_text: text, status, usage }) {
  const view = new View();
  for (const item of output) {
    if (item.type === "reasoning")
      for (const part of [...(item.summary ?? []), ...(item.content ?? [])]) view.add("reasoning", part.text);
    if (item.type === "message")
      for (const part of item.content) view.add(part.type === "refusal" ? "refusal" : "text", part.refusal ?? part.text);
    if (item.type in ARGUMENTS) view.call(item.call_id, item.name, item[ARGUMENTS[item.type]]);
  }
  return { ...view, text: text || "", finish: status ?? null, usage: responsesUsage(usage) };
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
  const view = new View();
  const calls = new Map();
  let finish = null;
  let usage = null;
  for await (const event of await client.responses.create({ ...RESPONSES, stream: true })) {
    if (event.type in DELTAS) view.add(DELTAS[event.type], event.delta);
    else if (event.type === "response.output_item.added" && event.item.type in ARGUMENTS) {
      view.call(event.item.call_id, event.item.name);
      calls.set(event.output_index, view.calls.at(-1));
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
  return { ...view, finish, usage };
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

await answerLines((serves, mode) => READERS[serves][mode]);
