"""The facts of a history in groups: a group that one side lacks must be empty on the other, too."""

from collections.abc import Iterator, Mapping, Sequence

from crosswire.facts import Item, Json, Media, Message, Other, Part, Reasoning, Refusal, Text, ToolCall, ToolResult

MEDIA: Mapping[str, str] = {"image": "images", "file": "files", "audio": "sounds", "video": "films"}

OF_RESULTS = frozenset(f"results.{name}" for name in MEDIA.values())

WORDS = frozenset(
    {
        "history.user",
        "history.assistant",
        "history.instructions",
        "history.name",
        "tool_calls",
        "results",
        "results.name",
    }
)
"""The groups that an item of one API alone may become: the record of a search may become text or a call."""

BESIDE_MEDIA = frozenset({"history.user"})
"""The group that the image of a result may become, with a text that says whose it is."""


def groups(history: Sequence[Item]) -> dict[str, list[Json]]:
    """Return the values of a history by group, without empty groups."""
    found: dict[str, list[Json]] = {}
    for name, value in _facts(history):
        if value:
            found.setdefault(name, []).append(value)
    return found


def unexplained(asked: Sequence[Item], forwarded: Sequence[Item]) -> dict[str, list[Json]]:
    """Return the groups that only the forwarded history has, and reasoning that the client did not send.

    Several parts of reasoning may become one text. Images and files of a result may become parts of a message, since
    Chat's tool messages hold text alone.
    """
    explained, found = groups(asked), groups(forwarded)
    explained |= {name.removeprefix("results."): values for name, values in explained.items() if name in OF_RESULTS}
    thoughts = "".join(explained.get("reasoning", []))
    own = [text for text in found.pop("reasoning", []) if text not in thoughts]
    return {
        **{name: values for name, values in found.items() if name not in explained},
        **({"reasoning": own} if own else {}),
    }


def _facts(history: Sequence[Item]) -> Iterator[tuple[str, Json]]:
    for item in history:
        match item:
            case Message():
                yield "history.name", item.name
                yield "history.phase", item.phase
                yield from _of_parts(item.parts, f"history.{item.role}", "")
            case ToolCall():
                yield "tool_calls", f"{item.name}({item.arguments})"
                yield "tool_calls.namespace", item.namespace
            case ToolResult():
                yield "results", f"{item.call_id}"
                yield "results.name", item.name
                yield from _of_parts(item.parts, "results.text", "results.")
            case Reasoning():
                yield from (("reasoning", text) for text in item.texts)
                yield "reasoning.encrypted", item.encrypted
            case Other():
                yield "history.items", item.kind


def _of_parts(parts: Sequence[Part], text: str, within: str) -> Iterator[tuple[str, Json]]:
    for part in parts:
        match part:
            case Text():
                yield text, part.text
                yield "history.citations", [cited.url or cited.file_id for cited in part.citations]
                yield "history.logprobs", list(part.logprobs)
                yield "prompt_cache_breakpoint", part.cache_breakpoint
            case Refusal():
                yield f"{within}refusal", part.text
                yield "history.logprobs", list(part.logprobs)
            case Media():
                yield f"{within}{MEDIA[part.kind]}", part.source or part.name or part.kind
                yield "prompt_cache_breakpoint", part.cache_breakpoint
            case _:
                pass  # a part of another kind is not the API's: the schema requirements judge it
