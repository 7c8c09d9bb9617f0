"""What people do with tables: headings again, hidden rows, merged cells, errors of formulas."""

import io
import zipfile

import pytest

from tests.core.imports.building import xlsx, xlsx_rows
from tests.core.imports.previews import preview, reasons

HEAD = ["Structure", "Ville", "Téléphone"]


@pytest.mark.parametrize(
    "again",
    ["Structure;Ville;Téléphone", "structure;VILLE;téléphone", "Structure ; Ville;Telephone;;"],
)
def test_headings_that_come_again_are_skipped_and_counted(again: str) -> None:
    report, rows = preview(
        f"Structure;Ville;Téléphone\nMJC A;Lyon;0478123456\n{again}\nMJC B;Lyon;0478123457\n"
    )
    assert [row.values["nom_structure"] for row in rows] == ["MJC A", "MJC B"]
    assert (report.total, report.headings_again) == (2, 1)
    assert [row.line for row in rows] == [2, 4]


def test_hidden_rows_come_in_and_are_counted() -> None:
    rows = xlsx_rows([HEAD, ["MJC A", "Lyon"], ["MJC B", "Lyon"], ["MJC C", "Lyon"]])
    report, read = preview(xlsx(rows.replace('<row r="3">', '<row r="3" hidden="1">')))
    assert ([row.values["nom_structure"] for row in read], report.hidden_rows) == (
        ["MJC A", "MJC B", "MJC C"],
        1,
    )


def test_a_merged_cell_holds_for_each_of_its_rows() -> None:
    table = [HEAD, ["MJC A", "Lyon"], ["MJC B"], ["MJC C"], ["MJC D", "Metz"], ["MJC E"]]
    report, rows = preview(_with_merges(table, "B2:B4", "B5:B6", "A1:C1"))
    assert [row.values["ville"] for row in rows] == ["Lyon", "Lyon", "Lyon", "Metz", "Metz"]
    assert report.rejected == 0
    assert preview(xlsx(xlsx_rows(table)))[0].rejected == 3


def _with_merges(table: list[list[str]], *refs: str) -> bytes:
    listed = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(xlsx_rows(table)))) as book,
        zipfile.ZipFile(made, "w") as changed,
    ):
        for name in book.namelist():
            part = book.read(name).decode()
            if name.endswith("sheet1.xml"):
                part = part.replace(
                    "</sheetData>", f"</sheetData><mergeCells>{listed}</mergeCells>"
                )
            changed.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize("error", ["#REF!", "#VALEUR!", "#NOM?", "#DIV/0!", "#NAME?", "#VALUE!"])
def test_an_error_of_a_spreadsheet_is_empty_and_told(error: str) -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>Structure</v></c><c r="B1" t="str"><v>Ville</v></c>'
    cells += '<c r="C1" t="str"><v>Adhérents</v></c></row><row r="2"><c r="A2" t="str">'
    cells += (
        f'<v>MJC A</v></c><c r="B2" t="str"><v>Lyon</v></c><c r="C2" t="e"><v>{error}</v></c></row>'
    )
    for content in (xlsx(cells), f"Structure;Ville;Adhérents\nMJC A;Lyon;{error}\n"):
        _, rows = preview(content)
        assert "nb_adherents" not in rows[0].values
        assert reasons(rows) == {2: ["erreur_tableur"]}


def test_an_error_in_the_name_rejects_the_row() -> None:
    report, _ = preview("Structure;Ville\n#REF!;Lyon\n")
    assert report.rejected == 1
