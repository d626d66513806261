"""Known-bad adapters: each breaks a requirement of `suites/test_answer.py`."""

from typing import Any

from crosswire.reference import UpstreamError
from tests.suites.breaking import bad


def crashing(_: Any) -> Any:
    raise KeyError("output")


def refusing(_: Any) -> Any:
    raise UpstreamError(400, {"message": "this adapter takes no system messages"})


KNOWN_BAD = [
    bad("crashes_on_every_answer", "chat", "ANSWER-1 ERROR-19 ERROR-20 ERROR-21", whole=crashing, frames=crashing),
    bad(
        "refuses_every_request",
        "responses",
        "ANSWER-1 ERROR-1 ERROR-2 ERROR-3 ERROR-4 ERROR-5 ERROR-6 ERROR-7 ERROR-9 ERROR-17 ERROR-18 ERROR-19 "
        "ERROR-20 ERROR-21 ERROR-24 RESPREQ-14",
        forwarded=refusing,
    ),
]
