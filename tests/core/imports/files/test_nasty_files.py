"""Files that were truncated, joined, saved twice or half converted are read all the same."""

import pytest

from tests.core.imports.previews import preview

TABLE = "Nom;Ville;Type\nMédiathèque;Lyon;MJC\nForêt;Lille;MJC\n"
READ = [("Médiathèque", "Lyon"), ("Forêt", "Lille")]
NASTY = {
    "two marks": ("\ufeff\ufeff" + TABLE).encode(),
    "a mark and a separator line": ("\ufeffsep=;\n" + TABLE).encode(),
    "closed as under MS-DOS": TABLE.encode() + b"\x1a",
    "half a character at the end": TABLE.encode("utf-16") + b"\0",
    "ends of lines converted twice": TABLE.replace("\n", "\r\r\n").encode(),
    "NULs": TABLE.replace("e", "e\0").encode(),
    "an empty first column": "".join(f";{line}\n" for line in TABLE.splitlines()).encode(),
    "empty columns and rows": TABLE.replace("\n", ";;;\n").encode() + b";;;;;\n" * 300,
    "each line quoted whole": "".join(f'"{line}"\n' for line in TABLE.splitlines()).encode(),
    "rows quoted whole": (
        'Nom,Ville,Type\n"Médiathèque,""Lyon"",MJC"\n"Forêt,Lille,""MJC"""\n'
    ).encode(),
    "headings of two levels": (
        "Contact;;Lieu;\nNom;E-mail;Ville;Type\nMédiathèque;a@b.fr;Lyon;MJC\nForêt;;Lille;MJC\n"
    ).encode(),
    "a title and a date": ("Prospects au 12/03/2026, par Gigi\n;;\n\n" + TABLE).encode(),
    "spaces around quotes": TABLE.replace("Lyon", ' "Lyon" ').encode(),
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_files(name: str) -> None:
    report, rows = preview(NASTY[name])
    assert report.refused is None
    assert [(r.values["nom_structure"], r.values["ville"]) for r in rows] == READ


def test_a_few_bytes_that_are_no_utf8_do_not_garble_the_rest() -> None:
    report, rows = preview((TABLE * 5).encode() + "Café;Lyon;MJC\n".encode("cp1252"))
    assert report.encoding == "utf-8"
    assert rows[0].values["nom_structure"] == "Médiathèque"
    assert rows[-1].values["nom_structure"] == "Café"


def test_a_file_cut_within_a_character_keeps_its_rows() -> None:
    report, rows = preview((TABLE + "Pré").encode()[:-1])
    assert report.encoding == "utf-8"
    assert rows[0].values["nom_structure"] == "Médiathèque"


def test_windows_text_is_not_taken_for_utf8() -> None:
    text = TABLE * 20 + "DÉCOUVERTE »;Lyon;MJC\n"
    report, rows = preview(text.replace(" »", "\u00a0»").encode("cp1252"))
    assert report.encoding == "cp1252"
    assert rows[0].values["nom_structure"] == "Médiathèque"


def test_without_headings_names_may_be_towns_too() -> None:
    _, rows = preview("La Grange;69003;Lyon;a@b.fr\nLe Port;59000;Lille;c@d.fr\n")
    assert [r.values["nom_structure"] for r in rows] == ["La Grange", "Le Port"]
    assert [r.values["ville"] for r in rows] == ["Lyon", "Lille"]
