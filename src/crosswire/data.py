"""Where cassettes/, schemas/ and suites/ are: in the package in a wheel, at the root of a checkout; and the cache."""

import os
import sys
from pathlib import Path

_package = Path(__file__).parent


def data_folder(name: str) -> Path:
    """Return the folder `name` (cassettes, schemas, suites) of the installed package or of the checkout."""
    shipped = _package / name
    return shipped if shipped.is_dir() else _package.parents[1] / name


def cache_folder() -> Path:
    """Return the cache: `$CROSSWIRE_CACHE`, else `crosswire` in the user's folder of caches."""
    if folder := os.environ.get("CROSSWIRE_CACHE"):
        return Path(folder).absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "crosswire"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "crosswire"
