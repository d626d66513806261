"""A route: which exchange, by what the adapter serves, the mode, the scenario and the variation."""

from typing import NamedTuple

from crosswire.facts import Mode, ShapeName


class Route(NamedTuple):
    """Which exchange. The variation is empty where the exchange is as it was recorded."""

    serves: ShapeName
    mode: Mode
    scenario: str
    variation: str = ""

    @property
    def id(self) -> str:
        """The route in the brackets of a test's id: `chat-json-plain_text`."""
        return "-".join(filter(None, self))
