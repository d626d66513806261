import itertools
from typing import get_args

import pytest

from crosswire.clients.bodies import HttpAnswer
from crosswire.clients.openai_python import shared
from crosswire.facts import Mode, ShapeName
from tests.plugin.running import Runner


@pytest.fixture(scope="session", autouse=True)
def _imported_sdk() -> None:
    # What a run within this process imports first is no longer a module after it, and the client of the process would
    # be made of it. So the SDK is imported before, with all that it loads when it reads.
    for serves, mode in itertools.product(get_args(ShapeName), get_args(Mode)):
        shared().see(serves, mode, HttpAnswer("{}"))


@pytest.fixture
def runner(pytester: pytest.Pytester) -> Runner:
    return Runner(pytester)
