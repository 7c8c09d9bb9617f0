"""Guesses of passwords over the wire."""

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from core.accounts.service import AccountService
from core.accounts.throttle import LOCKED_FOR, MAX_FAILURES_OF_ADDRESS
from tests.assistant.web.conftest import MANAGER, PROXY
from tests.assistant.web.wire import Raw, request
from tests.serving import PASSWORD, Host

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def log_in(host: Host, email: str, password: str, source: str | None = None, **more: str) -> Raw:
    body = urlencode({"username": email, "password": password}).encode()
    return request(host, "POST", "/login", FORM | more, body, source=source)


def test_forty_guesses_at_once_check_five(attacked: Host) -> None:
    email = f"{uuid.uuid4()}@exemple.fr"
    with ThreadPoolExecutor(20) as pool:
        # Each says that it comes from elsewhere: nobody asked this machine's word for it.
        made = [
            pool.submit(log_in, attacked, email, f"faux {n}", **{"X-Forwarded-For": f"10.1.1.{n}"})
            for n in range(40)
        ]
        said = Counter(one.result().status for one in made)
    assert said == {401: 5, 429: 35}
    assert "Trop d'essais" in log_in(attacked, email, "faux").detail


def test_who_guesses_behind_a_proxy_is_told_from_who_does_not(
    attacked: Host, accounts: AccountService
) -> None:
    guesser, other = ({"X-Forwarded-For": f"203.0.113.{n}"} for n in (1, 2))
    now = datetime.now(UTC)
    for _ in range(MAX_FAILURES_OF_ADDRESS):
        # As many guesses, each of another account.
        accounts._store.count_try("adresse:203.0.113.1", now, now + LOCKED_FOR, 50)
    assert log_in(attacked, "encore@exemple.fr", "faux", PROXY, **guesser).status == 401
    assert log_in(attacked, "encore@exemple.fr", "faux", PROXY, **guesser).status == 429
    assert log_in(attacked, "autre@exemple.fr", "faux", PROXY, **other).status == 401
    assert log_in(attacked, "autre@exemple.fr", "faux", PROXY, **other).status == 401
    assert log_in(attacked, MANAGER, PASSWORD, PROXY, **guesser).status == 200
    assert log_in(attacked, MANAGER, PASSWORD).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"", b"username=a", b"username=%00&password=%00", b"username=" + b"x" * 3_000, b"{}",
        b"username=%ff&password=%ed%a0%80", b"username=a&username=b&password=" + b"y" * 1_001,
        b"password[]=1", b"&&&=&", b"%", b"username=a&password=%0",
    ],
)  # fmt: skip
def test_an_odd_form_is_refused(attacked: Host, body: bytes) -> None:
    forms = ("application/x-www-form-urlencoded", "multipart/form-data")
    for kind in (*forms, "application/json", f"{forms[1]}; boundary=x; charset=utf-7", ""):
        answer = request(attacked, "POST", "/login", {"Content-Type": kind}, body)
        assert answer.status in (400, 401, 429), kind
        assert answer.detail


def test_a_form_in_another_alphabet_is_refused(attacked: Host) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n\\ud800\\x00\r\n'
    body = part % b"username" + part % b"password" + b"--x--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=x; charset=unicode_escape"}
    assert request(attacked, "POST", "/login", kind, body).status in (400, 401)
    kind = {"Content-Type": "multipart/form-data; boundary=x; charset=no-such"}
    assert request(attacked, "POST", "/login", kind, body).status in (400, 401)
