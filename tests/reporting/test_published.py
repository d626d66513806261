"""What published adapters are for a profile is read from the site alone."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from crosswire.cli import main
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.publishing import publish
from crosswire.requirements import SET
from crosswire.specification.profiles import profile_named
from tests.reporting.report_examples import FAILED, report, verdict

CORE = [
    verdict(requirement="ANSWER-1", scenario=name) for name in sorted(profile_named("costs").core_scenarios["chat"])
]


def _named(name: str, *verdicts: Verdict) -> Report:
    return replace(report(*verdicts), adapter={"name": name, "version": "1"}, requirements=SET)


def _listed(site: Path, profile: str = "costs") -> tuple[int, str]:
    result = CliRunner().invoke(main, ["adapters", "--for", profile, "--site", str(site)])
    return result.exit_code, result.output


def test_the_readiest_is_first(tmp_path: Path) -> None:
    """`crosswire adapters --for` lists the adapters of a site, the readiest first, and what is in the way."""
    reports = [_named("broken", *CORE, verdict(FAILED)), _named("unjudged", verdict()), _named("good", *CORE)]
    publish(reports, tmp_path / "site", date(2026, 11, 23))
    _, output = _listed(tmp_path / "site")

    assert [
        "Cost and quotas: You bill, limit or save tokens: by usage, tier, caller and cache.",
        "",
        "adapter   version  serves  readiness   because of",
        "good      1        chat    ready",
        "broken    1        chat    not ready   1 cause",
    ] == output.splitlines()[:5]
    assert output.splitlines()[5].startswith("unjudged  1        chat    not judged  8 of 9 core scenarios were not")


def test_the_site_of_this_checkout_is_read_where_no_other_is_given() -> None:
    """It lists the published adapters, or says that they were judged by an older set."""
    site = Path(__file__).parents[2] / "reports" / "published"
    contents = json.loads((site / "site.json").read_text())
    result = CliRunner().invoke(main, ["adapters", "--for", "agents"])

    if contents["requirements"] == SET:
        names = {adapter["name"] for adapter in contents["adapters"]}
        assert names == {line.split()[0] for line in result.output.splitlines()[3:]}
    else:
        assert f"were judged by requirement set {contents['requirements']}" in result.output


MINE = {"name": "mine", "version": None, "must": "", "page": "", "data": "", "badge": ""}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"requirements": "2026.11"}, f"were judged by requirement set 2026.11; profiles are of set {SET}: judge the"),
        ({"adapters": 5}, "site.json is not as schemas/site.json has it: adapters: 5 is not a list; crosswire publish"),
        (
            {"adapters": [MINE | {"readiness": [{}]}]},
            "site.json has it: adapters[0].readiness[0]: 'profile' is missing",
        ),
        ({"adapters": [MINE]}, "site.json says nothing of profiles: an older Crosswire made it; crosswire"),
        ({"adapters": None}, "holds no site of reports; crosswire publish DIR REPORT... makes a site"),
    ],
)
def test_another_site_is_one_error(changed: dict[str, object], error: str, tmp_path: Path) -> None:
    """A site of an older set or an older Crosswire, and another file, are refused."""
    contents: dict[str, object] = {"format": 1, "published": "2026-11-23", "crosswire": [], "files": []}
    contents |= {"requirements": SET, "adapters": [], **changed}
    (tmp_path / "site.json").write_text(json.dumps({k: v for k, v in contents.items() if v is not None}))
    status, output = _listed(tmp_path)

    assert 2 == status
    assert error in output


def test_a_wrong_profile_is_one_error(tmp_path: Path) -> None:
    """The error says which profile comes close."""
    assert "there is no profile 'cost'; did you mean 'costs'? Profiles: text_chat," in _listed(tmp_path, "cost")[1]
