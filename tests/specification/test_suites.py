"""The requirements can be loaded without pytest."""

from pathlib import Path

from crosswire.data import data_folder
from crosswire.specification.suites import RECORDINGS, load_requirements, suite_names


def test_every_requirement_of_every_suite_is_loaded() -> None:
    """Each requirement is loaded once, in the order of the suites and of their functions."""
    requirements = load_requirements()
    suites = [name.removeprefix("test_") for name in suite_names()]

    assert suites == list(dict.fromkeys(requirement.promise for requirement in requirements))
    assert len(requirements) == len({requirement.id for requirement in requirements})
    for suite in suites:
        lines = [entry.check.__code__.co_firstlineno for entry in requirements if entry.promise == suite]
        assert sorted(lines) == lines


def test_every_module_of_tests_but_that_of_the_recordings_is_a_suite() -> None:
    """Every test module of suites/ has requirements, but that of the recordings."""
    modules = {path.stem for path in data_folder("suites").glob("test_*.py")}

    assert modules - {RECORDINGS} == set(suite_names())
    assert RECORDINGS in modules


def test_they_are_those_of_the_data_folder() -> None:
    """The suites are those of the checkout's root, or those inside the installed package."""
    assert {data_folder("suites").resolve()} == {
        Path(requirement.check.__code__.co_filename).parent.resolve() for requirement in load_requirements()
    }
