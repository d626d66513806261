"""Derive `secrets/forms.json` from the rules of Betterleaks (MIT, its maintainers and those of Gitleaks keep them).

    python scripts/derive_secret_forms.py betterleaks.toml

`betterleaks.toml` is `config/betterleaks.toml` of https://github.com/betterleaks/betterleaks. A rule is taken where a
text of its own tells the secret, such as `ghp_`; rules that need the vendor's name beside it are left out, because
`secrets/names.py` and `secrets/running_text.py` find a value by the name beside it, of any vendor.
"""

import json
import re
import sys
import tomllib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

INTO = Path(__file__).parent.parent / "src" / "crosswire" / "secrets" / "forms.json"
BESIDE_A_NAME = "[\\s'\"]{0,3}"
"""What stands between a vendor's name and the value in rules that need the name."""
LEFT_OUT = re.compile(r"generic|jwt|curl|private-key|pkcs12|-id(?:\.\d)?$|public|publishable|sentry-dsn|uri|connection")
"""Rules of what is public, or found by name, place or another form."""
_ENDS = re.compile(r"\(\?:\\\\\?\['\"\\x60\]\|\[\\s;\]\|\\\\\[nr\]\|\$\)$")
_ASSIGNED = re.compile(r"^.*\[\\x60'\"\\s=\]\{0,5\}")
_FLAG = re.compile(r"\(\?i\)")


def derived(rules: list[dict[str, Any]]) -> Iterator[tuple[list[str], str]]:
    """Yield the keywords of each rule that is taken, in small letters, and its pattern."""
    for rule in rules:
        pattern = rule.get("regex", "")
        if not pattern or LEFT_OUT.search(rule["id"]) or rule.get("required"):
            continue
        keywords = [keyword.lower() for keyword in rule.get("keywords", ())]
        if BESIDE_A_NAME in pattern:
            pattern = _ASSIGNED.sub("", pattern)
            prefix = re.match(r"\(?((?:[A-Za-z0-9]|\\?[-_.])+[-_~:])", pattern)
            if not prefix or not re.search(r"[-_.]$", prefix[1]):
                continue
            keywords = [prefix[1].replace("\\", "").lower()]
        if not keywords or not all(_tells(keyword) for keyword in keywords):
            continue
        if pattern := _of_python(pattern):
            yield keywords, pattern


def _tells(keyword: str) -> bool:
    """Return whether a keyword is a part of the secret, and not the vendor's name beside it."""
    is_host = keyword.endswith((".com", ".io", ".net"))
    return len(keyword) >= 3 and not is_host and bool(re.search(r"[-_.~\d:]", keyword) or keyword in PREFIXES)


PREFIXES = {"akia", "asia", "abia", "acca", "aiza", "eaaa", "ezak", "eztk", "xapp", "cais", "ltai", "akcp", "eyjrijoi"}
"""Keywords without a digit or mark that begin a secret all the same."""


def _of_python(pattern: str) -> str | None:
    """Return a pattern in Python's syntax, which ends where the token ends; `None` where it has no such form."""
    pattern = _ENDS.sub("(?![\\\\w-])", pattern).replace("\\z", "\\Z")
    if _FLAG.search(pattern):
        pattern = f"(?i:{_FLAG.sub('', pattern)})"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, Warning):
        return None
    return pattern


def main() -> None:
    """Write the file anew."""
    rules = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["rules"]
    forms = sorted({(tuple(keywords), pattern) for keywords, pattern in derived(rules)})
    head = {
        "made_by": "scripts/derive_secret_forms.py",
        "source": "https://github.com/betterleaks/betterleaks, config/betterleaks.toml",
        "licence": "MIT, Copyright (c) 2026 Zachary Rice",
    }
    lines = ",\n".join(json.dumps([list(keywords), pattern]) for keywords, pattern in forms)
    INTO.write_text(f'{json.dumps(head)[:-1]}, "forms": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(forms)} of {len(rules)} rules: {INTO}")


if __name__ == "__main__":
    main()
