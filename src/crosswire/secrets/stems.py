"""The places in running text where a name may tell of a credential: around the stems of such names.

A text is searched for stems once. What tells a value is looked for at these places only.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crosswire.secrets.lazy import regex
from crosswire.secrets.names import telling

_STEMS = (
    r"p(?:ass|wd|w\b|s[wk]|hrase|in\b|at\b|arol[aă])|s(?:ecret|ession|id\b|as\b|enha|alasana)|token|k(?:ey|ennwort)|auth"
    r"|c(?:red|ookie|ode|on(?:nection|n_?str|trase[ñn]a))|jwt|otp\b|mnemonic|пароль|パスワード|密码|密碼|비밀번호"
)
OTHER_STEMS = (
    *("wachtwoord", "hasło", "haslo", "lösenord", "losenord", "heslo", "jelszó", "şifre"),
    *("口令", "验证码", "驗證碼", "パスコード", "暗証番号", "認証コード", "암호", "인증번호"),
)
"""Words for a password that begin with a letter of no other stem: only texts that have one are searched for them."""
_ASCII_STEMS = tuple(stem for stem in OTHER_STEMS if stem.isascii())
_BEHIND = r"[\w-]{0,40}+(?: id\b(?! ?=))?"
_USUAL, _ALL = (re.compile(rf"(?:{stems}){_BEHIND}") for stems in (_STEMS, "|".join((_STEMS, *OTHER_STEMS))))

QUOTE = r"(?:\\*[\"'`])"
"""A mark of quotation in running text, also as it stands in JSON within JSON."""
_LONGEST = 40
"""Characters of a name before its stem that tell enough of it."""
_TO_STEM = regex(r"[\w.$-]*")
_WORDS_BEFORE = regex(r"[ \u00a0][a-zA-Z]{1,12}(?:[ \u00a0][tT][oO][mM](?!\w))?(?![\w.$-])")


_OF_A_CONDITION = regex(r"(?:if|elif|while|assert|return|and|or|not|case|when|unless|expect|in|for|is) ")


class Name(NamedTuple):
    """What may be a name in a text."""

    text: str
    stem: int
    start: int
    """Where the name begins, without a word before it."""
    end: int

    @property
    def alone(self) -> str:
        """The name without a word before it."""
        return self.text[self.start : self.end].strip(".-$")

    @property
    def start_with_word(self) -> int:
        """Where the name begins, with a word before it: `API key`."""
        word = _WORDS_BEFORE.match(self.text[max(0, self.start - 18) : self.start][::-1])
        return self.start - word.end() if word else self.start

    @property
    def telling_name(self) -> str:
        """The name that tells of a credential: with the word before it, or without; "" for none."""
        both = self.text[self.start_with_word : self.end].strip(".-$ ")
        both = self.alone if _OF_A_CONDITION.match(both) else both
        return next((name for name in (both, self.alone) if telling(name)), "")

    def before(self, length: int) -> str:
        """Return some characters before the name."""
        return self.text[max(0, self.start - length) : self.start]


def names_in(text: str, low: str) -> Sequence[Name]:
    """Return what may be names in a text; `low` is the text in small letters."""
    others = _ASCII_STEMS if text.isascii() else OTHER_STEMS
    stems = _ALL if any(stem in low for stem in others) else _USUAL
    return [*_names(text, stems.finditer(low))]


def _names(text: str, stems: Iterator[re.Match[str]]) -> Iterator[Name]:
    for stem in stems:
        at = stem.start()
        to_stem = _TO_STEM.match(text[max(0, at - _LONGEST) : at][::-1])
        yield Name(text, at, at - (to_stem.end() if to_stem else 0), stem.end())
