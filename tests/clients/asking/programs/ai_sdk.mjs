// The AI SDK asks: `node ai_sdk.mjs BASE_URL CASE…` prints a line {text, reasoning} or {error} for each case.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const { generateText, jsonSchema, Output, stepCountIs, streamText, tool } = require("ai");
const { createOpenAI } = require("@ai-sdk/openai");

const [baseURL, ...cases] = process.argv.slice(2);
const openai = createOpenAI({ name: "openai", apiKey: "none", baseURL });
const chat = openai.chat("small-model");
const responses = openai.responses("small-model");
const reasons = openai.responses("gpt-5.5"); // by its name the SDK knows that this model reasons
globalThis.AI_SDK_LOG_WARNINGS = false;

const text = { type: "string" };
const schemaOf = (properties) =>
  jsonSchema({ type: "object", properties, required: Object.keys(properties), additionalProperties: false });
const tools = {
  find_note: tool({
    description: "Finds a note.",
    inputSchema: schemaOf({ words: text }),
    execute: async ({ words }) => `The note about the ${words} is number 7.`,
  }),
  read_note: tool({
    description: "Reads a note.",
    inputSchema: schemaOf({ number: text }),
    execute: async ({ number }) => ({ number, text: "The roof is slate." }),
  }),
};
const loop = { prompt: "What is the roof made of?", system: "You keep notes.", tools, stopWhen: stepCountIs(5) };
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
const PAGE = Buffer.from("%PDF-1.4\n%%EOF\n").toString("base64");
const says = (...content) => ({ messages: [{ role: "user", content }] });
const words = (text) => ({ type: "text", text });
const images = says(
  words("Which roof is steeper?"),
  { type: "image", image: new URL("https://example.com/roof.png") },
  { type: "image", image: PIXEL, mediaType: "image/png", providerOptions: { openai: { imageDetail: "low" } } },
);
const page = says(words("What does the page say?"), {
  type: "file",
  data: PAGE,
  mediaType: "application/pdf",
  filename: "roof.pdf",
});
const roof = Output.object({
  name: "roof",
  description: "A roof.",
  schema: schemaOf({ material: text, age: { type: "integer" } }),
});
const structured = { prompt: "Describe the roof.", output: roof };
const stateless = { openai: { store: false, reasoningEffort: "low", reasoningSummary: "auto" } };
const settings = {
  prompt: "Name a roof.",
  temperature: 0.5,
  topP: 0.9,
  maxOutputTokens: 64,
  providerOptions: { openai: { metadata: { place: "yard" }, user: "roofer-1", parallelToolCalls: false } },
};
const shows = {
  show_roof: tool({
    description: "Shows the roof.",
    inputSchema: schemaOf({ side: text }),
    execute: async () => "shown",
    toModelOutput: () => ({
      type: "content",
      value: [
        { type: "text", text: "The north side." },
        { type: "image-data", data: PIXEL, mediaType: "image/png" },
      ],
    }),
  }),
};
const search = openai.tools.webSearch({
  externalWebAccess: false,
  filters: { allowedDomains: ["example.com"] },
  searchContextSize: "low",
  userLocation: { type: "approximate", city: "Perth", country: "AU" },
});
const shell = openai.tools.shell({
  execute: async () => ({ output: [{ stdout: "roof.txt\n", stderr: "", outcome: { type: "exit", exitCode: 0 } }] }),
});
const localShell = openai.tools.localShell({ execute: async () => ({ output: "roof.txt\n" }) });
const patch = openai.tools.applyPatch({ execute: async () => ({ status: "completed", output: "done" }) });
const rule = openai.tools.customTool({
  name: "write_rule",
  description: "Writes a rule.",
  format: { type: "grammar", syntax: "regex", definition: "[a-z]+" },
  execute: async () => "written",
});
const finds = openai.tools.toolSearch({
  execution: "client",
  description: "Finds tools.",
  parameters: { type: "object", properties: { goal: text }, required: ["goal"], additionalProperties: false },
  execute: async () => ({
    tools: [
      {
        type: "function",
        name: "get_roof",
        description: "Gets a roof.",
        defer_loading: true,
        parameters: { type: "object", properties: {} },
      },
    ],
  }),
});
const ask = (prompt, named, more) => ({ prompt, tools: named, stopWhen: stepCountIs(3), ...more });

const CASES = {
  chat_loop: () => streamed({ ...loop, model: chat }),
  responses_loop: () =>
    streamed({ ...loop, model: reasons, providerOptions: { openai: { reasoningSummary: "auto" } } }),
  chat_calls: () => streamed({ ...loop, model: chat }),
  chat_images: () => whole({ ...images, model: chat }),
  chat_file: () => whole({ ...page, model: chat }),
  chat_schema: () => whole({ ...structured, model: chat }),
  chat_settings: () => whole({ ...settings, model: chat }),
  responses_references: () =>
    streamed({ ...loop, model: reasons, providerOptions: { openai: { reasoningSummary: "auto" } } }),
  responses_stateless: () => streamed({ ...loop, model: reasons, providerOptions: stateless }),
  responses_images: () => whole({ ...images, model: responses }),
  responses_image_from_a_tool: () =>
    whole({ ...ask("Is the roof steep?", shows), model: responses, providerOptions: { openai: { store: false } } }),
  responses_searches_the_web: () => whole({ ...ask("Who sells slate?", { web_search: search }), model: responses }),
  responses_shell: () =>
    whole({ ...ask("List the files.", { shell }), model: responses, providerOptions: { openai: { store: false } } }),
  responses_local_shell: () =>
    whole({
      ...ask("List the files.", { local_shell: localShell }),
      model: responses,
      providerOptions: { openai: { store: false } },
    }),
  responses_patches: () =>
    whole({
      ...ask("Write the roof file.", { apply_patch: patch }),
      model: responses,
      providerOptions: { openai: { store: false } },
    }),
  responses_custom: () =>
    whole({
      ...ask("Write a rule.", { write_rule: rule }),
      model: responses,
      providerOptions: { openai: { store: false } },
    }),
  responses_finds_tools: () =>
    whole({
      ...ask("Get the roof.", {
        tool_search: finds,
        get_roof: tool({
          description: "Gets a roof.",
          inputSchema: schemaOf({}),
          execute: async () => "slate",
          providerOptions: { openai: { deferLoading: true } },
        }),
      }),
      model: responses,
      providerOptions: { openai: { store: false } },
    }),
};

async function whole(asked) {
  const { steps, text } = await generateText({ ...asked, maxRetries: 0 });
  return seen(steps, text);
}

async function streamed(asked) {
  let failed;
  const result = streamText({ ...asked, maxRetries: 0, onError: ({ error }) => (failed = error) });
  await result.consumeStream({ onError: (error) => (failed = error) });
  if (failed) throw failed;
  return seen(await result.steps, await result.text);
}

function seen(steps, text) {
  return {
    text,
    reasoning: steps
      .map((step) => step.reasoningText ?? "")
      .join(" ")
      .trim(),
  };
}

for (const name of cases) {
  let line;
  try {
    line = await CASES[name]();
  } catch (error) {
    line = { error: `${error.name}: ${error.message}` };
  }
  console.log(JSON.stringify(line));
}
