"""The lexicon's own words in a sentence: types, fields, networks."""

import re
from functools import cache

from assistant.language.grammar.conditions import Condition
from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.lexicon import Phrases, table
from assistant.language.text.phrasings import Phrasings
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


_BEFORE_X = "|".join(rf"(?<={words}_)" for words in Phrasings("words").each("before_x"))
_X = rule(rf"(?:{_BEFORE_X})x|x(?=_(?:ou|et|,)_<net>)")


_OTHER = rule(r"autres?")
_EXCEPTED = re.compile(
    r"\b(?:sauf|hors|hormis|excepte|excluant|exclus|exclure|type|types)(?: les?)?$"
)


def _type_other(found: Found) -> Item | None:
    """ "sauf Autre", "classés en Autre": the type of that name, else a plain word."""
    named = found.items()[0].capital and bool(found.before)
    excepted = found.after.startswith("<end>") and _EXCEPTED.search(found.before)
    if not named and not excepted:
        return None
    return symbol("type", (Condition("type_prospect", (ProspectType.AUTRE,)),))


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
    chain.rewrite(_OTHER, _type_other)


def _is_other(texts: list[str], place: int, size: int, item: Item) -> bool:
    """True for the words that only look like a field: "département numéro 33"."""
    after = texts[place + size] if place + size < len(texts) else ""
    words = texts[place : place + size]
    if words == ["autres", "types"]:
        return True  # "tous les autres types"
    if words == ["numero"]:
        return after in {"<num>", "<dept>"}
    if words[0] in {"reseau", "reseaux"} and size == 1:
        return after in {"de", "d"}
    return False
