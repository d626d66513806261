// What the Node programs of this folder share: the lines, a `fetch` that answers with them, and the form of a view.
// A line of stdin: {serves, mode, answers, tools}. Each answer is {status, headers, body}: the first request gets the
// first, every later one the last. `tools` are the names of the functions that the first answer calls.
// A line of stdout for each: {way: view} or {way: {error}}.
import { createInterface } from "node:readline";

console.log = console.info = console.warn = console.error; // stdout is for answers alone
Object.defineProperty(crypto, "randomUUID", { value: () => "none" }); // names a call that has no id: always the same

export const RESULT = "42"; // what every tool returns
const TYPES = { json: "application/json", stream: "text/event-stream" };
export const asked = { line: null, requests: [] };

/** Answers the first request with the first answer, each later one with the last. */
export async function fetch(_, { body }) {
  asked.requests.push(JSON.parse(body));
  const { answers, mode } = asked.line;
  const { status, headers, body: text } = asked.requests.length === 1 ? answers[0] : answers.at(-1);
  return new Response(text, { status, headers: { "content-type": TYPES[status < 400 ? mode : "json"], ...headers } });
}

export const OPTIONS = { apiKey: "none", baseURL: "http://adapter.invalid/v1", fetch };

/** What is asked after the first answer: the second request. */
export const second = () => asked.requests[1] ?? null;

export const asText = (value) => (typeof value === "string" ? value : JSON.stringify(value) ?? "");

/** What a user sees; what is not found stays empty. */
export class View {
  text = "";
  refusal = "";
  reasoning = "";
  calls = [];
  finish = null;
  usage = null;
  order = [];
  sends = null;

  add(kind, words) {
    if (words) {
      this[kind] += words;
      this.order.push(kind);
    }
  }

  call(id, name, words) {
    this.calls.push([id ?? "", name ?? "", asText(words ?? "")]);
    this.order.push("call");
    return this.calls.at(-1);
  }
}

/** What an error shows its users: its name and words, and the fields that errors of HTTP have. */
function errorOf(error) {
  const fields = error?.data?.error ?? error?.error ?? {};
  return {
    name: error?.name === "Error" || !error?.name ? error?.constructor?.name : error.name,
    words: error?.message ?? asText(error),
    status: error?.status ?? error?.statusCode ?? null,
    code: error?.code ?? fields.code ?? null,
    type: error?.type ?? fields.type ?? null,
    retryable: error?.isRetryable ?? null,
  };
}

/** Answers every line. `ways` returns the ways of reading for what is served and the mode. */
export async function answerLines(ways) {
  for await (const line of createInterface({ input: process.stdin })) {
    asked.line = JSON.parse(line);
    const views = {};
    for (const [way, read] of Object.entries(ways(asked.line.serves, asked.line.mode))) {
      asked.requests = [];
      try {
        views[way] = await read();
      } catch (error) {
        views[way] = { error: errorOf(error) };
      }
    }
    process.stdout.write(`${JSON.stringify(views)}\n`);
  }
}
