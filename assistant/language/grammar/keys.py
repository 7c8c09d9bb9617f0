"""The names of the filter's keys, as in "enlève la région"."""

from dataclasses import dataclass
from functools import cache

from assistant.language.text.chain import Chain, Item, symbol
from assistant.language.text.lexicon import Phrases, table


@dataclass(frozen=True)
class KeyName:
    """The name of a filter's key."""

    key: str


@cache
def _names() -> Phrases[Item]:
    found: Phrases[Item] = Phrases()
    for key, names in table("cles.toml").items():
        for name in names:
            found.add(name, symbol("key", KeyName(key)))
    return found


def mark_keys(chain: Chain) -> None:
    """Names of keys become `<key>`."""
    mark_phrases(chain, _names())


def mark_phrases(chain: Chain, phrases: Phrases[Item]) -> None:
    """The longest phrase of the table at each place becomes its item."""
    texts = [item.text for item in chain.items]
    at = 0
    while at < len(chain.items):
        found = phrases.longest_at(texts, at) if texts[at][:1].isalpha() else None
        if found is not None:
            size, item = found
            raw = " ".join(texts[at : at + size])
            chain.put(at, size, Item(item.text, 0, 0, item.value, raw=raw))
            texts[at : at + size] = [item.text]
        at += 1
    chain.changed()
