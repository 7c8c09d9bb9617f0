"""Where a field's value leads: web pages, mail, telephone. What is not surely one has no link."""

import re
from urllib.parse import quote, urlsplit

from core.prospects.normalise import url
from core.vocabulary.values import Network

_ACCOUNTS = {
    Network.FACEBOOK: "https://www.facebook.com/{}",
    Network.X: "https://x.com/{}",
    Network.INSTAGRAM: "https://www.instagram.com/{}",
    Network.TIKTOK: "https://www.tiktok.com/@{}",
    Network.YOUTUBE: "https://www.youtube.com/@{}",
}
_HANDLE = re.compile(r"@?([\w.-]{1,100})")
_TELEPHONE = re.compile(r"\+\d{6,15}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
# What would end an attribute, or be read otherwise by one browser than by another.
_UNSAFE = re.compile(r"[\s\\<>\"'`\x00-\x1f\x7f]")


def link(name: str, value: object) -> str | None:
    """The address of a field's value; None where it has none, or none that is safe."""
    if not isinstance(value, str):
        return None
    if name == "email":
        return "mailto:" + quote(value, safe="@") if _EMAIL.fullmatch(value) else None
    if name == "telephone":
        return f"tel:{value}" if _TELEPHONE.fullmatch(value) else None
    if name == "site_web":
        return web_address(value)
    return account(Network(name), value) if name in set(Network) else None


def account(network: Network, value: str) -> str | None:
    """The page of an account, given as its address or its name."""
    handle = _HANDLE.fullmatch(value)
    if handle:
        return _ACCOUNTS[network].format(quote(handle[1]))
    return web_address(value) if "/" in value or "." in value else None


def web_address(value: str) -> str | None:
    """An http(s) address; none with a user's name in it, which would hide where it leads."""
    address = url(value)[0]
    if address is None or _UNSAFE.search(address):
        return None
    parts = urlsplit(address)
    honest = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return address if honest else None
