"""From a conversation to a scenario's folder: written in a temporary folder, then moved, or not at all."""

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path

from crosswire.errors import AlreadyThere
from crosswire.files import folder_beside, put_together
from crosswire.making.checks.recordings import answer_faults, request_faults
from crosswire.making.conversations import Conversation
from crosswire.making.deriving import Derived, derive
from crosswire.making.folders import refuse_installed
from crosswire.making.refusing import why_refusable
from crosswire.scenario_toml import ASKS, RECORDINGS
from crosswire.scenarios import load_scenario
from crosswire.secrets.redaction import redact, texts_of_users
from crosswire.secrets.scan import refuse_secrets
from crosswire.wire.cassettes import HttpCall, write_cassette
from crosswire.wire.toml_text import quoted


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario that is not saved yet."""

    name: str
    tag: str
    derived: Derived
    provenance: Mapping[str, Mapping[str, str]]
    deviations: Mapping[str, str] = field(default_factory=dict)
    """The recordings that break the API description: as which upstream, and how."""
    replaced: Sequence[str] = ()
    """What was replaced because it was secret, in words, without the secrets."""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    """What no recording may hold."""

    @property
    def refusable(self) -> str | None:
        """Why an adapter may refuse the requests."""
        turns = [turn for recording in self.derived.recordings.values() for turn in recording.turns]
        return why_refusable(self.derived.only, turns)

    @property
    def notes(self) -> Sequence[str]:
        """What a person has to check, in words."""
        return self.derived.notes


def draft(
    given: Conversation,
    name: str,
    source: str,
    tag: str,
    *,
    is_recorded: bool = True,
    allowed: Collection[str] = (),
    secrets: Collection[str] = (),
) -> Draft:
    """Return a scenario made from one conversation, found in `source`: redacted, and with all four recordings.

    `secrets` are texts that are secret, whatever they look like, and `allowed` texts that look like a secret.
    Where it `is_recorded`, its provenance has host and date, as far as the answers have them; else it is authored.
    """
    redaction = redact(given.calls, allowed, {*secrets, *texts_of_users(turn.asked_body for turn in given.turns)})
    clean = replace(given, calls=redaction.calls)
    provenance = {"provenance": "recorded", "host": clean.host, "date": given.date or "unknown", "from": source}
    if not is_recorded:
        provenance = {"provenance": "authored", "from": source}
    if any(_may_be_retried(call) for call in clean.calls):
        provenance["added"] = "x-should-retry: false"
    fit = replace(clean, calls=tuple(map(fit_to_play, clean.calls)))
    written = {"provenance": "authored", "from": f"written from the facts of {given.recording}"}
    derived = derive(fit)
    deviations = deviations_of(derived.recordings, given.host if is_recorded else "its author")
    notes = [f"{key} breaks the API description, {how}: [odd] says so" for key, how in deviations.items()]
    return Draft(
        name,
        tag,
        replace(derived, notes=(*derived.notes, *notes)),
        {key: provenance if key == given.recording else written for key in derived.recordings},
        deviations,
        replaced=redaction.replaced,
        secrets=redaction.secrets,
    )


def deviations_of(recordings: Mapping[str, Conversation], whose: str) -> dict[str, str]:
    """Return the requests and recordings that break the API description: as whose, and how."""
    found: dict[str, str] = {}
    for key, recording in recordings.items():
        faults = {
            f"{recording.shape}.request": (fault for turn in recording.turns for fault in request_faults(turn)),
            key: (fault for turn in recording.turns for fault in answer_faults(turn, recording.mode)),
        }
        for name, faulty in faults.items():
            if first := next(faulty, None):
                found.setdefault(name, f"as {whose}: {first}")
    return found


def _may_be_retried(call: HttpCall) -> bool:
    return call.status >= 400 and "x-should-retry" not in call.headers


def fit_to_play(call: HttpCall) -> HttpCall:
    """Return a call with the headers that a replay needs: `content-type`, and `x-should-retry: false` for errors.

    Without the latter, every adapter would wait and try again.
    """
    headers = dict(call.headers)
    if "content-type" not in headers:
        streams = call.body.lstrip().startswith((b"data:", b"event:", b":"))
        headers["content-type"] = ["text/event-stream" if streams else "application/json"]
    if _may_be_retried(call):
        headers["x-should-retry"] = ["false"]
    return replace(call, headers=headers, reason=call.reason or _phrase(call.status))


def _phrase(status: int) -> str:
    with suppress(ValueError):
        return HTTPStatus(status).phrase
    return "unknown"


def save(drafts: Sequence[Draft], into: Path, *, force: bool = False, allowed: Collection[str] = ()) -> list[Path]:
    """Write scenarios into a folder, all or none, also if it is killed, and return their folders.

    Raises:
        CrosswireError: they may not be written; see `refuse_unsavable`.
    """
    refuse_unsavable(drafts, into, force=force, allowed=allowed)
    with being_saved(drafts, into):
        pass
    return [into / scenario.name for scenario in drafts]


def refuse_unsavable(
    drafts: Sequence[Draft], into: Path, *, force: bool = False, allowed: Collection[str] = ()
) -> None:
    """Check whether scenarios may be written into a folder.

    Raises:
        ConfigurationError: the folder is one of the installed Crosswire.
        AlreadyThere: there is a scenario of that name, and `force` is not set; or something else, also if it is.
        SecretsFound: there is a secret in what would be written.
    """
    refuse_taken([scenario.name for scenario in drafts], into, force=force)
    refuse_secrets(
        {
            f"{scenario.name}/{key}.yaml": recording.calls
            for scenario in drafts
            for key, recording in scenario.derived.recordings.items()
        },
        allowed,
        frozenset().union(*(scenario.secrets for scenario in drafts)),
    )


def refuse_taken(names: Sequence[str], into: Path, *, force: bool = False) -> None:
    """Check whether scenarios of some names may be written into a folder.

    Raises:
        ConfigurationError: the folder is one of the installed Crosswire.
        AlreadyThere: there is a scenario of that name, and `force` is not set; or something else, also if it is.
    """
    refuse_installed(into)
    taken = next((name for name in names if (into / name).exists()), None)
    if taken and not force:
        raise AlreadyThere(f"{into / taken} is there already; give another name, or replace it with --force")
    for name in names:
        if strangers := _not_of_a_scenario(into / name):
            raise AlreadyThere(
                f"{into / name} {strangers}; --force replaces a scenario and nothing else: give another name"
            )


@contextmanager
def being_saved(drafts: Sequence[Draft], into: Path, *, dry_run: bool = False) -> Iterator[Sequence[Path]]:
    """Write scenarios that may be written into a temporary folder, and yield their folders there.

    At the end they are moved to their places; not in a dry run.
    """
    if dry_run:
        with tempfile.TemporaryDirectory() as folder:
            yield _written(drafts, Path(folder))
        return
    into.mkdir(parents=True, exist_ok=True)
    with folder_beside(into) as beside:
        new = beside / "new"
        new.mkdir()
        yield _written(drafts, new)
        put_together(new, beside)


def _written(drafts: Sequence[Draft], folder: Path) -> Sequence[Path]:
    for scenario in drafts:
        _write(scenario, folder / scenario.name)
    return [folder / scenario.name for scenario in drafts]


def _not_of_a_scenario(path: Path) -> str | None:
    """Return what a path holds that no scenario does, in words; `None` for a scenario, or where there is nothing."""
    if path.is_symlink():
        return "is a link"
    if not path.exists():
        return None
    if not path.is_dir():
        return "is a file"
    names = sorted(entry.name for entry in path.iterdir())
    if "scenario.toml" not in names:
        return "is no scenario: it has no scenario.toml"
    others = [name for name in names if name not in FILES or not (path / name).is_file()]
    return f"holds {', '.join(others[:SHOWN])}, which is of no scenario" if others else None


FILES = frozenset(("scenario.toml", *(f"{name}.yaml" for name in RECORDINGS), *(f"{name}.json" for name in ASKS)))
"""The files that a scenario's folder may hold."""

SHOWN = 3
"""How many names a message lists."""


def _write(scenario: Draft, folder: Path) -> None:
    folder.mkdir()
    for name, recording in scenario.derived.recordings.items():
        (folder / f"{name}.yaml").write_text(write_cassette(recording.calls), encoding="utf-8", newline="\n")
    (folder / "scenario.toml").write_text("\n".join(_toml(scenario)) + "\n", encoding="utf-8", newline="\n")
    made = load_scenario(folder)
    for turns in made.turns.values():
        for turn in turns:
            _ = turn.asked, turn.answer  # raises here, and not when it is replayed


def _toml(scenario: Draft) -> Iterator[str]:
    yield f"title = {quoted(scenario.name.replace('_', ' ').capitalize())}"
    yield f"proves = {quoted('To be said: which fact an adapter may lose here.')}"
    yield f"tags = [{quoted(scenario.tag)}]"
    if reason := scenario.refusable:
        yield f"refusable = {quoted(reason)}"
    if scenario.derived.only:
        yield "\n[only]"
    for shape, names in scenario.derived.only.items():
        yield f"{shape} = [{', '.join(map(quoted, names))}]"
    if scenario.deviations:
        yield "\n[odd]"
    for name, how in scenario.deviations.items():
        yield f"{quoted(name)} = {quoted(how)}"
    for name, fields in scenario.provenance.items():
        yield f"\n[recordings.{quoted(name)}]"
        yield from (f"{key} = {quoted(value)}" for key, value in fields.items())
