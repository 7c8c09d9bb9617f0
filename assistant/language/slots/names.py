"""Names as written: which prospect, which campaign a sentence speaks of."""

import re
from collections.abc import Iterable
from functools import cache

from assistant.language.text.chain import Chain, Item
from assistant.language.text.lexicon import table
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent
from core.vocabulary.places import communes_by_key
from core.vocabulary.text import fold

_WAYS = Phrasings(
    "names",
    " ",
    name=r"(?P<name>\S+(?: \S+)*?)",
    colon=" ?:",
    paren=r"\(",
    symbol=r"<\w+>",
    not_by="(?!par |de par |faites? )",
    not_of="(?!(?:pour|aux?|avec|a|qui|en|est|par|vers|chez|sur|dans|aupres|ont|sont|la plus) )",
)


@cache
def _rules(*tables: str) -> tuple[re.Pattern[str], ...]:
    """Made when first wanted: few turns name anybody, and a start need not wait for them."""
    return tuple(re.compile(one) for table in tables for one in _WAYS.each(table))


_PROSPECT_TABLES: dict[Intent, tuple[str, ...]] = {
    Intent.SHOW_PROSPECT: ("about", "whole"),
    Intent.ADD_PROSPECT: ("add",),
    Intent.EDIT_PROSPECT: ("edit",),
    Intent.DELETE_PROSPECT: ("delete",),
    Intent.PROSPECT_HISTORY: ("history",),
    Intent.RECORD_RESPONSE: ("answer",),
    Intent.SET_REMINDER: ("towards",),
    Intent.RECOMMEND_STRATEGY: ("with",),
    Intent.SCORE_PROSPECTS: ("score",),
    Intent.GENERATE_MAIL: ("with",),
}

_ARTICLES = frozenset(
    ["le", "la", "l", "les", "du", "de", "d", "des", "un", "une", "au", "aux", "à", "a", "notre"]
)


@cache
def _no_name(table: str) -> re.Pattern[str]:
    """What may stand where a name could, and is none."""
    return re.compile(rf"{_WAYS[table]}(?: {_WAYS[table]})*")


def prospect_name(chain: Chain, intent: Intent, text: str) -> str | None:
    """`chain` shows plain words; the name is cut out of `text`."""
    name = _cut_first(_rules(*_PROSPECT_TABLES.get(intent, ())), chain, text)
    return _with_its_a(name, text) if name and intent is Intent.ADD_PROSPECT else name


_A_AFTER = re.compile(r"\s+(?:à|a|aux)\s+[\w'’-]+(?:\s+[\w'’-]+)?(?=\s*(?:[,.;!?]|$))")


def _with_its_a(name: str, text: str) -> str:
    """ "la Boîte à meeples": what follows is no town, so it is of the name."""
    start = text.find(name)
    found = _A_AFTER.match(text, start + len(name)) if start >= 0 else None
    if found is None:
        return name
    said = fold(found[0]).split(" ", 1)[1]
    if _OURS.match(said):
        return name
    is_place = any(said.startswith(one) for one in ("la ", "le ", "les ")) or any(
        key in communes_by_key() for key in (said, said.split()[0])
    )
    return name if is_place else name + found[0]


_OURS = re.compile(r"(?:nos|notre|mes|ma|mon|votre|vos|la base|la liste|cette)\b")
"""The base, no piece of a name."""

_TALK = frozenset(table("noms.toml")["paroles"])


def is_talk(name: str) -> bool:
    """ "être sûre", "monsieur m'a écrit": a piece of a sentence, and no name."""
    words = re.split(r"[\s'’-]+", _INSIDE.sub(" ", name))
    return any(word in _TALK for word in words)


_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_INSIDE = re.compile(rf"(?<=\w) (?:[mtslnjd]['’])(?:en |y )?(?={_CAPITAL})")
"""Little words that a name may hold before its last capital: "Jeux m'en Mêle"."""
_NUMBERED = re.compile(rf"{_CAPITAL}\w+(?: [\w'’-]+)? (?:n ?° ?\d+|\d{{3,4}})")
"""A name by its number alone: "Jeux 2000", "Structure n°3"."""


def is_no_name(name: str) -> bool:
    """ "la deuxième barre", "cette fiche": what stands where a name could."""
    return not _NUMBERED.fullmatch(name) and bool(
        _no_name("no_name").fullmatch(fold(_DICE.sub("jeu", name)))
    )


_DICE = re.compile(r"\bdés?\b", re.IGNORECASE)
"""Folded, a "Dé" would be no word of a name: "Petit Dé"."""


def campaign_name(chain: Chain, text: str) -> str | None:
    """After the word campaign; without it, a name with a capital in its usual places."""
    name = _cut_first(_rules("campaign"), chain, text, "no_campaign", strip_articles=False)
    return name or _cut_first(_rules("bare_campaign"), chain, text, "no_campaign", capital=True)


def quoted(text: str) -> str | None:
    found = re.search(
        r"«\s*([^»]{2,120}?)\s*»|“\s*([^”]{2,120}?)\s*”|\"\s*([^\"]{2,120}?)\s*\"", text
    )
    return next((group for group in found.groups() if group), None) if found else None


def _cut_first(
    rules: Iterable[re.Pattern[str]],
    chain: Chain,
    text: str,
    no_name: str = "no_name",
    *,
    capital: bool = False,
    strip_articles: bool = True,
) -> str | None:
    for pattern in rules:
        found = pattern.fullmatch(chain.text)
        if found is None:
            continue
        items = chain.between(*found.span("name"))
        name = cut(items, text, strip_articles=strip_articles)
        said = " ".join("jeu" if _DICE.fullmatch(one.raw) else one.text for one in items)
        if name is None or (capital and not name[0].isupper()):
            continue
        if _no_name(no_name).fullmatch(said) and not _NUMBERED.fullmatch(name):
            continue
        return name
    return None


_HYPHENATED = re.compile(r"(?:[^\W\d_]+-)+$")
"""The start of a word in pieces: "Dé-" of "Dé-Lire"."""


def cut(items: list[Item], text: str, *, strip_articles: bool = True) -> str | None:
    """What these items cover of the text, without the article before nor the marks around."""
    while items and (
        (strip_articles and len(items) > 1 and items[0].raw.lower() in _ARTICLES)
        or not re.search(r"\w", items[0].text)
    ):
        items = items[1:]
    while items and not re.search(r"\w|\)", items[-1].text):
        items = items[:-1]
    if not items:
        return None
    start = _HYPHENATED.search(text[: items[0].start])
    name = text[start.start() if start else items[0].start : items[-1].end].strip(" \"'«»“”.,;:?!-")
    return name if len(name) > 1 else None
