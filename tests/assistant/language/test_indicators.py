"""Turns about indicators: comparisons, trends, definitions, pictures, who is behind a figure."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.language.pipeline import Language
from assistant.language.requests.pictures import charted
from assistant.language.understanding import Context, Intent, Understanding
from core.prospects.filters import Filter

TODAY = date(2026, 11, 22)
SAMPLES = Path(__file__).with_name("samples")


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def read(language: Language, text: str, context: Context | None = None) -> Understanding:
    (turn,) = language.understand(text, context or Context(), TODAY)
    return turn


def after(intent: Intent, **values: Any) -> Context:
    return Context(filter=Filter.model_validate(values), last_intent=intent)


def _intents() -> Iterator[tuple[str, str]]:
    for line in (SAMPLES / "indicators.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, _, intent = line.rpartition(" | ")
            yield text, intent


@pytest.mark.parametrize(("text", "wanted"), list(_intents()))
def test_a_sentence_has_its_intent(language: Language, text: str, wanted: str) -> None:
    intent, _, kpi = wanted.partition(" ")
    turn = read(language, text)
    assert turn.intent.value == intent
    assert turn.slots.get("kpi", "") == kpi
    assert not turn.unsure


COMPARED: list[tuple[str, dict[str, Any]]] = [
    ("compare la Bretagne et la Normandie", {"region": ["Bretagne", "Normandie"]}),
    ("compare la Bretagne avec toute la base", {"region": ["Bretagne"]}),
    ("compare la Bretagne à l'ensemble", {"region": ["Bretagne"]}),
    ("compare la Bretagne à toute la France", {"region": ["Bretagne"]}),
    ("la Bretagne par rapport à la France", {"region": ["Bretagne"]}),
    (
        "compare les MJC et les ludothèques de Bretagne",
        {"type_prospect": ["MJC", "Ludothèque"], "region": ["Bretagne"]},
    ),
    ("les MJC vs les bars à jeux", {"type_prospect": ["MJC", "Bar à jeux"]}),
    ("MJC contre ludothèques", {"type_prospect": ["MJC", "Ludothèque"]}),
    (
        "taux de retour des MJC par rapport aux ludothèques",
        {"type_prospect": ["MJC", "Ludothèque"]},
    ),
    ("différence entre le 44 et le 35", {"departement": ["44", "35"]}),
    (
        "compare le tableau de bord des MJC à celui des bars à jeux",
        {"type_prospect": ["MJC", "Bar à jeux"]},
    ),
]


@pytest.mark.parametrize(("text", "filters"), COMPARED, ids=[case[0] for case in COMPARED])
def test_what_is_compared_is_listed_side_by_side(
    language: Language, text: str, filters: dict[str, Any]
) -> None:
    turn = read(language, text)
    assert turn.intent is Intent.SHOW_KPIS
    assert turn.filters.as_json() == filters


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("compare avec la Normandie", {"region": ["Bretagne", "Normandie"]}),
        ("et compare à la Corse", {"region": ["Bretagne", "Corse"]}),
        ("mets en face la Normandie", {"region": ["Bretagne", "Normandie"]}),
        ("compare avec toute la base", {"region": ["Bretagne"]}),
        ("compare la Corse et la Normandie", {"region": ["Corse", "Normandie"]}),
        ("taux de retour en Normandie", {"region": ["Normandie"]}),
        ("compare les deux", {"region": ["Bretagne"]}),
    ],
)
def test_a_side_alone_is_compared_with_what_is_in_force(
    language: Language, text: str, filters: dict[str, Any]
) -> None:
    turn = read(language, text, after(Intent.SHOW_KPIS, region=["Bretagne"]))
    assert turn.intent is Intent.SHOW_KPIS
    assert turn.filters.as_json() == filters
    assert turn.context.filter == turn.filters


@pytest.mark.parametrize(
    ("text", "context", "wanted"),
    [
        ("compare les deux dernières campagnes", Context(), Intent.CAMPAIGN_PERFORMANCE),
        ("compare les deux", after(Intent.CAMPAIGN_PERFORMANCE), Intent.CAMPAIGN_PERFORMANCE),
        ("compare ces deux fiches", Context(), Intent.FIND_DUPLICATES),
    ],
)
def test_other_things_may_be_compared(
    language: Language, text: str, context: Context, wanted: Intent
) -> None:
    assert read(language, text, context).intent is wanted


@pytest.mark.parametrize(
    "text",
    [
        "et ceux-là ?", "qui sont-ils ?", "lesquels ?", "lesquelles ?", "montre-moi ces prospects",
        "la liste", "fais voir qui c'est", "c'est qui ?", "montre-les", "ok, et qui sont-elles ?",
        "affiche la liste stp", "donne-moi leurs noms",
    ],
)  # fmt: skip
def test_the_people_behind_a_figure_are_listed(language: Language, text: str) -> None:
    counted = {"type_prospect": ["MJC"], "region": ["Bretagne"]}
    turn = read(language, text, after(Intent.SHOW_KPIS, **counted))
    assert turn.intent is Intent.FILTER_PROSPECTS
    assert turn.filters.as_json() == counted


@pytest.mark.parametrize(
    "text", ["ouvre la deuxième barre", "et la première barre ?", "la plus grande barre", "barre 3"]
)
def test_a_bar_is_no_prospect(language: Language, text: str) -> None:
    turn = read(language, text, after(Intent.SHOW_KPIS))
    assert "prospect" not in turn.slots


@pytest.mark.parametrize(
    ("text", "kpi"),
    [
        ("exporte le tableau de bord en PDF", "overview"),
        ("rapport PDF des ludothèques du 44", "overview"),
        ("enregistre cette carte en image", "region"),
        ("la carte des départements en png", "departement"),
        ("je veux le graphique des types en png", "type"),
        ("le graphique du taux de retour en pdf", "return_rate"),
        ("exporte tous les graphiques", "overview"),
        ("l'image du graphique", None),
        ("télécharge le graphique en svg", None),
    ],
)
def test_the_picture_asked_for_is_known(text: str, kpi: str | None) -> None:
    assert charted(text) == kpi


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("quelle part des MJC a un site ?", {"type_prospect": ["MJC"]}),
        ("quelle part des prospects sans région connue a un site ?", {"sans": ["region"]}),
        (
            "le taux de retour des prospects dont le consentement est inconnu",
            {"sans": ["accepte_contact"]},
        ),
        ("répartition du consentement, connu ou inconnu, en Corse", {"region": ["Corse"]}),
    ],
)
def test_what_an_indicator_is_about_is_no_condition(
    language: Language, text: str, filters: dict[str, Any]
) -> None:
    turn = read(language, text)
    assert turn.intent is Intent.SHOW_KPIS
    assert turn.filters.as_json() == filters


def test_a_drawing_as_svg_gives_no_format(language: Language) -> None:
    turn = read(language, "télécharge le graphique en svg")
    assert turn.intent is Intent.EXPORT_CHARTS
    assert turn.slots == {}
