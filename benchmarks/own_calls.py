"""An adapter's own share of a run: what its code takes of the processor, beside all that the run takes."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from took import Took, judge

TIMED = """
import atexit, inspect, os, pathlib
from collections.abc import AsyncIterable, Mapping
from contextlib import contextmanager
from time import thread_time

from crosswire.adapters import load_adapter

candidate = load_adapter(os.environ["TIMED_ADAPTER"])
name, version, declares = candidate.name, candidate.version, candidate.declares
spent = [0.0]
atexit.register(lambda: pathlib.Path(os.environ["TIMED_SECONDS"]).write_text(str(spent[0])))

@contextmanager
def counted():
    began = thread_time()
    try:
        yield
    finally:
        spent[0] += thread_time() - began

def timed(serve):
    def call(request, upstream):
        with counted():
            answer = serve(request, upstream)
        return awaited(answer) if inspect.isawaitable(answer) else frames_of(answer)
    return call

async def awaited(answer):
    with counted():
        answer = await answer
    return frames_of(answer)

def frames_of(answer):
    if isinstance(answer, AsyncIterable):
        return async_frames(answer)
    return answer if isinstance(answer, Mapping) or not hasattr(answer, "__iter__") else frames(answer)

def frames(answer):
    frames = iter(answer)
    while True:
        with counted():
            frame = next(frames, None)
        if frame is None:
            return
        yield frame

async def async_frames(answer):
    frames = answer.__aiter__()
    while True:
        with counted():
            frame = await anext(frames, None)
        if frame is None:
            return
        yield frame

globals().update({shape: timed(serve) for shape, serve in candidate.serves.items()})
"""


def judged_with_own_share(
    adapter: str, *options: str, variables: Mapping[str, str] = MappingProxyType({})
) -> tuple[Took, float]:
    """Judge an adapter in this process; return what the run took, and the seconds of the adapter's own code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "timed.py").write_text(TIMED)
        seconds = folder / "seconds"
        named = {"TIMED_ADAPTER": adapter, "TIMED_SECONDS": str(seconds)}
        took = judge(str(folder / "timed.py"), *options, variables={**variables, **named})
        return took, float(seconds.read_text())
