"""The links of mails, for whoever received one: no log-in, plain pages, nothing done by a GET."""

import html

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.web.errors import NO_STORE
from core.campaigns.tracking import Tracking
from core.errors import NotFound

_HEADERS = NO_STORE | {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_PAGE = (
    '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
    "<style>body{{font:18px/1.5 sans-serif;max-width:34em;margin:15vh auto;padding:0 1em;"
    "color:#222;background:#fff}}button{{font:inherit;padding:.6em 1.2em}}</style></head>"
    "<body><main><h1>{title}</h1><p>{text}</p>{form}</main></body></html>"
)
_ASK = (
    "Ne plus recevoir nos mails ?",
    "Appuyez sur le bouton : nous ne vous écrirons plus à cette adresse.",
)
_DONE = ("C'est fait", "Vous ne recevrez plus nos mails à cette adresse.")
_UNKNOWN = (
    "Ce lien n'est pas valable",
    "Il est incomplet, ou trop ancien. Pour ne plus recevoir nos mails, répondez au dernier que "
    "vous avez reçu en écrivant « désinscription ».",
)
_BUTTON = '<form method="post"><button type="submit">Me désinscrire</button></form>'


def mail_routes(tracking: Tracking) -> APIRouter:
    """/d/<token> unsubscribes once its button is pressed, /c/<token> leads to a link's page."""
    routes = APIRouter()

    @routes.api_route("/d/{token}", methods=["GET", "HEAD"])
    def ask(token: str) -> Response:
        try:
            tracking.check(token)
        except NotFound:
            return _page(_UNKNOWN, status=404)
        return _page(_ASK, form=_BUTTON)

    @routes.post("/d/{token}")
    def unsubscribe(token: str) -> Response:
        try:
            tracking.unsubscribe(token)
        except NotFound:
            return _page(_UNKNOWN, status=404)
        return _page(_DONE)

    @routes.api_route("/c/{token}", methods=["GET", "HEAD"])
    def follow(token: str, request: Request) -> Response:
        try:
            url = tracking.follow(token, counted=_is_read(request))
        except NotFound:
            return _page(_UNKNOWN, status=404)
        return RedirectResponse(url, 302, headers=_HEADERS)

    return routes


def _is_read(request: Request) -> bool:
    """Whether somebody asks for the page, and no program that looks ahead."""
    ahead = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return request.method == "GET" and "prefetch" not in ahead


def _page(said: tuple[str, str], form: str = "", status: int = 200) -> Response:
    title, text = map(html.escape, said)
    return HTMLResponse(_PAGE.format(title=title, text=text, form=form), status, headers=_HEADERS)
