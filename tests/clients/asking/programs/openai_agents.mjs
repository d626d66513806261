// The agents SDK for JavaScript asks: `node openai_agents.mjs BASE_URL CASE…` prints a line {text, reasoning} or {error}.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const agents = require("@openai/agents");
const { OpenAI } = require("openai");

const [baseURL, ...cases] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
agents.setTracingDisabled(true);

const noted = (name, description, property, execute) =>
  agents.tool({
    name,
    description,
    parameters: {
      type: "object",
      properties: { [property]: { type: "string" } },
      required: [property],
      additionalProperties: false,
    },
    strict: true,
    execute,
  });
const tools = [
  noted("find_note", "Finds a note.", "words", async ({ words }) => `The note about the ${words} is number 7.`),
  noted("read_note", "Reads a note.", "number", async ({ number }) =>
    JSON.stringify({ number, text: "The roof is slate." }),
  ),
];
const keeper = (model, modelSettings = {}) =>
  new agents.Agent({ name: "Keeper", instructions: "You keep notes.", model, modelSettings, tools });

const CASES = {
  chat_loop: () => keeper(new agents.OpenAIChatCompletionsModel(client, "small-model")),
  responses_loop: () =>
    keeper(new agents.OpenAIResponsesModel(client, "small-model"), { reasoning: { effort: "low", summary: "auto" } }),
};

async function seen(agent) {
  const result = await agents.run(agent, "What is the roof made of?", { stream: true, maxTurns: 5 });
  for await (const _ of result) {
  }
  await result.completed;
  const thoughts = result.newItems.filter(({ type }) => type === "reasoning_item").map(({ rawItem }) => rawItem);
  const parts = thoughts.flatMap(({ content, rawContent }) => [...(content ?? []), ...(rawContent ?? [])]);
  return { text: result.finalOutput, reasoning: parts.map(({ text }) => text).join(" ") };
}

for (const name of cases) {
  let line;
  try {
    line = await seen(CASES[name]());
  } catch (error) {
    line = { error: `${error.name}: ${error.message}` };
  }
  console.log(JSON.stringify(line));
}
process.exit();
