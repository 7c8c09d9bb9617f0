"""The page of a one-time link, over the wire; and sessions that end with a password."""

from urllib.parse import urlencode

import httpx
import jwt
import pytest

from assistant.web.sessions import Sessions, digest_of
from core.accounts.models import OPERATOR, Role, User
from core.accounts.service import AccountService
from core.database import Database
from core.services import Services, build
from tests.assistant.web.test_ends import SOON
from tests.assistant.web.wire import Page, Raw, request, token
from tests.serving import PASSWORD, Host

NEW = "trois dés sur la table"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
KEY = "k" * 64


def choose(host: Host, link: str, password: str, again: str, source: str | None = None) -> Raw:
    body = urlencode({"token": link, "password": password, "again": again}).encode()
    return request(host, "POST", "/acces", FORM, body, source=source)


def test_a_link_opens_its_account_once(attacked: Host, beside: Services) -> None:
    user = beside.accounts.invite(OPERATOR, "lien@exemple.fr", Role.BENEVOLE)
    link = beside.account_links.make(OPERATOR, user.user_id).token
    short = choose(attacked, link, "court", "court")
    assert short.status == 400
    assert "nouveau" in short.body.decode()
    assert choose(attacked, link, NEW, NEW).status == 200
    assert token(attacked, user.email, NEW)
    again = choose(attacked, link, PASSWORD, PASSWORD)
    assert again.status == 400
    assert "déjà servi" in again.detail


def test_guessed_links_are_refused_then_throttled(attacked: Host) -> None:
    said = [choose(attacked, f"faux{n}", NEW, NEW, source="127.0.0.9").status for n in range(51)]
    assert said == [400] * 50 + [429]


def test_the_page_is_guarded_and_keeps_the_token_to_itself(attacked: Host) -> None:
    page = request(attacked, "GET", "/acces")
    assert page.status == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    text = page.body.decode()
    assert "location.hash" in text
    assert "history.replaceState" in text


def test_a_foreign_page_posts_no_link(attacked: Host) -> None:
    foreign = FORM | {"Origin": "https://ailleurs.example"}
    assert request(attacked, "POST", "/acces", foreign, b"token=x").status == 403


def test_a_new_password_ends_the_other_sessions_alone(attacked: Host, beside: Services) -> None:
    user = beside.accounts.add(OPERATOR, "deux@exemple.fr", Role.BENEVOLE, PASSWORD)
    mine, other = (Page(attacked, token(attacked, user.email)) for _ in range(2))
    with mine.connected() as here, other.connected() as there:
        beside.own_account.change_password(user, PASSWORD, NEW, NEW, digest_of(mine.token))
        assert there.ended(SOON)
        here.emit("client_message", {"message": {"id": "x", "output": ""}})
        assert "pas comprise" in here.event("toast")["message"]
    assert mine.send("GET", "/user").status_code == 200
    assert other.send("GET", "/user").status_code == 401


# --- in this process, at once ---------------------------------------------------------------------


@pytest.fixture
def accounts(database: Database) -> AccountService:
    return build(database).accounts


def session(user: User, name: str) -> str:
    metadata = {"session_version": user.session_version, "session": name}
    claims = {"identifier": user.email, "metadata": metadata, "exp": 4_000_000_000}
    return jwt.encode(claims, KEY)


def test_sessions_end_at_once_though_they_are_remembered(accounts: AccountService) -> None:
    user = accounts.add(OPERATOR, "julie@exemple.fr", Role.BENEVOLE, PASSWORD)
    sessions = Sessions(accounts, KEY)
    mine, other = session(user, "mine"), session(user, "other")
    assert sessions.user(mine) == sessions.user(other) == user
    hashed = accounts.hashed(NEW)
    accounts.change(user, user, "mot de passe changé", hashed, keep=digest_of(mine))
    assert sessions.user(other) is None
    kept = sessions.user(mine)
    assert kept is not None
    assert kept.user_id == user.user_id
    accounts.disable(OPERATOR, user.email)
    assert sessions.user(mine) is None


def test_a_kept_session_still_logs_out(accounts: AccountService) -> None:
    user = accounts.add(OPERATOR, "julie@exemple.fr", Role.BENEVOLE, PASSWORD)
    sessions, mine = Sessions(accounts, KEY), session(user, "mine")
    hashed = accounts.hashed(NEW)
    accounts.change(user, user, "mot de passe changé", hashed, keep=digest_of(mine))
    assert sessions.user(mine) is not None
    sessions.end([mine])
    assert sessions.user(mine) is None


def test_nothing_of_a_token_is_in_the_base(attacked: Host, beside: Services) -> None:
    user = beside.accounts.add(OPERATOR, "jeton@exemple.fr", Role.BENEVOLE, PASSWORD)
    mine = token(attacked, user.email)
    beside.own_account.change_password(user, PASSWORD, NEW, NEW, digest_of(mine))
    assert mine not in str(list(beside.database.mongo["users"].find()))
    assert httpx.get(f"{attacked.address}/user", cookies={"access_token": mine}).is_success
