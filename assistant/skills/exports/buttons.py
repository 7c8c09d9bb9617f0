"""The sentences of the buttons that ask for a file."""

from collections.abc import Sequence

from assistant.rendering.exports.exporting import few_left
from core.exports.models import Format
from core.prospects.models import FIELDS
from core.vocabulary.labels import COLUMN_LABELS

_SAID = {Format.CSV: "en CSV", Format.PLAIN: "en CSV simple", Format.XLSX: "en Excel"}


def sentence(format: Format, columns: Sequence[str], limit: int | None = None) -> str:
    """The sentence that asks for that file of the selection in force."""
    left = [COLUMN_LABELS[name] for name in FIELDS if name not in columns]
    if not left:
        whom = f"exporte les {limit} premiers" if limit else "exporte-les"
        return f"{whom} {_SAID[format]}"
    chosen = f"avec les colonnes {', '.join(COLUMN_LABELS[name] for name in columns)}"
    if few_left(columns):
        chosen = f"sauf les colonnes {', '.join(left)}"
    return f"exporte la sélection {_SAID[format]} {chosen}"
