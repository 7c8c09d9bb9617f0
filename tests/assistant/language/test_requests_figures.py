"""Typed requests about files, indicators, comparisons and pictures; courtesies."""

from datetime import date
from typing import Any

import pytest

from assistant.language.dialogue.scene import Scene
from assistant.language.pipeline import Language
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.comparisons import ComparisonRequest, ValuesRequest
from assistant.language.requests.exports import ExportRequest
from assistant.language.requests.figures import FigureRequest
from assistant.language.requests.imports import (
    ColumnRequest,
    DuplicatesRequest,
    FileRequest,
    ImportRequest,
    KeptRequest,
    RowRequest,
)
from assistant.language.requests.indicators import IndicatorRequest, TrendRequest
from assistant.language.requests.pictures import PictureRequest
from assistant.language.requests.ranks import LAST
from assistant.language.requests.reading import who_answers
from assistant.language.requests.talk import FORBIDDEN, TalkRequest, read_talk
from assistant.language.text.lexicon import table
from assistant.language.text.sentence import Sentence
from assistant.language.understanding import Context, Intent
from assistant.skills.indicators.showing import SAYS
from assistant.skills.talk.talking import COURTESIES
from core.kpis.models import Kpi
from core.kpis.wording import LABELS
from core.prospects.filters import Filter

TODAY = date(2026, 3, 18)
BRETAGNE, NORMANDIE = ({"region": [name]} for name in ("Bretagne", "Normandie"))


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def heard(language: Language, said: str, name: str, **scene: Any) -> Request | None:
    """The request made for the one who answers by that name."""
    asked = Asked(Sentence(said), Scene(TODAY, **scene), language.understand_first)
    return next((one.request for one in who_answers(asked) if one.name == name), None)


def request(language: Language, said: str) -> Request:
    """The request of a sentence that the classifier is asked about."""
    return language.understand(said, Context(), TODAY)[0].request


# --- files ----------------------------------------------------------------------------------------


def test_columns_named_are_not_read_as_conditions(language: Language) -> None:
    context = Context(filter=Filter.model_validate(BRETAGNE))
    said = "exporte la sélection en Excel avec les colonnes Nom, Région"
    chosen = heard(language, said, "export_chosen", context=context)
    assert chosen == ExportRequest("xlsx", ("nom_structure", "region"))


def test_no_column_left_is_all_of_them(language: Language) -> None:
    asked = ExportRequest("csv", ("email",), frozenset(("email",)))
    assert asked.columns == ExportRequest("csv").columns
    assert asked.columns[0] == "prospect_id"


YESTERDAY = (date(2026, 3, 17), date(2026, 3, 17))


@pytest.mark.parametrize(
    ("said", "name", "asked"),
    [
        (
            "mets à jour les doublons du fichier Mes contacts.csv",
            "decide_duplicates",
            DuplicatesRequest("Mes contacts.csv", "update", objectors=False),
        ),
        (
            "garde les fiches de la base",
            "decide_duplicates",
            DuplicatesRequest(None, "ignore", objectors=False),
        ),
        (
            "ajoute quand même les doublons",
            "decide_duplicates",
            DuplicatesRequest(None, "force", objectors=False),
        ),
        (
            "ajoute quand même les personnes effacées du fichier a jour.csv",
            "decide_duplicates",
            DuplicatesRequest("a jour.csv", None, objectors=True),
        ),
        ("corrige les colonnes du fichier « a.csv »", "choose_columns", FileRequest("a.csv")),
        (
            "la colonne Couleur est une étiquette",
            "say_column",
            ColumnRequest(None, "couleur", "etiquette"),
        ),
        ("ne garde pas la colonne Couleur", "say_column", ColumnRequest(None, "couleur", None)),
        ("mets à jour la ligne 11", "say_row", RowRequest(None, 11, "update")),
        ("ajoute quand même la ligne 3", "say_row", RowRequest(None, 3, "force")),
        ("garde la fiche de la base pour la ligne 4", "say_row", RowRequest(None, 4, "ignore")),
        ("annule l'import d'hier", "undo_import", KeptRequest(None, YESTERDAY)),
        ("rapport de l'import de a.csv", "import_report", KeptRequest("a.csv", None)),
    ],
)
def test_files_to_import(language: Language, said: str, name: str, asked: Request) -> None:
    assert heard(language, said, name) == asked


@pytest.mark.parametrize(
    ("said", "history"),
    [("je veux importer un fichier", False), ("historique des imports", True)],
)
def test_imports_of_before(language: Language, said: str, history: bool) -> None:
    asked = request(language, said)
    assert isinstance(asked, ImportRequest)
    assert asked.history is history


# --- indicators -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kpi", Kpi)
def test_titles_of_the_page_are_those_of_the_lexicon(kpi: Kpi) -> None:
    assert set(table("titres.toml")[kpi.value]) == {LABELS[kpi], SAYS[kpi][0]}


@pytest.mark.parametrize(
    ("said", "kpi"),
    [
        ("Accord pour être contactés", "consent"),
        ("tablo de bor stp", "overview"),
        ("Par région", "region"),
        ("les MJC", None),
    ],
)
def test_a_title_is_its_indicator(language: Language, said: str, kpi: str | None) -> None:
    assert heard(language, said, "indicator_named") == (IndicatorRequest(kpi) if kpi else None)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("taux de retour", IndicatorRequest("return_rate")),
        ("c'est quoi le taux de retour ?", IndicatorRequest("return_rate", defines=True)),
        ("qu'entendez-vous par taux de retour ?", IndicatorRequest("return_rate", defines=True)),
        ("quel est le sens du taux de retour ?", IndicatorRequest("return_rate", defines=True)),
        ("taux de retour par région", ValuesRequest("return_rate", "region")),
        ("taux de retour selon le type", ValuesRequest("return_rate", "type_prospect")),
        ("comment la base évolue-t-elle ?", TrendRequest(whole=True)),
        ("comment évolue cette sélection ?", TrendRequest(whole=False)),
        ("combien de nouveaux prospects chaque trimestre", TrendRequest(whole=False)),
        ("fiches ajoutées au fil des mois", TrendRequest(whole=False)),
    ],
)
def test_what_is_asked_of_indicators(language: Language, said: str, asked: Request) -> None:
    assert request(language, said) == asked


@pytest.mark.parametrize(
    "said",
    [
        "compare la Bretagne et la Normandie",
        "Bretagne vs Normandie",
        "la Bretagne face à la Normandie",
        "mets en regard la Bretagne et la Normandie",
        "mets la Bretagne en parallèle de la Normandie",
        "la différence de taux de retour entre la Bretagne et la Normandie",
    ],
)
def test_what_is_heard_as_a_comparison_is_one(language: Language, said: str) -> None:
    asked = request(language, said)
    assert isinstance(asked, ComparisonRequest), said
    assert [side.as_json() for side in asked.sides] == [BRETAGNE, NORMANDIE]


@pytest.mark.parametrize(
    ("said", "named"),
    [("compare la Bretagne avec toute la base", True), ("compare le taux de retour", False)],
)
def test_a_comparison_may_name_its_sides(language: Language, said: str, named: bool) -> None:
    asked = request(language, said)
    assert isinstance(asked, ComparisonRequest)
    assert asked.named is named


@pytest.mark.parametrize("said", ["mets ensemble les prospects comparables", "les MJC de Bretagne"])
def test_other_words_compare_nothing(language: Language, said: str) -> None:
    assert not isinstance(request(language, said), ComparisonRequest)


@pytest.mark.parametrize(
    ("said", "kpi", "file", "trend"),
    [
        ("exporte le tableau de bord en PDF", "overview", "pdf", False),
        ("exporte ce graphique en svg", None, "svg", False),
        ("télécharge l'image de la courbe d'évolution", None, "png", True),
        ("exporte le graphique des types", "type", None, False),
    ],
)
def test_pictures(
    language: Language, said: str, kpi: str | None, file: str | None, trend: bool
) -> None:
    asked = request(language, said)
    assert isinstance(asked, PictureRequest)
    assert (asked.kpi, asked.file, asked.trend) == (kpi, file, trend)


# --- whom a figure counts -------------------------------------------------------------------------

SHOWN = {"figures": {"what": "chart", "selection_ids": ["s"], "kpi": "region"}}
AFTER = Context(last_intent=Intent.SHOW_KPIS)


def figure(language: Language, said: str) -> FigureRequest:
    scene: dict[str, Any] = {"shown": SHOWN, "last_shown": "figures", "context": AFTER}
    found = heard(language, said, "figure_named", **scene)
    assert isinstance(found, FigureRequest)
    return found


@pytest.mark.parametrize(
    "said", ["et ceux-là ?", "lesquels ?", "fais voir qui c'est", "la liste de ces prospects"]
)
def test_those_of_a_figure(language: Language, said: str) -> None:
    assert figure(language, said).those


@pytest.mark.parametrize(
    ("said", "rank"), [("la deuxième barre", 2), ("la dernière", LAST), ("la Bretagne", None)]
)
def test_a_bar_by_its_rank(language: Language, said: str, rank: int | None) -> None:
    assert figure(language, said).rank == rank


@pytest.mark.parametrize(
    ("said", "label", "named"),
    [
        ("les bars à jeux", "Bar à jeux", True),
        ("la Gironde", "Gironde (33)", True),
        ("Bretagne", "Bretagne", False),
        ("non renseigné", "Non renseigné", True),
        ("les autres", "Autres villes", True),
        ("les MJC", "Ludothèque", False),
    ],
)
def test_a_bar_by_its_name(language: Language, said: str, label: str, named: bool) -> None:
    assert figure(language, said).names(label) is named


@pytest.mark.parametrize(
    "scene",
    [
        {"shown": SHOWN, "last_shown": "table", "context": AFTER},
        {"shown": SHOWN, "last_shown": "figures"},
        {"shown": {"figures": {"what": "trend"}}, "last_shown": "figures", "context": AFTER},
    ],
)
def test_figures_that_are_not_in_front_are_not_meant(
    language: Language, scene: dict[str, Any]
) -> None:
    assert heard(language, "la deuxième barre", "figure_named", **scene) is None


# --- courtesies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "courtesy"),
    [
        ("bonjour !", "salutation"),
        ("super, merci", "merci"),
        ("bonne journée", "au_revoir"),
        ("tu es qui ?", "qui_es_tu"),
    ],
)
def test_courtesies(language: Language, said: str, courtesy: str) -> None:
    asked = Asked(Sentence(said), Scene(TODAY), language.understand_first)
    assert read_talk(asked) == TalkRequest(courtesy)


def test_every_courtesy_has_its_answer() -> None:
    assert {*table("politesse.toml"), FORBIDDEN} == set(COURTESIES)


@pytest.mark.parametrize(
    "said",
    [
        "n'envoie rien",
        "surtout ne supprime pas la MJC de Niort",
        "n'exportez pas",
        "Ne créez pas encore de campagne.",
        "ne me rappelle pas",
        "attends, n'importe rien",
    ],
)
def test_what_one_is_told_not_to_do_is_not_done(language: Language, said: str) -> None:
    (found,) = language.understand(said, Context(), date(2026, 11, 22))
    assert found.intent is Intent.SMALL_TALK
    assert found.request == TalkRequest(FORBIDDEN)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("n'oublie pas de m'envoyer la liste des MJC", Intent.FILTER_PROSPECTS),
        ("n'exporte pas les refus", Intent.EXPORT_CSV),
        ("n'efface pas les MJC, efface Ludik", Intent.DELETE_PROSPECT),
        ("n'envoie pas la campagne Noël avant lundi", Intent.SEND_CAMPAIGN),
        ("rappelle-moi de ne pas appeler Niort demain", Intent.SET_REMINDER),
    ],
)
def test_what_is_forbidden_in_part_is_asked(language: Language, said: str, intent: Intent) -> None:
    (found,) = language.understand(said, Context(), date(2026, 11, 22))
    assert found.intent is intent
