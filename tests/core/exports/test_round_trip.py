"""Export, then import: the same prospects, field by field, whatever they hold."""

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.clock import PARIS
from core.exports.columns import rows
from core.exports.models import Format
from core.exports.readable import PEOPLE_FIELDS
from core.exports.writing import write
from core.imports.columns.headings import meaning
from core.imports.files.repairing import repaired
from core.imports.rows import DEFAULTS, Row
from core.prospects.cells import disarm, rearm, split_comments, tell_comments
from core.prospects.models import FIELDS, Comment, Prospect
from core.vocabulary.labels import FIELD_LABELS
from tests.core.exports.anybody import canonical, stored
from tests.core.imports.previews import preview

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SOME = st.lists(canonical(), min_size=1, max_size=3)


def exported(format: Format, *prospects: Prospect, readable: bool = False) -> bytes:
    """The file of these prospects."""
    made, columns = io.BytesIO(), PEOPLE_FIELDS if readable else FIELDS
    with TemporaryDirectory() as aside:
        batches = [stored(*prospects)]
        assert write(format, batches, columns, made, Path(aside), readable) == len(prospects)
        assert not list(Path(aside).iterdir())
    return made.getvalue()


def cells_of(workbook: bytes) -> list[list[str]]:
    """The cells of a workbook's only sheet as texts, '' where there is none."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as pieces:
        sheet = ElementTree.fromstring(pieces.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{_SHEET}row"):
        cells = [""] * len(FIELDS)
        for cell in row.iter(f"{_SHEET}c"):
            assert cell.find(f"{_SHEET}f") is None
            cells[_place(cell.attrib["r"])] = _text(cell)
        rows.append(cells)
    return rows


def _place(reference: str) -> int:
    letters, place = reference.rstrip("0123456789"), 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _text(cell: ElementTree.Element) -> str:
    found = "".join(part.text or "" for part in cell.iter() if part.tag != f"{_SHEET}c")
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), found)


def prospect_of(row: Row) -> Prospect:
    """The prospect that an import would add."""
    return Prospect.model_validate(DEFAULTS | row.values | {"prospect_id": row.given_id or ""})


@given(SOME, st.sampled_from([Format.CSV, Format.PLAIN]))
def test_a_csv_gives_the_same_prospects_and_the_same_file(
    prospects: list[Prospect], format: Format
) -> None:
    first = exported(format, *prospects)
    # Letters that look encoded twice ("Ã¡") are repaired as they are read, whoever wrote them.
    assume(repaired(first) is None)
    report, rows = preview(first)
    assert (report.total, report.rejected, report.warnings) == (len(prospects), 0, 0)
    marked = format is Format.CSV
    assert (report.encoding, report.delimiter) == (("utf-8-sig", ";") if marked else ("utf-8", ","))
    again = [prospect_of(row) for row in rows]
    assert again == prospects
    assert exported(format, *again) == first


@given(SOME)
def test_a_workbook_gives_the_same_prospects(prospects: list[Prospect]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(cells_of(exported(Format.XLSX, *prospects)))
    report, rows = preview(text.getvalue())
    assert (report.total, report.rejected, report.warnings) == (len(prospects), 0, 0)
    assert [prospect_of(row) for row in rows] == prospects


def as_told(prospect: Prospect) -> Prospect:
    """What a file for people says of a prospect: days of comments, seconds, no id."""
    comments = [
        Comment(texte=c.texte, auteur=c.auteur, date=c.date and _midnight(c.date))
        for c in prospect.commentaires
    ]
    moments = {name: getattr(prospect, name).replace(microsecond=0) for name in _MOMENTS}
    changed = {"prospect_id": "", "commentaires": tuple(comments), **moments}
    return prospect.model_copy(update=changed)


_MOMENTS = ("cree_le", "modifie_le")


def _midnight(moment: datetime) -> datetime:
    day = moment.astimezone(PARIS)
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)


@given(SOME)
def test_a_csv_for_people_loses_nothing(prospects: list[Prospect]) -> None:
    file = exported(Format.CSV, *prospects, readable=True)
    assume(repaired(file) is None)
    report, rows = preview(file)
    assert (report.total, report.rejected, report.warnings) == (len(prospects), 0, 0)
    again = [prospect_of(row) for row in rows]
    assert again == [as_told(one) for one in prospects]


@settings(max_examples=15)
@given(SOME)
def test_a_workbook_for_people_loses_nothing(prospects: list[Prospect]) -> None:
    report, rows = preview(exported(Format.XLSX, *prospects, readable=True))
    assert (report.total, report.rejected, report.warnings) == (len(prospects), 0, 0)
    again = [prospect_of(row) for row in rows]
    assert again == [as_told(one) for one in prospects]


def test_every_french_heading_names_its_field() -> None:
    # "Nom" is the organisation's beside "Contact", which is a person's.
    said = {name: meaning(label) for name, label in FIELD_LABELS.items()}
    assert said == {name: name for name in FIELD_LABELS} | {"nom_structure": "nom"}


def test_comments_are_told_as_sentences() -> None:
    said = Comment(
        texte="Vus au salon", auteur="Marie : A", date=datetime(2026, 3, 12, 8, tzinfo=UTC)
    )
    bare = Comment(texte="13/03/2026 : rappeler", auteur=None, date=None)
    cell = tell_comments([said, bare])
    assert cell == (
        "12/03/2026, par Marie \\: A : Vus au salon\nsans date : \\13/03/2026 : rappeler"
    )
    assert split_comments(cell) == [said.model_copy(update={"date": _midnight(said.date)}), bare]  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["=1+1", "+33", "-a", "@SUM(A1)", "'=1", '="0612"'])
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    made = exported(Format.XLSX, _named(text))
    (_, cells) = cells_of(made)
    shown = cells[FIELDS.index("nom_structure")]
    assert shown == ("'" + text if text in ("'=1", '="0612"') else text)


_ARMS = "=+-@\t\r\n＝＋－＠﹢﹣﹦﹫⁺⁻⁼₊₋₌−"
_UNSEEN = " \u00a0\u3000\u200b\ufeff\u202e\u2066\t\x01"


@given(st.sampled_from(["", "'", "''"]), st.text(_UNSEEN, max_size=3), st.sampled_from(_ARMS))
def test_what_starts_like_a_formula_is_disarmed_and_comes_back(
    quotes: str, before: str, sign: str
) -> None:
    text = f"{quotes}{before}{sign}1+1"
    assert disarm(text) == f"'{text}"
    assert rearm(disarm(text)) == text
    [cells] = rows([{"nom_structure": text}], ["nom_structure"])
    assert cells == (f"'{text}",)


@given(st.text())
def test_any_text_comes_back_from_its_cell(text: str) -> None:
    cell = disarm(text)
    # What a spreadsheet wrote as ="text" is its text: nobody's name is written so.
    assert rearm(cell) == text or cell.startswith('="')


def _named(name: str) -> Prospect:
    return Prospect.model_validate(
        {"prospect_id": "0" * 32, "nom_structure": name, "ville": "Lyon"}
    )
