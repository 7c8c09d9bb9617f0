"""Values asked for, names that are only near, people who are no structure, long remarks."""

import pytest

from assistant.replies import Answer, Card, Choices, Form, Text
from assistant.router import MAX_TEXT, Router
from core.services import Services
from tests.assistant.conftest import GIGI, Say
from tests.factories import prospect


def texts(answers: list[Answer]) -> str:
    said = "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))
    return said.replace("\\", "")


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id="m", nom_structure="MJC du Lac", type_prospect="MJC",
                     ville="Annecy", telephone="+33450111111", nb_adherents=120),
            prospect(prospect_id="r", nom_structure="Bar de la Rue", type_prospect="Bar à jeux",
                     ville="Rennes", email="rue@exemple.fr"),
        ],
        None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("c'est quoi le numéro de la MJC du Lac ?", "04 50 11 11 11"),
        ("le téléphone de la MJC du Lac ?", "04 50 11 11 11"),
        ("le mail de la MJC du Lac ?", "non renseigné"),
        ("combien d'adhérents a la MJC du Lac ?", "120"),
        ("le mail de Bar de la Rue ?", "rue@exemple.fr"),
    ],
)
def test_a_value_is_told_first(say: Say, said: str, told: str) -> None:
    answers = say(said)
    assert told in texts(answers)
    assert find(answers, Card) is None
    button = find(answers, Choices).buttons[0]
    assert button.label == "Ouvrir la fiche"


@pytest.mark.parametrize("said", ["ouvre la fiche de Bar de la Rue", "montre-moi Bar de la Rue"])
def test_a_name_that_holds_a_field_is_a_name(say: Say, said: str) -> None:
    assert find(say(said), Card).prospect_id == "r"


def test_coordinates_are_told_together(say: Say) -> None:
    said = texts(say("les coordonnées de la MJC du Lac"))
    assert "04 50 11 11 11" in said
    assert "Annecy" in said


def test_one_near_name_is_told_once_and_a_yes_takes_it(say: Say) -> None:
    shown = say("change le mail de la MJC du Lacq en lac@exemple.fr")
    assert texts(shown).count("MJC du Lac (") == 1
    assert "lac@exemple.fr" in texts(say("oui"))


def test_a_count_within_a_filter_offers_the_whole(say: Say) -> None:
    say("montre-moi les MJC")
    shown = say("combien de prospects ?")
    assert "les MJC" in texts(shown)
    whole = next(b for b in find(shown, Choices).buttons if "toute la base" in b.label)
    assert "2 prospects" in texts(say(whole.say))
    assert "2 prospects" in texts(say("combien de prospects avons-nous en tout ?"))


def test_a_hyphenated_town_is_whole(say: Say, services: Services) -> None:
    say("montre-moi les bars à jeux")
    shown = texts(say("ajoute la MJC du Bourg à Grand-Champ"))
    assert "Ville** : Grand-Champ" in shown
    assert "Nom** : MJC du Bourg" in shown
    say("oui")
    [found] = services.prospects.find_named(GIGI, "MJC du Bourg")
    assert (found.ville, found.departement) == ("Grand-Champ", "56")


def test_a_person_alone_is_no_structure(say: Say) -> None:
    shown = say("ajoute Jeanne Martin à Nantes")
    assert "personne" in texts(shown)
    assert "nom de la structure" in texts(say("c'est une personne"))
    said = texts(say("MJC des Ponts"))
    assert "quel type" in said or "Contact** : Jeanne Martin" in said


def test_a_structure_of_two_words_may_be_said_to_be_one(say: Say) -> None:
    say("ajoute Croque Jeux à Nantes")
    said = texts(say("c'est la structure"))
    assert "personne" not in said


def test_somebody_with_a_title_is_a_contact(say: Say) -> None:
    assert "nom de la structure" in texts(say("ajoute madame Jeanne Martin à Nantes"))


def test_a_long_remark_goes_through_a_form(say: Say, router: Router, services: Services) -> None:
    long = "Bonjour. " * 600
    assert len(long) > MAX_TEXT
    say("ouvre la fiche de la MJC du Lac")
    refused = say(f"ajoute un commentaire à la MJC du Lac : {long}")
    assert "formulaire" in texts(refused)
    form = find(say("ajoute un commentaire à la MJC du Lac"), Form)
    shown = router.form(GIGI, form.form_id)
    assert shown["fields"][0]["kind"] == "long"
    wrong, _ = router.submit(GIGI, "c", form.form_id, {"commentaires": "x" * 10_001})
    assert "trop long" in wrong["commentaires"]
    wrong, answer = router.submit(GIGI, "c", form.form_id, {"commentaires": long})
    assert not wrong
    assert answer
    assert services.prospects.open(GIGI, "m").commentaires[0].texte == long.strip()
    # The next message is no remark.
    assert "2 prospects" in texts(say("montre-moi tous les prospects"))


def test_a_short_remark_may_be_typed(say: Say, router: Router, services: Services) -> None:
    form = find(say("ajoute un commentaire à la MJC du Lac"), Form)
    say("vu au salon, très motivés")
    assert router.conversations.state(GIGI, form.form_id) == "done"
    say("oui")
    assert services.prospects.open(GIGI, "m").commentaires[0].texte == "vu au salon, très motivés"


def test_what_a_new_request_left_can_be_kept(say: Say, services: Services) -> None:
    services.prospects.insert([prospect(type_prospect="Éditeur", region="Bretagne", email=None)])
    say("montre les MJC de Bretagne sans e-mail")
    answers = say("montre-moi les éditeurs")
    buttons = find(answers, Choices).buttons
    keep = next(button for button in buttons if button.label.startswith("Garder aussi"))
    assert keep.label == "Garder aussi : Bretagne, sans e-mail"
    assert say(keep.say)[0].filters == {
        "type_prospect": ["Éditeur"],
        "region": ["Bretagne"],
        "sans": ["email"],
    }
