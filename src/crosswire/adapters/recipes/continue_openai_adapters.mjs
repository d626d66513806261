// Continue's adapter of OpenAI, as a worker: Chat Completions over Responses. Source: its class `OpenAIApi`.
import { createRequire } from "node:module";
import { crash, serveLines } from "./worker_lines.mjs";

const require = createRequire(import.meta.url); // `import` looks beside this file alone, not in the environment
const { constructLlmApi } = require("@continuedev/openai-adapters");

async function chat(request, upstream, signal) {
  const api = constructLlmApi({ provider: "openai", apiKey: upstream.api_key, apiBase: upstream.base_url });
  // It chooses Responses at api.openai.com alone, and there by the model's name.
  api.shouldUseResponsesEndpoint = () => true;
  api.openai.maxRetries = 0;
  return request.stream ? api.chatCompletionStream(request, signal) : api.chatCompletionNonStream(request, signal);
}

/** What the official SDK throws inside is an error answer; where it has no status, that is made up. */
function failure(error) {
  if (!("error" in error && "headers" in error)) return crash(error);
  const body = error.error && typeof error.error === "object" ? { error: error.error } : { error: { message: error.message } };
  return { error: { status: error.status ?? 502, headers: Object.fromEntries(error.headers ?? []), body } };
}

await serveLines("@continuedev/openai-adapters", { chat }, failure);
