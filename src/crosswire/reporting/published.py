"""What the adapters of a published site are for a profile: read from its `site.json`, without their reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crosswire.errors import ReportInvalid, ReportOutdated
from crosswire.quoting import named
from crosswire.reporting.publishing import CONTENTS
from crosswire.reporting.readiness import OUTCOMES, Outcome
from crosswire.requirements import SET
from crosswire.specification.profiles import Profile
from crosswire.wire.reading import read_json
from crosswire.wire.schemas import violations

HOW = "crosswire publish DIR REPORT... makes a site"


@dataclass(frozen=True, slots=True)
class PublishedReadiness:
    """What one adapter is for a profile in one direction."""

    adapter: str
    version: str
    serves: str
    outcome: Outcome
    reasons: str
    order: tuple[int, int, int]
    """By which the readiest come first."""


def published_readiness(site: Path, profile: Profile) -> Sequence[PublishedReadiness]:
    """Return what the adapters of a site are for a profile, the readiest first.

    Raises:
        ReportInvalid: the folder holds no site, or one that is not as its schema has it, or says nothing of profiles.
        ReportOutdated: its reports were judged by an older requirement set.
    """
    path = site / CONTENTS
    try:
        contents = read_json(path)
        judged_by, adapters = contents["requirements"], contents["adapters"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ReportInvalid(f"{site} holds no site of reports; {HOW}") from None
    if judged_by != SET:
        raise ReportOutdated(
            f"the reports of {site} were judged by requirement set {named(str(judged_by))}; profiles are of set {SET}: "
            "judge the adapters again, and publish them"
        )
    if broken := violations("site", contents):
        raise ReportInvalid(f"{path} is not as schemas/site.json has it: {broken[0]}; {HOW}")
    if not all("readiness" in adapter for adapter in adapters):
        raise ReportInvalid(f"{path} says nothing of profiles: an older Crosswire made it; {HOW}")
    return sorted(_readiness(adapters, profile), key=lambda one: (one.order, one.adapter, one.serves))


def _readiness(adapters: Sequence[Mapping[str, Any]], profile: Profile) -> Iterator[PublishedReadiness]:
    for adapter in adapters:
        for one in adapter["readiness"]:
            if one["profile"] == profile.name:
                in_the_way, limits = len(one["blockers"]), len(one["limits"])
                yield PublishedReadiness(
                    adapter["name"],
                    adapter["version"] or "",
                    one["serves"],
                    one["outcome"],
                    "; ".join(filter(None, (one["reasons"], adapter.get("scenarios")))),
                    (OUTCOMES.index(one["outcome"]), in_the_way, limits),
                )
