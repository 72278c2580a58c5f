"""Extras: packages that only some tasks need, and the one line that installs them."""

from importlib.util import find_spec

from wordofmouth.errors import MissingExtraError

# What `pip install "wordofmouth[NAME]"` brings, by the names under which it is imported.
EXTRAS = {
    "cluster": ("distributed",),
    "excel": ("openpyxl",),
    "forecast": ("statsmodels",),
    "lab": ("ifaddr", "nicegui", "segno"),
    "optimise": ("optuna",),
    "sensitivity": ("SALib",),
}


def need(extra: str) -> None:
    """Check that the packages of an extra are installed, before any work is done that needs them.

    Raises:
        MissingExtraError: if one is not.
    """
    missing = [package for package in EXTRAS[extra] if find_spec(package) is None]
    if missing:
        raise MissingExtraError(
            f'{extra}: needs {" and ".join(missing)}, not installed here; pip install "wordofmouth[{extra}]"'
        )
