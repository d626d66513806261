"""Whatever an adapter says, no file of a run and no line on the terminal holds a secret of this process."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from crosswire.secrets.environment import secrets_of_environment
from tests.plugin.running import SUITES, Runner
from tests.secrets.planted import HARMLESS
from tests.secrets.test_planted import PLAIN, TEXT, held

NAMES = (
    "OPENAI_API_KEY DB_PWD MY_SETTING DATABASE_URL SMTP_LOGIN GH_PAT STRIPE_SK CRED LICENSE JWT SESSION WEBHOOK SALT"
    " ACCOUNT TENANT PIN_CODE NPM_AUTH FOO"
)
RAISES = """
import os
def chat(request, upstream):
    print(dict(os.environ))
    raise RuntimeError("; ".join(f"{name}={value}" for name, value in os.environ.items()))
"""
SERVES = """
import json, os, warnings
from crosswire import reference
def chat(request, upstream):
    answer = reference.chat(request, upstream)
    warnings.warn(" ".join(os.environ.values()))
    answer["choices"][0]["message"]["content"] = json.dumps(dict(os.environ))
    answer[os.environ["FOO"]] = os.environ["MY_SETTING"]
    return answer
"""


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["in this process", "in a worker"])
@pytest.mark.parametrize("says", [RAISES, SERVES], ids=["raises", "serves"])
def test_no_secret_of_this_process_is_written(
    says: str, workers: tuple[str, ...], runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of 18 variables is in a report, in JUnit XML, or printed."""
    values = {name: f"zq{number}Wx-v{number}alue" for number, name in enumerate(NAMES.split())}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    runner.write("leaky.py", says)
    options = ("--report", "out", "--junitxml", "junit.xml", "-k", "chat-json-plain_text")
    ran = runner.run_apart("--adapter", "leaky.py", *options, *workers)

    written = {path: path.read_text(errors="replace") for path in _files(runner.folder)}
    written[Path("the terminal")] = ran.stdout.str() + ran.stderr.str()
    found = {path.name: held for path, text in written.items() if (held := [v for v in values.values() if v in text])}
    assert {} == found
    assert {"report.json", "report.html", "summary.md", "junit.xml"} <= {path.name for path in written}


GATEWAY = """
import json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from crosswire import reference

class Echo(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        upstream = SimpleNamespace(base_url=os.environ["UPSTREAM"], api_key="sk-none")
        answer = reference.chat(json.loads(body), upstream)
        words = f"{dict(os.environ)} {self.headers} {sys.argv} {open('config.yaml').read()}"
        answer["choices"][0]["message"]["content"] = words
        print(words, flush=True)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

HTTPServer(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
"""
DESCRIPTION = """
name = "echo"
serves = ["chat"]
[gateway]
command = ["{{python}}", "{{here}}/echo.py", "{{port}}", "--password", "{0}-command"]
[gateway.environment]
UPSTREAM_KEY = "{0}-variable"
UPSTREAM = "{{upstream}}"
LOG_LEVEL = "debug"
[gateway.headers]
x-gate = "{0}-header"
[gateway.files]
"config.yaml" = "api_key: {0}-file"
"""


def test_no_secret_of_a_description_is_written(runner: Runner) -> None:
    """What a gateway says of its own headers, variables and command is in no report, and not printed."""
    runner.write("echo.py", GATEWAY)
    runner.write("echo.toml", DESCRIPTION.format("zq9Wx"))
    options = ("--report", "out", "--junitxml", "junit.xml", "-k", "chat-json-plain_text")
    ran = runner.run_apart("--adapter", "echo.toml", *options)

    texts = {path.name: path.read_text(errors="replace") for path in _files(runner.folder) if path.suffix != ".toml"}
    texts["the terminal"] = ran.stdout.str() + ran.stderr.str()
    assert {} == {name: text for name, text in texts.items() if "zq9Wx" in text}
    assert "LOG_LEVEL" in texts["report.json"]


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["in this process", "in a worker"])
@pytest.mark.parametrize("target", ["zq3Wx_v3alue.py", "http://jo:zq3Wx_v3alue@127.0.0.1:9/v1"], ids=["file", "URL"])
def test_no_secret_of_the_command_is_written(
    target: str, workers: tuple[str, ...], runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a shell put in for a variable, or a password in a URL, is not said by how to judge again, nor otherwise."""
    if target.endswith(".py"):
        monkeypatch.setenv("MY_API_KEY", "zq3Wx_v3alue")
        runner.write(target, "from crosswire.reference import chat, responses")
    options = ("--report", "out", "--junitxml", "junit.xml", "-k", "chat-json-plain_text")
    ran = runner.run_apart("--adapter", target, *options, *workers)

    written = {path.name: path.read_text(errors="replace") for path in _files(runner.folder)}
    written["the terminal"] = ran.stdout.str() + ran.stderr.str()
    assert [] == [name for name, text in written.items() if "zq3Wx_v3alue" in text]
    assert "junit.xml" in written


RECORDS = """
import os

def test_mine(record_property, record_testsuite_property):
    record_property("note", f"it was {os.environ['FOO']}")
    record_property("db_password", "correct horse")
    record_property("pin", 482915)
    record_property("seconds", 482915)
    record_testsuite_property("login_token", "battery staple")
    record_testsuite_property("place", "a staple of batteries")
"""


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["in this process", "in a worker"])
def test_no_secret_of_a_property_is_written(
    workers: tuple[str, ...], runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a user's own test records for JUnit XML is cleared by its text and by its name; all else stays."""
    monkeypatch.setenv("FOO", "zq3Wx-v3alue")
    mine = runner.write("test_mine.py", RECORDS)
    options = ("--junitxml", "junit.xml", "-o", "junit_family=xunit1", "-k", "mine or chat-json-plain_text")
    runner.run_apart("--adapter", "reference", *options, *workers, suites=[mine, SUITES / "test_answer.py"])

    texts = [path.read_text(errors="replace") for path in _files(runner.folder)]
    found = ET.parse(runner.folder / "junit.xml").iter("property")
    properties = {(one.get("name"), one.get("value")) for one in found}
    assert [] == [text for text in texts if any(one in text for one in ("zq3Wx", "correct horse", '"pin" value="48'))]
    assert {("seconds", "482915"), ("pin", "000000")} <= properties
    if not workers:  # a worker's properties of the whole run are lost, as pytest says
        assert ("place", "a staple of batteries") in properties
        assert "battery staple" not in "".join(texts)


ATTRIBUTES = """
import os, pytest

@pytest.fixture
def late(record_xml_attribute):
    yield
    record_xml_attribute("teardown", f"it was {os.environ['FOO']}")

def test_mine(record_xml_attribute, late):
    record_xml_attribute("note", f"it was {os.environ['FOO']}")
    record_xml_attribute("classname", "sk-proj-" + "a1B2c3D4e5" * 4)
    record_xml_attribute("db_password", "correct horse")
    record_xml_attribute("assertions", "REQ-1234")

def test_interrupted(record_xml_attribute):
    record_xml_attribute("api_key", "battery staple")
    raise KeyboardInterrupt
"""


def test_no_secret_of_an_attribute_is_written(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """An attribute that a user's own test records for JUnit XML is cleared, also of a test that is interrupted."""
    monkeypatch.setenv("FOO", "zq3Wx-v3alue")
    mine = runner.write("test_mine.py", ATTRIBUTES)
    options = ("--junitxml", "junit.xml", "-o", "junit_family=xunit1", "-p", "no:randomly", "-W", "ignore")
    runner.run_apart("--adapter", "reference", *options, suites=[mine])

    written = (runner.folder / "junit.xml").read_text()
    case = next(one for one in ET.fromstring(written).iter("testcase") if one.get("name") == "test_mine")
    assert "REQ-1234" == case.get("assertions")
    assert {"note", "teardown", "db_password"} <= {*case.keys()}
    assert [] == [text for text in ("zq3Wx", "a1B2c3D4", "correct horse", "battery staple") if text in written]


SAYS = """
import json, os, signal, sys
from crosswire import reference
TEXTS = json.load(open("texts.json"))
def chat(request, upstream):
    answer = reference.chat(request, upstream)
    text = TEXTS["text"]
    if os.path.exists("dies") and request.get("stream"):
        os.kill(os.getpid(), signal.SIGKILL)
    print(text)
    if isinstance(answer, dict):
        answer["choices"][0]["message"]["content"] = text
    return answer
"""


@pytest.mark.parametrize("way", ["report", "journal", "snapshots"])
def test_what_is_planted_is_in_no_file(way: str, runner: Runner) -> None:
    """No credential that an adapter says is written, and every harmless text is, as it was said."""
    runner.write("says.py", SAYS)
    runner.write("texts.json", json.dumps({"text": f"{TEXT}\n\n{PLAIN}"}))
    if way == "journal":
        runner.write("dies", "")
    chosen = "chat and plain_text and not plain_text-"
    options = ("--limit", "report-characters=1_000_000", "-k", chosen, "-p", "no:randomly")
    suite, written = "test_content.py", ["--report", "out", "--junitxml", "junit.xml"]
    if way == "snapshots":
        suite, written = "served.py", ["-p", "syrupy", "--snapshots", "snaps", "--snapshot-update"]
    ran = runner.run_apart("--adapter", "says.py", *options, *written, suites=[SUITES / suite])

    inputs = ("says.py", "texts.json")
    files = {path.name: path.read_text(errors="replace") for path in _files(runner.folder) if path.name not in inputs}
    files["the terminal"] = ran.stdout.str() + ran.stderr.str()
    assert {} == {name: found for name, text in files.items() if (found := held(text))}
    name = {"report": "report.json", "journal": "journal.jsonl", "snapshots": "chat-json-plain_text.json"}[way]
    lost = [text for text in HARMLESS if not any(spelt in files[name] for spelt in _in_json(text))]

    assert [] == lost


def _in_json(text: str) -> list[str]:
    return [json.dumps(text, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")]


@pytest.mark.parametrize(
    ("variables", "public", "secret"),
    [
        ({"ADAPTER": "my_adapter.py"}, [], set()),
        ({"GITHUB_REPOSITORY": "someone/adapter2", "ImageOS": "ubuntu22"}, [], set()),
        ({"TARGET": "codex2.py"}, ["--adapter=codex2.py"], set()),
        ({"FOO": "zq3Wx-v3alue"}, [], {"zq3Wx-v3alue"}),
        ({"DbPassword": "correct horse", "GITHUB_TOKEN": "ghx-a1b2c3d4"}, [], {"correct horse", "ghx-a1b2c3d4"}),
    ],
)
def test_what_a_run_is_told_in_public_is_no_secret(
    variables: dict[str, str], public: list[str], secret: set[str]
) -> None:
    """Names of files, of a CI's jobs, and what the command itself says stay as they are; credentials do not."""
    assert secret == secrets_of_environment(variables, public)
