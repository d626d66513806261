"""The table of the forms that are judged, `judged.txt`, as forms."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crosswire.variations.grids.fields import Field
from crosswire.variations.grids.payload_forms import PayloadForm

TABLE = Path(__file__).with_name("judged.txt")
NOTHING = "-"
"""Stands in a row for no frame, and for no steps."""


def judged_forms() -> Iterator[PayloadForm]:
    """Yield every form that is judged, in the order of the table."""
    for row in TABLE.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        shape, mode, subject, frame, steps, *forms = row.split()
        field = Field(frame.replace(NOTHING, ""), () if steps == NOTHING else tuple(steps.split("/")))
        yield from (_form(shape, mode, subject, field, form) for form in forms)


def _form(shape: Any, mode: Any, subject: str, field: Field, form: str) -> PayloadForm:
    return PayloadForm(shape, mode, subject, field, form)


def row_of(form: PayloadForm) -> str:
    """Return the row of a field, without its forms."""
    field = form.field
    return " ".join([form.shape, form.mode, form.subject, field.frame or NOTHING, "/".join(field.steps) or NOTHING])
