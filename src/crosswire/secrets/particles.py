"""Values in languages that set particles between words without blanks: `密码是X`, `パスワードはXです`."""

from collections.abc import Iterator, Sequence

from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.looks import is_like_a_password
from crosswire.secrets.stems import Name
from crosswire.secrets.values import is_plain_in_text

_GLUE = r"(?:为|為|是|就是|改为|改成|設定為|设置为|は|が|を|는|은|가|이|를|을|:|\uff1a)"
_JOINED = regex(
    r"[^\x00-\x7f]{2,8}?[^\S\n]?(?:[^\x00-\x7f]{0,6}?"
    + _GLUE
    + r"[、\uff0c]?)[^\S\n]?[\"'“「『`*]{0,2}(?P<value>[!#-&(-~]{4,100})"
)


def in_particles(names: Sequence[Name]) -> Iterator[Found]:
    """Yield the values that a particle joins to the name before them."""
    for name in names:
        if name.text[name.stem] <= "\u3000" or not (found := _JOINED.match(name.text, name.stem)):
            continue
        value = found["value"].rstrip("`*.,;:!?)」")
        is_number = value.isdecimal() and len(value) >= 4
        if (is_like_a_password(value) or is_number) and not is_plain_in_text("password", value):
            yield Found("a secret that a sentence tells", found.start("value"), found.start("value") + len(value))
