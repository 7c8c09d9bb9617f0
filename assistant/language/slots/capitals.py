"""Names told by their capitals, where the words around them are none of the usual ones."""

from collections.abc import Sequence
from functools import cache

from assistant.language.slots.names import cut
from assistant.language.text.chain import Chain, Item
from assistant.language.text.lexicon import common_words, table
from core.vocabulary.places import communes_by_key
from core.vocabulary.text import fold

_WITHIN = frozenset(["de", "du", "des", "d", "la", "le", "les", "l", "et", "aux"])
_ARTICLES = frozenset(["la", "le", "les", "l"])
_TITLES = frozenset((*table("noms.toml")["titres"], *table("noms.toml")["structures"]))
_NEVER = frozenset(table("noms.toml")["jamais"])
_STOPS = frozenset([".", "?", "!"])
_OF = frozenset(["a", "au", "en", "d", "de", "du"])
_BY = frozenset(["par", "salon"])
"""Whom or where follows, not a record: "modifié par Karim"."""


def capital_name(chain: Chain, text: str, *, with_type: bool, after_of: bool = True) -> str | None:
    """The first run of capitals, "mjc de" before it included where records are spoken of.

    Without `after_of`, a run after "de" or "à" is told only where there is no other.
    """
    items, at, after = chain.items, 0, None
    while at < len(items):
        if not _opens(items, at):
            at += 1
            continue
        end = _end(items, at, text)
        start = _start(items, at) if with_type else at
        name = cut(items[start:end], text)
        if name and (after_of or not at or items[at - 1].text not in _OF):
            return name
        after, at = after or name, end
    return after


def is_doubtful(name: str) -> bool:
    """Small words come before its first capital: "plus rien sur Gobelinerie"."""
    words = name.replace("'", " ").replace("’", " ").split()
    first = next((at for at, word in enumerate(words) if word[0].isupper()), 0)
    if first == 0:
        return len(words) > _LONGEST
    return not _is_type(fold(words[0])) or first > _LONGEST


_LONGEST = 6


def _opens(items: Sequence[Item], at: int) -> bool:
    item = items[at]
    if not _is_capital(item) or fold(item.raw) in _ARTICLES:
        return False
    if at > 0 and items[at - 1].text not in _STOPS:
        return items[at - 1].text not in _BY
    followed = at + 1 < len(items) and (_is_capital(items[at + 1]) or items[at + 1].text == ":")
    return followed or fold(item.raw) not in common_words()


def _is_capital(item: Item) -> bool:
    return item.capital and fold(item.raw) not in _NEVER


def _end(items: Sequence[Item], at: int, text: str) -> int:
    """After the last capital that hyphens or two small words at most part from the first."""
    end = at + 1
    while end < len(items):
        if text[items[end - 1].end : items[end].start] == "-":
            end += 1
            continue
        reach = end
        while reach < len(items) and _is_within(items, reach) and reach < end + _PARTED:
            reach += 1
        if reach == len(items) or not items[reach].capital:
            break
        end = reach + 1
    return _with_number(items, _with_a(items, end))


def _with_a(items: Sequence[Item], end: int) -> int:
    """ "l'Échoppe à Lulu": what follows is no town, so it is of the name."""
    if end + 1 < len(items) and items[end].text in {"a", "aux"}:
        following = items[end + 1]
        if following.capital and fold(following.raw) not in communes_by_key():
            return end + 2
    return end


def _with_number(items: Sequence[Item], end: int) -> int:
    """ "Dragon 9"."""
    numbered = end < len(items) and items[end].text == "<num>" and items[end].raw.isdigit()
    return end + 1 if numbered else end


_PARTED = 2


def _is_within(items: Sequence[Item], at: int) -> bool:
    """ "Jeux m'en Mêle", but not "Karim en Bretagne"."""
    word = items[at].text
    elided = word in _ELIDED or (word in {"en", "y"} and items[at - 1].text in _ELIDED)
    return (word in _WITHIN or elided) and not items[at].capital


_ELIDED = frozenset(["m", "t", "s"])


def _start(items: Sequence[Item], at: int) -> int:
    """Where the type before begins: "la <mjc de> Vitre"."""
    start = at
    while start > 0 and items[start - 1].text in _WITHIN - {"et", "aux"}:
        start -= 1
    for size in (3, 2, 1):
        said = " ".join(item.text for item in items[max(start - size, 0) : start])
        if start >= size and _is_type(said):
            return start - size
    return at


def _is_type(said: str) -> bool:
    """One of a kind: "les éditeurs de Lyon" are no record."""
    return said in _TITLES or (said in _types() and not said.split()[0].endswith("s"))


@cache
def _types() -> frozenset[str]:
    phrases = table("types.toml").items()
    return frozenset(fold(one) for name, others in phrases for one in (name, *others))
