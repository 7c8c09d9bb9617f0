"""The quick way to split lines gives what splitting one line after the other, slowly, gives."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from core.imports.files import rows
from core.imports.files.rows import RawRow, read_rows

PIECES = st.sampled_from(
    ['"', '""', ";", ",", "\n", "\n", "a", "bc", " ", '"a";"b"', "x;y;z\n", '"x;y\n', '";', ';"']
)


def split(text: str, delimiter: str, width: int | None) -> list[RawRow]:
    lines = [f"{line}\n" for line in text.split("\n")]
    found = list(read_rows(lines, delimiter, width))
    for row in found:
        # `csv` leaves out spaces before a cell; nobody reads them.
        row.cells = row.cells and [cell.lstrip(" ") for cell in row.cells]
        row.text = "" if row.cells else row.text
    return found


@given(
    st.lists(PIECES, max_size=30).map("".join),
    st.sampled_from(";,\t"),
    st.sampled_from([None, 2, 3]),
)
def test_quick_and_slow_ways_agree(text: str, delimiter: str, width: int | None) -> None:
    quick = split(text, delimiter, width)
    with patch.object(rows.csv, "reader", _refuses):
        slow = split(text, delimiter, width)
    assert quick == slow


class _refuses:  # noqa: N801 - stands for a function
    """A `csv.reader` that finds each line wrong, so that the slow way is taken."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __next__(self) -> list[str]:
        raise rows.csv.Error
