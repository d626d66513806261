"""Known-bad adapters: each breaks a requirement of `suites/test_responses_requests.py`."""

from typing import Any

from tests.suites.breaking import KnownBad, bad
from tests.suites.history_mutations import (
    as_empty_messages,
    assistant_parts,
    calls_as_text,
    crashing_on_reasoning,
    every_message,
    every_part,
    id_as_url,
    no_detail,
    no_refusal,
    only_parts,
    only_the_first_developer,
    refusing_foreign_ids,
    thought_before,
    thoughts_as_text,
    with_ciphertext,
    with_items,
    with_messages,
    without_a_type,
    without_ciphertext,
    without_items,
    without_part_fields,
    without_parts,
    without_unknown_items,
    words_beside_references,
)
from tests.suites.mutations import Body


def media_first(message: Body) -> Body:
    if message["role"] != "user" or not isinstance(message["content"], list):
        return message
    return message | {"content": sorted(message["content"], key=lambda part: part["type"] == "text")}


def image_behind_all_words(message: Body) -> Body:
    """Swap an image that stands between texts with the text behind it."""
    parts = message["content"]
    if message["role"] != "user" or not isinstance(parts, list):
        return message
    for before, image, behind in zip(parts, parts[1:], parts[2:], strict=False):
        if [part["type"] for part in (before, image, behind)] == ["text", "image_url", "text"]:
            moved = parts.index(image)
            return message | {"content": [*parts[:moved], behind, image, *parts[moved + 2 :]]}
    return message


def no_reference_to_reasoning(item: Body) -> Body | None:
    return None if item.get("type") == "item_reference" and item["id"].startswith("rs_") else item


def images_again(message: Body) -> Body:
    """Send the images of a message a second time, behind its parts."""
    if message["role"] != "user" or not isinstance(message["content"], list):
        return message
    return message | {"content": [*message["content"], *(p for p in message["content"] if p["type"] == "image_url")]}


A_QUESTION = {"role": "user", "content": "Is that all?"}


def bad_ask(name: str, fails: str, **breaking: Any) -> KnownBad:
    """Make a known-bad adapter that serves Responses."""
    return bad(name, "responses", fails, **breaking)


KNOWN_BAD = [
    bad_ask(
        "drops_instructions",
        "RESPREQ-1 RESPREQ-3",
        forwarded=with_messages(lambda sent: sent[1:] if sent[0]["role"] == "system" and len(sent) > 1 else sent),
    ),
    bad_ask(
        "sends_instructions_last",
        "RESPREQ-1 RESPREQ-3",
        bugs="system-placement",
        forwarded=with_messages(lambda sent: [*sent[1:], sent[0]] if sent[0]["role"] == "system" else sent),
    ),
    bad_ask(
        "sends_an_empty_message_for_a_string",
        "RESPREQ-2 RESPREQ-3 RESPREQ-12",
        bugs="input-forms",
        forwarded=every_message(only_parts),
    ),
    bad_ask(
        "keeps_the_first_developer_message",
        "RESPREQ-3",
        bugs="developer-role system-placement",
        forwarded=with_messages(only_the_first_developer),
    ),
    bad_ask(
        "drops_items_without_a_type",
        "RESPREQ-3 RESPREQ-10",
        bugs="input-forms",
        asked=without_a_type,
    ),
    bad_ask(
        "sends_output_text_to_chat",
        "RESPREQ-3 RESPREQ-4 RESPREQ-9 RESPREQ-12 RESPREQ-34",
        bugs="content-part-types",
        forwarded=every_message(assistant_parts),
    ),
    bad_ask("drops_refusals_of_the_history", "RESPREQ-4", forwarded=every_message(no_refusal)),
    bad_ask(
        "drops_calls_and_results",
        "RESPREQ-3 RESPREQ-5 RESPREQ-6 RESPREQ-7 RESPREQ-9 RESPREQ-12 RESPREQ-13 RESPREQ-29 RESPREQ-46 TOOLS-6",
        bugs="history-items-dropped",
        forwarded=every_message(
            lambda message: None if message["role"] == "tool" or message.get("tool_calls") else message
        ),
    ),
    bad_ask(
        "turns_calls_into_text",
        "RESPREQ-3 RESPREQ-5 RESPREQ-6 RESPREQ-7 RESPREQ-9 RESPREQ-12 RESPREQ-13 RESPREQ-40 RESPREQ-46 TOOLS-6",
        bugs="history-items-dropped",
        forwarded=every_message(calls_as_text),
    ),
    bad_ask(
        "turns_reasoning_into_text",
        "RESPREQ-3 RESPREQ-8 RESPREQ-9 RESPREQ-40",
        bugs="encrypted-reasoning",
        asked=with_items(thoughts_as_text),
    ),
    bad_ask("adds_words_beside_references", "RESPREQ-3 RESPREQ-40", asked=words_beside_references),
    bad_ask("refuses_ids_of_other_hosts", "ANSWER-1", bugs="item-id-prefix", asked=refusing_foreign_ids),
    bad_ask("crashes_on_reasoning", "ANSWER-1", bugs="encrypted-reasoning", asked=crashing_on_reasoning),
    bad_ask(
        "drops_reasoning_of_the_history",
        "RESPREQ-9",
        bugs="reasoning-replay",
        forwarded=every_message(
            lambda message: {name: value for name, value in message.items() if name != "reasoning_content"}
        ),
    ),
    bad_ask(
        "sends_reasoning_as_a_message_of_its_own",
        "RESPREQ-9",
        bugs="reasoning-replay",
        forwarded=with_messages(thought_before),
    ),
    bad_ask("forgets_how_closely_to_look", "RESPREQ-7 RESPREQ-10", bugs="image-parts", forwarded=every_part(no_detail)),
    bad_ask(
        "drops_images",
        "RESPREQ-7 RESPREQ-10 RESPREQ-29",
        bugs="image-parts",
        forwarded=every_part(without_parts("image_url")),
    ),
    bad_ask("sends_ids_as_urls_of_images", "RESPREQ-10", bugs="image-parts", asked=with_items(id_as_url)),
    bad_ask(
        "drops_files", "RESPREQ-7 RESPREQ-11 RESPREQ-29", bugs="file-parts", forwarded=every_part(without_parts("file"))
    ),
    bad_ask("shows_images_first_to_chat", "RESPREQ-41", forwarded=every_message(media_first)),
    bad_ask("moves_an_image_behind_words", "RESPREQ-41", forwarded=every_message(image_behind_all_words)),
    bad_ask(
        "forgets_the_reasoning_behind_references",
        "RESPREQ-9",
        bugs="reasoning-replay",
        asked=with_items(no_reference_to_reasoning),
    ),
    bad_ask("shows_images_twice", "RESPREQ-7 RESPREQ-10 RESPREQ-29", forwarded=every_message(images_again)),
    bad_ask(
        "asks_a_question_of_its_own", "RESPREQ-2 RESPREQ-3", forwarded=with_messages(lambda sent: [*sent, A_QUESTION])
    ),
    bad_ask(
        "drops_files_behind_urls", "RESPREQ-11", bugs="file-parts", asked=without_part_fields("input_file", "file_url")
    ),
    bad_ask(
        "drops_references_and_compactions",
        "RESPREQ-9 RESPREQ-12",
        bugs="new-input-items",
        asked=without_items("item_reference", "compaction"),
    ),
    bad_ask(
        "sends_empty_messages_for_new_items",
        "RESPREQ-9 RESPREQ-12",
        bugs="new-input-items",
        asked=with_items(as_empty_messages),
    ),
    bad_ask("drops_stored_prompts", "RESPREQ-12", asked=lambda body: {**body, "prompt": None}),
    bad_ask(
        "drops_items_of_unknown_types",
        "RESPREQ-38",
        bugs="new-input-items",
        asked=with_items(without_unknown_items),
    ),
    bad_ask("sends_ciphertext_as_words", "RESPREQ-38", bugs="new-input-items", asked=with_items(with_ciphertext)),
    bad_ask("leaves_ciphertext_out", "RESPREQ-38", bugs="new-input-items", asked=with_items(without_ciphertext)),
    bad_ask("drops_sounds", "RESPREQ-44", bugs="audio-parts", forwarded=every_part(without_parts("input_audio"))),
]
