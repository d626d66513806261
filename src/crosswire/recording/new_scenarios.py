"""A new scenario from a client's request, recorded over both APIs, whole and streamed; the rest is derived."""

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import httpx
from vcr.request import Request  # type: ignore[import-untyped]

from crosswire.errors import RequestUnreadable, ScenarioInvalid, SourceUnusable
from crosswire.facts import Answer, Json, Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.making.calls import interaction
from crosswire.making.carrying_over import notes_on
from crosswire.making.conversations import Conversation
from crosswire.making.deriving import Derived, derive, request_for
from crosswire.making.drafts import Draft, deviations_of
from crosswire.making.names import checked_name
from crosswire.making.one_sided import left_out, one_sided
from crosswire.printable import printable_line
from crosswire.recording.agreement import differences
from crosswire.recording.bounded import bounded_async
from crosswire.recording.rerecording import Recorded, fit_to_keep, saved_calls
from crosswire.recording.sources import TIMEOUT, Source, blaming_the_source, call_of
from crosswire.scenario_toml import RECORDINGS
from crosswire.scenarios import load_scenario
from crosswire.secrets.redaction import redacted, texts_of_users
from crosswire.shapes import SHAPES, opposite
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.exact_json import sent
from crosswire.wire.reading import read_json
from crosswire.wire.schemas import violations


@dataclass(frozen=True, slots=True)
class Made:
    """The scenario's draft, and why recordings are missing, by name."""

    draft: Draft
    missing: Mapping[str, str]


def record_scenario(
    name: str,
    file: Path,
    source: Source,
    into: Path,
    *,
    shape: ShapeName | None = None,
    model: str | None = None,
    allowed: Collection[str] = (),
) -> Made:
    """Make a scenario of a request in a file: record the source's answers, and derive the missing recordings.

    It is not saved yet. `into` is where it may be to replace another, whose ids and times stay.

    Raises:
        RequestUnreadable: the file has no request, or its API is not clear.
        SourceUnusable: the source answers none of the four.
    """
    checked_name(name)
    asked = read_request(file, shape, model, source)
    secrets = source.secrets | texts_of_users([asked.asked_body])
    found, missing = asyncio.run(_record(asked, source, secrets))
    if not found:
        reasons = "".join(f"\n  {recording}: {printable_line(why)}" for recording, why in missing.items())
        raise SourceUnusable(f"nothing could be recorded, and nothing was written:{reasons}")
    recorded: dict[str, Recorded] = {}
    replaced = _replaced(into / name)
    for conversation in found:
        first = next(iter(recorded.values()), None)
        before = replaced.get(conversation.recording) or (first.recording.calls if first else ())
        recorded[conversation.recording] = fit_to_keep(conversation, before, name, allowed=allowed, secrets=secrets)
    missing |= _leave_out_what_disagrees(recorded)
    return Made(_draft(name, asked.shape, recorded, list(_notes(asked))), missing)


def _replaced(folder: Path) -> dict[str, Sequence[HttpCall]]:
    """Return the recordings of the scenario that will be replaced, if there is one: their ids and times stay."""
    try:
        scenario = load_scenario(folder)
        return {".".join(route): saved_calls(scenario, *route) for route in scenario.recordings}
    except (ScenarioInvalid, ValueError):
        return {}


# The request.


def read_request(file: Path, shape: ShapeName | None, model: str | None, source: Source) -> Interaction:
    """Return the request in a file, of `shape`, or of the API that its fields show.

    Raises:
        RequestUnreadable: it is not a request, or could be of either API.
    """
    try:
        request = read_json(file)
    except (OSError, ValueError) as error:
        raise RequestUnreadable(f"{file} is not a request, which is JSON: {error}") from None
    if not isinstance(request, dict):
        raise RequestUnreadable(f"{file} holds {_kind(request)}; one request is due, the JSON that a client sends")
    found = [api for api, keys in _TELLING.items() if keys & request.keys()]
    if len(found) != 1 and shape is None:
        raise RequestUnreadable(
            f"{file} could be a request of {'both APIs' if found else 'neither API'}: "
            "Chat Completions has `messages`, Responses `input`; --shape chat or --shape responses says which"
        )
    if shape and found == [opposite(shape)]:
        raise RequestUnreadable(f"{file} holds a request of {found[0]}, not of {shape}; leave --shape out")
    body = {**request, **({"model": model} if model else {})}
    if not isinstance(body.get("model"), str) or not body["model"]:
        raise RequestUnreadable(f"{file} names no model; --model M does")
    api = shape or found[0]
    return Interaction(api, Request("POST", source.url(api), sent(body), {}), {})


_TELLING: Mapping[ShapeName, set[str]] = {
    "chat": {"messages"},
    "responses": {"input", "instructions", "previous_response_id", "conversation", "prompt"},
}


def _kind(held: Json) -> str:
    return f"a list of {len(held)}" if isinstance(held, list) else "no object"


def _notes(asked: Interaction) -> Iterator[str]:
    found = violations(SHAPES[asked.shape].REQUEST, asked.asked_body)
    yield from (f"the request breaks the API description: {violation}" for violation in found)


# The answers.


async def _record(
    asked: Interaction, source: Source, secrets: Collection[str]
) -> tuple[list[Conversation], dict[str, str]]:
    """Ask for all four recordings at once. Return those that came, the asked API's first, and why others lack."""
    routes = [(shape, mode) for shape in (asked.shape, opposite(asked.shape)) for mode in get_args(Mode)]
    async with httpx.AsyncClient(timeout=TIMEOUT, event_hooks=bounded_async(source.limits)) as client:
        answers = await asyncio.gather(*(_ask(client, asked, *route, source, secrets) for route in routes))
    failed = {".".join(route): answer for route, answer in zip(routes, answers, strict=True) if isinstance(answer, str)}
    return [answer for answer in answers if isinstance(answer, Conversation)], failed


async def _ask(
    client: httpx.AsyncClient,
    asked: Interaction,
    shape: ShapeName,
    mode: Mode,
    source: Source,
    secrets: Collection[str],
) -> Conversation | str:
    """Return one recording, or why there is none."""
    try:
        with blaming_the_source():
            request = source.request(shape, request_for(asked, shape, mode, asked.asked))
            call = call_of(await client.send(request))
    except SourceUnusable as error:
        return str(error)
    turn = interaction(shape, redacted(call, secrets=secrets))
    if turn.status != 200 or not isinstance(turn.answer, Answer):
        message = getattr(turn.answer, "message", "")
        return f"the source answered {turn.status}{f' {message!r}' if message else ', and no whole answer'}"
    if turn.answer.finish == "unfinished":
        return "the source gave an answer that is not finished"
    if turn.streams is not (mode == "stream"):
        return f"the source answered in another form, {turn.headers.get('content-type', 'without a name')}"
    if turn.streams and not all(isinstance(frame, dict) for frame in turn.answer_body):
        return "the source sent an event that is not JSON"
    return Conversation(shape, mode, (call,))


# The scenario.


def _leave_out_what_disagrees(recorded: dict[str, Recorded]) -> dict[str, str]:
    """Remove whole answers that differ from the stream, and return why. The stream has more of what was sent."""
    disagreeing = {}
    for shape in SHAPES:
        pair = {name: recorded[name].recording.turns for name in recorded if name.startswith(f"{shape}.")}
        if difference := next(differences(pair), None):
            disagreeing[f"{shape}.json"] = f"{difference}: the model answered anew; it is written from the stream"
            del recorded[f"{shape}.json"]
    return disagreeing


def _draft(name: str, shape: ShapeName, recorded: Mapping[str, Recorded], notes: list[str]) -> Draft:
    """Return a scenario of the recordings, with the missing ones derived from them."""
    lead = next(iter(recorded.values())).recording
    recordings, provenance = {}, {}
    for key in RECORDINGS:
        if key in recorded:
            recordings[key], provenance[key] = recorded[key].recording, recorded[key].provenance
            continue
        beside = (made.recording for made in recorded.values() if key.startswith(f"{made.recording.shape}."))
        base = next(beside, lead)
        recordings[key] = derive(base).recordings[key]
        provenance[key] = {"provenance": "authored", "from": f"written from the facts of {base.recording}"}
    only = one_sided(recordings, shape)
    deviations = deviations_of(recordings, lead.host)
    notes += [f"{key} breaks the API description, {how}: [odd] says so" for key, how in deviations.items()]
    return Draft(
        name,
        "recorded",
        Derived(recordings, only, (*left_out(only), *notes, *notes_on(lead, recordings))),
        provenance,
        deviations,
        replaced=[*dict.fromkeys(kind for made in recorded.values() for kind in made.replaced)],
        secrets=frozenset().union(*(made.secrets for made in recorded.values())),
    )
