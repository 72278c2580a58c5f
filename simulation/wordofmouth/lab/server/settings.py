"""Settings: what the lab was started with, for every page to read."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from wordofmouth.lab.server.addresses import open_addresses, url_of
from wordofmouth.lab.server.proxy import PublicAddress
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
        public: where browsers find it, if it is behind another server.
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
    public: PublicAddress | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where others reach it now, the likeliest first, as in ``http://192.0.2.7:8137``; empty if they cannot."""
        if self.public is not None:
            return (str(self.public),)
        return tuple(url_of(address, self.port) for address in open_addresses(self.bound))

    @property
    def address(self) -> str:
        """Where it is reached now: by others if they can, else from this machine."""
        return next(iter(self.addresses), self.own)

    @property
    def own(self) -> str:
        """Where it is reached from this machine."""
        return url_of("127.0.0.1" if ip_address(self.bound).is_unspecified else self.bound, self.port)

    @property
    def only_here(self) -> bool:
        """Whether it is bound to an address that this machine alone can reach, and behind no other server."""
        return self.public is None and ip_address(self.bound).is_loopback

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach it by HTTPS alone."""
        return self.public is not None and self.public.scheme == "https"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names under which browsers may address it, beside those of this machine itself."""
        public = (self.public.host,) if self.public else ()
        return (*public, *(name for name in (self.host, *open_addresses(self.bound)) if name))

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


def at(path: str) -> str:
    """Return where a browser finds a path of the lab, as ``/lessons``: below the prefix of its public address."""
    return (_now.public.prefix if _now.public else "") + path
