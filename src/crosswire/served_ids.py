"""From the second turn on, a client sends back the ids that the adapter served, not those of the recording."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crosswire.exchange import Turn
from crosswire.facts import Answer, Failure, Json
from crosswire.shapes.lenient import mapping


@dataclass(frozen=True, slots=True)
class Earlier:
    """The answer of a turn before: as it is recorded, as it was served, and its JSON; of a stream, the frames."""

    recorded: Answer | Failure
    served: Answer | Failure | None
    body: Json


def with_served_ids(request: Json, turns: Sequence[Turn]) -> Json:
    """Return a request that goes on from what the adapter served."""
    return going_on(
        request,
        [
            Earlier(turn.case.client.answer, turn.served, turn.received.body)
            for turn in turns
            if turn.case.client.response and turn.received
        ],
    )


def going_on(request: Json, earlier: Iterable[Earlier]) -> Json:
    """Put the ids that were served in place of those that the recording's earlier answers had.

    Reasoning goes back as it was served: which of its fields holds what is the server's choice.
    """
    ids: dict[str, str] = {}
    thoughts: dict[str, Json] = {}
    for turn in earlier:
        recorded, served = _ids(turn.recorded), _ids(turn.served)
        ids |= {recorded[place]: served[place] for place in recorded if place in served}
        thoughts |= _thoughts(turn.body)
    return _replaced(_with_thoughts(request, ids, thoughts), ids)


def _thoughts(served: Json) -> dict[str, Json]:
    """Return the reasoning items of an answer by id; of a stream, as they stand last."""
    match served:
        case {"type": "reasoning", "id": str(id_)}:
            return {id_: served}
        case dict():
            return _thoughts(list(served.values()))
        case list():
            return {id_: item for entry in served for id_, item in _thoughts(entry).items()}
        case _:
            return {}


def _with_thoughts(request: Json, ids: Mapping[str, str], thoughts: Mapping[str, Json]) -> Json:
    match request:
        case {"input": list(items)}:
            given = [thoughts.get(ids.get(str(mapping(item).get("id")), "")) or item for item in items]
            return {**request, "input": given}
        case _:
            return request


def _ids(answer: Answer | Failure | None) -> dict[tuple[str, int], str]:
    """Return the ids of an answer by what has them: the answer, the nth call, the nth output item of a kind."""
    if not isinstance(answer, Answer):
        return {}
    told = [("answer", answer.id)]
    told += [("call", call.id) for call in answer.tool_calls]
    told += [(f"output {item.kind}", item.id) for item in answer.output]
    ids, places = {}, Counter[str]()
    for kind, each in told:
        if each:
            ids[kind, places[kind]] = each
        places[kind] += 1
    return ids


def _replaced(value: Json, ids: Mapping[str, str]) -> Json:
    match value:
        case dict():
            return {key: _replaced(entry, ids) for key, entry in value.items()}
        case list():
            return [_replaced(entry, ids) for entry in value]
        case str():
            return ids.get(value, value)
        case _:
            return value
