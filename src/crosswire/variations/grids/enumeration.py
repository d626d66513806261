"""All forms of all fields, from what the writers write of the samples: a new field has its forms at once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from crosswire.facts import Answer, Json, Mode, ShapeName
from crosswire.shapes import SHAPES
from crosswire.variations.grids.choice_forms import CHOICES, CHOICES_WHOLE
from crosswire.variations.grids.field_forms import BESIDE, CHUNK, GROWING, SIZES, WHOLE, grows
from crosswire.variations.grids.fields import Body, Field, fields_of, frame_of, occurrences
from crosswire.variations.grids.frame_forms import FRAMES, INDEXES
from crosswire.variations.grids.payload_forms import PayloadForm
from crosswire.variations.grids.samples import SAMPLES, words_of
from crosswire.wire.json_text import dump


def every_form() -> Iterator[PayloadForm]:
    """Yield every form, of both shapes, whole and streamed. None makes the same payload as another before it."""
    for shape in get_args(ShapeName):
        for mode in get_args(Mode):
            seen: set[tuple[Field, str]] = set()
            made: set[str] = set()
            for form in _forms(shape, mode):
                formed = None if (form.field, form.form) in seen else form.of(_sample(shape, mode, form.subject))
                if formed is not None and (payload := dump([form.subject, formed])) not in made:
                    seen.add((form.field, form.form))
                    made.add(payload)
                    yield form


def _forms(shape: ShapeName, mode: Mode) -> Iterator[PayloadForm]:
    beside = {field: _empty(value) for field, value in _values(shape, mode).items()}
    for subject, answer in SAMPLES.items():
        payloads = _sample(shape, mode, subject)
        for field in [*fields_of(payloads), *_types(payloads), *(_indexes(payloads) if shape == "responses" else ())]:
            for form in _forms_of(payloads, field, answer, shape, mode):
                yield PayloadForm(shape, mode, subject, field, form)
    for field, empty in beside.items():
        yield from (PayloadForm(shape, mode, "text", field, form) for form in ("null_beside", empty) if form in BESIDE)


def _sample(shape: ShapeName, mode: Mode, subject: str) -> list[Body]:
    writer, answer = SHAPES[shape], SAMPLES[subject]
    return writer.write_stream(answer) if mode == "stream" else [writer.write_answer(answer)]


def _types(payloads: Sequence[Body]) -> Iterator[Field]:
    """Yield the types of events, as fields without steps."""
    yield from dict.fromkeys(Field(kind, ()) for body in payloads if (kind := frame_of(body)))


def _indexes(payloads: Sequence[Body]) -> Iterator[Field]:
    """Yield the indexes of events, each as a field of every event."""
    yield from dict.fromkeys(Field("", (key,)) for body in payloads for key in body if key.endswith("_index"))


def _forms_of(payloads: Sequence[Body], field: Field, answer: Answer, shape: ShapeName, mode: Mode) -> Iterator[str]:
    if mode == "json":
        yield from WHOLE
        values = [one.value for one in occurrences(payloads, field)]
        if values and values[0] in words_of(answer):
            yield from [*SIZES, *(CHOICES_WHOLE if shape == "chat" else ())]
        return
    if not field.frame and shape == "responses":
        yield from INDEXES
        return
    if field.steps:
        if grows(payloads, field, words_of(answer)):
            yield from [*GROWING, *(CHOICES if shape == "chat" else ())]
        else:
            yield from CHUNK if shape == "chat" else WHOLE
        yield from INDEXES if shape == "chat" and field.steps[-1] == "index" else ()
    if not field.steps or (shape == "chat" and _marks_frames(field)):
        yield from FRAMES


def _marks_frames(field: Field) -> bool:
    """Tell whether a chunk is known by a field: what its delta says, the finish, the usage."""
    return field.steps[:-1] == ("choices", "*", "delta") or field.steps[-1] in ENDS


ENDS = ("finish_reason", "usage")


def _values(shape: ShapeName, mode: Mode) -> Mapping[Field, Json]:
    """Return a value of every field of every sample but that of a text."""
    found: dict[Field, Json] = {}
    for subject in SAMPLES:
        payloads = _sample(shape, mode, subject)
        for field in fields_of(payloads):
            values = [one.value for one in occurrences(payloads, field)]
            found.setdefault(field, values[0] if values else None)
    return found


def _empty(value: Json) -> str:
    """Return the form in which a field with such a value stands empty beside others; none for a number."""
    return next((form for kind, form in EMPTY_BESIDE.items() if isinstance(value, kind)), "")


EMPTY_BESIDE: Mapping[type, str] = {str: "empty_text_beside", list: "empty_list_beside", dict: "empty_object_beside"}
