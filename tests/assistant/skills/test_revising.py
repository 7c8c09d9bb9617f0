"""A proposal that waits is corrected in words; lists are edited in other words."""

import pytest

from assistant.replies import Answer, Confirm, Text
from assistant.router import Router
from core.prospects.filters import Filter
from core.services import Services
from core.vocabulary.values import Status
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
                     ville="Annecy", telephone="+33450111111", departement="74",
                     region="Auvergne-Rhône-Alpes"),
            prospect(prospect_id="d", nom_structure="Le Dé Pipé", type_prospect="Bar à jeux",
                     ville="Rennes", departement="35", region="Bretagne", email="de@exemple.fr"),
            prospect(prospect_id="p", nom_structure="Le Pion", type_prospect="Bar à jeux",
                     ville="Lyon", departement="69", region="Auvergne-Rhône-Alpes"),
            prospect(prospect_id="l", nom_structure="Ludo Nantes", type_prospect="Ludothèque",
                     ville="Nantes", departement="44", region="Pays de la Loire"),
        ],
        None,
    )  # fmt: skip


def record(services: Services, key: str):  # type: ignore[no-untyped-def]
    return services.prospects.open(GIGI, key)


@pytest.mark.parametrize(
    "said",
    [
        "mais non, le tel c'est 04 50 22 22 22",
        "non, plutôt 04 50 22 22 22",
        "pardon, 04 50 22 22 22",
        "04 50 22 22 22",
    ],
)
def test_an_edit_is_corrected(say: Say, router: Router, services: Services, said: str) -> None:
    older = find(say("change le téléphone de la MJC du Lac en 04 50 99 99 99"), Confirm)
    [answer] = say(said)
    assert answer.intent == "edit_prospect"
    assert "04 50 22 22 22" in texts([answer])
    assert router.conversations.state(GIGI, older.pending_id) == "expired"
    say("oui")
    assert record(services, "m").telephone == "+33450222222"


def test_more_is_added_to_an_edit(say: Say, services: Services) -> None:
    say("change le téléphone de la MJC du Lac en 04 50 22 22 22")
    shown = texts(say("ajoute aussi le mail lac@exemple.fr"))
    assert "04 50 22 22 22" in shown
    assert "lac@exemple.fr" in shown
    assert "Jeanne Martin" in texts(say("et le contact Jeanne Martin"))
    say("oui")
    now = record(services, "m")
    assert (now.telephone, now.email) == ("+33450222222", "lac@exemple.fr")
    assert now.nom_contact == "Jeanne Martin"


def test_the_one_field_of_an_edit_takes_another_value(say: Say, services: Services) -> None:
    say("change le contact de la MJC du Lac en Jeanne Martin")
    say("non, plutôt Jeanne Durand")
    say("oui")
    assert record(services, "m").nom_contact == "Jeanne Durand"


def test_another_record_is_no_correction(say: Say, services: Services) -> None:
    say("change le téléphone de la MJC du Lac en 04 50 22 22 22")
    shown = texts(say("change le mail de Ludo Nantes en ludo@exemple.fr"))
    assert "Ludo Nantes" in shown
    assert "04 50" not in shown


def test_a_search_is_no_correction(say: Say) -> None:
    say("change le téléphone de la MJC du Lac en 04 50 22 22 22")
    assert "2 prospects" in texts(say("montre-moi les bars à jeux"))


def test_an_addition_is_corrected_by_bare_values(say: Say, services: Services) -> None:
    say("ajoute la MJC de Poitiers, mail mjc@poitiers.fr")
    assert "05 49 12 34 56" in texts(say("05 49 12 34 56"))
    assert "autre@poitiers.fr" in texts(say("non, le mail c'est autre@poitiers.fr"))
    assert "Type** : Ludothèque" in texts(say("plutôt une ludothèque"))
    say("oui")
    [found] = services.prospects.find_named(GIGI, "MJC de Poitiers")
    assert (found.telephone, found.email) == ("+33549123456", "autre@poitiers.fr")


def test_an_answer_is_corrected(say: Say, services: Services) -> None:
    say("note que Le Dé Pipé a répondu positivement hier")
    assert "négative" in texts(say("non, plutôt négative"))
    say("oui")
    assert record(services, "d").statut is Status.REFUSE


def test_the_edit_of_a_list_is_corrected(say: Say, services: Services) -> None:
    say("montre-moi les bars à jeux")
    say("mets-leur le tag salon 2026")
    assert "« salon 2027 »** pour **2 fiches**" in texts(say("non, plutôt salon 2027"))
    assert "« salon 2027 »** pour **1 fiche**" in texts(say("non, plutôt ceux de Bretagne"))
    say("oui")
    tagged = {p.prospect_id: p.tags for p in services.prospects.iterate(Filter()) if p.tags}
    assert tagged == {"d": ("salon 2027",)}


def test_others_are_meant_by_the_edit_of_a_list(say: Say) -> None:
    say("montre-moi les MJC")
    say("ajoute le tag vip aux bars à jeux de Lyon")
    assert "les bars à jeux en Bretagne" in texts(say("plutôt ceux de Bretagne"))


def test_no_alone_gives_up(say: Say, services: Services) -> None:
    say("change le téléphone de la MJC du Lac en 04 50 22 22 22")
    assert "rien fait" in texts(say("mais non"))
    assert record(services, "m").telephone == "+33450111111"


# --- lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        ("mets-leur le tag salon 2026", "salon 2026"),
        ("tague-les salon", "salon"),
        ("étiquette-les « salon 2026 »", "salon 2026"),
        ("ajoute l'étiquette presse à toutes", "presse"),
    ],
)
def test_a_list_is_tagged(say: Say, services: Services, said: str, tag: str) -> None:
    say("montre-moi les bars à jeux")
    [answer] = say(said)
    assert answer.intent == "edit_prospect"
    assert "2 fiches" in texts([answer])
    say("oui")
    assert {p.prospect_id for p in services.prospects.iterate(Filter()) if tag in p.tags} == {
        "d", "p",
    }  # fmt: skip
    say(f"enlève le tag {tag} à tous ceux-là")
    say("oui")
    assert not any(p.tags for p in services.prospects.iterate(Filter()))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("mets le statut refusé à tous", Status.REFUSE),
        ("marque-les comme contactés", Status.CONTACTE),
        ("passe-les en Intéressé", Status.INTERESSE),
        ("passe le statut à contacté pour tous", Status.CONTACTE),
    ],
)
def test_a_list_gets_a_status(say: Say, services: Services, said: str, status: Status) -> None:
    say("montre-moi les bars à jeux")
    assert "2 fiches" in texts(say(said))
    say("oui")
    assert {p.statut for p in services.prospects.iterate(Filter())} == {
        status, Status.JAMAIS_CONTACTE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "whom"),
    [
        ("mets le tag vip aux ludothèques du 44", {"l"}),
        ("mets le tag vip à tous les bars à jeux de Bretagne", {"d"}),
        ("ajoute le tag vip à ceux qui ont un mail", {"d"}),
    ],
)
def test_those_that_the_sentence_names(
    say: Say, services: Services, said: str, whom: set[str]
) -> None:
    say("montre-moi les bars à jeux")
    assert "1 fiche" in texts(say(said))
    say("oui")
    assert {p.prospect_id for p in services.prospects.iterate(Filter()) if p.tags} == whom


def test_a_status_for_those_that_are_named(say: Say, services: Services) -> None:
    assert "1 fiche" in texts(say("passe les bars à jeux de Bretagne en contacté"))
    say("oui")
    assert record(services, "d").statut is Status.CONTACTE
    assert record(services, "p").statut is Status.JAMAIS_CONTACTE


@pytest.mark.parametrize(
    "said",
    [
        "note pour tous : appelés le 3 mai",
        "ajoute un commentaire à toute la liste : appelés le 3 mai",
        "ajoute le commentaire « appelés le 3 mai » à tous les bars à jeux",
    ],
)
def test_a_comment_goes_to_the_list_and_back(say: Say, services: Services, said: str) -> None:
    say("montre-moi les bars à jeux")
    shown = say(said)
    assert "« appelés le 3 mai »" in texts(shown)
    assert "2 fiches" in find(shown, Confirm).question
    say("oui")
    told = {p.prospect_id: [c.texte for c in p.commentaires]
            for p in services.prospects.iterate(Filter()) if p.commentaires}  # fmt: skip
    assert told == {"d": ["appelés le 3 mai"], "p": ["appelés le 3 mai"]}
    say("annule la dernière modification")
    say("oui")
    assert not any(p.commentaires for p in services.prospects.iterate(Filter()))
