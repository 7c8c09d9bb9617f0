"""The lexicon's own words in a sentence: types, fields, networks."""

from functools import cache

from assistant.language.grammar.conditions import Condition
from assistant.language.text.chain import Chain, Item, rule, symbol
from assistant.language.text.lexicon import Phrases, table
from core.prospects.filters import PresenceField
from core.vocabulary.values import ProspectType


@cache
def phrases() -> Phrases[Item]:
    found: Phrases[Item] = Phrases()
    for name, synonyms in table("types.toml").items():
        item = symbol("type", (Condition("type_prospect", (ProspectType(name),)),))
        for phrase in synonyms:
            found.add(phrase, item)
    fields = table("champs.toml")
    for section, name in (("champs", "field"), ("reseaux", "net")):
        for value, synonyms in fields[section].items():
            for phrase in synonyms:
                found.add(phrase, symbol(name, PresenceField(value)))
    for values, synonyms in fields["groupes"].items():
        several = tuple(PresenceField(value) for value in values.split())
        for phrase in synonyms:
            found.add(phrase, symbol("fields", several))
    return found


_X = rule(
    r"""
        (?<=sur_)x|(?<=abonnes_)x|(?<=followers_)x|(?<=compte_)x|x(?=_(?:ou|et|,)_<net>)
        |(?<=<net>_et_)x|(?<=<net>_ou_)x|(?<=<net>_,_)x|(?<=<net>_/_)x|(?<=page_)x
        |(?<=<type>_)x|(?<=<unit>_)x|(?<=sans_)x|(?<=avec_)x|(?<=filtre_)x|(?<=reseau_)x
        |(?<=un_)x|(?<=condition_)x
    """
)


def mark_words(chain: Chain) -> None:
    """Types become `<type>`, fields `<field>`, networks `<net>`, "réseaux sociaux" `<fields>`."""
    texts = [item.text for item in chain.items]
    place = 0
    while place < len(chain.items):
        found = phrases().longest_at(texts, place) if texts[place].isalpha() else None
        if found is not None and not _is_other(texts, place, found[0], found[1]):
            size, item = found
            chain.put(place, size, item)
            texts[place : place + size] = [item.text]
        place += 1
    chain.changed()
    chain.rewrite(_X, lambda found: symbol("net", PresenceField.X))


def _is_other(texts: list[str], place: int, size: int, item: Item) -> bool:
    """True for the words that only look like a field: "département numéro 33"."""
    after = texts[place + size] if place + size < len(texts) else ""
    words = texts[place : place + size]
    if words == ["numero"]:
        return after in {"<num>", "<dept>"}
    if words[0] in {"reseau", "reseaux"} and size == 1:
        return after in {"de", "d"}
    return False
