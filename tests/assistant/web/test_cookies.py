"""One reader of cookies: a session that was ended answers nowhere, a good one everywhere."""

import json
import uuid

import pytest

from assistant.web import cookies
from core.accounts.models import OPERATOR, Role
from core.accounts.service import AccountService
from tests.assistant.web.conftest import MANAGER
from tests.assistant.web.wire import Page, request, token
from tests.serving import PASSWORD, Host

# Headers that one parser or another reads differently, with a token in them.
ODD = (
    "foo bar; access_token={0}", "foo bar;access_token={0};", "a=\"; access_token={0}",
    "access_token={0}; foo bar", "$Version=1; access_token={0}", "=; access_token={0}",
    "é=à; access_token={0}", "a=[1,2]; access_token={0}; b={{}}", "access_token = {0}",
    ";;; access_token={0}", "access_token=x; access_token={0}",
)  # fmt: skip
HIDDEN = (
    "access_token=\"{0}\"", "access_token_0={0}", "foo, access_token={0}", "Access_Token={0}",
    "access_token={0}x y", "a=b access_token={0}", "access_token={0},x",
)  # fmt: skip
POLLING = "/ws/socket.io/?EIO=4&transport=polling"


def statuses(host: Host, header: str) -> set[int]:
    """What each kind of address says to a Cookie header."""
    told = {"Cookie": header}
    paths = ("/user", "/project/settings", f"/api/exports/{uuid.uuid4()}", POLLING)
    return {request(host, "GET", path, told).status for path in paths}


@pytest.mark.parametrize("header", ODD)
def test_an_odd_cookie_of_others_locks_nobody_out(gigi: Page, header: str) -> None:
    assert statuses(gigi.host, header.format(gigi.token)) == {200, 404}


@pytest.mark.parametrize("header", HIDDEN)
def test_what_is_no_session_cookie_opens_nothing(gigi: Page, header: str) -> None:
    assert statuses(gigi.host, header.format(gigi.token)) == {401}


@pytest.mark.parametrize("header", ODD)
def test_a_log_out_ends_the_token_whatever_stands_around_it(attacked: Host, header: str) -> None:
    old = token(attacked, MANAGER)
    said = header.format(old)
    assert request(attacked, "GET", "/user", {"Cookie": said}).status == 200
    ended = request(attacked, "POST", "/logout", {"Cookie": said})
    assert ended.status == 200
    assert "access_token=" in ended.headers["set-cookie"]
    for again in (*ODD, *HIDDEN, "access_token={0}"):
        assert statuses(attacked, again.format(old)) == {401}


def test_an_ended_token_opens_no_socket(attacked: Host) -> None:
    page = Page(attacked, token(attacked, MANAGER))
    assert page.send("POST", "/logout").status_code == 200
    upgrade = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    path = "/ws/socket.io/?EIO=4&transport=websocket"
    for header in (*ODD, *HIDDEN, "access_token={0}", ""):
        refused = request(attacked, "GET", path, upgrade | {"Cookie": header.format(page.token)})
        assert refused.status == 401, header
        assert "Connectez-vous" in refused.detail


def test_a_new_password_ends_old_tokens(attacked: Host, accounts: AccountService) -> None:
    accounts.add(OPERATOR, "ida@exemple.fr", Role.BENEVOLE, PASSWORD)
    old = token(attacked, "ida@exemple.fr")
    assert statuses(attacked, f"access_token={old}") == {200, 403}
    accounts.set_password(OPERATOR, "ida@exemple.fr", PASSWORD + "!")
    new = token(attacked, "ida@exemple.fr", PASSWORD + "!")
    # The host may have remembered the old one for a moment.
    request_until(attacked, f"access_token={old}", 401)
    for header in ODD:
        assert statuses(attacked, header.format(old)) == {401}
    assert request(attacked, "GET", "/user", {"Cookie": f"access_token={new}"}).status == 200


def request_until(host: Host, header: str, status: int) -> None:
    """Ask until it is answered so, for a few seconds."""
    import time

    deadline = time.monotonic() + 10
    while request(host, "GET", "/user", {"Cookie": header}).status != status:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_bearer_of_a_token_is_nobody(gigi: Page) -> None:
    told = {"Authorization": f"Bearer {gigi.token}"}
    assert request(gigi.host, "GET", "/user", told).status == 401


def test_who_is_told_is_who_the_token_says(gigi: Page) -> None:
    header = {"Cookie": f"access_token={gigi.token}; access_token_0=x; other=1"}
    told = json.loads(request(gigi.host, "GET", "/user", header).body)
    assert told["identifier"] == MANAGER


def test_only_what_was_read_goes_on() -> None:
    assert cookies.header("a.b.c") == (b"cookie", b"access_token=a.b.c")
    many = [(b"cookie", b"; ".join(b"access_token=a.b.%d" % n for n in range(50)))]
    assert len(cookies.tokens(many)) == cookies.MOST_TOKENS
    several = [(b"cookie", b"x=1"), (b"cookie", b"access_token=a.b.c; access_token=d.e.f")]
    assert cookies.tokens(several) == ["a.b.c", "d.e.f"]
    assert cookies.names([(b"cookie", b"access_token_0=x; access_tokens=1; b")]) == [
        "access_token",
        "access_token_0",
    ]


def test_cookies_are_for_https_only_where_that_is_how_one_comes() -> None:
    given = [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2; Secure"), (b"x", b"y")]
    assert cookies.secured(given) == [
        (b"set-cookie", b"a=1; Secure"),
        (b"set-cookie", b"b=2; Secure"),
        (b"x", b"y"),
    ]
