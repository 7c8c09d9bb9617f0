"""Ranks in sentences: "la deuxième", "fiche de la 3", "l'avant-dernière de la liste"."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.text.phrasings import Phrasings
from core.vocabulary.text import fold

_WORDS = (
    *("premi", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme", "septieme"),
    *("huitieme", "neuvieme", "dixieme", "onzieme", "douzieme", "treizieme", "quatorzieme"),
    *("quinzieme", "seizieme", "dix septieme", "dix huitieme", "dix neuvieme", "vingtieme"),
)
LAST, BEFORE_LAST = -1, -2
RANK = (
    r"(?P<rank>(?:toute |tout )?derniere?s?|avant derniere?|premiere?s?|seconde?|"
    + "|".join(word for word in reversed(_WORDS[1:]))
    + r"|\d{1,5}(?: ?(?:e|eme|er|ere|re|ieme|nde?))?)"
)
_WAYS = Phrasings("ranks", " ", rank=RANK)
_BARE = re.compile(_WAYS["bare"])
_WITHIN = re.compile(rf"(?:^| ){_WAYS['pointed']}(?= {_WAYS['followed']}(?: |$)|$)")
_MONTHS = (
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
)
_DAY = re.compile(rf"\b(?:le|au|du) \d{{1,2}}(?:er)? (?:{_MONTHS}|\d)")


@dataclass(frozen=True)
class RowSaid:
    """A row of the table on the screen, named by its rank."""

    rank: int
    """From 1; LAST and BEFORE_LAST from the end."""
    whole: bool
    """Of the whole list, not of the page shown."""


def rank_of(said: str) -> int:
    """'deuxieme' and '2e' are 2; LAST and BEFORE_LAST count from the end."""
    if digits := re.match(r"\d+", said):
        return int(digits[0])
    if "dernier" in said:
        return BEFORE_LAST if said.startswith("avant") else LAST
    if said.startswith("second"):
        return 2
    return next(at for at, word in enumerate(_WORDS, 1) if said.startswith(word))


def is_bare(said: str) -> bool:
    """ "ouvre la première", "la 3": a row, and nothing else. Of a folded sentence."""
    return _BARE.fullmatch(said) is not None


def read_row(asked: Asked, name: str) -> RowSaid | None:
    """The row that the sentence names; `name` is the record's name heard in it, if any."""
    said = asked.said
    found = _BARE.fullmatch(said) or _WITHIN.search(_DAY.sub(" ", said))
    if found is None or fold(name) not in found[0]:
        # A name besides the rank: the rank is of something else.
        return None
    return RowSaid(rank_of(found["rank"]), "liste" in found[0])
