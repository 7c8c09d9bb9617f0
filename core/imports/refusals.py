"""Why a whole file is refused: each reason with its sentence, what happened and what to do."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypedDict

from core.errors import Refused

MAX_COLUMNS = 500


class Refusal(StrEnum):
    """The kinds of refusal."""

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

    def as_json(self) -> RefusalJson:
        """The contract's `refused`."""
        return {"kind": self.kind.value, "message": self.message, "fields": list(self.fields)}


def empty() -> FileRefused:
    """The file holds nothing."""
    return FileRefused(
        Refusal.EMPTY, "Ce fichier est vide. Vérifiez que c'est le bon, puis envoyez-le de nouveau."
    )


def no_rows() -> FileRefused:
    """Headings only."""
    return FileRefused(
        Refusal.NO_ROWS,
        "Ce fichier ne contient que des titres de colonnes, sans aucune ligne. Ajoutez vos "
        "prospects sous les titres, puis envoyez-le de nouveau.",
    )


def not_csv() -> FileRefused:
    """An image, a PDF, a text document …"""
    return FileRefused(
        Refusal.NOT_CSV,
        "Ce fichier n'est pas un fichier CSV, ni un classeur Excel ou LibreOffice (c'est une "
        "image, un PDF, un texte…). Envoyez le tableau lui-même, enregistré en .xlsx, en .ods ou "
        "en CSV.",
    )


def old_workbook() -> FileRefused:
    """A workbook in a format that is not read: .xls, .xlsb, Apple's Numbers …"""
    return FileRefused(
        Refusal.NOT_CSV,
        "Ce classeur est dans un format que je ne sais pas lire. Ouvrez-le dans votre tableur, "
        "choisissez « Enregistrer sous », puis « Classeur Excel (.xlsx) » ou « CSV », et envoyez "
        "ce fichier.",
    )


def locked() -> FileRefused:
    """A workbook under a password."""
    return FileRefused(
        Refusal.UNREADABLE,
        "Ce classeur est protégé par un mot de passe. Ouvrez-le dans votre tableur, enregistrez-le "
        "sans mot de passe, et envoyez-le de nouveau.",
    )


def damaged(kind: Refusal = Refusal.UNREADABLE) -> FileRefused:
    """A workbook that cannot be read; NOT_CSV where it may be no workbook."""
    return FileRefused(
        kind,
        "Ce classeur est abîmé, je n'arrive pas à le lire. Ouvrez-le dans votre tableur, "
        "enregistrez-le de nouveau, et envoyez la nouvelle version.",
    )


def too_large() -> FileRefused:
    """Too many bytes, or rows."""
    return FileRefused(
        Refusal.TOO_LARGE,
        "Ce fichier est trop gros : 50 Mo ou 1 000 000 de lignes au plus. Partagez-le en plusieurs "
        "fichiers, et importez-les l'un après l'autre.",
    )


def over_size(max_bytes: int) -> FileRefused:
    """More bytes than are stored."""
    return FileRefused(
        Refusal.TOO_LARGE,
        f"Ce fichier est trop gros : {max_bytes // 1_000_000} Mo au plus. "
        "Partagez-le en plusieurs fichiers, et importez-les l'un après l'autre.",
    )


def too_large_inside() -> FileRefused:
    """A workbook that unpacks to far more than its size suggests."""
    return FileRefused(
        Refusal.TOO_LARGE,
        "Ce classeur est bien plus gros à l'intérieur qu'il n'y paraît, je ne l'ouvre pas. Dans "
        "votre tableur, copiez le tableau seul dans un nouveau classeur, et envoyez celui-ci.",
    )


def too_wide() -> FileRefused:
    """Too many columns."""
    return FileRefused(
        Refusal.TOO_WIDE,
        f"Ce fichier a plus de {MAX_COLUMNS} colonnes. Gardez celles qui servent (nom, ville, "
        "e-mail, téléphone…) et envoyez-le de nouveau.",
    )


def line_too_long() -> FileRefused:
    """A line too long to be a row."""
    return FileRefused(
        Refusal.LINE_TOO_LONG,
        "Ce fichier contient une ligne de plus de 1 Mo : ce n'est sans doute pas un tableau. "
        "Enregistrez-le de nouveau depuis votre tableur, une ligne par prospect.",
    )


def unreadable() -> FileRefused:
    """No separator splits it into columns."""
    return FileRefused(
        Refusal.UNREADABLE,
        "Impossible de reconnaître les colonnes de ce fichier. Enregistrez-le de nouveau depuis "
        "votre tableur en Excel (.xlsx) ou en CSV avec le point-virgule comme séparateur, et une "
        "première ligne de titres.",
    )


def missing_columns(fields: Sequence[str]) -> FileRefused:
    """No column for a field that every prospect needs."""
    names = {
        "nom_structure": "le nom de la structure (« nom_structure »)",
        "ville": "la ville, l'adresse ou le code postal (« ville »)",
    }
    wanted = " et ".join(names[name] for name in fields)
    return FileRefused(
        Refusal.MISSING_COLUMN,
        f"Il manque à ce fichier une colonne pour {wanted}. Ajoutez-la, ou corrigez son titre, "
        "et envoyez le fichier de nouveau.",
        tuple(fields),
    )
