"""Adapters that break what `test_chat_requests` is about."""

import json
from typing import Any

from breaking import bad
from mutations import Body, changed

INSTRUCTING = ("system", "developer")


def with_items(change: Any) -> Any:
    """Change the list of input items; what the reference forwards always has one."""
    return lambda body: body | {"input": change(body["input"])}


def each_item(change: Any, *kinds: str) -> Any:
    """Change the input items of some types; `None` drops one."""

    def items(given: list[Body]) -> list[Body]:
        changed = [change(item) if item["type"] in kinds else item for item in given]
        return [item for item in changed if item is not None]

    return with_items(items)


def each_message(change: Any, *roles: str) -> Any:
    """Change the messages of some roles; `None` drops one."""
    return each_item(lambda item: change(item) if item["role"] in roles else item, "message")


def without_parts(kind: str) -> Any:
    def message(item: Body) -> Body:
        if isinstance(item["content"], list):
            item["content"] = [part for part in item["content"] if part["type"] != kind]
        return item

    return each_message(message, "user", "assistant")


def with_parts(kind: str, **fields: Any) -> Any:
    def message(item: Body) -> Body:
        if isinstance(item["content"], list):
            item["content"] = [changed(**fields)(part) if part["type"] == kind else part for part in item["content"]]
        return item

    return each_message(message, "user", "assistant")


def as_parts(kind: str) -> Any:
    """Write a message's plain string as a part of a type."""

    def message(item: Body) -> Body:
        if isinstance(item["content"], str):
            item["content"] = [{"type": kind, "text": item["content"]}]
        return item

    return message


def text_of(item: Body) -> str:
    content = item["content"]
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


def instructions_too(body: Body) -> Body:
    leading = [text_of(item) for item in body["input"] if item.get("role") in INSTRUCTING]
    return body | ({"instructions": "\n\n".join(leading)} if leading else {})


def first_instruction_only(items: list[Body]) -> list[Body]:
    instructing = [item for item in items if item.get("role") in INSTRUCTING]
    return [item for item in items if item not in instructing[1:]]


def instructions_first(items: list[Body]) -> list[Body]:
    return sorted(items, key=lambda item: item.get("role") not in INSTRUCTING)


def one_user_message(items: list[Body]) -> list[Body]:
    """The whole conversation as one message of the user's; instructions and calls stay what they are."""
    flat = [item for item in items if item.get("role") in ("user", "assistant")]
    parts = [part for item in flat if isinstance(item["content"], list) for part in item["content"]]
    said = {"type": "input_text", "text": "\n".join(text_of(item) for item in flat)}
    media = [part for part in parts if part["type"] in ("input_image", "input_file")]
    one = {"type": "message", "role": "user", "content": [said, *media]}
    place = items.index(flat[0]) if flat else 0
    return [*items[:place], one, *(item for item in items[place:] if item not in flat)]


def between(word: str) -> Any:
    """Put an assistant message of a word before every call that comes without one."""

    def items(given: list[Body]) -> list[Body]:
        placed: list[Body] = []
        for item in given:
            before = placed[-1] if placed else {}
            alone = before.get("role") != "assistant" and not before.get("type", "").endswith("call")
            if item["type"].endswith("call") and alone:
                placed.append({"type": "message", "role": "assistant", "content": word})
            placed.append(item)
        return placed

    return with_items(items)


def text_beside_calls_dropped(items: list[Body]) -> list[Body]:
    following = [*items[1:], {"type": "end"}]
    return [
        item
        for item, after in zip(items, following, strict=True)
        if not (item.get("role") == "assistant" and after["type"].endswith("call"))
    ]


def dumped(item: Body) -> Body:
    return item | ({"output": json.dumps(item["output"])} if isinstance(item["output"], list) else {})


def first_part(item: Body) -> Body:
    return item | ({"output": item["output"][:1]} if isinstance(item["output"], list) else {})


def crashing_on_null(body: Body) -> Body:
    for message in body["messages"]:
        if message["role"] == "assistant" and message.get("content") is None:
            raise TypeError("can only concatenate str")
    return body


def without_sound(body: Body) -> Body:
    for message in body["messages"]:
        if isinstance(message.get("content"), list):
            message["content"] = [part for part in message["content"] if part["type"] != "input_audio"]
    return body


def media_first(item: Body) -> Body:
    if isinstance(item["content"], list):
        item["content"] = sorted(item["content"], key=lambda part: part["type"] == "input_text")
    return item


def doubled_output(item: Body) -> Body:
    return item | ({"output": item["output"] * 2} if isinstance(item["output"], list) else {})


A_QUESTION = {"type": "message", "role": "user", "content": "Is that all?"}
A_CALL = (
    {"type": "function_call", "call_id": "call_own", "name": "log", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "call_own", "output": "logged"},
)

KNOWN_BAD = [
    bad(
        "drops_developer_messages",
        "chat",
        "CHATREQ-1 CHATREQ-2 CHATREQ-20",
        bugs="developer-role",
        forwarded=each_message(lambda _: None, "developer"),
    ),
    bad(
        "sends_the_system_text_twice",
        "chat",
        "CHATREQ-1",
        bugs="instructions-required",
        forwarded=instructions_too,
    ),
    bad(
        "injects_a_prompt_of_its_own",
        "chat",
        "CHATREQ-21",
        bugs="instructions-required",
        forwarded=changed(instructions="You are a coding agent; these are the many rules of this gateway."),
    ),
    bad("adds_a_question_of_its_own", "chat", "CHATREQ-3", forwarded=with_items(lambda items: [*items, A_QUESTION])),
    bad(
        "invents_a_call",
        "chat",
        "CHATREQ-8 CHATREQ-16 CHATREQ-21 TOOLS-6",
        forwarded=with_items(lambda items: [*items, *A_CALL]),
    ),
    bad(
        "marks_what_is_cached",
        "chat",
        "CHATREQ-20 CHATREQ-21",
        forwarded=with_parts("input_text", prompt_cache_breakpoint={"mode": "explicit"}),
    ),
    bad("shows_images_first", "chat", "CHATREQ-41", forwarded=each_message(media_first, "user")),
    bad("names_every_file_alike", "chat", "CHATREQ-5", forwarded=with_parts("input_file", filename="file")),
    bad(
        "gives_results_twice_in_one",
        "chat",
        "CHATREQ-8 CHATREQ-9 CHATREQ-20",
        forwarded=each_item(doubled_output, "function_call_output"),
    ),
    bad(
        "keeps_the_first_instruction_only",
        "chat",
        "CHATREQ-1 CHATREQ-2",
        bugs="system-placement",
        forwarded=with_items(first_instruction_only),
    ),
    bad(
        "moves_instructions_to_the_front",
        "chat",
        "CHATREQ-2",
        bugs="system-placement",
        forwarded=with_items(instructions_first),
    ),
    bad(
        "moves_instructions_to_the_end",
        "chat",
        "CHATREQ-1 CHATREQ-2",
        bugs="system-placement",
        forwarded=with_items(lambda items: instructions_first(items[::-1])[::-1]),
    ),
    bad(
        "sends_the_conversation_as_one_text",
        "chat",
        "CHATREQ-2 CHATREQ-3 CHATREQ-7 CHATREQ-8 CHATREQ-20 CHATREQ-41 CHATREQ-42",
        bugs="conversation-flattened",
        forwarded=with_items(one_user_message),
    ),
    bad(
        "sends_the_models_words_as_the_users",
        "chat",
        "CHATREQ-3 CHATREQ-7 CHATREQ-8",
        bugs="conversation-flattened",
        forwarded=each_message(changed(role="user"), "assistant"),
    ),
    bad(
        "sends_chats_text_parts",
        "chat",
        "CHATREQ-3 CHATREQ-36",
        bugs="content-part-types",
        forwarded=each_message(as_parts("text"), "user"),
    ),
    bad(
        "sends_the_models_words_as_input_text",
        "chat",
        "CHATREQ-7",
        bugs="content-part-types",
        forwarded=each_message(as_parts("input_text"), "assistant"),
    ),
    bad(
        "forwards_no_images", "chat", "CHATREQ-4 CHATREQ-20", bugs="image-parts", forwarded=without_parts("input_image")
    ),
    bad(
        "looks_at_every_image_alike",
        "chat",
        "CHATREQ-4",
        bugs="image-parts",
        forwarded=with_parts("input_image", detail="auto"),
    ),
    bad(
        "sends_images_as_objects",
        "chat",
        "CHATREQ-4 CHATREQ-36",
        bugs="image-parts",
        forwarded=with_parts("input_image", image_url=lambda url: {"url": url}),
    ),
    bad("forwards_no_files", "chat", "CHATREQ-5 CHATREQ-20", bugs="file-parts", forwarded=without_parts("input_file")),
    bad(
        "drops_the_ids_of_files",
        "chat",
        "CHATREQ-5",
        bugs="file-parts",
        forwarded=with_parts("input_file", file_id=None),
    ),
    bad("drops_sound_in_silence", "chat", "CHATREQ-6 CHATREQ-33", bugs="audio-parts", asked=without_sound, declares={}),
    bad("drops_the_models_refusal", "chat", "CHATREQ-3 CHATREQ-7", forwarded=without_parts("refusal")),
    bad(
        "sends_results_under_other_ids",
        "chat",
        "CHATREQ-8 CHATREQ-16 TOOLS-6 TOOLS-11",
        forwarded=each_item(lambda item: item | {"call_id": f"fc_{item['call_id'][5:]}"}, "function_call_output"),
    ),
    bad(
        "forgets_text_beside_calls",
        "chat",
        "CHATREQ-3 CHATREQ-8",
        bugs="text-and-tool-call-in-one-turn",
        forwarded=with_items(text_beside_calls_dropped),
    ),
    bad(
        "dumps_results_in_parts_as_json",
        "chat",
        "CHATREQ-8 CHATREQ-9 CHATREQ-20",
        bugs="tool-output-not-string",
        forwarded=each_item(dumped, "function_call_output"),
    ),
    bad(
        "keeps_the_first_part_of_a_result",
        "chat",
        "CHATREQ-9",
        bugs="tool-output-not-string",
        forwarded=each_item(first_part, "function_call_output"),
    ),
    bad(
        "sends_an_empty_text_beside_calls",
        "chat",
        "CHATREQ-10",
        bugs="assistant-content-null",
        forwarded=between(""),
    ),
    bad(
        "sends_None_beside_calls",
        "chat",
        "CHATREQ-3 CHATREQ-8 CHATREQ-10 CHATREQ-21 CHATREQ-42",
        bugs="assistant-content-null",
        forwarded=between("None"),
    ),
    bad(
        "drops_the_reasoning_of_the_history",
        "chat",
        "CHATREQ-42",
        bugs="reasoning-replay",
        forwarded=each_item(lambda _: None, "reasoning"),
    ),
    bad(
        "sends_the_reasoning_of_the_history_last",
        "chat",
        "CHATREQ-42",
        forwarded=with_items(lambda items: sorted(items, key=lambda item: item["type"] == "reasoning")),
    ),
    bad("crashes_on_null_content", "chat", "ANSWER-1", bugs="assistant-content-null", asked=crashing_on_null),
]
