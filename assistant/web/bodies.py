"""Bodies of requests: counted as they come, and JSON read strictly once, then written anew."""

import asyncio
import json
import math
import re
from contextlib import suppress
from typing import Any, NoReturn

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from assistant.web.errors import BodyTooLarge, Refusal
from assistant.web.texts import cleaned, too_deep

MULTIPART_ROOM = 100_000
LINGER_BYTES, LINGER_SECONDS = 64_000_000, 10.0
_PACKET = re.compile(b"[134]")
LARGEST_NUMBER = 15
"""Digits of a whole number: what browsers and the database both keep exactly."""


def check_framing(headers: Headers, limit: int) -> None:
    """Refuse a body whose size is declared in two ways, or is declared beyond the limit. Raises
    Refusal."""
    declared, length = headers.get("transfer-encoding"), headers.get("content-length")
    if declared is not None and length is not None:
        # Two readers of such a request may disagree about where it ends.
        raise Refusal(400, "La taille de cette demande est dite de deux façons.")
    if length is not None and not (length.isascii() and length.isdecimal() and len(length) < 19):
        raise Refusal(400, "La taille de cette demande n'est pas un nombre.")
    if (length is not None and int(length) > limit) or (declared is not None and limit == 0):
        raise Refusal(413, BodyTooLarge(limit).message)


class Incoming:
    """A request's `receive` that knows whether the whole body came."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        headers = Headers(scope=scope)
        declared = "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
        self._receive = receive
        self.unread = declared
        """Whether bytes of the body may still come."""

    async def __call__(self) -> Message:
        """The next part of the body."""
        message = await self._receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            self.unread = False
        return message

    def lingering(self, send: Send) -> Send:
        """A `send` that reads on a little before the end of its answer: a connection closed upon
        bytes that nobody read is reset, and the sender sees no answer."""

        async def send_lingering(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            await send({**message, "more_body": True})
            with suppress(TimeoutError):
                await asyncio.wait_for(self._discard(), LINGER_SECONDS)
            await send({"type": "http.response.body", "body": b""})

        return send_lingering

    async def _discard(self) -> None:
        left = LINGER_BYTES
        while self.unread and left > 0:
            left -= len((await self()).get("body", b""))


class Counted:
    """A request's `receive` that lets no more than `limit` bytes through, however they come."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._limit, self._count = receive, limit, 0

    @property
    def over(self) -> bool:
        """Whether more came than may."""
        return self._count > self._limit

    @property
    def limit(self) -> int:
        """Bytes."""
        return self._limit

    async def __call__(self) -> Message:
        """The next part of the body. BodyTooLarge once it is over the limit."""
        message = await self._receive()
        self._count += len(message.get("body", b""))
        if self.over:
            raise BodyTooLarge(self._limit)
        return message

    async def whole(self) -> bytes:
        """The body. BodyTooLarge; Refusal where the sender left before its end."""
        parts: list[bytes] = []
        while True:
            message = await self()
            if message["type"] != "http.request":
                raise Refusal(400, "Cette demande s'est interrompue.")
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                return b"".join(parts)


def again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body already read, then what follows it."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def sound_packets(body: bytes) -> bool:
    """Whether these are packets that the page's socket sends by long polling. Any other makes the
    socket's library wait for ever."""
    return len(body) > 0 and all(_PACKET.match(one) for one in body.split(b"\x1e"))


def read_json(body: bytes) -> Any:
    """JSON in UTF-8 with clean texts. ValueError for anything that readers would take in
    different ways: repeated names, NaN, numbers beyond 64 bits, too many levels."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_int=_whole_number,
            parse_float=_number,
            parse_constant=_no_number,
            object_pairs_hook=_object,
        )
    except RecursionError as error:
        raise ValueError("too many levels") from error
    if too_deep(value):
        raise ValueError("too many levels")
    return cleaned(value)


def _whole_number(text: str) -> int:
    if len(text.lstrip("-")) > LARGEST_NUMBER:
        raise ValueError("number too large")
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number too large")
    return number


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is repeated")
    return found
