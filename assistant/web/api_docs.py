"""The API described by the one table of addresses: /api/openapi.json, and /api/docs to read it.

The page is ours and loads nothing from elsewhere.
"""

import html
import re
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.web.api_words import ANSWERS, BODIES, ID, PARTS, QUERIES, SAID, schemas
from assistant.web.endpoints import ENDPOINTS, UPLOAD, Endpoint, Who

_REFUSALS = {
    "400": "Demande qui n'est pas comprise",
    "401": "Ni session ni jeton valables",
    "403": "Le rôle, ou la portée du jeton, ne le permet pas",
    "404": "N'existe pas, ou n'est pas à vous",
    "413": "Trop gros",
    "429": "Trop de demandes : voir Retry-After",
    "503": "La base ne répond pas : réessayez",
}
_PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>API de MimiCom</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:56em;margin:2em auto;padding:0 1em}}
code{{background:#8882;padding:.1em .3em;border-radius:.3em;overflow-wrap:anywhere}}
section{{border-top:1px solid #8886;padding:.6em 0}}h2{{font-size:1em;margin:.3em 0}}</style>
<h1>API de MimiCom</h1>
<p>Chaque demande porte un jeton : <code>Authorization: Bearer mmc_…</code>. Dites
« crée un jeton d'API » dans la conversation, ou sur la machine
<code>mimicom tokens create NOM --scope lecture --as vous@exemple.fr</code>. La même description
pour les programmes : <a href="/api/openapi.json">/api/openapi.json</a>.</p>
{routes}</html>"""


def add_docs(routes: APIRouter) -> None:
    """GET /api/openapi.json and /api/docs."""

    @routes.get("/api/openapi.json")
    def described() -> Response:
        return JSONResponse(openapi())

    @routes.get("/api/docs")
    def page() -> Response:
        told = "\n".join(_told(one) for one in _of_api())
        return HTMLResponse(_PAGE.format(routes=told))


def openapi() -> dict[str, Any]:
    """OpenAPI 3.1 of what programs may ask."""
    paths: dict[str, dict[str, Any]] = {}
    for one in _of_api():
        path, names = _path(one)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one, names)
    bearer = {"type": "http", "scheme": "bearer", "description": "Un jeton : mmc_…"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "MimiCom", "version": "1", "description": "L'API de MimiCom."},
        "paths": paths,
        "components": {"securitySchemes": {"jeton": bearer}, "schemas": schemas()},
    }


def _of_api() -> Iterator[Endpoint]:
    found = (one for one in ENDPOINTS if one.path.startswith(("/api/", "/health")))
    yield from (one for one in found if one.path != "/api/docs")


def _path(one: Endpoint) -> tuple[str, list[str]]:
    """The path with a name of its own for each part."""
    names: list[str] = []

    def named(found: re.Match[str]) -> str:
        names.append(f"{found[1]}{len(names) + 1}")
        return f"{{{names[-1]}}}"

    return re.sub(r"\{(\w+)\}", named, one.path), names


def _operation(one: Endpoint, names: list[str]) -> dict[str, Any]:
    key = (one.method, one.path)
    parts, answers = PARTS.get(key, {}), ANSWERS.get(key, {"200": "Fait"})
    operation: dict[str, Any] = {
        "summary": _summary(one),
        "responses": {
            code: {"description": said} for code, said in {**answers, **_REFUSALS}.items()
        },
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": parts.get(rank, ID)}
                for rank, name in enumerate(names)
            ),
            *(
                {
                    "name": asked.name,
                    "in": "query",
                    "required": asked.required,
                    "description": asked.said,
                    "schema": asked.schema,
                }
                for asked in QUERIES.get(key, ())
            ),
        ],
    }
    if one.who is Who.ACCOUNT:
        operation["security"] = [{"jeton": []}]
    if key in BODIES:
        content = {kind: {"schema": schema} for kind, schema in BODIES[key].items()}
        operation["requestBody"] = {"content": content, "required": one.limit == UPLOAD}
    return operation


def _summary(one: Endpoint) -> str:
    said = SAID.get((one.method, one.path), "")
    right = f" Il faut pouvoir {one.permission.value}." if one.permission else ""
    return f"{said}{right}".strip() or f"Un fichier : {one.path.rpartition('/')[2]}."


def _told(one: Endpoint) -> str:
    path, _ = _path(one)
    asked = "".join(
        f"<li><code>{html.escape(query.name)}</code> : {html.escape(query.said)}</li>"
        for query in QUERIES.get((one.method, one.path), ())
    )
    return (
        f"<section><h2><code>{one.method} {html.escape(path)}</code></h2>"
        f"<p>{html.escape(_summary(one))}</p>{asked and f'<ul>{asked}</ul>'}</section>"
    )
