"""The PDF has every chart, on A4 pages, whatever the figures and sentences."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rendering.charts import report as module
from assistant.rendering.charts.drawing import Drawing, Text
from assistant.rendering.charts.report import PAGE, TITLE, report
from assistant.rendering.charts.style import Caption
from assistant.rendering.charts.text import width
from core.kpis.models import Dashboard, Kpi
from tests import indicator_samples as samples

CAPTION = Caption("les ludothèques du 44 (Loire-Atlantique)", date(2025, 7, 21))
DEFINITIONS = {kpi: f"Définition de {kpi.value}." for kpi in Kpi}
CONDITIONS = ("Département : Loire-Atlantique (44)", "Type : ludothèque")


def laid(
    dashboard: Dashboard,
    conditions: tuple[str, ...] = (),
    definitions: dict[Kpi, str] | None = None,
) -> list[Drawing]:
    return module.pages(dashboard, definitions or {}, CAPTION, conditions)


def words(pages: list[Drawing]) -> list[str]:
    return [mark.text for page in pages for mark in page.marks if isinstance(mark, Text)]


def inside(page: Drawing) -> bool:
    for mark in page.marks:
        if isinstance(mark, Text):
            long = width(mark.text, mark.size, mark.bold)
            part = {"left": 0.0, "center": 0.5, "right": 1.0}[mark.align]
            left = mark.x - part * long
            if left < 0.6 or left + long > PAGE[0] - 0.5 or not 0.6 < mark.y < PAGE[1] - 0.5:
                return False
    return True


def test_a_report_is_the_same_twice_and_says_who_made_it_when() -> None:
    pdf = report(samples.dashboard(), DEFINITIONS, CAPTION, CONDITIONS)
    assert pdf.startswith(b"%PDF-")
    assert pdf == report(samples.dashboard(), DEFINITIONS, CAPTION, CONDITIONS)
    assert b"(D:20250721120000Z)" in pdf
    assert f"({TITLE})".encode() in pdf
    assert b"(MimiCom)" in pdf


def test_text_is_kept_as_text() -> None:
    pdf = report(samples.dashboard(), {}, CAPTION)
    assert b"/FontFile2" in pdf
    assert b"/ToUnicode" in pdf


def test_every_chart_headline_and_definition_is_there_and_pages_are_numbered() -> None:
    pages = laid(samples.dashboard(), CONDITIONS, DEFINITIONS)
    shown = words(pages)
    for breakdown in samples.breakdowns():
        assert breakdown.label in shown
        assert DEFINITIONS[breakdown.kpi] in shown
    assert set(CONDITIONS) < set(shown)
    assert "21 juillet 2025" in shown
    assert "1\u202f200 prospects" in shown
    assert f"{len(pages)} / {len(pages)}" in shown
    assert all(inside(page) for page in pages)


def test_every_page_says_of_whom_it_is_on_one_line() -> None:
    scope = "les ludothèques du 44 et " + "les associations de Nantes, " * 20
    for said, ending in ((CAPTION.scope, "(Loire-Atlantique)"), (scope, "…")):
        pages = module.pages(samples.dashboard(), {}, Caption(said, CAPTION.day), ())
        assert len(pages) > 1
        for page in pages:
            feet = [text for text in words([page]) if text.startswith("MimiCom · 21 juillet 2025")]
            assert len(feet) == 1
            assert " · Les ludothèques du 44" in feet[0]
            assert feet[0].endswith(ending)
        assert all(inside(page) for page in pages)


def test_one_indicator_has_its_name_as_title_once() -> None:
    whole = samples.dashboard()
    alone = replace(whole, breakdowns=(samples.return_rate(),))
    shown = words(laid(alone, CONDITIONS))
    assert TITLE not in shown
    titles = [m for m in laid(alone)[0].marks if isinstance(m, Text) and m.size == 20]
    assert [mark.text for mark in titles] == ["Taux de retour"]
    assert b"(Taux de retour)" in report(alone, {}, CAPTION)


@given(st.integers(0, 60))
def test_a_heading_is_never_alone_at_the_foot_of_a_page(conditions: int) -> None:
    """Whatever is above it: the heading, an indicator's name and its definition go together."""
    pages = laid(Dashboard(9, (), ()), ("condition " * 12,) * conditions, DEFINITIONS)
    heading = "Ce que disent les indicateurs"
    page = next(words([page]) for page in pages if heading in words([page]))
    after = page[page.index(heading) + 1 :]
    assert any(text.startswith("Définition") for text in after)


def test_an_empty_selection_is_one_page_that_says_so() -> None:
    pages = laid(Dashboard(0, (), samples.breakdowns()))
    assert len(pages) == 1
    assert "Rien à montrer pour cette sélection" in words(pages)


def test_long_sentences_go_on_to_the_next_page_without_losing_a_word() -> None:
    definition = " ".join(f"mot{rank}" for rank in range(4_000))
    pages = laid(samples.dashboard(), ("condition " * 60,) * 9, {Kpi.TYPE: definition})
    assert all(inside(page) for page in pages)
    assert " ".join(words(pages)).count("mot3999") == 1
    assert len(set(re.findall(r"mot\d+", " ".join(words(pages))))) == 4_000


@pytest.mark.parametrize("lines", [1, 30])
def test_charts_of_long_labels_are_not_split(lines: int) -> None:
    base = samples.kind()
    bars = tuple(replace(base.bars[0], label=f"{rank} " + "long " * 60) for rank in range(lines))
    pages = laid(Dashboard(9, (), (replace(base, bars=bars),)))
    assert len(pages) <= 2
    assert all(inside(page) for page in pages)


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.integers(0, 10**9))
def test_any_sentence_can_be_printed(one: str, other: str, total: int) -> None:
    dashboard = replace(samples.dashboard(), total=total, caution=one)
    pdf = report(dashboard, {Kpi.TYPE: other}, Caption(other, date(2025, 1, 1)), [one, other])
    assert pdf.startswith(b"%PDF-")
