"""Ways in which commands, protocols and files give a secret, other than the words of a command: one pattern each."""

from collections.abc import Sequence
from typing import NamedTuple


class Syntax(NamedTuple):
    """How a command or a file gives a secret."""

    kind: str
    words: str
    """Words of which a text has one in which it stands, in small letters; none where `sign` tells."""
    starts: str
    """How it begins, in small letters."""
    pattern: str
    sign: str = ""
    """What each text has in which it stands, where that is no word."""


_ON = r"[^\n|;]{0,500}?"
_VALUE = r"\\*[\"']?(?P<value>[^\s\"'\\|;&]+)"
_QUOTED = r"\\*'(?P<value>[^'\n\\]+)"
HASH = "a hash of a password"
BASIC, PAIR = "basic credentials", "a user and a password"
SYNTAXES: Sequence[Syntax] = (
    Syntax("a bearer token", "bearer", "bearer", r"(?i)\bbearer[ \t]+(?=[^\s\"']*\d)(?P<value>[\w.~+/=*-]{8,})"),
    Syntax(
        BASIC,
        "basic",
        "basic",
        r"\b[Bb](?:asic|ASIC)[ \t]+(?=\S*[A-Z\d=])(?P<value>[A-Za-z0-9+/]{8,}={0,2})(?![\w-])",
    ),
    Syntax(
        PAIR,
        "",
        "-u|-a|--user|--proxy-user|--auth",
        r"(?<![\w-])(?:-u|-U|--user|--proxy-user|--auth|-a)(?:[ \t]+(?:\\\r?\n[ \t]*)?|=)?\\*[\"']?"
        r"(?P<user>(?:[\w.@+-]|\$\{?\w+\}?)+):(?!/)\\*[\"']?(?P<value>[^\s\"'`\\]*[^\s\"'`\\\d][^\s\"'`\\]*)",
        " -",
    ),
    Syntax(
        "a password",
        "-p",
        "-u |--user",
        r"(?<![\w-])(?:-u|--user(?:name)?)[ =][^\s:=]+(?:[ \t]+[^\s|;&]+){0,4}?[ \t]+-p[ \t]+\\*[\"']?"
        r"(?=[^\s\"'\\]*[A-Za-z][^\s\"'\\]*\d|[^\s\"'\\]*\d[^\s\"'\\]*[A-Za-z])(?P<value>[^\s\"'\\/|;&-][^\s\"'\\/|;&]{5,})",
    ),
    Syntax(
        "a password",
        "echo printf",
        r"(?:pass(?:word|phrase)?|key|secret)[-_]c|<\(",
        r"(?:\w+[-_]c(?:omman|m)d[ \t]*[= ][ \t]*\\*[\"']?|<\([ \t]*)(?:echo|printf)(?:[ \t]+-\w+)*[ \t]+\\*[\"']?"
        r"(?P<value>[^\s\"'\\$)|;&]{4,})",
    ),
    Syntax(
        "a password",
        "password pass pw",
        "login|user|account",
        r"(?i)\b(?:login|user(?:name)?|account)\s+[\w.@-]+\s+(?:and\s+)?(?:password|pass|pw)\s+(?=\S*\d)(?=\S*[^\W\d])"
        r"\\*[\"']?(?P<value>[^\s\"'\\]{6,})",
    ),
    Syntax(
        "a password",
        "password",
        "login|user|account",
        r"(?i)\b(?:login\s+\S+\s+password\s+|(?:user(?:name)?|account)\s+\S+\s+password\s+(?=\S*\d))"
        r"\\*[\"']?(?P<value>[^\s\"'\\]+)",
    ),
    Syntax(
        "a password",
        "convertto-securestring",
        "convertto-securestring",
        rf"(?i)\bconvertto-securestring\s+(?:-string\s+)?(?![-$]){_VALUE}",
    ),
    Syntax("a password", "pass", "pass ", rf"(?m)^PASS (?=\S*[a-z\d])(?=\S*[A-Z\d]){_VALUE}\\*[\"']?\r?$"),
    Syntax("a password", "auth", "auth ", rf"\bAUTH (?:PLAIN|LOGIN) (?=\S{{8}}){_VALUE}"),
    Syntax(
        "a password",
        "auth",
        "auth ",
        r"(?m)(?:^|(?<=> )|(?<=HELLO \d ))AUTH (?:[\w.-]+ )?\\*[\"']?(?=[^\s\"'\\]*\d)"
        r"(?P<value>[^\s\"'\\]{5,})\\*[\"']?\r?$",
    ),
    Syntax(
        "a password",
        "requirepass masterauth",
        "config set ",
        r"(?i)\bconfig set (?:requirepass|masterauth) \\*[\"']?(?P<value>[^\s\"'\\]+)",
    ),
    Syntax("a password", "setuser", "acl setuser ", rf"(?i)\bacl setuser{_ON} [>#](?P<value>[^\s\"'\\]{{3,}})"),
    Syntax(
        "a password",
        "user",
        "user ",
        r"(?m)^user[ \t]+[\w.@-]+[ \t]+(?:on|off)[ \t](?:[^\n]{0,80}[ \t])?>(?=\S*[A-Za-z])(?P<value>[^\s\"'\\]{3,})",
    ),
    Syntax("a password", "", r"\]:", r"\]:\d{2,5}[ \t]+[\w.@+-]+:(?P<value>[^\s\"'\\]{4,})", "]:"),
    Syntax(
        "a password",
        "chap pap chap-secrets pap-secrets",
        r"\n",
        r"\n\\*\"?[\w.@\\*-]+\\*\"?[ \t]+(?:\*|[\w.-]+)[ \t]+\\*\"?(?=[^\s\"]*\d)(?=[^\s\"]*[A-Za-z])"
        r"(?P<value>[^\s\"'\\:/]{4,})\\*\"?[ \t]+(?:\*|[\d./]+)"
        r"[ \t]*(?=\n|\Z)",
    ),
    Syntax("a password", "uci", "uci set ", rf"uci set \S+\.(?:key|psk|pass\w*|secret|pin)={_VALUE}"),
    Syntax("a password", "wifi", "wifi:", r"(?i)wifi:(?:[tshr]:[^;\n]{0,60};){0,4}p:(?P<value>[^;\n]{4,63});"),
    Syntax(
        "a key",
        "received",
        "key ",
        r"(?i)key (?:is )?(?:expected|invalid|required)\. received=(?P<value>[^\s,;\"']{4,})",
    ),
    Syntax("a password", "login", " login ", rf"(?m)(?<=\w) LOGIN [\w.@-]+ (?=\S*[\d]){_VALUE}\\*[\"']?\r?$"),
    Syntax(
        "a password",
        "machine",
        "machine",
        r"(?i)\bmachine\s+\S+[\s\S]{0,80}?\bpassword\s+\\*[\"']?(?P<value>[^\s\"'\\]+)",
    ),
    Syntax(
        "a password",
        "-pass -passin -passout -password --ks-pass --key-pass",
        "-pass",
        r"(?i)-(?:passin|passout|pass(?:word)?)\s+(?:\\\r?\n\s*)?\\*[\"']?pass:(?P<value>[^\s\"'\\]+)",
    ),
    Syntax(
        "a password",
        "send sendline",
        "assword",
        r"(?i)assword:?[^\"'\n]{0,10}\\*[\"'][;\s)}]{1,40}(?:exp_)?send(?:line)?(?:\s+--)?[\s(]{1,10}"
        r"\\*[\"'](?P<value>[^\"'\\\n]+)",
    ),
    # SQL
    Syntax(
        "a password",
        "identified",
        "identified",
        r"(?i)\bidentified\s+(?:with\s+\S+\s+)?(?:by|as)\s+(?:(?:password|values)\s+)?\\*[\"'](?P<value>[^\"'\\\n]+)",
    ),
    Syntax(
        "a password",
        "identified",
        "identified",
        r"(?i)\bidentified\s+by\s+(?:values\s+)?(?=[^\s;,\"'\\]*\d)(?P<value>[^\s;,\"'\\<>(){}\[\]`]{5,})",
    ),
    Syntax("a password", "options", "options", rf"(?i)\boptions\s*\([^()\n;]{{0,300}}?\bpassword\s+{_QUOTED}"),
    Syntax("a password", "password", "with", rf"(?i)\bwith\s+(?:encrypted\s+)?password\s+{_QUOTED}"),
    Syntax(
        "a password",
        "password",
        "user|role|group|login",
        rf"(?i)\b(?:user|role|group|login)\s+[^\s;]+\s[^;\n'=]{{0,200}}?\bpassword\s+{_QUOTED}",
    ),
    Syntax(
        "a password",
        "password",
        "set password",
        rf"(?i)\bset password\b[^;\n]{{0,200}}?=\s*(?:(?:old_)?password\()?\s*{_QUOTED}",
    ),
    Syntax(
        "a password",
        "password passwd pwd pass password_hash",
        "password|passwd|pwd|pass",
        rf"(?i)\b(?:password|passwd|pwd|pass)(?:_?hash)?\s*=\s*(?:md5|sha\d?|sha2_\d+|password|crypt|encrypt|hash\w*)\(\s*{_QUOTED}",
    ),
    Syntax(
        "a password",
        "sp_addlogin sp_password",
        "sp_add|sp_password",
        rf"(?i)\bsp_(?:addlogin|password)\s+(?:@\w+\s*=\s*)?N?'[^']*'\s*,\s*(?:@\w+\s*=\s*)?N?{_QUOTED}",
    ),
    Syntax("a password", "crypt", "crypt", rf"(?i)\bcrypt\(\s*{_QUOTED}\\*'\s*,\s*(?:gen_salt|\w+)"),
    Syntax(
        "a password",
        "pgp_sym_encrypt pgp_sym_decrypt pgp_sym_encrypt_bytea pgp_sym_decrypt_bytea aes_encrypt aes_decrypt",
        "pgp_sym_|aes_",
        r"(?i)\b(?:pgp_sym_(?:en|de)crypt(?:_bytea)?|aes_(?:en|de)crypt)"
        rf"\((?:[^,;()'\n]|'[^'\n]*'|\([^()\n]*\)){{1,100}},\s*{_QUOTED}",
    ),
    Syntax(
        "a key", "pragma", "pragma", r"(?i)\bpragma\s+(?:\w+\.)?(?:re|hex)?key\s*=\s*\\*[\"'](?P<value>[^\"'\n\\]+)"
    ),
    Syntax(
        "a key",
        "attach",
        "attach",
        rf"(?i)\battach\s+(?:database\s+)?[^\n;]{{1,300}}?\bas\s+\w+\s+key\s+{_QUOTED}",
    ),
    # Hashes of passwords
    Syntax(
        HASH,
        "",
        r"\$(?:apr1|1|2[abxy]?|5|6|7|y|gy|p|h|s|md5|sha1|argon2|pbkdf2|scrypt|bcrypt)",
        r"(?P<value>\$(?:(?:apr1|1|2[abxy]?|5|6|7|g?y|md5|sha1|argon2\w*|(?:bcrypt-)?pbkdf2[\w-]*|scrypt|bcrypt[\w-]*)\$[\w./$=,+-]{20,}"
        r"|[PHS]\$[\w./]{28,}))",
        "$",
    ),
    Syntax(
        HASH,
        "ssha sha ssha256 sha256 ssha384 sha384 ssha512 sha512 md5 smd5",
        r"\{s?(?:sha|md5)",
        r"(?i)(?P<value>\{s?(?:sha(?:-?\d+)?|md5)\}[\w+/=]{22,})",
    ),
    Syntax(
        HASH,
        "pbkdf2_sha256 pbkdf2_sha1 pbkdf2_sha512 pbkdf2",
        "pbkdf2",
        r"(?<![$\w])(?P<value>pbkdf2[_:](?:hmac[:_])?sha\d+[$:]\d+\$[^\s$\"']+\$[\w+/=]{20,})",
    ),
    Syntax(
        HASH, "scrypt", "scrypt", r"(?<![$\w])(?P<value>scrypt(?::\d+:\d+:\d+|\$\d+)?\$[^\s\"']{0,100}\$[\w+/=]{20,})"
    ),
    Syntax(HASH, "bcrypt_sha256", "bcrypt_sha", r"(?<![$\w])(?P<value>bcrypt_sha256\$\$2[aby]\$[\w./$]{20,})"),
    Syntax(HASH, "argon2", "argon2", r"(?<![$\w])(?P<value>argon2\$argon2\w+\$[\w./$=,+-]{20,})"),
    Syntax(
        HASH, "scram-sha-256 scram-sha-512", "scram-sha-", r"(?P<value>SCRAM-SHA-\d+\$\d+:[\w+/=]+\$[\w+/=]+:[\w+/=]+)"
    ),
)
"""Of each its kind, its words, how it begins, its pattern, and its sign."""
