// The official JavaScript SDK as a client of streams that were served: javascript_sdk.py starts this.
// A line of stdin: {serves, frames}. A line of stdout for each: {text, refusal, tool_calls, finish}, or {error}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
Object.defineProperty(crypto, "randomUUID", { value: () => "none" }); // names a call that has no id: always the same
const { OpenAI } = require("openai");

console.log = console.error; // stdout is for answers alone

let served = ""; // the bytes that any request is answered with
const client = new OpenAI({
  apiKey: "none",
  baseURL: "http://adapter.invalid/v1",
  maxRetries: 0,
  logLevel: "off",
  fetch: async () => new Response(served, { headers: { "content-type": "text/event-stream" } }),
});

/** Frames as both APIs send them: events with their names, chunks with `[DONE]` behind them. */
function sent(frames) {
  const told = frames.map((frame) => {
    const name = frame?.type === undefined ? "" : `event: ${frame.type}\n`;
    return `${name}data: ${JSON.stringify(frame)}\n\n`;
  });
  return [...told, "data: [DONE]\n\n"].join("");
}

async function chat() {
  const stream = client.chat.completions.stream({ model: "m", messages: [{ role: "user", content: "hi" }] });
  const { choices } = await stream.finalChatCompletion();
  const { message, finish_reason: finish } = choices[0] ?? {}; // users read the first
  return reading(message?.content, message?.refusal, (message?.tool_calls ?? []).map(chatCall), finish);
}

const chatCall = ({ id, function: named, custom }) =>
  named ? [id, named.name, named.arguments] : [id, custom?.name, custom?.input];

/** `shown` is what the deltas say, for a user who looks on; the rest is the response that the SDK ends with. */
async function responses() {
  const stream = client.responses.stream({ model: "m", input: "hi" });
  const shown = { text: "", refusal: "" };
  stream.on("response.output_text.delta", ({ delta }) => (shown.text += delta));
  stream.on("response.refusal.delta", ({ delta }) => (shown.refusal += delta));
  const final = await stream.finalResponse();
  const parts = final.output.flatMap((item) => (item.type === "message" ? item.content : []));
  const refusal = parts.map((part) => (part.type === "refusal" ? part.refusal : "")).join("");
  const calls = final.output.filter((item) => item.type in ARGUMENTS).map(responsesCall);
  return { ...reading(final.output_text, refusal, calls, final.status), shown };
}

const ARGUMENTS = { function_call: "arguments", custom_tool_call: "input" };
const responsesCall = (item) => [item.call_id, item.name, item[ARGUMENTS[item.type]]];

const reading = (text, refusal, calls, finish) => ({
  text: text || "",
  refusal: refusal || "",
  tool_calls: calls.map((call) => call.map((word) => word ?? "")),
  finish: finish ?? null,
});

const READERS = { chat, responses };

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let answer;
  try {
    served = sent(asked.frames);
    answer = await READERS[asked.serves]();
  } catch (error) {
    answer = { error: `${error?.constructor?.name}: ${error?.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
