"""The public addresses, on the real host: pages without log-in, nothing done by a GET."""

import re
import time
from collections.abc import Iterator

import pytest

from core.accounts.models import OPERATOR
from core.campaigns.drafts import Draft
from core.configuration.keys import PUBLIC_URL
from core.content.models import Mail
from core.services import Services
from tests.assistant.web.wire import request
from tests.factories import prospect
from tests.serving import Host
from tests.smtp_server import Server, Sink

LINK = "https://asso.example/programme"


@pytest.fixture(scope="module")
def sink(attacked: Host, beside: Services) -> Iterator[Sink]:
    """A campaign of two people, sent by another process than the one that serves."""
    server = Server(Sink())
    server.start()
    for key, value in (
        ("smtp.url", server.url()),
        ("smtp.sender", "Asso <contact@asso.example>"),
        ("public_url", attacked.address),
    ):
        beside.configuration.set(OPERATOR, key, value)
    beside.prospects.insert([prospect(email=f"{n}@lien.example") for n in "ab"])
    doors = beside.campaigns
    campaign = doors.preparing.create(OPERATOR, Draft("Liens"))
    campaign = doors.preparing.set_mail(OPERATOR, campaign, Mail(sujet="Lien", texte=LINK))
    campaign = doors.preparing.approve(OPERATOR, campaign)
    doors.sending.send(OPERATOR, campaign, 2, lambda *_: None)
    yield server.handler
    beside.configuration.set(OPERATOR, "public_url", "")
    server.stop()


def path(sink: Sink, kind: str, address: str) -> str:
    text = sink.parsed(address).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(rf"(/{kind}/[\w-]+)", text)
    assert found
    return found[1]


def results(beside: Services) -> tuple[int, int]:
    campaign = beside.campaigns.preparing.named(OPERATOR, "Liens")
    found = beside.campaigns.reading.results(OPERATOR, campaign).as_json()
    return found["clicked"], found["unsubscribed"]


def test_only_the_button_unsubscribes(attacked: Host, beside: Services, sink: Sink) -> None:
    way_out = path(sink, "d", "a@lien.example")
    for method in ("GET", "HEAD"):
        assert request(attacked, method, way_out).status == 200
    page = request(attacked, "GET", way_out).body.decode()
    assert page.count("<button") == 1
    assert 'method="post"' in page
    assert results(beside)[1] == 0
    one_click = {"Content-Type": "application/x-www-form-urlencoded"}
    body = b"List-Unsubscribe=One-Click"
    assert request(attacked, "POST", way_out, one_click, body).status == 200
    assert results(beside)[1] == 1
    assert request(attacked, "POST", way_out).status == 200
    assert results(beside)[1] == 1


def test_links_lead_where_the_mail_said(attacked: Host, beside: Services, sink: Sink) -> None:
    link = path(sink, "c", "b@lien.example")
    beside.database.mongo["recipients"].update_many({}, {"$unset": {"liens_aussitot": ""}})
    found = request(attacked, "HEAD", link)
    assert (found.status, found.headers["location"]) == (302, LINK)
    assert results(beside)[0] == 0
    found = request(attacked, "GET", f"{link}?url=https://ailleurs.example")
    assert (found.status, found.headers["location"]) == (302, LINK)


@pytest.mark.parametrize("kind", ["d", "c"])
def test_what_is_no_token_of_ours_is_a_page_404(attacked: Host, sink: Sink, kind: str) -> None:
    good = path(sink, kind, "b@lien.example")
    other = good.replace(f"/{kind}/", f"/{'c' if kind == 'd' else 'd'}/")
    for bad in (f"/{kind}/x", good[:-3], good + "A", f"/{kind}/a.b", f"/{kind}/{'A' * 500}", other):
        found = request(attacked, "GET", bad)
        assert found.status == 404, bad
        assert found.headers["content-type"].startswith("text/html")
        assert "n'est pas valable" in found.body.decode().replace("&#x27;", "'")
    assert request(attacked, "POST", f"/d/{'A' * 32}").status == 404
    assert request(attacked, "POST", good.replace("/d/", "/c/")).status == 405


@pytest.mark.parametrize("kind", ["d", "c"])
@pytest.mark.parametrize(
    "token",
    ["%00", "%FF", "%C3", "a%00b", "%0D%0AX", "", "a/b", "%2e%2e/x", "A" * 700, "A" * 7_000,
     "%5C", "\\", "%7f", "%E2%80", "%F0%9F%8E%B2"],
)  # fmt: skip
def test_bytes_that_are_no_token_have_that_page_too(attacked: Host, kind: str, token: str) -> None:
    methods = ("GET", "POST") if kind == "d" else ("GET",)
    for method in methods:
        found = request(attacked, method, f"/{kind}/{token}")
        assert found.status == 404, (method, token)
        assert found.headers["content-type"].startswith("text/html")
        assert "n'est pas valable" in found.body.decode().replace("&#x27;", "'")


def test_what_programs_add_to_a_link_does_not_break_it(attacked: Host, sink: Sink) -> None:
    for more in ("?utm_source=x", "?x=%00", "?%FF", "?" + "a=b&" * 50):
        assert request(attacked, "GET", path(sink, "d", "a@lien.example") + more).status == 200
        assert request(attacked, "GET", path(sink, "c", "b@lien.example") + more).status == 302


def test_the_public_name_is_answered_to_as_soon_as_it_is_set(
    attacked: Host, beside: Services, sink: Sink
) -> None:
    way_out = path(sink, "d", "a@lien.example")
    public = {"Host": "jeux.asso.example"}
    assert request(attacked, "GET", way_out, public).status == 400
    before = beside.configuration.get(PUBLIC_URL) or ""
    beside.configuration.set(OPERATOR, "public_url", "https://jeux.asso.example")
    try:
        deadline = time.monotonic() + 15
        while request(attacked, "GET", way_out, public).status != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        beside.configuration.set(OPERATOR, "public_url", before)
