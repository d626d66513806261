"""A new scenario from a client's request: recorded over both APIs, whole and streamed; written where it cannot be."""

import asyncio
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import httpx
from vcr.request import Request  # type: ignore[import-untyped]

from crosswire.errors import RequestUnreadable, ScenarioInvalid, SourceUnusable
from crosswire.facts import Answer, Json, Mode, ShapeName
from crosswire.making.carrying_over import notes_on, only_said_by
from crosswire.making.conversations import Conversation, interaction
from crosswire.making.deriving import Derived, derive, request_for
from crosswire.making.drafts import Draft, save
from crosswire.making.importing import checked_name
from crosswire.recording.agreement import differences, not_alike
from crosswire.recording.rerecording import Recorded, fit_to_keep, invalid, kept
from crosswire.recording.sources import TIMEOUT, Source, blaming_the_source, call_of
from crosswire.scenarios import RECORDINGS, Interaction, load_scenario
from crosswire.secrets.redaction import redacted, unmistakable
from crosswire.shapes import SHAPES, other
from crosswire.shapes.lenient import mapping
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.exact_json import sent
from crosswire.wire.schemas import violations


@dataclass(frozen=True, slots=True)
class Made:
    """The scenario's folder, what stands in it, and of each recording that could not be made, why."""

    folder: Path
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
    force: bool = False,
    allowed: Collection[str] = (),
) -> Made:
    """Make a scenario of a request in a file: record what the source answers, and write from its facts what it cannot.

    Raises:
        RequestUnreadable: there is no request in the file, or it is not clear of which API.
        SourceUnusable: the source answers none of the four.
        AlreadyThere: there is a scenario of that name.
        SecretsFound: there is a secret in what was recorded that cannot be replaced.
    """
    checked_name(name)
    asked = read_request(file, shape, model, source)
    known = source.known_secrets | unmistakable(_of_the_user(asked.asked_body))
    found, missing = asyncio.run(_record(asked, source, known))
    if not found:
        told = "".join(f"\n  {recording}: {why}" for recording, why in missing.items())
        raise SourceUnusable(f"nothing could be recorded, and nothing was written:{told}")
    recorded: dict[str, Recorded] = {}
    replaced = _replaced(into / name)
    for conversation in found:
        first = next(iter(recorded.values()), None)
        before = replaced.get(conversation.recording) or (first.recording.calls if first else ())
        recorded[conversation.recording] = fit_to_keep(conversation, before, name, allowed=allowed, known=known)
    missing |= _leave_out_what_disagrees(recorded)
    draft = _draft(name, asked.shape, recorded, list(_notes(asked)))
    return Made(save([draft], into, force=force, allowed=allowed)[0], draft, missing)


def _replaced(folder: Path) -> dict[str, Sequence[HttpCall]]:
    """Return the recordings of the scenario that will be replaced, as far as there is one: ids and times stay."""
    try:
        scenario = load_scenario(folder)
        return {".".join(route): kept(scenario, *route) for route in scenario.recordings}
    except (ScenarioInvalid, ValueError):
        return {}


# What is asked


def read_request(file: Path, shape: ShapeName | None, model: str | None, source: Source) -> Interaction:
    """Return the request in a file, of the API that it says or that is told.

    Raises:
        RequestUnreadable: it is none, or could be of either API.
    """
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestUnreadable(f"{file} is not a request, which is JSON: {error}") from None
    if not isinstance(held, dict):
        raise RequestUnreadable(f"{file} holds {_kind(held)}; one request is due, the JSON that a client sends")
    found = [each for each, keys in _TELLING.items() if keys & held.keys()]
    if len(found) != 1 and shape is None:
        raise RequestUnreadable(
            f"{file} could be a request of {'both APIs' if found else 'neither API'}: "
            "Chat Completions has `messages`, Responses `input`; --shape chat or --shape responses says which"
        )
    if shape and found == [other(shape)]:
        raise RequestUnreadable(f"{file} holds a request of {found[0]}, not of {shape}; leave --shape out")
    body = {**held, **({"model": model} if model else {})}
    if not body.get("model"):
        raise RequestUnreadable(f"{file} names no model; --model M does")
    api = shape or found[0]
    return Interaction(api, Request("POST", source.url(api), sent(body), {}), {})


_TELLING: Mapping[ShapeName, set[str]] = {
    "chat": {"messages"},
    "responses": {"input", "instructions", "previous_response_id", "conversation", "prompt"},
}


def _kind(held: Json) -> str:
    return f"a list of {len(held)}" if isinstance(held, list) else "no object"


def _of_the_user(body: Json) -> Iterator[str]:
    """Yield what a request says of whose it is."""
    for key in ("user", "safety_identifier"):
        if isinstance(value := mapping(body).get(key), str):
            yield value


def _notes(asked: Interaction) -> Iterator[str]:
    found = violations(SHAPES[asked.shape].REQUEST, asked.asked_body)
    yield from (f"the request breaks the API description: {each}" for each in found)


# What is answered


async def _record(
    asked: Interaction, source: Source, known: Collection[str]
) -> tuple[list[Conversation], dict[str, str]]:
    """Ask for all four recordings at once; return those that came, the asked API's first, and of the others why not."""
    routes = [(shape, mode) for shape in (asked.shape, other(asked.shape)) for mode in get_args(Mode)]
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        answers = await asyncio.gather(*(_ask(client, asked, *route, source, known) for route in routes))
    told = {".".join(route): answer for route, answer in zip(routes, answers, strict=True) if isinstance(answer, str)}
    return [answer for answer in answers if isinstance(answer, Conversation)], told


async def _ask(
    client: httpx.AsyncClient, asked: Interaction, shape: ShapeName, mode: Mode, source: Source, known: Collection[str]
) -> Conversation | str:
    """Return one recording, or why there is none."""
    try:
        with blaming_the_source():
            request = source.request(shape, request_for(asked, shape, mode, asked.asked))
            call = call_of(await client.send(request))
    except SourceUnusable as error:
        return str(error)
    turn = interaction(shape, redacted(call, known=known))
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


# What becomes of it


def _leave_out_what_disagrees(recorded: dict[str, Recorded]) -> dict[str, str]:
    """Take out whole answers that say something else than the stream, which holds more of what was sent."""
    disagreeing = {}
    for shape in SHAPES:
        pair = {name: recorded[name].recording.turns for name in recorded if name.startswith(f"{shape}.")}
        if told := next(differences(pair), None):
            disagreeing[f"{shape}.json"] = f"{told}: the model answered anew; it is written from the stream"
            del recorded[f"{shape}.json"]
    return disagreeing


def _draft(name: str, shape: ShapeName, recorded: Mapping[str, Recorded], notes: list[str]) -> Draft:
    """Make a scenario of what was recorded, the rest written from it."""
    lead = next(iter(recorded.values())).recording
    recordings, provenance = {}, {}
    for each in RECORDINGS:
        if each in recorded:
            recordings[each], provenance[each] = recorded[each].recording, recorded[each].provenance
            continue
        beside = (made.recording for made in recorded.values() if each.startswith(f"{made.recording.shape}."))
        base = next(beside, lead)
        recordings[each] = derive(base).recordings[each]
        provenance[each] = {"provenance": "authored", "from": f"written from the facts of {base.recording}"}
    only = only_said_by(recordings)
    if differing := _not_alike(recordings):
        only[shape] = (*only.get(shape, ()), *differing)
        notes.append(f"the two APIs do not say the same of {', '.join(differing)}: [only] says so")
    odd = {each: _odd(made) for each, made in recorded.items() if _odd(made)}
    notes += [f"{each} breaks the API description {how}: [odd] says so" for each, how in odd.items()]
    return Draft(name, "recorded", Derived(recordings, only, (*notes, *notes_on(lead, recordings))), provenance, odd)


def _not_alike(recordings: Mapping[str, Conversation]) -> list[str]:
    found = (
        name
        for one, another in zip(recordings["chat.json"].turns, recordings["responses.json"].turns, strict=True)
        for name in not_alike(one.answer, another.answer)
    )
    return list(dict.fromkeys(found))


def _odd(made: Recorded) -> str:
    """Say as which upstream a recording breaks the API description, and how; nothing where it does not."""
    recording = made.recording
    told = next((each for turn in recording.turns for each in invalid(turn, recording.mode)), None)
    return f"as {recording.host}: {told}" if told else ""
