"""Dates of a file that writes them as Americans do, and of those that do not."""

from datetime import date

import pytest

from core.imports.run.steps import CONTENT_SAMPLE
from core.prospects.reasons import Reason
from tests.core.imports.previews import preview


def _days(*cells: str, heading: str = "Dernier contact") -> list[date | None]:
    rows = "".join(f"MJC {n};Lyon;{cell}\n" for n, cell in enumerate(cells))
    report, found = preview(f"Structure;Ville;{heading}\n{rows}")
    told = [problem.reason for problem in report.problems]
    american = [row.values.get("date_dernier_contact") for row in found]
    assert (Reason.MONTH_FIRST in told) == (date(2026, 4, 5) in american)
    return american


@pytest.mark.parametrize(
    "sure", ["03/25/2026", "12/31/2025", "1/13/26", "10-30-2025", "04/14/2026 09:30"]
)
def test_the_month_comes_first_where_a_date_is_none_else(sure: str) -> None:
    first, second = _days("04/05/2026", sure)
    assert first == date(2026, 4, 5)
    assert second is not None
    assert second.day > 12


@pytest.mark.parametrize(
    "others",
    [
        (),
        ("25/03/2026",),
        ("25/03/2026", "03/25/2026"),
        ("2026-03-25",),
        ("13/01/26",),
        ("bientôt",),
        ("",),
        ("31/31/2026",),
        ("20260325",),
        ("12 mars 2026",),
    ],
)
def test_else_the_day_does(others: tuple[str, ...]) -> None:
    assert _days("04/05/2026", *others)[0] == date(2026, 5, 4)


def test_all_columns_of_a_file_are_written_alike() -> None:
    _, (row,) = preview(
        "Structure;Ville;Dernier contact;Date de retour\nMJC;Lyon;03/25/2026;04/05/2026\n"
    )
    assert row.values["date_retour"] == date(2026, 4, 5)


def test_the_first_rows_decide() -> None:
    found = _days(*["04/05/2026"] * (CONTENT_SAMPLE + 1), "03/25/2026")
    assert found[0] == date(2026, 5, 4)
    assert found[-1] is None
