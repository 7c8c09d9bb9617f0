"""The log-in form's target, in place of Chainlit's own: throttled, and answered by status."""

import asyncio
import secrets
from typing import Annotated

from chainlit import User
from chainlit.server import _authenticate_user
from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse

from assistant.web.history import metadata
from assistant.web.texts import clean
from core.accounts.service import AccountService
from core.accounts.throttle import TooManyFailures

WRONG = "Adresse e-mail ou mot de passe incorrect."


def login_routes(accounts: AccountService) -> APIRouter:
    """POST /login: 200 with a session cookie, 401, or 429 after too many failures; 503 without a
    database, never "wrong password"."""
    router = APIRouter()

    @router.post("/login", include_in_schema=False)
    async def login(
        request: Request,
        username: Annotated[str, Form(max_length=300)] = "",
        password: Annotated[str, Form(max_length=1_000)] = "",
    ) -> Response:
        if clean(username) != username or clean(password) != password:
            return JSONResponse({"detail": WRONG}, 401)
        address = request.client.host if request.client else "?"
        try:
            account = await asyncio.to_thread(accounts.log_in, username, password, address)
        except TooManyFailures as error:
            # The page looks the sentence up by the reason phrase; the body is for programs.
            return JSONResponse({"detail": error.message}, 429)
        if account is None:
            return JSONResponse({"detail": WRONG}, 401)
        # Two log-ins within a second would else make the same token, and end together.
        metadata_of = metadata(account) | {"session": secrets.token_hex(8)}
        user = User(identifier=account.email, metadata=metadata_of)
        response: Response = await _authenticate_user(request, user)
        return response

    return router
