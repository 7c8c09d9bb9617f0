"""A sentence's frame: what is left to tell its intent when the values are masked.

"montre les MJC de Bretagne" and "montre les ludos du 33" are the same request.
"""

from datetime import date
from functools import cache

from assistant.language.chain import Chain, symbol
from assistant.language.courtesy import strip_courtesy
from assistant.language.dates import mark_all_dates
from assistant.language.evidence import Evidence, signs
from assistant.language.extract import Said, extract
from assistant.language.lexicon_data import Phrases, table
from assistant.language.normalise import normalise
from assistant.language.places import mark_places
from assistant.language.quantities import mark_numbers
from assistant.language.shorthand import spell_out

SIGN = "¤"
_ANY_DAY = date(2026, 3, 18)
"""Dates only have to be found here, not to be right."""


def frame_of(text: str) -> str:
    """The words of the text, with `<type>`, `<place>`, `<num>`, `<when>`… in place of values."""
    chain = normalise(text)
    spell_out(chain)
    strip_courtesy(chain)
    _mark_types(chain)
    mark_places(chain)
    mark_numbers(chain)
    mark_all_dates(chain, _ANY_DAY)
    return chain.text


def signed_frame(text: str, said: Said | None = None, shape: Evidence | None = None) -> str:
    """The frame, then what the sentence's shape shows as one `¤sign` each: what is learnt from.

    `said` and `shape` spare reading the sentence again where that was done.
    """
    said = said or extract(text, _ANY_DAY)
    return " ".join((frame_of(text), *(f"{SIGN}{sign}" for sign in signs(said, shape))))


@cache
def _types() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for name, synonyms in table("types.toml").items():
        for synonym in (name, *synonyms):
            phrases.add(synonym, name)
    return phrases


def _mark_types(chain: Chain) -> None:
    texts = [item.text for item in chain.items]
    at = 0
    while at < len(texts):
        found = _types().longest_at(texts, at) if texts[at].isalpha() else None
        if found is not None:
            chain.put(at, found[0], symbol("type", found[1]))
            texts[at : at + found[0]] = ["<type>"]
        at += 1
    chain.changed()
