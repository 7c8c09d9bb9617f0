"""A session that ends takes its open sockets along."""

import httpx
import pytest

from core.accounts.models import OPERATOR, Role
from core.accounts.service import AccountService
from tests.assistant.web.conftest import MANAGER
from tests.assistant.web.wire import Page, token
from tests.serving import PASSWORD, Host

SOON = 12
"""Seconds, beyond which a socket is not taken to end."""


def test_a_log_out_elsewhere_ends_the_sockets_of_that_session_alone(attacked: Host) -> None:
    one, other = (Page(attacked, token(attacked, MANAGER)) for _ in range(2))
    tab = Page(attacked, one.token)
    with one.connected() as first, tab.connected() as second, other.connected() as third:
        assert one.send("POST", "/logout").status_code == 200
        assert "terminée" in first.event("toast")["message"]
        assert first.ended(SOON)
        assert first.deaf(one.auth())
        assert second.ended(SOON)
        third.emit("client_message", {"message": {"id": "x", "output": ""}})
        assert "pas comprise" in third.event("toast")["message"]


@pytest.mark.parametrize("command", ["password", "disable"])
def test_a_closed_account_or_a_new_password_ends_all(
    attacked: Host, accounts: AccountService, command: str
) -> None:
    email = f"{command}@exemple.fr"
    accounts.add(OPERATOR, email, Role.BENEVOLE, PASSWORD)
    pages = [Page(attacked, token(attacked, email)) for _ in range(2)]
    with pages[0].connected() as first, pages[1].connected() as second:
        if command == "password":
            accounts.set_password(OPERATOR, email, PASSWORD + "!")
        else:
            accounts.disable(OPERATOR, email)
        assert first.ended(SOON)
        assert second.ended(SOON)
        with pytest.raises(Exception, match="401"), pages[0].socket():
            raise AssertionError("opened again")


def test_polling_ends_too(attacked: Host) -> None:
    page = Page(attacked, token(attacked, MANAGER))
    path = "/ws/socket.io/?EIO=4&transport=polling"
    sid = page.send("GET", path).text.split('"sid":"')[1].split('"')[0]
    assert page.send("POST", "/logout").status_code == 200
    assert page.send("GET", f"{path}&sid={sid}").status_code == 401
    assert page.send("POST", f"{path}&sid={sid}", content=b"40{}").status_code == 401


def test_two_sessions_of_the_same_second_are_two(attacked: Host) -> None:
    first, second = token(attacked, MANAGER), token(attacked, MANAGER)
    assert first != second
    assert Page(attacked, first).send("POST", "/logout").status_code == 200
    with httpx.Client(cookies={"access_token": second}) as client:
        assert client.get(f"{attacked.address}/user").status_code == 200
