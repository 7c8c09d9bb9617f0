"""Sending to a real server: nobody twice, each row as the server said, pauses with their reason."""

import signal
import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.campaigns.contacts import MAILED
from core.campaigns.models import RecipientState, State
from core.campaigns.recipients import recipient_of
from core.campaigns.rowchanges import Claim, Settled, claims_alike, settled_alike
from core.campaigns.sending import Doubt
from core.clock import PARIS
from core.content.models import Mail
from core.errors import Forbidden, InvalidData, MimiComError, NotFound, Refused
from core.prospects.filters import Filter
from tests.core.campaigns.conftest import Office

S = RecipientState
VOLUNTEER = User(user_id="b", email="b@asso.example", role=Role.BENEVOLE)
ADDRESSES = [f"p{n}@exemple.fr" for n in range(12)]


def resume(office: Office, doubt: Doubt | None = None) -> None:
    office.services.campaigns.sending.resume(OPERATOR, office.named(), office.progress, doubt)


def test_everybody_gets_one_mail_and_the_campaign_ends(office: Office) -> None:
    office.add(*ADDRESSES)
    campaign = office.approved()
    report = office.send(campaign)
    assert sorted(office.sink.to) == sorted(ADDRESSES)
    assert report.campaign.etat is State.TERMINEE
    assert set(office.states(campaign).values()) == {S.SENT}
    assert office.told[-1] == (12, 12)
    with pytest.raises(Refused, match="deux fois"):
        office.send(office.named())


def test_the_exact_number_confirms(office: Office) -> None:
    office.add(*ADDRESSES[:3])
    campaign = office.approved()
    for wrong in (0, 2, 4):
        with pytest.raises(Refused, match="3 personnes"):
            office.send(campaign, wrong)
    assert not office.sink.to
    assert office.named().etat is State.BROUILLON


def test_only_who_may_send_sends(office: Office) -> None:
    office.add("a@exemple.fr")
    campaign = office.campaign()
    doors = office.services.campaigns
    with pytest.raises(Forbidden):
        doors.preparing.approve(VOLUNTEER, campaign)
    campaign = doors.preparing.approve(OPERATOR, campaign)
    with pytest.raises(Forbidden):
        doors.sending.send(VOLUNTEER, campaign, 1, office.progress)
    with pytest.raises(Forbidden):
        doors.trying.test(VOLUNTEER, campaign, "x@exemple.fr")
    assert doors.preparing.brief(VOLUNTEER, campaign).eligible == 1


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        (["550 5.1.1 inconnu"], S.FAILED, "550 5.1.1 inconnu"),
        (["451 4.7.1 greylisting"], S.SENT, None),
        (["452 4.2.2 pleine", "452 4.2.2 pleine"], S.SENT, None),
        (["421 4.3.2 fermeture"], S.SENT, None),
        (["cut"], S.SENT, None),
        (["slow 0.5"], S.SENT, None),
    ],
    ids=["550", "451", "452 twice", "421", "cut before data", "slow"],
)
def test_what_the_server_says_of_one_recipient(
    office: Office, answers: list[str], state: RecipientState, words: str | None
) -> None:
    office.sink.at_rcpt["p1@exemple.fr"] = answers
    office.add(*ADDRESSES[:4])
    campaign = office.approved()
    office.send(campaign)
    assert office.states(campaign) == dict.fromkeys(ADDRESSES[:4], S.SENT) | {
        "p1@exemple.fr": state
    }
    assert office.row("p1@exemple.fr")["raison"] == words
    assert len(office.sink.to) == len(set(office.sink.to))
    assert office.named().etat is State.TERMINEE


def test_refused_after_its_text_is_refused(office: Office) -> None:
    office.sink.at_data["p1@exemple.fr"] = ["554 5.7.1 spam"]
    office.add(*ADDRESSES[:2])
    campaign = office.approved()
    office.send(campaign)
    assert office.states(campaign)["p1@exemple.fr"] is S.FAILED
    assert "554" in office.row("p1@exemple.fr")["raison"]


@pytest.mark.parametrize("way", ["lost", "cut"])
@pytest.mark.parametrize("doubt", list(Doubt))
def test_a_cut_after_the_text_is_uncertain_and_a_person_decides(
    office: Office, way: str, doubt: Doubt
) -> None:
    office.sink.at_data["p1@exemple.fr"] = [way]
    office.add(*ADDRESSES[:3])
    campaign = office.approved()
    report = office.send(campaign)
    assert office.states(campaign)["p1@exemple.fr"] is S.UNCERTAIN
    assert report.campaign.etat is State.EN_PAUSE
    assert "incertain" in (report.reason or "")
    before = office.sink.to.count("p1@exemple.fr")
    resume(office)
    assert office.sink.to.count("p1@exemple.fr") == before, "never by itself"
    resume(office, doubt)
    again = doubt is Doubt.SEND
    assert office.sink.to.count("p1@exemple.fr") == before + again
    assert office.states(campaign)["p1@exemple.fr"] is (S.SENT if again else S.FAILED)
    assert office.named().etat is State.TERMINEE


def test_a_server_that_is_down_pauses_the_campaign(office: Office) -> None:
    office.add(*ADDRESSES[:3])
    campaign = office.approved()
    office.server.stop()
    report = office.send(campaign)
    assert report.campaign.etat is State.EN_PAUSE
    assert "connexion refusée" in (report.reason or "")
    assert set(office.states(campaign).values()) == {S.TO_SEND}
    office.restart()
    resume(office)
    assert sorted(office.sink.to) == ADDRESSES[:3]


def test_a_sender_that_is_refused_pauses_at_once(office: Office) -> None:
    office.sink.at_mail = "553 5.7.1 pas vous"
    office.add(*ADDRESSES)
    report = office.send(office.approved())
    assert report.campaign.etat is State.EN_PAUSE
    assert "refuse l'expéditeur" in (report.reason or "")
    assert set(office.states(report.campaign).values()) == {S.TO_SEND}


def test_a_server_that_refuses_everybody_does_not_use_up_the_list(office: Office) -> None:
    office.sink.always = "550 5.7.1 relais refusé"
    office.add(*(f"q{n}@exemple.fr" for n in range(60)))
    report = office.send(office.approved())
    assert report.campaign.etat is State.EN_PAUSE
    assert "refuse tous les mails" in (report.reason or "")
    assert report.counts[S.TO_SEND] >= 30


def test_who_objects_refuses_or_is_erased_after_the_approval_gets_nothing(office: Office) -> None:
    keys = office.add(*ADDRESSES[:6])
    campaign = office.approved()
    services, mongo = office.services, office.services.database.mongo
    services.privacy.erase(OPERATOR, keys[0], "Structure 0")
    mongo["prospects"].update_one({"_id": keys[1]}, {"$set": {"accepte_contact": False}})
    services.campaigns.tracking.unsubscribe_row(recipient_of(office.row(ADDRESSES[2])), "lien")
    mongo["prospects"].delete_one({"_id": keys[3]})
    mongo["prospects"].update_one({"_id": keys[4]}, {"$set": {"email": "autre@exemple.fr"}})
    (gone,) = mongo["recipients"].find({"prospect_id": {"$regex": "^efface-"}})
    assert not {"email", "valeurs"} & gone.keys()
    office.send(campaign, 2)
    assert sorted(office.sink.to) == [ADDRESSES[4], ADDRESSES[5]]
    found = office.results(office.named())
    assert found["left_out"] == {"refus": 1, "opposition": 3}
    assert found["recipients"]["total"] == 2
    assert found["state"] == "Terminée"


def test_clicks_are_measured_where_the_mails_that_left_count_them(office: Office) -> None:
    office.add("a@exemple.fr")
    before, after = office.approved("Avant"), office.approved("Sans")
    office.set(public_url="https://asso.example")
    office.send(before)
    assert office.named("Avant").clics_mesures
    assert office.results(office.named("Avant"))["rates"]["click"]["value"] == 0
    with_url = office.approved("Après")
    assert with_url.clics_mesures
    office.set(public_url="")
    office.send(with_url)
    office.send(after)
    assert not office.named("Après").clics_mesures
    assert not office.named("Sans").clics_mesures


def test_who_interrupts_a_send_waits_for_the_mail_on_its_way(office: Office) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def once_it_left() -> None:
        while office.sink.at_data["a@exemple.fr"]:
            time.sleep(0.01)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)

    office.add("a@exemple.fr", "b@exemple.fr")
    office.set(send__connections="1")
    office.sink.at_data["a@exemple.fr"] = ["slow 1"]
    campaign = office.approved()
    before = signal.signal(signal.SIGUSR1, interrupt)
    sender = threading.Thread(target=once_it_left)
    sender.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            office.send(campaign)
    finally:
        sender.join()
        signal.signal(signal.SIGUSR1, before)
    states = office.states(campaign)
    assert states == {"a@exemple.fr": S.SENT, "b@exemple.fr": S.TO_SEND}
    assert office.named().etat is State.EN_PAUSE


def test_two_processes_that_send_the_same_campaign_send_it_once(office: Office) -> None:
    office.add(*(f"r{n}@exemple.fr" for n in range(80)))
    campaign = office.approved()
    refused: list[str] = []

    def go() -> None:
        try:
            office.send(campaign)
        except MimiComError as error:
            refused.append(error.message)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(office.sink.to) == len(set(office.sink.to)) == 80
    assert len(refused) == 2
    assert office.named().etat is State.TERMINEE


def test_paused_from_elsewhere_it_stops_and_goes_on(office: Office) -> None:
    office.add(*(f"s{n:02}@exemple.fr" for n in range(40)))
    for n in range(40):
        office.sink.at_rcpt[f"s{n:02}@exemple.fr"] = ["slow 0.1"]
    campaign = office.approved()
    sending = threading.Thread(target=office.send, args=(campaign,))
    sending.start()
    assert office.sink.received.wait(10)
    office.services.campaigns.preparing.pause(OPERATOR, office.named())
    sending.join(20)
    assert not sending.is_alive()
    assert 0 < len(office.sink.to) < 40
    assert office.named().etat is State.EN_PAUSE
    resume(office)
    assert len(office.sink.to) == len(set(office.sink.to)) == 40


def test_rows_left_by_a_process_that_died_are_uncertain(office: Office) -> None:
    office.add(*ADDRESSES[:4])
    campaign = office.approved()
    mongo = office.services.database.mongo
    dead = "ailleurs|1|1.0|x"
    mongo["recipients"].update_one(
        {"email": ADDRESSES[0]}, {"$set": {"etat": S.SENDING.value, "par": dead}}
    )
    mongo["campaigns"].update_one(
        {"_id": campaign.campagne_id}, {"$set": {"etat": State.EN_COURS.value}}
    )
    mongo["send_runs"].insert_one(
        {"_id": dead, "campagne_id": campaign.campagne_id, "vu_le": office.time() - timedelta(1)}
    )
    assert office.results(office.named())["recipients"]["uncertain"] == 1
    assert office.named().etat is State.EN_PAUSE
    resume(office)
    assert sorted(office.sink.to) == ADDRESSES[1:4]
    resume(office, Doubt.SEND)
    assert sorted(office.sink.to) == ADDRESSES[:4]


def test_a_mail_for_later_starts_by_the_clock(office: Office) -> None:
    office.add(*ADDRESSES[:2])
    campaign = office.approved()
    sending = office.services.campaigns.sending
    with pytest.raises(Refused, match="passé"):
        sending.plan(OPERATOR, campaign, 2, office.time() - timedelta(minutes=1))
    sending.plan(OPERATOR, campaign, 2, office.time() + timedelta(hours=1))
    assert office.named().etat is State.PLANIFIEE
    assert office.services.campaigns.planned.send_due() == 0
    office.time.ahead = timedelta(hours=1, minutes=1)
    assert office.services.campaigns.planned.send_due() == 1
    for _ in range(200):
        if office.named().etat is State.TERMINEE:
            break
        threading.Event().wait(0.05)
    assert sorted(office.sink.to) == ADDRESSES[:2]


def test_limits_hold_over_all_campaigns(office: Office) -> None:
    office.set(send__per_minute="5")
    office.add(*ADDRESSES[:8])
    campaign = office.approved()
    sending = threading.Thread(target=office.send, args=(campaign,))
    sending.start()
    assert office.sink.received.wait(10)
    threading.Event().wait(1.5)
    assert len(office.sink.to) == 5
    with pytest.raises(Refused, match="limite de vitesse"):
        office.services.campaigns.trying.test(OPERATOR, campaign, "x@exemple.fr")
    office.time.ahead = timedelta(seconds=62)
    sending.join(20)
    assert len(office.sink.to) == 8


def test_rows_that_became_the_same_are_told_at_once() -> None:
    start = datetime(2027, 3, 1, 9, tzinfo=UTC)

    def sent(rank: int, after: float) -> Settled:
        at = start + timedelta(seconds=after)
        return Settled(str(rank), S.SENT, {"raison": None, "envoye_le": at})

    failed = [Settled("f", S.FAILED, {"raison": "550"}), Settled("g", S.FAILED, {"raison": "551"})]
    rows = [sent(0, 0), sent(1, 0.09), failed[0], sent(2, 0.15), failed[1], sent(3, 5)]
    told = {tuple(ids): one.values for ids, one in settled_alike(rows)}
    assert set(told) == {("0", "1"), ("2",), ("3",), ("f",), ("g",)}
    assert told["0", "1"]["envoye_le"] == start + timedelta(seconds=0.09)
    claims = [Claim("a", ("x",)), Claim("b"), Claim("c", ("x",))]
    assert {links: ids for ids, links in claims_alike(claims)} == {
        (): ["b"],
        ("x",): ["a", "c"],
    }


def test_who_lacks_a_variable_is_listed_and_not_mailed(office: Office) -> None:
    office.add("a@exemple.fr", nom_contact="Ada")
    office.add("b@exemple.fr")
    mail = Mail(sujet="Bonjour", texte="Bonjour {{ nom_contact }}, {{ adresse or 'ici' }}")
    campaign = office.campaign(mail=mail)
    doors = office.services.campaigns.preparing
    assert doors.brief(OPERATOR, campaign).missing_variables == {"nom_contact": 1}
    campaign = doors.approve(OPERATOR, campaign)
    assert doors.brief(OPERATOR, campaign).missing_variables == {"nom_contact": 1}
    office.send(campaign, 1)
    assert office.sink.to == ["a@exemple.fr"]
    assert office.row("b@exemple.fr")["raison"] == "Sans valeur : nom_contact"


def test_records_tell_of_what_was_sent(office: Office) -> None:
    keys = office.add(*ADDRESSES[:2])
    (told,) = office.add(ADDRESSES[2], statut="Intéressé")
    office.add(ADDRESSES[3], accepte_contact=False)
    office.send(office.approved())
    services = office.services
    today = office.time().astimezone(PARIS).date()
    for key, status in [*((key, "En attente de réponse") for key in keys), (told, "Intéressé")]:
        record = services.prospects.open(OPERATOR, key)
        assert (record.statut, record.date_dernier_contact) == (status, today)
        assert services.journal.of(key)[-1].action == MAILED
        (mailing,) = services.records.mailings(OPERATOR, key)
        assert (mailing.name, mailing.outcome) == ("Festival", "envoyé")
    assert services.prospects.count(OPERATOR, Filter(campagne="festival")) == 3
    assert not services.database.mongo["campaigns"].count_documents({"fiches_a_noter": True})


@pytest.mark.parametrize("approve", [True, False])
def test_a_test_mail_is_filled_in_as_for_somebody(office: Office, approve: bool) -> None:
    office.add("a@exemple.fr")
    mail = Mail(sujet="Pour {{ nom_structure }}", texte="{{ nom_contact }} {{ adresse or 'x' }}")
    campaign = office.campaign(mail=mail)
    if approve:
        office.add("b@exemple.fr", nom_contact="Bo")
        campaign = office.services.campaigns.preparing.approve(OPERATOR, campaign)
    office.services.campaigns.trying.test(OPERATOR, campaign, "Moi@asso.example")
    found = office.sink.parsed("moi@asso.example")
    assert found["subject"].startswith("[Test] Pour Structure")
    token = str(found["List-Unsubscribe"]).rpartition("%20")[2].rstrip(">")
    with pytest.raises(NotFound):
        office.services.campaigns.tracking.unsubscribe(token)
    assert not office.services.database.mongo["events"].count_documents({})


def test_rules_hold_for_test_mails_too(office: Office) -> None:
    office.add("non@exemple.fr", accepte_contact=False)
    office.add("influ@exemple.fr", type_prospect="Influenceur")
    (key,) = office.add("parti@exemple.fr")
    office.services.privacy.erase(OPERATOR, key, "Structure 0")
    campaign = office.campaign()
    for address in ("non@exemple.fr", "influ@exemple.fr", "parti@exemple.fr"):
        with pytest.raises(Refused, match="même de test"):
            office.services.campaigns.trying.test(OPERATOR, campaign, address)
    with pytest.raises(InvalidData):
        office.services.campaigns.trying.test(OPERATOR, campaign, "pas une adresse")
    assert not office.sink.to


@pytest.mark.parametrize(
    ("sign", "refused"), [(None, True), (date(2020, 5, 1), True), (date(2026, 11, 1), False)]
)
def test_retention_holds_for_test_mails_too(
    office: Office, sign: date | None, refused: bool
) -> None:
    office.add("vieux@exemple.fr", cree_le=datetime(2020, 1, 1, tzinfo=UTC), date_retour=sign)
    campaign = office.campaign()
    trying = office.services.campaigns.trying
    if refused:
        with pytest.raises(Refused, match="conservation"):
            trying.test(OPERATOR, campaign, "Vieux@exemple.fr")
    else:
        trying.test(OPERATOR, campaign, "Vieux@exemple.fr")
    assert len(office.sink.mails) == (not refused)
