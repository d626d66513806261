"""Recording a scenario anew: its requests are asked of a live source, and what comes back takes the old one's place.

Whole or not at all: what is refused, breaks off, or is not what the scenario is about changes nothing on disk. What is
kept has no secrets, and of what differs from answer to answer only what an answer says.
"""

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

import yaml

from crosswire.errors import RecordingRefused, ScenarioInvalid
from crosswire.facts import Failure, Json, Mode, ShapeName
from crosswire.files import write_whole
from crosswire.making.conversations import Conversation, interaction
from crosswire.making.deriving import derive
from crosswire.making.drafts import fit_to_play
from crosswire.recording.provenance import VERSION_HEADER, recorded_from, write_provenance
from crosswire.recording.volatile import say_the_same, steady, strings_in
from crosswire.scenarios import Interaction, Scenario
from crosswire.secrets.redaction import redacted
from crosswire.secrets.scan import refuse_secrets
from crosswire.served_ids import Earlier, going_on
from crosswire.shapes import SHAPES
from crosswire.shapes.lenient import mapping
from crosswire.wire.cassettes import HttpCall, read_cassette, write_cassette
from crosswire.wire.exact_json import sent
from crosswire.wire.schemas import violations

Asking = Generator[Json, HttpCall, tuple[HttpCall, ...]]
"""A conversation to be had: it yields what to ask, is sent what came of it, and returns all calls."""


def conversation(due: Conversation, name: str, *, odd: bool = False) -> Asking:
    """Have a conversation again: its requests, from the second turn on with the ids that were served this time.

    `due` holds the requests and the answers that are expected to be of the same kind. A stream is asked for usage,
    which a replay leaves out again where it was not asked for; the recording keeps the request as it was.

    Raises:
        RecordingRefused: the source answers in another way.
    """
    calls: list[HttpCall] = []
    earlier: list[Earlier] = []
    for number, turn in enumerate(due.turns, start=1):
        body = going_on(turn.asked_body, earlier)
        call = replace((yield _with_usage(body, due)), request_body=sent(body).encode())
        answered = interaction(due.shape, call)
        clean = interaction(due.shape, redacted(call))  # what is wrong is told in its words
        if why := next(_unfit(turn, clean, due.mode, odd=odd), None):
            raise RecordingRefused(f"{name}, turn {number}: {why}{_in_its_words(clean)}")
        calls.append(call)
        earlier.append(Earlier(turn.answer, answered.answer, answered.answer_body))
    return tuple(calls)


def _with_usage(body: Json, due: Conversation) -> Json:
    if (due.shape, due.mode) != ("chat", "stream"):
        return body
    return {**body, "stream_options": {**mapping(body.get("stream_options")), "include_usage": True}}


def have(asking: Asking, ask: Callable[[Json], HttpCall]) -> tuple[HttpCall, ...]:
    """Have a conversation, and return its calls."""
    try:
        body = next(asking)
        while True:
            body = asking.send(ask(body))
    except StopIteration as end:
        return tuple(end.value)


# What may be recorded


def _unfit(due: Interaction, answered: Interaction, mode: Mode, *, odd: bool) -> Iterator[str]:
    """Tell why an answer cannot take the place of the one that is due."""
    if (ending := _ending(answered)) != (expected := _ending(due)):
        yield f"the source gave {ending}, where {expected} is due"
    found = list(invalid(answered, mode))
    if found and not odd:
        yield f"it breaks the API description: {'; '.join(found[:3])}"
    if odd and not found:
        yield "scenario.toml says under [odd] that it breaks the API description, and it does not any more"


def _ending(turn: Interaction) -> str:
    if turn.status != 200:
        return f"status {turn.status}"
    answer = turn.answer
    if isinstance(answer, Failure):
        return f"the error {answer.code or answer.type}" if answer.message else "no whole answer"
    return f"an answer that ends as `{answer.finish}`"


def _in_its_words(turn: Interaction) -> str:
    answer = turn.answer
    return f" ({answer.message})" if isinstance(answer, Failure) and answer.message else ""


def invalid(turn: Interaction, mode: Mode) -> Iterator[str]:
    """Yield every way in which an answer is in another form than was asked for, or breaks the API description."""
    spoken, streams = SHAPES[turn.shape], mode == "stream" and turn.status < 400
    if not streams is turn.streams is turn.labelled_as_stream:
        forms = {True: "an event stream", False: "one piece"}
        yield (
            f"it comes as {forms[turn.streams]}, labelled {turn.headers.get('content-type', 'as nothing')}, "
            f"where {forms[streams]} is due"
        )
    if turn.status >= 400:
        yield from map(str, violations(spoken.ERROR, turn.answer_body))
    elif turn.streams:
        for number, frame in enumerate(turn.answer_body):
            yield from (f"event {number}, {each}" for each in violations(spoken.FRAME, frame))
    else:
        yield from map(str, violations(spoken.ANSWER, turn.answer_body))


# What is asked: the recording's own requests, or, where there are none, those of another one


def conversation_due(scenario: Scenario, shape: ShapeName, mode: Mode) -> Conversation:
    """Return a recording's conversation; the turns that its file lacks are written from the scenario's other files.

    Raises:
        ScenarioInvalid: there is no file, or one that cannot be read.
    """
    own = kept(scenario, shape, mode)
    longest = max(
        (Conversation(*route, calls) for route in scenario.recordings if (calls := kept(scenario, *route))),
        key=lambda each: (len(each.calls), each.shape == shape),
        default=None,
    )
    if longest is None:
        raise ScenarioInvalid(
            f"{scenario.folder} holds no cassette that tells what to ask; "
            f"crosswire record {scenario.name} --request FILE --force makes them of a request"
        )
    if len(longest.calls) <= len(own):
        return Conversation(shape, mode, own)
    return Conversation(shape, mode, (*own, *derive(longest).recordings[f"{shape}.{mode}"].calls[len(own) :]))


def kept(scenario: Scenario, shape: ShapeName, mode: Mode) -> tuple[HttpCall, ...]:
    """Return the calls of a recording as its cassette holds them; none where there is no cassette.

    Raises:
        ScenarioInvalid: it cannot be read.
    """
    recording = scenario.recordings[shape, mode]
    if recording.path.suffix != ".yaml" or not recording.path.is_file():
        return ()
    try:
        return read_cassette(recording.path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError):
        _ = recording.turns  # says what is wrong with it
        raise


# What is kept


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording as it will be written, and what scenario.toml will say of it."""

    recording: Conversation
    provenance: dict[str, str]
    text: str


def fit_to_keep(
    found: Conversation,
    before: Sequence[HttpCall],
    seed: str,
    *,
    allowed: Collection[str] = (),
    known: Collection[str] = (),
    again: bool = False,
) -> Recorded:
    """Return calls as they are kept: without secrets, and steady.

    `before` is what they take the place of, or another recording of the scenario. If it was recorded `again`, and says
    the same, it is kept as it is.

    Raises:
        SecretsFound: there is one that cannot be replaced.
    """
    versions = (value for call in found.calls for value in call.headers.get(VERSION_HEADER, ()))
    clean = tuple(fit_to_play(redacted(call, allowed, known)) for call in found.calls)
    calls = steady(clean, before, seed)
    if again and say_the_same(calls, before):
        calls = tuple(before)
    refuse_secrets({f"{seed}/{found.recording}.yaml": calls}, allowed, known)
    text = write_cassette(calls)
    recording = replace(found, calls=read_cassette(text))
    return Recorded(recording, recorded_from(recording, next(versions, None)), text)


def save_recording(
    scenario: Scenario, found: Conversation, known: Collection[str] = (), allowed: Collection[str] = ()
) -> Recorded:
    """Put what was recorded in the place of a scenario's recording.

    What the scenario asks is published already, and no secret where it is repeated.

    Raises:
        SecretsFound: there is a secret in it; nothing was written.
    """
    name = found.recording
    own = kept(scenario, found.shape, found.mode)
    before = own or next(filter(None, (kept(scenario, *route) for route in scenario.recordings)), ())
    again = bool(own) and scenario.provenance[name]["provenance"] == "recorded"
    published = {text for call in before for text in strings_in(call.request_body)}
    recorded = fit_to_keep(found, before, scenario.name, allowed={*published, *allowed}, known=known, again=again)
    write_whole(scenario.folder / f"{name}.yaml", recorded.text)
    write_provenance(scenario.folder / "scenario.toml", name, recorded.provenance)
    return recorded
