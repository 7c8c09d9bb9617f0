"""A mail in work becomes a campaign; a form in view is changed by whatever is said of it."""

import pytest

from assistant.replies import CampaignCard, Choices, Form, Table
from assistant.router import Router
from core.services import Services
from tests.assistant.conftest import GIGI, Say
from tests.assistant.skills.test_campaigns import base
from tests.assistant.skills.test_turns import find, texts

__all__ = ("base",)
WRITE = "écris un mail d'invitation à la Fête du jeu le 22 mai 2027 à Foix pour les médiathèques"
WORDINGS = (
    "prépare une campagne avec ça", "fais-en une campagne", "crée une campagne avec ce mail",
    "fais une campagne de ce mail", "je veux en faire une campagne", "lance une campagne avec",
    "transforme ce mail en campagne", "prépare la campagne",
    "crée moi une campagne à partir de ce mail stp",
    "tu peux faire une campagne avec ce mail ?", "mets ce mail dans une nouvelle campagne",
    "monte une campagne autour de ça",
)  # fmt: skip


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_mail_becomes_a_campaign_of_its_event_day_and_people(
    say: Say, services: Services, base: None, wording: str
) -> None:
    say(WRITE)
    answers = say(wording)
    [made] = services.campaigns.preparing.all(GIGI)
    assert made.nom == "Fête du jeu 2027"
    assert (made.objectif.value, made.canal) == ("invitation", "Email")
    assert str(made.date_evenement) == "2027-05-22"
    assert [one.value for one in made.filtre.type_prospect or ()] == ["Médiathèque"]
    assert made.mail is not None
    assert "Foix" in made.mail.texte
    assert find(answers, CampaignCard)


def test_its_button_does_the_same_once_more_under_another_name(
    say: Say, router: Router, services: Services, base: None
) -> None:
    answers = say(WRITE)
    rows = [one for answer in answers for one in answer.replies if isinstance(one, Choices)]
    buttons = [one for row in rows for one in row.buttons]
    [button] = [one for one in buttons if one.say == "fais-en une campagne"]
    assert button.act is not None
    for _ in range(2):
        router.act(GIGI, "c", button.act.as_json(), button.say)
    names = sorted(one.nom for one in services.campaigns.preparing.all(GIGI))
    assert names[0] == "Fête du jeu 2027"
    assert len(set(names)) == 2


def test_a_mail_without_an_event_asks_for_a_name_and_keeps_its_words(
    say: Say, services: Services, base: None
) -> None:
    say("écris un mail pour les médiathèques")
    assert find(say("fais-en une campagne"), Form)
    assert not services.campaigns.preparing.all(GIGI)
    say("elle s'appelle Bal des dés")
    [made] = services.campaigns.preparing.all(GIGI)
    assert made.nom == "Bal des dés"
    assert made.mail is not None


def test_a_list_shown_since_is_what_a_campaign_is_of(
    say: Say, services: Services, base: None
) -> None:
    say(WRITE)
    say("montre les MJC")
    assert find(say("prépare une campagne avec ça"), Form)
    assert not services.campaigns.preparing.all(GIGI)


@pytest.mark.parametrize(
    ("said", "left_out"),
    [
        ("enlève le morbihan", "56"), ("sans le Morbihan", "56"),
        ("retire l'Ille-et-Vilaine", "35"), ("mais pas le Morbihan", "56"),
         ("sauf les Côtes-d'Armor", "22"), ("hors 56", "56"),
    ],
)  # fmt: skip
def test_a_form_in_view_leaves_out_whom_is_said(
    say: Say, services: Services, base: None, said: str, left_out: str
) -> None:
    say("montre les médiathèques de Bretagne")
    say("prépare une campagne")
    answers = say(said)
    assert find(answers, Form)
    assert not find(answers, Table)
    assert "Il manque son nom" in texts(answers)
    say("elle s'appelle Bal des dés")
    [made] = services.campaigns.preparing.all(GIGI)
    assert made.filtre.as_json()["exclure"] == {"departement": [left_out]}


@pytest.mark.parametrize("said", ["approuve", "approuve la", "approuve-la", "valide la campagne"])
def test_a_form_without_a_name_is_not_approved(
    say: Say, services: Services, base: None, said: str
) -> None:
    say("montre les médiathèques")
    say("prépare une campagne")
    answers = say(said)
    assert "Il manque son nom" in texts(answers)
    assert not services.campaigns.preparing.all(GIGI)
