"""The specification as a whole: which requirements there are, and what they account for.

The requirements:

- `suites`: the requirements of all suites.
- `requirement_sets`: every id that was ever used, and what each set changed.
- `retirements`: requirements that are superseded or withdrawn.
- `set_checks`: checks on `suites/requirements.toml`.
- `ownership`: which requirement fails where a certain fact differs.
- `twins`: where each requirement applies, and what replaces it where it does not.

What an adapter is wanted for:

- `profiles`: the profiles of use, their requirements and scenarios.

The fields of both APIs:

- `described_fields`: the fields that `schemas/` describes, and those that a payload has.
- `ledger`: which requirement keeps each field, or why none can.

The scenarios:

- `scenario_listing`: scenarios as a list for people.
- `orphans`: files and recordings of scenarios that nothing uses.
- `plain_scenarios`: scenarios with nothing unusual but what a requirement is about.
- `unusual`: the unusual things of a scenario; `unusual_items`: those of its items.
"""
