"""A promise is asked in all directions and modes, or there is a reason."""

from crosswire.specification.requirement_sets import load_ids
from crosswire.specification.twins import WAYS, load_twins, scenarios_by_way


def test_every_empty_cell_is_filled_or_explained() -> None:
    """Where a requirement cannot apply, a twin requirement does, or a line says why nothing is asked."""
    applies, twins = scenarios_by_way(), load_twins()

    assert [] == [
        (requirement, way)
        for requirement, counts in applies.items()
        for way in WAYS
        if not counts[way]
        and not any(applies[twin][way] for twin in twins.of(requirement))
        and not twins.reason(requirement, way)
    ]


def test_no_line_of_the_table_is_stale() -> None:
    """The table names requirements that exist, and explains cells that are empty and have no twin."""
    applies, twins = scenarios_by_way(), load_twins()
    named = {name for ids in twins.groups.values() for name in ids} | {name for ids, *_ in twins.alone for name in ids}

    assert set() == named - load_ids().levels.keys()
    assert [] == [
        (requirement, where)
        for ids, where, _ in twins.alone
        for requirement in ids
        if all(applies[requirement][way] for way in WAYS if where in {*way, "-".join(way)})
    ]
