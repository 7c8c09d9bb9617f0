"""Cells made by the column are those that one would write by hand."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exports.columns import in_workbook, rows, telephone_cell
from core.prospects import normalise
from core.prospects.cells import disarm, rearm
from core.prospects.models import FIELDS, Comment
from core.prospects.normalise import OVERSEAS, national_telephone
from core.vocabulary.values import Status
from tests.core.exports.anybody import LINES, PHONES, stored
from tests.factories import prospect

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


def cells(**values: object) -> dict[str, object]:
    """One record's cells by field."""
    (row,) = rows(stored(prospect(**values)), FIELDS)
    return dict(zip(FIELDS, row, strict=True))


def test_values_are_written_as_french_people_read_them() -> None:
    row = cells(
        telephone="+33612345678",
        accepte_contact=False,
        date_retour=date(2026, 1, 2),
        statut=Status.EN_ATTENTE,
        nb_adherents=1200,
        tags=("salon 2026", "a, b"),
        cree_le=NOW,
        commentaires=(Comment(texte="oui", auteur="Marie", date=NOW), Comment(texte="non")),
    )
    assert row["telephone"] == "06 12 34 56 78"
    assert row["accepte_contact"] == "non"
    assert row["date_retour"] == "2026-01-02"
    assert row["statut"] == "En attente de réponse"
    assert row["nb_adherents"] == 1200
    assert row["tags"] == 'salon 2026, "a, b"'
    assert row["cree_le"] == "2026-11-22T23:30:00+00:00"
    assert row["commentaires"] == ("[2026-11-22T23:30:00+00:00 · Marie] oui\n[sans date] non")
    assert row["email"] is None


def test_what_is_not_known_is_an_empty_cell() -> None:
    row = cells()
    filled = {field for field, cell in row.items() if cell is not None}
    assert filled == {"prospect_id", "nom_structure", "ville", "type_prospect", "statut"}


@pytest.mark.parametrize("text", ["=1+1", "+33", "-a", "@SUM(A1)", "'=1", "\t=1", "\r=1"])
def test_no_cell_runs_as_a_formula(text: str) -> None:
    row = cells(nom_structure=text, tags=(text,), commentaires=(Comment(texte=text),))
    assert row["nom_structure"] == row["commentaires"] == "'" + text
    assert not str(row["tags"]).startswith(tuple("=+-@\t\r"))


@given(LINES)
def test_an_import_gives_back_what_either_guard_wrote(text: str) -> None:
    assert rearm(disarm(text)) == text
    assert rearm(in_workbook(text)) == text


FRENCH = st.integers(100_000_000, 999_999_999).map(str)
OVERSEAS_LIKE = st.builds(
    "{}{:06}".format, st.sampled_from(sorted(OVERSEAS)), st.integers(0, 999_999)
)


@given(st.one_of(FRENCH, OVERSEAS_LIKE), st.sampled_from(["+33", "+262", "+590", "+594", "+596"]))
def test_the_fast_way_of_a_telephone_is_the_slow_one(national: str, code: str) -> None:
    e164 = normalise.telephone(f"{code}{national}")[0]
    if e164 is not None:
        assert telephone_cell(e164) == national_telephone(e164)


@given(PHONES)
def test_telephones_of_elsewhere_are_dialled_from_france(e164: str) -> None:
    assert telephone_cell(e164) == national_telephone(e164)
