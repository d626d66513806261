import pytest

from tests.plugin.running import Runner


@pytest.fixture
def runner(pytester: pytest.Pytester) -> Runner:
    return Runner(pytester)
