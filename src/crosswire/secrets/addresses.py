"""E-mail addresses, and what only looks like one: `icon@2x.png`, `q@k.transpose(…)`, `git@host:path`."""

import re

from crosswire.secrets.lazy import regex
from crosswire.secrets.names import words_of

KIND = "an e-mail address"
_TOP = r"(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,40}|(?:(?![A-Za-z0-9_])\w){2,12})"
WRITTEN = (
    rf"(?<![\w.+-])[\w.+-]{{1,64}}@(?:[\w-]{{1,63}}\.){{1,6}}{_TOP}"
    r"(?![A-Za-z0-9(]|-\w|\.\w|:[\w/.~$@-])"
)
"""An address. Behind its host stands no path after a colon, as in `git@host:path`, and no call, as in `x@w.to(…)`."""
CORE = r"@(?:[\w-]+\.)+(?:(?![\d_])\w){2}"

_COMMON_TOPS = words_of(
    "com org net edu gov mil int info biz name pro aero coop museum mobi jobs travel tel cat asia post app dev cloud"
    " online shop site store tech email live life world today news blog agency studio design digital solutions"
    " services systems software company group global network media team work works space website wiki xyz top club vip"
    " ltd llc gmbh inc bank legal law consulting engineering academy education school university health care clinic"
    " energy earth eco berlin hamburg koeln cologne bayern wien tirol swiss zuerich amsterdam brussels paris london"
    " wales scot irish nyc boston miami quebec tokyo osaka moscow istanbul madrid barcelona africa capetown sydney"
    " melbourne kiwi rio lat page fyi art music film games finance capital ventures partners foundation international"
    " page holdings estate house homes photography photos center"
    " community events fitness coach dental construction restaurant support tools training fund lawyer engineer"
)
"""Domains of more than two letters at the top. With another, a point in its name tells an address, or a mark."""
_NO_TOPS = words_of(
    "png jpg jpeg gif svg webp ico bmp pdf zip tar gz tgz jar whl exe dll dmg deb rpm apk js jsx mjs cjs ts tsx css"
    " scss html htm xml json yaml yml toml ini cfg conf txt csv md rst py pyc rb go rs java kt swift c h cc cpp hpp cs"
    " php sh bash zsh ps1 sql lock log map wasm so o a service socket timer target mount automount slice scope path"
    " device swap"
)
"""What ends the names of files and of units of systemd."""
_COUNTRIES = words_of("rs md sh so py cc ps pl gg ai io ms")
"""Domains of countries that are also endings of files, and are met in addresses more often."""
_OF_CODE = words_of("self this cls super np torch tf nn jnp math module")
_HARMLESS_HOSTS = regex(
    r"(?i)@(?:[\w-]+\.)*(?:example(?:\.\w+)?|test|invalid|localhost|local|internal|openai\.com|github\.com|anthropic\.com"
    r"|amazonaws\.com|(?:foo|bar|baz)\.(?:foo|bar|baz|com|org|net)"
    r"|(?:your|my|the|some|any)?[-_]?(?:domain|company|organi[sz]ation|corp|business|school|university|website|site"
    r"|server|host|hostname|test|sample|acme|contoso|somewhere|provider)(?:name)?\.(?:com|org|net|io|co|tld|edu|de|ext))$"
    r"|@your[-_]?(?:name|email|mail|org|app|team|project)\.(?:com|org|net|io|co|tld)$"
)
"""Hosts that are made up, or a vendor's own."""
_HARMLESS_NAMES = regex(
    r"(?i)(?:git|hg|svn|ubuntu|ec2-user|centos|debian|fedora|vagrant|no-?reply|do-?not-?reply|mailer-daemon|postmaster"
    r"|your[-_.]?\w*|\w*example\w*|notifications?|user|username|name|you|someone"
    r"|somebody|first\.?last|firstname\.lastname)@"
)
"""Names of no person: of a machine's account, and of what nobody reads."""
_MARK = regex(r"(?i)(?:mailto:|mail[:=]\s?|[a-z] <)$")
_LONGEST_MARK = 8
_AUTHORITY = regex(r"://[^/\s?#]*$")
_LONGEST_AUTHORITY = 300


def is_address(found: re.Match[str]) -> bool:
    """Return whether what has the form of an address is one, and may be a person's."""
    address = found[0]
    name, _, whole_host = address.partition("@")
    host, _, top = whole_host.rpartition(".")
    if _HARMLESS_HOSTS.search(address) or _HARMLESS_NAMES.match(address):
        return False
    start = found.start()
    if _AUTHORITY.search(found.string, max(0, start - _LONGEST_AUTHORITY), start):
        return False  # the credentials of a URL
    if host.partition(".")[0] in _OF_CODE or name in ("this", "super") or not _is_of_one_case(top):
        return False
    top = top.lower()
    if not top.isascii() or top.startswith("xn--"):
        return True
    if len(top) == _OF_COUNTRY and (top not in _NO_TOPS or top in _COUNTRIES):
        return not _is_numbered(host)
    is_marked = "." in name or bool(_MARK.search(found.string, max(0, start - _LONGEST_MARK), start))
    return top in _COMMON_TOPS or (top not in _NO_TOPS and is_marked and not _is_numbered(host))


_OF_COUNTRY = 2


def _is_of_one_case(top: str) -> bool:
    return top.islower() or top.isupper() or not top.isascii() or top.istitle()


def _is_numbered(host: str) -> bool:
    """Return whether a host is a size or a version."""
    return bool(re.fullmatch(r"(?i)v?\d[\d.]*x?", host))
