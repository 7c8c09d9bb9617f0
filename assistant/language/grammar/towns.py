"""Which words are a town, among 35,000 communes of which 700 bear the name of a common word."""

from dataclasses import dataclass
from functools import cache

from assistant.language.text.chain import Item
from assistant.language.text.lexicon import common_words
from assistant.language.text.vocabulary import OWN_WORD, domain_words
from core.vocabulary.places import communes_by_key

# A commune of fewer people than this needs a preposition or a capital; a common word needs more.
_KNOWN_TOWN = 1_500
_BIG_TOWN = 8_000

_TOWARDS = frozenset(("a", "vers", "sur", "autour", "<place>"))
_NEAR = frozenset(("pres", "autour", "alentours", "cote", "region", "environs", "commune"))
_OF = frozenset(("de", "d"))
_LISTED = frozenset(("de", "d", "et", ","))
_BEFORE_A_NAME = _LISTED | {"ou", "sauf", "hors", "plutot", "pas"}
_BEFORE_A_BIG_NAME = _BEFORE_A_NAME | {"", "non", "<type>"}
_BEFORE_A_WORD = frozenset(("les", "des", "aux", "le", "la", "ces", "mes", "plusieurs", "deux"))
_SELECTIONS = frozenset(("<type>", "<place>", "prospects", "structures", "ceux", "celles"))
# Big towns whose names are words of every day.
_VERY_COMMON = frozenset(("plaisir", "avion", "croix", "change", "eu", "mer", "publier", "ligne"))

# "au Mans", "des Ulis": the article of the name, contracted.
_CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}


@dataclass(frozen=True)
class Spot:
    """Words that may be a name, and what stands around them."""

    words: tuple[str, ...]
    before: str
    before2: str
    before3: str
    capital: bool
    opens: bool
    """Opens the sentence with a capital, and a mark or nothing follows."""
    after_accent: bool
    """After "à" with its accent, which is no verb."""

    @classmethod
    def at(cls, items: list[Item], texts: list[str], start: int, size: int) -> "Spot":
        return cls(
            tuple(texts[start : start + size]),
            texts[start - 1] if start else "",
            texts[start - 2] if start > 1 else "",
            texts[start - 3] if start > 2 else "",
            items[start + size - 1].capital and (start > 0 or size > 1),
            start == 0
            and items[0].capital
            and (size == len(texts) or texts[size] in {",", "et", "/", "-", ":", "<end>"}),
            start > 0 and items[start - 1].raw in {"à", "À"},
        )

    @property
    def is_named_as_town(self) -> bool:
        return self.before == "ville" or (self.before in _OF and self.before2 == "ville")

    @property
    def is_approached(self) -> bool:
        return self.before in _TOWARDS or (self.before in _OF and self.before2 in _NEAR)


def town_at(items: list[Item], texts: list[str], start: int) -> tuple[int, str, str] | None:
    """How many words the longest commune's name takes there, its spelling and its key."""
    for size in range(min(_longest(texts[start]), len(texts) - start), 0, -1):
        words = list(texts[start : start + size])
        contracted = size > 1 and words[0] in _CONTRACTED
        if contracted:
            words[0] = _CONTRACTED[words[0]]
        name = " ".join(words)
        communes = communes_by_key().get(name)
        if communes is None:
            continue
        people = communes[0].population
        if contracted:
            spot = Spot.at(items, texts, start + 1, size - 1)
            meant = _follows_its_article(spot, people)
        else:
            meant = _is_town(Spot.at(items, texts, start, size), people)
        if meant:
            return size, communes[0].name, name
    return None


def _follows_its_article(spot: Spot, people: int) -> bool:
    """ "au Havre": a capital, or a big town whose name is no French word."""
    count = common_words().get(spot.words[0], 0)
    return spot.capital or len(spot.words) > 2 or (people >= _BIG_TOWN and count <= 500)


def _is_town(spot: Spot, people: int) -> bool:
    if spot.is_named_as_town:
        return True
    if len(spot.words) > 1:
        return _is_long_name(spot, people)
    word = spot.words[0]
    if word in _protected() or len(word) < 3:
        return spot.after_accent and spot.capital
    if common_words().get(word, 0) <= 100:
        return _is_plain_name(spot, people)
    return _is_common_word_meant(spot, people)


def _is_long_name(spot: Spot, people: int) -> bool:
    if all(common_words().get(word, 0) > 500 for word in spot.words):
        return people >= _BIG_TOWN or spot.capital or (spot.is_approached and people >= 1000)
    return spot.capital or spot.is_approached or people >= 300 or spot.before in _LISTED


def _is_plain_name(spot: Spot, people: int) -> bool:
    """A name that is no word of French."""
    if people >= _KNOWN_TOWN or spot.capital or spot.is_approached:
        return True
    return spot.before in _LISTED and people >= 200


def _is_common_word_meant(spot: Spot, people: int) -> bool:
    """A name that is also a word: "à Sens", "MJC de Tours", but "le sens", "un tour"."""
    word = spot.words[0]
    count = common_words()[word]
    big = people >= _BIG_TOWN
    if spot.capital and (spot.is_approached or spot.before in _BEFORE_A_NAME or big):
        return True
    if big and (spot.is_approached or (count < 3000 and spot.before in _BEFORE_A_BIG_NAME)):
        return word not in _VERY_COMMON or spot.after_accent
    if people >= 30_000 and count < 7000:
        return spot.before not in _BEFORE_A_WORD | {"<num>", "un", "une"}
    if spot.before in _LISTED and people >= 20_000 and count < 20_000:
        return spot.before2 in _SELECTIONS
    return spot.after_accent and people >= 2000


@cache
def _protected() -> frozenset[str]:
    """The domain's own words, which no village's name may take over."""
    return frozenset(word for word, weight in domain_words().items() if weight >= OWN_WORD)


@cache
def _longest_by_first_word() -> dict[str, int]:
    longest: dict[str, int] = {}
    for name in communes_by_key():
        words = name.split()
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return longest


def _longest(word: str) -> int:
    return _longest_by_first_word().get(_CONTRACTED.get(word, word), 0)
