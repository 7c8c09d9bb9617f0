"""Text in pictures stays in its room, whatever it is."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.rendering.charts.text import counted, literal, number, percent, width, wrapped


@given(st.text(max_size=300), st.floats(0.4, 6), st.integers(1, 4))
def test_lines_are_no_wider_than_their_room(text: str, room: float, most: int) -> None:
    lines = wrapped(text, room, 9, lines=most)
    assert len(lines) <= most
    assert all(width(line, 9) <= room for line in lines)


@given(st.text(max_size=200))
def test_nothing_but_spaces_is_lost_by_wrapping(text: str) -> None:
    lines = wrapped(text, 1.5, 9)
    assert "".join(lines).replace(" ", "") == literal(text).replace(" ", "")


@given(st.text())
def test_text_is_one_line_without_control_characters(text: str) -> None:
    shown = literal(text)
    assert all(char.isprintable() or char in "\u00a0\u202f" for char in shown)
    assert literal(shown) == shown


def test_dollars_stay_and_what_the_font_lacks_is_a_box() -> None:
    assert literal("$\\alpha$ à 3\u202f%") == "$\\alpha$ à 3\u202f%"
    assert literal("fête 🎉🎊 des\njeux") == "fête □ des jeux"
    assert literal("a\u202eb\u200bc\x00") == "abc"


def test_long_words_are_cut_after_their_hyphens() -> None:
    assert wrapped("Bourgogne-Franche-Comté", 1.4, 9) == ["Bourgogne-Franche-", "Comté"]


def test_shares_are_never_rounded_to_none_nor_all() -> None:
    shown = [percent(share) for share in (0, 0.001, 0.5, 0.999, 1)]
    assert shown == ["0\u202f%", "<1\u202f%", "50\u202f%", ">99\u202f%", "100\u202f%"]


def test_numbers_are_french() -> None:
    assert number(1_234_567) == "1\u202f234\u202f567"
    assert number(3.5) == "3,5"
    assert counted(35, 1_000) == "35 (4\u202f%)"
    assert counted(35, None) == counted(35, 0) == "35"
