"""Tasks over time, as pictures and on paper, whatever the tasks."""

import itertools
import struct
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rendering.charts import gantt
from assistant.rendering.charts.drawing import Box, Drawing, Line, Text
from assistant.rendering.charts.gantt import Gantt, GanttRow, Progress
from assistant.rendering.charts.pictures import draw_gantt
from assistant.rendering.charts.plan_report import PAGE, pages, plan_report
from assistant.rendering.charts.style import DPI, LOOKS, WIDTH, Caption, Format, Theme
from assistant.rendering.charts.text import width

ROOM = WIDTH - 0.32
TODAY = date(2027, 2, 20)
CAPTION = Caption("", TODAY)
PHONE = 390 / WIDTH / 72
"""Pixels of a phone's screen for a point of the picture."""

ROWS = st.builds(
    lambda title, start, length, progress, who: GanttRow(
        title, start, start + timedelta(days=length), progress, who
    ),
    st.text(min_size=1, max_size=200),
    st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    st.integers(0, 200),
    st.sampled_from(Progress),
    st.sampled_from(["", "communication", "marie@exemple.fr"]),
)
GANTTS = st.builds(
    Gantt,
    title=st.text(max_size=80),
    note=st.just("3 tâches"),
    rows=st.lists(ROWS, max_size=8).map(tuple),
    today=st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    event=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
)


def row(title: str = "Réserver la salle", start: int = 0, days: int = 3) -> GanttRow:
    first = date(2027, 3, 1) + timedelta(days=start)
    return GanttRow(title, first, first + timedelta(days=days), Progress.TO_DO, "logistique")


def within(drawing: Drawing, room: float) -> None:
    """Every mark is in its room, and no word runs over another's line."""
    for mark in drawing.marks:
        if isinstance(mark, Text):
            assert mark.x >= -0.001
            assert mark.x + width(mark.text, mark.size, mark.bold) <= room + 0.05
            assert mark.y <= drawing.height
        elif isinstance(mark, Box):
            assert mark.x + mark.width <= room + 0.05
        elif isinstance(mark, Line):
            assert all(-0.001 <= x <= room + 0.001 for x, _ in mark.points)


@settings(max_examples=60)
@given(GANTTS)
def test_everything_stays_in_its_room(plan: Gantt) -> None:
    look = LOOKS[Theme.LIGHT]
    within(gantt.chart(plan, ROOM, look), ROOM)
    for page in pages(plan, CAPTION):
        assert page.height <= PAGE[1]


@given(GANTTS.filter(lambda plan: bool(plan.rows)))
def test_numbers_of_days_never_touch(plan: Gantt) -> None:
    drawing = gantt.axis(plan, ROOM, LOOKS[Theme.LIGHT])
    texts = [mark for mark in drawing.marks if isinstance(mark, Text)]
    for bold in (False, True):
        line = sorted((one for one in texts if one.bold is bold), key=lambda one: one.x)
        for one, after in itertools.pairwise(line):
            assert one.x + width(one.text, one.size, bold) < after.x


def test_words_are_read_on_a_phone() -> None:
    plan = Gantt("Festival", "2 tâches", (row(), row("Envoyer", 40)), TODAY, date(2027, 5, 1))
    drawing = gantt.chart(plan, ROOM, LOOKS[Theme.LIGHT])
    sizes = {mark.size for mark in drawing.marks if isinstance(mark, Text)}
    assert min(sizes) * PHONE >= 8
    titles = [m for m in drawing.marks if isinstance(m, Text) and m.text == "Réserver la salle"]
    assert titles[0].size * PHONE >= 10


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("rows", [0, 1, 60])
def test_pictures_are_as_wide_as_the_others(theme: Theme, rows: int) -> None:
    plan = Gantt("Festival", "", tuple(row(start=n) for n in range(rows)), TODAY)
    png = draw_gantt(plan, CAPTION, Format.PNG, theme)
    assert struct.unpack(">I", png[16:20])[0] == round(WIDTH * DPI)
    assert draw_gantt(plan, CAPTION, Format.SVG, theme).startswith(b"<svg")


def test_the_picture_tells_itself_to_who_cannot_see() -> None:
    svg = draw_gantt(Gantt("Festival", "1 tâche", (row(),), TODAY), CAPTION, Format.SVG).decode()
    assert "Réserver la salle : du 1er au 4 mars · logistique." in svg


def test_paper_has_every_task_twice() -> None:
    plan = Gantt("Festival", "", tuple(row(f"Tâche {n}", n) for n in range(60)), TODAY)
    words = [m.text for page in pages(plan, CAPTION) for m in page.marks if isinstance(m, Text)]
    assert all(words.count(f"Tâche {n}") == 2 for n in range(60))
    assert plan_report(plan, CAPTION).startswith(b"%PDF")
