"""By what name, from what address and over what scheme a request comes."""

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Iterable
from functools import lru_cache

import psutil
from starlette.datastructures import Headers
from starlette.types import Scope

_HOST = re.compile(r"(?:(?P<name>[a-z0-9._-]{1,253})|\[(?P<six>[0-9a-f:.]{2,45})\])(?::\d{1,5})?")
_PORTS = {"http": ":80", "https": ":443"}
# Names that home and office routers give to a machine.
_SUFFIXES = ("", ".local", ".lan", ".home")
_AGAIN_SECONDS = 2.0
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@lru_cache(maxsize=256)
def name_of(host: str) -> str | None:
    """The name or address in a Host header, lower case, without its port; None if malformed."""
    found = _HOST.fullmatch(host.lower())
    return (found["name"] or found["six"]).rstrip(".") if found else None


def machine_names() -> frozenset[str]:
    """What this machine is called on its network."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return frozenset({"localhost", name, *(short + suffix for suffix in _SUFFIXES)})


class Hosts:
    """The names that this installation answers to.

    Any other would let a foreign page whose name is made to point at this machine pass for ours.
    """

    def __init__(self, allowed: Iterable[str], later: Callable[[], Iterable[str]] = tuple) -> None:
        """`later` gives the names that admins may set while the product runs."""
        self._names = machine_names() | {name.lower() for name in allowed}
        self._later, self._asked_at = later, -_AGAIN_SECONDS
        self._set = frozenset[str]()

    def known(self, host: str, server: str) -> bool:
        """Whether a Host header names this machine; `server` is the address it was reached at."""
        name = name_of(host)
        if name is None:
            return False
        if name in self._names:
            return True
        address = _address(name)
        if address is None:
            return False
        return address.is_loopback or address == _address(server) or address in _own_addresses()

    def set_since(self, host: str) -> bool:
        """Whether a Host header has a name that was set meanwhile; may wait for the base."""
        if time.monotonic() - self._asked_at >= _AGAIN_SECONDS:
            self._asked_at = time.monotonic()
            self._set = frozenset(name.lower() for name in self._later())
        return name_of(host) in self._set


def refusal(host: str) -> str:
    """What to tell whoever used another name."""
    name = name_of(host)
    named = f" « {name} »" if name else ""
    return (
        f"MimiCom ne répond pas à ce nom{named}. S'il désigne bien la machine où MimiCom tourne, "
        "ajoutez-le au réglage MIMICOM_ALLOWED_HOSTS, puis relancez MimiCom."
    )


def _own_addresses() -> set[Address]:
    """Those of this machine's network cards now: they change with the network."""
    found = (a.address.partition("%")[0] for cards in psutil.net_if_addrs().values() for a in cards)
    return {address for text in found if (address := _address(text))}


@lru_cache(maxsize=256)
def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class Proxies:
    """The proxies whose word is taken for who is behind them."""

    def __init__(self, trusted: Iterable[str]) -> None:
        self._networks = [ipaddress.ip_network(one, strict=False) for one in trusted]

    def trusts(self, address: str) -> bool:
        """Whether a request from there says truly whom it is for."""
        found = _address(address)
        return found is not None and any(found in network for network in self._networks)

    def client(self, scope: Scope, headers: Headers) -> tuple[str, int]:
        """The address that asks: the nearest one that is no trusted proxy."""
        peer = scope.get("client") or ("?", 0)
        if not self._networks or not self.trusts(peer[0]):
            return peer[0], peer[1]
        nearest = peer[0]
        for hop in reversed(",".join(headers.getlist("x-forwarded-for")).split(",")):
            address = _address(hop.strip())
            if address is None:
                break
            nearest = str(address)
            if not self.trusts(nearest):
                break
        return nearest, 0

    def scheme(self, scope: Scope, headers: Headers) -> str:
        """ "http" or "https", as the browser sees it."""
        peer = scope.get("client") or ("?", 0)
        declared = headers.get("x-forwarded-proto", "") if self._networks else ""
        if declared in _PORTS and self.trusts(peer[0]):
            return declared
        return "https" if scope["scheme"] in ("https", "wss") else "http"


def same_origin(origin: str | None, scheme: str, host: str) -> bool:
    """Whether a request comes from our own page. Programs send no origin; a browser always does
    on what changes something, and 'null' from a hidden one."""
    return origin is None or _whole(origin) == _whole(f"{scheme}://{host}")


def _whole(origin: str) -> str:
    origin = origin.lower()
    return origin.removesuffix(_PORTS.get(origin.partition("://")[0], "\0"))
