"""Documents about an event: read in a child, whatever they hold, and what is drawn out."""

import subprocess
import sys
import time
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfWriter

from core.content.dropped import child
from core.content.dropped.drawing_out import facts_in
from core.content.dropped.text_of_files import text_of
from core.errors import InvalidData

TODAY = date(2026, 11, 30)
TEXT = """Festival du jeu de Foix
Du samedi 22 au dimanche 23 mai 2027, de 10 h à 18 h
Lieu : salle des fêtes de Foix
Entrée libre. Programme : https://jeux.exemple.org/festival.
Des tournois et des animations pour toutes les familles auront lieu tout le week-end.
"""
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(path: Path, text: str, head: str = "") -> Path:
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"{head}<w:document {_W}><w:body>{lines}</w:body></w:document>"
        )
    return path


def pdf(path: Path, lines: list[str]) -> Path:
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET".encode("cp1252")
    return page(path, b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))


def page(path: Path, stream: bytes) -> Path:
    """A PDF of one page."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for rank, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (rank, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    path.write_bytes(body + end % (table, len(body)))
    return path


def test_a_text_says_when_where_and_how_much(tmp_path: Path) -> None:
    for name, path in (
        ("a.txt", tmp_path / "a.txt"),
        ("a.docx", docx(tmp_path / "a.docx", TEXT)),
        ("a.pdf", pdf(tmp_path / "a.pdf", TEXT.splitlines())),
    ):
        if name.endswith("txt"):
            path.write_text(TEXT, "cp1252")
        facts = facts_in(text_of(name, path), TODAY)
        assert facts.evenement == "Festival du jeu de Foix"
        assert (facts.date, facts.date_fin) == (date(2027, 5, 22), date(2027, 5, 23))
        assert facts.lieu == "salle des fêtes de Foix"
        assert facts.prix == "Entrée libre"
        assert facts.horaires == "de 10 h à 18 h"
        assert facts.lien == "https://jeux.exemple.org/festival"
        assert any("tournois" in one for one in facts.details)
        assert (facts.valable_du, facts.valable_au) == (TODAY, date(2027, 5, 23))


def refused(name: str, path: Path) -> str:
    with pytest.raises(InvalidData) as told:
        text_of(name, path)
    return told.value.message


def test_what_can_t_be_read_is_refused_with_a_sentence(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    scanned = tmp_path / "scan.pdf"
    writer.write(scanned)
    assert "scannée" in refused("scan.pdf", scanned)
    writer.encrypt("secret")
    locked = tmp_path / "locked.pdf"
    writer.write(locked)
    assert "mot de passe" in refused("locked.pdf", locked)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    assert "pas lisible" in refused("broken.pdf", broken)
    fake = tmp_path / "fake.docx"
    fake.write_bytes(b"no zip")
    assert "pas lisible" in refused("fake.docx", fake)
    old = tmp_path / "old.docx"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    assert "mot de passe" in refused("old.docx", old)
    assert "PDF" in refused("a.exe", fake)


def bomb(path: Path, content: bytes) -> Path:
    """A page whose content is a compressed stream."""
    stream = zlib.compress(content, 9)
    head = b"<</Filter/FlateDecode/Length %d>>" % len(stream)
    return page(path, b"%sstream\n%s\nendstream" % (head, stream))


def zipped(path: Path, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", content)
    return path


_MEASURED = """
import resource, sys
from pathlib import Path
from core.content.dropped.text_of_files import text_of
from core.errors import InvalidData
for path in map(Path, sys.argv[1:]):
    try:
        text_of(path.name, path)
    except InvalidData:
        pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


def largest_child(*paths: Path) -> int:
    """Peak bytes of the largest child that reads them; its parent is small: a fork starts as it."""
    command = [sys.executable, "-c", _MEASURED, *map(str, paths)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_bombs_are_refused_within_time_and_memory(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    assert "pas lisible" in refused("l.docx", docx(tmp_path / "l.docx", "&b;", laughs))
    late = f"<!-- {'x' * 20_000} -->{laughs}"
    assert "pas lisible" in refused("t.docx", docx(tmp_path / "t.docx", "&b;", late))
    wide = f"{laughs}<a>&b;</a>".encode("utf-16")
    assert "pas lisible" in refused("w.docx", zipped(tmp_path / "w.docx", wide))
    start = time.monotonic()
    heavy = zipped(tmp_path / "h.docx", b"<a>" + b" " * 60_000_000)
    assert "trop lourd" in refused("h.docx", heavy)
    deep = zipped(tmp_path / "d.docx", b"<a>" * 9_000_000)
    assert refused("d.docx", deep)
    stream = bomb(tmp_path / "b.pdf", b" " * 200_000_000)
    assert stream.stat().st_size < 1_000_000
    assert "trop lourd" in refused("b.pdf", stream)
    assert time.monotonic() - start < 40
    assert largest_child(heavy, stream) < 2 * child.MEMORY


def test_a_document_that_is_too_large_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "l.txt"
    large.write_bytes(b"a" * 10_000_001)
    assert "10 Mo" in refused("l.txt", large)
