"""Adapters side by side: what each is for a profile, and the causes that they share."""

from dataclasses import replace
from typing import Any

import pytest

from crosswire.losses import Difference
from crosswire.reporting.comparison_tables import Judged, cause_tables, judged, profile_tables
from crosswire.reporting.model import Report, Verdict
from crosswire.requirements import SET
from crosswire.specification.profiles import Part, Profile
from tests.reporting.report_examples import FAILED, report, verdict

_SCENARIOS = frozenset({"plain_text"})
BILLING = Profile(
    "billing",
    "Billing",
    "You bill by tokens.",
    Part(frozenset({"TOKENS-1", "TOKENS-2"}), _SCENARIOS),
    Part(frozenset({"TOKENS-1"}), _SCENARIOS),
    {"chat": _SCENARIOS, "responses": _SCENARIOS},
)


def _lost(fact: str, **changed: Any) -> Verdict:
    return verdict({**FAILED, "differences": [Difference(fact, "lost", 1, None)], **changed})


def _adapter(name: str, *verdicts: Verdict, requirements: str = SET) -> Judged:
    made: Report = replace(
        report(*verdicts), adapter={"name": name, "version": None}, requirements=requirements, exchanges=()
    )
    return judged(made, f"adapters/{name}", [BILLING])


READY = _adapter("ready", verdict())
LIMITED = _adapter("limited", verdict(), _lost("usage", requirement="TOKENS-2"))
BROKEN = _adapter("broken", _lost("usage"), _lost("usage", serves="responses"), _lost("text", requirement="TEXT-1"))


def test_the_most_useful_adapter_is_first() -> None:
    """A table for each direction has its adapters, the most useful first."""
    tables = {table.serves: table for table in profile_tables([BROKEN, LIMITED, READY], [BILLING])}

    assert [
        ("limited", ["ready with limits"]),
        ("ready", ["ready"]),
        ("broken", ["not ready"]),
    ] == [(adapter.report.adapter["name"], [one.outcome for one in ready]) for adapter, ready in tables["chat"].rows]
    assert [BROKEN] == [adapter for adapter, _ in tables["responses"].rows]


@pytest.mark.parametrize(
    ("adapters", "note"),
    [
        ([READY, LIMITED, BROKEN], []),
        ([BROKEN, LIMITED], []),
        (
            [BROKEN, replace(BROKEN, folder="b"), LIMITED],
            [
                "Billing, serving Chat: 2 not ready, 1 ready with limits; "
                "all that are not ready share chat/served/usage/lost."
            ],
        ),
        (
            [READY, READY, READY],
            ["Billing, serving Chat: 3 ready; nothing that counts for it tells them apart."],
        ),
    ],
)
def test_where_adapters_hardly_differ_it_says_why(adapters: list[Judged], note: list[str]) -> None:
    """Of three adapters or more, fewer than three outcomes need a sentence."""
    assert note == list(next(iter(profile_tables(adapters, [BILLING]))).notes)


def test_a_shared_cause_is_one_row() -> None:
    """The same key is the same row; each cell says which profiles the cause stops or limits there."""
    chat, responses = cause_tables([LIMITED, BROKEN])
    (shared,) = chat.shared

    assert "chat/served/usage/lost" == shared.key
    assert {
        "adapters/limited": ([], ["billing"]),
        "adapters/broken": (["billing"], []),
    } == {folder: (cell.stops, cell.limits) for folder, cell in shared.cells.items()}
    assert ["chat/served/text/lost"] == [row.key for row in chat.alone]
    assert ([BROKEN], []) == (list(responses.columns), list(responses.shared))


def test_an_older_set_has_causes_and_no_profiles() -> None:
    """Profiles are of the newest set: reports of an older one have no table of them."""
    older = _adapter("older", _lost("usage"), requirements="2026.11")

    assert [] == list(profile_tables([older], [BILLING]))
    assert ["chat/served/usage/lost"] == [row.key for table in cause_tables([older]) for row in table.alone]
