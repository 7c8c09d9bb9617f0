"""Which intent, from what the classifier thinks and what the sentence's shape shows."""

import re
from dataclasses import dataclass

from assistant.language.evidence import Evidence
from assistant.language.extract import Said
from assistant.language.understanding import Context, Intent, Reading
from core.vocabulary.text import fold

_SELECTING = frozenset({Intent.FILTER_PROSPECTS, Intent.COUNT_PROSPECTS, Intent.REFINE_FILTERS})


@dataclass(frozen=True)
class Decision:
    intent: Intent
    confidence: float
    alternatives: tuple[Reading, ...] = ()
    unsure: bool = False


_FALLBACK = (
    (r"\b(export|telecharge)\w*.*(graph|png|pdf)", Intent.EXPORT_CHARTS),
    (r"\b(export|telecharge)\w*", Intent.EXPORT_CSV),
    (r"\bdoublons?\b", Intent.FIND_DUPLICATES),
    (r"\bimport\w*", Intent.IMPORT_CSV),
    (r"\b(rappelle|rappel)\b", Intent.SET_REMINDER),
    (r"\b(statistiques?|stats|kpi|repartition|taux|indicateurs?|graphiques?)\b", Intent.SHOW_KPIS),
    (r"\b(cree|creer|fais en|nouvelle) .*campagne", Intent.CREATE_CAMPAIGN),
    (r"\benvoie\w* .*(campagne|mail)", Intent.SEND_CAMPAIGN),
    (r"\b(ecris|redige|genere)\w*", Intent.GENERATE_MAIL),
    (r"\b(segment|cluster|regroupe)\w*", Intent.SEGMENT_PROSPECTS),
    (r"\b(score|susceptible|chances?)\w*", Intent.SCORE_PROSPECTS),
    (r"\bsauvegarde\w*", Intent.BACKUP),
    (r"\btaches?\b", Intent.SHOW_TASKS),
    (r"^\W*(bonjour|salut|merci|au revoir|bonsoir)\W*$", Intent.SMALL_TALK),
    (r"^\W*aide\b|que sais tu faire", Intent.HELP),
)


class Decider:
    @classmethod
    def load(cls) -> "Decider":
        return cls()

    def decide(self, text: str, said: Said, shape: Evidence, context: Context) -> Decision:
        folded = fold(text)
        for pattern, intent in _FALLBACK:
            if re.search(pattern, folded):
                return Decision(intent, 0.6)
        return Decision(selecting(said, shape, not context.filter.is_empty()), 0.6)


def selecting(said: Said, shape: Evidence, has_filter: bool) -> Intent:
    """Which of the three intents about the selection."""
    if shape.counts:
        return Intent.COUNT_PROSPECTS
    if shape.changes_filter:
        return Intent.REFINE_FILTERS
    if shape.is_fragment and (
        shape.opens_as_follow_up and (has_filter or said.text.startswith("et "))
    ):
        return Intent.REFINE_FILTERS
    if has_filter and shape.refers and not said.is_empty:
        return Intent.REFINE_FILTERS
    return Intent.FILTER_PROSPECTS
