"""Settings: what the lab was started with, for every page to read."""

from dataclasses import dataclass
from pathlib import Path

from wordofmouth.lab.server.visitors import ALONE, IN_CLASS, Limits


@dataclass(frozen=True)
class Settings:
    """What the lab was started with.

    Attributes:
        address: where it is reached, as in ``http://127.0.0.1:8137``.
        host: the name at which it was asked to listen.
        scenario: a preset, or a scenario's file, with which Play begins.
        results: folders of results to show.
        classroom: whether it serves a class.
        lessons: a folder of lessons besides those that come along.
    """

    address: str = ""
    host: str = ""
    scenario: str = ""
    results: tuple[Path, ...] = ()
    classroom: bool = False
    lessons: Path | None = None

    @property
    def limits(self) -> Limits:
        """What each visitor may ask for."""
        return IN_CLASS if self.classroom else ALONE


_now = Settings()


def settings() -> Settings:
    """Return what the lab was started with."""
    return _now


def configure(chosen: Settings) -> None:
    """Start the lab with these settings."""
    global _now
    _now = chosen
