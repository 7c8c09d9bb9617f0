"""Who may see the data, and how somebody's are erased: asked by every role."""

from collections.abc import Iterator

import pytest

from assistant.replies import Answer, Button, Choices, Text
from assistant.router import Router
from core.accounts.models import Role, User
from core.services import Services
from tests.assistant.conftest import conversation_of
from tests.factories import prospect


@pytest.fixture
def people(services: Services) -> dict[Role, User]:
    ada = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
    for name, role in (("zoe", Role.BENEVOLE), ("luc", Role.BENEVOLE), ("max", Role.MANAGER)):
        services.accounts.add(ada, f"{name}@exemple.fr", role, "un mot de passe long")
    services.accounts.add(ada, ada.email, Role.ADMIN, "un mot de passe long")
    services.prospects.insert([prospect(nom_structure="Le Donjon de Foix", ville="Foix")])
    return {one.role: one for one in services.accounts.everybody()}


def said(router: Router, user: User, text: str) -> Answer:
    [answer] = router.turn(user, conversation_of(user), text)
    return answer


def texts(answer: Answer) -> str:
    return "\n".join(one.text for one in answer.replies if isinstance(one, Text))


def buttons(answer: Answer) -> Iterator[Button]:
    for one in answer.replies:
        if isinstance(one, Choices):
            yield from one.buttons


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("text", ["qui a acces a mes donnees", "Qui peut voir nos données ?"])
def test_everybody_is_told_who_may_see_the_data(
    router: Router, people: dict[Role, User], role: Role, text: str
) -> None:
    answer = said(router, people[role], text)
    told = texts(answer)
    assert not answer.refused
    for line in ("**4 comptes**", "**2 comptes bénévole**", "**1 compte manager**", "CNIL"):
        assert line in told
    assert "@exemple.fr" not in told


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "text",
    ["efface mes donnees", "comment supprimer mes données personnelles ?",
     "pouvez-vous effacer mes données svp", "je veux que vous effaciez mes infos"],
)  # fmt: skip
def test_ones_own_data_are_no_list_to_erase(
    router: Router, people: dict[Role, User], role: Role, text: str
) -> None:
    answer = said(router, people[role], text)
    assert not answer.refused
    assert "par sa fiche" in texts(answer)
    assert "toute la base" not in texts(answer)


def test_the_open_record_is_offered_for_erasure(router: Router, people: dict[Role, User]) -> None:
    for role, label in ((Role.ADMIN, "Effacer la fiche"), (Role.BENEVOLE, "Ouvrir la fiche")):
        said(router, people[role], "ouvre la fiche du Donjon de Foix")
        labels = [one.label for one in buttons(said(router, people[role], "efface mes données"))]
        assert f"{label} Le Donjon de Foix" in labels


@pytest.mark.parametrize("text", ["efface les bars à jeux", "qui a accès à un parking ?"])
def test_what_is_not_about_all_data_is_left_to_others(
    router: Router, people: dict[Role, User], text: str
) -> None:
    assert "par sa fiche" not in texts(said(router, people[Role.ADMIN], text))
    assert "CNIL" not in texts(said(router, people[Role.ADMIN], text))
