"""A tool that only the client can run, as `shell`, is offered as a function that stands for it, or refused.

Reported of a gateway that left it out without a word: the model never learned of it, and the agent's loop ended.
"""

from typing import Any

from crosswire.reference import UpstreamError
from tests.field_reports.reported import Reported, losses

SCENARIO = "responses_shell_tool"
KIND = "shell"


def without_shell(request: Any, _: Any) -> Any:
    """Leave the tool out."""
    return {**request, "tools": [tool for tool in request["tools"] if tool["type"] != KIND]}


def with_a_function(body: Any, _: Any) -> Any:
    """Offer a function in its place."""
    properties = {"commands": {"type": "array", "items": {"type": "string"}}}
    function = {"name": "run_shell", "parameters": {"type": "object", "properties": properties}}
    return {**body, "tools": [{"type": "function", "function": function}]}


def echoing(answer: Any, request: Any) -> Any:
    """Repeat the tools that the client offered."""

    def repeated(body: Any) -> Any:
        return {**body, "tools": request["tools"]} if "tools" in body else body

    if isinstance(answer, dict):
        return repeated(answer)
    return [{**event, "response": repeated(event["response"])} if "response" in event else event for event in answer]


def refusing(request: Any, _: Any) -> Any:
    """Refuse the request, and say why."""
    if any(tool["type"] == KIND for tool in request["tools"]):
        raise UpstreamError(400, {"message": "tools[0]: no shell can be offered", "type": "invalid_request_error"})
    return request


def test_a_function_that_stands_for_it_is_right() -> None:
    """A function in place of the tool is right: the client can run it."""
    right = Reported("responses", asked=without_shell, forwarded=with_a_function, served=echoing, declares={})

    assert {} == losses(right, SCENARIO)


def test_a_refusal_is_right() -> None:
    """A refusal that names the tool is right."""
    assert {} == losses(Reported("responses", asked=refusing, declares={}), SCENARIO)


def test_left_out_in_silence_is_a_loss() -> None:
    """A tool that is left out fails RESPREQ-17, a MUST: the model does not learn of it."""
    wrong = Reported("responses", asked=without_shell, served=echoing, declares={})

    assert {"RESPREQ-17": "must"} == losses(wrong, SCENARIO)
