"""Imports over HTTP: what `mimicom import --json` does and prints; the files about an import."""

import asyncio
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.web.errors import NO_STORE
from assistant.web.exports import user_of
from core.accounts.models import User
from core.clock import PARIS
from core.errors import InvalidData, NotFound
from core.imports.models import Conflicts
from core.imports.refusals import FileRefused
from core.imports.report import Report
from core.services import Services

_FILES = ("lignes_a_corriger", "rapport")
_UNNAMED = "fichier.csv"


def add_imports(routes: APIRouter, services: Services) -> None:
    """POST /api/imports?name=…&conflicts=…&dry_run=1 (the file is the body), GET
    /api/imports/<id>/rapport.csv and /api/imports/<id>/lignes_a_corriger.csv."""

    @routes.post("/api/imports")
    async def run(request: Request) -> Response:
        user, asked = user_of(request), request.query_params
        conflicts = _conflicts(asked.get("conflicts", Conflicts.IGNORE.value))
        dry_run = asked.get("dry_run", "") not in ("", "0", "false")
        name, data = asked.get("name", _UNNAMED), await request.body()
        report = await asyncio.to_thread(_run, services, user, name, data, conflicts, dry_run)
        return JSONResponse(report.as_json(), 422 if report.refused else 200, headers=NO_STORE)

    @routes.get("/api/imports/{import_id}/{what}.csv")
    def file(request: Request, import_id: str, what: str) -> Response:
        content = _content(services, user_of(request), import_id, what)
        # Begun first: a file that can't be read is refused, and not cut on its way.
        begun = next(content, b"")
        return StreamingResponse(
            chain((begun,), content),
            media_type="text/csv; charset=utf-8",
            headers=NO_STORE | _named(what, services.clock().astimezone(PARIS).date()),
        )


def _conflicts(given: str) -> Conflicts:
    try:
        return Conflicts(given)
    except ValueError as error:
        raise InvalidData("conflicts attend ignore, update ou force.") from error


def _run(
    services: Services, user: User, name: str, data: bytes, conflicts: Conflicts, dry_run: bool
) -> Report:
    imports = services.imports
    if dry_run:
        return imports.examine(user, data, conflicts)
    try:
        import_id = imports.receive(user, name, data)
    except FileRefused as refusal:
        return Report(refused=refusal)
    report = imports.run(user, import_id, conflicts)
    if report.refused:
        imports.discard(user, import_id)
    return report


def _content(services: Services, user: User, import_id: str, what: str) -> Iterator[bytes]:
    if what not in _FILES:
        raise NotFound("Ce fichier n'existe pas.")
    imports = services.imports
    write = imports.report_file if what == "rapport" else imports.errors_file
    return write(user, import_id)


def _named(what: str, day: date) -> dict[str, Any]:
    return {"Content-Disposition": f'attachment; filename="{what}_{day:%Y%m%d}.csv"'}
