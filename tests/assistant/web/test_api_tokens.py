"""Programs on the API: by a token, for what it is for, and nowhere else."""

import uuid
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest

from assistant.web.api_docs import openapi
from assistant.web.endpoints import ENDPOINTS
from assistant.web.sessions import Ends, Sessions
from core.accounts.models import OPERATOR, Role
from core.accounts.service import AccountService
from tests.serving import PASSWORD, Host

KEY = "une clé d'essai assez longue pour HS256"


def bearer(accounts: AccountService, *scopes: str) -> dict[str, str]:
    user = accounts.add(OPERATOR, f"{uuid.uuid4().hex}@exemple.fr", Role.MANAGER, PASSWORD)
    _, secret = accounts.api_tokens.create(user, "Essai", scopes)
    return {"Authorization": f"Bearer {secret}"}


def test_a_token_opens_the_api_within_its_scope_and_nothing_else(
    attacked: Host, accounts: AccountService
) -> None:
    reads = bearer(accounts, "lecture")
    assert (
        httpx.request("GET", attacked.address + "/api/openapi.json", headers=reads).status_code
        == 200
    )
    page = httpx.request("GET", attacked.address + "/api/docs", headers=reads)
    assert page.status_code == 200
    assert "http" not in page.text.replace("https", "").split("<h1>")[0]
    assert (
        httpx.request("POST", attacked.address + "/api/exports", headers=reads, json={}).status_code
        == 403
    )
    exports = bearer(accounts, "export")
    assert (
        httpx.request(
            "POST", attacked.address + "/api/exports", headers=exports, json={}
        ).status_code
        == 201
    )
    for path in ("/user", "/project/settings"):
        assert httpx.request("GET", attacked.address + path, headers=exports).status_code == 401
    forged = {"Authorization": "Bearer mmc_" + "a" * 43}
    assert (
        httpx.request("GET", attacked.address + "/api/openapi.json", headers=forged).status_code
        == 401
    )


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready", "/metrics"])
def test_machines_are_answered(attacked: Host, path: str) -> None:
    answer = httpx.request("GET", attacked.address + path)
    assert answer.status_code == 200
    if path == "/metrics":
        assert 'mimicom_requests_total{method="GET",status="200"}' in answer.text
        assert "@" not in answer.text


def test_sessions_end_when_left_and_in_any_case(accounts: AccountService) -> None:
    user = accounts.add(OPERATOR, "julie@exemple.fr", Role.BENEVOLE, PASSWORD)
    began = datetime.now(UTC) - timedelta(days=3)
    claims = {
        "identifier": user.email,
        "metadata": {"session_version": user.session_version, "session": "une"},
        "iat": began,
        "exp": began + timedelta(days=15),
    }
    mine = jwt.encode(claims, KEY)
    assert Sessions(accounts, KEY, lambda: Ends(timedelta(days=2))).user(mine) is None
    assert Sessions(accounts, KEY, lambda: Ends(timedelta(days=4))).user(mine) == user
    left = lambda: Ends(timedelta(days=4), timedelta(seconds=-1))  # noqa: E731
    assert Sessions(accounts, KEY, left).user(mine) is None


def test_every_address_of_the_api_is_described() -> None:
    described = openapi()["paths"]
    wanted = [one for one in ENDPOINTS if one.path.startswith("/api/") and one.path != "/api/docs"]
    assert sum(len(methods) for path, methods in described.items() if "/api/" in path) == len(
        wanted
    )
    for methods in described.values():
        for operation in methods.values():
            assert operation["summary"]
