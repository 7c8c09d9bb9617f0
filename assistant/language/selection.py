"""Which filter a turn outputs, and which one it leaves in force, given its intent."""

from dataclasses import dataclass, replace
from datetime import date

from assistant.language.comparing import with_sides
from assistant.language.conditions import Condition
from assistant.language.context import merge
from assistant.language.evidence import Evidence
from assistant.language.extract import Said
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter, KnownField

LISTING = frozenset({Intent.FILTER_PROSPECTS, Intent.COUNT_PROSPECTS})
# They always work on the selection in force; a condition narrows it.
ON_SELECTION = frozenset(
    {
        Intent.EXPORT_CSV,
        Intent.SHOW_KPIS,
        Intent.SEGMENT_PROSPECTS,
        Intent.SCORE_PROSPECTS,
        Intent.CREATE_CAMPAIGN,
        Intent.EXPORT_CHARTS,
        Intent.RECOMMEND_STRATEGY,
    }
)
# They work on the selection where the sentence speaks of it.
ON_MENTION = frozenset({Intent.GENERATE_MAIL, Intent.SEND_CAMPAIGN})
# They may carry conditions of their own, which do not stay in force.
ALONE = frozenset({Intent.FIND_DUPLICATES, Intent.CAMPAIGN_PERFORMANCE, Intent.PLAN_CAMPAIGN})
USES_SELECTION = LISTING | ON_SELECTION | ON_MENTION | ALONE | {Intent.REFINE_FILTERS}

# What a condition's key cannot be in a turn of that intent: the same words mean something else.
_NO_TEXT = frozenset({"texte", "campagne"})
_NOT_CONDITIONS = {
    Intent.GENERATE_MAIL: _NO_TEXT | {"dernier_contact", "adherents", "quantity"},
    Intent.SEND_CAMPAIGN: _NO_TEXT | {"dernier_contact", "adherents", "quantity"},
    Intent.CREATE_CAMPAIGN: _NO_TEXT,
    Intent.PLAN_CAMPAIGN: _NO_TEXT | {"dernier_contact", "adherents", "quantity"},
    Intent.CAMPAIGN_PERFORMANCE: _NO_TEXT
    | {"dernier_contact", "retour", "statut", "avec", "sans", "adherents", "quantity"},
    Intent.RECOMMEND_STRATEGY: _NO_TEXT | {"dernier_contact"},
    Intent.SEGMENT_PROSPECTS: _NO_TEXT | {"quantity"},
    Intent.SCORE_PROSPECTS: frozenset({"quantity"}),
    Intent.FIND_DUPLICATES: frozenset({"avec", "sans", "avec_un_de", "texte", "quantity"}),
}
# What a KPI is about is no condition on who is counted.
KPI_KEYS = {
    "website": frozenset({"avec", "sans", "avec_un_de"}),
    "missing_contact": frozenset({"avec", "sans", "avec_un_de"}),
    "networks": frozenset({"avec", "sans", "avec_un_de", "followers"}),
    "consent": frozenset({"accepte_contact"}),
    "never_contacted": frozenset({"statut"}),
    "status": frozenset({"statut"}),
    "return_rate": frozenset({"retour", "statut", "delai_reponse"}),
    "response_delay": frozenset({"retour", "statut", "delai_reponse"}),
    "audience": frozenset({"tranche_public"}),
}
_KNOWN_OF = {
    "region": KnownField.REGION,
    "departement": KnownField.DEPARTEMENT,
    "consent": KnownField.ACCEPTE_CONTACT,
    "audience": KnownField.TRANCHE_PUBLIC,
}
"""Whose "Non renseigné" is a bar of that KPI, and no condition either."""


@dataclass(frozen=True)
class Selection:
    output: Filter
    in_force: Filter


def select(
    intent: Intent,
    said: Said,
    shape: Evidence,
    context: Context,
    today: date,
    kpi: str | None = None,
) -> Selection:
    said = _meant(said, intent, kpi)
    before = context.filter
    if intent is Intent.REFINE_FILTERS:
        return _both(merge(before, said, today))
    if intent in LISTING:
        return _both(merge(Filter() if is_fresh(said, shape) else before, said, today))
    if intent is Intent.SHOW_KPIS:
        return _both(merge(before, with_sides(said, before), today))
    if intent in ON_SELECTION:
        return _both(merge(before, said, today))
    if intent in ON_MENTION:
        if said.is_empty and not (shape.uses_selection or shape.refers):
            return Selection(Filter(), before)
        return _both(merge(before, said, today))
    if intent in ALONE:
        if said.is_empty and shape.uses_selection:
            return Selection(before, before)
        return Selection(merge(Filter(), said, today), before)
    return Selection(Filter(), before)


def is_fresh(said: Said, shape: Evidence) -> bool:
    """A whole new search, which owes nothing to the filter in force."""
    if said.is_empty or shape.refers or "only" in said.signals or "add" in said.signals:
        return False
    if shape.changes_filter and not said.clear:
        return False
    if shape.goes_on and shape.counts:
        return False
    return shape.has_noun or said.clear


def _both(filters: Filter) -> Selection:
    return Selection(filters, filters)


def _meant(said: Said, intent: Intent, kpi: str | None) -> Said:
    """Without the words that are no conditions in such a turn."""
    ignored = _NOT_CONDITIONS.get(intent, frozenset())
    if intent not in LISTING and intent is not Intent.REFINE_FILTERS:
        ignored = ignored | {"date"}
    if intent is Intent.SHOW_KPIS and kpi is not None:
        about = (change for change in said.changes if not _of_kpi(change.condition, kpi))
        said = replace(said, changes=tuple(about))
    if not ignored:
        return said
    kept = tuple(change for change in said.changes if change.condition.key not in ignored)
    return replace(said, changes=kept)


def _of_kpi(condition: Condition, kpi: str) -> bool:
    """Says what the KPI is about: "quelle part a un site ?", but not "… de ceux sans région ?"."""
    fields = condition.value if condition.key in {"avec", "sans"} else ()
    if set(fields) & set(KnownField):
        return fields == (_KNOWN_OF.get(kpi),)
    return condition.key in KPI_KEYS.get(kpi, frozenset())
