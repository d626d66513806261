"""The adapter bug that Crosswire starts from: it looks at the first output item, and for Chat's token names."""

import json
from urllib.request import Request, urlopen


def chat(request, upstream):
    """Serve Chat Completions over Responses, badly."""
    effort = {"effort": request.get("reasoning_effort")}
    asked = {
        "model": request["model"],
        "input": request["messages"],
        "reasoning": effort,
        "metadata": request.get("metadata"),
    }
    headers = {"authorization": f"Bearer {upstream.api_key}", "content-type": "application/json"}
    with urlopen(Request(f"{upstream.base_url}/responses", json.dumps(asked).encode(), headers)) as response:
        answer = json.load(response)
    message = {"role": "assistant", "content": answer["output"][0]["content"] or "", "tool_calls": None}
    counts = {name: answer["usage"].get(name, 0) for name in ("prompt_tokens", "completion_tokens")}
    return {
        "id": answer["id"],
        "object": "chat.completion",
        "created": answer["created_at"],
        "model": answer["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {**counts, "total_tokens": sum(counts.values())},
        "metadata": answer["metadata"],
    }
