"""The credentials that a description holds: an adapter may say them in an answer, an error or its log."""

import json

from crosswire.adapters.descriptions.description import Description
from crosswire.secrets.chance import is_unmistakable
from crosswire.secrets.patterns import Clearing
from crosswire.wire.exact_json import parse_exactly


def secrets_of(description: Description) -> frozenset[str]:
    """Return the secrets in a description's headers, variables, files and command."""
    program = description.gateway or description.worker
    if program is None:
        return frozenset()
    tables = {"environment": {**program.environment}, "files": {**program.files}}
    if description.gateway:
        tables["headers"] = {**description.gateway.headers}
    clearing = Clearing()
    clearing.clear_json(parse_exactly(json.dumps(tables)))
    clearing.clear("", " ".join(program.command))
    return frozenset(filter(is_unmistakable, clearing.learned))
