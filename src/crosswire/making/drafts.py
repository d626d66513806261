"""From a conversation to a scenario's folder: written in a temporary folder, then moved, or not at all."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path

from crosswire.errors import AlreadyThere
from crosswire.files import OLD, folder_beside, sweep
from crosswire.making.conversations import Conversation
from crosswire.making.deriving import Derived, derive
from crosswire.scenarios import load_scenario
from crosswire.secrets.redaction import redact
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
    def notes(self) -> Sequence[str]:
        """What a person has to check, in words."""
        return self.derived.notes


def draft(
    given: Conversation, name: str, source: str, tag: str, *, is_recorded: bool = True, allowed: Collection[str] = ()
) -> Draft:
    """Return a scenario made from one conversation, found in `source`: redacted, and with all four recordings.

    Where it `is_recorded`, its provenance has host and date, as far as the answers have them; else it is authored.
    """
    redaction = redact(given.calls, allowed)
    clean = replace(given, calls=redaction.calls)
    provenance = {"provenance": "recorded", "host": clean.host, "date": given.date or "unknown", "from": source}
    if not is_recorded:
        provenance = {"provenance": "authored", "from": source}
    if any(_may_be_retried(call) for call in clean.calls):
        provenance["added"] = "x-should-retry: false"
    fit = replace(clean, calls=tuple(map(fit_to_play, clean.calls)))
    written = {"provenance": "authored", "from": f"written from the facts of {given.recording}"}
    derived = derive(fit)
    return Draft(
        name,
        tag,
        derived,
        {key: provenance if key == given.recording else written for key in derived.recordings},
        replaced=redaction.replaced,
        secrets=redaction.secrets,
    )


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
    """Write scenarios into a folder, all or none, and return their folders.

    Raises:
        AlreadyThere: there is a scenario of that name, and `force` is not set.
        SecretsFound: there is a secret in what would be written.
    """
    sweep(into)
    taken = next((scenario.name for scenario in drafts if (into / scenario.name).exists()), None)
    if taken and not force:
        raise AlreadyThere(f"{into / taken} is there already; give another name, or replace it with --force")
    refuse_secrets(
        {
            f"{scenario.name}/{key}.yaml": recording.calls
            for scenario in drafts
            for key, recording in scenario.derived.recordings.items()
        },
        allowed,
        frozenset().union(*(scenario.secrets for scenario in drafts)),
    )
    into.mkdir(parents=True, exist_ok=True)
    with folder_beside(into / drafts[0].name) as beside:
        made = {into / scenario.name: beside / scenario.name for scenario in drafts}
        for scenario in drafts:
            _write(scenario, beside / scenario.name)
        _put(made, beside)
    return list(made)


def _put(made: Mapping[Path, Path], beside: Path) -> None:
    """Move folders to their targets. If that fails, everything is as before."""
    with ExitStack() as undo:
        for target, folder in made.items():
            if target.exists():
                old = target.rename(beside / f"{target.name}{OLD}")
                undo.callback(old.rename, target)
            folder.rename(target)
            undo.callback(target.rename, folder)
        undo.pop_all()


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
