"""Environments of adapters: built once, whole or not at all, and named by what is in them."""

import os
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crosswire.adapters import environments
from crosswire.adapters.environments import Environment, Install, cache_folder, environment, folder_of
from crosswire.adapters.surroundings import surroundings
from crosswire.errors import AdapterUnusable

BUILDER = """\
import sys
from crosswire.adapters.environments import Install, environment

print(environment(Install((sys.argv[1],))).folder)
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of its own."""
    monkeypatch.setenv("CROSSWIRE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "environments"


@pytest.fixture
def package(tmp_path):
    """A package that can be installed without a network."""
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


def entries(cache):
    return sorted(path.name for path in cache.iterdir() if path.suffix != ".lock")


def test_what_is_installed_is_first_on_path(package):
    """Its programs run, and its Python has the package; ours has not."""
    built = environment(Install((package,)))

    run = subprocess.run(["tiny-relay"], env=built.variables({"PATH": "/usr/bin:/bin"}), capture_output=True, text=True)
    assert "relayed\n" == run.stdout
    assert 0 == subprocess.run([built.python, "-c", "import tiny_relay"]).returncode
    with pytest.raises(ModuleNotFoundError):
        __import__("tiny_relay")


def test_it_is_built_once(package, cache, monkeypatch):
    """A second run finds it, and needs no tool."""
    first = environment(Install((package,)))
    monkeypatch.setattr(environments, "_uv", None)

    assert first == environment(Install((package,)))
    assert [first.folder.name] == entries(cache)


def test_another_version_is_another_environment():
    """The name tells what is in it."""
    one, other = (folder_of(Install((name,))).name for name in ("relay==1", "relay==2"))

    assert one.startswith("relay-1-")
    assert other.startswith("relay-2-")


def test_two_builders_build_it_once(package, cache):
    """The workers of a run come at once."""
    command = [sys.executable, "-c", BUILDER, package]
    with ThreadPoolExecutor() as pool:
        runs = list(pool.map(lambda _: subprocess.run(command, capture_output=True, text=True, check=True), range(2)))

    assert 1 == len({run.stdout for run in runs})
    assert 1 == len(entries(cache))


def test_nothing_is_left_of_what_fails(cache):
    """The tool's own words say why."""
    with pytest.raises(AdapterUnusable) as raised:
        environment(Install((f"relay @ file://{cache}/nowhere-1.0-py3-none-any.whl",)))

    text = str(raised.value)
    assert text.startswith("`uv pip install --python ")
    assert "nowhere-1.0-py3-none-any.whl` ended with " in text
    assert "error: " in text
    assert [] == entries(cache)


def test_what_a_killed_builder_left_goes(package, cache):
    """As soon as somebody builds the same."""
    cache.mkdir(parents=True)
    (cache / f".{folder_of(Install((package,))).name}.part-x").mkdir()

    built = environment(Install((package,)))

    assert [built.folder.name] == entries(cache)


@pytest.mark.skipif(not shutil.which("npm"), reason="needs npm")
def test_packages_of_node_are_found(tmp_path):
    """`require` finds them, and their programs are on PATH."""
    package = tmp_path / "tiny"
    package.mkdir()
    (package / "package.json").write_text('{"name": "tiny", "version": "1.0.0", "bin": "tiny.js", "main": "tiny.js"}')
    (package / "tiny.js").write_text("#!/usr/bin/env node\nconsole.log('relayed')\n")
    (package / "tiny.js").chmod(0o755)
    subprocess.run(["npm", "pack", "--silent"], cwd=package, check=True, capture_output=True)

    built = environment(Install(node=(str(package / "tiny-1.0.0.tgz"),)))

    variables = built.variables(surroundings(tmp_path))
    run = subprocess.run(["tiny"], env=variables, capture_output=True, text=True)
    assert "relayed\n" == run.stdout
    run = subprocess.run(["node", "-e", "require('tiny')"], cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert "relayed\n" == run.stdout
    assert built.folder / "node_modules" == built.node_modules


@pytest.mark.parametrize(
    ("install", "told"),
    [
        (Install(("relay==1",)), "relay==1 is installed by uv, which is not there; pip install 'crosswire[adapters]'"),
        (
            Install((), ("relay@1",)),
            "relay@1 is installed by npm, which is not on PATH; install Node.js, which brings it",
        ),
    ],
)
def test_a_missing_tool_is_told(install, told, monkeypatch, cache):
    """With what installs it."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "uv", None)

    with pytest.raises(AdapterUnusable) as raised:
        environment(install)

    assert told == str(raised.value)
    assert [] == entries(cache)


def test_nothing_to_install_needs_no_environment(cache):
    """It runs with what is there."""
    assert Environment() == environment(Install())
    assert Path(sys.executable) == environment(Install()).python
    assert {"PATH": "/bin"} == environment(Install()).variables({"PATH": "/bin"})
    assert not cache.exists()


def test_the_cache_is_where_caches_are(monkeypatch, tmp_path):
    """Unless told."""
    monkeypatch.delenv("CROSSWIRE_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert tmp_path / "crosswire" == cache_folder()

    monkeypatch.delenv("XDG_CACHE_HOME")
    assert Path.home() / ".cache" / "crosswire" == cache_folder()

    monkeypatch.setattr(sys, "platform", "darwin")
    assert Path.home() / "Library" / "Caches" / "crosswire" == cache_folder()


def test_an_adapter_sees_none_of_the_users_keys(monkeypatch, tmp_path):
    """Nor what else would change what it does; what it is told, it sees."""
    for name in ("OPENAI_API_KEY", "my_token", "LITELLM_LOG", "https_proxy", "PYTHONPATH", "PYTEST_ADDOPTS"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setenv("MY_SETTING", "theirs")

    found = surroundings(tmp_path, {"RELAY_KEY": "ours"})

    assert ["MY_SETTING"] == [name for name, value in found.items() if value == "theirs"]
    assert "ours" == found["RELAY_KEY"]
    assert str(Path(sys.executable).parent) == found["PATH"].split(os.pathsep)[-1]
    assert str(tmp_path / "home") == found["HOME"]
    assert all(Path(found[name]).is_dir() for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME"))
