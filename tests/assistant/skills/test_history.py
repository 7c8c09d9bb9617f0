"""The journal, asked by author, date and kind, page after page, in words that people know."""

import pytest

from assistant.replies import Answer, Choices, Text
from core.accounts.models import OPERATOR, Role, User
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say
from tests.factories import prospect

ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)


def texts(answers: list[Answer]) -> str:
    said = "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))
    return said.replace("\\", "")


def buttons(answers: list[Answer]) -> list[str]:
    found = (r for a in answers for r in a.replies if isinstance(r, Choices))
    return [b.label for c in found for b in c.buttons]


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id="m", nom_structure="MJC du Lac", type_prospect="MJC",
                     ville="Annecy"),
            prospect(prospect_id="g", nom_structure="Ludothèque Gigi", ville="Brest",
                     type_prospect="Ludothèque"),
        ],
        None,
    )  # fmt: skip
    services.records.edit(GIGI, "m", {"email": "lac@exemple.fr"})
    services.records.edit(NICO, "m", {"nb_adherents": "12"})
    services.records.edit(OPERATOR, "g", {"email": "gigi@ludo.fr"})


def test_somebody_s_changes(say: Say) -> None:
    said = texts(say("qu'a fait gigi aujourd'hui ?"))
    assert "lac@exemple.fr" in said
    assert "Adhérents" not in said
    assert "Adhérents" in texts(say("les modifications de nico cette semaine", user=GIGI))
    mine = texts(say("qu'est-ce que j'ai modifié aujourd'hui ?"))
    assert "lac@exemple.fr" in mine
    assert "Adhérents" not in mine


def test_a_record_that_bears_a_name_is_a_record(say: Say) -> None:
    said = texts(say("historique de la Ludothèque Gigi"))
    assert "Historique de" in said
    assert "la ligne de commande" in said
    assert "terminal" not in said


def test_when_is_nobody_s_name(say: Say) -> None:
    say("ouvre la fiche de la MJC du Lac")
    said = texts(say("qui a changé le mail de cette fiche, quand ?"))
    assert "lac@exemple.fr" in said
    assert "quand" not in said


def test_somebody_unknown_is_told(say: Say) -> None:
    said = texts(say("qu'a fait robert ?"))
    assert "aucune modification" in said
    assert "gigi@exemple.fr" in said


def test_who_imported(say: Say, services: Services) -> None:
    services.journal.record(NICO, "import", "i1", {"fichier": "salon.csv"})
    [answer] = say("qui a importé le fichier aujourd'hui ?")
    assert answer.intent == "prospect_history"
    said = texts([answer])
    assert "nico@exemple.fr" in said
    assert "salon.csv" in said
    assert "Adhérents" not in said


def test_accounts_and_pairs_are_named(say: Say, services: Services) -> None:
    services.accounts.add(ADA, "zoe@exemple.fr", Role.BENEVOLE, "un-long-mot-de-passe")
    services.prospects.insert(
        [prospect(prospect_id=k, nom_structure=f"Club {k}", email="c@ex.fr") for k in "xy"]
    )
    services.duplicates.find(GIGI)
    [group], _ = services.duplicates.groups(GIGI)
    services.duplicates.not_duplicates(GIGI, group.group_id)
    said = texts(say("qu'est-ce qui a changé cette semaine ?"))
    assert "compte créé : zoe@exemple.fr (bénévole)" in said
    assert "doublons écartés : Club x, Club y" in said


def test_the_journal_has_a_second_page(say: Say, services: Services) -> None:
    for n in range(20):
        services.records.edit(GIGI, "m", {"nb_adherents": str(100 + n)})
    first = say("qu'est-ce qui a changé aujourd'hui ?")
    assert "23 modifications" in texts(first)
    assert "Voir la suite" in buttons(first)
    second = say("la suite")
    assert second[0].intent == "prospect_history"
    assert texts(second).count("\n- ") + 1 == 8
    assert "Voir la suite" not in buttons(second)
    assert "C'est tout" in texts(say("la suite de l'historique"))


def test_what_was_taken_back_is_marked(say: Say, services: Services) -> None:
    entry = services.journal.of("m")[1]
    services.undo.undo(NICO, entry.entry_id)
    assert "annulé depuis" in texts(say("historique de la MJC du Lac"))
