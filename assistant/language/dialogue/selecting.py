"""Which filter a turn outputs and which one it leaves in force, given its intent and roles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.language.dialogue.composing import compose, focus_after
from assistant.language.grammar.mentions import Mention
from assistant.language.grammar.reading import Reading
from assistant.language.intent_table import Selection
from assistant.language.text.chain import rule
from assistant.language.text.phrasings import Phrasings
from assistant.language.text.story import begins_anew
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter, PresenceField


@dataclass(frozen=True)
class Selected:
    output: Filter
    in_force: Filter
    previous: Filter
    focus: tuple[PresenceField, ...]


_SAY = Phrasings("selecting", suite=r"\w+")
_OPENS = "et|ou|mais|non|excepte|plutot|aussi|seulement|uniquement|juste|que|sauf|sans"
_GOES_ON = rule(rf"^(?:{_OPENS})|{_SAY['goes_on']}")
_ORDER = re.compile(r"(?:tri|trie[rsz]?|class(?:e|er|ez)|rang(?:e|er|ez)|ordonn(?:e|er|ez))\b")
_HEAD = re.compile(
    r"\b(?:prospects?|structures?|contacts?|organisations?|organismes?|etablissements?|fiches?"
    r"|partenaires?|lieux|gens|acteurs?|liste|ceux et celles|refus|retours)\b"
)
_REFERS = rule(_SAY["refers"])


def starts_over(reading: Reading, intent: Intent) -> bool:
    """A whole new request, with its own head, owes nothing to the filter in force."""
    if intent not in {Intent.FILTER_PROSPECTS, Intent.COUNT_PROSPECTS}:
        return False
    if any(item.text == "<wholebase>" for item in reading.items) or begins_anew(reading.folded):
        return True  # "combien de prospects en tout ?"
    kinds = {mention.kind for mention in reading.mentions}
    if _ORDER.match(reading.folded) and not kinds & {"type", "place"}:
        return False  # "trie par date de dernier contact" is of the list on the screen
    if not kinds & {"type", "other"} and not (kinds and _HEAD.search(reading.folded)):
        return False
    return not _GOES_ON.search(reading.shape)


def refers(reading: Reading) -> bool:
    """Whether the sentence speaks of the selection in force: "eux", "dedans", "cette liste"."""
    return bool(_REFERS.search(reading.shape) or _REFERS.search(reading.folded))


_MAY_SAY_WHOM = frozenset(("type", "place", "status", "tranche", "date", "adherents", "followers"))


def _says_again(
    mentions: Sequence[Mention], roles: Sequence[str], before: Filter, today: date
) -> bool:
    """ "écris un mail pour les refus" while those are shown: it says whom it is for."""
    held = before.as_json()
    for mention, role in zip(mentions, roles, strict=True):
        if role == "none" and mention.kind in _MAY_SAY_WHOM:
            role = "keep"
        if role == "none":
            continue
        said = compose((mention,), (role,), Filter(), Filter(), today).as_json()
        if said and all(_holds(held.get(key), value) for key, value in said.items()):
            return True
    return False


def _holds(held: Any, said: Any) -> bool:
    return set(said) <= set(held or ()) if isinstance(said, list) else held == said


def replaced(context: Context, filters: Filter) -> Selected:
    """The selection that is this filter now."""
    previous = context.previous if filters == context.filter else context.filter
    return Selected(filters, filters, previous, context.focus)


def select(
    intent: Intent,
    reading: Reading,
    mentions: Sequence[Mention],
    roles: Sequence[str],
    context: Context,
    fresh: bool,
    today: date,
) -> Selected:
    """The filter of the turn. Intents that use no selection output nothing and leave it alone."""
    before = context.filter
    focus = focus_after(mentions, roles, context.focus)
    unchanged = Selected(Filter(), before, context.previous, focus)
    if intent.about.selection is Selection.NEVER:
        return unchanged
    start = Filter() if fresh else before
    after = compose(mentions, roles, start, context.previous, today, context.focus)
    mentioned = after != before or refers(reading) or _says_again(mentions, roles, before, today)
    if intent.about.selection is Selection.MENTIONED and not mentioned:
        return unchanged
    previous = context.previous if after == before else before
    return Selected(after, after, previous, focus)
