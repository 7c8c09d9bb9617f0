"""The links of mails, for whoever received one: no log-in, plain pages, nothing done by a GET."""

import html

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.errors import NO_STORE, Refusal
from assistant.web.texts import sound_address
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
_LINKS = ("/d/", "/c/")
_BUTTON = '<form method="post"><button type="submit">Me désinscrire</button></form>'


def _page(said: tuple[str, str], form: str = "", status: int = 200) -> Response:
    title, text = map(html.escape, said)
    return HTMLResponse(_PAGE.format(title=title, text=text, form=form), status, headers=_HEADERS)


_ASKED, _LEFT, _NONE = _page(_ASK, _BUTTON), _page(_DONE), _page(_UNKNOWN, status=404)
THREADS = 8


class NoLink(Refusal):
    """An address under those of links that is none: the same page as for any unknown link."""

    def __init__(self) -> None:
        super().__init__(404, _UNKNOWN[0])

    def response(self, scope: Scope) -> Response:
        """That page."""
        return _page(_UNKNOWN, status=404)


def is_link(scope: Scope) -> bool:
    """Whether a request is for one of the two kinds of links."""
    return scope["type"] == "http" and scope["path"][:3] in _LINKS


def sound_link(scope: Scope) -> Scope:
    """The request without its query, which programs on its way may have added. NoLink where its
    address is no text."""
    if not sound_address(scope["path"], scope.get("raw_path") or b"", b""):
        raise NoLink
    return {**scope, "query_string": b""}


class MailLinks:
    """ASGI middleware: /d/<token> unsubscribes once its button is pressed, /c/<token> leads to a
    link's page.

    A mail that leaves brings hundreds of readers at once. So they go no further in than this, and
    wait for no thread that the chat or an export has taken.
    """

    ANSWERED = (
        *((method, f"/{kind}/{{token}}") for kind in "dc" for method in ("GET", "HEAD")),
        ("POST", "/d/{token}"),
    )
    """What it answers, of the guard's table."""

    def __init__(self, app: ASGIApp, tracking: Tracking) -> None:
        self.app, self._tracking = app, tracking
        self._threads: CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the two; pass on all others."""
        if not is_link(scope):
            await self.app(scope, receive, send)
            return
        if self._threads is None:
            self._threads = CapacityLimiter(THREADS)
        unsubscribes = scope["path"].startswith("/d/")
        answer = self._unsubscribing if unsubscribes else self._following
        response = await to_thread.run_sync(answer, Request(scope), limiter=self._threads)
        await response(scope, receive, send)

    def _unsubscribing(self, request: Request) -> Response:
        token = request.scope["path"][3:]
        try:
            if request.method == "POST":
                self._tracking.unsubscribe(token)
                return _LEFT
            self._tracking.check(token)
        except NotFound:
            return _NONE
        return _ASKED

    def _following(self, request: Request) -> Response:
        try:
            url = self._tracking.follow(request.scope["path"][3:], counted=_is_read(request))
        except NotFound:
            return _NONE
        return RedirectResponse(url, 302, headers=_HEADERS)


def _is_read(request: Request) -> bool:
    """Whether somebody asks for the page, and no program that looks ahead."""
    ahead = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return request.method == "GET" and "prefetch" not in ahead
