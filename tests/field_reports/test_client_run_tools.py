"""A tool that only the client can run, as `shell`, is offered as a function that stands for it, or refused.

Reported of a gateway that left it out without a word: the model never learned of it, and the agent's loop ended.
"""

from reported import Reported, losses

from crosswire.reference import UpstreamError

SCENARIO = "responses_shell_tool"
KIND = "shell"


def without_shell(request, _):
    """Leave the tool out."""
    return {**request, "tools": [tool for tool in request["tools"] if tool["type"] != KIND]}


def with_a_function(body, _):
    """Offer a function in its place."""
    properties = {"commands": {"type": "array", "items": {"type": "string"}}}
    function = {"name": "run_shell", "parameters": {"type": "object", "properties": properties}}
    return {**body, "tools": [{"type": "function", "function": function}]}


def echoing(answer, request):
    """Repeat the tools that the client offered."""

    def repeated(body):
        return {**body, "tools": request["tools"]} if "tools" in body else body

    if isinstance(answer, dict):
        return repeated(answer)
    return [{**event, "response": repeated(event["response"])} if "response" in event else event for event in answer]


def refusing(request, _):
    """Refuse the request, and say why."""
    if any(tool["type"] == KIND for tool in request["tools"]):
        raise UpstreamError(400, {"message": "tools[0]: no shell can be offered", "type": "invalid_request_error"})
    return request


def test_a_function_that_stands_for_it_is_right():
    """The client runs it all the same."""
    right = Reported("responses", asked=without_shell, forwarded=with_a_function, served=echoing, declares={})

    assert {} == losses(right, SCENARIO)


def test_a_refusal_is_right():
    """It says that the tool cannot be offered."""
    assert {} == losses(Reported("responses", asked=refusing, declares={}), SCENARIO)


def test_left_out_in_silence_is_a_loss():
    """The model does not know of it: RESPREQ-17, a MUST."""
    wrong = Reported("responses", asked=without_shell, served=echoing, declares={})

    assert {"RESPREQ-17": "must"} == losses(wrong, SCENARIO)
