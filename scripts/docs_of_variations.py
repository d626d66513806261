"""docs/variations.md: every variation, and what is judged under it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tables import anchor, table
from tests.suites.judging import REQUIREMENTS

from crosswire.variations import VARIATIONS, Variation
from crosswire.variations.grids.payload_forms import TELLS

INTRODUCTION = """\
# Variations

A recording cannot hold what a network does, and a repository should not hold ten megabytes of text. So some scenarios,
those tagged `network`, `forms` or `together` and the large ones, are also performed with one thing otherwise: the
upstream, a real server on 127.0.0.1, says the same in another form, sends it in other pieces, breaks off, falls silent
or is not there; or the client does what clients do. A test's id ends in the variation's name:
`test_every_form_of_a_stream_is_read[chat-stream-unicode_text-crlf]`."""


GRIDS_INTRODUCTION = """\
## Grids

A field of an answer can be absent, null, empty, said again, said elsewhere, cut or joined, and as large as a buffer; a
frame can come twice, late or not at all. All of that is generated: `variations/grids/` takes the fields from what the
writers of the shapes write, and gives each every form. A form is judged on the plain scenario of its field, one of
those tagged `grids`, and only where it has a right outcome: the API description allows it, or all official SDKs read
the same in it. The others have no verdict: `python scripts/measure_forms.py` asks the SDKs, and counts why.

A variation is named after the payload, the field and the form: `chunk.choices.delta.content.delta_null`."""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    yield from [INTRODUCTION, ""]
    plain = {name: variation for name, variation in VARIATIONS.items() if variation.form is None}
    rows = ([anchor(name), variation.tells, _judged([variation])] for name, variation in plain.items())
    yield from table(["variation", "what is otherwise", "judged under it"], rows)
    yield from ["", GRIDS_INTRODUCTION, ""]
    yield from table(["form", "what is otherwise", "judged"], _forms())
    for axis, by_field in _axes().items():
        yield from ["", f"### {axis.capitalize()}", ""]
        rows = ([field, _anchored(forms), _judged(forms)] for field, forms in by_field.items())
        yield from table(["field or frame", "forms", "judged under them"], rows)


def _forms() -> Iterator[list[str]]:
    """Yield every form, what it is, and how many fields are judged in it."""
    counts = Counter(variation.form.form for variation in VARIATIONS.values() if variation.form)
    yield from ([form, tells.format("it"), str(counts[form])] for form, tells in TELLS.items())


def _axes() -> dict[str, dict[str, list[Variation]]]:
    """Return the variations of the grids by the kind of payload and the field."""
    axes: dict[str, dict[str, list[Variation]]] = {}
    for variation in VARIATIONS.values():
        if form := variation.form:
            axes.setdefault(form.axis, {}).setdefault(form.field.name, []).append(variation)
    return axes


def _anchored(variations: Iterable[Variation]) -> str:
    return ", ".join(
        f'<a id="{variation.name}"></a>{variation.form.form}' for variation in variations if variation.form
    )


def _judged(variations: Iterable[Variation]) -> str:
    """Return the requirements that are judged under any of some variations."""
    names = {variation.name for variation in variations}
    ids = [requirement.id for requirement in REQUIREMENTS if not names.isdisjoint(requirement.variations)]
    return ", ".join(f"[{identifier}](requirements.md#{identifier})" for identifier in ids)
