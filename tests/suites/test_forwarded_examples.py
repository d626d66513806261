"""Single requests: lies that once passed, and right requests that once failed."""

from typing import Any

import pytest

from crosswire.assertions import noting
from crosswire.facts import Ask, Item, Media, Message, Other, Reasoning, Text, Tool, ToolCall, ToolResult
from crosswire.observed import NOTHING
from tests.suites.judging import REQUIREMENTS

BY_ID = {requirement.id: requirement for requirement in REQUIREMENTS}
HELLO = Message("user", (Text("Hello."),))


def lost(requirement: str, asked: Ask, forwarded: Ask, **points: Any) -> dict[str, str]:
    """Return the facts that a requirement finds lost, altered or invented, with the kind of the loss."""
    given = {"asked": asked, "forwarded": forwarded, "earlier": (), "observed": NOTHING, **points}
    one = BY_ID[requirement]
    with noting() as found:
        one.check(**{name: given[name] for name in one.points})
    return {difference.fact: difference.kind for difference in found}


def search(**definition: Any) -> Ask:
    """Return a request that offers a web search."""
    return Ask(tools=(Tool("web_search", None, definition),))


def with_history(*items: Item) -> Ask:
    """Return a request with a history."""
    return Ask(history=items)


@pytest.mark.parametrize("requirement", ["CHATREQ-39", "RESPREQ-37"])
@pytest.mark.parametrize("model", ["another", None])
def test_another_model_is_told(requirement: str, model: str | None) -> None:
    """A request for another model, or for none, loses `model`."""
    assert ["model"] == list(lost(requirement, Ask(model="one"), Ask(model=model)))


@pytest.mark.parametrize("requirement", ["CHATREQ-21", "RESPREQ-40"])
@pytest.mark.parametrize("setting", ["temperature", "top_p", "user", "reasoning_effort", "prompt_cache_key"])
def test_an_invented_setting_is_told(requirement: str, setting: str) -> None:
    """A setting that the client did not send is invented, in either direction."""
    assert {setting: "invented"} == lost(requirement, Ask(), Ask(settings={setting: "a lie"}))


@pytest.mark.parametrize("requirement", ["CHATREQ-21", "RESPREQ-40"])
def test_a_default_spelt_out_is_no_invention(requirement: str) -> None:
    """Settings with the defaults of their API are not invented."""
    settings = {"store": False, "tool_choice": "auto", "include_obfuscation": False, "service_tier": "auto"}

    assert {} == lost(requirement, Ask(tools=(Tool("function", "f"),)), Ask(settings=settings))


def test_calling_tools_one_by_one_is_told() -> None:
    """`parallel_tool_calls: false` is altered where the client sent the default; leaving the default out is not."""
    asked = Ask(tools=(Tool("function", "f"),), settings={"parallel_tool_calls": True})
    forwarded = Ask(tools=asked.tools, settings={"parallel_tool_calls": False})

    assert {"parallel_tool_calls": "altered"} == lost("CHATREQ-19", asked, forwarded)
    assert {} == lost("CHATREQ-19", asked, Ask(tools=asked.tools))


def test_a_search_offline_does_not_go_online() -> None:
    """An offline search must stay offline: options without it alter it, and no declaration covers its loss."""
    asked, online = search(external_web_access=False), Ask(settings={"web_search_options": {}})

    assert {"tools.web_search.external_web_access": "altered"} == lost("RESPREQ-17", asked, online)
    assert {"tools.web_search.offline": "lost"} == lost("RESPREQ-17", asked, Ask())


def test_a_search_keeps_its_size_and_place() -> None:
    """The size and the location of a search stay; Chat nests an approximate location."""
    asked = search(search_context_size="low", user_location={"type": "approximate", "city": "Bern"})
    nested = {"search_context_size": "low", "user_location": {"type": "approximate", "approximate": {"city": "Bern"}}}

    assert {} == lost("RESPREQ-17", asked, Ask(settings={"web_search_options": nested}))
    assert {"tools.web_search.options": "lost"} == lost("RESPREQ-17", asked, Ask(settings={"web_search_options": {}}))


def test_a_record_does_not_switch_off_the_words() -> None:
    """Messages beside a record of a search, or beside a result in parts, are compared."""
    record = (HELLO, Other("web_search_call"), Message("assistant", (Text("Hi."),)), Message("user", (Text("Bye."),)))
    shown = ToolResult("call_1", (Text("seen"), Media("image", "https://example.com/a.png")))
    listed = (HELLO, ToolCall("call_1", "look", "{}"), shown, Message("user", (Text("Bye."),)))

    assert ["history"] == list(lost("RESPREQ-3", with_history(*record), with_history(HELLO, record[2])))
    assert "history" in lost("RESPREQ-3", with_history(*listed), with_history(HELLO, listed[1], listed[2]))


def test_a_reference_may_be_resolved() -> None:
    """A reference may be replaced by the item that it names."""
    asked = with_history(HELLO, Other("item_reference"), Message("user", (Text("Why?"),)))
    resolved = with_history(HELLO, Message("assistant", (Text("Because."),)), Message("user", (Text("Why?"),)))

    assert {} == lost("RESPREQ-3", asked, resolved)


def test_words_that_stand_in_a_text_anyway_are_no_leak() -> None:
    """Reasoning leaks only where a text has more words than the client sent."""
    asked = with_history(HELLO, Reasoning(("42",)), Message("assistant", (Text("The answer is 42."),)))
    leaking = with_history(HELLO, Message("assistant", (Text("42 The answer is 42."),)))

    assert {} == lost("RESPREQ-8", asked, asked)
    assert ["history.reasoning"] == list(lost("RESPREQ-8", asked, leaking))


def test_a_custom_call_in_function_form_has_arguments() -> None:
    """A custom call in function form has its input as JSON; hosts refuse the raw input."""
    asked = with_history(ToolCall("call_1", "note", "beans", "custom"))
    raw, wrapped = (ToolCall("call_1", "note", arguments) for arguments in ("beans", '{"text": "beans"}'))

    assert {} == lost("RESPREQ-13", asked, with_history(wrapped))
    assert lost("RESPREQ-13", asked, with_history(raw))


def test_a_loss_lists_every_hint() -> None:
    """A loss lists every hint that is lost, not only the first."""
    asked = Ask(settings={"user": "ada", "prompt_cache_key": "k", "service_tier": "flex"})

    assert dict.fromkeys(asked.settings, "lost") == lost("CHATREQ-20", asked, Ask()) == lost("RESPREQ-29", asked, Ask())
