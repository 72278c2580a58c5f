"""Addresses: at which of this machine's addresses others can reach a lab, the likeliest first."""

import contextlib
import ipaddress
import socket
from collections.abc import Iterable

# Of a network that is kept for documentation (RFC 5737): nothing answers there, so the default route leads to it.
_ELSEWHERE = ("192.0.2.1", 9)


def open_addresses(host: str) -> tuple[str, ...]:
    """Return the addresses at which others reach what is bound to an address; none, if it is this machine's alone.

    What is bound to all addresses is reached at each of IPv4's that a network gave to this machine, first at that of
    the default route: so do most phones of the room reach it.
    """
    bound = ipaddress.ip_address(host)
    if bound.is_loopback:
        return ()
    if not bound.is_unspecified:
        return (host,)
    return reachable(_interfaces(), _default())


def reachable(given: Iterable[str], default: str) -> tuple[str, ...]:
    """Return of addresses those that others may reach, without repetition, that of the default route first."""
    return tuple(dict.fromkeys(address for address in (default, *given) if address and _is_reachable(address)))


def url_of(address: str, port: int) -> str:
    """Return where a browser finds an address and a port."""
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def _is_reachable(address: str) -> bool:
    # A link-local address (169.254) is what a machine gives itself when no network gave it one.
    read = ipaddress.ip_address(address)
    return not (read.is_loopback or read.is_link_local or read.is_unspecified)


def _interfaces() -> list[str]:
    """Return the IPv4 addresses of this machine's network interfaces."""
    import ifaddr

    return [str(address.ip) for adapter in ifaddr.get_adapters() for address in adapter.ips if address.is_IPv4]


def _default() -> str:
    """Return the address of this machine on its default route; nothing, if it has none."""
    # No packet is sent by this: it asks which of this machine's addresses leads out.
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_ELSEWHERE)
        address: str = probe.getsockname()[0]
        return address
    return ""
