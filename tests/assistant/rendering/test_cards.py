"""A record as its readers see it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.rendering.links import link
from assistant.rendering.records import cards
from core.accounts.models import Role, User
from core.prospects.models import FIELDS, Comment
from tests.factories import prospect

GIGI = User(user_id="gigi", email="gigi@exemple.fr", role=Role.BENEVOLE)
ELEMENTS = Path(__file__).parents[3] / "assistant/web/page/public/elements"


def field(card: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(f for g in card["groups"] for f in g["fields"] if f["key"] == key)
    return found


def test_every_field_is_in_a_group_or_beside_one() -> None:
    shown = {name for _, names in cards.GROUPS for name in names}
    beside = {"prospect_id", "commentaires", *(f"{name}_followers" for name in cards.Network)}
    assert shown | beside == set(FIELDS)
    assert [label for label, _ in cards.GROUPS] == [
        *("Identité", "Contact", "Lieu", "Réseaux", "Relation", "Suivi")
    ]


def test_values_are_worded_and_lead_somewhere() -> None:
    card = cards.card(
        prospect(
            nom_structure="MJC du Lac", email="mjc@exemple.fr", telephone="+33549000000",
            departement="86", facebook="mjcdulac", facebook_followers=1234, tags=("salon", "jdr"),
            date_dernier_contact=date(2026, 5, 3), accepte_contact=None,
        ),
        GIGI,
    )  # fmt: skip
    assert card["title"] == "MJC du Lac"
    assert field(card, "telephone")["value"] == "05 49 00 00 00"
    assert field(card, "telephone")["href"] == "tel:+33549000000"
    assert field(card, "facebook")["href"] == "https://www.facebook.com/mjcdulac"
    assert field(card, "facebook")["note"] == "1\u202f234 abonnés"
    assert field(card, "departement")["value"] == "Vienne (86)"
    assert field(card, "date_dernier_contact")["value"] == "3 mai 2026"
    assert field(card, "tags")["labels"] == ["salon", "jdr"]
    # Nobody asked: that is not known, rather than a third answer.
    assert field(card, "accepte_contact")["value"] == ""
    assert field(card, "site_web") == {
        "key": "site_web", "label": "Site web", "value": "", "note": "", "href": None, "labels": [],
    }  # fmt: skip


def test_remarks_come_newest_first_signed_and_dated() -> None:
    remarks = (
        Comment(texte="sans rien"),
        Comment(texte="ancien", auteur="Léa", date=datetime(2025, 1, 2, 9, 5, tzinfo=UTC)),
        Comment(texte="récent", date=datetime(2026, 1, 2, 9, 5, tzinfo=UTC)),
        Comment(texte="sans date", auteur="Max"),
    )
    card = cards.card(prospect(commentaires=remarks), GIGI)
    assert card["comments"] == [
        {"text": "récent", "head": "2 janvier 2026 à 10 h 05"},
        {"text": "ancien", "head": "2 janvier 2025 à 10 h 05 · Léa"},
        {"text": "sans date", "head": "Max"},
        {"text": "sans rien", "head": "Sans date ni auteur"},
    ]


def test_past_campaigns_have_their_place_where_they_are_known() -> None:
    with pytest.raises(StopIteration):
        field(cards.card(prospect(), GIGI), "campagnes")
    assert field(cards.card(prospect(), GIGI, ()), "campagnes")["value"] == ""
    past = [
        cards.PastCampaign("Rentrée", date(2026, 9, 1), "a ouvert"),
        cards.PastCampaign("Salon"),
    ]
    shown = field(cards.card(prospect(), GIGI, past), "campagnes")
    assert shown["value"] == "Rentrée · 1er septembre 2026 · a ouvert\nSalon"


def test_buttons_are_sentences_and_only_what_the_user_may_do() -> None:
    record = prospect(nom_structure="MJC du Lac")
    says = [action["say"] for action in cards.card(record, GIGI)["actions"]]
    assert says[0] == "modifie la fiche de MJC du Lac"
    assert says[3] == "historique de la fiche de MJC du Lac"
    assert says[4:] == [
        "quelles sont les tâches de MJC du Lac ?",
        "rappelle-moi de relancer MJC du Lac",
    ]
    closed = GIGI.model_copy(update={"actif": False})
    assert [a["label"] for a in cards.card(record, closed)["actions"]] == ["Historique"]


def test_rows_say_what_is_missing() -> None:
    groups = dict(cards.rows(cards.card(prospect(x="@mjc", x_followers=5), GIGI)))
    assert ["E-mail", "Non renseigné"] in groups["Contact"]
    assert ["X", "@mjc · 5 abonnés"] in groups["Réseaux"]
    assert groups["Suivi"][-1] == ["Commentaires", "Non renseigné"]


@pytest.mark.parametrize(
    ("name", "value", "leads"),
    [
        ("site_web", "https://mjc.fr/a?b=1", "https://mjc.fr/a?b=1"),
        ("site_web", "mjc.fr", "https://mjc.fr"),
        ("site_web", "javascript:alert(1)", None),
        ("site_web", "data:text/html,<script>", None),
        ("site_web", "ftp://mjc.fr", None),
        ("site_web", "https://facebook.com@mechant.fr/", None),
        ("site_web", 'https://mjc.fr/"onclick="x', None),
        ("site_web", "https://mjc.fr/\\@mechant.fr", None),
        ("site_web", "=HYPERLINK(1)", None),
        ("facebook", "@MJC.Lac", "https://www.facebook.com/MJC.Lac"),
        ("facebook", "facebook.com/mjc", "https://facebook.com/mjc"),
        ("facebook", "https://fr-fr.facebook.com/mjc", "https://fr-fr.facebook.com/mjc"),
        ("facebook", "MJC du Lac", None),
        ("instagram", "javascript:alert(1)", None),
        ("tiktok", "@mjc", "https://www.tiktok.com/@mjc"),
        ("youtube", "été", "https://www.youtube.com/@%C3%A9t%C3%A9"),
        ("x", "../../../evil", None),
        ("email", "a+b@exemple.fr", "mailto:a%2Bb@exemple.fr"),
        ("email", "a?bcc=tous@exemple.fr", "mailto:a%3Fbcc%3Dtous@exemple.fr"),
        ("email", "pas une adresse", None),
        ("telephone", "+33549000000", "tel:+33549000000"),
        ("telephone", "0549;ext=1", None),
        ("ville", "https://mjc.fr", None),
    ],
)
def test_links_lead_only_where_they_say(name: str, value: str, leads: str | None) -> None:
    assert link(name, value) == leads
