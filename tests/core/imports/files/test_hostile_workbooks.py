"""Workbooks made to break whoever opens them are refused, without taking the memory they ask."""

import json
import random
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.imports.building import (
    MAIN,
    ODS_KIND,
    ods,
    ods_table,
    with_part,
    xlsx,
    xlsx_rows,
    zipped,
)
from tests.core.imports.previews import SAMPLES

MEMORY = 200_000_000
"""Bytes that the whole process which opens the file may ask for."""
TABLE = [["Nom", "Ville", "Type"], ["MJC Nord", "Lyon", "MJC"]]
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
OPENS = """
import json, pathlib, resource, sys
resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
from core.imports.refusals import FileRefused
from core.imports.files.reading import open_table
try:
    for _ in open_table(pathlib.Path(sys.argv[1]).read_bytes()).rows():
        pass
    kind, message = None, ""
except FileRefused as refusal:
    kind, message = refusal.kind.value, refusal.message
print(json.dumps([kind, message]))
"""


def _shared(text: str) -> bytes:
    row = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>'
    return xlsx(row * 5_000, strings=f"<si><t>{text}</t></si>")


def _many_shared() -> bytes:
    noise = random.Random(7)
    strings = (f"<si><t>{noise.getrandbits(500):x}</t></si>" for _ in range(600_000))
    return xlsx(xlsx_rows(TABLE), strings="".join(strings))


def _lying() -> bytes:
    data = bytearray(xlsx(xlsx_rows(TABLE) + "<row/>" * 20_000_000))
    name = b"xl/worksheets/sheet1.xml"
    local, central = data.find(name) - 30, data.rfind(name) - 46
    struct.pack_into("<I", data, local + 22, 1_000)
    struct.pack_into("<I", data, central + 24, 1_000)
    return bytes(data)


def _with_sheet(xml: str) -> bytes:
    return with_part(xlsx(xlsx_rows(TABLE)), "xl/worksheets/sheet1.xml", xml)


def _repeated(table: str, what: str, times: int) -> str:
    repeated = f'number-{"row" if what == "row" else "column"}s-repeated="{times}"'
    return table.replace(f"<table:table-{what}", f"<table:table-{what} table:{repeated}")


def _many_parts() -> bytes:
    return zipped({"xl/workbook.xml": "<workbook/>"} | {f"p{i}": "" for i in range(6_000)})


def _locked() -> bytes:
    data = bytearray(xlsx(xlsx_rows(TABLE)))
    name = b"xl/workbook.xml"
    data[data.find(name) - 24] |= 1
    data[data.rfind(name) - 38] |= 1
    return bytes(data)


HUGE = "<row><c/></row>" * 10_000_000
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "huge sheet": (lambda: xlsx(xlsx_rows(TABLE) + HUGE), "too_large"),
    "huge strings": (
        lambda: xlsx(xlsx_rows(TABLE), strings=f"<si><t>{'a' * 150_000_000}</t></si>"),
        "too_large",
    ),
    "many strings": (_many_shared, "too_large"),
    "one string for all": (lambda: _shared("a" * 900_000), "line_too_long"),
    "a long string for all": (lambda: _shared("a" * 450_000), "too_large"),
    "huge ods": (lambda: ods(ods_table(TABLE), "<table:table/>" * 10_000_000), "too_large"),
    "lying sizes": (_lying, "unreadable"),
    "nested zips": (
        lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c": b"\0" * 50_000_000})})}),
        "not_csv",
    ),
    "zeros": (lambda: zipped({"zeros": b"\0" * 150_000_000}), "not_csv"),
    "many parts": (_many_parts, "too_large"),
    "deep": (lambda: xlsx(xlsx_rows(TABLE) + "<a>" * 3_000_000), "unreadable"),
    "deep ods": (lambda: ods(ods_table(TABLE), "<a>" * 3_000_000), "unreadable"),
    "long tag": (lambda: xlsx(xlsx_rows(TABLE) + f'<c r="{"A" * 9_000_000}"/>'), "unreadable"),
    "laughs": (lambda: _with_sheet(f"{LAUGHS}<worksheet>&j;</worksheet>"), "unreadable"),
    "laughs ods": (
        lambda: zipped({"mimetype": ODS_KIND, "content.xml": f"{LAUGHS}<a>&j;</a>"}),
        "unreadable",
    ),
    "external entity": (
        lambda: _with_sheet(
            f'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet {MAIN}><sheetData>'
            "<row><c t='str'><v>&e;</v></c></row></sheetData></worksheet>"
        ),
        "unreadable",
    ),
    "far number of a row": (lambda: xlsx('<row r="999999999"><c><v>1</v></c></row>'), "unreadable"),
    "far name of a column": (lambda: xlsx('<row><c r="ZZZZZZ1"><v>1</v></c></row>'), "unreadable"),
    "repeated": (
        lambda: ods(_repeated(_repeated(ods_table(TABLE), "row", 1_048_576), "cell", 5_400)),
        "too_wide",
    ),
    "repeated rows": (
        lambda: ods(_repeated(ods_table([*TABLE, ["a" * 400] * 3]), "row", 400_000)),
        "too_large",
    ),
    "truncated": (lambda: xlsx(xlsx_rows(TABLE))[:-300], "not_csv"),
    "broken inside": (lambda: _with_sheet("<worksheet><sheetData><row></c>"), "unreadable"),
    "no string of that number": (
        lambda: xlsx('<row><c t="s"><v>9</v></c></row>', strings=""),
        "unreadable",
    ),
    "locked part": (_locked, "unreadable"),
    "locked": (
        lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"),
        "unreadable",
    ),
    "docx": (
        lambda: zipped({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}),
        "not_csv",
    ),
    "odt": (lambda: ods("", kind="application/vnd.oasis.opendocument.text"), "not_csv"),
    "xlsb": (lambda: zipped({"xl/workbook.bin": b"\1\2"}), "not_csv"),
    "xls": (lambda: (SAMPLES / "ancien.xls").read_bytes(), "not_csv"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbooks(name: str, tmp_path: Path) -> None:
    make, wanted = HOSTILE[name]
    file = tmp_path / "prospects.xlsx"
    file.write_bytes(make())
    kind, message = _opened(file)
    assert kind == wanted
    assert message.endswith(".")


def test_two_cells_as_far_apart_as_can_be(tmp_path: Path) -> None:
    file = tmp_path / "prospects.xlsx"
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>'
    sheet = _with_sheet(
        f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{xlsx_rows(TABLE)}'
        f"{'<row/>' * 40}{far}</sheetData></worksheet>"
    )
    file.write_bytes(sheet)
    assert _opened(file)[0] == "too_wide"


def _opened(file: Path) -> list[str]:
    script = OPENS.replace("MEMORY", str(MEMORY))
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result: list[str] = json.loads(done.stdout)
    return result
