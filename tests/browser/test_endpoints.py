"""The host's endpoints, knocked at without a browser."""

import uuid
from collections.abc import Iterator

import httpx
import pytest

from core.accounts.models import Role, User
from tests.serving import GIGI, PASSWORD, Host, mimicom

pytestmark = pytest.mark.browser
NICO = "nico@exemple.fr"


@pytest.fixture(scope="module")
def client(host: Host) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=host.address) as opened:
        answer = opened.post("/login", data={"username": GIGI, "password": PASSWORD})
        assert answer.status_code == 200
        yield opened


def test_health_answers_without_an_account(host: Host) -> None:
    assert httpx.get(f"{host.address}/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "path", ["/docs", "/openapi.json", "/redoc", "/feedback", "/project/element", "/auth/jwt"]
)
def test_unused_endpoints_are_closed(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_unknown_address_of_the_api_is_a_404(client: httpx.Client) -> None:
    assert client.get("/api/nothing").status_code == 404


def test_files_need_a_session(host: Host) -> None:
    answer = httpx.get(f"{host.address}/api/prospects/{uuid.uuid4()}.csv")
    assert answer.status_code == 401
    assert "Connectez-vous" in answer.json()["detail"]


def test_a_selection_is_its_owners_alone(client: httpx.Client) -> None:
    assert client.get(f"/api/prospects/{uuid.uuid4()}.csv").status_code == 404
    assert client.get(f"/api/charts/{uuid.uuid4()}/region.png").status_code == 404


def test_a_foreign_origin_changes_nothing(client: httpx.Client) -> None:
    foreign = {"Origin": "https://ailleurs.example"}
    assert client.post("/logout", headers=foreign).status_code == 403
    assert client.post("/login", headers={"Origin": "null"}).status_code == 403
    assert client.get("/user").status_code == 200


def test_a_forged_token_opens_nothing(host: Host) -> None:
    import jwt

    token = jwt.encode(
        {"identifier": GIGI, "metadata": {"role": "admin"}, "exp": 4_000_000_000}, "x" * 40
    )
    answer = httpx.get(f"{host.address}/user", cookies={"access_token": token})
    assert answer.status_code == 401
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{host.address}/user", headers=bearer).status_code == 401


def test_a_body_too_large_is_not_read(client: httpx.Client) -> None:
    answer = client.post("/project/threads", content=b"x" * 2_100_000)
    assert answer.status_code == 413


def test_answers_carry_their_guards(client: httpx.Client) -> None:
    headers = client.get("/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_the_page_names_no_other_host(client: httpx.Client) -> None:
    page = client.get("/").text
    assert '<html lang="fr"' in page
    assert "https://" not in page.replace("https://github.com/Chainlit/chainlit", "")


def test_closing_an_account_ends_its_session(host: Host) -> None:
    mimicom(host.folder, "users", "add", NICO, "--password", PASSWORD)
    with httpx.Client(base_url=host.address) as nico:
        assert nico.post("/login", data={"username": NICO, "password": PASSWORD}).is_success
        assert nico.get("/user").status_code == 200
        mimicom(host.folder, "users", "disable", NICO)
        assert _eventually(lambda: nico.get("/user").status_code == 401)


def test_a_volunteer_exports_nothing() -> None:
    from core.accounts.models import Permission

    volunteer = User(user_id="v", email="v@exemple.fr", role=Role.BENEVOLE)
    assert not volunteer.may(Permission.EXPORT)


def _eventually(holds, seconds: float = 8):  # type: ignore[no-untyped-def]
    import time

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False
