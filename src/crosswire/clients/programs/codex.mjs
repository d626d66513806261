// The Codex CLI as a client: its app server, which asks a server of this process. crosswire/clients/lines.py starts this.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { answerLines, fetch, second, View } from "./line_protocol.mjs";

// Nothing of an answer is run: Codex has no tool that could. Retries and snapshots of a shell take time alone.
const FEATURES = "shell_tool unified_exec code_mode_host apps plugins hooks goals multi_agent shell_snapshot skill_search"
  .concat(" tool_suggest image_generation view_image sleep_tool unbounded_connection_retries")
  .split(" ");

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const server = createServer(async (request, response) => {
  if (request.method !== "POST") return response.writeHead(404).end();
  const served = await fetch(request.url, { body: await bodyOf(request) });
  response.writeHead(served.status, Object.fromEntries(served.headers)).end(await served.text());
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const provider = {
  name: '"loopback"',
  base_url: `"http://127.0.0.1:${server.address().port}/v1"`,
  env_key: '"LOOPBACK_KEY"',
  request_max_retries: 0,
  stream_max_retries: 0,
};
const fields = Object.entries(provider).map(([name, value]) => `${name}=${value}`);
const SETTINGS = [
  'model_provider="loopback"',
  `model_providers.loopback={${fields}}`,
  'web_search="disabled"',
  "skills.bundled.enabled=false",
];

const home = `${process.cwd()}/codex`;
mkdirSync(home, { recursive: true });
const codex = spawn(
  "codex",
  [...SETTINGS.flatMap((line) => ["-c", line]), ...FEATURES.flatMap((name) => ["--disable", name]), "app-server"],
  { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, CODEX_HOME: home, LOOPBACK_KEY: "none" } },
);
codex.on("exit", () => process.exit(3));
codex.on("error", (error) => {
  console.error(error.message);
  process.exit(3);
});
const messages = createInterface({ input: codex.stdout })[Symbol.asyncIterator]();
let asks = 0;

const send = (message) => codex.stdin.write(`${JSON.stringify(message)}\n`);

/** What the app server says, up to the first message that suits. */
async function heard(suits) {
  const all = [];
  for (;;) {
    const message = JSON.parse((await messages.next()).value);
    all.push(message);
    if (suits(message)) return all;
  }
}

async function ask(method, params) {
  const id = ++asks;
  send({ id, method, params });
  const { error, result } = (await heard((message) => message.id === id && !message.method)).at(-1);
  if (error) throw new Error(error.message);
  return result;
}

await ask("initialize", { clientInfo: { name: "crosswire", version: "1" }, capabilities: { experimentalApi: true } });
send({ method: "initialized" });

const CALLS = { function_call: "arguments", custom_tool_call: "input" };

/** What a user sees of the first answer, and the calls in it, most of which Codex does not show. */
function viewOf(said) {
  const view = new View();
  for (const { method, params } of said) {
    if (method === "item/completed" && params.item.type === "reasoning") view.add("reasoning", params.item.summary.join(""));
    if (method === "item/completed" && params.item.type === "agentMessage") view.add("text", params.item.text);
    if (method === "rawResponseItem/completed" && params.item.type in CALLS)
      view.call(params.item.call_id, params.item.name, params.item[CALLS[params.item.type]]);
    if (method === "rawResponse/completed") {
      const { usage } = params;
      if (usage) view.usage = { input: usage.inputTokens, output: usage.outputTokens, total: usage.totalTokens };
      break;
    }
  }
  return view;
}

/** The error of a turn; its kind is a word, or an object of one field that may have a status. */
function errorOf({ message, codexErrorInfo: kind }) {
  const [name, about] = typeof kind === "object" ? Object.entries(kind ?? { other: {} })[0] : [kind, {}];
  return Object.assign(new Error(message), { name, status: about.httpStatusCode });
}

async function read() {
  const { thread } = await ask("thread/start", {
    model: "small-model",
    approvalPolicy: "never",
    sandbox: "read-only",
    ephemeral: true,
    experimentalRawEvents: true,
  });
  send({ id: ++asks, method: "turn/start", params: { threadId: thread.id, input: [{ type: "text", text: "hi" }] } });
  const said = await heard(({ method, params }) => method === "turn/completed" && params.threadId === thread.id);
  send({ id: ++asks, method: "thread/unsubscribe", params: { threadId: thread.id } });
  const { error } = said.at(-1).params.turn;
  if (error) throw errorOf(error);
  return Object.assign(viewOf(said), { sends: second() });
}

await answerLines(() => ({ "app-server": read }));
codex.kill(); // its stdin has ended, too
process.exit();
