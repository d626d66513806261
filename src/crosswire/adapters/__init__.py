"""Adapters: from the word after `--adapter` to a candidate that the harness can call.

| module or package | what it does |
| --- | --- |
| `forms` | what an adapter may be: the table that error messages show |
| `loading` | `load_adapter`: decides which form a word has, and makes the candidate |
| `importing` | imports a Python file or module, and finds an object in it |
| `signatures` | whether a function takes the arguments that it is given; what an ASGI app is |
| `candidate` | `Candidate`: a loaded adapter; `Serve`: the function that serves a request |
| `translator` | a candidate of pure functions, `chat_request` and its like |
| `calling` | `Caller`: makes one call or several, within a deadline; returns `crosswire.served.Served` |
| `one_call` | `Call`: one call as its thread makes it, and its outcome as JSON |
| `error_answers` | reads an exception as an error answer |
| `raised` | what any exception of an adapter means, and which of its lines raised it |
| `exits` | makes an exception of a call of `os._exit` in this process |
| `descriptions/` | the TOML file: values, checks, placeholders |
| `recipes/` | the adapters that Crosswire knows by name |
| `servers/` | adapters that are asked over HTTP: gateways, URLs, ASGI apps |
| `workers/` | adapters in a process of their own that speaks JSON lines |
| `processes/` | child processes: their packages, environment variables, start and end |

The way from the TOML file of a worker to its process: `loading`, `descriptions/description`, `workers/worker`,
`processes/launching`, `processes/supervised`, `processes/supervisor`.
"""

from crosswire.adapters.candidate import Candidate, Serve
from crosswire.adapters.loading import load_adapter

__all__ = ["Candidate", "Serve", "load_adapter"]
