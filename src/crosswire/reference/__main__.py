"""`python -m crosswire.reference --port PORT --upstream URL --api-key KEY`: the reference adapter as a server."""

import argparse

import uvicorn

from crosswire.reference.server import Server
from crosswire.wire.serving import guarded  # of the server alone: it reads no request, and no answer


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(prog="python -m crosswire.reference", description=main.__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream", required=True, help="the base URL of the upstream, which ends in /v1")
    parser.add_argument("--api-key", required=True, help="the upstream's key")
    options = parser.parse_args()
    app = guarded(Server(options.upstream, options.api_key))
    uvicorn.run(app, host="127.0.0.1", port=options.port, access_log=False)


if __name__ == "__main__":
    main()
