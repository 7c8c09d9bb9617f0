"""The campaign talked of, whatever was shown since; what is on the screen is what is meant."""

import pytest

from assistant.replies import Button, CampaignCard, CampaignResults, Card, Choices, Confirm, Form
from assistant.router import Router
from core.accounts.models import OPERATOR
from core.campaigns.models import Campaign
from core.services import Services
from tests.assistant.conftest import GIGI, Say
from tests.assistant.skills.test_campaigns import approved, base, named, sent, sink
from tests.assistant.skills.test_turns import find, texts

__all__ = ("base", "sent", "sink")
MAKE = "crée une campagne Bal des jeux pour les médiathèques de Bretagne, le 17 avril"


def only(services: Services) -> Campaign:
    [one] = services.campaigns.preparing.all(GIGI)
    return one


@pytest.mark.parametrize("between", ["mes tâches", "montre les MJC", "mes rappels"])
@pytest.mark.parametrize(
    ("sentence", "field", "value"),
    [
        ("change le nom en Bal des dés", "nom", "Bal des dés"),
        ("l'objectif est une newsletter", "objectif", "newsletter"),
        ("l'objectif c'est de recruter des bénévoles", "objectif", "bénévoles"),
    ],
)
def test_a_line_reaches_the_last_campaign(
    say: Say, services: Services, base: None, between: str, sentence: str, field: str, value: str
) -> None:
    say(MAKE)
    say(between)
    if between == "mes tâches":
        say(between)
    answers = say(sentence)
    assert str(getattr(only(services), field)) == value
    assert f"C'est changé dans **{only(services).nom}**" in texts(answers)


@pytest.mark.parametrize(
    "sentence", ["approuve", "approuve la", "j'approuve", "approuve cette campagne"]
)
def test_approving_is_of_the_last_campaign(say: Say, base: None, sentence: str) -> None:
    say(MAKE)
    say("montre les MJC")
    assert "Campagne **Bal des jeux**" in texts(say(sentence))


def test_a_record_opened_since_is_not_a_campaign(say: Say, services: Services, base: None) -> None:
    say(MAKE)
    say("ouvre la fiche MJC du Port")
    say("change le nom en MJC du Quai")
    assert only(services).nom == "Bal des jeux"
    say("montre les MJC")
    say("ajoute les ludothèques")
    assert [one.value for one in only(services).filtre.type_prospect or ()] == ["Médiathèque"]


def test_a_day_after_a_list_is_the_event_s(say: Say, services: Services, base: None) -> None:
    say(MAKE)
    say("montre les MJC")
    say("mets le 3 mai 2027")
    assert str(only(services).date_evenement) == "2027-05-03"


@pytest.mark.parametrize(
    "sentence",
    [
        "elle s'appelle Jeux en fete",
        "elle s'appellera Jeux en fete",
        "le nom est Jeux en fete",
        "son nom est « Jeux en fete »",
        "appelle-la Jeux en fete",
        "nomme la Jeux en fete",
        "le nom c'est Jeux en fete",
    ],
)
def test_the_open_form_is_filled(
    say: Say, services: Services, router: Router, base: None, sentence: str
) -> None:
    say(MAKE)
    say("crée une campagne")
    aimed = say("l'objectif est un partenariat")
    assert find(aimed, Form)
    shown = {
        one["name"]: one["value"] for one in router.form(GIGI, find(aimed, Form).form_id)["fields"]
    }
    assert shown["objectif"] == "partenariat"
    assert find(say(sentence), CampaignCard)
    made = named(services, "Jeux en fete")
    assert made.objectif.value == "partenariat"
    assert len(services.campaigns.preparing.all(OPERATOR)) == 2


@pytest.mark.parametrize(
    "sentence",
    [
        "repousse le à jeudi", "repousse-le à jeudi", "reporte à jeudi", "décale-le à jeudi",
        "remets ça à jeudi", "mets-le à jeudi", "reporte le à demain", "décale d'une heure",
        "repousse-le de deux heures", "déplace-le à vendredi",
    ],
)  # fmt: skip
def test_after_reminders_it_is_a_reminder(say: Say, base: None, sentence: str) -> None:
    say("rappelle-moi demain à 10h d'appeler la MJC du Port")
    say("ajoute une tâche : coller des affiches, pour vendredi")
    say("mes rappels")
    answers = say(sentence)
    assert "appeler la MJC du Port" in texts(answers)
    assert not find(answers, Confirm)
    assert "« appeler la MJC du Port » : c'est fait" in texts(say("c'est fait"))


def test_a_task_named_long_ago_is_asked_for(say: Say, base: None) -> None:
    say("ajoute une tâche : coller des affiches, pour vendredi")
    say(MAKE)
    assert "De quelle tâche parlez-vous" in texts(say("c'est fait"))


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("par région", "par région"), ("par region", "par région"), ("et par région", "par région"),
        ("par type", "par type"), ("par objet", "par objet"), ("par heure", "par heure"),
        ("les résultats par région", "par région"), ("montre par type", "par type"),
        ("détaille par région", "par région"), ("par département", "pas autrement"),
    ],
)  # fmt: skip
def test_results_are_broken_down(say: Say, sent: Campaign, sentence: str, told: str) -> None:
    say("montre les MJC d'Occitanie")
    assert find(say("résultats de la campagne Festival 2027"), CampaignResults)
    answers = say(sentence)
    assert "Festival 2027" in texts(answers)
    assert told in texts(answers)


@pytest.mark.parametrize("more", ["qui ont un e-mail", "jamais contactées", "sans téléphone"])
@pytest.mark.parametrize("sentence", ["et les mjc aussi", "ajoute les MJC", "les mjc également"])
def test_what_is_added_loses_nothing(
    say: Say, services: Services, base: None, more: str, sentence: str
) -> None:
    say(MAKE.replace("médiathèques", f"ludothèques {more}"))
    before = only(services).filtre.as_json()
    say(sentence)
    after = only(services).filtre.as_json()
    assert after == before | {"type_prospect": ["Ludothèque", "MJC"]}


@pytest.mark.parametrize(
    "sentence",
    [
        "envoie la", "envoie la campagne", "programme l'envoi",
        "programme l'envoi le 3 mars à 9h", "envoie la campagne Festival 2027",
    ],
)  # fmt: skip
def test_without_a_server_a_manager_can_go_on(
    say: Say, router: Router, base: None, sentence: str
) -> None:
    approved(say, router)
    for answers in (say(sentence), say("12")):
        assert "demander à un admin" in texts(answers)
        labels = [one.label for one in find(answers, Choices).buttons]
        assert labels == ["Télécharger les fichiers", "Envoyer pour de faux"]


@pytest.mark.parametrize(
    "sentence",
    [
        "où en est bal des jeux", "ou en est bal des jeux", "ou en est le bal des jeux ?",
        "où en est-on de bal des jeux", "bal des jeux", "BAL DES JEUX", "ouvre bal des jeux",
        "montre bal des jeux", "montre-moi bal des jeux", "campagne bal des jeux",
    ],
)  # fmt: skip
def test_a_bare_name_opens_its_campaign(say: Say, base: None, sentence: str) -> None:
    say(MAKE)
    say("montre les MJC")
    answers = say(sentence)
    assert find(answers, CampaignCard)
    assert not find(answers, Card)


@pytest.mark.parametrize(
    "sentence",
    [
        "supprime la campagne MJC du Port", "efface la campagne mjc du port",
        "supprime la campagne « MJC du Port »", "je veux supprimer la campagne MJC du Port",
        "détruis la campagne MJC du Port", "supprime cette campagne", "enlève la campagne",
        "supprime la campagne Bal des jeux", "supprime bal des jeux",
        "supprime la dernière campagne",
    ],
)  # fmt: skip
def test_a_campaign_is_never_erased(
    say: Say, services: Services, base: None, sentence: str
) -> None:
    say(MAKE)
    answers = say(sentence)
    assert not find(answers, Form)
    assert not find(answers, Confirm)
    buttons: list[Button] = list(find(answers, Choices).buttons)
    told = "MJC du Port" if "port" in sentence.lower() else "ne s'efface pas"
    assert told.lower() in texts(answers).lower()
    assert any(one.label in ("Annuler la campagne", "Bal des jeux") for one in buttons)
    assert services.prospects.called(GIGI, "MJC du Port", 1)


RANKED = (
    ("ouvre la deuxième", 1), ("où en est la première", 0), ("la 3", 2), ("montre la dernière", -1),
    ("les résultats de la première", 0), ("ouvre la 2e", 1),
    ("montre moi la dernière campagne", -1),
    ("voir la troisième campagne", 2), ("la deuxième, où en est-elle ?", 1), ("ouvre la 1", 0),
)  # fmt: skip


@pytest.mark.parametrize(("said", "rank"), RANKED)
def test_a_rank_is_one_of_the_campaigns_listed(
    say: Say, services: Services, base: None, said: str, rank: int
) -> None:
    for name in ("Bal des dés", "Nuit du jeu", "Salon du livre"):
        say(f"crée une campagne {name} pour les médiathèques de Bretagne, le 17 avril 2027")
    say("montre les MJC")
    say("mes campagnes")
    answers = say(said)
    wanted = services.campaigns.preparing.all(GIGI)[rank].nom
    told = texts(answers) + "".join(
        services.campaigns.preparing.by_id(GIGI, one.campaign_id).nom
        for answer in answers for one in answer.replies if isinstance(one, CampaignCard)
    )  # fmt: skip
    assert wanted in told
    assert "De quelle campagne" not in told


def test_a_rank_that_no_listed_campaign_has_is_told(say: Say, base: None) -> None:
    say(MAKE)
    say("mes campagnes")
    assert "1 campagne dans cette liste" in texts(say("ouvre la 7"))
