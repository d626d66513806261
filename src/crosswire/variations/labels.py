"""The label of an answer, its `content-type`: another one than the answer's, as hosts are reported to send."""

from dataclasses import replace

from crosswire.interactions import Interaction


def labelled(label: str | None, interaction: Interaction) -> Interaction:
    """Give an answer a label, or none."""
    others = {name: value for name, value in interaction.response["headers"].items() if name.lower() != "content-type"}
    named = {"content-type": [label]} if label else {}
    return replace(interaction, response={**interaction.response, "headers": {**others, **named}})


def with_charset(interaction: Interaction) -> Interaction:
    """Say another charset than UTF-8, which JSON and event streams always have: RFC 8259, 8.1, and WHATWG, 9.2.5."""
    kind = "text/event-stream" if interaction.streams else "application/json"
    return labelled(f"{kind}; charset=iso-8859-1", interaction)


def swapped(interaction: Interaction) -> Interaction:
    """Label a stream as JSON, and JSON as a stream."""
    return labelled("application/json" if interaction.streams else "text/event-stream", interaction)
