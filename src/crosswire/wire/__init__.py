"""What goes over the wire, and how it is kept; nothing here knows a scenario.

- `json_text`, `exact_json`: JSON parsed as programs do, and as it is written. `leaves`, `pointers`: its parts.
- `bodies`: the JSON within a body.
- `event_streams`, `event_order`, `event_items`: events as text, and what is due of them.
- `cassettes`, `plain_cassettes`, `toml_text`: files, ours and those of others.
- `schemas`, `decisions`, `explanations`, `known_fields`: `schemas/`, and what breaks them.
- `serving`: what our servers have in common.
"""
