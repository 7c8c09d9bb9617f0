"""The only reader of cookies: what it did not read is not passed on.

Chainlit, Starlette and Python's own parser disagree about odd headers; a token that one of them
finds and the guard does not would never be checked.
"""

import re
from collections.abc import Sequence

COOKIE = "access_token"
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
MOST_TOKENS = 8


def tokens(headers: Sequence[tuple[bytes, bytes]]) -> list[str]:
    """Session tokens of a request, whatever stands around them; several where cookies of the
    same name were set for several paths."""
    found: list[str] = []
    for name, value in headers:
        if name != b"cookie":
            continue
        for pair in value.decode("latin-1").split(";"):
            key, _, text = pair.partition("=")
            if key.strip() == COOKIE and _TOKEN.fullmatch(text.strip()):
                found.append(text.strip())
    return list(dict.fromkeys(found))[:MOST_TOKENS]


def names(headers: Sequence[tuple[bytes, bytes]]) -> list[str]:
    """Names of the cookies that carry a session, or once did: those that a log-out removes."""
    found = [COOKIE]
    for name, value in headers:
        if name == b"cookie":
            keys = [pair.partition("=")[0].strip() for pair in value.decode("latin-1").split(";")]
            found += [key for key in keys if re.fullmatch(rf"{COOKIE}_\d{{1,2}}", key)]
    return list(dict.fromkeys(found))


def header(token: str) -> tuple[bytes, bytes]:
    """The Cookie header that goes on, made of a checked token."""
    return b"cookie", f"{COOKIE}={token}".encode("latin-1")


def secured(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """An answer's headers with every cookie for HTTPS only."""
    return [
        (name, value + b"; Secure")
        if name.lower() == b"set-cookie" and b"; secure" not in value.lower()
        else (name, value)
        for name, value in headers
    ]
