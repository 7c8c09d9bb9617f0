"""Workbooks made by hand, well or ill meant, for tests."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ODS_KIND = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        *(("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")),
        *(("draw", "drawing"), ("calcext", "calcext")),
    )
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def xlsx(
    *sheets: str,
    names: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    strings: str | None = None,
    styles: str | None = None,
    book: str = "",
) -> bytes:
    """A workbook of sheets given as the XML within sheetData."""
    listed = "".join(
        f"<sheet name={quoteattr(names[i] if names else f'Feuille {i + 1}')} "
        f'state="{states[i] if states else "visible"}" sheetId="{i + 1}" r:id="rId{i + 1}"/>'
        for i in range(len(sheets))
    )
    relations = "".join(
        f'<Relationship Id="rId{i + 1}" Target="worksheets/sheet{i + 1}.xml"/>'
        for i in range(len(sheets))
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="r">{book}<sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
        **{
            f"xl/worksheets/sheet{i + 1}.xml": f"<worksheet {MAIN}><sheetData>{sheet}</sheetData>"
            "</worksheet>"
            for i, sheet in enumerate(sheets)
        },
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = f"<sst {MAIN}>{strings}</sst>"
    if styles is not None:
        parts["xl/styles.xml"] = f"<styleSheet {MAIN}>{styles}</styleSheet>"
    return zipped(parts)


def xlsx_rows(rows: list[list[str]]) -> str:
    """Rows of texts, as the XML within sheetData; empty cells are left out."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{_letters(i)}{number}" t="inlineStr"><is>'
            f'<t xml:space="preserve">{escape(text)}</t></is></c>'
            for i, text in enumerate(row)
            if text
        )
        lines.append(f'<row r="{number}">{cells}</row>' if cells else "")
    return "".join(lines)


def _letters(index: int) -> str:
    return (_letters(index // 26 - 1) if index > 25 else "") + chr(ord("A") + index % 26)


def ods(*tables: str, styles: str = "", kind: str = ODS_KIND) -> bytes:
    """A workbook of LibreOffice, of tables given as XML."""
    content = (
        f"<office:document-content {ODS_NAMES}><office:automatic-styles>{styles}"
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": kind, "content.xml": content})


def ods_table(rows: list[list[str]], name: str = "Feuille1", style: str = "") -> str:
    """A table of texts."""
    lines = "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
    )
    return f'<table:table table:name="{name}" table:style-name="{style}">{lines}</table:table>'


def ods_cell(text: str) -> str:
    """A cell of text, its lines as paragraphs."""
    if not text:
        return "<table:table-cell/>"
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def with_part(data: bytes, name: str, content: str) -> bytes:
    """The same zip with another part of that name."""
    parts = zipfile.ZipFile(io.BytesIO(data))
    return zipped({n: parts.read(n) for n in parts.namelist()} | {name: content})
