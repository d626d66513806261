"""Every lie is caught, by the requirement whose sentence it breaks."""

import pytest

from crosswire.facts import Mode
from tests.suites.breaking import KnownBad
from tests.suites.judging import failed, good, routes, run
from tests.suites.lies import LIES

WHERE = {
    "plain_text",
    "parallel_tool_calls",
    "several_messages",
    "chat_instructions_several",
    "responses_message_items",
    "failed_by_a_code_in_a_stream",
    "failed_within_the_text",
}


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
def test_a_lie_is_told(lie: KnownBad) -> None:
    """A lie fails its requirement in both modes, and at least one requirement in every exchange that it changes."""
    failing: dict[Mode, set[str]] = {}
    uncaught: list[tuple[str, Mode]] = []
    for scenario, serves, mode in routes(lie.serves):
        if scenario.name in WHERE:
            unbroken = good(scenario.name, serves, mode)
            broken = lie.broken(unbroken) or run(lie, scenario, serves, mode)
            found = failed(broken, apart=("client",))
            if [turn.payloads for turn in broken.turns] != [turn.payloads for turn in unbroken.turns]:
                failing.setdefault(mode, set()).update(found)
                uncaught += [] if found else [(scenario.name, mode)]

    assert [] == uncaught
    assert dict.fromkeys(failing, lie.fails) == {mode: ids & lie.fails for mode, ids in failing.items()}
    assert failing
