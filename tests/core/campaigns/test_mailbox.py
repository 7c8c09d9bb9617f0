"""The mailbox read from a real server: each mail an event once, nothing changed in it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from core.accounts.models import OPERATOR
from core.campaigns.mailbox import Fetched
from core.campaigns.models import RecipientState
from core.errors import Unavailable
from tests.core.campaigns.conftest import Office
from tests.core.mailer.hostile import HOSTILE
from tests.core.mailer.samples import answer, daemon, dsn
from tests.imap_server import Imap

S = RecipientState
ADDRESSES = [f"{letter}@exemple.fr" for letter in "abcdef"]


@pytest.fixture(scope="module")
def imap() -> Iterator[Imap]:
    # Another account runs the server: it may not enter the folders of the tests.
    with TemporaryDirectory(prefix="imap", ignore_cleanup_errors=True) as folder:
        server = Imap(Path(folder))
        yield server
        server.stop()


@pytest.fixture
def sent(office: Office, imap: Imap) -> Office:
    office.set(imap__url=imap.url)
    fetch(office)  # what other tests left there
    office.sent(*ADDRESSES)
    return office


def fetch(office: Office) -> Fetched:
    return office.services.campaigns.mailbox.fetch(OPERATOR)


def key(office: Office, address: str) -> str:
    return str(office.row(address)["jeton"])


def token(office: Office, address: str) -> str:
    value = office.sink.parsed(address)["List-Unsubscribe"]
    return str(value).rpartition("%20")[2].rstrip(">")


def test_a_mailbox_becomes_events_once(sent: Office, imap: Imap) -> None:
    imap.deliver(
        answer("Oui !", key=key(sent, ADDRESSES[0])),
        dsn(key(sent, ADDRESSES[1]), "5.1.1", to=ADDRESSES[1]),
        answer("STOP", key=key(sent, ADDRESSES[2])),
        answer("Absent", "Auto-Submitted: auto-replied", key=key(sent, ADDRESSES[3])),
        answer("", f"Subject: desinscription {token(sent, ADDRESSES[4])}", key="f" * 22),
        b"From: x@y.example\r\nSubject: Bonjour\r\n\r\nRien a voir.",
    )
    assert fetch(sent) == Fetched(bounces=1, answers=1, unsubscribed=2, ignored=2)
    assert fetch(sent) == Fetched()
    sent.services.database.mongo["mailbox"].update_many({"uid": {"$gt": 0}}, {"$set": {"uid": 0}})
    assert fetch(sent) == Fetched(), "numbers begun anew"
    found = sent.results(sent.named())
    assert (found["answered"], found["unsubscribed"]) == (1, 2)
    assert (found["recipients"]["bounced"], found["recipients"]["sent"]) == (1, 5)
    assert found["rates"]["answer"]["value"] == pytest.approx(1 / 6)
    assert found["delay"]["n"] == 1
    assert not any(b"Seen" in flags for flags in imap.flags())
    brief = sent.services.campaigns.preparing.brief(OPERATOR, sent.campaign("Suite"))
    assert brief.left_out == {"opposition": 2, "rebond_definitif": 1}


def test_three_soft_bounces_in_a_row_are_a_hard_one(sent: Office, imap: Imap) -> None:
    def left_out(name: str) -> dict[str, int]:
        brief = sent.services.campaigns.preparing.brief(OPERATOR, sent.campaign(name))
        return brief.left_out

    def bounce(name: str, number: int) -> None:
        campaign = sent.named(name)
        rows = sent.services.database.mongo["recipients"]
        row = rows.find_one({"campagne_id": campaign.campagne_id, "email": ADDRESSES[0]})
        assert row
        imap.deliver(dsn(row["jeton"], "4.2.2", to=ADDRESSES[0], number=number))
        assert fetch(sent).bounces == 1

    bounce("Festival", 1)
    for number, name in ((2, "Deux"), (3, "Trois")):
        sent.time.ahead += timedelta(days=30)
        sent.send(sent.approved(name))
        assert left_out(f"Avant {name}") == {}
        bounce(name, number)
    assert left_out("Quatre") == {"rebond_definitif": 1}


def test_an_answer_in_between_starts_the_count_anew(sent: Office, imap: Imap) -> None:
    first = key(sent, ADDRESSES[0])
    imap.deliver(*(dsn(first, "4.2.2", number=n) for n in (1, 2)))
    imap.deliver(answer("Me revoilà", key=first), dsn(first, "4.2.2", number=3))
    fetch(sent)
    brief = sent.services.campaigns.preparing.brief(OPERATOR, sent.campaign("Suite"))
    assert brief.left_out == {}


def test_a_bounce_without_the_mail_is_known_by_its_address(sent: Office, imap: Imap) -> None:
    imap.deliver(daemon("failure notice", f"<{ADDRESSES[1]}>: user unknown", key="e" * 22))
    assert fetch(sent).bounces == 1
    assert sent.states(sent.named())[ADDRESSES[1]] is S.BOUNCED


FORGED = (
    daemon("failure notice", f"<{ADDRESSES[1]}>: user unknown", key="e" * 22),
    daemon("Échec de la remise", f"550 5.1.1 {ADDRESSES[1]} introuvable", key="d" * 22),
    dsn("c" * 22, "5.1.1", to=ADDRESSES[1]),
    dsn("b" * 22, "5.7.1", to=ADDRESSES[1].upper()),
    answer("stop", key="a" * 22),
    answer("Désinscrivez-moi", f"From: {ADDRESSES[1]}", key="9" * 22),
    answer("Oui !", f"Sender: {ADDRESSES[1]}", f"Reply-To: {ADDRESSES[1]}", key="8" * 22),
    answer("", "Subject: desinscription ZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", key="7" * 22),
)


def test_nobody_marks_the_address_of_another_by_guessing(sent: Office, imap: Imap) -> None:
    """A stranger knows an address and that we write to it, and no key of a mail."""
    imap.deliver(*FORGED)
    imap.deliver(*(dsn("6" * 22, "5.1.1", to=ADDRESSES[1], number=n) for n in range(4)))
    found = fetch(sent)
    assert (found.answers, found.unsubscribed) == (0, 0)
    brief = sent.services.campaigns.preparing.brief(OPERATOR, sent.campaign("Suite"))
    assert brief.left_out == {}
    # The server's own report, with the mail that came back, does.
    imap.deliver(dsn(key(sent, ADDRESSES[1]), "5.1.1", to=ADDRESSES[1]))
    fetch(sent)
    brief = sent.services.campaigns.preparing.brief(OPERATOR, sent.campaign("Suite encore"))
    assert brief.left_out == {"rebond_definitif": 1}


def test_a_report_that_quotes_no_mail_is_believed(sent: Office, imap: Imap) -> None:
    """As Exchange sends them, in French and as text alone."""
    head = (
        "From: Postmaster <postmaster@exemple.fr>\r\nReturn-Path: <>\r\nSubject: Undeliverable\r\n"
    )
    told = f"Échec de la remise à {ADDRESSES[1]} : 550 5.1.1 utilisateur inconnu"
    kind = "Content-Type: text/plain; charset=utf-8"
    imap.deliver(f"{head}{kind}\r\n\r\n{told}\r\n".encode())
    assert fetch(sent).bounces == 1
    brief = sent.services.campaigns.preparing.brief(OPERATOR, sent.campaign("Suite"))
    assert brief.left_out == {"rebond_definitif": 1}


def test_hostile_mails_keep_no_answer_waiting(sent: Office, imap: Imap) -> None:
    imap.deliver(*(make() for make in HOSTILE.values()))
    imap.deliver(answer("Oui !", key=key(sent, ADDRESSES[0])))
    found = fetch(sent)
    assert (found.answers, found.bounces, found.unsubscribed) == (1, 0, 0)


def test_an_answer_tells_that_an_uncertain_mail_arrived(sent: Office, imap: Imap) -> None:
    rows = sent.services.database.mongo["recipients"]
    rows.update_one({"email": ADDRESSES[0]}, {"$set": {"etat": S.UNCERTAIN.value}})
    imap.deliver(answer("Oui", key=key(sent, ADDRESSES[0])))
    fetch(sent)
    assert sent.states(sent.named())[ADDRESSES[0]] is S.SENT


def test_a_mailbox_of_fifty_megabytes(sent: Office, imap: Imap) -> None:
    heavy = b"From: x@y.example\r\nSubject: Photos\r\n\r\n" + b"x" * 70 + b"\r\n"
    heavy += (b"0" * 76 + b"\r\n") * 32_000
    imap.deliver(*(b"Message-ID: <%d@y.example>\r\n" % n + heavy for n in range(20)))
    imap.deliver(answer("Oui !", key=key(sent, ADDRESSES[0])))
    assert len(heavy) * 20 > 45_000_000
    found = fetch(sent)
    assert (found.answers, found.ignored) == (1, 20)


def test_a_wrong_password_is_told(sent: Office, imap: Imap) -> None:
    sent.set(imap__url=imap.url.replace("secret", "faux"))
    with pytest.raises(Unavailable, match="mot de passe"):
        fetch(sent)
    checks = {one.name: one for one in sent.services.campaigns.trying.check(OPERATOR)}
    assert not checks["imap"].ok
    sent.set(imap__url=imap.url.replace("INBOX", "Rien"))
    with pytest.raises(Unavailable, match="Rien"):
        fetch(sent)
