"""An adapter may answer for an unknown model itself, and forward nothing: the judge does not crash."""

from typing import Any, NoReturn

import pytest

from crosswire.facts import ShapeName
from crosswire.reference import UpstreamError
from tests.field_reports.reported import Reported, exchanges, judged, requirements

SCENARIO = "error_unknown_model"


def knows_its_models(_request: Any, _: Any) -> NoReturn:
    """Answer 404 without asking the upstream."""
    raise UpstreamError(
        404, {"message": "The model does not exist.", "type": "invalid_request_error", "param": "model"}
    )


@pytest.mark.parametrize("serves", ["chat", "responses"])
def test_what_compares_the_request_is_untestable(serves: ShapeName) -> None:
    """Where nothing was forwarded, the requirements on the forwarded request are untestable."""
    for exchange in exchanges(Reported(serves, asked=knows_its_models), SCENARIO):
        cases = [turn.case for turn in exchange.turns]
        verdicts = {
            requirement.id: judged(requirement, exchange)
            for requirement in requirements()
            if requirement.applies(cases) and not requirement.over_http
        }
        compared = {judging.id for judging in requirements() if "forwarded" in judging.points} & verdicts.keys()

        assert compared
        assert {"untestable"} == {verdicts[identifier] for identifier in compared}


def test_nothing_is_said_about_tools_that_were_not_forwarded() -> None:
    """CHATREQ-35, which looks at the fields of the forwarded request, is untestable."""
    (whole, _) = exchanges(Reported("chat", asked=knows_its_models), SCENARIO)
    (requirement,) = [judging for judging in requirements() if judging.id == "CHATREQ-35"]

    assert "untestable" == judged(requirement, whole)
