"""The page of a one-time link, by which somebody chooses the password of their account."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from assistant.rendering import forms
from assistant.web.texts import clean
from core.accounts.own import OwnAccount
from core.accounts.throttle import TooManyFailures
from core.errors import InvalidData, Refused

ADDRESS = "/acces"
PAGE = Path(__file__).with_name("page") / "access.html"
_ODD = "Ce mot de passe a un caractère qui ne se tape pas au clavier."


def access_routes(own: OwnAccount) -> APIRouter:
    """GET /acces: the page; the link's token stands after "#" and is not sent. POST /acces:
    {"email"}, or 400 with {"detail", "problems"}, or 429 after many wrong tokens."""
    router = APIRouter()

    @router.get(ADDRESS, include_in_schema=False)
    def page() -> Response:
        return FileResponse(PAGE, media_type="text/html")

    @router.post(ADDRESS, include_in_schema=False)
    def choose(
        request: Request,
        token: Annotated[str, Form(max_length=300)] = "",
        password: Annotated[str, Form(max_length=2_000)] = "",
        again: Annotated[str, Form(max_length=2_000)] = "",
    ) -> Response:
        address = request.client.host if request.client else "?"
        try:
            if clean(password) != password:
                raise InvalidData(_ODD, {"nouveau": _ODD})
            user = own.choose_by_link(token, password, again, address)
        except InvalidData as invalid:
            told = {"detail": invalid.message, "problems": forms.worded(invalid.problems)}
            return JSONResponse(told, 400)
        except Refused as refused:
            status = 429 if isinstance(refused, TooManyFailures) else 400
            return JSONResponse({"detail": refused.message}, status)
        return JSONResponse({"email": user.email})

    return router
