"""Data that a host wants back with a call, such as the signature of a thought, carried through a Responses client.

Chat hosts put it into the call's `extra_content`. A Responses client does not know this field, but sends reasoning
items back unchanged: so the `encrypted_content` of one carries it.
"""

import base64
import json

from crosswire.reference.lenient import Json, mapping, text

KIND = "extra_content_of_calls"


def sealed(call_id: str, extra: Json) -> str:
    """Return the `encrypted_content` that carries the `extra_content` of a call."""
    return base64.b64encode(json.dumps({KIND: {call_id: extra}}).encode()).decode()


def unsealed(encrypted: object) -> dict[str, Json]:
    """Return the `extra_content` by call id that an `encrypted_content` carries; none if it is another's."""
    try:
        carried = json.loads(base64.b64decode(text(encrypted).encode(), validate=True))
    except (ValueError, RecursionError):
        return {}
    return {call_id: mapping(extra) for call_id, extra in mapping(mapping(carried).get(KIND)).items()}
