"""The little words that say what to do with a condition: except, remove, add, only, rather."""

from dataclasses import dataclass
from functools import cache

from assistant.language.chain import Chain, Item, symbol
from assistant.language.lexicon_data import Phrases, table

SIGNALS = {
    "sauf": "except", "enleve": "remove", "remets": "restore", "ajoute": "add",
    "seulement": "only", "plutot": "instead", "au_lieu": "swap",
}  # fmt: skip


@dataclass(frozen=True)
class KeyName:
    """The name of a filter's key, as in "enlève la région"."""

    key: str


@cache
def signal_phrases() -> Phrases[Item]:
    found: Phrases[Item] = Phrases()
    for section, name in SIGNALS.items():
        for phrase in table("signaux.toml")[section]["mots"]:
            found.add(phrase, symbol(f"s.{name}", name))
    return found


@cache
def key_phrases() -> Phrases[Item]:
    found: Phrases[Item] = Phrases()
    for key, names in table("cles.toml").items():
        for name in names:
            found.add(name, symbol("key", KeyName(key)))
    return found


def mark_signals(chain: Chain) -> None:
    _mark(chain, signal_phrases())


def mark_keys(chain: Chain) -> None:
    _mark(chain, key_phrases())


def _mark(chain: Chain, phrases: Phrases[Item]) -> None:
    texts = [item.text for item in chain.items]
    place = 0
    while place < len(chain.items):
        found = phrases.longest_at(texts, place) if texts[place][:1].isalpha() else None
        if found is not None:
            size, item = found
            chain.put(place, size, item)
            texts[place : place + size] = [item.text]
        place += 1
    chain.changed()
