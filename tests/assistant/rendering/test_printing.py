"""Tables in a terminal."""

import pytest

from assistant.rendering.printing import WIDE, fitting


@pytest.mark.parametrize(
    ("columns", "kept"),
    [
        (["Structure", "Ville", "Type", "Réponse"], ["Structure", "Ville", "Type", "Réponse"]),
        (["Nom", "Type", "Ville"], ["Nom", "Ville"]),
    ],
)
def test_a_narrow_terminal_keeps_what_rows_are_called_by(
    columns: list[str], kept: list[str]
) -> None:
    rows = [list(map(str, range(len(columns))))]
    shown = fitting({"title": "", "columns": columns, "rows": rows, "total": 1}, WIDE - 1)
    assert shown["columns"] == kept
    assert all(len(row) == len(kept) for row in shown["rows"])
