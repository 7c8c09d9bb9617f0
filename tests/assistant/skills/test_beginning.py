"""What a user is shown first: the ways to fill an empty base, what their role may do."""

import pytest

from assistant.replies import Answer, Choices, Form, Text
from assistant.router import Router
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say
from tests.factories import prospect


def texts(answers: list[Answer]) -> str:
    replies = [reply for answer in answers for reply in answer.replies]
    return "\n".join(reply.text for reply in replies if isinstance(reply, Text))


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    """The last reply of that kind."""
    return [r for answer in answers for r in answer.replies if isinstance(r, kind)][-1]


SAID = ["bonjour", "merci", "aide", "blabla zut", "envoie un mail", "montre les MJC", "combien ?"]


@pytest.mark.parametrize("said", SAID)
def test_an_empty_base_keeps_its_two_buttons_whatever_is_said(say: Say, said: str) -> None:
    choices = [
        [button.label for button in reply.buttons]
        for answer in say(said)
        for reply in answer.replies
        if isinstance(reply, Choices)
    ]
    assert choices[-1][:2] == ["Importer un fichier", "Charger la démonstration"]


def test_who_may_not_import_is_offered_what_they_may(say: Say) -> None:
    answers = say("bonjour", NICO)
    assert [button.label for button in find(answers, Choices).buttons] == ["Ajouter une fiche"]
    assert find(say("ajoute une fiche", NICO), Form).submit == "Ajouter"


def test_help_shows_what_the_role_may_do(say: Say, services: Services) -> None:
    services.prospects.insert_imported([prospect()], None)
    shown = texts(say("aide"))
    assert "**importer**" in shown
    assert "**approuver** et **envoyer** une campagne" in shown
    told = texts(say("aide", NICO))
    assert "**ajouter** une fiche" in told
    others = ("**importer**", "**télécharger**", "**effacer**", "**approuver**", "**sauvegarder**")
    assert not any(word in told for word in (*others, "les comptes"))


def test_a_duplicate_is_told_under_the_field_that_matched(
    say: Say, services: Services, router: Router
) -> None:
    services.prospects.insert_imported(
        [prospect(nom_structure="Le Pion", ville="Foix", telephone="+33561000000")], None
    )
    form = find(say("ajoute une fiche"), Form)
    router.form(GIGI, form.form_id)
    filled = {"nom_structure": "Le Pion", "type_prospect": "MJC", "ville": "Foix"}
    filled |= {"email": "pion@exemple.fr", "telephone": "05 61 00 00 00"}
    problems, _ = router.submit(GIGI, "c", form.form_id, filled)
    assert list(problems) == ["telephone"]
    assert "Le Pion (Foix)" in problems["telephone"]
    assert f"« {form.submit} »" in problems["telephone"]
    assert router.submit(GIGI, "c", form.form_id, filled)[0] == {}
