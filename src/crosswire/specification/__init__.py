"""The specification as a whole: what it lists, and what it accounts for.

- `suites`: the requirements of all suites.
- `requirement_sets`: the ids that were ever used, and the revision with which each came.
- `described_fields`: the fields that `schemas/` describes, and those that a payload says.
- `ledger`: what becomes of each of these fields.
- `scenario_listing`: scenarios as a list for people.
- `plain_scenarios`: where a requirement has no scenario that says nothing else unusual; `unusual` and `unusual_items`
  find what is unusual in one.
- `orphans`: what of the scenarios nothing uses.
"""
