// The worker protocol, for recipes in JavaScript: JSON lines in on stdin, JSON lines out on stdout. See docs/workers.md.
import { createInterface } from "node:readline";

/** Serve requests until stdin ends. `adapter` has `chat`, `responses` or both; `failure` turns what they throw into a last line. */
export async function serveLines(name, adapter, failure) {
  const write = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  console.log = console.error; // stdout is the protocol's alone
  const clients = new Map(); // id → what tells that the client has gone

  async function serve({ id, serves, request, upstream }) {
    const client = new AbortController();
    clients.set(id, client);
    try {
      const answer = await adapter[serves](request, upstream, client.signal);
      if (request.stream) {
        for await (const frame of answer) write({ id, frame });
        write({ id, end: true });
      } else {
        write({ id, answer });
      }
    } catch (error) {
      write({ id, ...(client.signal.aborted ? { end: true } : failure(error)) });
    } finally {
      clients.delete(id);
    }
  }

  write({ crosswire: 1, name, version: null, declares: {}, serves: Object.keys(adapter) });
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (message.cancel) clients.get(message.id)?.abort();
    else serve(message); // not awaited: several requests are under way at once
  }
  process.exit(); // stdin has ended: nobody is left to serve
}

/** Return an exception that is no error answer as a crash. */
export const crash = (error) => ({ crash: `${error.name}: ${error.message}`.split("\n")[0] });
