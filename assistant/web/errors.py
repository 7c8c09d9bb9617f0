"""How the host says no: French JSON, or a small page where a person opened an address."""

import html
import logging
import secrets
from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Scope

from core.errors import Forbidden, MimiComError, NotFound, Unavailable
from core.exports.models import TooManyExports

logger = logging.getLogger(__name__)
NO_STORE = {"Cache-Control": "no-store"}
RETRY = {"Retry-After": "5"}
"""With a 503: seconds until the database may be back."""
NO_DATABASE = "La base de données ne répond pas."
SESSION_OVER = "Votre session est terminée. Rechargez la page pour vous reconnecter."
NOT_UNDERSTOOD = "Cette demande n'est pas comprise."
SENTENCES = {
    400: NOT_UNDERSTOOD,
    401: "Connectez-vous d'abord.",
    403: "Cela ne vous est pas permis.",
    404: "Cela n'existe pas, ou n'existe plus.",
    405: "Cette adresse ne se demande pas ainsi.",
    413: "C'est trop gros.",
    415: NOT_UNDERSTOOD,
    422: NOT_UNDERSTOOD,
}
# What Chainlit says of a file, by the words it uses.
UPLOADS = {
    "File type not allowed": "Ce type de fichier n'est pas accepté : déposez un classeur Excel "
    "(.xlsx) ou LibreOffice (.ods), ou un fichier CSV.",
    "File size too large": "Ce fichier est trop gros.",
    "Session not found": "Cette session n'existe plus. Rechargez la page.",
}
_PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>MimiCom</title>
<meta name="viewport" content="width=device-width">
<body style="font-family: sans-serif; max-width: 38em; margin: 15vh auto; padding: 0 1em">
<h1>MimiCom</h1><p>{detail}</p></body></html>"""


class Refusal(Exception):
    """The guard's no: a status and a French sentence."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = NO_STORE | dict(headers or {})

    def response(self, scope: Scope) -> Response:
        """As a page where a browser opens an address, else as {"detail": …}."""
        accepted = Headers(scope=scope).get("accept", "")
        if scope.get("method") == "GET" and accepted.startswith("text/html"):
            content = _PAGE.format(detail=html.escape(self.detail))
            return HTMLResponse(content, self.status, headers=self.headers)
        return JSONResponse({"detail": self.detail}, self.status, headers=self.headers)


class Unauthenticated(MimiComError):
    """Nobody is logged in."""

    def __init__(self) -> None:
        super().__init__(SENTENCES[401])


class BodyTooLarge(MimiComError):
    """More bytes came than the route takes."""

    def __init__(self, limit: int) -> None:
        size = f"{limit // 1_000_000} Mo" if limit >= 1_000_000 else f"{limit // 1_000} ko"
        super().__init__(f"C'est trop gros : {size} au plus.")


def error_response(request: Request, error: Exception) -> Response:
    """A refusal of core as JSON."""
    assert isinstance(error, MimiComError)
    kinds = {
        Forbidden: 403, NotFound: 404, TooManyExports: 429,
        Unauthenticated: 401, BodyTooLarge: 413, Unavailable: 503,
    }  # fmt: skip
    headers = dict(NO_STORE)
    if isinstance(error, TooManyExports) and error.wait:
        headers["Retry-After"] = str(error.wait)
    return JSONResponse({"detail": error.message}, kinds.get(type(error), 400), headers=headers)


def speak_french(app: FastAPI) -> None:
    """Answer in French whatever an application refuses or fails at, without its details; errors of
    the database are answered by `Outage`, around it."""
    app.add_exception_handler(MimiComError, error_response)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _failed)


def _not_understood(request: Request, error: Exception) -> Response:
    return JSONResponse({"detail": NOT_UNDERSTOOD}, 400, headers=NO_STORE)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = 400 if error.status_code in (415, 422) else error.status_code
    detail = UPLOADS.get(str(error.detail)) or SENTENCES.get(status, NOT_UNDERSTOOD)
    return JSONResponse({"detail": detail}, status, headers=NO_STORE)


def _failed(request: Request, error: Exception) -> Response:
    reference = secrets.token_hex(4)
    # The trace follows in the log: this only ties the user's reference to it.
    logger.error("request failed, reference %s: %s", reference, type(error).__name__)
    detail = f"Une erreur est survenue (référence {reference})."
    return JSONResponse({"detail": detail}, 500, headers=NO_STORE)
