"""Where cassettes/, schemas/ and suites/ are: beside this module in a wheel, at the root of a checkout."""

from pathlib import Path

_package = Path(__file__).parent


def data_folder(name: str) -> Path:
    """Return the folder `name` (cassettes, schemas, suites) of the installed package or of the checkout."""
    shipped = _package / name
    return shipped if shipped.is_dir() else _package.parents[1] / name
