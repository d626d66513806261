"""A stream in other forms with the same meaning. Source: the WHATWG standard of server-sent events, section 9.2."""

import json
import re
from collections.abc import Callable

from crosswire.interactions import Interaction
from crosswire.wire.event_streams import DONE, read_events

_DATA_LINE = re.compile(r"^data:", re.MULTILINE)
_DATA = re.compile(r"^data: (.*)$", re.MULTILINE)


def _rewritten(interaction: Interaction, rewrite: Callable[[str], str]) -> Interaction:
    if not interaction.streams:
        return interaction
    text = rewrite(interaction.body.decode())
    return with_body(interaction, text.encode())


def with_body(interaction: Interaction, body: bytes) -> Interaction:
    """Return an interaction whose answer has another body."""
    response = {**interaction.response, "body": {"string": body}}
    return Interaction(interaction.shape, interaction.request, response)  # a stream that was made is none any more


def crlf(interaction: Interaction) -> Interaction:
    """End lines in CR LF."""
    return _rewritten(interaction, lambda text: text.replace("\n", "\r\n"))


def comments(interaction: Interaction) -> Interaction:
    """Put comments, ids and retry times between the events, as hosts do to keep a connection alive."""
    between = ": ping\nid: 7\nretry: 3000\ndata:"
    return _rewritten(interaction, lambda text: f": connected\n\n{_DATA_LINE.sub(between, text)}")


def data_on_several_lines(interaction: Interaction) -> Interaction:
    """Write the JSON of every event on several lines of data."""
    return _rewritten(interaction, lambda text: _DATA.sub(_on_lines, text))


def _on_lines(found: re.Match[str]) -> str:
    if found[1] == DONE:
        return found[0]
    lines = json.dumps(json.loads(found[1]), indent=1, ensure_ascii=False).split("\n")
    return "\n".join(f"data: {line}" for line in lines)


def no_space(interaction: Interaction) -> Interaction:
    """Leave out the space after the colons."""
    return _rewritten(interaction, lambda text: re.sub(r"^(data|event): ", r"\1:", text, flags=re.MULTILINE))


def byte_order_mark(interaction: Interaction) -> Interaction:
    """Begin with a byte order mark."""
    return _rewritten(interaction, lambda text: "\ufeff" + text)


def no_final_newline(interaction: Interaction) -> Interaction:
    """End in `[DONE]` without a line end. Strictly that is no event; the answer is complete without it."""
    return _rewritten(done(interaction), lambda text: text.rstrip("\n"))


def other_names(interaction: Interaction) -> Interaction:
    """Give the events of Chat a name, and those of Responses none."""
    if interaction.shape == "chat":
        return _rewritten(interaction, lambda text: _DATA_LINE.sub("event: chunk\ndata:", text))
    return _rewritten(interaction, lambda text: re.sub(r"^event:.*\n", "", text, flags=re.MULTILINE))


def done(interaction: Interaction) -> Interaction:
    """End in `[DONE]`, as Chat does and some hosts do on Responses."""
    return _rewritten(
        interaction, lambda text: text if DONE in read_events(text) else f"{text.rstrip()}\n\ndata: {DONE}\n\n"
    )
