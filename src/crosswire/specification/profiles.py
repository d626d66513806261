"""Profiles of use: which requirements and scenarios count for what an adapter is wanted for: `suites/profiles.toml`."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from crosswire.data import data_folder
from crosswire.errors import ProfileNotFound, ProfilesInvalid
from crosswire.facts import Mode, ShapeName
from crosswire.route import Route
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES, opposite
from crosswire.specification.suites import load_requirements
from crosswire.spelling import did_you_mean

KEYS = ("title", "who", "requirements", "tags", "core")
OPTIONAL: Mapping[str, Sequence[str]] = {"serves": get_args(ShapeName), "mode": get_args(Mode), "without": ()}
"""The optional keys, and the values that are allowed; any where there are none."""
CORE = ("requirements", "scenarios")


@dataclass(frozen=True, slots=True)
class Part:
    """Requirements and scenarios: a verdict is in it where both of its own are."""

    requirements: frozenset[str]
    scenarios: frozenset[str]

    def has(self, requirement: str, scenario: str) -> bool:
        """Tell whether a requirement on a scenario is in it."""
        return requirement in self.requirements and scenario in self.scenarios


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody wants an adapter for."""

    name: str
    title: str
    who: str
    """For whom it is, in one sentence."""
    whole: Part
    core: Part
    """What nobody with this use can do without."""
    core_scenarios: Mapping[ShapeName, frozenset[str]]
    """The scenarios of the core in each direction: of some, one API has the request only."""
    serves: ShapeName | None = None
    """The only direction that counts; None where both do."""
    mode: Mode | None = None
    """The only mode that counts; None where both do."""

    @property
    def directions(self) -> Sequence[ShapeName]:
        """The directions that count."""
        return [serves for serves in get_args(ShapeName) if self.serves in (None, serves)]

    def scenarios_of(self, requirement: str, serves: ShapeName, mode: Mode) -> frozenset[str]:
        """Return the scenarios on which a requirement counts for it, in a direction and a mode; none if it does not."""
        counts = self.serves in (None, serves) and self.mode in (None, mode) and requirement in self.whole.requirements
        return self.whole.scenarios if counts else frozenset()

    def has(self, requirement: str, route: Route) -> bool:
        """Tell whether a verdict belongs to it."""
        return route.scenario in self.scenarios_of(requirement, route.serves, route.mode)


def counting_for(profiles: Sequence[Profile]) -> Callable[[str, Route], Sequence[Profile]]:
    """Return a function that returns to which of some profiles a requirement on a route belongs."""

    @cache  # of a hundred thousand verdicts there are some hundred of these
    def scenarios_of(requirement: str, serves: ShapeName, mode: Mode) -> Sequence[tuple[Profile, frozenset[str]]]:
        found = [(one, one.scenarios_of(requirement, serves, mode)) for one in profiles]
        return [(one, scenarios) for one, scenarios in found if scenarios]

    def counting(requirement: str, route: Route) -> Sequence[Profile]:
        found = scenarios_of(requirement, route.serves, route.mode)
        return [one for one, scenarios in found if route.scenario in scenarios]

    return counting


@dataclass(frozen=True, slots=True)
class Specified:
    """What profiles choose from."""

    requirements: Mapping[str, str]
    """The promise of each requirement, by id."""
    tags: Mapping[str, Collection[str]]
    """The tags of each scenario, by name."""
    unanswered: Mapping[str, Collection[ShapeName]]
    """The APIs that have no answer to a scenario, by its name: it can't be served to clients of the other."""


def load_profiles(own: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Mapping[str, Profile]:
    """Read `suites/profiles.toml`: the profiles by name. `own` are the tags of a user's own scenarios, by name.

    Raises:
        ProfilesInvalid: the table names what there is not.
    """
    return _load_profiles(tuple((name, tuple(tags)) for name, tags in own.items()))


@cache
def _load_profiles(own: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, Profile]:
    path = data_folder("suites") / "profiles.toml"
    scenarios = load_scenarios()
    specified = Specified(
        {requirement.id: requirement.promise for requirement in load_requirements()},
        {**{name: scenario.tags for name, scenario in scenarios.items()}, **dict(own)},
        {name: [shape for shape in SHAPES if f"{shape}.request" in one.provenance] for name, one in scenarios.items()},
    )
    return read_profiles(path.read_text(encoding="utf-8"), specified, str(path))


def profiles_here(own: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Sequence[Profile]:
    """Return the profiles; none where other scenarios or suites stand in for those that the table is about."""
    try:
        return list(load_profiles(own).values())
    except ProfilesInvalid:
        return []


def profile_named(name: str, own: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Profile:
    """Return a profile. By its tags, a user's `own` scenario belongs to it as one of Crosswire's does.

    Raises:
        ProfileNotFound: there is none of that name.
    """
    profiles = load_profiles(own)
    if name not in profiles:
        hint = did_you_mean(name, profiles) or "."
        raise ProfileNotFound(f"there is no profile {name!r}{hint} Profiles: {', '.join(profiles)}")
    return profiles[name]


def read_profiles(text: str, specified: Specified, where: str) -> Mapping[str, Profile]:
    """Return the profiles of a TOML text by name; `where` names the file in errors.

    Raises:
        ProfilesInvalid: it is no TOML, or names a key, a requirement, a tag or a scenario that there is not.
    """
    try:
        tables: Mapping[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfilesInvalid(f"{where} is not TOML: {error}") from None
    return {name: _profile(name, table, specified, where) for name, table in tables.items()}


def _profile(name: str, table: Mapping[str, Any], specified: Specified, where: str) -> Profile:
    at = f"{where}: [{name}]"
    _check_keys(at, table)
    tags = {tag for tagged in specified.tags.values() for tag in tagged}
    chosen, left = (set(_listed_words(at, "tag", table.get(key, ""), tags)) for key in ("tags", "without"))
    scenarios = frozenset(name for name, own in specified.tags.items() if chosen & set(own) and not left & set(own))
    requirements = frozenset(_requirements(at, table["requirements"], specified))
    core = Part(
        frozenset(_requirements(at, table["core"]["requirements"], specified)),
        frozenset(_listed_words(at, "scenario", table["core"]["scenarios"], specified.tags)),
    )
    for kind, beyond in (
        ("requirement", core.requirements - requirements),
        ("scenario", core.scenarios - scenarios),
    ):
        if beyond:
            raise ProfilesInvalid(f"{at} has the {kind} {min(beyond)!r} in its core, but not in the profile itself")
    core_scenarios: dict[ShapeName, frozenset[str]] = {
        serves: frozenset(one for one in core.scenarios if opposite(serves) not in specified.unanswered[one])
        for serves in get_args(ShapeName)
    }
    return Profile(
        name,
        table["title"],
        table["who"],
        Part(requirements, scenarios),
        core,
        core_scenarios,
        table.get("serves"),
        table.get("mode"),
    )


def _check_keys(at: str, table: Mapping[str, Any]) -> None:
    allowed = (*KEYS, *OPTIONAL)
    for key in table:
        if key not in allowed:
            raise ProfilesInvalid(f"{at} has an unknown key {key!r}{_hint(key, allowed)} {_listed(allowed)}")
    for key, values in OPTIONAL.items():
        if values and table.get(key, values[0]) not in values:
            raise ProfilesInvalid(f"{at} has {key} = {table[key]!r}; {' or '.join(values)} is allowed")
    core = table.get("core")
    texts = {**table, **{f"core.{key}": text for key, text in core.items()}} if isinstance(core, dict) else table
    required = [*(key for key in KEYS if key != "core"), *(f"core.{key}" for key in CORE)]
    if missing := [key for key in required if key not in texts]:
        raise ProfilesInvalid(f"{at} lacks {missing[0]}; {_listed(allowed)}")
    for key in required:
        if not isinstance(texts[key], str):
            raise ProfilesInvalid(f"{at} has {key} = {texts[key]!r}; a text is allowed")


def _hint(given: str, allowed: Collection[str]) -> str:
    return did_you_mean(given, allowed) or ";"


def _listed(keys: Sequence[str]) -> str:
    return f"the keys are {', '.join(keys)}"


def _requirements(at: str, words: str, specified: Specified) -> Iterator[str]:
    """Yield the requirements that ids, ids of one word (`TOKENS-*`) and promises stand for."""
    for word in words.split():
        if word in specified.requirements:  # nearly all of them: there are 150,000 pairs to match
            yield word
            continue
        matches = re.compile(translate(word)).match
        found = [name for name, promise in specified.requirements.items() if matches(name) or promise == word]
        if not found:
            allowed = [*specified.requirements, *dict.fromkeys(specified.requirements.values())]
            raise ProfilesInvalid(
                f"{at} names an unknown requirement or promise {word!r}"
                f"{_hint(word, allowed)} docs/requirements.md lists all"
            )
        yield from found


def _listed_words(at: str, kind: str, words: str, allowed: Collection[str]) -> Sequence[str]:
    """Return the words of a text, each of which has to be allowed."""
    for word in words.split():
        if word not in allowed:
            raise ProfilesInvalid(
                f"{at} names an unknown {kind} {word!r}{_hint(word, allowed)} crosswire scenarios lists all"
            )
    return words.split()
