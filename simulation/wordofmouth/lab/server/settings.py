"""Settings: what the lab was started with, for every page to read."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from wordofmouth.lab.server.addresses import open_addresses, url_of
from wordofmouth.lab.server.visitors import ALONE, IN_CLASS, Limits


@dataclass(frozen=True)
class Settings:
    """What the lab was started with.

    Attributes:
        bound: the address to which it is bound, as in ``127.0.0.1`` or, for all of this machine's, ``0.0.0.0``.
        port: the port to which it is bound.
        host: the name at which it was asked to listen.
        scenario: a preset, or a scenario's file, with which Play begins.
        results: folders of results to show.
        classroom: whether it serves a class.
        lessons: a folder of lessons besides those that come along.
        game: the file of the class's game, if it is not the one that comes along.
        rooms: the folder in which a class is kept, so that a lab that was killed goes on with it; none: it is not.
    """

    bound: str = "127.0.0.1"
    port: int = 0
    host: str = ""
    scenario: str = ""
    results: tuple[Path, ...] = ()
    classroom: bool = False
    lessons: Path | None = None
    game: Path | None = None
    rooms: Path | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where others reach it now, the likeliest first, as in ``http://192.0.2.7:8137``; empty if they cannot."""
        return tuple(url_of(address, self.port) for address in open_addresses(self.bound))

    @property
    def address(self) -> str:
        """Where it is reached now: by others if they can, else from this machine."""
        own = "127.0.0.1" if ip_address(self.bound).is_unspecified else self.bound
        return next(iter(self.addresses), url_of(own, self.port))

    @property
    def only_here(self) -> bool:
        """Whether it is bound to an address that this machine alone can reach."""
        return ip_address(self.bound).is_loopback

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
