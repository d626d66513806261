"""Forms of vendors' keys, of private keys and of the addresses of hooks, that a prefix or a mark within tells."""

import re
from collections.abc import Sequence

_VENDOR = "a vendor's key"
_MIXED = r"(?=[A-Za-z]*\d)(?=[a-z0-9]*[A-Z])(?=[A-Z0-9]*[a-z])"
_BEHIND_PREFIX: Sequence[tuple[str, str]] = (
    ("as-", rf"{_MIXED}[A-Za-z0-9]{{22}}(?![\w-])"),
    ("ak-", rf"{_MIXED}[A-Za-z0-9]{{22}}(?![\w-])"),
    ("ABSK", r"[A-Za-z0-9+/]{60,}={0,2}"),
    ("AKCp", r"\d?[A-Za-z0-9]{50,}"),
    ("ATTA", r"[0-9a-f]{64}(?!\w)"),
    ("LTAI", r"(?=[A-Za-z]*\d)[A-Za-z0-9]{12,26}(?!\w)"),
    ("AKID", r"(?=[A-Za-z]*\d)[A-Za-z0-9]{32}(?!\w)"),
    ("AKLT", r"(?=[A-Za-z]*\d)[\w-]{20,80}={0,2}(?!\w)"),
    ("IQoJb3JpZ2luX2Vj", r"[A-Za-z0-9+/]{100,}={0,2}"),
    ("FwoGZXIvYXdz", r"[A-Za-z0-9+/]{100,}={0,2}"),
    ("xsmtpsib-", r"[0-9a-f]{64}-\w{16}"),
    ("APP_USR-", r"[0-9a-f][\w-]{20,}"),
    ("FLWSECK-", r"\w{12,}(?:-X)?"),
    ("LLM|", r"\d{6,}\|[\w-]{20,}"),
    ("v1.0-", r"[0-9a-f]{24}-[0-9a-f]{64,}"),
    ("sk.eyJ1", r"[\w-]{20,}\.[\w-]{20,}"),
    ("sl.", r"(?:u\.)?[A-Z][\w-]{90,}"),
)
"""What a vendor's prefix begins, and what stands behind it."""
_ANYWHERE: Sequence[tuple[str, str]] = (
    ("gsk_ ", r"[A-Za-z0-9]{40,}"),
    ("xai- ", r"[A-Za-z0-9]{40,}"),
    ("hf_ api_org_ ", r"[A-Za-z]{30,}|(?=[A-Za-z]*\d)[A-Za-z0-9]{30,}"),
    ("glrt- glpat- gldt- glptt- glft- glimt- glagent- gloas- glsoat- ", r"[\w-]{20,}(?:\.[\w.-]{9,})?"),
    ("glcbt-", r"[0-9a-zA-Z]{1,5}_[\w-]{20,}"),
    ("pcsk_", r"[A-Za-z0-9]{4,10}_[A-Za-z0-9]{40,}"),
    ("dop_v1_ doo_v1_ dor_v1_", r"[0-9a-f]{64}"),
    ("nvapi- pplx- jina_ dckr_pat_ dckr_oat_ lsv2_pt_ lsv2_sk_ figd_ ntn_ ", r"(?=[\w-]*\d)[\w-]{27,}"),
    ("tvly-", r"(?:dev-|prod-)?(?=[\w-]*\d)[\w-]{20,}"),
    ("npm_ lin_api_ phx_ vcp_ nfp_ apify_api_ fw_ glsa_ bb_live_ r8_ ", r"(?=[A-Za-z_]*\d)\w{24,}"),
    ("rk_live_ rk_test_ sk_live_ sk_test_ rk_prod_ sk_prod_ ", r"(?=[A-Za-z]*\d)[A-Za-z0-9]{14,}"),
    ("fc-", r"[0-9a-f]{32}"),
    ("tskey-", r"(?:auth|client|api|scim|webhook)-[A-Za-z0-9]{6,}-[A-Za-z0-9]{16,}"),
    ("sb_secret_", r"[\w-]{20,}"),
    ("sbp_", r"(?:v0_|oauth_)?[0-9a-f]{40}"),
    ("ctx7sk-", r"[0-9a-f-]{30,}"),
    ("re_", r"(?=[A-Za-z]*\d|[A-Za-z]*_[A-Za-z]*\d)[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,}"),
)
"""Several prefixes that nothing else has, and what stands behind each: they are found behind `/`, `:` and `_`, too."""
_HOOKS: Sequence[tuple[str, str, str]] = (
    ("incomingwebhook/", r"IncomingWebhook/", r"[0-9a-f]{32}(?:/[\w-]{36}){0,2}"),
    (
        "/hook",
        r"/hooks/catch/(?=\d+/\w)|/bot/v2/hook/|//hook\.(?:eu|us)\d\.make\.com/",
        r"[\w-]{6,}(?:/\w{6,})?|\d+/\w{6,}",
    ),
    ("/with/key/", r"/with/key/", r"[\w-]{16,}"),
    ("/api/mcp/s/", r"/api/mcp/s/", r"[\w=-]{16,}"),
    ("calendar/ical/", r"calendar/ical/[^/\s]{1,80}/private-", r"[0-9a-f]{16,}"),
    ("infura.io/", r"infura\.io/(?:ws/)?v3/", r"[0-9a-f]{32}"),
    ("alchemy", r"\.alchemy(?:api)?\.(?:com|io)/(?:nft/)?v[23]/", r"[\w-]{20,}"),
)
"""Addresses that whoever knows them may use: of each its hint, what stands before the secret, and the secret."""
VENDORS: Sequence[tuple[str, ...]] = (
    *(
        (_VENDOR, prefix.lower(), rf"(?<![\w+/.-])(?P<prefix>{re.escape(prefix)}){rest}")
        for prefix, rest in _BEHIND_PREFIX
    ),
    *(
        (_VENDOR, prefix, rf"(?<![A-Za-z0-9-])(?P<prefix>{prefix})(?:{rest})(?!\w*[(])")
        for prefixes, rest in _ANYWHERE
        for prefix in prefixes.split()
    ),
    (_VENDOR, ":apa91b", r"(?<![\w-])AAAA[\w-]{7}:APA91b[\w-]{100,}", r":APA91b[\w-]{100}"),
    (_VENDOR, "-us", r"(?<![\w-])[0-9a-f]{32}-us\d{1,2}(?![\w-])", r"-us\d{1,2}(?![\w-])"),
    (_VENDOR, "q~", r"(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,34}(?![\w.~-])", r"Q~[\w.~-]{31}"),
    (
        _VENDOR,
        "azdo",
        r"(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])",
        r"AZDO[A-Za-z0-9]{4}",
    ),
    (
        _VENDOR,
        "jqqj99",
        r"(?<![A-Za-z0-9])[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{20,30}(?![A-Za-z0-9])",
        r"JQQJ99[A-Za-z0-9]{20}",
    ),
    (
        _VENDOR,
        ".",
        rf"(?<![\w./-])[0-9a-f]{{32}}\.{_MIXED}[A-Za-z0-9]{{16}}(?![\w.-])",
        r"\.(?<=[0-9a-f]{32}\.)[A-Za-z0-9]{16}",
    ),
    (
        _VENDOR,
        "prod: dev: preview: project:",
        r"(?<![\w-])(?P<prefix>(?:prod|dev|preview|project):[\w:-]{3,60}\|)[A-Za-z0-9+/=]{30,}",
    ),
    (
        "a token of a bot",
        ":aa",
        r"(?:(?<![\w-])|(?<=[^\w-]bot))\d{8,10}:AA[\w-]{30,}",
        r":AA[\w-]{30}",
    ),
    (
        "a webhook",
        "hooks.slack.com/ /webhooks/",
        r"(?<=hooks\.slack\.com/)(?P<prefix>services/|workflows/|triggers/)[\w/]{16,}",
    ),
    ("a webhook", "/webhooks/", r"(?<=/webhooks/)\d{8,}/[\w-]{20,}"),
    *(("a webhook", hint, rf"(?:{before})(?P<secret>{rest})") for hint, before, rest in _HOOKS),
    (
        "a private key",
        "-----begin",
        r"(?P<prefix>-----BEGIN (?:[A-Z0-9]+ )*(?:PRIVATE KEY(?: BLOCK)?|PGP MESSAGE|ENCRYPTED MESSAGE)-----"
        r"|-----BEGIN OpenVPN Static key V\d-----)(?P<secret>[\s\S]*?)(?:-----END [A-Za-z0-9 ]*-----|\Z)",
    ),
    (
        "a private key",
        "----",
        r"(?P<prefix>---- BEGIN SSH2 (?:[A-Z]+ )*PRIVATE KEY ----)(?P<secret>[\s\S]*?)(?:---- END [A-Z0-9 ]*----|\Z)",
    ),
    (
        "a private key",
        "ibadanbgkqhkig9w0baqefaasc ibaakca mhccaqeei mighageamb mc4caqawbqydk2vwbciei b3blbnnzac1rzxktdjea",
        r"(?<![A-Za-z0-9+/])(?P<prefix>MII[A-Za-z0-9+/]{3,5}IBA(?:DANBgkqhkiG9w0BAQEFAASC|AKCA[QgY]EA)|MHcCAQEEI"
        r"|MIGHAgEAMBMGByqGSM49|MC4CAQAwBQYDK2VwBCIEI|b3BlbnNzaC1rZXktdjEA)[A-Za-z0-9+/]{8,}={0,2}"
        r"(?:(?:\\+[nr]|\s){1,4}[A-Za-z0-9+/]{16,}={0,2}){0,200}",
        r"IBA(?:DANBgkqhkiG9w0BAQEFAASC|AKCA[QgY]EA)|MHcCAQEEI|MIGHAgEAMBMGByqGSM49|MC4CAQAwBQYDK2VwBCIEI|b3BlbnNzaC1rZXktdjEA",
    ),
    ("a private key", "age-secret-key-1", r"(?P<prefix>AGE-SECRET-KEY-1)[0-9A-Z]{20,}"),
    ("a private key", "putty-user-key-file", r"(?P<prefix>PuTTY-User-Key-File-\d: )(?P<secret>[\s\S]+)"),
)
"""As in `forms.FORMS`."""
