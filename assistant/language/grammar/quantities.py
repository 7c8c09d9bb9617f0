"""Numbers in figures and in words, and their bounds: "plus de mille", "entre 100 et 200"."""

from dataclasses import dataclass

from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.phrasings import Phrasings
from core.prospects.filters import NumberRange

MOST = 1_000_000_000

_UNITS = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "octante": 80, "huitante": 80, "nonante": 90,
}  # fmt: skip
_ROUND = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip
_SCALES = {"cent": 100, "cents": 100, "mille": 1000, "mil": 1000, "million": 10**6}
_SCALES |= {"millier": 1000, "milliers": 1000, "millions": 10**6, "centaines": 100}


@dataclass(frozen=True)
class _Spoken:
    """A number being read: what is complete, and what still grows."""

    done: int = 0
    current: int = 0
    last: int = 0

    def value(self) -> int:
        return self.done + self.current

    def with_unit(self, unit: int) -> "_Spoken | None":
        rest = self.current % 100
        if 0 < unit < 10 and (rest in {20, 30, 40, 50, 60, 70, 80, 90} or rest == 0):
            return _Spoken(self.done, self.current + unit, unit)
        if unit < 10 and rest in {10} and unit >= 7 and self.last == 10:
            return _Spoken(self.done, self.current + unit, unit)
        if unit < 10 and rest in {70, 90} and self.last == 10:
            return _Spoken(self.done, self.current + unit, unit)
        if unit >= 10 and (rest == 0 or (rest in {60, 80} and self.last >= 20)):
            return _Spoken(self.done, self.current + unit, unit)
        return None

    def with_ten(self, ten: int) -> "_Spoken | None":
        if ten == 20 and self.last == 4:
            return _Spoken(self.done, self.current + 76, 80)
        if self.current % 100 == 0:
            return _Spoken(self.done, self.current + ten, ten)
        return None

    def with_scale(self, scale: int) -> "_Spoken | None":
        if scale == 100:
            if self.current >= 100 or (self.current and self.current > 9):
                return None
            return _Spoken(self.done, max(self.current, 1) * 100, 100)
        if self.done and self.done < scale:
            return None
        return _Spoken(self.done + max(self.current, 1) * scale, 0, scale)


def read_number(words: list[str]) -> tuple[int, int]:
    """The number that these words begin with, and how many of them it takes; 0 for none."""
    spoken, taken = _Spoken(), 0
    for place, word in enumerate(words):
        if word == "et" and taken and spoken.last >= 20 and spoken.last < 100:
            following = words[place + 1] if place + 1 < len(words) else ""
            if following in {"un", "une", "onze"}:
                continue
            break
        grown = _grow(spoken, word)
        if grown is None:
            break
        spoken, taken = grown, place + 1
    return spoken.value(), taken


def _grow(spoken: _Spoken, word: str) -> _Spoken | None:
    if word in _UNITS:
        return spoken.with_unit(_UNITS[word])
    if word in _TENS:
        return spoken.with_ten(_TENS[word])
    if word in _SCALES:
        return spoken.with_scale(_SCALES[word])
    return None


def mark_numbers(chain: Chain) -> None:
    """Numbers written in words become `<num>`; "un" and "une" alone stay articles."""
    place = 0
    while place < len(chain.items):
        size, value = _number_at(chain.items, place)
        if size:
            chain.put(place, size, symbol("num", min(value, MOST)))
        place += 1
    chain.changed()


def _number_at(items: list[Item], place: int) -> tuple[int, int]:
    words = [item.text for item in items[place : place + 12]]
    if words[0] in {"un", "une"} and len(words) > 1 and _round(words[1]):
        return 2, _round(words[1])
    if words[0] in {"<num>", "<year>"} and len(words) > 1 and words[1] in _SCALES:
        return 2, int(items[place].value) * _SCALES[words[1]]
    if words[0] == "<num>" and len(words) > 1 and _round(words[1]):
        return 2, int(items[place].value) * _round(words[1])
    value, taken = read_number(words)
    if taken and taken < len(words) and _round(words[taken]) and value > 1:
        return taken + 1, value * _round(words[taken])
    if taken == 1 and words[0] in {"un", "une"}:
        return 0, 0
    if not taken and _round(words[0]) and words[0] not in {"quinzaine", "millier"}:
        return (1, _round(words[0])) if words[0] not in {"milliers"} else (0, 0)
    return taken, value


def _round(word: str) -> int:
    return _ROUND.get(word, 0) or _ROUND.get(word.removesuffix("s"), 0)


# --- bounds -------------------------------------------------------------------------------------

_NUM = r"(?:<num>|<year>)"
_N = rf"(?P<n>{_NUM})"

_SAY = Phrasings("quantities", plus=r"(?<!<num>_)(?<!<dept>_)\+")
_MORE, _LEAST, _LESS, _MOST = (f"{_SAY[name]}_" for name in ("more", "least", "less", "most"))
_FILL = f"(?:{_SAY['about']}_)?"
_UNIT_BETWEEN = r"(?:(?:de_|d_)?(?:<unit>|personnes)_)?"


def _bounded(low: int | None, high: int | None) -> Item | None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    if (low if low is not None else 0) < 0 or (high is not None and high < 0):
        return None
    return symbol("qty", NumberRange(min=low, max=high))


def _first(found: Found, group: str = "n") -> int:
    return int(found.items(group)[0].value)


def _two(found: Found) -> Item | None:
    return _bounded(_first(found, "a"), _first(found, "b"))


_NOT_LESS, _NOT_MORE = (rf"(?:ni|pas)_{word}_(?:de_|d_)" for word in ("moins", "plus"))
_TWO = rf"(?P<a>{_NUM})_{_UNIT_BETWEEN}{{}}(?P<b>{_NUM})"
_RULES = (
    (
        rule(
            r"(?:compris(?:es?)?_|(?:se_)?situee?s?_)?entre_(?:les_)?"
            + _TWO.format("(?:et|a)_(?:les_)?")
        ),
        _two,
    ),
    (
        rule(
            r"(?:de_|d_)"
            + _TWO.format("(?:a|jusqu_a)_")
            + "(?=_(?:d_|de_)?<unit>|_personnes?|_abonn)"
        ),
        _two,
    ),
    (rule(_TWO.format("-_")), _two),
    (rule(_TWO.format("(?:a|-)_") + "(?=_(?:d_|de_)?(?:<unit>|personnes?))"), _two),
    (rule(_NOT_LESS + _TWO.format(rf"(?:,_|et_)?{_NOT_MORE}")), _two),
    (rule(_NOT_MORE + _TWO.format(rf"(?:,_|et_)?{_NOT_LESS}")), _two),
    (rule(_LEAST + _FILL + _N), lambda f: _bounded(_first(f), None)),
    (rule(_MOST + _FILL + _N), lambda f: _bounded(None, _first(f))),
    (rule(_MORE + _FILL + _N + "_(?:ou_egal|inclus)"), lambda f: _bounded(_first(f), None)),
    (rule(_MORE + _FILL + _N), lambda f: _bounded(_first(f) + 1, None)),
    (rule(_LESS + _FILL + _N), lambda f: _bounded(None, _first(f) - 1)),
    (
        rule(rf"{_N}_{_UNIT_BETWEEN}{_SAY['and_more']}"),
        lambda f: _with_unit(f, _first(f), None),
    ),
    (
        rule(rf"{_N}_{_UNIT_BETWEEN}{_SAY['and_less']}"),
        lambda f: _with_unit(f, None, _first(f)),
    ),
    (
        rule(
            rf"(?:exactement|pile|tout_juste|precisement|egale?s?_a|(?<!departement_)=|pile_poil)_{_N}"
        ),
        lambda f: _bounded(_first(f), _first(f)),
    ),
    (
        rule(rf"{_N}_(?:exactement|pile|tout_juste|tout_rond)"),
        lambda f: _bounded(_first(f), _first(f)),
    ),
    (rule(rf"(?<!<num>_)(?<!<place>_)\+_{_N}"), lambda f: _bounded(_first(f) + 1, None)),
)


@dataclass(frozen=True)
class Counted:
    """A quantity that has already taken its unit."""

    span: NumberRange
    unit: Item


def _with_unit(found: Found, low: int | None, high: int | None) -> Item | None:
    """ "500 adhérents et plus": the unit, inside, must not be lost."""
    item = _bounded(low, high)
    units = [part for part in found.items() if part.text == "<unit>"]
    if item is not None and units:
        return symbol("counted", Counted(item.value, units[0]))
    return item


_BOTH = rule(
    r"""
        (?P<a><qty>|<counted>)_(?:<unit>_)?(?:(?:et|mais|,|et_de|mais_aussi)_)?
        (?:(?:de|d|a|avec|ont)_)?(?P<b><qty>|<counted>)
    """
)


def mark_quantities(chain: Chain) -> None:
    """Numbers with their comparison become `<qty>`; wants units marked `<unit>` before."""
    for pattern, make in _RULES:
        chain.rewrite(pattern, make)
    chain.rewrite(_BOTH, _merged)


def _span(item: Item) -> NumberRange:
    span: NumberRange = item.value.span if isinstance(item.value, Counted) else item.value
    return span


def _merged(found: Found) -> Item | None:
    """ "plus de 100 et moins de 500": one interval out of two complementary bounds."""
    a, b = _span(found.items("a")[0]), _span(found.items("b")[0])
    if (a.min is None) == (b.min is None) or (a.max is None) == (b.max is None):
        return None
    low, high = (a.min, b.max) if a.min is not None else (b.min, a.max)
    item = _bounded(low, high)
    counted = [i.value.unit for i in found.items() if isinstance(i.value, Counted)]
    units = counted + [part for part in found.items() if part.text == "<unit>"]
    if item is not None and units:
        return symbol("counted", Counted(item.value, units[0]))
    return item
