"""A lie passes nowhere: each single one is told, by the requirement whose sentence it breaks."""

import pytest
from judging import failed, good, routes, run
from lies import LIES

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
def test_a_lie_is_told(lie):
    """By the requirement that says so, in both modes, and in every exchange that it touches at least by one."""
    told, untold = {}, []
    for scenario, serves, mode in routes(lie.serves):
        if scenario.name in WHERE:
            unbroken = good(scenario.name, serves, mode)
            broken = lie.broken(unbroken) or run(lie, scenario, serves, mode)
            found = failed(broken, apart=("client",))
            if [turn.payloads for turn in broken.turns] != [turn.payloads for turn in unbroken.turns]:
                told.setdefault(mode, set()).update(found)
                untold += [] if found else [(scenario.name, mode)]

    assert [] == untold
    assert dict.fromkeys(told, lie.fails) == {mode: ids & lie.fails for mode, ids in told.items()}
    assert told
