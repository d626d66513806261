"""Known-bad adapters: the reference adapter, wrapped so that it breaks one thing, said in JSON and not in facts."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

from crosswire import reference
from crosswire.facts import Mode, ShapeName

Body = dict[str, Any]
Frames = list[Body]


def unchanged(value: Any) -> Any:
    """Break nothing."""
    return value


@dataclass(frozen=True)
class KnownBad:
    """One wrong adapter, named after how it is wrong; `fails` are the requirements that it must fail, and no other."""

    name: str
    serves: ShapeName
    fails: frozenset[str]
    forwarded: Callable[[Body], Body] = unchanged
    """What it does to the request on its way upstream."""
    whole: Callable[[Body], Body] = unchanged
    """What it does to a whole answer."""
    frames: Callable[[Frames], Frames] = unchanged
    """What it does to the frames of a stream."""
    with_request: Callable[[Body, Any], Any] = lambda _, answer: answer
    """What it does to an answer, whole or streamed, that hangs on what was asked."""
    error: Callable[[reference.UpstreamError, Body], Any] | None = None
    """What it does instead of handing an error on; raises or returns."""
    mode: Mode | None = None
    """The only mode in which it is wrong, where that is so."""

    def __getattr__(self, attribute: str) -> Any:
        """Serve as the candidate that it is: its one direction."""
        if attribute == self.serves:
            return self._serve
        raise AttributeError(attribute)

    def _serve(self, request: Body, upstream: Any) -> Body | Iterator[Body]:
        translate, post = getattr(reference, self.serves), reference.http.post

        def break_and_post(upstream: Any, path: str, body: Any) -> Any:
            return post(upstream, path, self.forwarded(copy.deepcopy(body)))

        try:
            with mock.patch.object(reference.http, "post", break_and_post):
                answer = translate(request, upstream)
            answer = self.frames(list(answer)) if request.get("stream") else self.whole(answer)
        except reference.UpstreamError as error:
            if self.error is None:
                raise
            answer = self.error(error, request)
        answer = self.with_request(request, answer)
        return iter(answer) if request.get("stream") else answer
