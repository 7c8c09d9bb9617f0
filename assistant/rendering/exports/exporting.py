"""What is said of an export: its file, its columns, its line in the journal."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from assistant.language.phrasing.chips import describe
from assistant.rendering.wording import escape, listed, plural
from core.exports.models import Export, Format
from core.exports.readable import PEOPLE_FIELDS
from core.prospects.filters import Filter
from core.prospects.models import FIELDS
from core.vocabulary.labels import COLUMN_LABELS

FORMAT_LABELS = {
    Format.XLSX: "Excel (.xlsx)",
    Format.CSV: "CSV pour Excel et LibreOffice",
    Format.PLAIN: "Format d'échange (CSV), pour un autre logiciel",
}
_READY = {
    Format.CSV: "en CSV : il s'ouvre avec Excel ou LibreOffice",
    Format.PLAIN: "au format d'échange (CSV simple, noms exacts des champs), pour un autre "
    "logiciel",
    Format.XLSX: "en Excel (.xlsx)",
}
_BRIEF = {Format.CSV: "en CSV", Format.PLAIN: "en CSV simple", Format.XLSX: "en Excel"}


def ready(export: Export) -> str:
    """The file is there: how many, in which form, and what to mind."""
    what = f"Votre fichier est prêt : **{plural(export.rows, 'prospect')}**"
    order = export.order
    sentences = [f"{what}, {_READY[order.format]}"]
    if chosen := columns_text(order.columns, order.readable):
        sentences.append(chosen)
    if order.sort:
        way = ", du plus grand au plus petit" if order.descending else ""
        sentences.append(f"Classement : {COLUMN_LABELS[order.sort]}{way}")
    sentences.append("Il contient des données personnelles : gardez-le pour vous")
    return ". ".join((*sentences, "Le lien reste bon une heure."))


def columns_text(columns: Sequence[str], readable: bool = False) -> str:
    """'Colonnes : Nom et Ville', 'Toutes les colonnes sauf Tags'; empty for all of them.

    A file for people has no ids, and is whole without."""
    whole = PEOPLE_FIELDS if readable else FIELDS
    left = [name for name in whole if name not in columns]
    if not left:
        return ""
    if few_left([name for name in columns if name in whole], whole):
        return f"Toutes les colonnes sauf {listed([COLUMN_LABELS[name] for name in left])}"
    return f"Colonnes : {listed([COLUMN_LABELS[name] for name in columns])}"


def few_left(columns: Sequence[str], whole: Sequence[str] = FIELDS) -> bool:
    """Whether it is shorter to say which columns of the whole are left out."""
    in_order = list(columns) == [name for name in whole if name in columns]
    return in_order and len(columns) > len(whole) // 2


def journal_text(details: Mapping[str, Any]) -> str:
    """An export in the journal: 'export de 12 prospects en Excel — MJC, Bretagne'."""
    if "campagne" in details:
        people = plural(int(details["fiches"]), "destinataire")
        return f"export de {people} de la campagne « {escape(str(details['campagne']))} »"
    said = f"export de {plural(int(details['lignes']), 'prospect')}"
    said += f" {_BRIEF[Format(details['format'])]}"
    whom = _whom(details.get("filtre"))
    columns = [str(name) for name in details.get("colonnes") or ()]
    chosen = columns_text(columns, bool(details.get("lisible")))
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
