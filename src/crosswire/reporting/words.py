"""The words of the page's legend other than the verdicts, with their meanings."""

from collections.abc import Mapping

from crosswire.errors import Fault
from crosswire.facts import Level, Point
from crosswire.losses import LossKind

POINTS: Mapping[Point, str] = {
    "asked": "what the client asked",
    "forwarded": "what the adapter sent upstream",
    "upstream": "what the upstream answered",
    "served": "what the client received",
}
KINDS: Mapping[LossKind, str] = {
    "lost": "gone, or a part of it is",
    "altered": "there, but not as it was",
    "invented": "there, though the other side has no such thing",
}
FAULTS: Mapping[Fault, str] = {
    "adapter": "the adapter's",
    "configuration": "the configuration's: the adapter could not be run as it was set up",
    "harness": "Crosswire's own",
}
LEVELS: Mapping[Level, str] = {
    "must": "where it is not kept, data is lost or wrong, or a client breaks",
    "should": "a strict client or a careful operator relies on it",
    "may": "reported, never counted against the adapter",
}
PROVENANCES: Mapping[str, str] = {
    "recorded": "taken from a live API",
    "asked": "asked by a real client, in our words; the answer is authored",
    "derived": "made from a published payload",
    "authored": "written from the API reference",
}
