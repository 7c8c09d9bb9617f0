"""A brief counted by the base is the one that reading the selection gives."""

from datetime import timedelta
from typing import Any

import pytest

from core.accounts.models import OPERATOR
from core.campaigns.counting import Counting
from core.campaigns.models import Brief
from core.content.models import Mail
from core.prospects.filters import Filter
from core.vocabulary.values import ProspectType
from tests.core.campaigns.conftest import Office

MAIL = Mail(
    sujet="Bonjour", texte="{{ nom_contact }} à {{ ville }}, {{ site_web | default('sans site') }}"
)


@pytest.fixture
def varied(office: Office) -> Office:
    """People of every kind; some share an address, some are known to be gone."""
    old = office.time() - timedelta(days=365 * 5)
    kinds: list[dict[str, Any]] = [
        {},
        {"accepte_contact": False},
        {"type_prospect": "Artisan"},
        {"type_prospect": "Artisan", "accepte_contact": True, "nom_contact": "Ada"},
        {"cree_le": old},
        {"cree_le": old, "date_retour": office.time().date()},
        {"nom_contact": "Bob"},
    ]
    for rank, values in enumerate(kinds):
        office.add(*(f"p{rank}.{n}@exemple.fr" for n in range(3 if rank else 50)), None, **values)
    office.add("P0.0@exemple.fr", "p0.1@exemple.fr")
    office.add("z@exemple.fr", "Z@exemple.fr", "z@exemple.fr", type_prospect="MJC")
    known = office.services.database.mongo["prospects"]
    known.update_many({"nom_contact": "Bob"}, {"$set": {"segment": "Les grands"}})
    return office


def brief(office: Office, campaign: Any) -> Brief:
    office.services.prospects.touched()
    return office.services.campaigns.preparing.brief(OPERATOR, campaign)


def test_both_briefs_are_one(varied: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = list[bool]()
    sums = Counting.sums

    def noted(*given: Any) -> Any:
        found = sums(*given)
        counted.append(found is not None)
        return found

    drafts = [
        varied.campaign("Sans", mail=None),
        varied.campaign("Avec", mail=MAIL),
        varied.campaign("Les uns", MAIL, Filter(type_prospect=(ProspectType.ARTISAN,))),
        varied.campaign("Les mêmes", MAIL, Filter(type_prospect=(ProspectType.MJC,))),
    ]
    for change in (lambda: None, lambda: _gone(varied)):
        change()
        monkeypatch.setattr(Counting, "sums", noted)
        fast = [brief(varied, one) for one in drafts]
        monkeypatch.setattr(Counting, "sums", lambda *_: None)
        assert fast == [brief(varied, one) for one in drafts]
    # Where many share an address, reading them all is as quick.
    assert counted == [True, True, True, False] * 2
    assert fast[3].left_out == {"adresse_en_double": 2}
    assert fast[1].left_out.keys() >= {"sans_email", "conservation_depassee", "adresse_en_double"}
    assert fast[1].missing_variables.keys() == {"nom_contact"}
    assert "Les grands" in fast[0].segments


def _gone(office: Office) -> None:
    """Somebody unsubscribed."""
    campaign = office.approved("Partie")
    office.send(campaign)
    row = office.services.database.mongo["recipients"].find_one({"etat": "Envoyé"})
    assert row is not None
    token = office.services.campaigns.preparing._tokens.unsubscribe(row["jeton"])
    office.services.campaigns.tracking.unsubscribe(token)


def test_an_address_that_another_program_wrote_is_found_all_the_same(varied: Office) -> None:
    stored = varied.services.database.mongo["prospects"]
    stored.update_one({"email": "p0.2@exemple.fr"}, {"$set": {"email": "P0.3@Exemple.fr"}})
    stored.update_one({"email": "p0.4@exemple.fr"}, {"$unset": {"cles_contact": ""}})
    stored.update_one({"email": "p0.5@exemple.fr"}, {"$set": {"email": "p0.4@exemple.fr"}})
    draft = varied.campaign("Sans", mail=None)
    assert brief(varied, draft).left_out["adresse_en_double"] == 6
    assert brief(varied, draft).eligible == len(
        [d for some in varied.services.campaigns.preparing._briefs.judged(draft, frozenset())
         for d in some if d.reason is None]
    )  # fmt: skip
