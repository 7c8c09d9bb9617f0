"""Preparing campaigns: names, states, who is left out and why, what approval freezes."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.campaigns import states
from core.campaigns.drafts import Draft
from core.campaigns.models import Campaign, Recipient, State
from core.campaigns.results import By
from core.campaigns.service import CHANGED, CREATED, MOVED
from core.content.models import Mail
from core.errors import Conflict, Forbidden, InvalidData, NotFound, Refused
from core.prospects.filters import Filter
from core.vocabulary.values import ProspectType
from tests.core.campaigns.conftest import MAIL, Office

VOLUNTEER = User(user_id="b", email="b@asso.example", role=Role.BENEVOLE)
ALLOWED = {
    State.BROUILLON: {State.PLANIFIEE, State.EN_COURS, State.ANNULEE},
    State.PLANIFIEE: {State.BROUILLON, State.EN_COURS, State.ANNULEE},
    State.EN_COURS: {State.EN_PAUSE, State.TERMINEE, State.ANNULEE},
    State.EN_PAUSE: {State.EN_COURS, State.ANNULEE},
    State.TERMINEE: {State.ANNULEE, State.ARCHIVEE},
    State.ANNULEE: {State.ARCHIVEE},
    State.ARCHIVEE: set(),
}


@pytest.mark.parametrize("name", ["Festival", "festival", "  FÉSTIVAL ", "Festival\u200b"])
def test_names_are_unique_without_case_accents_and_spaces(office: Office, name: str) -> None:
    office.campaign("Festival", mail=None)
    with pytest.raises(Refused, match="s'appelle déjà"):
        office.campaign(name, mail=None)
    assert office.named(" FESTIVAL").nom == "Festival"


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 121])
def test_names_that_are_none(office: Office, name: str) -> None:
    with pytest.raises(InvalidData):
        office.campaign(name, mail=None)


@pytest.mark.parametrize(
    "draft",
    [
        Draft("A", objective="danser"),
        Draft("A", channel="pigeon"),
        Draft("A", event=date(2027, 5, 2), end=date(2027, 5, 1)),
    ],
    ids=["objective", "channel", "dates"],
)
def test_what_a_campaign_can_not_be(office: Office, draft: Draft) -> None:
    with pytest.raises(InvalidData):
        office.services.campaigns.preparing.create(OPERATOR, draft)


def test_a_campaign_is_as_it_was_given(office: Office) -> None:
    doors = office.services.campaigns.preparing
    asked = Filter(type_prospect=(ProspectType.MJC,), region=("Bretagne",))
    doors.create(VOLUNTEER, Draft("Été", asked, "SAVE THE DATE", date(2027, 4, 17), None, "email"))
    found = office.named("ete")
    assert (found.nom, found.filtre, found.canal) == ("Été", asked, "Email")
    assert (found.objectif, found.date_evenement) == ("save the date", date(2027, 4, 17))
    assert (found.cree_par, found.etat, found.version) == (VOLUNTEER.email, State.BROUILLON, 1)
    found = doors.edit(VOLUNTEER, found, {"date_evenement": date(2027, 4, 24)})
    assert office.named("ete").date_evenement == date(2027, 4, 24)
    actions = [entry.action for entry in office.services.journal.of(found.campagne_id)]
    assert actions == [CREATED, CHANGED]


def test_two_who_change_it_at_once_are_told(office: Office) -> None:
    doors, read = office.services.campaigns.preparing, office.campaign()
    doors.edit(OPERATOR, read, {"canal": "Email"})
    with pytest.raises(Conflict):
        doors.edit(OPERATOR, read, {"canal": "X"})


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("after", list(State))
def test_each_change_of_state_is_allowed_or_refused_in_a_sentence(
    before: State, after: State
) -> None:
    campaign = Campaign(
        campagne_id="c", nom="Été", cree_le="2027-01-01T00:00:00Z", cree_par="x", etat=before
    )
    if after in ALLOWED[before]:
        states.check(campaign, after)
        return
    with pytest.raises(Refused) as told:
        states.check(campaign, after)
    assert told.value.message.startswith("La campagne « Été » ")
    assert told.value.message.endswith(".")


@pytest.mark.parametrize(
    ("word", "refused"),
    [("pause", True), ("archive", True), ("cancel", False)],
)
def test_states_of_a_draft(office: Office, word: str, refused: bool) -> None:
    campaign = office.campaign()
    move: Callable[..., Campaign] = getattr(office.services.campaigns.preparing, word)
    with pytest.raises(Forbidden):
        move(VOLUNTEER, campaign)
    if refused:
        with pytest.raises(Refused):
            move(OPERATOR, campaign)
        return
    assert move(OPERATOR, campaign).etat is State.ANNULEE
    assert office.services.journal.of(campaign.campagne_id)[-1].action == MOVED
    archived = office.services.campaigns.preparing.archive(OPERATOR, office.named())
    assert archived.etat is State.ARCHIVEE


def brief_of(office: Office, filter: Filter | None = None) -> dict[str, int]:
    campaign = office.campaign("Brief", filter=filter)
    found = office.services.campaigns.preparing.brief(OPERATOR, campaign)
    assert found.selected == found.eligible + sum(found.left_out.values())
    office.services.database.mongo["campaigns"].delete_many({})
    return found.left_out


def test_each_reason_to_be_left_out(office: Office) -> None:
    old = office.time() - timedelta(days=3 * 366)
    office.add("ok@exemple.fr", None)
    office.add("refus@exemple.fr", accepte_contact=False)
    office.add("artisan@exemple.fr", type_prospect="Artisan")
    office.add("artisan-oui@exemple.fr", type_prospect="Artisan", accepte_contact=True)
    office.add("influ@exemple.fr", type_prospect="Influenceur")
    office.add("ancien@exemple.fr", cree_le=old)
    office.add("ancien-retour@exemple.fr", cree_le=old, date_retour=office.time().date())
    office.add("vieux-retour@exemple.fr", date_retour=old.date())
    office.add("ok@exemple.fr")
    assert brief_of(office) == {
        "sans_email": 1, "refus": 1, "consentement_requis": 2, "conservation_depassee": 2,
        "adresse_en_double": 1,
    }  # fmt: skip
    office.set(consent__strict="on")
    assert brief_of(office)["consentement_requis"] == 7
    office.set(consent__strict="off", retention__years="5")
    assert "conservation_depassee" not in brief_of(office)


def test_the_first_reason_in_the_contract_s_order_is_told(office: Office) -> None:
    keys = office.add("a@exemple.fr", type_prospect="Artisan", accepte_contact=False)
    services = office.services
    row = {"recipient_id": "c:x", "campagne_id": "c", "prospect_id": keys[0], "etat": "Envoyé"}
    recipient = Recipient.model_validate(row | {"email": "a@exemple.fr"})
    services.campaigns.tracking.unsubscribe_row(recipient, "lien")
    assert brief_of(office) == {"refus": 1}
    prospects = services.database.mongo["prospects"]
    prospects.update_one({"_id": keys[0]}, {"$set": {"accepte_contact": None}})
    assert brief_of(office) == {"opposition": 1}


def test_who_was_erased_and_came_back_is_an_objection(office: Office) -> None:
    (key,) = office.add("a@exemple.fr")
    office.services.privacy.erase(OPERATOR, key, "Structure 0")
    office.add("a@exemple.fr")
    assert brief_of(office) == {"opposition": 1}


def test_clicks_and_answers_are_signs_and_openings_are_none(office: Office) -> None:
    old = office.time() - timedelta(days=4 * 366)
    keys = office.add(*(f"{n}@exemple.fr" for n in "abc"), cree_le=old)
    events = office.services.database.mongo["events"]
    for key, kind in zip(keys, ("clic", "réponse", "ouverture"), strict=True):
        events.insert_one(
            {"_id": f"c:{key}:{kind}", "campagne_id": "c", "prospect_id": key, "kind": kind,
             "le": office.time() - timedelta(days=30)}
        )  # fmt: skip
    assert brief_of(office) == {"conservation_depassee": 1}


def test_approval_freezes_what_was_decided(office: Office) -> None:
    keys = office.add("a@exemple.fr", "b@exemple.fr")
    campaign = office.approved()
    prospects = office.services.database.mongo["prospects"]
    prospects.update_many({}, {"$set": {"nom_structure": "Changé", "email": "z@exemple.fr"}})
    office.add("c@exemple.fr")
    doors = office.services.campaigns.preparing
    assert doors.brief(OPERATOR, office.named()).eligible == 2
    for change in (
        lambda: doors.set_mail(OPERATOR, office.named(), MAIL),
        lambda: doors.edit(OPERATOR, office.named(), {"canal": "X"}),
        lambda: doors.approve(OPERATOR, office.named()),
    ):
        with pytest.raises(Refused, match="approuvée"):
            change()
    office.send(campaign)
    assert sorted(office.sink.to) == ["a@exemple.fr", "b@exemple.fr"]
    assert office.sink.parsed("a@exemple.fr")["subject"] == "Invitation pour Structure 0"
    assert office.row("a@exemple.fr")["prospect_id"] == keys[0]


def test_an_approval_is_taken_back_while_nothing_is_sent(office: Office) -> None:
    office.add("a@exemple.fr")
    office.approved()
    doors = office.services.campaigns.preparing
    assert not doors.unapprove(OPERATOR, office.named()).approved
    assert not office.services.database.mongo["recipients"].count_documents({})
    office.send(doors.approve(OPERATOR, office.named()))
    with pytest.raises(Refused, match="commencé"):
        doors.unapprove(OPERATOR, office.named())


def test_nobody_to_write_to_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="personne"):
        office.approved()


@pytest.mark.parametrize(
    "mail",
    [
        Mail(sujet="a\nb", texte="x"),
        Mail(sujet="", texte="x"),
        Mail(sujet="x", texte="{{ inconnue }}"),
        Mail(sujet="x", texte="  "),
    ],
    ids=["line break", "no subject", "unknown", "no text"],
)
def test_mails_that_can_not_be(office: Office, mail: Mail) -> None:
    with pytest.raises(InvalidData):
        office.campaign(mail=mail)


def test_a_campaign_that_does_not_exist_is_told_with_those_that_do(office: Office) -> None:
    office.campaign("Été 2027", mail=None)
    with pytest.raises(NotFound, match="« Été 2027 »"):
        office.named("Hiver")


def _goes_on(office: Office, under_way: Campaign) -> None:
    """A send of the demonstration's own, by whoever serves: slow, and to the sink."""
    mongo, doors = office.services.database.mongo, office.services.campaigns
    assert doors.reading.settled(OPERATOR, under_way).etat is State.EN_COURS
    doors.planned.send_due()
    for _ in range(200):
        if mongo["send_runs"].count_documents({"campagne_id": under_way.campagne_id}):
            break
        Event().wait(0.02)
    doors.planned.close()
    for _ in range(200):
        if not mongo["send_runs"].count_documents({}):
            break
        Event().wait(0.02)
    assert office.named(under_way.nom).etat is State.EN_COURS
    assert office.sink.to == []
    office.services.campaigns.sink.close()


def test_the_demonstration_s_campaigns_are_read_as_any(office: Office) -> None:
    office.services.demo.load(OPERATOR, 200)
    found = office.services.campaigns.preparing.all(OPERATOR)
    assert {one.etat for one in found} == set(State)
    _goes_on(office, next(one for one in found if one.etat is State.EN_COURS))
    found = [one for one in found if one.etat is State.TERMINEE]
    assert len(found) == 7
    told = office.results(found[-1], by=By.REGION)
    assert told["state"] == "Terminée"
    assert told["recipients"]["total"] == told["recipients"]["sent"] + told["recipients"]["bounced"]
    assert told["answered"] == told["positive"] + told["negative"] > 0
    whole = sum(part["recipients"]["total"] for part in told["by"].values())
    assert whole == told["recipients"]["total"]
