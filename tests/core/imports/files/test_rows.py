"""The quick way to split lines gives what splitting one line after the other, slowly, gives."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from core.imports.files import splitting
from core.imports.files.splitting import Record, records

PIECES = st.sampled_from(
    ['"', '""', ";", ",", "\n", "\n", "a", "bc", " ", '"a";"b"', "x;y;z\n", '"x;y\n', '";', ';"']
)


def split(text: str, delimiter: str, width: int | None) -> list[Record]:
    lines = [f"{line}\n" for line in text.split("\n")]
    found = list(records(lines, delimiter, width))
    for record in found:
        # `csv` leaves out spaces before a cell; nobody reads them.
        record.cells = record.cells and [cell.lstrip(" ") for cell in record.cells]
        record.text = "" if record.cells else record.text
    return found


@given(
    st.lists(PIECES, max_size=30).map("".join),
    st.sampled_from(";,\t"),
    st.sampled_from([None, 2, 3]),
)
def test_quick_and_slow_ways_agree(text: str, delimiter: str, width: int | None) -> None:
    quick = split(text, delimiter, width)
    with patch.object(splitting.csv, "reader", _refuses):
        slow = split(text, delimiter, width)
    assert quick == slow


class _refuses:  # noqa: N801 - stands for a function
    """A `csv.reader` that finds each line wrong, so that the slow way is taken."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __next__(self) -> list[str]:
        raise splitting.csv.Error
