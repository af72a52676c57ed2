"""Where a webhook may go: resolved once, checked, and then connected to exactly that address."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from kernel.errors import BadInput, DomainError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address and what to ask it for."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def authority(self) -> str:
        """As the Host header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def checked_url(url: str, *, allow_private: bool) -> tuple[str, str, int, str]:
    """Scheme, host, port and path. Without `allow_private` only https is taken.

    Raises `BadInput` `bad_url`, `DomainError` `private_address` for a literal address inside.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    except (ValueError, KeyError) as error:
        raise _bad("This is not an https address.") from error
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.fragment or any(ord(one) <= 32 for one in url):
        raise _bad("An address has a host, and neither a sign-in nor a fragment.")
    if parts.scheme != "https" and not allow_private:
        raise _bad("Only https keeps what is sent to itself.")
    literal = _literal(host)
    if literal is not None:
        _check(literal, allow_private=allow_private)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port, path


def resolved(url: str, *, allow_private: bool) -> Target:
    """The target with the first address of its host; every address must be allowed.

    Raises what `checked_url` does, and `DomainError` `unknown_host`. Asks the resolver: never within a
    transaction.
    """
    scheme, host, port, path = checked_url(url, allow_private=allow_private)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DomainError("unknown_host", f"There is no host {host!r}.", _field("unknown_host")) from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        _check(ipaddress.ip_address(address.split("%")[0]), allow_private=allow_private)
    return Target(scheme, host, port, path, addresses[0])


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _check(address: Address, *, allow_private: bool) -> None:
    if not allow_private and not is_public(address):
        raise DomainError(
            "private_address",
            "This address is inside of a network; it is not told.",
            _field("private_address"),
        )


def is_public(address: Address) -> bool:
    """Is it an address of the Internet, whatever it is wrapped in?"""
    inner = _unwrapped(address)
    return inner.is_global and not inner.is_multicast


def _unwrapped(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _bad(text: str) -> BadInput:
    return BadInput("bad_url", text, {"url": [("bad_url", text)]})


def _field(code: str) -> dict[str, list[tuple[str, str]]]:
    return {"url": [(code, "This address cannot be used.")]}
