"""Items of an input whose type the API description lacks: their texts, plain and encrypted."""

from collections.abc import Iterator, Mapping, Sequence

from crosswire.facts import Item, Json, Other

DESCRIBED = frozenset(
    {
        "additional_tools",
        "apply_patch_call",
        "apply_patch_call_output",
        "code_interpreter_call",
        "compaction",
        "compaction_trigger",
        "computer_call",
        "computer_call_output",
        "custom_tool_call",
        "custom_tool_call_output",
        "file_search_call",
        "function_call",
        "function_call_output",
        "image_generation_call",
        "item_reference",
        "local_shell_call",
        "local_shell_call_output",
        "mcp_approval_request",
        "mcp_approval_response",
        "mcp_call",
        "mcp_list_tools",
        "message",
        "program",
        "program_output",
        "reasoning",
        "shell_call",
        "shell_call_output",
        "tool_search_call",
        "tool_search_output",
        "web_search_call",
    }
)
"""The types of the description's `InputItem`."""

WORDS = ("text", "content")
"""The fields of items and parts that hold text."""

LABELS = ("type", "id", "role", "status")
"""The fields that are no text of an item."""


def unknown_items(history: Sequence[Item]) -> list[Other]:
    """Return the items of unknown type, in order."""
    return [item for item in history if isinstance(item, Other) and item.kind not in DESCRIBED]


def plain_words(item: Other) -> list[str]:
    """Return the texts of an item; where it has no text field, every string that is neither label nor encrypted."""
    strings = list(_strings(item.value))
    open_strings = [(field, text) for field, text, is_hidden in strings if text.strip() and not is_hidden]
    in_words = [text for field, text in open_strings if field in WORDS]
    return in_words or [text for field, text in open_strings if field not in LABELS]


def encrypted_words(item: Other) -> list[str]:
    """Return the texts of an item that are encrypted."""
    return [text for field, text, is_hidden in _strings(item.value) if is_hidden and field not in LABELS and text]


def _strings(value: Json, field: str = "", *, is_hidden: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Yield every string with its field, and whether that field, or a type around it, has `encrypted` in its name."""
    match value:
        case str():
            yield field, value, is_hidden
        case list():
            for entry in value:
                yield from _strings(entry, field, is_hidden=is_hidden)
        case Mapping():
            is_hidden = is_hidden or "encrypted" in str(value.get("type"))
            for key, entry in value.items():
                yield from _strings(entry, key, is_hidden=is_hidden or "encrypted" in key)
        case _:
            pass
