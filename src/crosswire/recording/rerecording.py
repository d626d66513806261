"""Recording a scenario again: a live source gets its requests, and the answers replace the old recording.

A recording is replaced whole or not at all: an answer that is refused, breaks off, or ends in another way than the old
one changes nothing on disk. A saved recording has no secrets, and keeps the old ids and times.
"""

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

import yaml

from crosswire.errors import RecordingRefused, ScenarioInvalid
from crosswire.facts import Failure, Json, Mode, ShapeName
from crosswire.files import sweep, write_whole
from crosswire.interactions import Interaction
from crosswire.making.conversations import Conversation, interaction
from crosswire.making.deriving import derive
from crosswire.making.drafts import fit_to_play
from crosswire.recording.provenance import VERSION_HEADER, recorded_from, write_provenance
from crosswire.recording.volatile import say_the_same, steady, strings_in
from crosswire.scenarios import Scenario
from crosswire.secrets.redaction import redact, redacted
from crosswire.secrets.scan import refuse_secrets
from crosswire.served_ids import Earlier, going_on
from crosswire.shapes import SHAPES
from crosswire.shapes.lenient import mapping
from crosswire.wire.cassettes import HttpCall, read_cassette, write_cassette
from crosswire.wire.exact_json import sent
from crosswire.wire.schemas import violations

Asking = Generator[Json, HttpCall, tuple[HttpCall, ...]]
"""A conversation as a generator: it yields requests, is sent their calls, and returns all calls."""


def conversation(expected: Conversation, name: str, *, deviates: bool = False) -> Asking:
    """Repeat a conversation. From the second turn on, its requests have the ids that the source served.

    `expected` has the requests, and answers of the expected kind. A Chat stream is asked for usage; a replay leaves it
    out where the request does not ask for it. The recorded request stays as it was.

    Raises:
        RecordingRefused: the source answers in another way.
    """
    calls: list[HttpCall] = []
    earlier: list[Earlier] = []
    for number, turn in enumerate(expected.turns, start=1):
        body = going_on(turn.asked_body, earlier)
        call = replace((yield _with_usage(body, expected)), request_body=sent(body).encode())
        answered = interaction(expected.shape, call)
        clean = interaction(expected.shape, redacted(call))  # its message may be shown
        if why := next(_unfit(turn, clean, expected.mode, deviates=deviates), None):
            raise RecordingRefused(f"{name}, turn {number}: {why}{_in_its_words(clean)}")
        calls.append(call)
        earlier.append(Earlier(turn.answer, answered.answer, answered.answer_body))
    return tuple(calls)


def _with_usage(body: Json, expected: Conversation) -> Json:
    if (expected.shape, expected.mode) != ("chat", "stream"):
        return body
    return {**body, "stream_options": {**mapping(body.get("stream_options")), "include_usage": True}}


def have(asking: Asking, ask: Callable[[Json], HttpCall]) -> tuple[HttpCall, ...]:
    """Run a conversation, and return its calls."""
    try:
        body = next(asking)
        while True:
            body = asking.send(ask(body))
    except StopIteration as end:
        return tuple(end.value)


# What may be recorded.


def _unfit(recorded: Interaction, answered: Interaction, mode: Mode, *, deviates: bool) -> Iterator[str]:
    """Yield why an answer cannot replace the recorded one."""
    if (found_ending := _ending(answered)) != (expected_ending := _ending(recorded)):
        yield f"the source gave {found_ending}, where {expected_ending} is due"
    found = list(invalid(answered, mode))
    if found and not deviates:
        yield f"it breaks the API description: {'; '.join(found[:3])}"
    if deviates and not found:
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
    """Yield every way in which an answer has another form than its request asks for, or breaks the API description."""
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
            yield from (f"event {number}, {violation}" for violation in violations(spoken.FRAME, frame))
    else:
        yield from map(str, violations(spoken.ANSWER, turn.answer_body))


# The requests: the recording's own, or those of another recording.


def expected_conversation(scenario: Scenario, shape: ShapeName, mode: Mode) -> Conversation:
    """Return the conversation of a recording; turns that its file lacks are derived from the scenario's other files.

    Raises:
        ScenarioInvalid: there is no file, or one that cannot be read.
    """
    own = saved_calls(scenario, shape, mode)
    longest = max(
        (Conversation(*route, calls) for route in scenario.recordings if (calls := saved_calls(scenario, *route))),
        key=lambda conversation: (len(conversation.calls), conversation.shape == shape),
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


def saved_calls(scenario: Scenario, shape: ShapeName, mode: Mode) -> tuple[HttpCall, ...]:
    """Return the calls in the cassette of a recording; none where there is no cassette.

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


# What is saved.


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording, its provenance for scenario.toml, and the text of its cassette."""

    recording: Conversation
    provenance: dict[str, str]
    text: str
    replaced: Sequence[str] = ()
    """What was replaced because it was secret, in words, without the secrets."""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


def fit_to_keep(
    found: Conversation,
    before: Sequence[HttpCall],
    seed: str,
    *,
    allowed: Collection[str] = (),
    secrets: Collection[str] = (),
    again: bool = False,
) -> Recorded:
    """Return a recording for saving: without secrets, and with steady ids and times.

    `before` has the calls that it replaces, or those of another recording of the scenario. With `again`, a recording
    with the same content as `before` stays as it was.

    Raises:
        SecretsFound: there is one that cannot be replaced.
    """
    versions = (value for call in found.calls for value in call.headers.get(VERSION_HEADER, ()))
    redaction = redact(found.calls, allowed, secrets)
    clean = tuple(map(fit_to_play, redaction.calls))
    calls = steady(clean, before, seed)
    if again and say_the_same(calls, before):
        calls = tuple(before)
    refuse_secrets({f"{seed}/{found.recording}.yaml": calls}, allowed, redaction.secrets)
    text = write_cassette(calls)
    recording = replace(found, calls=read_cassette(text))
    return Recorded(
        recording, recorded_from(recording, next(versions, None)), text, redaction.replaced, redaction.secrets
    )


def save_recording(
    scenario: Scenario, found: Conversation, secrets: Collection[str] = (), allowed: Collection[str] = ()
) -> Recorded:
    """Replace a recording of a scenario.

    The texts of the scenario's requests are published already, and are no secrets in its answers.

    Raises:
        SecretsFound: there is a secret in it; nothing was written.
    """
    name = found.recording
    own = saved_calls(scenario, found.shape, found.mode)
    before = own or next(filter(None, (saved_calls(scenario, *route) for route in scenario.recordings)), ())
    again = bool(own) and scenario.provenance[name]["provenance"] == "recorded"
    published = {text for call in before for text in strings_in(call.request_body)}
    recorded = fit_to_keep(found, before, scenario.name, allowed={*published, *allowed}, secrets=secrets, again=again)
    sweep(scenario.folder)
    write_whole(scenario.folder / f"{name}.yaml", recorded.text)
    write_provenance(scenario.folder / "scenario.toml", name, recorded.provenance)
    return recorded
