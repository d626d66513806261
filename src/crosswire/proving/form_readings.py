"""Which forms of the grids have a right outcome: those in which all official SDKs read the same as the suites' reader.

Where they read differently from each other, or do not get through, or where words are gone, there is no verdict.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from crosswire.clients.bodies import recorded_answer
from crosswire.clients.running import client_of
from crosswire.clients.views import Unread, View
from crosswire.exchange import cases_of
from crosswire.facts import Answer, Json, Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.scenarios import load_scenarios
from crosswire.shapes import opposite
from crosswire.variations.grids.choice_forms import CHOICES
from crosswire.variations.grids.enumeration import every_form
from crosswire.variations.grids.field_forms import SIZES
from crosswire.variations.grids.payload_forms import GRIDS, PayloadForm
from crosswire.variations.grids.samples import subject_of

OFFICIAL = ("openai-python", "openai-node")
"""The clients that are asked."""

DESCRIBED: Mapping[str, str] = {
    "unknown_before": "the APIs add events and objects at any time",
    "comment_before": "the WHATWG standard of event streams, 9.2.6: a comment keeps a connection alive",
    "split": "a delta is any piece of the text",
    "joined": "likewise",
    **dict.fromkeys(SIZES, "likewise: neither API limits an answer"),
    **dict.fromkeys(CHOICES, "`choices[].index` tells choices apart"),
}
"""The forms that the description allows, and where. No client is asked about them."""

Reading = Mapping[str, Json]
Way = tuple[str, str]
"""A client, and a way in which it reads."""


class Outcome(NamedTuple):
    """A form, and why it has no verdict; nothing where it has one."""

    form: PayloadForm
    why_not: str


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What clients read of a recording. Only who reads all of it rightly is asked about its forms."""

    recorded: Reading
    facts: frozenset[tuple[Way, str]]
    """The facts that each way finds in the recording."""


def outcomes(clients: Sequence[str] = OFFICIAL, forms: Iterator[PayloadForm] | None = None) -> Iterator[Outcome]:
    """Yield every form that changes the recording of its subject, and whether it has a verdict.

    Raises:
        ClientUnusable: a client cannot be asked.
    """
    for form in forms or every_form():
        recorded = host(form.shape, form.mode, form.subject)
        if (formed := form.says(recorded)) is not recorded:
            yield Outcome(
                form, _why_not(form.form, formed, _witnesses(form.shape, form.mode, form.subject, tuple(clients)))
            )


@cache
def host(shape: ShapeName, mode: Mode, subject: str) -> Interaction:
    """Return the one recording for grids that is about a subject."""
    (found,) = (
        case.upstreams[mode]
        for scenario in load_scenarios().values()
        if GRIDS in scenario.tags
        for case in cases_of(scenario, opposite(shape), mode)
        if subject_of(case.upstream) == subject
    )
    return found


def _why_not(form: str, formed: Interaction, witnesses: Witnesses) -> str:
    ours = reading(formed.answer)
    if not ours:
        return "no answer"
    if gone := [fact for fact, value in witnesses.recorded.items() if _is_gone(fact, value, ours[fact])]:
        return f"no {gone[0]} is left"
    if form in DESCRIBED:
        return ""
    views = _read(formed, {client: None for (client, _), _ in witnesses.facts})
    for way, fact in sorted(witnesses.facts):
        view = views[way]
        if isinstance(view, Unread):
            return f"{way[0]} does not get through"
        if _seen(view)[fact] != ours[fact]:
            return f"{way[0]} reads another {fact}"
    return ""


def _is_gone(fact: str, before: Json, after: Json) -> bool:
    """Tell whether a fact says less than before. Without counts an answer is whole."""
    if fact == "usage":
        return False
    if fact == "calls":
        return len(after) < len(before) or any(not all(call) for call in after)
    return bool(before) and not after


@cache
def _witnesses(shape: ShapeName, mode: Mode, subject: str, clients: tuple[str, ...]) -> Witnesses:
    recorded = host(shape, mode, subject)
    right = reading(recorded.answer)
    views = {way: view for way, view in _read(recorded, clients).items() if isinstance(view, View)}
    found = ((way, fact) for way, view in views.items() for fact, value in right.items() if _seen(view)[fact] == value)
    return Witnesses(right, frozenset(found))


def _read(interaction: Interaction, clients: Iterable[str]) -> Mapping[Way, View | Unread]:
    mode: Mode = "stream" if interaction.streams else "json"
    answer = recorded_answer(interaction)
    return {
        (client, way): view
        for client in clients
        for way, view in client_of(client).see(interaction.shape, mode, answer).items()
    }


def reading(answer: object) -> Reading:
    """Return the facts of an answer that clients see, too; nothing of a failure."""
    if not isinstance(answer, Answer):
        return {}
    return {
        "text": answer.text,
        "refusal": answer.refusal,
        "reasoning": "".join(answer.reasoning),
        "calls": [(call.id or "", call.name or "", call.arguments) for call in answer.tool_calls],
        "finish": answer.status or answer.stated_finish,
        "usage": _counts(answer.usage.totals if answer.usage else {}),
    }


def _seen(view: View) -> Reading:
    return {
        "text": view.text,
        "refusal": view.refusal,
        "reasoning": view.reasoning,
        "calls": [(call.id, call.name, call.arguments) for call in view.calls],
        "finish": view.finish,
        "usage": _counts(view.usage),
    }


def _counts(usage: Mapping[str, float | None]) -> Mapping[str, float]:
    return {name: count for name, count in usage.items() if count is not None}
