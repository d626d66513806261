"""Importing cassettes of others: one scenario for each conversation in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crosswire.errors import CassetteUnreadable, NothingToImport
from crosswire.making.conversations import Conversation, conversations_in
from crosswire.making.drafts import Draft, draft, save
from crosswire.making.names import Names, checked_name, name_of, shown_name
from crosswire.printable import printable_line
from crosswire.wire.plain_cassettes import read_plain_cassette
from crosswire.wire.reading import read_text

LONGEST_CASSETTE = 64 * 2**20
"""Bytes of a cassette that is imported, also unpacked."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """The scenarios that some cassettes make, not saved yet, and what was skipped."""

    drafts: Sequence[Draft]
    skipped: Sequence[str]


@dataclass(frozen=True, slots=True)
class Imported:
    """The imported scenarios by folder, and what was skipped."""

    scenarios: Mapping[Path, Draft]
    skipped: Sequence[str]


def import_cassettes(
    files: Sequence[Path], into: Path, name: str | None = None, *, force: bool = False, allowed: Collection[str] = ()
) -> Imported:
    """Make and save a scenario of every conversation in some cassettes.

    Raises:
        CrosswireError: nothing can be made of them; see `drafts_of`. Or it may not be saved; see `save`.
    """
    drafted = drafts_of(files, name, allowed)
    folders = save(drafted.drafts, into, force=force, allowed=allowed)
    return Imported(dict(zip(folders, drafted.drafts, strict=True)), drafted.skipped)


def drafts_of(files: Sequence[Path], name: str | None = None, allowed: Collection[str] = ()) -> Drafted:
    """Make a scenario of every conversation in some cassettes. They have `name`, or the name of the file.

    Raises:
        CassetteUnreadable: a file is not a cassette.
        NothingToImport: no file has a conversation.
    """
    found: list[tuple[Conversation, str, str]] = []
    skipped: list[str] = []
    named = Names()
    for file in files:
        conversations, left = read_conversations(file)
        skipped += left
        wanted = name_of(file) if name is None else checked_name(name)
        names = [named.next(wanted, several=len(conversations) > 1) for _ in conversations]
        found += zip(
            conversations, names, [source_of(file, conversation) for conversation in conversations], strict=True
        )
    if not found:
        reasons = "".join(f"\n  {printable_line(conversation)}" for conversation in skipped)
        raise NothingToImport(f"there is nothing to import in {', '.join(map(str, files))}{reasons}")
    drafts = [draft(*one, "imported", allowed=allowed) for one in found]
    # What one conversation shows to be secret, another may have without a sign of it.
    if shared := _secrets_of_others(drafts):
        drafts = [draft(*one, "imported", allowed=allowed, secrets=shared) for one in found]
    return Drafted(drafts, skipped)


def _secrets_of_others(drafts: Sequence[Draft]) -> frozenset[str]:
    """Return the secrets of a draft that stand in others."""
    texts = [
        "\n".join(text.decode(errors="replace") for call in recording.calls for text in (call.request_body, call.body))
        for one in drafts
        for recording in one.derived.recordings.values()
    ]
    return frozenset(secret for one in drafts for secret in one.secrets if any(secret in text for text in texts))


def read_conversations(file: Path) -> tuple[list[Conversation], list[str]]:
    """Return the conversations of a cassette, and in words what was skipped.

    Raises:
        CassetteUnreadable: the file is not a cassette.
    """
    try:
        text = read_text(file, LONGEST_CASSETTE)
    except (OSError, ValueError) as error:
        raise CassetteUnreadable(f"{file} cannot be read: {error}") from None
    found = list(conversations_in(read_plain_cassette(text, str(file))))
    return (
        [entry for entry in found if isinstance(entry, Conversation)],
        [f"{file}, {entry}" for entry in found if isinstance(entry, str)],
    )


def source_of(file: Path, conversation: Conversation) -> str:
    """Return the position of a conversation, in words: `session.yaml, interactions 1 and 2`."""
    if not conversation.numbers:
        return shown_name(file)
    numbers = " and ".join(map(str, conversation.numbers))
    return f"{shown_name(file)}, interaction{'s' if len(conversation.numbers) > 1 else ''} {numbers}"
