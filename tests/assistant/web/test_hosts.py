"""By what name, from where and over what scheme one comes; what an anonymous may see."""

import ipaddress
import socket
import uuid

import pytest
from pydantic import ValidationError
from starlette.datastructures import Headers

from assistant.web import hosts
from assistant.web.protocol import UNREADABLE
from core.settings import Settings
from tests.assistant.web.conftest import PROXY
from tests.assistant.web.wire import Page, place, request, send
from tests.serving import Host


def test_the_page_answers_to_this_machines_names(attacked: Host) -> None:
    port = place(attacked)[1]
    mine = ["localhost", "127.0.0.1", "[::1]", socket.gethostname(), "LOCALHOST", "127.8.9.1"]
    for name in (*mine, "mimicom.exemple.fr", "MIMICOM.exemple.fr."):
        for told in (name, f"{name}:{port}", f"{name}:80"):
            assert request(attacked, "GET", "/health", {"Host": told}).status == 200, told


@pytest.mark.parametrize(
    "name",
    [
        "ailleurs.example", "localhost.ailleurs.example", "exemple.fr", "x.mimicom.exemple.fr",
        "203.0.113.7", "[2001:db8::1]", "localhost:x", "localhost@ailleurs", "a b", "local_host",
        "0", "127.0.0.1.ailleurs.example", "<script>alert(1)</script>", "localhost:80:80",
    ],
)  # fmt: skip
def test_another_name_is_refused_with_what_to_do(attacked: Host, name: str) -> None:
    for path in ("/health", "/", "/user", "/assets/x.js", "/ws/socket.io/?EIO=4"):
        answer = request(attacked, "GET", path, {"Host": name})
        assert answer.status == 400
        assert "MIMICOM_ALLOWED_HOSTS" in answer.detail


@pytest.mark.parametrize(
    "lines",
    [
        "Host: localhost\r\nHost: localhost", "", "Host: localhost\r\nno colon",
        "Host: localhost\r\n: x",
        "Host: localhost\r\nContent-Length: 1\r\nContent-Length: 2",
    ],
)  # fmt: skip
def test_what_is_no_http_is_refused_in_french(attacked: Host, lines: str) -> None:
    head = "GET /health HTTP/1.1\r\n" + (f"{lines}\r\n" if lines else "") + "\r\n"
    answer = send(attacked, head.encode())
    assert answer.status == 400
    assert answer.detail == UNREADABLE
    assert answer.headers["cache-control"] == "no-store"


def test_a_person_is_told_so_in_a_page(attacked: Host) -> None:
    told = {"Host": "accueil", "Accept": "text/html,*/*"}
    answer = request(attacked, "GET", "/", told)
    assert answer.headers["content-type"].startswith("text/html")
    assert "MIMICOM_ALLOWED_HOSTS" in answer.body.decode()
    assert "« accueil »" in answer.body.decode()
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_an_address_of_this_machine_is_one_of_its_names() -> None:
    known = hosts.Hosts([])
    assert known.known("192.0.2.9:8000", "192.0.2.9")  # that at which it was reached
    assert not known.known("192.0.2.9:8000", "192.0.2.8")
    assert known.known("[::ffff:192.0.2.9]", "192.0.2.9")
    assert all(
        known.known(f"[{a}]" if a.version == 6 else str(a), "") for a in hosts._own_addresses()
    )


def test_names_are_a_setting() -> None:
    assert Settings(allowed_hosts="a.fr, b.fr c").allowed_hosts == ("a.fr", "b.fr", "c")  # type: ignore[arg-type]
    assert Settings(trusted_proxies="10.0.0.0/8").trusted_proxies == ("10.0.0.0/8",)  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        Settings(trusted_proxies="nginx")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("1.1.1.1, 203.0.113.5", "203.0.113.5"),  # what its client wrote is not believed
        ("203.0.113.5, 10.0.0.7", "203.0.113.5"),
        ("203.0.113.5, nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("2001:db8::5", "2001:db8::5"),
        ("x" * 3_000, "10.0.0.1"),
    ],
)
def test_a_trusted_proxy_says_who_asks(forwarded: str, client: str) -> None:
    proxies = hosts.Proxies(["10.0.0.0/8"])
    headers = Headers({"x-forwarded-for": forwarded})
    assert proxies.client({"client": ("10.0.0.1", 9)}, headers)[0] == client
    assert proxies.client({"client": ("192.0.2.1", 9)}, headers)[0] == "192.0.2.1"
    assert hosts.Proxies([]).client({"client": ("127.0.0.1", 9)}, headers)[0] == "127.0.0.1"


def test_the_scheme_is_what_a_trusted_proxy_says() -> None:
    proxies, headers = hosts.Proxies(["10.0.0.1"]), Headers({"x-forwarded-proto": "https"})
    assert proxies.scheme({"client": ("10.0.0.1", 9), "scheme": "http"}, headers) == "https"
    assert proxies.scheme({"client": ("10.0.0.2", 9), "scheme": "http"}, headers) == "http"


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        (None, True),
        ("https://a.fr", True),
        ("https://a.fr:443", True),
        ("HTTPS://A.fr", True),
        ("http://a.fr", False),
        ("https://a.fr:8443", False),
        ("null", False),
        ("", False),
        ("a.fr", False),
        ("ftp://a.fr", False),
        ("https://a.fr.ailleurs.fr", False),
        ("https://b@a.fr", False),
    ],
)
def test_an_origin_is_a_scheme_a_name_and_a_port(origin: str | None, same: bool) -> None:
    assert hosts.same_origin(origin, "https", "a.fr") is same


@pytest.mark.parametrize("origin", ["https://{0}", "http://ailleurs.example", "null", "{0}"])
def test_another_origin_opens_no_socket_and_changes_nothing(gigi: Page, origin: str) -> None:
    named = f"localhost:{place(gigi.host)[1]}"
    told = {"Origin": origin.format(named), "Cookie": f"access_token={gigi.token}"}
    for method, path in (
        ("POST", "/logout"),
        ("POST", "/api/exports"),
        ("GET", "/ws/socket.io/?EIO=4&transport=polling"),
        ("GET", "/ws/socket.io/?EIO=4&transport=websocket"),
    ):
        answer = request(gigi.host, method, path, told)
        assert answer.status == 403
        assert "autre site" in answer.detail
    good = told | {"Origin": f"http://{named}"}
    assert request(gigi.host, "POST", "/api/exports", good, b"{}").status == 201


def test_over_https_behind_a_trusted_proxy_cookies_are_for_https(attacked: Host) -> None:
    told = {"X-Forwarded-Proto": "https", "Origin": f"https://localhost:{place(attacked)[1]}"}
    proxied = request(attacked, "POST", "/logout", told, source=PROXY)
    assert proxied.status == 200
    assert "; Secure" in proxied.headers["set-cookie"]
    assert request(attacked, "POST", "/logout", told).status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/docs", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/copilot/index.js",
        "/copilot",
        "/project/share/{0}", "/auth/oauth/x", "/feedback", "/mcp", "/project/element", "/env",
        "/project", "/thread/x", "/thread", "/element/{0}", "/share/{0}", "/user/", "//user",
        "/login/callback", "/public/../.chainlit/config.toml", "/slack/events", "/USER", "/.env",
    ],
)  # fmt: skip
def test_what_the_page_does_not_use_does_not_exist(gigi: Page, path: str) -> None:
    cookie = {"Cookie": f"access_token={gigi.token}"}
    for told in ({}, cookie):
        answer = request(gigi.host, "GET", path.format(uuid.uuid4()), told)
        assert answer.status == 404
        assert answer.detail == "Cette page n'existe pas."


def test_an_anonymous_is_told_to_log_in(attacked: Host) -> None:
    for method, path in (
        ("GET", "/user"), ("GET", "/project/settings"), ("POST", "/project/threads"),
        ("GET", f"/project/thread/{uuid.uuid4()}"), ("POST", "/project/action"),
        ("GET", f"/api/prospects/{uuid.uuid4()}.csv"), ("POST", "/api/exports"),
        ("POST", "/api/imports"), ("GET", "/ws/socket.io/?EIO=4&transport=polling"),
        ("POST", "/set-session-cookie"), ("GET", f"/api/access/{uuid.uuid4()}.json"),
    ):  # fmt: skip
        answer = request(attacked, method, path)
        assert answer.status == 401, path
        assert answer.detail == "Connectez-vous d'abord."
        assert answer.headers["cache-control"] == "no-store"


def test_what_is_personal_is_not_kept_by_browsers(gigi: Page) -> None:
    asked = {"pagination": {"first": 20}, "filter": {}}
    for answer in (
        gigi.send("GET", "/user"),
        gigi.send("GET", "/project/settings?language=fr-FR"),
        gigi.send("POST", "/project/threads", asked),
        gigi.send("GET", f"/project/thread/{uuid.uuid4()}"),
        gigi.send("POST", "/api/exports", {}),
    ):
        assert answer.headers["cache-control"] == "no-store"
    assert "immutable" not in gigi.send("GET", "/public/style.css").headers["cache-control"]


def test_a_volunteer_sends_no_file(nico: Page) -> None:
    with nico.connected():
        path = f"/project/file?session_id={nico.session_id}"
        refused = nico.send("POST", path, files={"file": ("a.csv", b"nom\nA\n", "text/csv")})
        assert refused.status_code == 403
        assert "importer un fichier" in refused.json()["detail"]
        assert nico.send("POST", "/api/imports", content=b"x").status_code == 403
        assert nico.send("POST", "/api/exports", {}).status_code == 403


def test_this_machines_addresses_are_found() -> None:
    assert ipaddress.ip_address("127.0.0.1") in hosts._own_addresses()
