"""Keeping secrets out of what is saved.

- `patterns`: what a secret looks like, and the names of fields that hold one.
- `redaction`: recorded calls without secrets.
- `scan`: finding the secrets that redaction cannot reach, and refusing to save them.
"""
