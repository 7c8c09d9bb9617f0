"""Files to import and imports of before: which one, and what is decided of it."""

import re
from dataclasses import dataclass, field
from datetime import date

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request

_NAMED = re.compile(
    r"\b(?:(?:du|de|dans\s+le)\s+fichier|(?:l['’ ]|un\s+|cet\s+)import\s+(?:de|du\s+fichier))"
    r"\s+(.+)",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:i[mn]p+orts|(?:historique|liste) (?:(?:des|de mes|d) )?i[mn]p+orts?"
    r"|derniers? i[mn]p+orts?|fichiers? i[mn]p+orte?e?s?)\b"
)
_IS = r"(?:est|sont|contient|c est|correspond a|veut dire)"
_COLUMN = re.compile(rf"la colonne (?P<column>.+?) {_IS} (?P<meaning>.+)")
_LEFT = re.compile(r"(?:ne garde pas|ignore|laisse|oublie) la colonne (?P<column>.+)")
_ROW = re.compile(r"\bligne (\d+)")
_ARTICLE = re.compile(r"^(?:(?:le|la|les|l|un|une|des|du|de|d) )+")


@dataclass(frozen=True)
class FileRequest(Request):
    """A file to import, by its name as typed; the last one where none is named."""

    file: str | None
    import_id: str | None = field(default=None, kw_only=True)
    """As a button names it."""


@dataclass(frozen=True)
class DuplicatesRequest(FileRequest):
    """What becomes of all the duplicates of a file, or of people who asked to be erased."""

    conflicts: str | None
    """ "update", "ignore" or "force"."""
    objectors: bool
    """Those people are added all the same; nothing is said of duplicates then."""


@dataclass(frozen=True)
class RowRequest(FileRequest):
    """What becomes of one duplicate, by its line in the file: "update", "ignore" or "force"."""

    line: int
    conflict: str


@dataclass(frozen=True)
class ColumnRequest(FileRequest):
    """What a column of the file means; None where it is not kept. Names in folded words."""

    column: str
    meaning: str | None


@dataclass(frozen=True)
class KeptRequest(FileRequest):
    """Imports of before: of a file, of some days, else the last ones."""

    days: tuple[date, date] | None
    """First and last."""


@dataclass(frozen=True)
class ImportRequest(KeptRequest):
    """A file is to be given; or the imports of before are asked for."""

    history: bool


@dataclass(frozen=True)
class PastedRequest(Request):
    """A table pasted as a message."""

    table: str


def read_file(asked: Asked) -> FileRequest:
    """ "corrige les colonnes du fichier contacts.csv"."""
    return FileRequest(_file(asked))


def read_duplicates(asked: Asked) -> DuplicatesRequest:
    """ "mets à jour les doublons du fichier contacts.csv"."""
    said = asked.said
    if "personnes" in said.split(" fichier ")[0]:
        return DuplicatesRequest(_file(asked), None, objectors=True)
    keeps = re.match(r"(?:garde|laisse|ignore)", said)
    conflicts = "update" if "a jour" in said else "ignore" if keeps else "force"
    return DuplicatesRequest(_file(asked), conflicts, objectors=False)


def read_row(asked: Asked) -> RowRequest:
    """ "mets à jour la ligne 11"."""
    said = asked.said
    adds = re.match(r"ajoute|force", said)
    conflict = "update" if "a jour" in said else "force" if adds else "ignore"
    found = _ROW.search(said)
    return RowRequest(_file(asked), int(found[1]) if found else 0, conflict)


def read_column(asked: Asked) -> ColumnRequest:
    """ "la colonne Couleur est une étiquette", "ne garde pas la colonne Couleur"."""
    if found := _COLUMN.fullmatch(asked.said):
        return ColumnRequest(_file(asked), found["column"], _ARTICLE.sub("", found["meaning"]))
    left = _LEFT.fullmatch(asked.said)
    return ColumnRequest(_file(asked), left["column"] if left else "", None)


def read_kept(asked: Asked) -> KeptRequest:
    """ "annule l'import d'hier", "rapport de l'import de contacts.csv"."""
    return KeptRequest(_file(asked), _days(asked))


def read_import(asked: Asked) -> ImportRequest:
    """ "je veux importer un fichier", "les fichiers importés la semaine dernière"."""
    said = asked.said
    if not _HISTORY.search(said) or "fichier a importer" in said:
        return ImportRequest(None, None, history=False)
    return ImportRequest(_file(asked), _days(asked), history=True)


def _file(asked: Asked) -> str | None:
    found = _NAMED.search(asked.typed)
    return found[1].strip(' «»"?.!\u00a0\u202f') if found else None


def _days(asked: Asked) -> tuple[date, date] | None:
    today = asked.scene.today
    for bounds in asked.reading.days:
        return bounds.apres or date.min, bounds.avant or today
    return None
