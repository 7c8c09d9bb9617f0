"""The sentences of whole-file refusals: what happened, and what to do."""

from core.imports.models import FileRefused, Refusal

MAX_COLUMNS = 500


def empty() -> FileRefused:
    """Nothing is in it."""
    return FileRefused(
        Refusal.EMPTY, "Ce fichier est vide. Vérifiez que c'est le bon, puis envoyez-le de nouveau."
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
    """A password is needed."""
    return FileRefused(
        Refusal.UNREADABLE,
        "Ce classeur est protégé par un mot de passe. Ouvrez-le dans votre tableur, enregistrez-le "
        "sans mot de passe, et envoyez-le de nouveau.",
    )


def damaged(kind: Refusal = Refusal.UNREADABLE) -> FileRefused:
    """A workbook whose inside does not hold together; NOT_CSV where it may be no workbook."""
    return FileRefused(
        kind,
        "Ce classeur est abîmé, je n'arrive pas à le lire. Ouvrez-le dans votre tableur, "
        "enregistrez-le de nouveau, et envoyez la nouvelle version.",
    )


def too_large() -> FileRefused:
    """Bytes, or rows."""
    return FileRefused(
        Refusal.TOO_LARGE,
        "Ce fichier est trop gros : 50 Mo ou 1 000 000 de lignes au plus. Partagez-le en plusieurs "
        "fichiers, et importez-les l'un après l'autre.",
    )


def swollen() -> FileRefused:
    """A workbook that holds far more than its size tells."""
    return FileRefused(
        Refusal.TOO_LARGE,
        "Ce classeur est bien plus gros à l'intérieur qu'il n'y paraît, je ne l'ouvre pas. Dans "
        "votre tableur, copiez le tableau seul dans un nouveau classeur, et envoyez celui-ci.",
    )


def too_wide() -> FileRefused:
    """Columns."""
    return FileRefused(
        Refusal.TOO_WIDE,
        f"Ce fichier a plus de {MAX_COLUMNS} colonnes. Gardez celles qui servent (nom, ville, "
        "e-mail, téléphone…) et envoyez-le de nouveau.",
    )


def line_too_long() -> FileRefused:
    """One line is no row."""
    return FileRefused(
        Refusal.LINE_TOO_LONG,
        "Ce fichier contient une ligne de plus de 1 Mo : ce n'est sans doute pas un tableau. "
        "Enregistrez-le de nouveau depuis votre tableur, une ligne par prospect.",
    )


def unreadable() -> FileRefused:
    """No columns can be told apart."""
    return FileRefused(
        Refusal.UNREADABLE,
        "Impossible de reconnaître les colonnes de ce fichier. Enregistrez-le de nouveau depuis "
        "votre tableur en Excel (.xlsx) ou en CSV avec le point-virgule comme séparateur, et une "
        "première ligne de titres.",
    )
