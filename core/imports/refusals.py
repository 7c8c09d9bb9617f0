"""Why a whole file is refused: each reason with its sentence, what happened and what to do."""

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import TypedDict

from core.errors import Refused

MAX_COLUMNS = 500


class Refusal(StrEnum):
    EMPTY = "empty"
    NO_ROWS = "no_rows"
    NOT_CSV = "not_csv"
    UNREADABLE = "unreadable"
    MISSING_COLUMN = "missing_column"
    TOO_WIDE = "too_wide"
    TOO_LARGE = "too_large"
    LINE_TOO_LONG = "line_too_long"


class RefusalJson(TypedDict):
    """The contract's `refused`."""

    kind: str
    message: str
    fields: list[str]


class FileRefused(Refused):
    """The file can't be imported; nothing of it was."""

    def __init__(self, kind: Refusal, message: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.fields = fields

    def with_hint(self, hint: str) -> "FileRefused":
        """The same, with one more sentence about what to do."""
        return FileRefused(self.kind, f"{self.message} {hint}", self.fields)

    def as_json(self) -> RefusalJson:
        """The contract's `refused`."""
        return {"kind": self.kind.value, "message": self.message, "fields": list(self.fields)}


empty = partial(
    FileRefused,
    Refusal.EMPTY,
    "Ce fichier est vide. Vérifiez que c'est le bon, puis envoyez-le de nouveau.",
)
"""The file holds nothing."""

no_rows = partial(
    FileRefused,
    Refusal.NO_ROWS,
    "Ce fichier ne contient que des titres de colonnes, sans aucune ligne. Ajoutez vos "
    "prospects sous les titres, puis envoyez-le de nouveau.",
)
"""Headings only."""

_SEND_TABLE = (
    "Envoyez le tableau lui-même, enregistré en Excel (.xlsx), en LibreOffice (.ods) ou en CSV."
)

not_csv = partial(
    FileRefused,
    Refusal.NOT_CSV,
    f"Ce fichier n'est pas un fichier CSV, ni un classeur Excel ou LibreOffice. {_SEND_TABLE}",
)
"""Bytes of an unknown kind."""


def of_kind(
    what: str, advice: str = _SEND_TABLE, kind: Refusal = Refusal.NOT_CSV
) -> partial[FileRefused]:
    """An image, a PDF, an address book …: what it is, and what to do."""
    return partial(FileRefused, kind, f"Ce fichier est {what}. {advice}")


old_workbook = partial(
    FileRefused,
    Refusal.NOT_CSV,
    "Ce classeur est dans un format que je ne sais pas lire. Ouvrez-le dans votre tableur, "
    "choisissez « Enregistrer sous », puis « Classeur Excel (.xlsx) » ou « CSV », et envoyez "
    "ce fichier.",
)
"""A workbook in a format that is not read: .xls, .xlsb, Apple's Numbers …"""

locked = partial(
    FileRefused,
    Refusal.UNREADABLE,
    "Ce classeur est protégé par un mot de passe. Ouvrez-le dans votre tableur, enregistrez-le "
    "sans mot de passe, et envoyez-le de nouveau.",
)
"""A workbook under a password."""

_DAMAGED = (
    "Ce classeur est abîmé, je n'arrive pas à le lire. Ouvrez-le dans votre tableur, "
    "enregistrez-le de nouveau, et envoyez la nouvelle version."
)
damaged = partial(FileRefused, Refusal.UNREADABLE, _DAMAGED)
"""A workbook that cannot be read."""

no_workbook = partial(FileRefused, Refusal.NOT_CSV, _DAMAGED)
"""A zip that cannot be read, and may be no workbook."""

too_large = partial(
    FileRefused,
    Refusal.TOO_LARGE,
    "Ce fichier est trop gros : 50 Mo ou 1 000 000 de lignes au plus. Partagez-le en plusieurs "
    "fichiers, et importez-les l'un après l'autre.",
)
"""Too many bytes, or rows."""

too_large_inside = partial(
    FileRefused,
    Refusal.TOO_LARGE,
    "Ce classeur est bien plus gros à l'intérieur qu'il n'y paraît, je ne l'ouvre pas. Dans "
    "votre tableur, copiez le tableau seul dans un nouveau classeur, et envoyez celui-ci.",
)
"""A workbook that unpacks to far more than its size suggests."""

too_wide = partial(
    FileRefused,
    Refusal.TOO_WIDE,
    f"Ce fichier a plus de {MAX_COLUMNS} colonnes. Gardez celles qui servent (nom, ville, "
    "e-mail, téléphone…) et envoyez-le de nouveau.",
)
"""Too many columns."""

line_too_long = partial(
    FileRefused,
    Refusal.LINE_TOO_LONG,
    "Ce fichier contient une ligne de plus de 1 Mo : ce n'est sans doute pas un tableau. "
    "Enregistrez-le de nouveau depuis votre tableur, une ligne par prospect.",
)
"""A line too long to be a row."""

unreadable = partial(
    FileRefused,
    Refusal.UNREADABLE,
    "Impossible de reconnaître les colonnes de ce fichier. Enregistrez-le de nouveau depuis "
    "votre tableur en Excel (.xlsx) ou en CSV avec le point-virgule comme séparateur, et une "
    "première ligne de titres.",
)
"""No separator splits it into columns."""


def over_size(max_bytes: int) -> FileRefused:
    """More bytes than are stored."""
    return FileRefused(
        Refusal.TOO_LARGE,
        f"Ce fichier est trop gros : {max_bytes // 1_000_000} Mo au plus. "
        "Partagez-le en plusieurs fichiers, et importez-les l'un après l'autre.",
    )


def missing_columns(fields: Sequence[str], columns: Sequence[str] = ()) -> FileRefused:
    """No column for a field that every prospect needs; `columns` are those that there are."""
    names = {
        "nom_structure": "le nom de la structure (« nom_structure »)",
        "ville": "la ville, l'adresse ou le code postal (« ville »)",
    }
    wanted = " et ".join(names[name] for name in fields)
    return FileRefused(
        Refusal.MISSING_COLUMN,
        f"Je ne sais pas quelle colonne de ce fichier donne {wanted}.{_listed(columns)} Dites "
        "laquelle, ou ajoutez-la et envoyez le fichier de nouveau.",
        tuple(fields),
    )


def _listed(columns: Sequence[str]) -> str:
    """' Ses colonnes : « A », « B »…'"""
    named = [f"« {label[:_LONGEST_LABEL]} »" for label in columns if label]
    more = "…" if len(named) > _NAMED else ""
    return f" Ses colonnes : {', '.join(named[:_NAMED])}{more}." if named else ""


_NAMED = 12
_LONGEST_LABEL = 40
