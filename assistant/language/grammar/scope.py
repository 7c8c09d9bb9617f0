"""What widens a search: resets it, drops a whole key, goes everywhere, abroad."""

import re
from datetime import date

from assistant.language.grammar.conditions import Condition
from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.phrasings import Phrasings

_SAY = Phrasings("scope", done=r"(?=_(?:<end>|\?|!|\.|,)|$)", alone=r"^(?:tous|toutes)(?=_<end>|$)")
_MAP = rule(r"(?:carte|tour|departements|regions|villes)_de_(?:la_)?france")
_EVERYWHERE = rule(_SAY["everywhere"])
_KEYS = rf"""
    (?P<type_prospect>{_SAY["type_prospect"]})|(?P<statut>statuts?)|(?P<pays>pays)
    |(?P<adherents>tailles)|(?P<tranche_public>tranches)
"""
_ALL_OF_KEY = rule(rf"{_SAY['all']}_(?:(?:les|le|la)_)?(?:{_KEYS})(?:_confondus|_confondues)?")
_WHENEVER = rule(r"(?:peu_|qu_)importe_(?:depuis_)?(?:quand|combien_de_temps)")
_CLEAR = rule(_SAY["clear"])


_IN_BASE = rule(
    rf"{_SAY['whole_base']}|(?:prospects?|structures?|contacts?|fiches?)_(?:\w+_){{0,4}}?(?:au_total|en_tout)"
)


def mark_scope_words(chain: Chain, today: date) -> None:
    """What resets the search, drops a key or widens to everywhere, before values are read."""
    _take(chain, _CLEAR, "clear")
    _take(chain, _IN_BASE, "wholebase")
    chain.rewrite(_ALL_OF_KEY, _all_of_key)
    chain.rewrite(_WHENEVER, lambda found: symbol("allofkey", ("dernier_contact",)))
    _take(chain, _MAP, "map")
    _take(chain, _EVERYWHERE, "everywhere")
    chain.rewrite(_QUOTED_PLACE, _quoted_place)
    chain.rewrite(_ABROAD, lambda found: symbol("c.place", _NOT_FRANCE))


def _all_of_key(found: Found) -> Item:
    keys = tuple(key for key, text in found.match.groupdict().items() if text)
    return symbol("allofkey", keys)


def _take(chain: Chain, pattern: re.Pattern[str], name: str) -> bool:
    chain.rewrite(pattern, lambda found: symbol(name, None))
    return f"<{name}>" in chain.text


_QUOTED_PLACE = rule(
    r"(?:la_|le_|les_)?(?P<key>ville|region|pays|departement|campagne|texte|mot|commune)_<quote>"
)
_ABROAD = rule(r"(?:a_l_)?etrangere?s?")
_NOT_FRANCE = (Condition("pays", ("France",), excluded=True),)
_QUOTED_KEYS = {"commune": "ville", "mot": "texte"}


def _quoted_place(found: Found) -> Item | None:
    """ "la ville « Xyz »": a value between quotes is taken as it is."""
    key = _QUOTED_KEYS.get(found.text("key"), found.text("key"))
    value = found.values("<quote>")[0]
    condition = Condition(key, value if key in {"campagne", "texte"} else (value,))
    return symbol(condition.symbol, (condition,))
