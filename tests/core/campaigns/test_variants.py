"""Two subjects, a limit of mails a month, follow-ups, rehearsals, answers of nobody known."""

from collections import Counter
from datetime import timedelta

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.campaigns.mailbox import Fetched
from core.campaigns.models import LeftOut, State
from core.campaigns.people import Group, Wanted
from core.campaigns.results import By
from core.campaigns.verdicts import difference
from core.content.models import Mail
from core.errors import Forbidden, InvalidData, Refused
from core.mailer import incoming
from core.vocabulary.values import Response
from tests.core.campaigns.conftest import Office
from tests.core.mailer.samples import answer

VOLUNTEER = User(user_id="b", email="b@asso.example", role=Role.BENEVOLE)


def test_two_subjects_are_drawn_and_frozen(office: Office) -> None:
    office.add(*(f"p{n}@asso.example" for n in range(40)))
    doors = office.services.campaigns.preparing
    campaign = doors.edit(OPERATOR, office.campaign(), {"objet_b": "Et si {{ ville }} venait ?"})
    campaign = doors.approve(OPERATOR, campaign)
    office.send(campaign)
    subjects = {str(office.sink.parsed(to)["Subject"]) for to in office.sink.to}
    assert "Et si Lyon venait ?" in subjects
    assert len(subjects) > 1
    by = office.services.campaigns.overviews.of(OPERATOR, office.named()).by[By.SUBJECT]
    assert set(by) == {"Invitation pour {{ nom_structure }}", "Et si {{ ville }} venait ?"}
    assert sum(tally.reached for tally in by.values()) == 40


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
def test_each_subject_has_its_half_of_those_who_are_mailed(office: Office, count: int) -> None:
    office.add(*(f"p{n}@asso.example" for n in range(count)), nom_contact="Ada")
    office.add(*(f"q{n}@asso.example" for n in range(3)), nom_contact=None)
    mail = Mail(sujet="Un", texte="Bonjour {{ nom_contact }}")
    campaign = office.campaign(mail=mail)
    doors = office.services.campaigns.preparing
    campaign = doors.approve(OPERATOR, doors.edit(OPERATOR, campaign, {"objet_b": "Deux"}))
    office.send(campaign, count)
    drawn = Counter(str(office.sink.parsed(to)["Subject"]) for to in office.sink.to)
    assert sum(drawn.values()) == count
    assert abs(drawn["Un"] - drawn["Deux"]) <= 1
    by = office.results(office.named(), by=By.SUBJECT)["by"]
    assert {value: one["recipients"]["sent"] for value, one in by.items()} == drawn


def test_who_reads_which_subject_is_left_to_chance(office: Office) -> None:
    office.add(*(f"p{n}@asso.example" for n in range(8)))
    doors = office.services.campaigns.preparing
    drawn = set()
    for rank in range(8):
        campaign = doors.edit(OPERATOR, office.campaign(f"C{rank}"), {"objet_b": "Deux"})
        rows = office.services.database.mongo["recipients"]
        doors.approve(OPERATOR, campaign)
        found = rows.find({"campagne_id": campaign.campagne_id}).sort("rang")
        drawn.add(tuple(row["objet"] for row in found))
    assert len(drawn) > 1


@pytest.mark.parametrize(
    ("subject", "told"),
    [("Invitation pour {{ nom_structure }}", "les mêmes"), ("Venez {{ nom", "il manque « }} »"),
     ("{{ rien_de_tel }}", "rien_de_tel"), (" \n ", "objet")],
)  # fmt: skip
def test_a_second_subject_that_can_t_be_used_is_refused(
    office: Office, subject: str, told: str
) -> None:
    doors = office.services.campaigns.preparing
    with pytest.raises((InvalidData, Refused), match=told):
        doors.edit(OPERATOR, office.campaign(), {"objet_b": subject})


@pytest.mark.parametrize(
    ("first", "second", "proven"),
    [((10, 100), (12, 100), False), ((10, 100), (40, 100), True), ((0, 5), (5, 5), True)],
)
def test_a_verdict_says_no_more_than_is_shown(
    first: tuple[int, int], second: tuple[int, int], proven: bool
) -> None:
    found = difference(first, second)
    assert found is not None
    assert found.low <= found.value <= found.high
    assert found.proven is proven
    assert difference((0, 0), second) is None


def test_no_more_mails_a_month_than_the_setting(office: Office) -> None:
    office.sent("a@asso.example", name="Un")
    doors = office.services.campaigns.preparing
    two = office.campaign("Deux")
    assert doors.brief(OPERATOR, two).eligible == 1
    office.set(send__monthly="1")
    assert doors.brief(OPERATOR, two).left_out == {"frequence": 1}
    office.time.ahead += timedelta(days=31)
    assert doors.brief(OPERATOR, two).eligible == 1


def test_the_limit_holds_as_the_mail_leaves(office: Office) -> None:
    office.set(send__monthly="1")
    office.add("a@asso.example")
    one, two = office.approved("Un"), office.approved("Deux")
    office.send(one)
    office.send(two)
    assert office.sink.to == ["a@asso.example"]
    assert office.results(office.named("Deux"))["left_out"] == {LeftOut.FREQUENCY.value: 1}


def test_a_rehearsal_leaves_no_trace(office: Office) -> None:
    office.add("a@asso.example", "b@asso.example")
    made = office.services.campaigns.derived.rehearse(OPERATOR, office.campaign())
    office.send(made)
    assert office.sink.to == []
    assert office.named(made.nom).etat is State.TERMINEE
    seen = office.services.campaigns.trying.rehearsed(OPERATOR, made, 0)
    assert seen is not None
    assert "Venez à Festival." in seen.text
    office.set(send__monthly="1")
    assert office.services.campaigns.preparing.brief(OPERATOR, office.named()).eligible == 2
    with pytest.raises(Forbidden):
        office.services.campaigns.derived.rehearse(VOLUNTEER, office.named())


def test_nobody_is_written_to_again_who_answered(office: Office) -> None:
    campaign = office.sent("a@asso.example", "b@asso.example")
    fetched = Fetched()
    key = office.row("a@asso.example")["jeton"]
    raw = answer("Oui !", key=key)
    office.services.campaigns.mailbox.take(incoming.read(raw), fetched)
    assert fetched.answers == 1
    again = office.services.campaigns.derived.follow_up(VOLUNTEER, campaign)
    brief = office.services.campaigns.preparing.brief(OPERATOR, again)
    assert (brief.selected, brief.eligible) == (1, 1)
    people = office.services.campaigns.people
    assert people.page(OPERATOR, campaign, Wanted(Group.TO_READ), 0, 10).total == 1
    [told] = office.services.campaigns.answers.news(OPERATOR)
    assert told.text == "Oui !"
    office.services.campaigns.answers.note(OPERATOR, told.recipient_id, Response.NEGATIF)
    assert office.results(campaign)["negative"] == 1
    with pytest.raises(Refused, match="pas encore été envoyée"):
        office.services.campaigns.derived.follow_up(OPERATOR, office.campaign("Neuve"))


def test_a_stray_mail_is_attributed_by_hand(office: Office) -> None:
    campaign = office.sent("contact@mjc.example")
    raw = answer("Avec plaisir").replace(b"a@exemple.fr>\r\nTo", b"julie@mjc.example>\r\nTo")
    office.services.campaigns.mailbox.take(incoming.read(raw), Fetched())
    answers = office.services.campaigns.answers
    [stray] = answers.strays(OPERATOR)
    found = answers.stray(OPERATOR, stray.mail_id)
    assert [one.name for one in found.candidates] == ["Structure 0"]
    answers.attribute(OPERATOR, stray.mail_id, found.candidates[0].recipient_id)
    assert office.results(campaign)["answered"] == 1
    assert answers.strays(OPERATOR) == []


def test_a_campaign_is_renamed_and_its_old_name_is_free(office: Office) -> None:
    campaign = office.campaign("Festival", mail=None)
    doors = office.services.campaigns.preparing
    doors.edit(OPERATOR, campaign, {"nom": "Printemps"})
    office.campaign("Festival", mail=None)
    with pytest.raises(Refused, match="s'appelle déjà"):
        doors.edit(OPERATOR, office.named("Festival"), {"nom": "PRINTEMPS"})
