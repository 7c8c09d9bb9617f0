"""What a send tells on records, by the base itself or one by one: the same."""

from datetime import UTC, date, datetime
from itertools import product

import pytest

from core.accounts.models import OPERATOR
from core.campaigns.contacts import MAILED, Contacts
from core.campaigns.recipients import RecipientStore
from core.campaigns.store import CampaignStore
from core.database import Session
from core.errors import Conflict
from core.prospects.documents import document_of
from core.vocabulary.values import Status
from tests.core.campaigns.conftest import Office

TODAY = date(2027, 3, 1)
MOMENT = datetime(2027, 3, 1, 12, tzinfo=UTC)
LAST = (None, date(2026, 12, 24), TODAY, date(2027, 3, 2))
ANSWERS = ({}, {"date_retour": TODAY}, {"date_retour": TODAY, "retour_prospect": "Positif"})
OPEN = (Status.JAMAIS_CONTACTE, Status.CONTACTE)
STATUSES = (*OPEN, Status.EN_ATTENTE, Status.INTERESSE, Status.REFUSE)


def _contacts(office: Office) -> Contacts:
    database, services = office.services.database, office.services
    rows, store = RecipientStore(database), CampaignStore(database)
    return Contacts(database, store, rows, services.prospects, services.journal)


def _tell(office: Office, keys: list[str]) -> None:
    campaign, contacts = office.campaign("Été à l'Île"), _contacts(office)
    sent = dict.fromkeys(keys, MOMENT)
    office.services.database.transaction(lambda s: contacts.tell(OPERATOR, campaign, sent, s))


def test_records_are_as_if_each_had_been_changed_by_itself(office: Office) -> None:
    wanted = {}
    for rank, (status, last, answer) in enumerate(product(STATUSES, LAST, ANSWERS)):
        values = {"statut": status, "date_dernier_contact": last, "region": "Bretagne", **answer}
        (key,) = office.add(f"p{rank}@exemple.fr", **values)
        after = {
            "statut": Status.EN_ATTENTE if status in OPEN else status,
            "date_dernier_contact": max(last or TODAY, TODAY),
        }
        before = office.services.prospects.open(OPERATOR, key)
        changed = any(getattr(before, name) != value for name, value in after.items())
        wanted[key] = (before.model_copy(update=after), before.version + changed)
    _tell(office, list(wanted))
    stored = office.services.database.mongo["prospects"]
    for document in stored.find():
        record, version = wanted[document["_id"]]
        expected = document_of(record) | {"version": version, "campagnes_norm": ["ete a l ile"]}
        assert {name: document[name] for name in expected} == expected
        entries = office.services.journal.of(document["_id"])
        assert len(entries) == version - record.version
        assert all(e.action == MAILED and e.details["statut"][1] == record.statut for e in entries)


def test_told_twice_nothing_changes_again(office: Office) -> None:
    keys = office.add("a@exemple.fr", "b@exemple.fr")
    _tell(office, keys)
    contacts, campaign = _contacts(office), office.campaign("Autre")
    for _ in range(2):
        office.services.database.transaction(
            lambda s: contacts.tell(OPERATOR, campaign, dict.fromkeys(keys, MOMENT), s)
        )
    for document in office.services.database.mongo["prospects"].find():
        assert document["version"] == 2
        assert document["campagnes_norm"] == ["ete a l ile", "autre"]
    assert len(office.services.journal.of(keys[0])) == 1


def test_a_record_that_another_program_wrote_is_told_of_too(office: Office) -> None:
    bare, erased = office.add("a@exemple.fr", "b@exemple.fr")
    stored = office.services.database.mongo["prospects"]
    stored.update_one({"_id": bare}, {"$unset": {"profil": "", "campagnes_norm": ""}})
    stored.delete_one({"_id": erased})
    _tell(office, [bare, erased])
    document = stored.find_one({"_id": bare})
    assert document is not None
    assert document["statut"] == Status.EN_ATTENTE
    assert Status.EN_ATTENTE in document["profil"]
    assert not office.services.journal.of(erased)


def test_a_record_changed_meanwhile_leaves_nothing_half_told(office: Office) -> None:
    keys = office.add("a@exemple.fr", "b@exemple.fr")
    prospects, stored = office.services.prospects, office.services.database.mongo["prospects"]

    def change(session: Session) -> None:
        read = prospects.contacted({keys[0]: TODAY}, "Été", session)
        assert [one.after for one in read] == [Status.EN_ATTENTE]
        raise Conflict("Une fiche a changé entre-temps.")

    with pytest.raises(Conflict):
        office.services.database.transaction(change)
    assert {one["statut"] for one in stored.find()} == {Status.JAMAIS_CONTACTE}


def test_what_hinders_the_telling_does_not_hinder_the_send(office: Office) -> None:
    odd, other = office.add("a@exemple.fr", "b@exemple.fr")
    campaign = office.approved()
    stored = office.services.database.mongo["prospects"]
    stored.update_one({"_id": odd}, {"$set": {"statut": 7}})
    report = office.send(campaign)
    assert report.campaign.etat == "Terminée"
    assert sorted(office.sink.to) == ["a@exemple.fr", "b@exemple.fr"]
    assert office.row("a@exemple.fr")["etat"] == "Envoyé"
    stored.update_one({"_id": odd}, {"$set": {"statut": Status.CONTACTE}})
    _contacts(office).note(OPERATOR, campaign)
    assert {one["statut"] for one in stored.find()} == {Status.EN_ATTENTE}
    assert [len(office.services.journal.of(key)) for key in (odd, other)] == [1, 1]
