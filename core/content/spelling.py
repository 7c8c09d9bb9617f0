"""Words that a French dictionary does not know; names are left alone."""

import difflib
import re
from functools import lru_cache
from pathlib import Path

from hunspell import Hunspell

from core.vocabulary.text import fold

FOLDER = Path(__file__).with_name("dictionary")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_NOT_TEXT = re.compile(r"https?://\S+|\S+@\S+|[#@]\w+|\{[{%].*?[%}]\}", re.DOTALL)
_OURS = frozenset(
    {
        *("mjc", "jdr", "cscs", "mimicom", "newsletter", "mail", "mails", "email", "youtube"),
        *("instagram", "facebook", "tiktok", "ludothèque", "ludothèques", "ludothécaires"),
        *("socioculturel", "socioculturels", "infolettre", "tarif", "rgpd", "meneuses"),
    }
)
_MOST, _NEAR = 12, 0.75


@lru_cache(maxsize=1)
def _dictionary() -> Hunspell:
    return Hunspell("fr", hunspell_data_dir=str(FOLDER))


def misspelt(text: str, known: str = "") -> list[str]:
    """The words that look wrong, once each, in their order; those of `known` are right."""
    right = _OURS | _words(known)
    found: dict[str, None] = {}
    plain = _NOT_TEXT.sub(" ", text)
    for match in _WORD.finditer(plain):
        word = _ELIDED.sub("", match[0])
        if len(word) < 3 or word[0].isupper() or fold(word) in right or word.lower() in right:
            continue
        if not _spelt(word.replace("’", "'")):
            found.setdefault(word)
    return list(found)[:_MOST]


def _words(text: str) -> set[str]:
    return {fold(word) for word in _WORD.findall(text)}


def is_word(word: str) -> bool:
    """Whether the dictionary knows it."""
    return word in _OURS or _spelt(word)


@lru_cache(maxsize=8192)
def _spelt(word: str) -> bool:
    dictionary = _dictionary()
    return bool(dictionary.spell(word)) or all(map(dictionary.spell, word.split("-")))


def suggested(word: str) -> tuple[str, ...]:
    """What the dictionary would write instead, the likeliest first."""
    return tuple(_dictionary().suggest(word))


@lru_cache(maxsize=256)
def nearest(word: str) -> str | None:
    """What the dictionary would write instead."""
    found = next(iter(suggested(word)), None)
    near = found and difflib.SequenceMatcher(None, word.lower(), found.lower()).ratio() >= _NEAR
    return found if near else None
