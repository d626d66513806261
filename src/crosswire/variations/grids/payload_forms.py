"""A form of one field, as a change of a recorded answer."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from crosswire.exchange import Case
from crosswire.facts import Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.shapes import opposite
from crosswire.variations.grids.choice_forms import CHOICES
from crosswire.variations.grids.field_forms import BESIDE, CHUNK, GROWING, SIZES, Form
from crosswire.variations.grids.fields import Body, Field
from crosswire.variations.grids.frame_forms import COMMENT, FRAMES, INDEXES
from crosswire.variations.grids.samples import subject_of
from crosswire.variations.stream_forms import with_body
from crosswire.wire.event_streams import DONE
from crosswire.wire.exact_json import sent

GRIDS = "grids"
"""The tag of the scenarios in which the forms are judged: one for each subject, with nothing else in it."""

FORMS: Mapping[str, Form] = {**CHUNK, **GROWING, **BESIDE, **FRAMES, **INDEXES, **CHOICES}
"""Every form of a payload, by name."""

AXES: Mapping[tuple[ShapeName, Mode], str] = {
    ("chat", "stream"): "chunk",
    ("responses", "stream"): "event",
    ("chat", "json"): "completion",
    ("responses", "json"): "response",
}
"""What the payloads of a shape are called, whole and streamed."""

TELLS: Mapping[str, str] = {
    "absent": "{} is left out",
    "null": "{} is null",
    "empty": "{} is empty",
    "again": "{} is said in every later chunk, too",
    "elsewhere": "{} is said in another chunk",
    "delta_absent": "a delta of {} is left out",
    "delta_null": "a delta of {} is null",
    "delta_empty": "a delta of {} is empty",
    "repeated": "a delta of {} comes twice",
    "later": "the first delta of {} comes again behind the last",
    "split": "every delta of {} is cut in two",
    "joined": "{} comes in one delta",
    "8_kib": "{} has 8 KiB, in one piece",
    "64_kib": "{} has 64 KiB, in one piece",
    "1_mib": "{} has 1 MiB, in one piece",
    "null_beside": "{} is null where it has nothing to say",
    "empty_text_beside": "{} is an empty text where it has nothing to say",
    "empty_list_beside": "{} is an empty list where it has nothing to say",
    "empty_object_beside": "{} is an empty object where it has nothing to say",
    "unknown_before": "an unknown frame stands before {}",
    "comment_before": "a comment stands before {}",
    "twice": "the frame of {} comes twice",
    "early": "the frame of {} comes before the one that it follows",
    "late": "the frame of {} comes behind the one that follows it",
    "missing": "no frame has {}",
    "interleaved": "the frames of each {} come by turns",
    "second_choice": "{} is another in a second choice, which stands behind the first",
    "second_choice_first": "{} is another in a second choice, which stands before the first in each chunk",
    "second_choice_by_turns": "{} is another in a second choice, of which a chunk follows each of the first",
    "second_choice_ahead": "{} is another in a second choice, of which a chunk precedes each of the first",
    "second_choice_behind": "{} is another in a second choice, which begins when the first has finished",
}
"""By form: what is otherwise."""


@dataclass(frozen=True, slots=True)
class PayloadForm:
    """One form of one field, judged where an answer is about its subject."""

    shape: ShapeName
    mode: Mode
    subject: str
    field: Field
    form: str

    @property
    def axis(self) -> str:
        """The kind of payload that has the field."""
        return AXES[self.shape, self.mode]

    @property
    def name(self) -> str:
        """Its name: `chunk.choices.delta.content.delta_null`."""
        return f"{self.axis}.{self.field.name}.{self.form}"

    @property
    def tells(self) -> str:
        """What is otherwise, in the words of reports."""
        return f"in {'an' if self.axis == 'event' else 'a'} {self.axis}: {TELLS[self.form].format(self.field.name)}"

    @property
    def is_large(self) -> bool:
        """Whether an answer in this form is larger than usual buffers."""
        return self.form in SIZES

    def suits(self, case: Case) -> bool:
        """Tell whether a turn's upstream has the payload."""
        return (case.serves, case.mode) == (opposite(self.shape), self.mode) and subject_of(
            case.upstream
        ) == self.subject

    def of(self, payloads: Sequence[Body]) -> list[Body] | None:
        """Return the payloads in this form; `None` where they have no such form."""
        copies = deepcopy(list(payloads))
        formed = FORMS[self.form](copies, self.field)
        if formed is None or formed == list(payloads):
            return None
        return formed if self.field.steps[-1:] == ("sequence_number",) else _numbered(formed)

    def says(self, interaction: Interaction) -> Interaction:
        """Return an interaction that answers in this form; one of another shape or mode stays as it is."""
        if (interaction.shape, interaction.streams) != (self.shape, self.mode == "stream"):
            return interaction
        body = interaction.answer_body
        formed = self.of(body if isinstance(body, list) else [body])
        return interaction if formed is None else with_body(interaction, self._written(formed).encode())

    def _written(self, payloads: Sequence[Body]) -> str:
        if self.mode == "json":
            return sent(payloads[0])
        end = f"data: {DONE}\n\n" if self.shape == "chat" else ""
        return "".join(map(self._event, payloads)) + end

    def _event(self, payload: Body) -> str:
        if payload == COMMENT:
            return ": keep-alive\n\n"
        # An event that has lost its type in this form is still named after it.
        name = payload.get("type") or f"response.{self.field.frame}"
        return (
            f"event: {name}\ndata: {sent(payload)}\n\n" if self.shape == "responses" else f"data: {sent(payload)}\n\n"
        )


def _numbered(payloads: list[Body]) -> list[Body]:
    """Number events in the order in which they come now; what has no number gets none."""
    numbers = iter(range(len(payloads)))
    return [
        {**body, "sequence_number": next(numbers)} if isinstance(body.get("sequence_number"), int) else body
        for body in payloads
    ]
