"""How many people: members, followers by network, bands of public."""

import re

from assistant.language.grammar.conditions import Condition
from assistant.language.grammar.quantities import Counted
from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.phrasings import Phrasings
from core.prospects.filters import NumberRange
from core.vocabulary.values import AudienceBand, Network

MEMBERS, FOLLOWERS = "adherents", "followers"

_SAY = Phrasings("audience", all=r"(?P<all><fields>)")
_MEMBER_WORDS, _FOLLOWER_WORDS = rule(_SAY["members"]), rule(_SAY["followers"])
_SIZE_FIELD = rule(
    r"""
        (?:(?:dont|avec|ayant|ont|un|une|le|les|la|leur|l)_)*<field>(?=_(?:est_|sont_|soit_
        |:_|de_|d_)*(?:<qty>|<num>|<year>))
    """
)
_LEAD = rf"(?:{_SAY['lead']}_)*+"
_LINK = rf"(?:_{_SAY['link']})*"

_AMOUNT = r"(?P<amount><qty>|<counted>|<num>|<year>)"
_NETS = r"(?P<nets><net>(?:_(?:et|ou|,|/|&)_(?:sur_)?(?:leur_)?<net>)*)"
_ON = rf"(?:_{_SAY['on']})*"

_SPANS = r"""
    (?P<list>(?:<qty>|<counted>|<num>|<year>)(?:_(?:-|a)_<num>)?
    (?:_(?:et|ou|,)_(?:de_|des_|la_tranche_)*(?:<qty>|<counted>|<num>_(?:-|a)_<num>))*)
"""


def mark_units(chain: Chain) -> None:
    """Members and followers become `<unit>`; the quantities' rules want them."""
    chain.rewrite(_MEMBER_WORDS, lambda found: symbol("unit", MEMBERS))
    chain.rewrite(_FOLLOWER_WORDS, lambda found: symbol("unit", FOLLOWERS))


def mark_audiences(chain: Chain) -> None:
    """Amounts with their unit become `<c.adherents>`, `<c.followers>`, `<c.tranche_public>`."""
    chain.rewrite(_SIZE_FIELD, _size_field)
    for pattern, make in _RULES:
        chain.rewrite(pattern, make)
    _mark_unitless(chain)


def _size_field(found: Found) -> Item | None:
    return symbol("unit", MEMBERS) if found.values("<field>") == ["nb_adherents"] else None


def _span(item: Item) -> NumberRange:
    if isinstance(item.value, NumberRange):
        return item.value
    if isinstance(item.value, Counted):
        return item.value.span
    return NumberRange(min=int(item.value), max=int(item.value))


def _amount(found: Found) -> NumberRange:
    return _span(found.items("amount")[0])


def _unit(found: Found) -> str | None:
    for item in found.items():
        if item.text == "<unit>":
            return str(item.value)
        if isinstance(item.value, Counted):
            return str(item.value.unit.value)
    return None


def _conditions(*conditions: Condition) -> Item:
    return symbol(conditions[0].symbol, conditions)


def _followers_on(found: Found) -> Item | None:
    if _unit(found) == MEMBERS:
        return None
    span = _amount(found)
    return _conditions(
        Condition(FOLLOWERS, {Network(net): span for net in found.values("<net>", "nets")})
    )


# "1000 abonnés sur youtube et plus de 500 sur insta": the second number is of the second network.
_OF_THE_NEXT = re.compile(r"(?:<unit> )?(?:(?:sur|d|de|en) )*<net>")


def _on_network(found: Found) -> Item | None:
    """ "insta avec plus de 500 abonnés", "youtube > 1000"."""
    amount = found.items("amount")[0]
    unit = _unit(found)
    if unit == MEMBERS or (amount.text in {"<num>", "<year>"} and unit is None):
        return None
    if _OF_THE_NEXT.match(found.after):
        return None
    if (
        re.search(r"avec|ayant|comptant|qui|dont|possedant", found.text())
        and found.text().startswith("<net>")
        and found.before.endswith(("sur", "<type>"))
    ):
        return None
    return _followers_on(found)


_SUMMED = re.compile(r"total|en tout|cumul|confondu|global|<fields>")


_A_CROWD = 400


def _on_its_network(found: Found) -> Item | None:
    """ "au moins 5k insta": so many can only be followers."""
    span = _amount(found)
    if (span.min or span.max or 0) < _A_CROWD or found.items("amount")[0].text == "<year>":
        return None
    return _followers_on(found)


def _counted(found: Found) -> Item | None:
    span, unit = _amount(found), _unit(found)
    if unit == MEMBERS:
        bare = found.has("amount") and found.items("amount")[0].text in {"<num>", "<year>"}
        return _conditions(Condition(MEMBERS, span, word="bare" if bare else ""))
    word = "" if _SUMMED.search(found.text()) else "implicit"
    return _conditions(Condition(FOLLOWERS, {"total": span}, word=word))


_BANDS = (
    (AudienceBand.UNDER_50, 0, 49),
    (AudienceBand.FROM_50, 50, 149),
    (AudienceBand.FROM_150, 150, 499),
    (AudienceBand.FROM_500, 500, 999),
    (AudienceBand.FROM_1000, 1000, 10**9),
)


def bands(span: NumberRange) -> tuple[AudienceBand, ...]:
    """The bands that the interval covers; touching one by a single number is not covering it."""
    low = span.min or 0
    high = span.max if span.max is not None else 10**9
    covered = []
    for band, first, last in _BANDS:
        common = min(high, last) - max(low, first) + 1
        if common > 1 or (common == 1 and low == high):
            covered.append(band)
    return tuple(covered)


def _public(found: Found) -> Item | None:
    spans: list[NumberRange] = []
    items = found.items("list") if found.has("list") else found.items("amount")
    numbers = [item for item in items if item.text in {"<num>", "<year>"}]
    spans.extend(_span(item) for item in items if item.text in {"<qty>", "<counted>"})
    while len(numbers) >= 2:
        low, high = sorted(int(item.value) for item in numbers[:2])
        spans.append(NumberRange(min=low, max=high))
        numbers = numbers[2:]
    spans.extend(_span(item) for item in numbers)
    covered = dict.fromkeys(band for span in spans for band in bands(span))
    values = tuple(band for band in AudienceBand if band in covered)
    return _conditions(Condition("tranche_public", values)) if values else None


_OF = "(?:d_|de_|des_)?"
_RULES = (
    (
        rule(rf"{_LEAD}(?:nombre_)?{_NETS}{_LINK}_{_AMOUNT}(?:_{_OF}(?P<unit><unit>|personnes))?"),
        _on_network,
    ),
    (rule(rf"{_LEAD}{_AMOUNT}_{_OF}(?P<unit><unit>){_ON}_{_NETS}"), _followers_on),
    (
        rule(rf"{_LEAD}{_AMOUNT}_(?:personnes_)?(?:sur|en)(?:_{_SAY['page']})*_{_NETS}"),
        _followers_on,
    ),
    (
        rule(
            rf"{_LEAD}(?P<amount><qty>|<num>)_(?:sur_)?(?P<nets><net>)(?=_(?:{_SAY['ends']}|soit))"
        ),
        _on_its_network,
    ),
    (rule(rf"{_LEAD}{_SAY['the_public']}_{_SPANS}(?:_{_SAY['people']})?"), _public),
    (rule(rf"{_LEAD}{_AMOUNT}_{_SAY['of_public']}"), _public),
    (rule(rf"(?:{_SAY['the']}_)*(?P<unit><unit>){_LINK}_{_AMOUNT}(?!_<unit>)"), _counted),
    (rule(rf"{_LEAD}(?P<amount><counted>)"), _counted),
    (rule(rf"{_LEAD}{_AMOUNT}_{_OF}(?P<unit><unit>)(?:_{_SAY['in_all']})?"), _counted),
)
_UNITLESS = rule(rf"{_LEAD}(?P<amount><qty>)(?:_personnes?)?(?=_(?:{_SAY['ends']}|<))")


def _mark_unitless(chain: Chain) -> None:
    """ "de plus de 500": members or followers, which the filter in force will tell."""
    chain.rewrite(_UNITLESS, lambda found: _conditions(Condition("quantity", _amount(found))))
