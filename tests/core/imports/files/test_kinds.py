"""A file that is no table is named, with what to do."""

import pytest

from core.imports.refusals import Refusal
from tests.core.imports.building import ods, zipped
from tests.core.imports.previews import preview

TABLE = "<table><tr><th>Nom</th><th>Ville</th></tr><tr><td>MJC A</td><td>Lyon</td></tr></table>"
OTHERS: dict[str, tuple[str | bytes, str, str]] = {
    "photo": (b"\xff\xd8\xff\xe0" + bytes(range(256)), "une image", "le tableau lui-même"),
    "photo of a phone": (b"\0\0\0\x18ftypheic" + bytes(99), "une image", "le tableau lui-même"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "un PDF", "le tableau lui-même"),
    "gzip": (b"\x1f\x8b\x08" + bytes(range(256)), "une archive", "Décompressez-la"),
    "zip of a table": (zipped({"a.csv": "Nom;Ville\nA;Lyon\n"}), "une archive", "Décompressez-la"),
    "word": (zipped({"word/document.xml": "<a/>"}), "traitement de texte", "le tableau lui-même"),
    "old word": (
        b"\xd0\xcf\x11\xe0" + bytes(99) + "WordDocument".encode("utf-16-le"),
        "traitement de texte",
        "le tableau lui-même",
    ),
    "writer": (
        ods("", kind="application/vnd.oasis.opendocument.text"),
        "un document de LibreOffice",
        "le tableau lui-même",
    ),
    "page": (f"<html><body>{TABLE}</body></html>", "une page web", "Enregistrer sous"),
    "page with its mark": ("\ufeff\n<!DOCTYPE html>\n" + TABLE, "une page web", "Enregistrer sous"),
    "page without head": ('<meta charset="utf-8">' + TABLE, "une page web", "Enregistrer sous"),
    "xhtml": ('<?xml version="1.0"?>\n<!DOCTYPE html><html>', "une page web", "Enregistrer sous"),
    "excel 2003": ('<?xml version="1.0"?>\n<Workbook/>', "un fichier XML", "Enregistrer sous"),
    "drawing": ('<?xml version="1.0"?>\n<svg/>', "une image", "le tableau lui-même"),
    "vcard": (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoé\r\nN:Petit;Zoé;;;\r\nADR:;;1 rue X;Lyon;;69001;\r\n"
        "END:VCARD\r\n",
        "un carnet d'adresses (vCard)",
        "au format CSV",
    ),
    "ldif": ("dn: cn=Zoé\nobjectclass: person\n", "un carnet d'adresses (LDIF)", "au format CSV"),
    "agenda": ("BEGIN:VCALENDAR\nVERSION:2.0\n", "un agenda", "le tableau lui-même"),
    "json": ('[\n {"nom": "MJC A", "ville": "Lyon"}\n]', "un fichier JSON", "le tableau lui-même"),
    "mail": ("From: a@b.fr\nTo: c@d.fr\nSubject: Liste\n\nBonjour\n", "un e-mail", "pièce jointe"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_table_is_named(name: str) -> None:
    content, what, advice = OTHERS[name]
    refused = preview(content)[0].refused
    assert refused is not None
    assert refused.kind in (Refusal.NOT_CSV, Refusal.UNREADABLE)
    assert refused.message.startswith("Ce fichier est ")
    assert what in refused.message
    assert advice in refused.message


@pytest.mark.parametrize(
    "first", ["From", "Received: le", "dn", "{Nom}", "[Nom]", "Begin", "<Nom>", "Version: 1"]
)
def test_headings_are_not_taken_for_another_kind(first: str) -> None:
    assert preview(f"{first};Nom;Ville\nx;MJC A;Lyon\ny;MJC B;Lyon\n")[0].refused is None
