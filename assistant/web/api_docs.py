"""The API described by the one table of addresses: /api/openapi.json, and /api/docs to read it.

The page is ours and loads nothing from elsewhere.
"""

import html
import re
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.web.endpoints import ENDPOINTS, UPLOAD, Endpoint, Who

_SAID = {
    ("POST", "/api/exports"): "Demande un export : filter, format, columns, sort, limit.",
    ("GET", "/api/exports/{name}"): "Où en est un export.",
    ("GET", "/api/prospects/{name}.{name}"): "Le fichier d'un export.",
    ("POST", "/api/imports"): "Dépose un fichier et rend l'aperçu de son import.",
    ("GET", "/api/imports/{name}/{name}.csv"): "Le rapport ou les erreurs d'un import.",
    ("GET", "/api/charts/{name}/{name}.{name}"): "Un graphique d'une sélection.",
    ("GET", "/api/comparisons/{name}/{name}.{name}"): "Le graphique d'une comparaison.",
    ("GET", "/api/dashboards/{name}.pdf"): "Le tableau de bord d'une sélection.",
    ("GET", "/api/access/{name}.{name}"): "Tout ce qui est su d'un prospect (droit d'accès).",
    ("GET", "/api/openapi.json"): "Cette description.",
    ("GET", "/health"): "Si le service répond et écrit ; /health/live, /health/ready de même.",
}
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
<p>Chaque demande porte un jeton : <code>Authorization: Bearer mmc_…</code>. Un admin en crée avec
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
        "components": {"securitySchemes": {"jeton": bearer}},
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
    text = {"type": "string", "pattern": r"^[\w-]{1,400}$"}
    operation: dict[str, Any] = {
        "summary": _summary(one),
        "responses": {
            "200": {"description": "Fait"},
            **{code: {"description": said} for code, said in _REFUSALS.items()},
        },
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": text} for name in names
        ],
    }
    if one.who is Who.ACCOUNT:
        operation["security"] = [{"jeton": []}]
    if one.limit == UPLOAD:
        file = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
        operation["requestBody"] = {"content": {"multipart/form-data": {"schema": file}}}
    elif one.body is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": {"type": "object"}}}}
    return operation


def _summary(one: Endpoint) -> str:
    said = _SAID.get((one.method, one.path), "")
    right = f" Il faut pouvoir {one.permission.value}." if one.permission else ""
    return f"{said}{right}".strip() or f"Un fichier : {one.path.rpartition('/')[2]}."


def _told(one: Endpoint) -> str:
    path, _ = _path(one)
    return (
        f"<section><h2><code>{one.method} {html.escape(path)}</code></h2>"
        f"<p>{html.escape(_summary(one))}</p></section>"
    )
