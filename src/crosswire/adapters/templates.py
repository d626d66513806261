"""Config files of adapters: Jinja templates, filled in with what the description's placeholders stand for."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, StrictUndefined, meta

from crosswire.scenarios import load_scenarios

_jinja = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)


def rendered(template: str, values: Mapping[str, str]) -> str:
    """Return the text of a file. `models` are all models that the scenarios' requests name."""
    used = meta.find_undeclared_variables(_jinja.parse(template))
    models = {"models": model_names()} if "models" in used else {}  # reading all recordings takes a second
    return _jinja.from_string(template).render({**values, **models})


@cache
def model_names() -> tuple[str, ...]:
    """Return every model that a recorded request names, in order."""
    interactions = (
        each for scenario in load_scenarios().values() for turns in scenario.turns.values() for each in turns
    )
    return tuple(sorted({str(each.asked_body["model"]) for each in interactions if each.asked_body.get("model")}))
