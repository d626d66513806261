"""Making scenarios of exchanges that somebody has.

- `importing`: of every conversation in somebody's cassettes.
- `one_exchange`: of a single exchange in a file.
- `conversations`: from HTTP calls to the turns of one conversation over one API, whole or streamed.
- `deriving`: the recordings that a conversation lacks, written from the facts of the one that it has.
- `carrying_over`: what of it could not be carried over to them.
- `drafts`: a scenario that is not saved yet, and saving it, whole or not at all.
"""
