"""Indicators by sentence: all, one, side by side, over time, defined; whom they count."""

from datetime import date

import pytest

from assistant.language.pipeline import Language
from assistant.language.requests.pictures import charted
from assistant.language.requests.sides import sides_of
from assistant.language.understanding import Context, Intent
from assistant.rendering.indicators.views import IndicatorViews
from assistant.replies import (
    Answer,
    Chart,
    Chips,
    Choices,
    Comparison,
    Dashboard,
    File,
    Table,
    Text,
    Trend,
)
from assistant.router import Router
from assistant.skills.indicators.showing import OF, SAYS
from core.kpis.definitions import definitions
from core.kpis.models import Kpi
from core.prospects.filters import Filter
from core.services import Services
from core.vocabulary.text import fold
from core.vocabulary.values import Status
from tests.assistant.conftest import GIGI, NICO, Say
from tests.demonstration import fill
from tests.factories import prospect

TODAY = date(2026, 11, 22)


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


@pytest.fixture
def base(services: Services) -> None:
    fill(services.prospects, services.database, 300, 7, TODAY)


@pytest.fixture
def views(router: Router) -> IndicatorViews:
    return IndicatorViews(router.services, router.conversations)


# --- asking -------------------------------------------------------------------------------------


@pytest.mark.usefixtures("base")
def test_the_dashboard_of_a_part_shows_its_conditions(say: Say, router: Router) -> None:
    answers = say("le tableau de bord des ludothèques de Bretagne")
    shown = find(answers, Dashboard)
    chosen = router.conversations.selection(GIGI, shown.selection_id)
    assert chosen.as_json() == {"type_prospect": ["Ludothèque"], "region": ["Bretagne"]}
    assert [chip.label for chip in find(answers, Chips).chips] == ["ludothèques", "Bretagne"]
    says = [button.say for button in find(answers, Choices).buttons]
    assert "exporte le tableau de bord en PDF" in says
    assert "compare avec toute la base" in says


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("kpi", [kpi for kpi in Kpi if kpi is not Kpi.OVERVIEW])
def test_each_indicator_is_shown_alone_and_defined(say: Say, kpi: Kpi) -> None:
    assert find(say(SAYS[kpi][1]), Chart).kpi == kpi.value
    assert definitions()[kpi] in texts(say(f"donne la définition {OF[kpi]}"))


@pytest.mark.parametrize("kpi", Kpi)
def test_what_buttons_say_is_what_they_mean(router: Router, kpi: Kpi) -> None:
    says = [SAYS[kpi][1], *([f"donne la définition {OF[kpi]}"] if kpi in OF else [])]
    for say in says:
        understood = router.language.understand(say, Context(), TODAY)[0]
        assert understood.intent is Intent.SHOW_KPIS, say
        assert understood.slots == {"kpi": kpi.value}, say
        assert understood.filters.is_empty(), say


@pytest.mark.usefixtures("base")
def test_every_figure_says_a_sentence_that_is_its_list(
    views: IndicatorViews, services: Services, router: Router, say: Say
) -> None:
    """Everything clicked has a sentence, and it means what was clicked."""
    shown = find(say("le tableau de bord des prospects de Bretagne et d'Île-de-France"), Dashboard)
    told = views.dashboard(GIGI, shown.selection_id)
    figures = [*told["headlines"], *(bar for panel in told["panels"] for bar in panel["bars"])]
    dashboard = services.kpis.dashboard(
        GIGI, router.conversations.selection(GIGI, shown.selection_id)
    )
    filters = [
        *(one.filter for one in dashboard.headlines),
        *(bar.filter for found in dashboard.breakdowns for bar in found.bars),
    ]
    for figure, filter in zip(figures, filters, strict=True):
        assert (figure["say"] is None) == (filter is None)
        if filter is not None:
            assert _meant(router.language, figure["say"]) == filter, figure


def _meant(language: Language, text: str) -> Filter:
    return language.understand(text, Context(), TODAY)[0].filters


# --- whom a figure counts -----------------------------------------------------------------------


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("asked", "then", "kept"),
    [
        ("taux de retour en Bretagne", "et ceux-là ?",
         {"region": ["Bretagne"], "retour": ["Positif", "Négatif"]}),
        ("part des prospects jamais contactés", "qui sont-ils ?", {"statut": ["Jamais contacté"]}),
        ("répartition par type en Bretagne", "montre-les", {"region": ["Bretagne"]}),
        ("répartition par consentement", "les non renseignés", {"sans": ["accepte_contact"]}),
        ("répartition par consentement", "ceux dont on ne sait pas",
         {"sans": ["accepte_contact"]}),
        ("répartition par consentement", "ouvre la deuxième barre", {"accepte_contact": False}),
        ("répartition par statut", "la première", {"statut": ["Jamais contacté"]}),
        ("répartition par statut", "montre la barre refusé", {"statut": ["Refusé"]}),
        ("répartition par région", "et les inconnus ?", {"sans": ["region"]}),
        ("part des coordonnées manquantes", "et ceux la", {"sans": ["email", "telephone"]}),
        ("montre le tableau de bord", "lesquels ?", {}),
    ],
)  # fmt: skip
def test_a_figure_opens_its_people_by_sentence(
    say: Say, asked: str, then: str, kept: dict[str, object]
) -> None:
    say(asked)
    answers = say(then)
    assert answers[0].filters == kept
    assert find(answers, Table) is not None
    # It is the selection in force: one goes on from there.
    assert say("combien ?")[0].filters == kept


def test_what_counts_nobody_says_so(say: Say, services: Services) -> None:
    services.prospects.insert([prospect(accepte_contact=True)])
    say("répartition par consentement")
    answers = say("ouvre la deuxième barre")
    assert "« Refusent » ne compte personne" in texts(answers)
    assert find(answers, Choices).buttons


@pytest.mark.usefixtures("base")
def test_a_rank_is_a_row_again_once_a_table_is_shown(say: Say) -> None:
    say("répartition par statut")
    say("montre-moi les MJC")
    assert say("la première")[0].intent == "show_prospect"


# --- side by side -------------------------------------------------------------------------------


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("text", "kpi", "sides"),
    [
        ("compare la Bretagne et la Normandie", "overview",
         [{"region": ["Bretagne"]}, {"region": ["Normandie"]}]),
        ("compare la Bretagne avec toute la base", "overview", [{"region": ["Bretagne"]}, {}]),
        ("compare les MJC et les ludothèques de Bretagne", "overview",
         [{"region": ["Bretagne"], "type_prospect": ["MJC"]},
          {"region": ["Bretagne"], "type_prospect": ["Ludothèque"]}]),
        ("taux de retour des MJC par rapport aux ludothèques", "return_rate",
         [{"type_prospect": ["MJC"]}, {"type_prospect": ["Ludothèque"]}]),
    ],
)  # fmt: skip
def test_selections_are_compared(
    say: Say, router: Router, text: str, kpi: str, sides: list[dict[str, object]]
) -> None:
    shown = find(say(text), Comparison)
    assert shown.kpi == kpi
    select = router.conversations.selection
    assert [select(GIGI, one).as_json() for one in shown.selection_ids] == sides


@pytest.mark.usefixtures("base")
def test_a_comparison_goes_on_with_another_side_and_another_indicator(
    say: Say, router: Router
) -> None:
    say("taux de retour en Bretagne")
    first = find(say("compare avec la Normandie"), Comparison)
    assert len(first.selection_ids) == 2
    second = find(say("compare la répartition par type"), Comparison)
    assert second.kpi == "type"
    select = router.conversations.selection
    assert [select(GIGI, one).region for one in second.selection_ids] == [
        ("Bretagne",),
        ("Normandie",),
    ]


def test_the_key_named_first_is_taken_apart() -> None:
    both = Filter.model_validate(
        {"type_prospect": ["MJC", "Ludothèque"], "region": ["Bretagne", "Normandie"]}
    )
    places = sides_of(both, fold("compare la Bretagne et la Normandie pour les MJC et ludos"))
    assert [side.region for side in places] == [("Bretagne",), ("Normandie",)]
    kinds = sides_of(both, fold("compare les MJC et les ludothèques, Bretagne et Normandie"))
    assert [len(side.region or ()) for side in kinds] == [2, 2]


def test_a_town_may_stand_beside_a_region() -> None:
    sides = sides_of(Filter(region=("Bretagne",), ville=("Lyon",)), "compare")
    assert [side.as_json() for side in sides] == [{"region": ["Bretagne"]}, {"ville": ["Lyon"]}]


@pytest.mark.usefixtures("base")
def test_a_comparison_of_nothing_asks_what_and_offers_some(say: Say) -> None:
    answers = say("fais une comparaison des indicateurs")
    assert "Que voulez-vous comparer" in texts(answers)
    for button in find(answers, Choices).buttons[:-1]:
        assert find(say(button.say), Comparison) is not None, button.say


# --- trends, exports ----------------------------------------------------------------------------


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    "text",
    ["comment la base évolue-t-elle ?", "la base grossit-elle ?", "évolution du nombre de MJC"],
)
def test_the_course_of_the_base_is_shown(say: Say, views: IndicatorViews, text: str) -> None:
    shown = find(say(text), Trend)
    told = views.trend(GIGI, shown.selection_id)
    assert told["added"]
    assert all(line["points"] for chart in told["charts"] for line in chart["series"])


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(
    ("before", "text", "kind", "kpi", "suffix"),
    [
        (None, "exporte le tableau de bord en PDF", "report", None, "pdf"),
        (None, "imprime le tableau de bord", "report", None, "pdf"),
        (None, "exporte le tableau de bord en png", "chart", "overview", "png"),
        (None, "je veux le graphique des types en svg", "chart", "type", "svg"),
        ("répartition par statut", "télécharge le graphique en svg", "chart", "status", "svg"),
        ("répartition par statut", "exporte ce graphique en pdf", "report", "status", "pdf"),
        ("carte de France", "enregistre cette carte en image", "chart", "region", "png"),
        ("comment la base évolue-t-elle ?", "exporte ce graphique en png", "trend", None, "png"),
        ("compare la Bretagne et la Normandie", "exporte ce graphique en svg", "comparison",
         "overview", "svg"),
    ],
)  # fmt: skip
def test_pictures_are_files(
    say: Say, before: str | None, text: str, kind: str, kpi: str | None, suffix: str
) -> None:
    if before:
        say(before)
    file = find(say(text), File)
    assert (file.kind, file.kpi) == (kind, kpi)
    assert file.name.endswith(f".{suffix}")


@pytest.mark.usefixtures("base")
def test_the_other_forms_of_a_picture_are_a_click_away(say: Say) -> None:
    answers = say("exporte le graphique du taux de retour en png")
    assert find(answers, File).kpi == "return_rate"
    for button in find(answers, Choices).buttons:
        assert charted(button.say) is None
        assert find(say(button.say), File).kpi == "return_rate"


@pytest.mark.usefixtures("base")
def test_a_volunteer_may_keep_pictures_too(say: Say) -> None:
    assert find(say("exporte le tableau de bord en PDF", user=NICO), File) is not None


# --- bad input ----------------------------------------------------------------------------------

ASKED = [
    "montre le tableau de bord", "répartition par région", "taux de retour", "carte de France",
    "comment la base évolue-t-elle ?", "compare la Bretagne et la Normandie",
    "exporte le tableau de bord en PDF", "exporte le graphique des types en png",
]  # fmt: skip


@pytest.mark.parametrize("text", ASKED)
def test_an_empty_base_is_told_with_the_ways_to_begin(say: Say, text: str) -> None:
    answers = say(text)
    assert "La base est encore vide" in texts(answers)
    assert [b.label for b in find(answers, Choices).buttons] == [
        "Importer un fichier",
        "Charger la démonstration",
    ]


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("text", ASKED)
def test_a_selection_of_nobody_is_told_with_an_offer(say: Say, text: str) -> None:
    say("montre les prospects de Mayotte et de Guyane qui ont plus de 900000 adhérents")
    answers = say(text)
    assert find(answers, Choices).buttons
    # "la base" is all of it, whatever the selection.
    if "compare" not in text and "la base" not in text:
        assert "Aucun prospect" in texts(answers)


@pytest.mark.parametrize("text", ASKED)
def test_nothing_known_but_names_is_no_failure(
    say: Say, services: Services, router: Router, text: str
) -> None:
    bare = prospect(region=None, departement=None, type_prospect="Autre")
    services.prospects.insert([replace_id(bare, str(n)) for n in range(3)])
    answers = say(text)
    assert not any("mal passé" in texts([answer]) for answer in answers)
    assert find(answers, Choices).buttons


@pytest.mark.parametrize("kpi", Kpi)
def test_absurd_values_are_counted_like_others(
    views: IndicatorViews, services: Services, router: Router, kpi: Kpi
) -> None:
    services.prospects.insert(
        [
            prospect(prospect_id="a", ville="<script>", region="$\\alpha$ " * 40, pays="Mars"),
            prospect(prospect_id="b", nb_adherents=10**9, facebook_followers=10**9,
                     statut=Status.CONTACTE, retour_prospect="Positif",
                     date_dernier_contact=date(1900, 1, 1), date_retour=date(2200, 1, 1)),
        ]
    )  # fmt: skip
    selection = router.conversations.select(GIGI, "c", Filter())
    view = "dashboard" if kpi is Kpi.OVERVIEW else "chart"
    told = views.load(GIGI, {"view": view, "selection_ids": [selection], "kpi": kpi.value})
    assert told["total"] == 2
    assert all(panel["title"] for panel in told["panels"])


def replace_id(one, prospect_id: str):  # type: ignore[no-untyped-def]
    return one.model_copy(update={"prospect_id": prospect_id})
