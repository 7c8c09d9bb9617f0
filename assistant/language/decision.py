"""Which intent: what the classifier thinks of the words, what the sentence's shape shows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.language.behind_figures import asks_meaning, asks_who, counts_by_period
from assistant.language.chain import rule
from assistant.language.comparing import compares_both, compares_selections
from assistant.language.doubt import is_unsure, readings
from assistant.language.evidence import Evidence
from assistant.language.extract import Said
from assistant.language.free_text import PEOPLE_OF_CAMPAIGN
from assistant.language.in_force import changes_it
from assistant.language.intents import IntentClassifier
from assistant.language.selection import USES_SELECTION
from assistant.language.understanding import Context, Intent, Reading
from core.vocabulary.text import fold

Chances = Mapping[Intent, float]

SELECTING = frozenset({Intent.FILTER_PROSPECTS, Intent.COUNT_PROSPECTS, Intent.REFINE_FILTERS})
_SURE = 0.9
"""What nothing but conditions is worth: "et en Bretagne ?" leaves no room for doubt."""


# "la fiche de Café des Dés d'Été": a record, whatever words are in its name.
_OF_RECORD = re.compile(r"(?:^| )fiche (?:complete |entiere )?(?:de|d|du|des) (?!.*campagne)")
_ABOUT_CAMPAIGNS = frozenset({Intent.SHOW_CAMPAIGN, Intent.LIST_CAMPAIGNS})
_TALK = frozenset({Intent.SMALL_TALK, Intent.HELP, Intent.OUT_OF_SCOPE})
_SETTLED = frozenset({Intent.EDIT_PROSPECT, Intent.SHOW_KPIS})
"""What the sentence shows plainly, whatever conditions it holds."""
_MAY_DEFINE = SELECTING | {
    Intent.SHOW_KPIS, Intent.HELP, Intent.OUT_OF_SCOPE, Intent.SHOW_PROSPECT, Intent.SMALL_TALK,
}  # fmt: skip
_LOUD = 0.8
"""A classifier that sure of something else sees words that the shape takes for conditions."""


@dataclass(frozen=True)
class Decision:
    intent: Intent
    confidence: float
    alternatives: tuple[Reading, ...] = ()
    unsure: bool = False


class Classifier(Protocol):
    def classify(self, text: str, said: Said, shape: Evidence) -> list[tuple[Intent, float]]:
        """Every intent with its probability, best first."""


class Decider:
    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    @classmethod
    def load(cls, learnt: Path | None = None) -> "Decider":
        return cls(IntentClassifier.load(learnt))

    def decide(self, text: str, said: Said, shape: Evidence, context: Context) -> Decision:
        ranked = self._classifier.classify(text, said, shape)
        chances = dict(ranked)
        best, chance = ranked[0]
        if asks_who(text, context):
            return Decision(Intent.FILTER_PROSPECTS, _SURE)
        plain = _plain(best, text, said, shape, context)
        if plain is not None:
            best, chance = plain, max(chance, _SURE)
        if plain in _SETTLED or (plain and _ADDS_PLACED.match(said.text)):
            # "mets le statut refusé à tous": its conditions are what to write.
            return Decision(best, chance, readings(best, chances, unsure=False))
        is_fragment = shape.is_fragment and not (said.is_only_a_date and context.filter.is_empty())
        outside = best in _TALK and not (best is Intent.HELP and _is_only_text(said))
        if best not in USES_SELECTION and changes_it(said, context.filter):
            return Decision(Intent.REFINE_FILTERS, _SURE)
        if best in SELECTING or (is_fragment and (chance < _LOUD or outside or shape.is_pure)):
            intent = selecting(said, shape, context, chances)
            together = sum(chances.get(one, 0.0) for one in SELECTING)
            sure = _SURE if is_fragment or plain is not None else 0.0
            return _weighed(intent, max(together, sure), chances)
        if plain is not None:
            return Decision(best, chance, readings(best, chances, unsure=False))
        return _weighed(best, chance, chances)


def _plain(best: Intent, text: str, said: Said, shape: Evidence, context: Context) -> Intent | None:
    """What the sentence shows plainly where the classifier heard something near it."""
    return (
        _of_one_record(best, text, said)
        or _of_indicators(best, text, said, shape, context)
        or _of_several(best, said, shape, context)
    )


def _of_indicators(
    best: Intent, text: str, said: Said, shape: Evidence, context: Context
) -> Intent | None:
    if compares_selections(best, said, context):
        return Intent.SHOW_KPIS
    if best in SELECTING and shape.counts and counts_by_period(said):
        return Intent.SHOW_KPIS
    if best in _MAY_DEFINE and asks_meaning(text):
        return Intent.SHOW_KPIS
    return None


def _of_one_record(best: Intent, text: str, said: Said) -> Intent | None:
    """What is asked or said of a record, or of the list as records."""
    if best is Intent.IMPORT_CSV and _WHO_DID.match(fold(text)):
        return Intent.PROSPECT_HISTORY
    if best is not Intent.ADD_PROSPECT and _SETS.match(text):
        return Intent.EDIT_PROSPECT
    if best in _MAY_EDIT and _edits(said.text, text):
        return Intent.EDIT_PROSPECT
    if best in _MAY_ADD and _ADDS_ONE.match(said.text):
        return Intent.ADD_PROSPECT
    if best is Intent.EDIT_PROSPECT and _VALUE.search(text):
        return Intent.EDIT_PROSPECT
    if best is Intent.RECORD_RESPONSE and _CONSENTS.search(fold(text)):
        return Intent.EDIT_PROSPECT
    return None


def _of_several(best: Intent, said: Said, shape: Evidence, context: Context) -> Intent | None:
    if shape.sorts and best is Intent.SHOW_KPIS:
        return Intent.FILTER_PROSPECTS
    if best is Intent.SHOW_KPIS and _speaks_of_campaign(said, context):
        return Intent.CAMPAIGN_PERFORMANCE
    if best in _ABOUT_CAMPAIGNS and _OF_RECORD.search(said.text):
        return Intent.SHOW_PROSPECT
    if best in _ABOUT_CAMPAIGNS and any(c.word == PEOPLE_OF_CAMPAIGN for c in said.conditions):
        # "les prospects de la campagne Noël": its people, not the campaign.
        return Intent.FILTER_PROSPECTS
    if best is Intent.SHOW_PROSPECT and _looks_for_text(said):
        return Intent.FILTER_PROSPECTS
    if shape.counts and best not in USES_SELECTION and _COUNTED_PEOPLE.search(said.text):
        return Intent.COUNT_PROSPECTS
    return None


# "qui a importé le fichier hier ?" asks who did it, not to do it.
_WHO_DID = re.compile(
    r"(?:mais |et |c est )?(?:par )?qui(?: est ce)?(?: qui)? (?:nous )?(?:l )?(?:a|avait|ont)\b"
)
# "… de la première en 02 98 11 22 33": a number to write, and no departement.
_VALUE = re.compile(r"(?:\+33 ?|\b0)[1-9](?:[ .-]?\d\d){4}\b|\S@\S")
_MAY_ADD = SELECTING | {
    Intent.ADD_PROSPECT,
    Intent.EDIT_PROSPECT,
    Intent.SHOW_PROSPECT,
    Intent.OUT_OF_SCOPE,
}
# "change le téléphone en 12", "change le mail en pas-un-mail": wrong values are told as such. Of a
# mail, only what might be an address: "change le mail en plus court" is another thing.
_SETS = re.compile(
    r"\s*(?:change|modifie|corrige|remplace)[rz]?\s+(?:le|la|son|sa)\s+(?:"
    r"(?:(?:numéro|numero)(?:\s+de\s+(?:téléphone|telephone))?|téléphone|telephone|tél|tel"
    r"|code\s+postal)\s+(?:en|par)\s+\S"
    r"|(?:adresse\s+)?(?:e-?mail|mail)\s+(?:en|par)\s+\S*[@.\d_-]\S*\s*$)",
    re.IGNORECASE,
)
_MAY_EDIT = SELECTING | {
    Intent.EDIT_PROSPECT, Intent.SMALL_TALK, Intent.SET_REMINDER,
    Intent.DELETE_PROSPECT, Intent.UPDATE_TASK, Intent.SETTINGS, Intent.OUT_OF_SCOPE,
    Intent.RECORD_RESPONSE, Intent.CREATE_CAMPAIGN, Intent.SHOW_CAMPAIGN, Intent.SEGMENT_PROSPECTS,
}  # fmt: skip
# "ajoute la MJC de Dijon, tel …": one, and no "ajoute les MJC" to the list.
_ADDS_ONE = re.compile(
    r"r?ajoute[rz]? (?:moi )?(?:la|le|l|un|une) (?:<c\.typeprospect>|prospect|structure)(?: |$)"
)
_EDITS_MANY = re.compile(
    r"(?:^| )(?:passe|mets|met|marque|bascule|classe)[rz]? les (?:toutes |tous )?"
    r"(?:en|au statut|comme|a) "
)
_ADDS_PLACED = re.compile(
    r"r?ajoute[rz]? (?:moi )?(?:la|le|l|un|une) <c\.typeprospect> (?!<end>)\S+"
)
# "tague-les salon", "mets le statut refusé à tous", "note pour tous : appelés le 3 mai".
_TELLS_ALL = re.compile(
    r"^(?:(?:tague|etiquette)\w* (?:les|moi)(?: |$)"
    r"|(?:mets|met|mettez|passe\w*|donne\w*) (?:leur )?(?:le |au )?statut "
    r"|(?:mets|met|mettez|passe\w*|donne\w*|enleve\w*|retire\w*|ajoute\w*) leur "
    r"|(?:note\w*|ecri\w*|commentaires?|(?:ajoute\w*|mets|met) (?:un |le |en )?commentaires?) "
    r"(?:ceci |ca )?(?:pour|a|sur) "
    r"(?:tous|toutes|toute la liste|tout le monde|chacun\w*|eux|elles)\b)"
)
_TAGS = re.compile(
    r"^(?:r?ajoute|mets|met|enleve|retire|supprime|vire|ote|tague|etiquette)\w* "
    r"(?:\w+ )*?(?:tags?|etiquettes?) "
)


# "la Horde accepte d'être contactée" is no answer to a mailing.
_CONSENTS = re.compile(
    r"(?:accept|autoris|refus|souhait|ve[u]l|veut)\w* (?:\w+ ){0,3}?(?:etre|qu on|recevoir)\b.*"
    r"(?:contact|sollicit|mail|demarch|appel|newsletter|message)"
)


_COUNTED_PEOPLE = re.compile(
    r"combien (?:d |de )(?:<c\.typeprospect>|prospects|structures|contacts|fiches)(?: |$)"
)
_SEVERAL = re.compile(r"(?:^| )(?:les|des|nos|ceux|celles|prospects|fiches|structures)(?: |$)")


def _edits(words: str, text: str) -> bool:
    """Changes something of the records of the list."""
    return bool(_EDITS_MANY.search(words) or _TAGS.search(words) or _TELLS_ALL.search(fold(text)))


def _looks_for_text(said: Said) -> bool:
    """ "les fiches qui parlent de Cthulhu": several, and no record of that name."""
    sought = any(condition.key == "texte" for condition in said.conditions)
    return sought and bool(_SEVERAL.search(said.text))


def _is_only_text(said: Said) -> bool:
    """ "en deux mots : à quoi tu sers" looks for no such words."""
    return bool(said.changes) and {change.condition.key for change in said.changes} == {"texte"}


def _speaks_of_campaign(said: Said, context: Context) -> bool:
    """ "et par région ?" after a campaign's results."""
    follows = context.last_intent is Intent.CAMPAIGN_PERFORMANCE
    return follows and (said.text.startswith(("et ", "par ", "selon ")) or compares_both(said))


def _weighed(intent: Intent, chance: float, chances: Chances) -> Decision:
    unsure = is_unsure(intent, chance, chances)
    return Decision(intent, min(chance, 1.0), readings(intent, chances, unsure), unsure)


_WHOLE = ("tous les ", "toutes les ", "l ensemble ", "tout le monde ")
"""Opens a list of its own: "tous les prospects de Gironde sauf …"."""


_RESETS = re.compile(
    r"\b(?:enleve|retire|supprime|efface|annule|oublie|vire|vide|ote|reset|reinitialise|remet"
    r"|zero|filtre|critere|condition|finalement|plutot)"
)


def selecting(said: Said, shape: Evidence, context: Context, chances: Chances) -> Intent:
    """Which of the three intents about the selection."""
    if shape.counts:
        return Intent.COUNT_PROSPECTS
    if said.clear and said.changes and said.text.startswith(_WHOLE):
        return Intent.FILTER_PROSPECTS
    if said.clear and context.filter.is_empty() and not _RESETS.search(said.text):
        # "montre-moi tous les prospects": there is no filter to clear.
        return Intent.FILTER_PROSPECTS
    if context.filter.is_empty() and shape.lists and not _needs_filter(said):
        return _likelier(chances, Intent.FILTER_PROSPECTS, Intent.COUNT_PROSPECTS)
    if shape.changes_filter and not (shape.lists and said.clear and said.changes):
        return Intent.REFINE_FILTERS
    if shape.is_fragment:
        return _of_fragment(said, shape, context)
    if not context.filter.is_empty() and shape.refers and not said.is_empty:
        return Intent.REFINE_FILTERS
    if said.is_empty or shape.has_noun:
        return _likelier(chances, Intent.FILTER_PROSPECTS, Intent.COUNT_PROSPECTS)
    return max(SELECTING, key=lambda intent: chances.get(intent, 0.0))


def _needs_filter(said: Said) -> bool:
    """Takes off, puts back, adds: there must be something in force."""
    changed = said.signals & {"add", "remove", "restore", "swap", "instead"}
    return bool(changed) or bool(said.dropped) or said.clear or said.everywhere


_CONTINUES = rule(r"""
    ^(?:(?:ok|oui|bon|ah|alors|d_accord|parfait|super|merci|,|!|\.)_)*
    (?:et|mais|non|ou(?!_sont))(?!\S)
""")


_ALL = re.compile(
    r"(?:(?:tous|toutes|tout|les|des|nos) )*"
    r"(?:tous|toutes|tout|prospects?|structures?|contacts?|organisations?|fiches)(?: |$)"
)


def _of_fragment(said: Said, shape: Evidence, context: Context) -> Intent:
    """A follow-up when it sounds like one, else a search in a few words."""
    modes = {change.mode for change in said.changes}
    if modes and modes <= {"except", "not"} and _ALL.match(said.text):
        # "tous sauf ceux qui ont refusé", "prospects hors de France": a list of its own.
        return Intent.FILTER_PROSPECTS
    if modes and "say" not in modes:
        return Intent.REFINE_FILTERS
    if _CONTINUES.match(said.text):
        return Intent.REFINE_FILTERS
    if shape.opens_as_follow_up and not context.filter.is_empty():
        return Intent.REFINE_FILTERS
    return Intent.FILTER_PROSPECTS


def _likelier(chances: Chances, one: Intent, other: Intent) -> Intent:
    return one if chances.get(one, 0.0) >= chances.get(other, 0.0) else other
