"""Requests with the ids that the adapter served, as a client sends them from the second turn on."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crosswire.exchange import Turn
from crosswire.facts import Answer, Failure, Json
from crosswire.shapes.lenient import mapping


@dataclass(frozen=True, slots=True)
class Earlier:
    """The answer of an earlier turn: as recorded, as served, and its JSON (of a stream, the frames)."""

    recorded: Answer | Failure
    served: Answer | Failure | None
    body: Json


def with_served_ids(request: Json, turns: Sequence[Turn]) -> Json:
    """Return the request of the next turn, with the ids that the adapter served before."""
    return going_on(
        request,
        [
            Earlier(turn.case.client.answer, turn.served, turn.received.body)
            for turn in turns
            if turn.case.client.response and turn.received
        ],
    )


def going_on(request: Json, earlier: Iterable[Earlier]) -> Json:
    """Return a request with the ids that were served instead of those of the recorded answers.

    Reasoning items are replaced whole by the served ones: a server is free in its fields.
    """
    ids: dict[str, str] = {}
    thoughts: dict[str, Json] = {}
    for turn in earlier:
        recorded, served = _ids(turn.recorded), _ids(turn.served)
        ids |= {recorded[owner]: served[owner] for owner in recorded if owner in served}
        thoughts |= _thoughts(turn.body)
    return _replaced(_with_thoughts(request, ids, thoughts), ids)


def _thoughts(served: Json) -> dict[str, Json]:
    """Return the reasoning items of an answer by id; of a stream, their last snapshots."""
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
            given = [_thought(item, ids, thoughts) or item for item in items]
            return {**request, "input": given}
        case _:
            return request


def _thought(item: Json, ids: Mapping[str, str], thoughts: Mapping[str, Json]) -> Json:
    """Return the served reasoning item for a recorded one; nothing for any other item, or a reference to one."""
    fields = mapping(item)
    return thoughts.get(ids.get(str(fields.get("id")), "")) if fields.get("type") == "reasoning" else None


def _ids(answer: Answer | Failure | None) -> dict[tuple[str, int], str]:
    """Return the ids of an answer by owner: the answer, the nth call, the nth output item of a kind."""
    if not isinstance(answer, Answer):
        return {}
    labelled = [("answer", answer.id)]
    labelled += [("call", call.id) for call in answer.tool_calls]
    labelled += [(f"output {item.kind}", item.id) for item in answer.output]
    ids, counts = {}, Counter[str]()
    for kind, id_ in labelled:
        if id_:
            ids[kind, counts[kind]] = id_
        counts[kind] += 1
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
