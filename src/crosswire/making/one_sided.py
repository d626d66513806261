"""What one API alone can say: the names for `[only]`, and what the other recordings lack."""

from collections.abc import Iterator, Mapping, Sequence, Set

from crosswire.facts import Ask, ShapeName
from crosswire.making.carrying_over import facts_of_one_shape
from crosswire.making.checks.same_answers import ANSWERED, answered
from crosswire.making.checks.same_asks import differing, kinds_only_in, says
from crosswire.making.conversations import Conversation
from crosswire.shapes import opposite

Only = Mapping[ShapeName, tuple[str, ...]]


def one_sided(recordings: Mapping[str, Conversation], given: ShapeName) -> Only:
    """Return, by API, what its requests alone say, and under the given API what both say in another way."""
    names: dict[ShapeName, dict[str, None]] = {
        shape: dict.fromkeys(own) for shape, own in facts_of_one_shape(recordings).items()
    }
    pairs = [
        (one.asked, other.asked)
        for one, other in zip(
            recordings[f"{given}.json"].turns, recordings[f"{opposite(given)}.json"].turns, strict=True
        )
    ]
    for one, other in pairs:
        names.setdefault(given, {}).update(dict.fromkeys(kinds_only_in(one, other)))
        names.setdefault(opposite(given), {}).update(dict.fromkeys(kinds_only_in(other, one)))
    for one, other in pairs:
        apart = {name for own in names.values() for name in own}
        found = differing(one, other, apart)
        names[given].update(dict.fromkeys(name for name in found if name != "history"))
        if "history" in found and (name := _about_history(one, other, apart)):
            says_more = given if name == "reasoning" or says(one, name) else opposite(given)
            names[says_more][name] = None
    answers = [recordings[f"{shape}.json"].turns for shape in (given, opposite(given))]
    unlike = [name for name in ANSWERED if answered(answers[0], name) != answered(answers[1], name)]
    names[given].update(dict.fromkeys(unlike))
    return {shape: tuple(own) for shape, own in names.items() if own}


def _about_history(one: Ask, other: Ask, apart: Set[str]) -> str | None:
    """Return the name without which two histories are the same; None where there is none."""
    differ = (name for name in ("reasoning", "earlier") if says(one, name) != says(other, name))
    return next((name for name in differ if "history" not in differing(one, other, {*apart, name})), None)


def left_out(only: Only) -> Iterator[str]:
    """Yield, in words, what the recordings over one API do not say as those over the other do."""
    for shape, names in only.items():
        lacking = [name for name in names if name != "include_usage"]
        if lacking:
            other = opposite(shape)
            yield (
                f"{other}.json and {other}.stream do not say {_listed(lacking)} as {shape}.json does: "
                "[only] in scenario.toml names them"
            )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
