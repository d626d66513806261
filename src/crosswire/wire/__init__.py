"""JSON, event streams, cassettes and schemas. Nothing here knows a scenario or a field of an API.

- `json_text`, `lenient_json`, `strict_json`, `exact_json`: reading and writing JSON, from the most tolerant reader to
  one that changes nothing.
- `leaves`, `pointers`: the parts of JSON. `bodies`: the JSON in a body.
- `event_streams`: event streams as text.
- `cassettes`, `plain_cassettes`, `toml_text`: cassettes as this project and as others write them; strings in TOML.
- `schemas`: whether a payload is valid by the JSON Schemas of `schema_files`. `explanations`, `decisions`: why it is
  not, as a `violation`. `unknown_fields`: the fields that a schema lacks.
- `reading`: JSON, YAML and TOML in files that anybody may have written, within bounds; `unpacking`: gzip, likewise.
- `serving`: what the servers of this project share, and whose requests they refuse.
"""
