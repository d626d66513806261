"""Keeping secrets out of what is saved.

- `known`: what is one, by its form or by the name beside it.
- `redaction`: recorded calls made fit to publish.
- `scan`: looking for what redaction cannot reach, and refusing to save it.
"""
