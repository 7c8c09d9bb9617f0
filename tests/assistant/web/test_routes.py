"""Every route, event and action of the running application, and who may call it.

A new one, ours or Chainlit's, fails here until it is listed, and answers nobody until it has
a endpoint.
"""

import json
import uuid
from typing import Any

import pytest

from assistant.web.asked import EVENTS
from assistant.web.elements.actions import ACTIONS
from assistant.web.endpoints import ENDPOINTS, Endpoints, Who
from assistant.web.errors import SENTENCES
from core.accounts.models import Permission
from tests.assistant.web.wire import request
from tests.commands import program
from tests.serving import Host

ANYONE, ACCOUNT, CLOSED = Who.ANYONE, Who.ACCOUNT, None
IMPORT, EXPORT, SEND = Permission.IMPORT, Permission.EXPORT, Permission.SEND_CAMPAIGN
Allowed = Who | Permission | None
ROUTES: dict[str, Allowed] = {
    "GET /{full_path:path}": ANYONE,  # the page, at / , /login and /thread/<id> only
    "HEAD /": ANYONE,
    "GET /health": ANYONE,
    "GET /health/live": ANYONE,
    "GET /health/ready": ANYONE,
    "GET /metrics": ANYONE,  # of this network alone: the route looks where it is asked from
    "GET /assets/{filename:path}": ANYONE,
    "GET /public/{filename:path}": ANYONE,
    "GET /favicon": ANYONE,
    "GET /logo": ANYONE,
    "GET /avatars/{avatar_id:str}": ANYONE,
    "GET /auth/config": ANYONE,
    "GET /project/translations": ANYONE,
    "POST /login": ANYONE,
    "GET /acces": ANYONE,
    "POST /acces": ANYONE,  # who has a link that an admin made
    "POST /logout": ANYONE,
    # The links of mails, whose tokens are signed.
    **{f"{m} /{kind}/{{token}}": ANYONE for kind in "dc" for m in ("GET", "HEAD")},
    "POST /d/{token}": ANYONE,
    "GET /user": ACCOUNT,
    "GET /project/settings": ACCOUNT,
    "POST /set-session-cookie": ACCOUNT,
    "POST /project/threads": ACCOUNT,  # each user's own, here and below
    "GET /project/thread/{thread_id}": ACCOUNT,
    "GET /project/thread/{thread_id}/element/{element_id}": ACCOUNT,
    "PUT /project/thread": ACCOUNT,
    "DELETE /project/thread": ACCOUNT,
    "POST /project/action": ACCOUNT,
    "POST /project/file": IMPORT,
    "GET /project/file/{file_id}": ACCOUNT,
    "MOUNT /ws/socket.io": ACCOUNT,
    "POST /api/exports": EXPORT,
    "GET /api/exports/{export_id}": EXPORT,
    "GET /api/prospects/{export_id}.{kind}": EXPORT,
    "POST /api/imports": IMPORT,
    "GET /api/imports/{import_id}/{what}.csv": IMPORT,
    "GET /api/charts/{selection_id}/{what}.{kind}": ACCOUNT,
    "GET /api/comparisons/{ids}/{what}.{kind}": ACCOUNT,
    "GET /api/dashboards/{selection_id}.pdf": ACCOUNT,
    "GET /api/access/{prospect_id}.{kind}": EXPORT,
    "GET /api/plans/{campagne_id}.{kind}": ACCOUNT,
    "GET /api/schedules/preview.{kind}": ACCOUNT,
    "GET /api/campaigns/{campaign_id}/destinataires.csv": EXPORT,
    "GET /api/campaigns/{campaign_id}/mails.zip": SEND,
    "GET /api/campaigns/{campaign_id}/resultats.{kind}": ACCOUNT,
    "GET /api/frise.{kind}": ACCOUNT,
    "GET /api/openapi.json": ACCOUNT,
    "GET /api/docs": ACCOUNT,
    **{f"{m} /api/{{rest:path}}": CLOSED for m in ("GET", "POST", "PUT", "DELETE", "PATCH")},
    "GET /auth/oauth/{provider_id}": CLOSED,
    "GET /auth/oauth/{provider_id}/callback": CLOSED,
    "POST /auth/oauth/azure-ad-hybrid/callback": CLOSED,
    "POST /auth/header": CLOSED,
    "POST /auth/jwt": CLOSED,
    "GET /copilot/{filename:path}": CLOSED,
    **{
        f"{m} {p}": CLOSED
        for m in ("GET", "HEAD")
        for p in ("/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json")
    },
    "PUT /feedback": CLOSED,
    "DELETE /feedback": CLOSED,
    "POST /mcp": CLOSED,
    "DELETE /mcp": CLOSED,
    "PUT /project/element": CLOSED,
    "DELETE /project/element": CLOSED,
    "PUT /project/thread/share": CLOSED,
    "GET /project/share/{thread_id}": CLOSED,
}
# Of the session that sends it; `connect` opens one, or takes one's own up again.
SOCKET_EVENTS: dict[str, Allowed] = dict.fromkeys(
    ("connect", "connection_successful", "client_message", "clear_session", "stop", "disconnect"),
    ACCOUNT,
)
# On what is the user's own; services ask for the rights of what an action does.
CHAT_ACTIONS: dict[str, Allowed] = dict.fromkeys(
    ("table", "columns", "indicators", "card", "pending", "act", "confirm", "job", "job_cancel",
     "job_ended", "form", "form_submit", "form_cancel", "password_link", "shown_once", "tasks",
     "campaign", "mail"), ACCOUNT,
)  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the application answers to, as it says itself."""
    folder = tmp_path_factory.mktemp("listing") / "data"
    done = program("from tests.assistant.web.listing import main; main()", str(folder))
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_every_route_is_listed(running: dict[str, Any]) -> None:
    assert {" ".join(route) for route in running["routes"]} == set(ROUTES)


def test_every_event_and_action_is_listed(running: dict[str, Any]) -> None:
    assert running["events"] == {"/": sorted(SOCKET_EVENTS)}
    assert running["spaces"] == []
    assert set(EVENTS) == set(SOCKET_EVENTS)
    assert set(running["actions"]) == set(CHAT_ACTIONS) == set(ACTIONS)


def sample(route: str) -> tuple[str, str]:
    """A method and an address of that route."""
    method, path = route.split()
    if method == "MOUNT":
        return "GET", f"{path}/"
    for part, value in {
        "{full_path:path}": "", "{rest:path}": "nothing", "{filename:path}": "style.css",
        "{kind}": "csv", "{what}": "rapport", "{avatar_id:str}": "default",
        "{provider_id}": "google", "{export_id}": "x", "{import_id}": "x", "{ids}": "a_b",
    }.items():  # fmt: skip
        path = path.replace(part, value)
    while "{" in path:
        start, end = path.index("{"), path.index("}") + 1
        path = path[:start] + str(uuid.uuid4()) + path[end:]
    return method, path


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_opens_to_whom_the_list_says(attacked: Host, route: str) -> None:
    allowed = ROUTES[route]
    method, path = sample(route)
    endpoint = Endpoints().at(path).get(method)
    answer = request(attacked, method, path)
    if allowed is CLOSED:
        assert endpoint is None
        assert answer.status in (404, 405)
        return
    assert endpoint is not None
    assert (endpoint.permission or endpoint.who) == allowed
    turned_away = answer.status == 401 and answer.detail == SENTENCES[401]
    assert turned_away is (allowed is not ANYONE), answer


def test_no_endpoint_leads_nowhere() -> None:
    endpoints = Endpoints()
    used = {id(endpoints.at(path).get(method)) for method, path in map(sample, ROUTES)}
    pages = {"/login", "/thread/{id}"}
    led = {
        f"{endpoint.method} {endpoint.path}" for endpoint in ENDPOINTS if id(endpoint) not in used
    }
    assert led == {f"GET {page}" for page in pages} | {"POST /ws/socket.io/"}
