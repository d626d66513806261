"""Descriptions: TOML files that say how to run an adapter that is no Python module. docs/gateways.md lists the keys.

| module | what it does |
| --- | --- |
| `description` | reads a file, or a mapping in Python, as a `Description` |
| `checks` | finds all that is wrong in a file: the one list of keys and what each may hold |
| `placeholders` | fills in `{port}` and its like |
| `templates` | fills in the Jinja templates of config files |
"""
