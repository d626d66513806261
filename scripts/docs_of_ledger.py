"""docs/ledger.md: what becomes of every field of both APIs."""

from collections.abc import Iterable, Iterator

from tables import links, table

from crosswire.specification.ledger import ANSWERS, REQUESTS, Entry, Share, load_ledger, share

INTRODUCTION = """\
# The loss ledger

Every field of the answers and requests of both APIs, and what becomes of it on its way through an adapter: **kept**,
by the requirements named, in some scenario; it has **no counterpart** in the other API; or it is **not yet covered**.

The fields are those that the API description 2.3.0 names, those that the official SDKs know beyond it, openai 3.57.0
(Python) and openai 7.59.0 (npm), whose types `scripts/sdk_drift.py` reads, and those that only genuine exchanges have.
They stand in [`schemas/`](../schemas), what becomes of them in [`suites/ledger.toml`](../suites/ledger.toml); a field
that the API gets is *not yet covered* until a line there says otherwise. `*` is a place in a list, `(message)` the kind
of what stands there. Parts that are counted
elsewhere in full count as one: a response or an item within an event, tools that an answer repeats."""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    ledger = load_ledger()
    yield INTRODUCTION
    yield ""
    answers = [entry for entry in ledger if entry.document in ANSWERS]
    requests = [entry for entry in ledger if entry.document in REQUESTS]
    common = [entry for entry in requests if entry.common]
    parts = [(name, [entry for entry in ledger if entry.document == name]) for name in (*ANSWERS, *REQUESTS)]
    rows = [
        ("**all answers**", answers),
        ("**all requests**", requests),
        ("**requests of text, vision and tool clients**", common),
        *((f"`{name}`", entries) for name, entries in parts),
    ]
    head = ["", "fields", "kept", "no counterpart", "not yet covered", "covered"]
    yield from table(head, ([name, *_counts(share(entries))] for name, entries in rows))
    open_fields = [
        f"- `{entry.document}` `{entry.field}`: {entry.why}" for entry in ledger if entry.fate == "not yet covered"
    ]
    yield from ["", "## Not yet covered", "", *(open_fields or ["Nothing."])]
    for name, entries in parts:
        yield from ["", f"## {name}", ""]
        yield from table(["fields", "what becomes of them"], _grouped(entries))


def _counts(counted: Share) -> list[str]:
    numbers = (counted.fields, counted.with_requirement, counted.without_counterpart, counted.open)
    return [*map(str, numbers), f"{counted.covered:.1%}"]


def _grouped(entries: Iterable[Entry]) -> Iterator[list[str]]:
    """Yield the fields of the same fate as one row."""
    rows: dict[str, list[str]] = {}
    for entry in entries:
        rows.setdefault(_fate(entry), []).append(f"`{entry.field}`")
    for fate, fields in rows.items():
        yield ["<br>".join(fields), fate]


def _fate(entry: Entry) -> str:
    if entry.fate == "kept":
        return links(entry.by, "requirements.md")
    return f"no counterpart: {entry.why}" if entry.fate == "no counterpart" else "**not yet covered**"
