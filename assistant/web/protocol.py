"""HTTP from a connection: what can't be read reaches no guard, and is refused here; what comes too
slowly is cut off, for some hundreds of such connections would leave the host none for others."""

import asyncio
import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

UNREADABLE = "Cette demande n'est pas lisible."
LOOK_SECONDS = 2.0
HEAD_SECONDS = 20.0
"""In which a request's first lines come whole, from the connection or their first byte on."""
BODY_SECONDS, BODY_BYTES_A_SECOND = 60.0, 2_000
"""What a body may take: so long, and more by what came of it."""
STALL_SECONDS = 60.0
"""Without a byte taken of an answer that waits."""


class Http(H11Protocol):
    """uvicorn's, with its refusal in French, as JSON, as the guard's are; and with an end to its
    patience."""

    _head_since: float | None
    _body_until: float | None = None
    _stalled: tuple[int, float] = (0, 0.0)
    """Bytes that waited to be taken, and since when so many."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look after it."""
        super().connection_made(transport)
        self._head_since = self.loop.time()
        self.loop.call_later(LOOK_SECONDS, self._look)

    def data_received(self, data: bytes) -> None:
        """Note what is waited for next."""
        super().data_received(data)
        now, state = self.loop.time(), self.conn.their_state
        if state is h11.IDLE and self.conn.trailing_data[0]:
            self._head_since = self._head_since or now
        else:
            self._head_since = None
        if state is not h11.SEND_BODY:
            self._body_until = None
        else:
            begun = now + BODY_SECONDS if self._body_until is None else self._body_until
            self._body_until = begun + len(data) / BODY_BYTES_A_SECOND

    def _look(self) -> None:
        """Again and again, until it is closed or has become a websocket."""
        if self not in self.connections or self.transport.is_closing():
            return
        if self._is_too_slow(self.loop.time()):
            self.logger.warning("a connection is too slow: cut off")
            self.transport.abort()
            return
        self.loop.call_later(LOOK_SECONDS, self._look)

    def _is_too_slow(self, now: float) -> bool:
        if self._head_since is not None and now - self._head_since > HEAD_SECONDS:
            return True
        if self._body_until is not None:
            if self.flow.read_paused:  # it is us who do not take it
                self._body_until += LOOK_SECONDS
            elif now > self._body_until:
                return True
        left = self.transport.get_write_buffer_size()
        if left != self._stalled[0]:
            self._stalled = left, now
        return left > 0 and now - self._stalled[1] > STALL_SECONDS

    def send_400_response(self, msg: str) -> None:
        """In place of a line of English text; `msg` is in the log."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.close()  # in the middle of an answer: it can't be another one
            return
        headers = [
            (b"content-type", b"application/json"),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        body = json.dumps({"detail": UNREADABLE}).encode()
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
