// The worker protocol, for any adapter: JSON lines in on stdin, JSON lines out on stdout. See docs/workers.md.
import { createInterface } from "node:readline";
import * as adapter from "./adapter.mjs";

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
console.log = console.error; // stdout is the protocol's alone

const clients = new Map(); // id → what tells that the client has gone

async function serve({ id, serves, request, upstream }) {
  const client = new AbortController();
  clients.set(id, client);
  try {
    const answer = await adapter[serves](request, upstream, client.signal);
    if (answer[Symbol.asyncIterator]) {
      for await (const frame of answer) say({ id, frame });
      say({ id, end: true });
    } else {
      say({ id, answer });
    }
  } catch (error) {
    if (client.signal.aborted) say({ id, end: true });
    else if (error.status) say({ id, error: { status: error.status, headers: error.headers, body: error.body } });
    else say({ id, crash: String(error) });
  } finally {
    clients.delete(id);
  }
}

const { name, version, declares } = adapter;
say({ crosswire: 1, name, version, declares, serves: ["chat", "responses"].filter((shape) => adapter[shape]) });

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.cancel) clients.get(message.id)?.abort();
  else serve(message); // not awaited: several requests are under way at once
}
process.exit(); // stdin has ended: nobody is left to serve
