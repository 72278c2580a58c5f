"""Settings: what the lab was started with, for every page to read."""

from dataclasses import dataclass
from pathlib import Path

from nicegui import app


@dataclass(frozen=True)
class Settings:
    """What the lab was started with.

    Attributes:
        address: where it is reached, as in ``http://127.0.0.1:8137``.
        results: folders of results to show.
        classroom: whether it serves a class.
    """

    address: str = ""
    results: tuple[Path, ...] = ()
    classroom: bool = False


def settings() -> Settings:
    """Return what the lab was started with."""
    return getattr(app.state, "lab", Settings())


def settle(chosen: Settings) -> None:
    """Start the lab with these settings."""
    app.state.lab = chosen
