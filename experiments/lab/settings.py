"""Settings: what the lab was started with, for every page to read."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What the lab was started with.

    Attributes:
        address: where it is reached, as in ``http://127.0.0.1:8137``.
        results: folders of results to show.
        classroom: whether it serves a class.
        lessons: a folder of lessons besides those that come along.
    """

    address: str = ""
    results: tuple[Path, ...] = ()
    classroom: bool = False
    lessons: Path | None = None


_now = Settings()


def settings() -> Settings:
    """Return what the lab was started with."""
    return _now


def settle(chosen: Settings) -> None:
    """Start the lab with these settings."""
    global _now
    _now = chosen
