"""Links of mails: who may unsubscribe whom, which clicks count, what forged tokens do."""

import base64
import re
from datetime import timedelta

import pytest

from core.accounts.models import OPERATOR
from core.campaigns.tracking import UNSUBSCRIBED
from core.content.models import Mail
from core.errors import NotFound
from core.mailer.tokens import Tokens
from tests.core.campaigns.conftest import Office

MAIL = Mail(
    sujet="Programme",
    texte="Le programme : https://asso.example/programme?a=1&b=2, l'accès : https://asso.example/x.",
    html='<p><a href="https://asso.example/programme?a=1&amp;b=2">Programme</a> '
    "<a href='https://asso.example/x'>Accès</a> {{ lien_desinscription }}</p>",
)
PUBLIC = "https://mails.asso.example"


def tokens(office: Office, kind: str, address: str = "a@exemple.fr") -> list[str]:
    """The tokens of a mail, in order, each once."""
    mail = office.sink.parsed(address)
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return list(dict.fromkeys(re.findall(rf"{PUBLIC}/{kind}/([\w-]+)", text)))


@pytest.fixture
def sent(office: Office) -> Office:
    """A campaign with two links sent to two people."""
    office.set(public_url=PUBLIC)
    office.add("a@exemple.fr", "b@exemple.fr")
    office.send(office.approved(mail=MAIL))
    return office


def later(office: Office) -> None:
    office.time.ahead += timedelta(minutes=5)


def clicked(office: Office) -> int:
    found: int = office.results(office.named())["clicked"]
    return found


def test_a_link_unsubscribes_once_and_is_journalled(sent: Office) -> None:
    tracking = sent.services.campaigns.tracking
    (token,) = tokens(sent, "d")
    tracking.check(token)
    assert sent.results(sent.named())["unsubscribed"] == 0
    assert tracking.unsubscribe(token)
    assert not tracking.unsubscribe(token), "replayed"
    assert sent.results(sent.named())["unsubscribed"] == 1
    entries = [e for e in sent.services.journal.search(_all()) if e.action == UNSUBSCRIBED]
    assert len(entries) == 1
    brief = sent.services.campaigns.preparing.brief(OPERATOR, sent.campaign("Suite"))
    assert brief.left_out == {"opposition": 1}


def _all():  # type: ignore[no-untyped-def]
    from core.journal.models import Search

    return Search()


def test_clicks_lead_to_the_stored_link_and_count_once(sent: Office) -> None:
    tracking = sent.services.campaigns.tracking
    first, second = tokens(sent, "c")
    later(sent)
    assert tracking.follow(first, counted=False) == "https://asso.example/programme?a=1&b=2"
    assert clicked(sent) == 0
    for token in (first, first, second):
        tracking.follow(token, counted=True)
    assert clicked(sent) == 1
    assert tracking.follow(second, counted=True) == "https://asso.example/x"


def test_a_program_that_opens_all_links_at_once_is_no_reader(sent: Office) -> None:
    tracking = sent.services.campaigns.tracking
    first, second = tokens(sent, "c")
    sent.services.database.mongo["recipients"].update_many({}, {"$set": {"envoye_le": sent.time()}})
    tracking.follow(first, counted=True)
    tracking.follow(second, counted=True)
    assert clicked(sent) == 0
    later(sent)
    tracking.follow(second, counted=True)
    assert clicked(sent) == 1


def test_one_link_opened_at_once_is_a_reader(sent: Office) -> None:
    sent.services.campaigns.tracking.follow(tokens(sent, "c")[0], counted=True)
    assert clicked(sent) == 1


def forged(token: str) -> list[str]:
    """Tokens that are not ours, made from one that is."""
    raw = base64.urlsafe_b64decode(token)
    flipped = base64.urlsafe_b64encode(raw[:5] + bytes([raw[5] ^ 1]) + raw[6:]).decode()
    return [
        "", "x", token[:-1], token[:-4], token + "A", token + "====", token[1:], flipped,
        token.swapcase(), token[:10] + "." + token[10:], "é" + token[1:], "A" * len(token),
    ]  # fmt: skip


def test_forged_and_truncated_tokens_change_nothing(sent: Office) -> None:
    tracking = sent.services.campaigns.tracking
    (way_out,), links = tokens(sent, "d"), tokens(sent, "c")
    for token in [*forged(way_out), *links]:
        with pytest.raises(NotFound):
            tracking.unsubscribe(token)
    for token in [*forged(links[0]), way_out]:
        with pytest.raises(NotFound):
            tracking.follow(token, counted=True)
    found = sent.results(sent.named())
    assert (found["clicked"], found["unsubscribed"]) == (0, 0)


def test_old_tokens_are_no_tokens(sent: Office) -> None:
    sent.time.ahead = timedelta(days=4 * 366)
    with pytest.raises(NotFound):
        sent.services.campaigns.tracking.unsubscribe(tokens(sent, "d")[0])


def test_tokens_name_neither_person_nor_address(sent: Office) -> None:
    row = sent.row("a@exemple.fr")
    for token in tokens(sent, "d") + tokens(sent, "c"):
        raw = base64.urlsafe_b64decode(token)
        for secret in ("a@exemple.fr", row["prospect_id"], row["campagne_id"]):
            assert secret.encode() not in raw
    assert set(tokens(sent, "d")).isdisjoint(tokens(sent, "d", "b@exemple.fr"))


def test_without_a_public_address_links_stay_and_mails_unsubscribe(office: Office) -> None:
    office.add("a@exemple.fr")
    office.send(office.approved(mail=MAIL))
    mail = office.sink.parsed("a@exemple.fr")
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "https://asso.example/programme?a=1&b=2" in text
    assert "écrivez à contact@asso.example, avec pour objet : desinscription " in text
    assert "mailto:" not in text
    assert "mailto:contact@asso.example?subject=desinscription%20" in str(
        mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    )
    assert mail["List-Unsubscribe-Post"] is None
    found = office.results(office.named())
    assert found["rates"]["click"] == {"value": None, "low": None, "high": None}
    assert not found["clicks_measured"]


def test_whoever_left_is_shown_so_on_the_record(office: Office) -> None:
    (key,) = office.add("a@asso.example", accepte_contact=True)
    campaign = office.approved()
    office.send(campaign)
    token = Tokens(office.services.database).unsubscribe(office.row("a@asso.example")["jeton"])
    office.services.campaigns.tracking.unsubscribe(token)
    [mailing] = office.services.records.mailings(OPERATOR, key)
    assert mailing.outcome == "s'est désinscrit"
    assert office.services.prospects.open(OPERATOR, key).accepte_contact is True
    assert office.services.campaigns.preparing.brief(
        OPERATOR, office.campaign("Suite")
    ).left_out == {"opposition": 1}
