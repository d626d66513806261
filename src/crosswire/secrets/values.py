"""Which values of a name are secrets: not what only stands for one or means something else, nor what is too plain."""

import re
from collections.abc import Callable, Mapping

from crosswire.secrets.lazy import regex
from crosswire.secrets.looks import UUID, looks_random
from crosswire.secrets.meanings import has_another_meaning, is_count_or_code
from crosswire.secrets.names import Telling, telling
from crosswire.secrets.stand_ins import is_placeholder, without_scheme


def is_no_secret(name: str, value: str) -> bool:
    """Return whether a value of a telling name is no secret: it stands for one, or means something else."""
    return is_placeholder(name, value) or has_another_meaning(name, without_scheme(value))


def is_plain_in_text(name: str, value: str) -> bool:
    """Return whether a value beside a telling name in running text is no secret; it may be a count or code there."""
    return is_no_secret(name, value) or is_count_or_code(name, value)


def is_secret_value(name: str, value: str) -> bool:
    """Return whether a value of a field of this name is a secret."""
    tells = telling(name)
    return bool(tells) and not is_no_secret(name, value) and _SECRET[tells](value)


def is_secret_in_text(name: str, value: str) -> bool:
    """Return whether a value beside a name in running text is a secret."""
    return is_secret_value(name, value) and not is_count_or_code(name, value)


def _is_mixed(value: str) -> bool:
    return bool(_MIXED.fullmatch(value)) and not (_DATE_OR_PATH.match(value) or UUID.fullmatch(value))


_MIXED = regex(r"(?=[^A-Za-z]*[A-Za-z])(?=\D*\d)(?!\^)(?!.*(?:\.[*+?]|\[[a-zA-Z0-9]-|\\[dwsb]))\S{6,200}")
_DATE_OR_PATH = regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d|\d+(?:-?[a-z]+)?$|[a-z]+://|(?:~|\.{0,2})/|v?\d+\.\d|P\d+[DTYM]")
"""How dates, durations, sizes, URLs, paths and versions begin: letters and digits, too."""


def _is_of_account(value: str) -> bool:
    """Return whether a value names an account: an id or a slug, but no short number, nor the name of a company."""
    is_slug = len(value) <= _LONGEST_ACCOUNT and not any(map(str.isspace, value))
    is_name = any(map(str.isupper, value)) and not any(map(str.isdigit, value))
    return is_slug and not is_name and not re.fullmatch(r"\d{1,5}|[a-z]{1,4}_\d|\W+", value)


_LONGEST_ACCOUNT = 100

_CODE = regex(r"(?=\D*\d)[\w#*-]{4,24}")
_OF_HARDWARE = regex(r"[A-Za-z]{1,4}[_-]?\d{1,2}(?:_\d+)?|[A-Z]{1,2}[-_]?\d+|\d+-\d+|\d{1,3}[a-z]+")
"""What a code has digits for, too: `GPIO17`, `PA10`, `E4711`."""

_SECRET: Mapping[Telling, Callable[[str], bool]] = {
    "any": bool,
    "account": _is_of_account,
    "mixed": _is_mixed,
    "code": lambda value: bool(_CODE.fullmatch(value)) and not _OF_HARDWARE.fullmatch(value),
    "random": looks_random,
    "": lambda _: False,
}


def is_secret_number(name: str, number: str) -> bool:
    """Return whether a number of a field of this name is a secret: a whole one that is too large for a count."""
    tells = telling(name)
    return (
        tells in ("any", "account", "code")
        and bool(_SECRET_NUMBER.fullmatch(number))
        and not has_another_meaning(name, number)
    )


_SECRET_NUMBER = regex(r"-?\d{4,}")
