"""docs/profiles.md: what adapters are wanted for, and which requirements and scenarios count for that."""

from collections.abc import Iterable, Iterator

from tables import links, table

from crosswire.specification.profiles import Profile, load_profiles
from crosswire.specification.suites import load_requirements

INTRODUCTION = """\
# Profiles of use

An adapter that loses data may still be right for what you want it for. A profile is such a use. Its table,
[`suites/profiles.toml`](../suites/profiles.toml), says which requirements and which scenarios count; a verdict belongs
to a profile where its requirement and its scenario both do. `tests/specification/test_profiles.py` holds every
requirement and every scenario in at least one.

The **core** of a profile is what nobody with this use can do without. An adapter is, in each direction that it serves:

- **ready**: every MUST of the profile is kept;
- **ready with limits**: every MUST of the core is kept; the limits are what is broken, refused or declared beside it;
- **not ready**: a MUST of the core is not kept, or the adapter refuses a scenario of the core. The
  [causes](reports.md#causes) say why;
- **not judged**: some scenario of the core has no verdict.

A SHOULD that is not kept changes nothing here. Nor does a known-failures file: a failure that is expected still breaks
the use.

    pytest suites --adapter TARGET --profile codex       # judges only what counts for the profile
    crosswire badge REPORT --profile codex               # its badge; the exit status is 1 where it is not ready
    crosswire adapters --for codex                       # the published adapters, the readiest first

"""


def lines() -> Iterator[str]:
    """Yield the lines of the document."""
    yield from INTRODUCTION.splitlines()
    profiles = load_profiles().values()
    yield from table(
        ("profile", "for whom", "judged on", "requirements", "scenarios"),
        (
            (
                f"[{profile.name}](#{profile.name})",
                profile.who,
                _ways(profile),
                str(len(profile.whole.requirements)),
                str(len(profile.whole.scenarios)),
            )
            for profile in profiles
        ),
    )
    for profile in profiles:
        yield from _section(profile)


def _ways(profile: Profile) -> str:
    direction = f"serving {profile.serves}" if profile.serves else "both directions"
    modes = {"json": "whole answers", "stream": "streams", None: "whole answers and streams"}
    return f"{direction}, {modes[profile.mode]}"


def _section(profile: Profile) -> Iterator[str]:
    yield from ("", f'## <a id="{profile.name}"></a>{profile.title}', "", profile.who, "")
    yield f"The core: {_requirements(profile.core.requirements)}, on {_scenarios(profile.core.scenarios)}."
    yield ""
    yield f"Beside it: {_requirements(profile.whole.requirements - profile.core.requirements)}, and all on"
    yield f"{_scenarios(profile.whole.scenarios - profile.core.scenarios)}."


def _requirements(names: frozenset[str]) -> str:
    ordered = [requirement.id for requirement in load_requirements() if requirement.id in names]
    return links(ordered, "requirements.md")


def _scenarios(names: Iterable[str]) -> str:
    return links(sorted(names), "scenarios.md")
