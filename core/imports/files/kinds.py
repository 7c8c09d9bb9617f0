"""Files that are no table: what each is, by how it begins or by what its zip holds."""

import re

from core.imports import refusals
from core.imports.files.workbooks.archive import Archive
from core.imports.refusals import FileRefused, Refusal, of_kind

_IMAGE = of_kind("une image")
_MEDIA = of_kind("une image, un son ou une vidéo")
_TEXT = of_kind("un document de traitement de texte")
_SLIDES = of_kind("une présentation")
_ARCHIVE = of_kind(
    "une archive compressée", "Décompressez-la, puis envoyez le tableau qu'elle contient."
)
_RESAVE = (
    "Ouvrez-le dans votre tableur, choisissez « Enregistrer sous », puis « Classeur Excel "
    "(.xlsx) », et envoyez ce nouveau fichier."
)
_ADDRESSES = (
    "Dans votre carnet d'adresses ou votre messagerie, exportez les contacts au format CSV, et "
    "envoyez ce nouveau fichier."
)

_BY_START = {
    (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM6", b"II*\0", b"MM\0*", b"\0\0\1\0"): _IMAGE,
    (b"%PDF",): of_kind("un PDF"),
    (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"): _ARCHIVE,
    (b"{\\rtf",): _TEXT,
    (b"RIFF", b"OggS", b"ID3"): _MEDIA,
    (b"\x7fELF", b"MZ\x90"): of_kind("un programme"),
    (b"SQLite f",): of_kind("une base de données"),
}
_BY_TEXT = (
    (rb"<svg\b|<\?xml\b[^>]*>\s*<svg\b", _IMAGE),
    # What websites call .xls often is a page.
    (
        rb"<(?:!doctype\s+html|html|head|body|meta|style|div|table|tr)\b|<\?xml\b[^>]*>\s*<(?:!doctype\s+)?html\b",
        of_kind("une page web, même si son nom dit autre chose", _RESAVE),
    ),
    (rb"<(?:\?xml|!doctype)\b", of_kind("un fichier XML", _RESAVE)),
    (rb"BEGIN:VCARD\b", of_kind("un carnet d'adresses (vCard)", _ADDRESSES, Refusal.UNREADABLE)),
    (
        rb"(?:version: 1\s+)?dn:[^\n]*\n[a-z;-]+:",
        of_kind("un carnet d'adresses (LDIF)", _ADDRESSES, Refusal.UNREADABLE),
    ),
    (rb"BEGIN:VCALENDAR\b", of_kind("un agenda (iCalendar)", kind=Refusal.UNREADABLE)),
    (rb"\[?\s*\{\s*\"[^\"\n]*\"\s*:", of_kind("un fichier JSON", kind=Refusal.UNREADABLE)),
    (
        rb"(?:return-path|received|delivered-to|from|mime-version):[^\n]*\n(?:[!-9;-~]+:|[ \t])",
        of_kind("un e-mail", "Envoyez plutôt sa pièce jointe.", Refusal.UNREADABLE),
    ),
)
_TEXTS = tuple((re.compile(rb"\s*(?:%b)" % start, re.I), kind) for start, kind in _BY_TEXT)
_BY_PART = {
    "word/document.xml": _TEXT,
    "ppt/presentation.xml": _SLIDES,
    "content.xml": of_kind("un document de LibreOffice qui n'est pas un classeur"),
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_HEAD = 1_000


def other_kind(data: bytes) -> FileRefused | None:
    """The refusal of a file that begins as another kind of file does."""
    for starts, refused in _BY_START.items():
        if data.startswith(starts):
            return refused()
    if data.startswith(_OLD_OFFICE):
        return _of_old_office(data)
    if data[4:8] == b"ftyp":
        return _MEDIA()
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    return next((refused() for start, refused in _TEXTS if start.match(head)), None)


def _of_old_office(data: bytes) -> FileRefused:
    """The refusal of what Office wrote before its zips."""
    # A workbook of today under a password is kept within this old container.
    known = {"EncryptedPackage": refusals.locked, "WordDocument": _TEXT}
    known |= dict.fromkeys(("Workbook", "Book"), refusals.old_workbook)
    named = (one for name, one in known.items() if name.encode("utf-16-le") in data)
    return next(named, refusals.not_csv)()


def other_zip(archive: Archive) -> FileRefused:
    """The refusal of a zip that holds no workbook."""
    return next((refused() for part, refused in _BY_PART.items() if part in archive), _ARCHIVE())
