// LangChain for JavaScript asks: `node langchain_client.mjs BASE_URL CASE…` prints a line {text, reasoning} or {error}.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const { HumanMessage, SystemMessage, ToolMessage } = require("@langchain/core/messages");
const { ChatOpenAI } = require("@langchain/openai");

const [baseURL, ...cases] = process.argv.slice(2);
const options = { model: "small-model", apiKey: "none", maxRetries: 0, configuration: { baseURL } };
const noted = (name, description, property) => ({
  type: "function",
  function: {
    name,
    description,
    parameters: { type: "object", properties: { [property]: { type: "string" } }, required: [property] },
  },
});
const tools = [noted("find_note", "Finds a note.", "words"), noted("read_note", "Reads a note.", "number")];
const RUN = {
  find_note: ({ words }) => `The note about the ${words} is number 7.`,
  read_note: ({ number }) => JSON.stringify({ number, text: "The roof is slate." }),
};
const CASES = {
  chat_loop: () => new ChatOpenAI(options),
  responses_loop: () =>
    // by its name LangChain knows that this model reasons; else it leaves `reasoning` out
    new ChatOpenAI({
      ...options,
      model: "gpt-5.5",
      useResponsesApi: true,
      reasoning: { effort: "low", summary: "auto" },
    }),
};

async function seen(model) {
  const bound = model.bindTools(tools);
  const messages = [new SystemMessage("You keep notes."), new HumanMessage("What is the roof made of?")];
  const thoughts = [];
  for (let turn = 0; turn < 5; turn++) {
    let answer;
    for await (const chunk of await bound.stream(messages)) answer = answer ? answer.concat(chunk) : chunk;
    messages.push(answer);
    const blocks = answer.contentBlocks.filter(({ type }) => type === "reasoning");
    thoughts.push(...blocks.map(({ reasoning }) => reasoning));
    if (!answer.tool_calls?.length) return { text: answer.text, reasoning: thoughts.join(" ") };
    for (const { id, name, args } of answer.tool_calls)
      messages.push(new ToolMessage({ content: RUN[name](args), tool_call_id: id }));
  }
  throw new Error("the model calls on and on");
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
