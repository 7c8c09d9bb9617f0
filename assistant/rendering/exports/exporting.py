"""What is said of an export: its file, its columns, its line in the journal."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assistant.language.phrasing.chips import describe
from assistant.rendering.wording import escape, listed, plural
from core.exports.models import Export, Format
from core.prospects.filters import Filter
from core.prospects.models import FIELDS
from core.vocabulary.labels import COLUMN_LABELS

FORMAT_LABELS = {
    Format.CSV: "CSV pour Excel et LibreOffice",
    Format.PLAIN: "CSV simple, pour un autre logiciel",
    Format.XLSX: "Excel (.xlsx)",
}
_READY = {
    Format.CSV: "en CSV : il s'ouvre avec Excel ou LibreOffice",
    Format.PLAIN: "en CSV simple (virgules, UTF-8 sans marque), pour un autre logiciel",
    Format.XLSX: "en Excel (.xlsx)",
}
_BRIEF = {Format.CSV: "en CSV", Format.PLAIN: "en CSV simple", Format.XLSX: "en Excel"}


def ready(export: Export) -> str:
    """The file is there: how many, in which form, and what to mind."""
    what = f"Votre fichier est prêt : **{plural(export.rows, 'prospect')}**"
    order = export.order
    sentences = [f"{what}, {_READY[order.format]}"]
    if chosen := columns_text(order.columns):
        sentences.append(chosen)
    if order.sort:
        way = ", du plus grand au plus petit" if order.descending else ""
        sentences.append(f"Classement : {COLUMN_LABELS[order.sort]}{way}")
    sentences.append("Il contient des données personnelles : gardez-le pour vous")
    return ". ".join((*sentences, "Le lien reste bon une heure."))


def columns_text(columns: Sequence[str]) -> str:
    """'Colonnes : Nom et Ville', 'Toutes les colonnes sauf Tags'; empty for all of them."""
    left = [name for name in FIELDS if name not in columns]
    if not left:
        return ""
    if few_left(columns):
        return f"Toutes les colonnes sauf {listed([COLUMN_LABELS[name] for name in left])}"
    return f"Colonnes : {listed([COLUMN_LABELS[name] for name in columns])}"


def few_left(columns: Sequence[str]) -> bool:
    """Whether it is shorter to say which columns are left out."""
    in_order = list(columns) == [name for name in FIELDS if name in columns]
    return in_order and len(columns) > len(FIELDS) // 2


def journal_text(details: Mapping[str, Any]) -> str:
    """An export in the journal: 'export de 12 prospects en Excel — MJC, Bretagne'."""
    said = f"export de {plural(int(details['lignes']), 'prospect')}"
    said += f" {_BRIEF[Format(details['format'])]}"
    whom = _whom(details.get("filtre"))
    chosen = columns_text([str(name) for name in details.get("colonnes") or ()])
    return " — ".join(
        part for part in (said, escape(whom), chosen[:1].lower() + chosen[1:]) if part
    )


def _whom(filter: Any) -> str:
    """The selection in words; what an erasure left of it may be none."""
    try:
        kept = Filter.model_validate(filter)
    except ValidationError:
        return "[effacé]"
    return "toute la base" if kept.is_empty() else describe(kept)
