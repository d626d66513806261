"""The Python API: what `import crosswire` gives, and that it judges as pytest does."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import crosswire
from tests.other_plugins import NO_OTHER_PLUGINS

CHECKOUT = Path(__file__).parents[1]
PAGE = (CHECKOUT / "docs" / "python-api.md").read_text(encoding="utf-8")
SEED = str(CHECKOUT / "docs" / "the_seed.py")
CRASHES = """\
def chat(request, upstream):
    raise KeyError("choices")
"""


@pytest.fixture(scope="module")
def performed() -> crosswire.Performed:
    """Return the seed's exchange of one scenario; the adapter is closed."""
    with crosswire.open_adapter(SEED) as adapter:
        return crosswire.perform(adapter, "reasoning_then_text", serves="chat")


def test_whatever_is_exported_is_documented() -> None:
    """Every exported name has a docstring and is on the page; every name on the page is exported."""
    names = [name for name in crosswire.__all__ if name != "__version__"]
    sections = {line.removeprefix("### ") for line in PAGE.splitlines() if line.startswith("### ")}
    errors = {line.split("`")[1] for line in PAGE.partition("## Errors")[2].splitlines() if line.startswith("| `")}

    assert [] == [name for name in names if not getattr(crosswire, name).__doc__]
    assert set(names) == sections | errors


def test_every_name_can_be_loaded_and_no_other() -> None:
    """A name that is not exported raises `AttributeError`, even where a module has it."""
    with pytest.raises(AttributeError, match=r"module 'crosswire' has no attribute 'load_adapter'"):
        _ = crosswire.load_adapter  # type: ignore[attr-defined]
    assert set(crosswire.__all__) <= set(dir(crosswire))


def test_what_types_see_is_what_is_exported() -> None:
    """The imports for type checkers, the table of modules and `__all__` name the same."""
    tree = ast.parse(Path(crosswire.__file__).read_text(encoding="utf-8"))
    (typed,) = (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    imported = {
        (found.module, alias.name) for found in typed.body if isinstance(found, ast.ImportFrom) for alias in found.names
    }
    (table,) = (ast.literal_eval(node.value) for node in tree.body
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_MODULES")  # fmt: skip

    assert imported == {(module, name) for module, names in table.items() for name in names}
    assert sorted(crosswire.__all__) == sorted([*(name for _, name in imported), "__version__"])


def test_importing_loads_nothing_else() -> None:
    """`import crosswire` loads no other module of Crosswire, and only the standard library."""
    code = "import sys; before = {*sys.modules}; import crosswire; print(*sorted({*sys.modules} - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    tops = {name.partition(".")[0] for name in loaded}
    assert ["crosswire"] == [name for name in loaded if name.startswith("crosswire")]
    assert {"crosswire"} == tops - sys.stdlib_module_names


def test_the_page_shows_what_its_example_prints() -> None:
    """The page's example prints what the page shows, run at the root of a checkout."""
    _, example, _, printed, *_ = PAGE.split("```")
    command = [sys.executable, "-c", example.removeprefix("python\n")]

    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)

    assert printed.removeprefix("\n") == ran.stdout


def test_an_exchange_is_performed(performed: crosswire.Performed) -> None:
    """An exchange has the four payloads of every turn."""
    (turn,) = performed.turns

    assert ["asked", "forwarded", "upstream", "served"] == list(turn)
    assert ("reasoning_then_text", "chat", "json", "") == (
        performed.scenario,
        performed.serves,
        performed.mode,
        performed.variation,
    )
    assert performed.trouble is None


def test_verdicts_are_those_of_pytest(performed: crosswire.Performed, tmp_path: Path) -> None:
    """Verdicts are those of a run of pytest, but for the form of the command that judges one again."""
    chosen = ["-k", "chat-json-reasoning_then_text", "--clients", "none"]
    command = ["pytest", "suites", "--adapter", SEED, *chosen, "--report", str(tmp_path)]
    subprocess.run([sys.executable, "-m", *command, *NO_OTHER_PLUGINS], cwd=CHECKOUT, capture_output=True, check=False)
    report = crosswire.read_report(tmp_path)
    made = crosswire.make_report([crosswire.judge(performed)])

    def without_command(verdict: crosswire.Verdict) -> dict[str, object]:
        return {name: value for name, value in as_json(verdict).items() if name != "rerun"}

    assert [*map(without_command, report.verdicts)] == [*map(without_command, made.verdicts)]
    assert report.coverage.measure == made.coverage.measure
    assert report.exchanges == made.exchanges


def as_json(verdict: crosswire.Verdict) -> dict[str, object]:
    report = crosswire.Report({"name": "a", "version": None}, "", "", [verdict])
    (body,) = report.to_json()["verdicts"]
    return dict(body)


def test_warnings_fail_where_that_is_wanted(performed: crosswire.Performed) -> None:
    """A SHOULD that is not kept warns; with the option, it fails."""
    plain, strict = crosswire.judge(performed), crosswire.judge(performed, warnings_fail=True)

    assert {"failed", "warned", "noted"} == {verdict.verdict for verdict in plain.losses}
    assert {"failed", "noted"} == {verdict.verdict for verdict in strict.losses}


def test_a_crash_is_a_verdict(tmp_path: Path) -> None:
    """A crash raises nothing: `trouble` has it, one requirement fails, the others are untestable."""
    (tmp_path / "crashing_adapter.py").write_text(CRASHES)
    with crosswire.open_adapter(str(tmp_path / "crashing_adapter.py")) as adapter:
        performed = crosswire.perform(adapter, "plain_text", "chat", "stream")

    judged = crosswire.judge(performed)

    assert "KeyError" in (performed.trouble or "")
    assert ["ANSWER-1"] == [verdict.requirement for verdict in judged.verdicts if verdict.verdict == "failed"]
    assert {"failed", "untestable"} == {verdict.verdict for verdict in judged.verdicts}


def test_a_variation_is_performed() -> None:
    """A variation is performed by its name, and judged by the requirements that have it."""
    with crosswire.open_adapter("reference") as adapter:
        performed = crosswire.perform(adapter, "unicode_text", "chat", "stream", "crlf")
    judged = crosswire.judge(performed)

    assert ({"crlf"}, ()) == ({verdict.variation for verdict in judged.verdicts}, judged.losses)


def test_limits_are_set_by_their_names() -> None:
    """`limits` bound what is read of an answer, and what a report shows of it."""
    with crosswire.open_adapter("reference", limits={"frames": 2}) as adapter:
        streamed = crosswire.perform(adapter, "plain_text", "chat", "stream")
    with crosswire.open_adapter(SEED, limits={"report-characters": 3}) as adapter:
        whole = crosswire.perform(adapter, "reasoning_then_text", "chat")
    (exchange,) = crosswire.make_report([crosswire.judge(whole)]).exchanges

    assert "streamed more than 2 frames, all that is read of a stream (--limit frames=N sets it)" in str(
        streamed.trouble
    )
    assert whole.trouble is None
    assert "more characters)" in str(exchange.turns)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [({"frame": 5}, "limits: frame=5: .*; did you mean 'frames'"), ({"frames": 0}, "limits: frames=0: a whole number")],
)
def test_what_is_no_limit_is_refused(limits: dict[str, int], expected: str) -> None:
    """A limit of another name, or that cannot have the value, is one error."""
    with pytest.raises(crosswire.ConfigurationError, match=expected):
        crosswire.open_adapter("reference", limits=limits)


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (("plain_txt", "chat"), r"scenario 'plain_txt' is not one of \d+; did you mean 'plain_text'\?"),
        (("plain_text", "responses"), r"serves 'responses' is not one of chat"),
        (("plain_text", "chat", "whole"), r"mode 'whole' is not one of json, stream"),
        (("plain_text", "chat", "stream", "crfl"), r"variation 'crfl' is not one of \d+; did you mean 'crlf'\?"),
    ],
)
def test_what_cannot_be_performed_is_refused(route: tuple[str, ...], expected: str) -> None:
    """The error for a wrong scenario, shape or variation lists what is allowed."""
    with crosswire.open_adapter(SEED) as adapter, pytest.raises(crosswire.RouteNotFound, match=expected):
        crosswire.perform(adapter, *route)  # type: ignore[arg-type]


def test_an_adapter_that_is_not_there() -> None:
    """A missing adapter is one error, which a program can catch."""
    with pytest.raises(crosswire.AdapterNotFound, match=r"no_such_adapter\.py"):
        crosswire.open_adapter("no_such_adapter.py")


def test_a_report_is_written_and_read(performed: crosswire.Performed, tmp_path: Path) -> None:
    """A report that was written and read is the same report."""
    report = crosswire.make_report([crosswire.judge(performed)])

    written = crosswire.write_report(report, tmp_path / "mine")

    assert "report.json" in [path.name for path in written]
    assert report.to_json() == crosswire.read_report(tmp_path / "mine").to_json()
    assert report.coverage.is_partial


def test_what_makes_no_report(performed: crosswire.Performed) -> None:
    """No verdicts, one exchange twice, and two adapters are errors."""
    judged = crosswire.judge(performed)
    with crosswire.open_adapter("reference") as adapter:
        other = crosswire.judge(crosswire.perform(adapter, "plain_text", "chat"))

    with pytest.raises(crosswire.ReportInvalid, match="nothing was judged"):
        crosswire.make_report([])
    with pytest.raises(crosswire.ReportsUnlike, match="chat-json-reasoning_then_text was judged more than once"):
        crosswire.make_report([judged, judged])
    with pytest.raises(crosswire.ReportsUnlike, match="and reference are 2 adapters"):
        crosswire.make_report([judged, other])


def test_scenarios_and_requirements_are_listed() -> None:
    """Scenarios are listed by name, requirements by id."""
    scenarios, requirements = crosswire.list_scenarios(), crosswire.list_requirements()

    assert "plain_text" in {scenario.name for scenario in scenarios}
    (tokens,) = (requirement for requirement in requirements if requirement.id == "TOKENS-1")
    assert ("must", "token_counts") == (tokens.level, tokens.promise)
    assert all(requirement.sentence for requirement in requirements)
