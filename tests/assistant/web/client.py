"""Requests to the routes, on the real services, as somebody whom the guard recognised."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from assistant.router import Router
from assistant.web.api import api_routes
from assistant.web.errors import speak_french
from core.accounts.models import User


@dataclass
class Client:
    """Requests of one user, without a network."""

    router: Router
    user: User | None

    def get(self, url: str) -> httpx.Response:
        return self.request("GET", url)

    def post(self, url: str, **sent: Any) -> httpx.Response:
        return self.request("POST", url, **sent)

    def request(self, method: str, url: str, **sent: Any) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(self.recognised)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, url, **sent)

        return asyncio.run(go())

    async def recognised(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The routes behind a guard that knows the user."""
        app = FastAPI()
        speak_french(app)
        app.include_router(api_routes(self.router))
        await app({**scope, "mimicom_user": self.user}, receive, send)
