"""Duplicates and erasure by sentences and clicks."""

import pytest

from assistant.replies import Answer, Choices, Confirm, File, Form, Text
from assistant.router import Router
from core.accounts.models import Role, User
from core.errors import NotFound
from core.prospects.filters import Filter
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say, conversation_of
from tests.factories import prospect

ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
ONE, TWO, OTHER = (f"{n}{n}{n}{n}{n}{n}{n}{n}-1111-4111-8111-111111111111" for n in "123")


def texts(answers: list[Answer]) -> str:
    said = "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))
    return said.replace("\\", "")


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


def button(answers: list[Answer], label: str) -> str:
    choices = (r for a in answers for r in a.replies if isinstance(r, Choices))
    return next(b.say for c in choices for b in c.buttons if label in b.label)


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id=ONE, nom_structure="Ludothèque du Château", ville="Angers",
                     type_prospect="Ludothèque", departement="49", email="ludo@exemple.fr",
                     telephone="+33241111111"),
            prospect(prospect_id=TWO, nom_structure="Ludotheque du Chateau", ville="Angers",
                     type_prospect="Ludothèque", departement="49", email="ludo@exemple.fr",
                     telephone="+33241222222"),
            prospect(prospect_id=OTHER, nom_structure="Bar du Port", ville="Brest",
                     type_prospect="Bar à jeux", departement="29"),
        ],
        None,
    )  # fmt: skip


def test_duplicates_are_merged_field_by_field_and_unmerged(say: Say, services: Services) -> None:
    shown = say("trouve les doublons")
    assert "1 groupe" in texts(shown)
    proposed = say(button(shown, "Fusionner"))
    assert "Téléphone" in texts(proposed)
    numbers = ("02 41 11 11 11", "02 41 22 22 22")
    line = next(line for line in texts(proposed).splitlines() if "Téléphone" in line)
    other = next(n for n in numbers if n in line.split("laissé de côté")[1])
    line = next(
        line for line in texts(say(button(proposed, other))).splitlines() if "Téléphone" in line
    )
    assert other in line.split("laissé de côté")[0]
    say("oui")
    [kept] = services.prospects.many([ONE, TWO])
    assert kept.telephone == "+33" + other.replace(" ", "")[1:]
    say("annule la dernière modification")
    say("oui")
    assert len(services.prospects.many([ONE, TWO])) == 2


def test_what_is_no_duplicate_is_remembered(say: Say) -> None:
    say(button(say("trouve les doublons"), "pas des doublons"))
    say("oui")
    assert "aucun doublon" in texts(say("trouve les doublons"))


def test_what_a_merge_fills_is_said_before(say: Say, services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(nom_structure="Café du Lac", ville="Annecy", telephone="+33450111111",
                     email="lac@exemple.fr", adresse="1 rue du Lac"),
            prospect(nom_structure="Cafe du Lac", ville="Annecy", telephone="+33450111111",
                     accepte_contact=True),
        ],
        None,
    )  # fmt: skip
    say("trouve les doublons")
    proposed = [texts(say(f"fusionne le groupe {number}")) for number in (1, 2)]
    [lake] = [one for one in proposed if "du Lac" in one]
    assert "Accepte d'être contacté" in lake.partition("Elle y gagne")[2]


def test_volunteers_see_duplicates_and_merge_nothing(say: Say) -> None:
    shown = say("trouve les doublons", user=NICO)
    assert "1 groupe" in texts(shown)
    with pytest.raises(StopIteration):
        button(shown, "Fusionner")


def test_erasure_wants_an_admin(say: Say, services: Services) -> None:
    assert "admin" in texts(say("supprime la fiche de Bar du Port"))
    assert services.prospects.open(GIGI, OTHER)


def test_erasure_wants_the_name_typed(say: Say, services: Services) -> None:
    shown = say("supprime la fiche de Bar du Port", user=ADA)
    assert "Cela ne s'annule pas" in texts(shown)
    assert find(shown, Confirm) is None
    assert "pas celui de la fiche" in texts(say("Bar du Pont", user=ADA))
    assert services.prospects.open(GIGI, OTHER)
    assert "C'est fait" in texts(say("Bar du Port", user=ADA))
    with pytest.raises(NotFound):
        services.prospects.open(GIGI, OTHER)


def test_erasure_is_given_up(say: Say, services: Services) -> None:
    say("supprime la fiche de Bar du Port", user=ADA)
    say("annule", user=ADA)
    say("Bar du Port", user=ADA)
    assert services.prospects.open(GIGI, OTHER)


def test_what_is_known_is_told_and_handed_over(say: Say) -> None:
    shown = say("que savons-nous de la Ludothèque du Château ?")
    said = texts(shown)
    assert "Laquelle" in said or "Ce que nous savons" in said
    shown = say("que savons-nous de Bar du Port ?")
    assert "**Ce que nous savons de Bar du Port" in texts(shown)
    assert "- Ville : Brest" in texts(shown)
    assert "```" not in texts(shown)
    assert find(shown, File).kind == "access_text"


def test_homonyms_are_told_apart(say: Say, services: Services) -> None:
    twins = [
        prospect(nom_structure="Le Repaire", ville="Lille", email=f"{n}@exemple.fr") for n in "ab"
    ]
    services.prospects.insert_imported(twins, None)
    shown = say("ouvre la fiche du Repaire")
    labels = [b.label for b in find(shown, Choices).buttons]
    assert sorted(labels) == [f"Le Repaire (Lille, Autre, {n}@exemple.fr)" for n in "ab"]


@pytest.fixture
def more(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id=f"{key}{n}", nom_structure=name, ville=town, type_prospect="MJC",
                     email=f"{key}@exemple.fr", telephone=f"+3324133333{n}")
            for key, name, town in (("a", "MJC Alpha", "Nantes"), ("b", "MJC Bravo", "Brest"),
                                    ("c", "MJC Charlie", "Lille"), ("e", "MJC Echo", "Dax"))
            for n in (1, 2)
        ],
        None,
    )  # fmt: skip


def left(services: Services) -> int:
    return sum(1 for _ in services.prospects.iterate(Filter()))


@pytest.mark.usefixtures("more")
@pytest.mark.parametrize(
    "said",
    ["fusionne le groupe 2", "fusionne le deuxième groupe", "fusionne le 2", "Fusionner le n°2"],
)
def test_a_group_is_merged_by_its_number(say: Say, services: Services, said: str) -> None:
    listed = texts(say("trouve les doublons"))
    name = listed.split("Groupe 2")[1].split("**")[2]
    [answer] = say(said)
    assert answer.intent == "find_duplicates"
    assert name in texts([answer])
    say("oui")
    assert left(services) == 10


@pytest.mark.usefixtures("more")
def test_two_groups_are_merged_at_once_and_taken_back(say: Say, services: Services) -> None:
    say("trouve les doublons")
    assert "4 fiches en 2" in find(say("fusionne les deux premiers"), Confirm).question
    assert "2 groupes" in texts(say("oui"))
    assert left(services) == 9
    for _ in range(2):
        say("annule la dernière modification")
        say("oui")
    assert left(services) == 11


@pytest.mark.usefixtures("more")
def test_the_next_groups_are_asked_for_in_words(say: Say) -> None:
    assert "Groupe 3" in texts(say("trouve les doublons"))
    said = texts(say("groupe suivant"))
    assert "Groupe 4" in said
    assert "Groupe 3" not in said
    assert find(say("fusionne le groupe 1"), Confirm)


@pytest.mark.usefixtures("more")
def test_which_group_is_asked_where_there_are_several(say: Say) -> None:
    shown = say("trouve les doublons")
    shown = say("ce ne sont pas des doublons")
    assert "quel groupe" in texts(shown)
    assert "différentes" in find(say(button(shown, "Groupe 2")), Confirm).question
    say("oui")
    assert find(say("le groupe 3 n'est pas un doublon"), Confirm)


def test_one_group_needs_no_number(say: Say, services: Services) -> None:
    say("trouve les doublons")
    assert find(say("ce ne sont pas des doublons"), Confirm)
    say("non")
    assert find(say("fusionne-les"), Confirm)


@pytest.mark.parametrize(
    "said",
    [
        "prends le téléphone de la deuxième",
        "prends plutôt le téléphone de l'autre",
        "garde le 02 41 22 22 22",
        "non, plutôt le numéro de la fiche 2",
    ],
)
def test_the_value_of_a_merge_is_chosen_in_words(say: Say, services: Services, said: str) -> None:
    say("trouve les doublons")
    say("fusionne le premier groupe")
    line = next(t for t in texts(say(said)).splitlines() if "Téléphone" in t)
    assert "02 41 22 22 22" in line.split("laissé de côté")[0]
    say("oui")
    [kept] = services.prospects.many([ONE, TWO])
    assert kept.telephone == "+33241222222"


def test_the_record_that_is_kept_is_chosen(say: Say, services: Services) -> None:
    say("trouve les doublons")
    say("fusionne le premier groupe")
    say("garde plutôt la deuxième")
    say("oui")
    [kept] = services.prospects.many([ONE, TWO])
    assert kept.prospect_id == TWO


def test_the_group_of_the_merge_proposed_is_set_aside(say: Say) -> None:
    say("trouve les doublons")
    say("fusionne le premier groupe")
    assert "différentes" in find(say("non ce ne sont pas des doublons"), Confirm).question


def test_the_name_is_typed_in_a_form(say: Say, router: Router, services: Services) -> None:
    form = find(say("supprime la fiche de Bar du Port", user=ADA), Form)
    shown = router.form(ADA, form.form_id)
    assert [field["name"] for field in shown["fields"]] == ["nom_structure"]
    wrong, answer = router.submit(
        ADA, conversation_of(ADA), form.form_id, {"nom_structure": "Bar du Pont"}
    )
    assert "pas celui de la fiche" in wrong["nom_structure"]
    assert answer is None
    wrong, answer = router.submit(
        ADA, conversation_of(ADA), form.form_id, {"nom_structure": "Bar du Port"}
    )
    assert not wrong
    assert answer
    assert "C'est fait" in texts([answer])
    assert router.conversations.state(ADA, form.form_id) == "done"
    assert services.prospects.get(OTHER) is None
    # The question in words went with it.
    assert "2 prospects" in texts(say("montre-moi les ludothèques", user=ADA))


def test_a_form_of_erasure_is_left(say: Say, router: Router, services: Services) -> None:
    form = find(say("supprime la fiche de Bar du Port", user=ADA), Form)
    router.cancel_form(ADA, conversation_of(ADA), form.form_id)
    say("Bar du Port", user=ADA)
    assert services.prospects.get(OTHER)


def test_giving_up_in_words_closes_the_form(say: Say, router: Router) -> None:
    form = find(say("supprime la fiche de Bar du Port", user=ADA), Form)
    say("annule", user=ADA)
    assert router.conversations.state(ADA, form.form_id) == "cancelled"
