"""Workbooks of Excel and LibreOffice are read as a person sees them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.files.reading import open_table, texts
from core.imports.files.table import Table
from core.imports.files.workbooks import cells
from core.imports.refusals import Refusal
from tests.core.imports.building import ods, ods_cell, ods_table, with_part, xlsx, xlsx_rows
from tests.core.imports.previews import SAMPLES, preview, preview_sample

TABLE = [["Nom", "Ville", "Type"], ["MJC Nord", "Lyon", "MJC"]]
HEAD = xlsx_rows(TABLE[:1])


def rows_of(table: Table) -> dict[int, list[str] | None]:
    return {row.line: row.cells for row in table.rows()}


@pytest.mark.parametrize("name", ["classeur.xlsx", "classeur.ods"])
def test_a_workbook_that_libreoffice_wrote(name: str) -> None:
    report, rows = preview_sample(name)
    assert report.refused is None
    assert (report.encoding, report.delimiter, report.header_row) == (None, None, 3)
    assert [row.line for row in rows] == [4, 5, 7]
    assert (report.total, report.valid, report.warnings) == (3, 3, 0)
    first, second, third = (row.values for row in rows)
    assert first["nom_structure"] == "Médiathèque d'été"
    assert first["telephone"] == "+33612345678"
    assert (first["code_postal"], first["ville"]) == ("01000", "Bourg-en-Bresse")
    assert (first["accepte_contact"], second["accepte_contact"]) == (True, False)
    assert first["date_dernier_contact"].isoformat() == "2024-05-02"
    assert first["nb_adherents"] == 1234
    assert first["commentaires"][0]["texte"] == "Une note\nsur deux lignes"
    assert first["facebook_followers"] == second["facebook_followers"] == 1743
    assert "nb_adherents" not in second
    assert second["nom_structure"] == "MJC « L'Étoile » & Cie"
    assert third["commentaires"][0]["texte"] == "Très sympa"


@pytest.mark.parametrize("name", ["classeur.xlsx", "classeur.ods"])
def test_the_sheet_read_is_named_and_so_are_the_others_that_hold_a_table(name: str) -> None:
    table = open_table((SAMPLES / name).read_bytes())
    assert table.sheet is not None
    assert table.sheet.name == "Prospects 2026"
    assert table.other_sheets == ("Archives 2025",)


@pytest.mark.parametrize("name", ["classeur.xlsx", "classeur.ods"])
def test_all_text_of_a_workbook_is_searched_for_a_person(name: str) -> None:
    said = list(texts((SAMPLES / name).read_bytes()))
    for text in ("Vieille MJC", "secret.note@example.com", "mjc@example.com", "MJC Archive"):
        assert any(text in line for line in said), text


@pytest.mark.parametrize("make", [lambda t: xlsx(xlsx_rows(t)), lambda t: ods(ods_table(t))])
def test_cells_beyond_the_header_and_empty_rows_and_columns(make) -> None:  # type: ignore[no-untyped-def]
    data = make(
        [*TABLE, ["", "", ""], ["B", "Lyon", "MJC", "", "trop"], ["C", "Lyon", "MJC"], [""]]
    )
    report, rows = preview(data)
    assert [row.line for row in rows] == [2, 4, 5]
    assert report.total == 3
    assert rows[1].reasons() == ["too_many_cells"]


def test_places_may_be_left_out_and_prefixes_be_there() -> None:
    sheet = (
        "<row><c t='inlineStr'><is><t>Nom</t></is></c><c t='str'><v>Ville</v></c></row>"
        "<row r='4'><c r='A4' t='inlineStr'><is><r><t>MJC </t></r><r><t>Nord</t></r>"
        "<rPh><t>ignoré</t></rPh></is></c><c t='str'><f>\"Ly\"</f><v>Lyon</v></c></row>"
    )
    assert rows_of(open_table(xlsx(sheet))) == {4: ["MJC Nord", "Lyon"]}
    prefixed = re.sub(
        r"<(/?)(\w)", r"<\1x:\2", f"<worksheet><sheetData>{sheet}</sheetData></worksheet>"
    )
    data = with_part(xlsx(""), "xl/worksheets/sheet1.xml", prefixed)
    assert rows_of(open_table(data)) == {4: ["MJC Nord", "Lyon"]}


def test_shared_strings_with_escapes() -> None:
    strings = "<si><t>Nom</t></si><si><t>Ville</t></si><si><t>une_x000D_\ndeux_x0041_</t></si>"
    sheet = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="inlineStr"><is><t>Lyon</t></is></c>'
        "</row>"
    )
    table = open_table(xlsx(sheet, strings=strings))
    assert rows_of(table) == {2: ["une\ndeuxA", "Lyon"]}


def test_numbers_dates_answers_and_errors() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="[$-40C]d\\ mmmm\\ yyyy;@"/>'
        '<numFmt numFmtId="165" formatCode="00000"/>'
        '<numFmt numFmtId="166" formatCode="#,##0.00\\ &quot;dollars&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/>'
        '<xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>'
    )
    values = (
        '<c t="n"><v>612345678.0</v></c><c s="1"><v>45414</v></c><c s="2"><v>45414.5</v></c>'
        '<c s="3"><v>1000</v></c><c s="4"><v>1234.5</v></c><c t="b"><v>1</v></c>'
        '<c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2024-05-02T00:00:00</v></c>'
        "<c><v>6.12345678E8</v></c>"
    )
    sheet = f'{HEAD}<row r="2">{values}</row>'
    assert rows_of(open_table(xlsx(sheet, styles=styles)))[2] == [
        *("612345678", "2024-05-02", "2024-05-02 12:00:00", "01000", "1234.5"),
        *("oui", "non", "", "2024-05-02", "612345678"),
    ]


def test_days_since_1904() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    sheet = f'{HEAD}<row r="2"><c t="str"><v>A</v></c><c s="0"><v>43952</v></c></row>'
    book = '<workbookPr date1904="1"/>'
    assert rows_of(open_table(xlsx(sheet, styles=styles, book=book)))[2] == ["A", "2024-05-02"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        *(("612345678.0", "612345678"), ("1000", "1000"), ("0.1", "0.1"), ("-3", "-3")),
        *(("1.1000000000000001", "1.1"), ("6.12345678E8", "612345678"), ("", "")),
        *(("1E300", "1" + "0" * 300), ("12345678901234567890", "12345678901234600000")),
        *(("nan", "nan"), ("x", "x"), ("1e999", "1e999")),
    ],
)
def test_numbers_as_seen(raw: str, shown: str) -> None:
    assert cells.number(raw) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        *(("1", "1900-01-01"), ("59", "1900-02-28"), ("61", "1900-03-01"), ("0.5", "12:00:00")),
        *(("45414.999999999", "2024-05-03"), ("-1", "-1"), ("612345678", "612345678"), ("x", "x")),
    ],
)
def test_days_as_seen(raw: str, shown: str) -> None:
    assert cells.moment(raw) == shown


@pytest.mark.parametrize(
    ("code", "made"),
    [
        *(("dd/mm/yyyy", cells.DATE), ("[$-40C]d mmmm yyyy", cells.DATE), ("h:mm", cells.DATE)),
        *(("[h]:mm", cells.DATE), ("yyyy-mm-dd hh:mm:ss.000", cells.DATE), ("00000", 5)),
        *(("General", None), ("Standard", None), ('0 "jours"', None), ("#,##0.00 €", None)),
        *(("[Red]0.00", None), ("@", None), ('0#" "##" "##" "##" "##', None), ("0.00E+00", None)),
    ],
)
def test_formats(code: str, made: object) -> None:
    assert cells.number_format(164, code) == made


def test_the_first_sheet_with_headings_and_rows_is_read() -> None:
    prose = xlsx_rows([["Bonjour"], ["Lisez ceci"]])
    alone = xlsx_rows(TABLE[:1])
    table = xlsx_rows(TABLE)
    data = xlsx("", prose, alone, table, names=("Vide", "Prose", "Titres", "Table"))
    opened = open_table(data)
    assert opened.sheet is not None
    assert opened.sheet.name == "Table"
    assert opened.other_sheets == ()
    report, _ = preview(xlsx("", prose, alone))
    assert report.refused is not None
    assert report.refused.kind is Refusal.NO_ROWS


def test_a_hidden_sheet_is_not_read() -> None:
    data = xlsx(xlsx_rows(TABLE), xlsx_rows([*TABLE, TABLE[1]]), states=("hidden", "visible"))
    assert len(rows_of(open_table(data))) == 2
    hidden = (
        '<style:style style:name="ta1" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    data = ods(ods_table(TABLE, "A", "ta1"), ods_table([*TABLE, TABLE[1]], "B"), styles=hidden)
    assert len(rows_of(open_table(data))) == 2


def test_an_empty_workbook_is_empty() -> None:
    for data in (xlsx(""), xlsx("<row r='3'><c r='B3' s='1'/></row>"), ods(ods_table([[]]))):
        report, _ = preview(data)
        assert report.refused is not None
        assert report.refused.kind is Refusal.EMPTY


def test_a_sheet_without_headings_is_mapped_by_content() -> None:
    report, rows = preview(xlsx(xlsx_rows([["Les Amis du Jeu", "a@b.fr", "69003", "Lyon"]] * 2)))
    assert report.header_row is None
    assert list(report.columns.values()) == ["nom_structure", "email", "code_postal", "ville"]
    assert rows[0].line == 1


def test_ods_repeats_notes_spaces_and_what_is_displayed() -> None:
    table = (
        '<table:table table:name="A"><table:table-header-rows><table:table-row>'
        f"{ods_cell('Nom')}{ods_cell('Ville')}{ods_cell('CP')}{ods_cell('Tel')}{ods_cell('Erreur')}"
        "</table:table-row></table:table-header-rows>"
        '<table:table-row table:number-rows-repeated="3"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="2"><office:annotation><text:p>note'
        "</text:p></office:annotation><text:p>Le<text:s text:c='2'/>Lyon<text:line-break/>d"
        "</text:p></table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="1000"><text:p>01000</text:p>'
        "</table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="612345678"><text:p>'
        "06 12 34 56 78</text:p></table:table-cell>"
        '<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#N/A'
        "</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
        "</table:table-row></table:table>"
    )
    opened = open_table(ods(table))
    row = ["Le  Lyon\nd", "Le  Lyon\nd", "01000", "0612345678"]
    assert rows_of(opened) == {5: row, 6: row}
    assert opened.estimate == 3


CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), include_characters="\n"), max_size=9
)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6))
def test_any_table_comes_back_from_both_kinds(table: list[list[str]]) -> None:
    wanted = {
        line: row for line, row in enumerate(table, start=2) if any(cell.strip() for cell in row)
    }
    for data in (xlsx(xlsx_rows([TABLE[0], *table])), ods(ods_table([TABLE[0], *table]))):
        opened = open_table(data)
        read = {r.line: [*(r.cells or []), "", "", ""][:3] for r in opened.rows()}
        if opened.header_line == 1:
            assert read == wanted
