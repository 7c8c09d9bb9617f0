"""HTTP from a connection: what can't be read reaches no guard, and is refused here."""

import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

UNREADABLE = "Cette demande n'est pas lisible."


class Http(H11Protocol):
    """uvicorn's, with its refusal in French, as JSON, as the guard's are."""

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
