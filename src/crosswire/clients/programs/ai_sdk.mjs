// The AI SDK as a client: crosswire/clients/lines.py starts this.
import { createRequire } from "node:module";
import { asked, answerLines, OPTIONS, RESULT, second, View } from "./line_protocol.mjs";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const { generateText, jsonSchema, streamText, tool } = require("ai");
const { createOpenAI } = require("@ai-sdk/openai");
const { createOpenAICompatible } = require("@ai-sdk/openai-compatible");

globalThis.AI_SDK_LOG_WARNINGS = false;

const openai = createOpenAI({ ...OPTIONS, name: "adapter" });
const compatible = createOpenAICompatible({ ...OPTIONS, name: "adapter", includeUsage: true });
const MODELS = {
  chat: { openai: openai.chat("m"), "openai-compatible": compatible.chatModel("m") },
  responses: { openai: openai.responses("m") },
};
const PROMPT = { role: "user", content: "hi" };
const INPUT = jsonSchema({ type: "object" });

/** The tools are offered and not run. Nothing is stored: what is sent next are the items, and no references to them. */
const request = (model, messages) => ({
  model,
  messages,
  tools: Object.fromEntries(asked.line.tools.map((name) => [name, tool({ inputSchema: INPUT })])),
  providerOptions: { openai: { store: false } },
  maxRetries: 0,
});

function viewOf(parts, finish, usage) {
  const view = new View();
  for (const { type, text, toolCallId, toolName, input } of parts) {
    if (type === "tool-call") view.call(toolCallId, toolName, input);
    else view.add(type, text);
  }
  view.finish = finish ?? null;
  if (usage) view.usage = { input: usage.inputTokens, output: usage.outputTokens, total: usage.totalTokens };
  return view;
}

const KINDS = ["text", "reasoning", "tool-call"];

async function whole(model, messages) {
  const { content, finishReason, totalUsage, response } = await generateText(request(model, messages));
  const view = viewOf(content.filter(({ type }) => KINDS.includes(type)), finishReason, totalUsage);
  return [view, response.messages];
}

const STREAMED = { "text-delta": "text", "reasoning-delta": "reasoning", "tool-call": "tool-call" };

async function streamed(model, messages) {
  const parts = [];
  let end = {};
  const result = streamText({ ...request(model, messages), onError: () => {} });
  for await (const part of result.fullStream) {
    if (part.type === "error") throw part.error;
    if (part.type in STREAMED) parts.push({ ...part, type: STREAMED[part.type] });
    if (part.type === "finish") end = part;
  }
  const view = viewOf(parts, end.finishReason, end.totalUsage);
  return [view, view.calls.length ? (await result.response).messages : []];
}

const READERS = { json: whole, stream: streamed };

/** The messages after an answer: its own, and the result of each call that has none. */
function withResults(messages) {
  const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  const done = new Set(parts.filter(({ type }) => type === "tool-result").map(({ toolCallId }) => toolCallId));
  const content = parts
    .filter(({ type, toolCallId }) => type === "tool-call" && !done.has(toolCallId))
    .map(({ toolCallId, toolName }) => ({
      type: "tool-result",
      toolCallId,
      toolName,
      output: { type: "text", value: RESULT },
    }));
  return content.length ? [...messages, { role: "tool", content }] : messages;
}

async function read(model, mode) {
  const [view, messages] = await READERS[mode](model, [PROMPT]);
  if (view.calls.length) {
    await READERS[mode](model, [PROMPT, ...withResults(messages)]);
    view.sends = second();
  }
  return view;
}

await answerLines((serves, mode) =>
  Object.fromEntries(Object.entries(MODELS[serves]).map(([name, model]) => [name, () => read(model, mode)])),
);
