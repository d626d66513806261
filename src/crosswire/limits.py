"""How much is read and shown of what an adapter or a live API sends, at most. `--limit NAME=VALUE` sets a limit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from crosswire.errors import ConfigurationError
from crosswire.spelling import did_you_mean


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a run."""

    answer_bytes: int = 256 * 2**20
    answer_values: int = 1_000_000
    answer_characters: int = 128 * 2**20
    frames: int = 200_000
    error_bytes: int = 16 * 2**20
    error_values: int = 100_000
    error_characters: int = 4 * 2**20
    header_characters: int = 65_536
    line_bytes: int = 64 * 2**20
    printed_characters: int = 2**20
    log_bytes: int = 4_000
    message_characters: int = 10_000
    verdict_characters: int = 4_000
    report_characters: int = 20_000
    recorded_bytes: int = 32 * 2**20


LIMITS = Limits()
"""What holds unless an option says otherwise."""
MEANINGS: Mapping[str, str] = {
    "answer-bytes": "bytes of an answer over HTTP, unpacked",
    "answer-values": "values in the JSON of an answer, whole or streamed",
    "answer-characters": "characters of its strings and keys: three times 10 MB of text in 10,000 events",
    "frames": "frames of a stream: those of 1 MiB of text, five characters a frame",
    "error-bytes": "bytes of an error answer over HTTP, unpacked",
    "error-values": "values in the JSON of an error answer",
    "error-characters": "characters of its strings and keys",
    "header-characters": "characters of a header of an error answer",
    "line-bytes": "bytes of a line that a worker writes",
    "printed-characters": "characters that one call prints to each stream, and that are captured of it and of logs",
    "log-bytes": "bytes of the end of a gateway's or worker's output, in a verdict",
    "message-characters": "characters of an exception's message",
    "verdict-characters": "characters of the adapter's own words in a verdict without an answer",
    "report-characters": "characters of one text of a payload in a report",
    "recorded-bytes": "bytes of a live API's answer that is recorded or compared, unpacked",
}
"""The names of the limits, as the option has them, and what each bounds."""
LARGEST = 2**40
_NUMBER = re.compile(r"[0-9]+(?:_[0-9]+)*")
_SHOWN = 80


def raising(*names: str) -> str:
    """Return how to raise limits, as the end of a message."""
    return f"({' '.join(f'--limit {name}=N' for name in names)} sets {'it' if len(names) == 1 else 'them'})"


def with_limits(settings: Iterable[str], limits: Limits = LIMITS, option: str = "--limit") -> Limits:
    """Return limits of which some are set by texts as `frames=5000`; the last of a name counts.

    `option` is where the texts were given, for a message.

    Raises:
        ConfigurationError: there is no limit of that name, or the value is no number that it can have.
    """
    values: dict[str, int] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in MEANINGS:
            guess = did_you_mean(name, MEANINGS)
            raise ConfigurationError(f"{option} {setting[:_SHOWN]}: the limits are {', '.join(MEANINGS)}{guess}")
        number = int(value) if len(value) < 20 and _NUMBER.fullmatch(value) else 0
        if not 0 < number <= LARGEST:
            raise ConfigurationError(
                f"{option} {setting[:_SHOWN]}: a whole number from 1 to {LARGEST:,} is allowed, as in "
                f"{option} {name}={getattr(limits, field_of(name))}, which holds unless it is given"
            )
        values[field_of(name)] = number
    return replace(limits, **values)


def field_of(name: str) -> str:
    """Return the field of `Limits` that has the limit of a name."""
    return name.replace("-", "_")
