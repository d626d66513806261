// The OpenAI Agents SDK for JavaScript as a client, which runs the tools: crosswire/clients/lines.py starts this.
import { createRequire } from "node:module";
import { asked, answerLines, OPTIONS, RESULT, second, View } from "./line_protocol.mjs";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const { Agent, ModelRefusalError, OpenAIChatCompletionsModel, OpenAIResponsesModel, Runner, tool } = require("@openai/agents");
const { OpenAI } = require("openai");

const client = new OpenAI({ ...OPTIONS, maxRetries: 0, logLevel: "off" });
const MODELS = { chat: new OpenAIChatCompletionsModel(client, "m"), responses: new OpenAIResponsesModel(client, "m") };
const PARAMETERS = { type: "object", properties: {}, required: [], additionalProperties: true };
const runner = new Runner({ tracingDisabled: true });

function viewOf({ output, usage }) {
  const view = new View();
  for (const item of output) {
    if (item.type === "reasoning")
      for (const { text } of [...(item.content ?? []), ...(item.rawContent ?? [])]) view.add("reasoning", text);
    if (item.type === "message")
      for (const part of item.content) view.add(part.type === "refusal" ? "refusal" : "text", part.refusal ?? part.text);
    if (item.type === "function_call") view.call(item.callId, item.name, item.arguments);
  }
  if (usage) view.usage = { input: usage.inputTokens, output: usage.outputTokens, total: usage.totalTokens };
  return view;
}

async function run(serves, mode) {
  const tools = asked.line.tools.map((name) =>
    tool({ name, description: "", parameters: PARAMETERS, strict: false, execute: async () => RESULT }),
  );
  const agent = new Agent({ name: "agent", model: MODELS[serves], tools });
  try {
    const ran = await runner.run(agent, "hi", { stream: mode === "stream" });
    if (mode === "stream") {
      for await (const _ of ran);
      await ran.completed;
    }
    return Object.assign(viewOf(ran.rawResponses[0]), { sends: second() });
  } catch (error) {
    if (!(error instanceof ModelRefusalError)) throw error;
    const view = new View();
    view.add("refusal", error.refusal); // so are refusals shown
    return view;
  }
}

await answerLines((serves, mode) => ({ Runner: () => run(serves, mode) }));
