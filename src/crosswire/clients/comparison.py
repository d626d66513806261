"""How a client's views of two answers differ: the direct one, a recording of its own API, and the adapter's.

A fact is compared where the two recordings say the same, and where the client sees direct what its recording says: a
client that does not get it right direct is no measure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from crosswire.clients.seen_facts import OF_ANSWERS, OF_ERRORS, Compared
from crosswire.clients.views import Unread, View, Views
from crosswire.facts import Answer, Failure, Json

UNLIKE = "the two recordings say different things"
QUIRK = "the client does not see it direct"
ALIKE = "the same in other blanks"
UNSAID = "the recording says nothing of it"
FORMS = "a failure within a 200 has several forms"

FAILED = ("failed", "error")
"""How clients that raise nothing say that an answer failed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact that a client sees otherwise through an adapter."""

    fact: str
    """Its name, and the way of reading: `usage.events`."""
    direct: Json
    through: Json
    free: str | None = None
    """Why it may differ; `None` where it may not."""


def seen_otherwise(
    direct: Views,
    through: Views,
    recorded: Answer | Failure,
    upstream: Answer | Failure,
    free: Mapping[str, str],
) -> Iterator[Seen]:
    """Yield the facts that a client sees otherwise through an adapter than direct.

    `direct` is what it sees of its own recording, which says `recorded`. `free` are facts that may differ, and why.
    """
    for way, ours in direct.items():
        theirs = through.get(way, Unread("nothing"))
        if isinstance(ours, Unread) != isinstance(theirs, Unread):
            why = _why_free_to_fail(ours, theirs, recorded)
            yield Seen(f"error.{way}", _shown(ours), _shown(theirs), why)
            continue
        for fact, compared in _facts(ours, recorded).items():
            seen = Seen(f"{fact}.{way}", compared.of_view(ours), compared.of_view(theirs), free.get(fact))
            if seen.direct != seen.through:
                yield replace(seen, free=seen.free or _why_free(compared, seen, recorded, upstream))


def shown(direct: Views, recorded: Answer | Failure) -> Iterator[tuple[str, bool]]:
    """Yield each fact that a recording says, and whether a client sees it, in any of its ways of reading.

    Facts of what it asks next are left out where it asks nothing.
    """
    facts, kind = (OF_ANSWERS, View) if isinstance(recorded, Answer) else (OF_ERRORS, Unread)
    asks = any(isinstance(view, View) and view.sends for view in direct.values())
    for fact, compared in facts.items():
        says = compared.of_answer(recorded)
        if says and compared.is_shown and (asks or not fact.startswith("sends.")):
            views = [compared.of_view(view) for view in direct.values() if isinstance(view, kind)]
            yield fact, any(compared.is_shown(says, seen) for seen in views)


def _why_free_to_fail(direct: View | Unread, through: View | Unread, recorded: Answer | Failure) -> str | None:
    """Return why a client may raise an error on one side alone; `None` where it may not."""
    if isinstance(recorded, Answer):
        return QUIRK if isinstance(direct, Unread) else None
    if _fails(direct) and not _fails(through):
        return None if recorded.message or recorded.code else UNSAID
    return FORMS


def _fails(view: View | Unread) -> bool:
    return isinstance(view, Unread) or view.finish in FAILED


def _shown(view: View | Unread) -> str:
    return view.error if isinstance(view, Unread) else f"no error; it finished as {view.finish}"


def _facts(view: View | Unread, recorded: Answer | Failure) -> Mapping[str, Compared]:
    """Return the facts to compare: those of errors where a failure is raised, those of answers where one is read."""
    if isinstance(view, Unread):
        return OF_ERRORS if isinstance(recorded, Failure) else {}
    return OF_ANSWERS if isinstance(recorded, Answer) else {}


def _why_free(compared: Compared, seen: Seen, recorded: Answer | Failure, upstream: Answer | Failure) -> str | None:
    """Return why a fact may be seen otherwise; `None` where it may not."""
    says = compared.of_answer(recorded)
    if says is None:
        return UNSAID
    if says != compared.of_answer(upstream):
        return UNLIKE
    if compared.is_shown is None:
        return None
    if not compared.is_shown(says, seen.direct):
        return QUIRK
    return ALIKE if compared.is_shown(says, seen.through) else None
