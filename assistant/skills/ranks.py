"""Ranks in sentences ("la deuxième", "fiche de la 3"), and the row of the table that they name."""

import re
from dataclasses import dataclass

from assistant.rendering.wording import number
from assistant.skills.registry import Turn
from core.prospects.models import Prospect
from core.prospects.service import DEFAULT_SORT
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
_OF_LIST = (
    r"(?: (?:fiche|ligne|prospect|structure|resultat|de (?:la|cette|ta) (?:liste|page)"
    r"|du tableau))*"
)
_POINTING = r"(?:la|le|l|celle|celui|fiche|ligne|numero|no|n|du|au|de)"
_BARE = re.compile(
    r"(?:(?:et|ok|vas y|alors|stp) )*"
    r"(?:(?:r?ouvre|montre|affiche|voir|voyons|voila|detaille|donne|fiche|ouvrir|consulte)\w*"
    r"(?: moi)? )?"
    rf"(?:{_POINTING} )+{RANK}{_OF_LIST}(?: (?:stp|svp|s il te plait|s il vous plait|ouvre la))*"
)
_WITHIN = re.compile(
    rf"(?:^| )(?:la|le|l|celle|celui|du|au|(?:fiche|ligne|numero|no|n)) {RANK}{_OF_LIST}"
    r"(?= (?:en|a|au|aux|comme|est|c|avec|par|pour|qui|ne|n|accept\w*|refus\w*|repond\w*|dit|hier"
    r"|aujourd|stp|svp|s il|(?:n est |est )?(?:interess|d accord)\w*)(?: |$)|$)"
)
_MONTHS = (
    r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
)
_DAY = re.compile(rf"\b(?:le|au|du) \d{{1,2}}(?:er)? (?:{_MONTHS}|\d)")


@dataclass(frozen=True)
class Row:
    """The record of a row that a sentence names; or why there is none."""

    record: Prospect | None
    missing: str = ""


def rank_of(said: str) -> int:
    """'deuxieme' and '2e' are 2; LAST and BEFORE_LAST count from the end."""
    if digits := re.match(r"\d+", said):
        return int(digits[0])
    if "dernier" in said:
        return BEFORE_LAST if said.startswith("avant") else LAST
    if said.startswith("second"):
        return 2
    return next(at for at, word in enumerate(_WORDS, 1) if said.startswith(word))


def is_bare(text: str) -> bool:
    """ "ouvre la première", "la 3": a row, and nothing else."""
    return _BARE.fullmatch(fold(text)) is not None


def row_said(turn: Turn) -> Row | None:
    """The row of the table shown that the sentence names; None where it names none."""
    said = fold(turn.text)
    found = _BARE.fullmatch(said) or _WITHIN.search(_DAY.sub(" ", said))
    if found is None or not _names_nobody(turn, found[0]):
        return None
    shown = turn.conversations.shown(turn.user, turn.conversation, "table")
    return None if shown is None else _row(turn, shown, rank_of(found["rank"]), "liste" in found[0])


def _names_nobody(turn: Turn, phrase: str) -> bool:
    """The name heard, if any, is but the rank itself."""
    name = fold(str(turn.slots.get("prospect") or ""))
    return not name or name in phrase


def _row(turn: Turn, shown: dict[str, object], rank: int, whole: bool) -> Row:
    selection_id = str(shown["selection_id"])
    view = turn.conversations.view(turn.user, selection_id) or {**shown, "skip": 0}
    filter = turn.conversations.selection(turn.user, selection_id)
    total = turn.services.prospects.count(turn.user, filter)
    if asked := shown.get("limit"):
        total = min(total, int(str(asked)))
    skip, size = int(view.get("skip") or 0), int(view.get("limit") or 20)
    on_page = max(0, min(size, total - skip))
    if rank < 0:
        at = (total if whole else skip + on_page) + rank
    else:
        at = skip + rank - 1 if rank <= on_page and not whole else rank - 1
    if not 0 <= at < total:
        lines = "qu'une ligne" if total == 1 else f"que {number(total)} lignes"
        return Row(None, f"La liste n'a {lines}.")
    page = turn.services.prospects.page(
        turn.user,
        filter,
        str(view.get("sort") or DEFAULT_SORT),
        view.get("descending") is True,
        at,
        1,
    )
    return Row(
        page.prospects[0] if page.prospects else None, "Cette fiche n'est plus dans la liste."
    )
