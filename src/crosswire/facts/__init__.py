"""Facts: what a request or an answer says, in whichever shape.

The readers in `shapes/` turn payloads into these values; a requirement compares them on the two sides of an arrow.
null, absent and empty are one: a fact that a payload lacks is `None`, `""`, `()` or `{}`, as its type has it.

- `vocabulary`: the words for shapes, modes, levels, points and finishes.
- `items`: messages, calls, results, reasoning, and their parts.
- `asks`: a request, and the tools that it offers.
- `answers`: an answer, its token counts, and a failure.
"""

from crosswire.facts.answers import Answer, Failure, OutputItem, Usage, UsageChunk
from crosswire.facts.asks import Ask, Tool
from crosswire.facts.items import (
    Citation,
    Item,
    Media,
    Message,
    Other,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
)
from crosswire.facts.vocabulary import Finish, Json, Level, Mode, Point, ShapeName

__all__ = [
    "Answer",
    "Ask",
    "Citation",
    "Failure",
    "Finish",
    "Item",
    "Json",
    "Level",
    "Media",
    "Message",
    "Mode",
    "Other",
    "OutputItem",
    "Part",
    "Point",
    "Reasoning",
    "Refusal",
    "ShapeName",
    "Text",
    "Tool",
    "ToolCall",
    "ToolResult",
    "Usage",
    "UsageChunk",
]
