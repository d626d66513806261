"""Environments of adapters are built once, whole or not at all, and named after their packages."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from crosswire.adapters.descriptions.description import Install
from crosswire.adapters.processes import environments
from crosswire.adapters.processes.child_environment import child_environment
from crosswire.adapters.processes.environments import Environment, environment, folder_of
from crosswire.data import cache_folder
from crosswire.errors import AdapterUnusable

BUILDER = """\
import sys
from crosswire.adapters.descriptions.description import Install
from crosswire.adapters.processes.environments import environment

print(environment(Install((sys.argv[1],))).folder)
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use a new cache folder; return its folder of environments."""
    monkeypatch.setenv("CROSSWIRE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "environments"


@pytest.fixture
def package(tmp_path: Path) -> str:
    """Return a package that can be installed without a network."""
    folder = tmp_path / "package"
    folder.mkdir()
    wheel = folder / "tiny_relay-1.0-py3-none-any.whl"
    dist = "tiny_relay-1.0.dist-info"
    contents = {
        "tiny_relay.py": "def main():\n    print('relayed')\n",
        f"{dist}/METADATA": "Metadata-Version: 2.1\nName: tiny-relay\nVersion: 1.0\n",
        f"{dist}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{dist}/entry_points.txt": "[console_scripts]\ntiny-relay = tiny_relay:main\n",
        f"{dist}/RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as written:
        for name, text in contents.items():
            written.writestr(name, text)
    return f"tiny-relay @ {wheel.as_uri()}"


def entries(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.suffix != ".lock")


def test_what_is_installed_is_first_on_path(package: str) -> None:
    """Programs and packages of an environment are found in it, and not outside of it."""
    built = environment(Install((package,)))

    run = subprocess.run(["tiny-relay"], env=built.variables({"PATH": "/usr/bin:/bin"}), capture_output=True, text=True)
    assert "relayed\n" == run.stdout
    assert 0 == subprocess.run([built.python, "-c", "import tiny_relay"]).returncode
    with pytest.raises(ModuleNotFoundError):
        __import__("tiny_relay")


def test_it_is_built_once(package: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run finds the environment, and needs no tool."""
    first = environment(Install((package,)))
    monkeypatch.setattr(environments, "_uv", None)

    assert first == environment(Install((package,)))
    assert first.folder
    assert [first.folder.name] == entries(cache)


def test_another_version_is_another_environment() -> None:
    """An environment's name has the package and the version."""
    one, other = (folder_of(Install((name,))).name for name in ("relay==1", "relay==2"))

    assert one.startswith("relay-1-")
    assert other.startswith("relay-2-")


def test_two_builders_build_it_once(package: str, cache: Path) -> None:
    """Two processes that build the same environment at once build one."""
    command = [sys.executable, "-c", BUILDER, package]
    with ThreadPoolExecutor() as pool:
        runs = list(pool.map(lambda _: subprocess.run(command, capture_output=True, text=True, check=True), range(2)))

    assert 1 == len({run.stdout for run in runs})
    assert 1 == len(entries(cache))


def test_nothing_is_left_of_what_fails(cache: Path) -> None:
    """A failed build leaves no files; the error has the output of the tool."""
    with pytest.raises(AdapterUnusable) as raised:
        environment(Install((f"relay @ file://{cache}/nowhere-1.0-py3-none-any.whl",)))

    text = str(raised.value)
    assert text.startswith("`uv pip install --python ")
    assert "nowhere-1.0-py3-none-any.whl` ended with " in text
    assert "error: " in text
    assert [] == entries(cache)


def test_what_a_killed_builder_left_goes(package: str, cache: Path) -> None:
    """The remains of a killed build are removed by the next build of the same environment."""
    cache.mkdir(parents=True)
    (cache / f".{folder_of(Install((package,))).name}.part-x").mkdir()

    built = environment(Install((package,)))

    assert built.folder
    assert [built.folder.name] == entries(cache)


@pytest.mark.skipif(not shutil.which("npm"), reason="needs npm")
def test_packages_of_node_are_found(tmp_path: Path) -> None:
    """`require` finds packages of Node.js, and their programs are on PATH."""
    package = tmp_path / "tiny"
    package.mkdir()
    (package / "package.json").write_text('{"name": "tiny", "version": "1.0.0", "bin": "tiny.js", "main": "tiny.js"}')
    (package / "tiny.js").write_text("#!/usr/bin/env node\nconsole.log('relayed')\n")
    (package / "tiny.js").chmod(0o755)
    subprocess.run(["npm", "pack", "--silent"], cwd=package, check=True, capture_output=True)

    built = environment(Install(node=(str(package / "tiny-1.0.0.tgz"),)))

    variables = built.variables(child_environment(tmp_path))
    run = subprocess.run(["tiny"], env=variables, capture_output=True, text=True)
    assert "relayed\n" == run.stdout
    run = subprocess.run(["node", "-e", "require('tiny')"], cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert "relayed\n" == run.stdout
    assert built.folder
    assert built.folder / "node_modules" == built.node_modules


@pytest.mark.skipif(not shutil.which("npm"), reason="needs npm")
@pytest.mark.parametrize("scripts", [True, False])
def test_install_scripts_run_unless_told(tmp_path: Path, scripts: bool) -> None:
    """A package's install script runs, unless `scripts` is false; each is an environment of its own."""
    package, ran = tmp_path / "tiny", tmp_path / "ran"
    package.mkdir()
    manifest = {"name": "tiny", "version": "1.0.0", "scripts": {"postinstall": f"touch {ran}"}}
    (package / "package.json").write_text(json.dumps(manifest))
    subprocess.run(["npm", "pack", "--silent"], cwd=package, check=True, capture_output=True)
    install = Install(node=(str(package / "tiny-1.0.0.tgz"),), scripts=scripts)

    environment(install)

    assert scripts == ran.exists()
    assert folder_of(install) != folder_of(replace(install, scripts=not scripts))


@pytest.mark.parametrize(
    ("install", "text"),
    [
        (Install(("relay==1",)), "relay==1 is installed by uv, which is not there; pip install 'crosswire[adapters]'"),
        (
            Install((), ("relay@1",)),
            "relay@1 is installed by npm, which is not on PATH; install Node.js, which brings it",
        ),
    ],
)
def test_a_missing_tool_is_told(install: Install, text: str, monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    """The error for a missing tool names what installs it."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "uv", None)

    with pytest.raises(AdapterUnusable) as raised:
        environment(install)

    assert text == str(raised.value)
    assert [] == entries(cache)


def test_nothing_to_install_needs_no_environment(cache: Path) -> None:
    """Without packages, the current Python and PATH are used."""
    assert Environment() == environment(Install())
    assert Path(sys.executable) == environment(Install()).python
    assert {"PATH": "/bin"} == environment(Install()).variables({"PATH": "/bin"})
    assert not cache.exists()


def test_the_cache_is_where_caches_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The cache is in the system's folder for caches, unless `CROSSWIRE_CACHE` is set."""
    monkeypatch.delenv("CROSSWIRE_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert tmp_path / "crosswire" == cache_folder()

    monkeypatch.delenv("XDG_CACHE_HOME")
    assert Path.home() / ".cache" / "crosswire" == cache_folder()

    monkeypatch.setattr(sys, "platform", "darwin")
    assert Path.home() / "Library" / "Caches" / "crosswire" == cache_folder()


def test_an_adapter_sees_none_of_the_users_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of the user's variables an adapter gets those on a list alone, beside what its description sets."""
    names = (
        "OPENAI_API_KEY",
        "my_token",
        "LITELLM_LOG",
        "https_proxy",
        "PYTHONPATH",
        "DATABASE_URL",
        "DB_PWD",
        "GH_PAT",
    )
    for name in (*names, "SSH_AUTH_SOCK", "MY_SETTING", "LC_TIME"):
        monkeypatch.setenv(name, "theirs")

    found = child_environment(tmp_path, {"RELAY_KEY": "ours"})

    assert ["LC_TIME"] == [name for name, value in found.items() if value == "theirs"]
    assert "ours" == found["RELAY_KEY"]
    assert str(Path(sys.executable).parent) == found["PATH"].split(os.pathsep)[-1]
    assert str(tmp_path / "home") == found["HOME"]
    assert all(Path(found[name]).is_dir() for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME"))
