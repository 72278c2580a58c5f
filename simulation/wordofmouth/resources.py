"""Resources: where the rooms of data lie, in a checkout, an editable install and a wheel alike."""

from pathlib import Path

PACKAGE = Path(__file__).parent
# A checkout keeps the package in `simulation/`, and the other rooms beside that. In a wheel this is no folder of ours.
CHECKOUT = PACKAGE.parent.parent
SHIPPED = PACKAGE / "data"


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


def version() -> str:
    """Return the version of this package: a checkout's own, whatever was written down when it was installed."""
    import importlib.metadata
    import tomllib

    project = CHECKOUT / "pyproject.toml"
    if SHIPPED.is_dir() or not project.is_file():
        return importlib.metadata.version("wordofmouth")
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
