"""An adapter that knows its models answers for an unknown one itself: nothing is forwarded, and the judge holds."""

import pytest
from reported import Reported, exchanges, judged, requirements

from crosswire.reference import UpstreamError

SCENARIO = "error_unknown_model"


def knows_its_models(_request, _):
    """Answer 404 without asking the upstream."""
    raise UpstreamError(
        404, {"message": "The model does not exist.", "type": "invalid_request_error", "param": "model"}
    )


@pytest.mark.parametrize("serves", ["chat", "responses"])
def test_what_compares_the_request_is_untestable(serves):
    """Where nothing was forwarded there is nothing to judge: that is said, and is no crash of the judge."""
    for exchange in exchanges(Reported(serves, asked=knows_its_models), SCENARIO):
        cases = [turn.case for turn in exchange.turns]
        verdicts = {
            requirement.id: judged(requirement, exchange)
            for requirement in requirements()
            if requirement.applies(cases) and not requirement.over_http
        }
        compared = {each.id for each in requirements() if "forwarded" in each.points and each.id in verdicts}

        assert compared
        assert {"untestable"} == {verdicts[identifier] for identifier in compared}


def test_nothing_is_said_about_tools_that_were_not_forwarded():
    """CHATREQ-35 looks at the request's own fields, and has none to look at."""
    (whole, _) = exchanges(Reported("chat", asked=knows_its_models), SCENARIO)
    (requirement,) = [each for each in requirements() if each.id == "CHATREQ-35"]

    assert "untestable" == judged(requirement, whole)
