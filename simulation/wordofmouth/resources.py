"""Resources: where the rooms of data lie, in a checkout, an editable install and a wheel alike; what a user keeps."""

import os
from pathlib import Path

PACKAGE = Path(__file__).parent
# A checkout keeps the package in `simulation/`, and the other rooms beside that. In a wheel this is no folder of ours.
CHECKOUT = PACKAGE.parent.parent
SHIPPED = PACKAGE / "data"
# Names the folder of what is kept from one process to another, instead of the user's own.
CACHE = "WORDOFMOUTH_CACHE"
STATE = "WORDOFMOUTH_STATE"


def folder(room: str) -> Path:
    """Return the folder of a room of data: ``scenarios`` or ``experiments``.

    A wheel carries both inside the package. A checkout has them at its top, and so has an editable install, whose
    package lies in the checkout.
    """
    shipped = SHIPPED / room
    return shipped if shipped.is_dir() else CHECKOUT / room


def built_from() -> str | None:
    """Return the commit from which a wheel was built, as it was written down then; none if it was not known."""
    try:
        return (SHIPPED / "commit.txt").read_text(encoding="utf-8").strip() or None
    except OSError:
        return None


def cache_folder() -> Path | None:
    """Return the user's folder of what only saves time; it need not exist. None if the user has no place for any.

    It is what the environment variable ``WORDOFMOUTH_CACHE`` names, or else where the system keeps such things, as
    ``$XDG_CACHE_HOME`` or ``~/.cache`` say on Linux.
    """
    return _users_folder(CACHE, "user_cache_path")


def state_folder() -> Path | None:
    """Return the user's folder of what goes on when a process ends, which need not exist; None if there is no place.

    It is what the environment variable ``WORDOFMOUTH_STATE`` names, or else where the system keeps such things, as
    ``$XDG_STATE_HOME`` or ``~/.local/state`` say on Linux.
    """
    return _users_folder(STATE, "user_state_path")


def _users_folder(variable: str, kind: str) -> Path | None:
    """Return the folder that an environment variable names, or else platformdirs' of a kind."""
    if os.environ.get(variable):
        return Path(os.environ[variable]).absolute()
    import platformdirs

    try:
        folder: Path = getattr(platformdirs, kind)("wordofmouth", appauthor=False)
    except RuntimeError:
        # A user without a home.
        return None
    # As earlier versions say it: its home is called ~, whatever it is.
    return folder if folder.is_absolute() else None


def version() -> str:
    """Return the version of this package: a checkout's own, whatever was written down when it was installed."""
    import importlib.metadata
    import tomllib

    project = CHECKOUT / "pyproject.toml"
    if SHIPPED.is_dir() or not project.is_file():
        return importlib.metadata.version("wordofmouth")
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
