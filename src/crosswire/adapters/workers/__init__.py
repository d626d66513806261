"""Workers: adapters in a process of their own that reads and writes JSON lines. docs/workers.md is the protocol.

| module | what it does |
| --- | --- |
| `worker` | the candidate that a worker makes, also of a Python file with packages of its own (`isolated_candidate`) |
| `process` | one run of the process: sends requests, and hands every message it writes to the call it is about |
| `protocol` | the messages: how they are written, read and checked |
| `host` | the worker that runs a Python adapter file, in any Python from 3.9 on |
"""
