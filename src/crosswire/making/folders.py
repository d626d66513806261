"""Where scenarios are written: in a folder of the user's own, never among the files of an installed Crosswire."""

from pathlib import Path

from crosswire.data import data_folder
from crosswire.errors import ConfigurationError

NAME = "cassettes"


def default_folder() -> Path:
    """Return where commands write scenarios, and look for them first.

    It is Crosswire's own `cassettes/` for who works in its checkout, and `cassettes` of the working directory for
    anybody else.
    """
    ours = data_folder(NAME)
    in_checkout = not _is_installed(ours) and Path.cwd().is_relative_to(ours.resolve().parent)
    return ours if in_checkout else Path(NAME)


def refuse_installed(path: Path) -> None:
    """Refuse a file or folder among the files of an installed Crosswire: the next upgrade deletes it.

    Raises:
        ConfigurationError: it is one.
    """
    ours = data_folder(NAME)
    if _is_installed(ours) and path.resolve().is_relative_to(ours.resolve().parent):
        raise ConfigurationError(
            f"{path} is in the folder of the installed Crosswire, {ours.parent}, which an upgrade replaces; "
            f"a folder of your own is allowed: --into {NAME}"
        )


def _is_installed(ours: Path) -> bool:
    """Tell whether the scenarios are in the package itself, as a wheel has them."""
    return ours.parent == Path(__file__).parents[1]
