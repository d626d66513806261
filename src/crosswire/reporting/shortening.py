"""Payloads that no one reads to their end are shortened before they are kept: a report is for people."""

from crosswire.facts import Json

LONGEST_TEXT, LONGEST_LIST = 20_000, 400
"""Characters of a text and entries of a list that are kept."""


def shortened(value: Json) -> Json:
    """Cut texts and lists that are too long, and say so where they end; what is kept keeps its place."""
    match value:
        case str() if len(value) > LONGEST_TEXT:
            return f"{value[:LONGEST_TEXT]}… ({len(value) - LONGEST_TEXT} more characters)"
        case dict():
            return {key: shortened(entry) for key, entry in value.items()}
        case list() if len(value) > LONGEST_LIST:
            return [*map(shortened, value[:LONGEST_LIST]), f"… ({len(value) - LONGEST_LIST} more)"]
        case list() | tuple():
            return [shortened(entry) for entry in value]
        case _:
            return value
