"""The word after `--adapter` becomes a candidate, or one line that says what to do instead."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crosswire.adapters import Candidate, load_adapter
from crosswire.adapters.loading import as_candidate
from crosswire.adapters.recipes.catalogue import PYTHON_RECIPES, described_recipes
from crosswire.errors import AdapterNotFound, AdapterUnusable, ConfigurationError

WHOLE = """\
name, version, declares = "mine", 2.1, {"MUST-1": "it is left out"}

def chat(request, upstream):
    return {"asked": request, "at": upstream}

async def responses(request, upstream):
    return {}
"""

OBJECTS = """\
class Adapter:
    def __init__(self, name):
        self.name = name

    def chat(self, request, upstream):
        return {"name": self.name}

class outer:
    adapter = Adapter("inner")

adapter = Adapter("plain")
"""

ALLOWED = f"""\
An adapter is one of:
  my_adapter.py             a Python file
  package.module            a Python module
  my_adapter.py:name        an object in a file; package.module:name in a module
  my_adapter.toml           a description of a gateway, a worker or a Python file with its own packages
  http://127.0.0.1:4000/v1  the base URL of a gateway that already runs
  litellm, litellm@1.80.8   a recipe, and a recipe in another version
The recipes are {", ".join(sorted({*PYTHON_RECIPES, *described_recipes()}))}"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Change to an empty folder; forget what a test imported from it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    before = {*sys.modules}
    yield tmp_path
    for name in sys.modules.keys() - before:
        module = sys.modules[name]
        if str(getattr(module, "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def served(candidate: Candidate, request: Any, upstream: Any) -> Any:
    """Return what its function `chat` returns, for arguments of any kind."""
    serve: Callable[[Any, Any], Any] = candidate.serves["chat"]
    return serve(request, upstream)


def message(target: str) -> str:
    """Return the error that `--adapter target` gives."""
    with pytest.raises(ConfigurationError) as raised:
        load_adapter(target)
    assert "configuration" == raised.value.fault
    return str(raised.value)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("my_adapter.py", "my_adapter.py"),
        ("my_adapter.py", "./my_adapter.py"),
        ("my_adapter.py", "my_adapter"),
        ("folder/my-adapter.py", "folder/my-adapter.py"),
        ("package/module.py", "package.module"),
        ("package/__init__.py", "package"),
    ],
)
def test_a_file_or_module_is_a_candidate(path: str, target: str) -> None:
    """A file or module is an adapter, however it is named; it serves its functions, under its own name."""
    write("package/__init__.py", "")
    write(path, WHOLE)

    candidate = load_adapter(target)

    assert {"asked": 1, "at": 2} == served(candidate, 1, 2)
    assert {"chat", "responses"} == candidate.serves.keys()
    assert ("mine", "2.1", {"MUST-1": "it is left out"}) == (candidate.name, candidate.version, candidate.declares)


def test_an_absolute_path_is_a_file(here: Path) -> None:
    """A file may be anywhere."""
    write("elsewhere/my_adapter.py", WHOLE)

    assert "mine" == load_adapter(str(here / "elsewhere" / "my_adapter.py")).name


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("my_adapter.py:adapter", "plain"),
        ("my_adapter:adapter", "plain"),
        ("my_adapter.py:outer.adapter", "inner"),
        ("my_adapter:outer.adapter", "inner"),
    ],
)
def test_an_object_is_a_candidate(target: str, name: str) -> None:
    """An object in a file or module is named after a colon, also a nested one."""
    write("my_adapter.py", OBJECTS)

    candidate = load_adapter(target)

    assert (name, None, {}) == (candidate.name, candidate.version, candidate.declares)
    assert {"name": name} == served(candidate, {}, None)


def test_without_a_name_it_is_called_as_it_was_given() -> None:
    """Without a `name`, the adapter has the name that was given; a `version` that is a module is ignored."""
    write("package/__init__.py", "from package import version\n\ndef responses(request, upstream): ...\n")
    write("package/version.py", "")

    candidate = load_adapter("package")

    assert ("package", None, {"responses"}) == (candidate.name, candidate.version, {*candidate.serves})


def test_a_recipe_is_a_candidate() -> None:
    """A recipe is loaded by its name."""
    assert "reference" == load_adapter("reference").name


def test_every_recipe_is_a_module_of_ours() -> None:
    """Every recipe in the catalogue has a module."""
    assert dict.fromkeys(PYTHON_RECIPES, True) == {
        name: importlib.util.find_spec(module) is not None for name, module in PYTHON_RECIPES.items()
    }


def test_a_file_beside_the_adapter_can_be_imported() -> None:
    """An adapter can import files beside it, as under `python folder/my_adapter.py`."""
    write("folder/my_adapter.py", "from neighbour import chat\n")
    write("folder/neighbour.py", WHOLE)

    assert {"chat"} == load_adapter("folder/my_adapter.py").serves.keys()


def test_two_files_of_one_name_are_two_adapters() -> None:
    """Two files of one name are two modules, which dataclasses and pickle can look up."""
    for name in ("one", "two"):
        write(
            f"{name}/my_adapter.py", f"name = {name!r}\n\nclass Own: ...\n\ndef chat(request, upstream): return Own\n"
        )

    owns = [served(load_adapter(f"{name}/my_adapter.py"), {}, None) for name in ("one", "two")]

    assert ["one", "two"] == [sys.modules[own.__module__].name for own in owns]
    assert owns == [sys.modules[own.__module__].Own for own in owns]


def test_a_file_loaded_again_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is loaded again is read again, and keeps nothing of before."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # a .pyc is told apart by whole seconds
    write("my_adapter.py", "name = 'before'\ndeclares = {}\ndef chat(request, upstream): ...\n")
    before = load_adapter("my_adapter.py")
    write("my_adapter.py", "def responses(request, upstream): ...\n")

    after = load_adapter("my_adapter.py")

    assert [("before", {"chat"}), ("my_adapter.py", {"responses"})] == [
        (candidate.name, {*candidate.serves}) for candidate in (before, after)
    ]


def test_a_missing_file_is_named_with_its_neighbour(here: Path) -> None:
    """The error for a missing file says where it was looked for, and which file may be meant."""
    write("my_adapter.py", WHOLE)
    write("folder/their_adapter.py", WHOLE)

    assert (
        f"--adapter my_adaptor.py: there is no file my_adaptor.py in {here}; did you mean --adapter my_adapter.py?"
    ) == message("my_adaptor.py")
    assert (
        f"--adapter folder/their_adaptor.py:x: there is no file folder/their_adaptor.py in {here}; "
        "did you mean --adapter folder/their_adapter.py?"
    ) == message("folder/their_adaptor.py:x")
    assert (
        f"--adapter {here}/my_adaptor.py: there is no file {here}/my_adaptor.py; "
        f"did you mean --adapter {here}/my_adapter.py?"
    ) == message(f"{here}/my_adaptor.py")


def test_a_missing_file_without_a_neighbour_says_what_is_allowed(here: Path) -> None:
    """The error for a missing file with no similar file lists what is allowed."""
    assert (f"--adapter nowhere/my_adapter.py: there is no file nowhere/my_adapter.py in {here}. {ALLOWED}") == message(
        "nowhere/my_adapter.py"
    )


@pytest.mark.parametrize(
    ("target", "meant"), [("litelm", "litellm"), ("referense", "reference"), ("my_adaptor", "my_adapter")]
)
def test_a_missing_module_is_named_with_what_may_be_meant(target: str, meant: str) -> None:
    """The error for an unknown word names a recipe or a module with a similar name."""
    write("my_adapter.py", WHOLE)

    assert f"--adapter {target}: there is no module {target}; did you mean --adapter {meant}?" == message(target)


@pytest.mark.parametrize(
    ("target", "missing"),
    [("nowhere", "nowhere"), ("nowhere.module:x", "nowhere"), ("package.nowhere", "package.nowhere")],
)
def test_a_missing_module_without_a_likeness_says_what_is_allowed(target: str, missing: str) -> None:
    """The error for a word like no other lists what is allowed; of a dotted name, it names the part that is missing."""
    write("package/__init__.py", "")

    assert f"--adapter {target}: there is no module {missing}. {ALLOWED}" == message(target)


@pytest.mark.parametrize(
    ("target", "explanation"),
    [
        ("my_adapter.py:adaptor", "my_adapter.py has no adaptor; did you mean adapter?"),
        ("my_adapter:adaptor", "my_adapter has no adaptor; did you mean adapter?"),
        ("my_adapter.py:x", "my_adapter.py has no x; it has Adapter, adapter, outer"),
        ("my_adapter.py:outer.adaptor", "my_adapter.py:outer has no adaptor; did you mean adapter?"),
        ("my_adapter.py:outer.adapter.nam", "my_adapter.py:outer.adapter has no nam; did you mean name?"),
    ],
)
def test_a_missing_attribute_is_named_with_what_may_be_meant(target: str, explanation: str) -> None:
    """The error for an object that is not in the file names the nearest name, or all names."""
    write("my_adapter.py", OBJECTS)

    assert f"--adapter {target}: {explanation}" == message(target)


@pytest.mark.parametrize(
    ("text", "explanation"),
    [
        ("x = 1\nraise RuntimeError('no')\n", "RuntimeError: no (my_adapter.py:2)"),
        ("raise RuntimeError\n", "RuntimeError (my_adapter.py:1)"),
        (
            "import json\njson.loads('{')\n",
            "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 ",
        ),
        ("def chat(request, upstream)\n", "SyntaxError: expected ':' (my_adapter.py:1)"),
        ("x = 1\n  y = 2\n", "IndentationError: unexpected indent (my_adapter.py:2)"),
        ("from json import nothing\n", "ImportError: cannot import name 'nothing' from 'json' ("),
        ("raise SystemExit(3)\n", "SystemExit: 3 (my_adapter.py:1)"),
    ],
)
@pytest.mark.parametrize("target", ["my_adapter.py", "my_adapter", "my_adapter.py:adapter"])
def test_an_adapter_that_cannot_be_imported_says_where(text: str, explanation: str, target: str) -> None:
    """The error for a failed import has the exception and the line of the adapter."""
    write("my_adapter.py", text)

    assert message(target).startswith(f"--adapter {target}: importing it raised {explanation}")


def test_an_error_in_a_neighbour_names_both_places() -> None:
    """The error has the line of the import, and the line that raised."""
    write("my_adapter.py", "\nimport neighbour\n")
    write("neighbour.py", "\n\nx = 1 / 0\n")

    assert (
        "--adapter my_adapter.py: importing it raised ZeroDivisionError: division by zero "
        "(my_adapter.py:2, raised at neighbour.py:3)"
    ) == message("my_adapter.py")


@pytest.mark.parametrize("target", ["my_adapter.py", "my_adapter"])
def test_a_missing_dependency_says_where_to_install_it(target: str) -> None:
    """The error for a missing dependency names the Python to install it for."""
    write("my_adapter.py", "import json\nimport not_installed.part\n")

    raised = "ModuleNotFoundError: No module named 'not_installed' (my_adapter.py:2)"
    mend = f"install what it needs for {sys.executable}"
    assert f"--adapter {target}: importing it raised {raised}; {mend}" == message(target)


def test_a_missing_library_of_a_recipe_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a recipe's missing library names the extra of Crosswire that brings it."""
    monkeypatch.setitem(sys.modules, "litellm", None)
    monkeypatch.delitem(sys.modules, PYTHON_RECIPES["litellm"], raising=False)

    assert (
        "--adapter litellm: import of litellm halted; None in sys.modules; pip install 'crosswire[litellm]'"
    ) == message("litellm")


@pytest.mark.parametrize(
    "text", ["", "chat = None\n", "class chat: ...\nchat = 5\n", "def serve(request, upstream): ...\n"]
)
def test_an_adapter_that_serves_nothing_says_what_is_needed(text: str) -> None:
    """An adapter without a function to serve is an error."""
    write("my_adapter.py", text)

    assert (
        "--adapter my_adapter.py defines neither `chat` nor `responses`. "
        "A Python adapter defines one or more of:\n"
        "  chat(request, upstream)        serves Chat Completions over Responses\n"
        "  responses(request, upstream)   serves Responses over Chat Completions\n"
        "  chat_request, chat_answer, …   the functions of a translator (docs/translators.md)\n"
        "  app(scope, receive, send)      an ASGI app, named as my_adapter.py:app\n"
        '  gateway = {"command": […], …}  a mapping like a description, named as my_adapter.py:gateway'
    ) == message("my_adapter.py")


@pytest.mark.parametrize(
    ("target", "explanation"),
    [
        (
            "my_adapter.py:Adapter",
            "chat(self, request, upstream) cannot be called as chat(request, upstream); "
            "name an object of the class, not the class",
        ),
        ("narrow.py", "chat(request) cannot be called as chat(request, upstream)"),
        ("wide.py", "responses(request, upstream, *, key) cannot be called as responses(request, upstream)"),
    ],
)
def test_a_function_of_other_parameters_is_named(target: str, explanation: str) -> None:
    """A function that cannot be called with a request and an upstream is an error."""
    write("my_adapter.py", OBJECTS)
    write("narrow.py", "def chat(request): ...\n")
    write("wide.py", "def chat(*_): ...\ndef responses(request, upstream, *, key): ...\n")

    assert f"--adapter {target}: {explanation}" == message(target)


@pytest.mark.parametrize("declares", ["['MUST-1']", "'MUST-1'", "None", "{'MUST-1': 5}", "{1: 'x'}"])
def test_declares_maps_ids_to_sentences(declares: str) -> None:
    """`declares` maps requirement ids to sentences; anything else is an error."""
    write("my_adapter.py", f"declares = {declares}\ndef chat(request, upstream): ...\n")

    assert (f"--adapter my_adapter.py: declares is {declares}; it maps requirement ids to sentences") == message(
        "my_adapter.py"
    )


@pytest.mark.parametrize(
    "target", ["my-adapter", "my adapter", "a/b", "..", "", ":x", "a..b", "1st", "~", "adapter.py/"]
)
def test_any_other_word_is_refused(target: str) -> None:
    """A word that can be neither a file nor a module is an error."""
    assert f"--adapter {target}: there is no file, module or recipe of this name. {ALLOWED}" == message(target)


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("nowhere.py", AdapterNotFound),
        ("nowhere", AdapterNotFound),
        ("raises.py", AdapterUnusable),
        ("empty.py", AdapterUnusable),
    ],
)
def test_what_is_missing_and_what_is_broken_are_two_errors(target: str, kind: type[ConfigurationError]) -> None:
    """A missing adapter and one that fails to load raise different errors."""
    write("raises.py", "1 / 0\n")
    write("empty.py", "")

    with pytest.raises(kind):
        load_adapter(target)


def test_a_long_name_is_cut() -> None:
    """Every file of a report repeats the name and the version that an adapter gives itself."""

    class Adapter:
        name = version = 1_000_000 * "x"

        @staticmethod
        def chat(request: Any, upstream: Any) -> None: ...

    candidate = as_candidate(Adapter, "at_hand")

    assert 2 * [f"{199 * 'x'}…"] == [candidate.name, candidate.version]


def test_an_object_at_hand_is_a_candidate() -> None:
    """A class with static methods serves as an object does."""

    class Adapter:
        version = (1, 2)

        @staticmethod
        def responses(request: Any, upstream: Any) -> None: ...

    candidate: Any = as_candidate(Adapter, "at_hand")

    assert ("at_hand", None, {"responses": Adapter.responses}) == (
        candidate.name,
        candidate.version,
        {**candidate.serves},
    )
