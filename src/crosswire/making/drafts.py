"""From a conversation to a scenario's folder: written whole beside its place, then put there, or not at all."""

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path

from crosswire.errors import AlreadyThere
from crosswire.making.conversations import Conversation
from crosswire.making.deriving import Derived, derive
from crosswire.scenarios import load_scenario
from crosswire.secrets.redaction import redacted
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
    odd: Mapping[str, str] = field(default_factory=dict)
    """Of recordings that break the API description: as which upstream, and how."""

    @property
    def notes(self) -> Sequence[str]:
        """What a person has to look over."""
        return self.derived.notes


def draft(
    given: Conversation, name: str, source: str, tag: str, *, is_recorded: bool = True, allowed: Collection[str] = ()
) -> Draft:
    """Make a scenario of one conversation, found in `source`: redacted, and with all four recordings.

    Where it `is_recorded`, it says from which host and when, as far as its answers tell; else it is authored.
    """
    clean = replace(given, calls=tuple(redacted(call, allowed) for call in given.calls))
    provenance = {"provenance": "recorded", "host": clean.host, "date": given.date or "unknown", "from": source}
    if not is_recorded:
        provenance = {"provenance": "authored", "from": source}
    if any(_may_be_retried(call) for call in clean.calls):
        provenance["added"] = "x-should-retry: false"
    fit = replace(clean, calls=tuple(map(fit_to_play, clean.calls)))
    written = {"provenance": "authored", "from": f"written from the facts of {given.recording}"}
    derived = derive(fit)
    return Draft(
        name, tag, derived, {key: provenance if key == given.recording else written for key in derived.recordings}
    )


def _may_be_retried(call: HttpCall) -> bool:
    return call.status >= 400 and "x-should-retry" not in call.headers


def fit_to_play(call: HttpCall) -> HttpCall:
    """Say what a replay goes by: an error's `x-should-retry`, or every adapter waits and asks again; what a body is."""
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
    """Write scenarios into a folder, all or none, and return their folders.

    Raises:
        AlreadyThere: there is one of a name, and `force` does not say to replace it.
        SecretsFound: there is one in what would be written.
    """
    taken = next((each.name for each in drafts if (into / each.name).exists()), None)
    if taken and not force:
        raise AlreadyThere(f"{into / taken} is there already; give another name, or replace it with --force")
    refuse_secrets(
        {f"{each.name}/{key}.yaml": told.calls for each in drafts for key, told in each.derived.recordings.items()},
        allowed,
    )
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".making-") as beside:
        made = {into / each.name: Path(beside) / each.name for each in drafts}
        for each in drafts:
            _write(each, Path(beside) / each.name)
        _put(made, Path(beside))
    return list(made)


def _put(made: Mapping[Path, Path], beside: Path) -> None:
    """Put folders in their places; where that fails, everything is as it was."""
    with ExitStack() as undo:
        for place, folder in made.items():
            if place.exists():
                old = place.rename(beside / f"{place.name}.old")
                undo.callback(old.rename, place)
            folder.rename(place)
            undo.callback(place.rename, folder)
        undo.pop_all()


def _write(scenario: Draft, folder: Path) -> None:
    folder.mkdir()
    for name, told in scenario.derived.recordings.items():
        (folder / f"{name}.yaml").write_text(write_cassette(told.calls), encoding="utf-8", newline="\n")
    (folder / "scenario.toml").write_text("\n".join(_toml(scenario)) + "\n", encoding="utf-8", newline="\n")
    made = load_scenario(folder)
    for turns in made.turns.values():
        for turn in turns:
            _ = turn.asked, turn.answer  # what cannot be read is met here, not when it is played


def _toml(scenario: Draft) -> Iterator[str]:
    yield f"title = {quoted(scenario.name.replace('_', ' ').capitalize())}"
    yield f"proves = {quoted('To be said: which fact an adapter may lose here.')}"
    yield f"tags = [{quoted(scenario.tag)}]"
    if scenario.derived.only:
        yield "\n[only]"
    for shape, names in scenario.derived.only.items():
        yield f"{shape} = [{', '.join(map(quoted, names))}]"
    if scenario.odd:
        yield "\n[odd]"
    for name, how in scenario.odd.items():
        yield f"{quoted(name)} = {quoted(how)}"
    for name, told in scenario.provenance.items():
        yield f"\n[recordings.{quoted(name)}]"
        yield from (f"{key} = {quoted(value)}" for key, value in told.items())
