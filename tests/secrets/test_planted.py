"""Fake credentials are carried through every way that writes: none is on disk; no harmless text is changed."""

import base64
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from crosswire.cli import main
from crosswire.facts import Answer
from crosswire.recording.tapes import Tape
from crosswire.scenarios import load_scenario
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.quick import is_surely_plain
from crosswire.secrets.redaction import redact
from crosswire.secrets.scan import refuse_secrets
from crosswire.wire.cassettes import HttpCall, read_cassette, write_cassette
from tests.corpus.exchanges import exchanges, needs_corpus
from tests.recording.live_server import LiveServer
from tests.recording.recording_live import copied, on_disk, record_all, source
from tests.recording.test_recording_secrets import in_texts
from tests.secrets.planted import HARMLESS, Planted, planted, spellings

ALL = tuple(planted())
TEXT = "\n\n".join(one.text for one in ALL)
PLAIN = "\n\n".join(HARMLESS)
HELD_BY_CI = 150
PARTS = 12
"""Into how many tests the texts are divided: one for each would take longer than what it checks."""
in_parts = pytest.mark.parametrize("part", range(PARTS))


def call(answer: object, headers: Mapping[str, list[str]] | None = None) -> HttpCall:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return HttpCall(
        "POST",
        "https://api.openai.com/v1/responses",
        {**(headers or {}), "content-type": ["application/json"]},
        json.dumps({"model": "gpt-5", "input": "Hello."}).encode(),
        200,
        "OK",
        {"content-type": ["application/json"]},
        body,
    )


def answer_with(text: str) -> dict[str, object]:
    """Return a whole answer of Responses."""
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1781100751,
        "status": "completed",
        "model": "gpt-5",
        "output": [{"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": content}],
    }


def held(content: str) -> list[str]:
    """Return the names of the planted credentials that a text holds, in any spelling."""
    return [
        f"{one.name}, {how}"
        for one in ALL
        for how, spelt in spellings(one.secret).items()
        if spelt in content and one.secret not in ("hunter2", "swordfish")
    ]


def cleared(answer: object) -> str:
    return redact([call(answer)]).calls[0].body.decode()


def test_there_are_enough() -> None:
    """There are at least 150 credentials; no two have the same name."""
    assert len({one.name for one in ALL}) == len(ALL) >= HELD_BY_CI


@in_parts
def test_a_credential_is_replaced_alone(part: int) -> None:
    """A credential is replaced in a text, in JSON within JSON, and in each spelling of what was secret elsewhere."""
    assert {} == {one.name: found for one in ALL[part::PARTS] if (found := left_of(one))}


def left_of(one: Planted) -> set[str]:
    """Return the spellings of a credential that redaction leaves."""
    again = [f"{how}: {spelt} ." for how, spelt in spellings(one.secret).items()]
    answers = ({"output": one.text}, {"arguments": json.dumps({"t": one.text})}, {"a": one.text, "b": again})

    return {how for answer in map(cleared, answers) for how, spelt in spellings(one.secret).items() if spelt in answer}


@in_parts
def test_a_quick_look_overlooks_none(part: int) -> None:
    """A body is never surely plain where it holds a credential: in a text, JSON within JSON, encoded, or cut."""
    assert [] == [
        one.name for one in ALL[part::PARTS] if any(is_surely_plain(body, Clearing()) for body in bodies(one))
    ]


def bodies(one: Planted) -> Iterator[str]:
    """Yield bodies with a credential."""
    for answer in (one.text, json.dumps({"t": one.text}), base64.b64encode(one.text.encode()).decode()):
        yield json.dumps({"output": answer})
    frames = [{"delta": one.text[at : at + 5]} for at in range(0, len(one.text), 5)]
    yield "".join(f"data: {json.dumps(frame)}\n\n" for frame in frames)


def test_a_long_text_hides_none() -> None:
    """A credential is found in the midst of a thousand words."""
    words = " and then ".join(text for text in HARMLESS[::2] if not {*Clearing().left("", text)})[:5000]
    texts = {one: f"{words}\n\n{one.text}\n\n{words}" for one in ALL[::7]}

    assert [] == [one.name for one in texts if one.secret in Clearing().clear("", texts[one])]


@pytest.mark.parametrize("one", ALL[::9], ids=lambda one: one.name)
def test_a_credential_is_replaced_where_deltas_cut_it(one: Planted) -> None:
    """A credential is replaced although the deltas of a stream cut it; all pieces keep their lengths."""
    pieces = [one.text[at : at + 5] for at in range(0, len(one.text), 5)]
    frames = [{"type": "response.output_text.delta", "item_id": "msg_1", "delta": piece} for piece in pieces]
    body = "".join(f"data: {json.dumps(frame)}\n\n" for frame in frames)
    after = [json.loads(line.removeprefix("data:"))["delta"] for line in cleared(body.encode()).splitlines() if line]

    assert one.secret not in "".join(after)
    assert [len(piece) for piece in pieces] == [len(piece) for piece in after]


@in_parts
def test_a_harmless_text_stays(part: int) -> None:
    """A harmless text is neither changed nor refused."""
    given = {text: call({"text": text, "arguments": json.dumps({"t": text})}) for text in HARMLESS[part::PARTS]}

    assert [] == [text for text, one in given.items() if one != redact([one]).calls[0]]
    refuse_secrets({text: [one] for text, one in given.items()})


def test_there_are_enough_harmless_texts() -> None:
    """There are at least 150 of our own, none twice."""
    assert len({*HARMLESS}) == len(HARMLESS) >= HELD_BY_CI


PERSONAL = {
    "chat/json/api.openai.com.7d5fe5fe": "an e-mail address",
    "chat/error/openrouter.ai.e7e63bfc": "the account of who asked",
}
"""Genuine bodies of which something is rightly replaced."""


SHARE = 10
"""Of how many genuine bodies one is looked at: all of them take a minute and a half."""


@needs_corpus
def test_genuine_bodies_stay() -> None:
    """Genuine bodies are neither changed nor refused."""
    every = list(exchanges())
    sample = random.Random(17).sample(every, len(every) // SHARE)
    chosen = [*sample, *(one for one in every if str(one) in PERSONAL)]
    given = {str(one): call(json.dumps(one.body).encode()) for one in chosen}
    changed = [name for name, body in given.items() if redact([body]).calls[0] != body]

    assert sorted(PERSONAL) == sorted(changed)
    refuse_secrets({"x": [body for name, body in given.items() if name not in PERSONAL]})
    assert len(every) > 700


@pytest.fixture
def live() -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server


def run(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert 0 == result.exit_code, result.output
    return result.output


def contents(folder: Path) -> str:
    return "\n".join(content.decode() for content in on_disk(folder).values())


def test_import_writes_no_credential(tmp_path: Path) -> None:
    """`crosswire import` writes none, and lists what it replaced."""
    (tmp_path / "theirs.yaml").write_text(write_cassette([call(answer_with(TEXT))]))
    output = run("import", tmp_path / "theirs.yaml", "--into", tmp_path / "made")

    assert [] == held(contents(tmp_path / "made") + output)
    assert "replaced: a value of 'password'" in output


def test_scenario_new_writes_no_credential(tmp_path: Path) -> None:
    """`crosswire scenario new` writes none, also none that only the request's headers tell."""
    body = answer_with(f"{TEXT}\n\nmy-own-key and bXktb3duLWtleQ==")
    request = {"headers": {"Authorization": "Bearer my-own-key"}, "body": {"model": "gpt-5", "input": "Hello."}}
    (tmp_path / "one.json").write_text(json.dumps({"request": request, "response": {"status": 200, "body": body}}))
    output = run("scenario", "new", "planted", "--responses", tmp_path / "one.json", "--into", tmp_path / "made")

    made = contents(tmp_path / "made")
    assert [] == held(made + output)
    assert [] == [text for text in ("my-own-key", "bXktb3duLWtleQ") if text in made]


def test_record_writes_no_credential(live: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`crosswire record` writes none of what the source answers, whole or streamed."""
    live.answers = in_texts(TEXT)
    monkeypatch.setenv("OPENAI_API_KEY", "any-key-will-do")
    (tmp_path / "request.json").write_text(json.dumps({"model": "gpt-5", "input": "Hello."}))
    asked = ("--request", tmp_path / "request.json", "--base-url", live.base_url, "--into", tmp_path / "made")
    output = run("record", "planted", *asked)

    assert [] == held(contents(tmp_path / "made") + output)


def test_rewriting_writes_no_credential(live: LiveServer, tmp_path: Path) -> None:
    """`--record-mode=rewrite` writes none."""
    scenario = copied("plain_text", tmp_path)
    live.answers = in_texts(TEXT)
    record_all(scenario, source(live))

    assert [] == held(contents(tmp_path))


def test_the_proxy_writes_no_credential(tmp_path: Path) -> None:
    """The proxy's tape holds none; what a call's headers told is secret in later calls, too."""
    tape = Tape(tmp_path / "tape.yaml")
    tape.keep(call(answer_with(TEXT), {"x-some-thing": ["blue-Horse-42"], "cookie": ["sid=zebra-17"]}), [])
    tape.keep(call(answer_with("blue-Horse-42 and zebra-17")), [])

    assert [] == held(contents(tmp_path))
    assert [] == [text for text in ("blue-Horse-42", "zebra-17") if text in contents(tmp_path)]


def texts_in(folder: Path) -> list[str]:
    """Return the texts that the recordings of a folder hold, whole and streamed."""
    scenarios = [load_scenario(path) for path in sorted(folder.iterdir()) if path.is_dir()]
    turns = [turns[0] for scenario in scenarios for turns in scenario.turns.values()]
    return [turn.answer.text for turn in turns if isinstance(turn.answer, Answer)]


def test_import_and_new_keep_harmless_texts(tmp_path: Path) -> None:
    """Both write harmless texts as they are, in all four recordings, and replace nothing."""
    (tmp_path / "theirs.yaml").write_text(write_cassette([call(answer_with(PLAIN))]))
    one = {
        "request": {"body": {"model": "gpt-5", "input": "Hi."}},
        "response": {"status": 200, "body": answer_with(PLAIN)},
    }
    (tmp_path / "one.json").write_text(json.dumps(one))
    made = tmp_path / "made"
    output = run("import", tmp_path / "theirs.yaml", "--into", made)
    output += run("scenario", "new", "plain", "--responses", tmp_path / "one.json", "--into", made)

    assert [PLAIN] * 8 == texts_in(made)
    assert "replaced" not in output


def test_record_and_rewriting_keep_harmless_texts(
    live: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both write harmless texts as they are, whole and streamed."""
    live.answers = in_texts(PLAIN)
    monkeypatch.setenv("OPENAI_API_KEY", "any-key-will-do")
    (tmp_path / "request.json").write_text(json.dumps({"model": "gpt-5", "input": "Hello."}))
    made = tmp_path / "made"
    run("record", "plain", "--request", tmp_path / "request.json", "--base-url", live.base_url, "--into", made)
    record_all(copied("plain_text", made), source(live))

    assert [PLAIN] * 8 == texts_in(made)


def test_the_proxy_keeps_harmless_texts(tmp_path: Path) -> None:
    """The tape holds them as they are."""
    tape = Tape(tmp_path / "tape.yaml")
    tape.keep(call(answer_with(PLAIN)), [])
    (written,) = read_cassette((tmp_path / "tape.yaml").read_text())

    assert answer_with(PLAIN) == json.loads(written.body)
    assert {} == tape.replaced
