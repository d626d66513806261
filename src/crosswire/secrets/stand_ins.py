"""What people and programs write where a credential is to be put: `<your key>`, `$TOKEN`, `changeme`, `string`."""

from crosswire.secrets.lazy import regex

SCHEME = regex(r"(?i)(?:bearer|basic|token|apikey|digest|negotiate|key)[ \t]+(?=\S)")

_VARIABLE = (
    r"\$(?:(?-i:(?:[a-z]+:)?[A-Z_][A-Z0-9_]*)|[a-z_]+|\d|[@*#?!$])"
    r"(?:(?:->|\.|::?)[a-z_]+|(?:->)?(?:\[[^\[\]]*\]|\{[^{}]*\}|\([^()]*\)))*(?:[/:\s]\D{0,200})?"
)
"""`$NAME`, `$name->field`, `$env:NAME`; but not `$uperSecret1`."""
_REFERENCE = r"(?:\$\{(?![^{}]{0,200}:-[^{}]{0,200}\d)[^{}]{0,500}\}|\$?\{\{[^{}]*\}\}|<[^<>]*>|\{[^{}]*\})"
_CONSTANT = (
    r"(?:process\.env|os\.environ|import\.meta\.env|env|secrets|vars?|local|data|settings|config|self|this)"
    r"(?:\.[a-z_]\w*){1,5}"
)
"""What a program reads elsewhere: `process.env.API_KEY`."""
_SYNTAX = (
    rf"\$|{_VARIABLE}|<.*>|\(.*\)|\[.*\]|\{{.*\}}|\$\(.*\)|\$\{{(?!.{{0,200}}:-.{{0,200}}\d).{{0,500}}\}}|[a-z_][a-z_.\d]*(?:\(.*\)|\[.*\])"
    rf"|(?:[\w.-]{{0,20}}[^\w\s$])?(?:{_REFERENCE}[^\w\s]{{0,3}}){{1,5}}(?:(?<=[./:@-])[\w./:@-]{{0,40}})?"
    rf"|{_CONSTANT}"
    r"|[a-z][\w-]*: (?:\w+ )?<[^<>]*>"
    r"|!(?:vault|secret|ref|env)\b.{0,80}|(?:ref\+)?(?:vault|op|awssm|gcpsm|keyvault|sops|doppler|bws)://\S*"
    r"|%[-+#]?\d?\$?[a-z@]?|%[\w:]+%|%\(\w+\)s|%\{.*\}|%env\(.*\)%"
)
SYNTAX = regex(rf"(?i)|{_SYNTAX}|\*+|\.+|…")
"""What only a program, a template or a manual writes, as a whole: `${NAME}`, `<your key>`."""
_PHRASES = (
    r"sk-[a-z-]{1,20}|(?:sk-)?(?:your|some|enter|insert|put|add|paste)[-_ ]\D{0,80}"
    r"|my[-_ ]?(?:api[-_ ]?)?(?:key|token|secret|password)"
    r"|\D{1,40}[-_ ]your[-_ ]\D{1,40}|\D{1,40}[-_ ]here"
    r"|your-256-bit-secret|\$2[abxy]?\$"
    r"|fill[-_ ]me[-_ ]in|user(?:name)?:pass(?:word)?|tbd"
    r"|token-abc123|(?:not|un)[-_ ]?(?:needed|used|required|set)"
    r"|no[-_ ]?(?:key|token|secret|password|auth)(?:[-_ ](?:required|needed))?"
    r"|(?:\w+ )?%[sdr]|/[\^\\(].*|(?:replace|change|put)[-_ ]?(?:me|this|with|it|your)(?:[-_ ].*)?|x(?:-[a-z]+)+"
    r"|\D{0,40}(?:\.{3}|…)|ENC\(.*|redacted.*|(?-i:(?:[A-Z]+_)*(?:INSERT|YOUR|CHANGE|REPLACE)_[A-Z_]*)"
    r"|(?:dummy|fake|placeholder|example|sample)(?:[-_ ]?(?:api[-_ ]?)?(?:key|token|secret|password|value))?"
    r"|ollama|lm-?studio|vllm|kerberos|from[-_]env|(?:string|varchar|char|text|integer)\s?\(.*\)"
)
PLACEHOLDER = regex(
    rf"{SYNTAX.pattern}|{_PHRASES}"
    r"|read|write|admin|must|should|can|will|may|x{3,}(?:[-_ ]x{3,}){0,8}|[•●.…_-]+"
    r"|(?:a|an|the|this|that|it|not|no|none|null|nil|yes|true|false|on|off|string|str|text|number"
    r"|integer|object|array|bool(?:ean)?|id|uuid|username|pass"
    r"|bytes|required|optional|undefined|unknown|missing|invalid|expired|valid|empty|hidden|masked|n/?a|basic|bearer|oauth2?|token"
    r"|enabled|disabled|inherit|test|auto|include|omit|same-origin|default|always|never|todo|password|passwd|secret|key"
    r"|value\d*|name|foo|bar|baz|fake|dummy|is|was|are|or|and|in|of|for"
    r"|to|by|from|with|here|file|env|stdin|prompt|option|flag|parameter|argument|field|header)"
)
"""Values that stand for a credential, or are words of a sentence."""


def is_placeholder(name: str, value: str) -> bool:
    """Return whether a value only stands for a credential: `<your key>`, `$TOKEN`, `string`, the name itself."""
    rest = without_scheme(value)
    return bool(PLACEHOLDER.fullmatch(rest)) or value.lower() == name.lower().strip("-_")


def without_scheme(value: str) -> str:
    """Return a value without the scheme before it: `Bearer X` is `X`."""
    scheme = SCHEME.match(value)
    return value[scheme.end() :] if scheme else value
