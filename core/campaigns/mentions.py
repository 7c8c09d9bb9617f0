"""Which campaigns a sentence names by their whole name."""

from collections.abc import Sequence

from core.campaigns.models import Campaign
from core.vocabulary.text import fold

_BEFORE = ("campagne", "de", "du", "d", "des", "la", "l", "le", "les", "a", "au", "aux", "pour")
"""What stands before a name of one word: "relance ceux…" names no campaign called "Relance"."""

_LEFT_OUT = frozenset(("la", "le", "les", "l", "ma", "notre", "campagne"))


def mentioned(campaigns: Sequence[Campaign], said: str) -> list[Campaign]:
    """Those whose whole name stands in the folded sentence; the longer where one holds another."""
    found = {one.campagne_id: (one, fold(one.nom)) for one in campaigns if _is_in(one, said)}
    return [
        one
        for one, name in found.values()
        if not any(name != other and name in other for _, other in found.values())
    ]


def called_exactly(campaigns: Sequence[Campaign], words: str) -> list[Campaign]:
    """Those whose name the folded words are, its article or the word "campagne" left out or not."""
    wanted = _bare(words)
    return [one for one in campaigns if wanted and _bare(fold(one.nom)) == wanted]


def _bare(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0] in _LEFT_OUT:
        del words[0]
    return " ".join(words)


def _is_in(campaign: Campaign, said: str) -> bool:
    name, words = fold(campaign.nom), f" {said} "
    if not name or f" {name} " not in words:
        return False
    if " " in name:
        return True
    return any(f" {before} {name} " in words for before in _BEFORE)
