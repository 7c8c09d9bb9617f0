"""Charts are PNG files that a phone shows, whatever the labels."""

import io
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.image import imread

from assistant.rendering.charts import DPI, WIDTH_INCHES, Panel, bar_chart, grouped_chart

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_chart_is_a_png_at_200_dpi_as_wide_as_a_phone_needs() -> None:
    png = bar_chart("Prospects par région", ["Bretagne", "Corse"], [1_234, 5], total=1_239)
    assert png.startswith(SIGNATURE)
    assert DPI == 200
    assert size(png)[0] == round(WIDTH_INCHES * 200)
    assert b"pHYs" + struct.pack(">II", 7874, 7874) in png


def test_more_bars_make_a_taller_chart_up_to_a_limit() -> None:
    heights = [
        size(bar_chart("Villes", [f"Ville {i}" for i in range(n)], list(range(1, n + 1))))[1]
        for n in (3, 20, 30, 101)
    ]
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_bars_are_sorted_whatever_their_order() -> None:
    assert bar_chart("T", ["a", "b"], [1, 2]) == bar_chart("T", ["b", "a"], [2, 1])
    assert bar_chart("T", ["a", "b"], [1, 2]) != bar_chart("T", ["a", "b"], [1, 2], sort=False)


def test_nothing_to_show_is_said_in_a_picture() -> None:
    empty = bar_chart("Prospects par type", [], [])
    assert empty.startswith(SIGNATURE)
    assert empty == bar_chart("Prospects par type", ["MJC"], [0])
    assert grouped_chart("Réseaux", [], []).startswith(SIGNATURE)


def test_labels_and_values_go_together() -> None:
    with pytest.raises(ValueError, match="zip"):
        bar_chart("T", ["a"], [1, 2])
    with pytest.raises(ValueError, match="as many"):
        grouped_chart("T", ["a"], [Panel("Comptes", [1, 2])])


def test_networks_have_a_chart_of_two_measures() -> None:
    panels = [Panel("Comptes", [300, 40]), Panel("Abonnés", [1_234_567, 20_000])]
    assert grouped_chart("Réseaux", ["Facebook", "X"], panels).startswith(SIGNATURE)


@pytest.mark.filterwarnings("ignore:Glyph")
@settings(max_examples=15, deadline=None)
@given(
    st.text(max_size=120),
    st.lists(st.tuples(st.text(max_size=90), st.integers(0, 10**9)), min_size=1, max_size=6),
)
def test_any_text_can_be_a_label(title: str, bars: list[tuple[str, int]]) -> None:
    labels, values = zip(*bars, strict=True)
    assert bar_chart(title, labels, values, subtitle=title).startswith(SIGNATURE)


def test_nothing_touches_the_edges() -> None:
    """Long labels and figures stay in the picture: its border is white."""
    labels = ["Association " * 12, "Provence-Alpes-Côte d'Azur", "X" * 80]
    png = bar_chart("Titre " * 20, labels, [123_456_789, 2, 1], total=123_456_792, unit="abonnés")
    pixels = imread(io.BytesIO(png))[..., :3]
    for border in (pixels[:4], pixels[-4:], pixels[:, :4], pixels[:, -4:]):
        assert np.all(border == 1.0)


def test_threads_may_draw_together() -> None:
    def draw(n: int) -> bytes:
        return bar_chart(f"Titre {n}", ["a", "b", "c"], [n + 1, 2, 3])

    alone = [draw(n) for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(draw, range(4))) == alone


def test_matplotlib_is_loaded_only_to_draw() -> None:
    check = "import sys, assistant.rendering.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
