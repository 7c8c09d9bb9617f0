"""Exports over HTTP: asked for once, then fetched as often as one likes within the hour."""

import asyncio
import os
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import ValidationError
from starlette.background import BackgroundTask

from assistant.web.errors import NO_STORE, Unauthenticated
from core.accounts.models import User
from core.errors import InvalidData, NotFound
from core.exports.models import Export, Order
from core.services import Services

CHUNK = 256 * 1024


def add_exports(routes: APIRouter, services: Services) -> None:
    """POST /api/exports, GET /api/exports/<id>, GET /api/prospects/<id>.csv or .xlsx."""

    @routes.post("/api/exports")
    async def ask(request: Request) -> Response:
        user, order = user_of(request), _order(await request.body())
        export = await asyncio.to_thread(services.exports.ask, user, order)
        return JSONResponse(_told(export), 201, headers=NO_STORE)

    @routes.get("/api/exports/{export_id}")
    def state(request: Request, export_id: str) -> Response:
        export = services.exports.get(user_of(request), export_id)
        return JSONResponse(_told(export), headers=NO_STORE)

    @routes.get("/api/prospects/{export_id}.{kind}")
    def prospects(request: Request, export_id: str, kind: str) -> Response:
        user = user_of(request)
        export = services.exports.get(user, export_id)
        if kind != export.order.format.suffix:
            raise NotFound("Ce format n'existe pas pour cet export.")
        return _file(services, user, export)


def user_of(request: Request) -> User:
    """Whom the guard recognised. Unauthenticated where there is nobody."""
    user = request.scope.get("mimicom_user")
    if not isinstance(user, User):
        raise Unauthenticated
    return user


def _order(body: bytes) -> Order:
    try:
        return Order.model_validate_json(body or b"{}")
    except ValidationError as error:
        # What was sent is not repeated: it may hold anything.
        wrong = {".".join(map(str, found["loc"])) or "?" for found in error.errors()}
        raise InvalidData(
            f"Cet export n'est pas compris ({', '.join(sorted(wrong))[:200]}). Attendu : filter, "
            "format (csv, csv-plain ou xlsx), columns, sort, descending, limit."
        ) from error


def _told(export: Export) -> dict[str, Any]:
    return {
        "export_id": export.export_id,
        "name": export.filename,
        "rows": export.rows,
        "format": export.order.format.value,
        "columns": list(export.order.columns),
        "url": f"/api/prospects/{export.export_id}.{export.order.format.suffix}",
    }


def _file(services: Services, user: User, export: Export) -> Response:
    """The whole file, made first: one that is cut on its way is then seen to be, by its length."""
    with services.exports.workshop() as folder:
        file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed once it is sent
    try:
        services.exports.write(user, export.export_id, file)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    headers = NO_STORE | {
        "Content-Disposition": f'attachment; filename="{export.filename}"',
        "Content-Length": str(size),
    }
    return StreamingResponse(
        _chunks(file),
        media_type=export.order.format.media_type,
        headers=headers,
        background=BackgroundTask(file.close),
    )


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
