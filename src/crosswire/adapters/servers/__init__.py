"""Servers: adapters that are asked over HTTP.

| module | what it does |
| --- | --- |
| `gateway` | a gateway that is started for a run, and the candidate that it makes |
| `running_elsewhere` | a gateway that somebody else started, at a URL |
| `asgi` | an ASGI app, served by a thread of this process |
| `over_http` | the client's side: one POST, and the answer as it came |
| `answers` | an answer, or an error, as `over_http` returns it |
| `answer_bytes` | the bytes of an answer: decompressed piece by piece, up to a limit |
"""
