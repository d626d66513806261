// LangChain's `ChatOpenAI` for JavaScript as a client: crosswire/clients/lines.py starts this.
import { createRequire } from "node:module";
import { answerLines, fetch, RESULT, second, View } from "./line_protocol.mjs";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const { ChatOpenAI } = require("@langchain/openai");
const { HumanMessage, ToolMessage } = require("@langchain/core/messages");

const model = (useResponsesApi) =>
  new ChatOpenAI({
    model: "m",
    apiKey: "none",
    maxRetries: 0,
    useResponsesApi,
    streamUsage: true,
    configuration: { baseURL: "http://adapter.invalid/v1", fetch, logLevel: "off" },
  });
const MODELS = { chat: model(false), responses: model(true) };
const PROMPT = new HumanMessage("hi");

function viewOf(message) {
  const view = new View();
  for (const block of message.contentBlocks) {
    if (block.type === "reasoning") view.add("reasoning", block.reasoning);
    if (block.type === "text") view.add("text", block.text);
    if (block.type === "tool_call" || block.type === "invalid_tool_call") view.order.push("call");
  }
  const order = [...view.order];
  for (const { id, name, args } of [...(message.tool_calls ?? []), ...(message.invalid_tool_calls ?? [])])
    view.call(id, name, args);
  const { response_metadata: end, usage_metadata: usage, additional_kwargs: others } = message;
  view.refusal = others.refusal ?? "";
  view.finish = end.finish_reason ?? end.status ?? null;
  if (usage) view.usage = { input: usage.input_tokens, output: usage.output_tokens, total: usage.total_tokens };
  view.order = order;
  return view;
}

async function ask(model, mode, messages) {
  if (mode === "json") return model.invoke(messages);
  let total;
  for await (const chunk of await model.stream(messages)) total = total ? total.concat(chunk) : chunk;
  return total;
}

async function read(model, mode) {
  const message = await ask(model, mode, [PROMPT]);
  if (!message) return new View(); // a stream of nothing
  const view = viewOf(message);
  if (message.tool_calls?.length) {
    const results = message.tool_calls.map(({ id }) => new ToolMessage({ content: RESULT, tool_call_id: id ?? "" }));
    await ask(model, mode, [PROMPT, message, ...results]);
    view.sends = second();
  }
  return view;
}

await answerLines((serves, mode) => ({ ChatOpenAI: () => read(MODELS[serves], mode) }));
