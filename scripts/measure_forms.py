"""Ask the official SDKs which forms of the grids have a right outcome: `python scripts/measure_forms.py`.

Writes src/crosswire/variations/grids/judged.txt: a row for each field with the forms that are judged. Prints how many
forms have no verdict, and why. Needs Node.js. Run it after a change of the writers, the forms or the SDKs' versions.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from crosswire.clients.running import close_clients
from crosswire.proving.form_readings import outcomes
from crosswire.variations.grids.payload_forms import PayloadForm
from crosswire.variations.grids.reading import TABLE, row_of

HEAD = """\
# The forms that are judged: all official SDKs read the same in them.
# A row a field: shape, mode, subject, frame or `-`, steps joined by `/` or `-`, and its forms.
# Made by scripts/measure_forms.py; do not edit.
"""


def rows(forms: Sequence[PayloadForm]) -> Iterator[str]:
    """Yield a row for each field of forms."""
    by_field: dict[str, list[str]] = defaultdict(list)
    for form in forms:
        by_field[row_of(form)].append(form.form)
    yield from (" ".join([row, *names]) for row, names in by_field.items())


def main() -> int:
    """Write the table; return the exit status."""
    found = list(outcomes())
    close_clients()
    judged = [outcome.form for outcome in found if not outcome.why_not]
    TABLE.write_text(HEAD + "\n".join(rows(judged)) + "\n", encoding="utf-8")
    print(f"{len(judged)} of {len(found)} forms are judged")
    for why, count in Counter(outcome.why_not for outcome in found if outcome.why_not).most_common():
        print(f"{count:5} {why}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
