"""From a description to a candidate."""

from pathlib import Path

from crosswire.adapters.candidate import Candidate
from crosswire.adapters.description import PATHS, Description, Gateway
from crosswire.adapters.gateway import gateway_candidate
from crosswire.adapters.isolated import isolated_candidate
from crosswire.adapters.worker import worker_candidate
from crosswire.errors import AdapterNotFound


def described_candidate(description: Description) -> Candidate:
    """Return the candidate that a description makes. A worker is started by it, a gateway before its first exchange."""
    if description.gateway:
        return gateway_candidate(description, description.gateway)
    if description.worker:
        return worker_candidate(description, description.worker)
    assert description.python_file
    return isolated_candidate(description, description.python_file)


def candidate_at(url: str) -> Candidate:
    """Return the candidate that is a gateway which runs already; `url` is its base URL, as clients are given it.

    Raises:
        AdapterNotFound: it is no such URL.
    """
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.rstrip("/").partition("/")
    if scheme not in ("http", "https") or not host or "?" in path or "#" in path:
        raise AdapterNotFound(
            f"--adapter {url}: this is no base URL of a gateway; one is http://127.0.0.1:4000/v1, with "
            "/chat/completions and/or /responses behind it"
        )
    base = f"/{path}" if slash else "/v1"
    paths = {shape: base + known.removeprefix("/v1") for shape, known in PATHS.items()}
    return described_candidate(Description(url, Path(), gateway=Gateway(url=f"{scheme}://{host}", paths=paths)))
