"""Performing an exchange: the replay stands ready, the calls are made, and what came by is put together."""

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from functools import partial

from crosswire.adapters.calling import Caller
from crosswire.adapters.candidate import Candidate, Process
from crosswire.calls import Calls, in_turn
from crosswire.errors import AdapterNotStarted, AdapterUnusable
from crosswire.exchange import Answers, Case, Exchange, Turn, cases_of
from crosswire.facts import Failure, Mode, ShapeName
from crosswire.scenarios import Scenario
from crosswire.upstreams import Upstream
from crosswire.upstreams.line import Line
from crosswire.upstreams.loopback import Loopback
from crosswire.upstreams.replay import Replay
from crosswire.variations import PLAIN, Variation
from crosswire.variations.requests import rephrased
from crosswire.variations.together import asked_by, number_of


def perform(
    scenario: Scenario,
    serves: ShapeName,
    mode: Mode,
    candidate: Candidate,
    caller: Caller,
    variation: Variation = PLAIN,
    loopback: Loopback | None = None,
) -> Exchange:
    """Run one scenario through an adapter, turn by turn, up to the first turn that fails.

    An adapter in this process is answered in process, unless the variation is one of the network; any other takes the
    `loopback` upstream.

    Raises:
        ConfigurationError: the adapter cannot run here; no verdict about it is possible.
    """
    cases = _varied(cases_of(scenario, serves, mode), variation)
    if not (variation.on_network or candidate.on_loopback):
        loopback = None
    upstream = _upstream(scenario, serves, mode, candidate, loopback, variation)
    turn_of = number_of if variation.calls > 1 else None
    asked = [case.client.asked_body for case in cases]
    forwarded = loopback.forwarded if loopback and candidate.handover != "with each call" else None
    is_late = partial(forwarded.is_of_others, asked) if forwarded else None
    replay = Replay(upstream.base_url, [case.upstreams for case in cases], turn_of, is_late)
    line = Line(replay, variation.send, variation.calls, packing=variation.packing)
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")  # a user's filters would change what an adapter does
        stack.enter_context(loopback.serve(line) if loopback else _in_process(replay))
        if candidate.process:
            _open(candidate.process, serves, upstream)
        stack.enter_context(loopback.refusing() if loopback and variation.refuses else nullcontext())
        calls = Calls(cases, serves, mode, candidate, caller, upstream, line, variation)
        turns, trouble = calls.together() if variation.calls > 1 else calls.in_turn()
    if forwarded:
        forwarded.note(asked, [played.forwarded for played in replay.played.values()])
    notes = [
        *_notes(line, turns, len(cases), may_fail=variation.may_fail),
        *(f"changed {name} of the process that it runs in, which was put back" for name in caller.changes()),
    ]
    longest = caller.limits.verdict_characters
    return Exchange(
        scenario,
        serves,
        mode,
        tuple(turns),
        _brief(_anywhere(trouble, upstream), longest) if trouble else None,
        tuple(_brief(_anywhere(note, upstream), longest) for note in notes),
        variation.name or None,
    )


def _in_process(replay: Replay) -> AbstractContextManager[object]:
    from crosswire.upstreams.vcr import InProcess  # it loads all that vcrpy intercepts

    served: AbstractContextManager[object] = InProcess.serve(replay)
    return served


def _open(process: Process, serves: ShapeName, upstream: Upstream) -> None:
    try:
        process.open(serves, upstream)
    except AdapterUnusable as error:
        raise AdapterNotStarted(str(error)) from None


def _varied(cases: Sequence[Case], variation: Variation) -> tuple[Case, ...]:
    """Return the turns as the variation has them."""
    if variation.calls > 1:
        return tuple(asked_by(number, cases[0]) for number in range(variation.calls))
    asked = [rephrased(case, variation.rephrase) for case in cases] if variation.rephrase else cases
    varied = [_answered(case, variation) for case in asked]
    return (varied[0], cases[0]) if variation.asks else tuple(varied)


def _answered(case: Case, variation: Variation) -> Case:
    return replace(case, upstreams=Answers(lambda mode: variation.says(case.upstreams[mode])))


def _upstream(
    scenario: Scenario,
    serves: ShapeName,
    mode: Mode,
    candidate: Candidate,
    loopback: Loopback | None,
    variation: Variation,
) -> Upstream:
    """Return a base URL of the exchange's own, so that a late call of another exchange is told apart."""
    if loopback:
        return loopback.upstream(candidate.handover)
    name = re.sub(r"[^a-z0-9]+", "-", ".".join(filter(None, (scenario.name.lower(), variation.name))))
    return Upstream(f"https://{name}.{mode}.{serves}.upstream.invalid/v1")  # `.invalid` never resolves


def _notes(line: Line, begun: Sequence[Turn], turns: int, *, may_fail: bool) -> Iterator[str]:
    replay = line.replay
    if not replay.played:  # else the adapter's own calls came
        yield from (f"stray: {call}" for call in line.strays)
    for call in [*dict.fromkeys(replay.refused)][:MOST_REFUSED]:
        yield f"refused: {call}; the scenario holds one POST {replay.base_url}/… a turn, and its repetition"
    for number, turn in enumerate(begun, 1):
        if turn.refused and isinstance(turn.served, Failure):
            yield f"refused, as it may: {turn.served.status} {turn.served.message!r}{in_turn(number, turns)}"
        elif turn.played is None and not (turn.observed.is_malformed or may_fail):
            yield f"never asked upstream{in_turn(number, turns)}"
    if replay.attempts > len(replay.played):
        yield f"asked upstream {replay.attempts} times for {len(replay.played)} answers"


MOST_REFUSED = 20
"""Calls that the upstream refused and a report lists."""


def _brief(text: str, longest: int) -> str:
    """Return the beginning of an adapter's own words: every verdict without an answer repeats them."""
    more = len(text) - longest
    return text if more <= 0 else f"{text[:longest]}… ({more} more characters; --limit verdict-characters=N sets it)"


def _anywhere(text: str, upstream: Upstream) -> str:
    """Tell of a place on loopback without its port and its secret, which are others in every run."""
    if "127.0.0.1" not in upstream.base_url:
        return text
    return upstream.without_secret(re.sub(r"http://127\.0\.0\.1:\d+", "http://127.0.0.1", text))
