"""Event streams as text: the `data` of each event, and back. Source: the WHATWG standard, section 9.2."""

import re
from collections.abc import Iterable, Iterator

DONE = "[DONE]"

_LINE_END = re.compile(r"\r\n|\n|\r")


def read_events(text: str) -> Iterator[str]:
    """Yield the data of every event, in order; comments, event names and ids are left out."""
    data: list[str] = []
    for line in _LINE_END.split(text.removeprefix("\ufeff")):
        name, _, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []
    if data:
        # Strictly, an event that no blank line ends is not one; recorded streams do end so, and clients read it.
        yield "\n".join(data)


def write_events(events: Iterable[str]) -> str:
    """Write the data of events as a stream without event names, as Chat Completions does."""
    return "".join(f"data: {data}\n\n" for data in events)
