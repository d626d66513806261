// The AI SDK as a client of what was served: crosswire/clients/lines.py starts this.
// A line of stdin: {serves, mode, body}. A line of stdout for each: {model: {text, …} or {error}}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const { generateText, streamText } = require("ai");
const { createOpenAI } = require("@ai-sdk/openai");
const { createOpenAICompatible } = require("@ai-sdk/openai-compatible");

console.log = console.warn = console.error; // stdout is for answers alone
globalThis.AI_SDK_LOG_WARNINGS = false;

let served; // {mode, body}: what any request is answered with
const TYPES = { json: "application/json", stream: "text/event-stream" };
const options = {
  name: "adapter",
  apiKey: "none",
  baseURL: "http://adapter.invalid/v1",
  fetch: async () => new Response(served.body, { headers: { "content-type": TYPES[served.mode] } }),
};
const openai = createOpenAI(options);
const compatible = createOpenAICompatible({ ...options, includeUsage: true });
const MODELS = {
  chat: { openai: openai.chat("m"), "openai-compatible": compatible.chatModel("m") },
  responses: { openai: openai.responses("m") },
};

const asText = (input) => (typeof input === "string" ? input : JSON.stringify(input) ?? "");

function seen(parts, finish, usage) {
  const view = { text: "", refusal: "", reasoning: "", calls: [], finish: finish ?? null, usage: null, order: [] };
  for (const { type, text, toolCallId, toolName, input } of parts) {
    if (type === "tool-call") {
      view.calls.push([toolCallId, toolName, asText(input)]);
      view.order.push("call");
    } else if (text) {
      view[type] += text;
      view.order.push(type);
    }
  }
  if (usage) view.usage = { input: usage.inputTokens, output: usage.outputTokens, total: usage.totalTokens };
  return view;
}

const KINDS = ["text", "reasoning", "tool-call"];

async function whole(asked) {
  const { content, finishReason, totalUsage } = await generateText(asked);
  return seen(content.filter(({ type }) => KINDS.includes(type)), finishReason, totalUsage);
}

const STREAMED = { "text-delta": "text", "reasoning-delta": "reasoning", "tool-call": "tool-call" };

async function streamed(asked) {
  const parts = [];
  let end = {};
  for await (const part of streamText({ ...asked, onError: () => {} }).fullStream) {
    if (part.type === "error") throw part.error;
    if (part.type in STREAMED) parts.push({ ...part, type: STREAMED[part.type] });
    if (part.type === "finish") end = part;
  }
  return seen(parts, end.finishReason, end.totalUsage);
}

const READERS = { json: whole, stream: streamed };

for await (const line of createInterface({ input: process.stdin })) {
  served = JSON.parse(line);
  const views = {};
  for (const [name, model] of Object.entries(MODELS[served.serves])) {
    try {
      views[name] = await READERS[served.mode]({ model, prompt: "hi", maxRetries: 0 });
    } catch (error) {
      views[name] = { error: `${error?.name ?? error?.constructor?.name}: ${error?.message ?? asText(error)}` };
    }
  }
  process.stdout.write(`${JSON.stringify(views)}\n`);
}
