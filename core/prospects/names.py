"""Names as people look for them: misspelt, in another order, in part, with the town beside.

A name is stored with a few short keys of how it sounds (`keys`), so that an index finds the few
records that a misspelt name may mean; `likeness` then compares the names themselves. What the
keys are made of may change only together with `VERSION`: stored records are then keyed anew.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypedDict

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.prospects.normalise import prospect_type
from core.vocabulary.places import communes_by_key, place_key
from core.vocabulary.text import fold
from core.vocabulary.values import ProspectType

VERSION = 2

_SMALL = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "chez", "sur")
)
# Words that say what an organisation is, not which: too common to find anybody by.
_GENERIC = frozenset(
    (
        *("mjc", "maison", "jeunes", "culture", "cscs", "csc", "centre", "social", "sociaux"),
        *("culturel", "socioculturel", "socio", "ludotheque", "ludo", "mediatheque", "cafe"),
        *("bibliotheque", "association", "asso", "club", "espace", "bar", "jeu", "jeux", "ludique"),
        *("boutique", "magasin", "atelier", "edition", "editions", "editeur", "artisan", "jdr"),
        *("municipale", "associative", "intercommunale"),
    )
)
_LONG_GENERIC = tuple(sorted(word for word in _GENERIC if len(word) >= 3))

# How names sound


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("x", "s"),
        ("eau|au", "o"),
        ("oe|ai|ei|ay|ey", "e"),
        ("ou", "u"),
        ("ph", "f"),
        ("ch(?=[rl])", "k"),
        ("s?ch|sh", "x"),  # x is free by now: it stands for ch
        ("ck|qu|q|c(?![eiy])", "k"),
        ("[cz]", "s"),
        ("gu(?=[eiy])", "G"),
        ("g(?=[eiy])", "j"),
        ("G", "g"),
        ("m(?=[bp])", "n"),
        ("h", ""),
        ("w", "v"),
        ("y", "i"),
    )
)
_SILENT_END = re.compile(r"(?:es?|[sd]|ts?)$")
_TWICE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]")


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """A folded word roughly as it is said: 'pirouettes' and 'pirouete' are the same."""
    said = word
    for pattern, letter in _SOUNDS:
        said = pattern.sub(letter, said)
    said = _TWICE.sub(r"\1", said)
    return _SILENT_END.sub("", said) if len(said) > 3 else said


@lru_cache(maxsize=100_000)
def words(name: str) -> tuple[str, ...]:
    """The folded words of a name without the small ones (all of them where nothing else is)."""
    written = place_key(name).split()
    return tuple(w for w in written if w not in _SMALL) or tuple(written)


def _telling(some: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in some if word not in _GENERIC) or tuple(some)


def _without(some: Sequence[str], town: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in some if word not in town) or tuple(some)


# Keys

_CONSONANTS = 4
"""Names of fewer consonants are keyed by all their sounds: too many would share a key."""
_LONGEST_KEY = 24


def _sounds(telling: Iterable[str]) -> str:
    return _TWICE.sub(r"\1", "".join(map(sound, telling)))


def _consonants(sounds: str) -> str:
    return _TWICE.sub(r"\1", _VOWELS.sub("", sounds))


@lru_cache(maxsize=50_000)
def _code(telling: tuple[str, ...]) -> str:
    sounds = _sounds(telling)
    consonants = _consonants(sounds)
    return (consonants if len(consonants) >= _CONSONANTS else sounds)[:_LONGEST_KEY]


class StoredNames(TypedDict):
    """`son_nom` is how the whole name sounds, `cles_nom` what else the record is found by."""

    son_nom: str
    cles_nom: list[str]


def stored(name: str, town: str, contact: str | None) -> StoredNames:
    """The fields that a record is found by, as stored."""
    own = _own(name, town)
    return {"son_nom": _code(own), "cles_nom": _keys(own, contact)}


def keys(name: str, town: str, contact: str | None) -> list[str]:
    """What else a record is found by: the sound of each word of a longer name, and its contact.
    As few as will do: each costs an index entry."""
    return _keys(_own(name, town), contact)


def _keys(own: Sequence[str], contact: str | None) -> list[str]:
    found = {_word_key(word) for word in own} if len(own) > 1 else set()
    if contact:
        found.add(contact_key(words(contact)))
    return sorted(found)


def _own(name: str, town: str) -> tuple[str, ...]:
    return _without(_telling(words(name)), words(town))


def _word_key(word: str) -> str:
    return f"~{sound(word)[:_LONGEST_KEY]}"


def contact_key(spelt: Sequence[str]) -> str:
    return "&" + " ".join(sorted(map(sound, spelt)))[:_LONGEST_KEY]


# A name that is looked for

_LONGEST_TOWN = 5
_NEAR_TOWN = 0.8


@dataclass(frozen=True)
class Wanted:
    """A name as somebody gave it.

    `tellings` are the words that may tell whose it is (a generic word may be misspelt: they are
    read both ways), `readings` the same with what may be a town left out.
    """

    folded: str
    words: tuple[str, ...]
    kind: ProspectType | None
    tellings: tuple[tuple[str, ...], ...]
    readings: tuple[tuple[str, ...], ...]
    towns: tuple[str, ...]

    def sound_keys(self) -> list[str]:
        """Sound keys of the names that sound the same."""
        return list(dict.fromkeys(map(_code, self.readings)))

    def typo_keys(self, all_readings: bool = False) -> list[str]:
        """Sound keys of the names whose sound has one letter more, less or other."""
        forms: set[str] = set()
        for reading in self.readings if all_readings else self.readings[:1]:
            forms |= _typo_forms(_sounds(reading))
        return list(forms)

    def kinds(self) -> tuple[ProspectType, ...]:
        """The types that it may be recorded under; none where it may be any."""
        # A file without types makes every record Autre.
        return (self.kind, ProspectType.AUTRE) if self.kind else ()

    def single_keys(self) -> list[str]:
        """Sound keys of the names that are one of its telling words alone."""
        return list(dict.fromkeys(_code((word,)) for word in self.words if word not in _GENERIC))

    def word_keys(self) -> list[str]:
        """Keys of the telling words, the longest first: it is likely to be the rarest."""
        telling = {word for word in self.words if word not in _GENERIC}
        return [_word_key(word) for word in sorted(telling, key=len, reverse=True)]

    def is_town(self) -> bool:
        """Whether what follows the type is a town of France."""
        return self.kind is not None and any(town in _town_keys() for town in self.towns)

    def places(self) -> list[str]:
        """The towns that it may name, as `place_key` writes them; a misspelt one is read."""
        found = [key for town in self.towns for key in _town_keys().get(town, ())]
        return found or [near for town in self.towns for near in _near_towns(town)]

    def is_generic(self) -> bool:
        """Whether it says what is looked for, not which: 'la bibliothèque'."""
        return all(word in _GENERIC for word in self.words)

    def is_telling(self) -> bool:
        """Whether it looks like a whole name, which few others are close to by chance."""
        telling = self.tellings[0]
        return (len(telling) > 1 or self.kind is not None) and len("".join(telling)) >= 6


_CONSONANT_SOUNDS = "bdfgjklmnprstvx"
_ALL_SOUNDS = f"{_CONSONANT_SOUNDS}aeiou"


def _typo_forms(sounds: str) -> set[str]:
    """The codes that a name may have, of which somebody wrote this with one letter wrong."""
    consonants = _consonants(sounds)
    forms: set[str] = set()
    if len(consonants) >= _CONSONANTS - 1:
        forms |= _one_typo(consonants, _CONSONANT_SOUNDS)
    if len(consonants) <= _CONSONANTS:
        forms |= _one_typo(sounds, _ALL_SOUNDS)
    return forms


def _one_typo(code: str, letters: str) -> set[str]:
    """All that is one letter more, less or other, or two swapped, and the code itself."""
    found = {code}
    for at in range(len(code) + 1):
        before, after = code[:at], code[at:]
        found |= {before + letter + after for letter in letters}
        if after:
            found.add(before + after[1:])
            found |= {before + letter + after[1:] for letter in letters}
        if len(after) > 1:
            found.add(before + after[1] + after[0] + after[2:])
    return {form[:_LONGEST_KEY] for form in found if form}


def wanted(name: str) -> Wanted | None:
    """Read a name as given; None where it holds no word."""
    spelt = words(name)
    if not spelt:
        return None
    meant = {word: _generic_meant(word) for word in spelt}
    generic = tuple(found for word in spelt if (found := meant[word]))
    strict = _telling(spelt)
    loose = tuple(word for word in spelt if not meant[word]) or strict
    endings = _endings(spelt, loose)
    # A generic word misspelt is likelier than a word that happens to look like one.
    tellings = tuple(dict.fromkeys((loose, strict)))
    shorter = (rest for rest, _ in endings if rest)
    return Wanted(
        folded=fold(name),
        words=spelt,
        kind=_kind(generic),
        tellings=tellings,
        readings=tuple(dict.fromkeys((*tellings, *shorter))),
        towns=tuple(town for rest, town in endings if not rest),
    )


def _endings(spelt: tuple[str, ...], telling: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    """(the telling words before it, town) for each end of the name that may be a town."""
    found = []
    for length in range(min(_LONGEST_TOWN, len(telling)), 0, -1):
        last = telling[-length:]
        before = telling[:-length]
        if spelt[-length:] != last:
            continue
        # A single word may be a town abroad; all that follows a type, one that nobody knows.
        if length == 1 or not before or " ".join(last) in _town_keys():
            found.append((before, " ".join(last)))
    return found


@cache
def _town_keys() -> dict[str, tuple[str, ...]]:
    """Towns without their small words, as `place_key` writes them."""
    found: dict[str, tuple[str, ...]] = {}
    for key in communes_by_key():
        short = " ".join(words(key))
        found[short] = (*found.get(short, ()), key)
    return found


@lru_cache(maxsize=1_000)
def _near_towns(town: str) -> tuple[str, ...]:
    """The town itself, which may be abroad, and those of France that it may be a typo of."""
    near = process.extract(
        town, list(_town_keys()), scorer=OSA.normalized_similarity, score_cutoff=_NEAR_TOWN, limit=3
    )
    return (town, *(key for name, _, _ in near for key in _town_keys()[name]))


@lru_cache(maxsize=10_000)
def _generic_meant(word: str) -> str | None:
    """The generic word that a word is, or is a typo of."""
    if word in _GENERIC:
        return word
    if len(word) < 3:
        return None
    allowed = 2 if len(word) >= 8 else 1
    near = process.extractOne(word, _LONG_GENERIC, scorer=OSA.distance, score_cutoff=allowed)
    if near is None and len(word) >= 5:
        said = sound(word)
        return next((g for g in _LONG_GENERIC if sound(g) == said), None)
    return near[0] if near and (len(word) > 3 or len(near[0]) == len(word)) else None


def _kind(generic: Sequence[str]) -> ProspectType | None:
    for phrase in (" ".join(generic), *generic):
        kind, unknown = prospect_type(phrase) if phrase else (None, None)
        if kind is not None and unknown is None:
            return kind
    return None


# How alike two names are

_SOUND_WEIGHT = 0.97
_PART_WEIGHT = 0.93
_WHOLE_WEIGHT = 0.08
_OTHER_KIND = 0.1
_ALIKE_WORD = 0.7


def holds(asked: Wanted, name: str, town: str, kind: ProspectType, contact: str | None) -> bool:
    """Whether every word asked for is in the name, in any order; its town and type may stand
    beside it. A contact holds them all, or none."""
    if contact and set(asked.words) <= set(words(contact)):
        return True
    there = {*words(name), *words(town)}
    missing = [word for word in asked.words if word not in there]
    if not missing:
        return True
    # 'MJC Angers' is any MJC of Angers, whatever its own name; 'MJC' alone is nobody's.
    beside = len(missing) < len(asked.words) and all(word in _GENERIC for word in missing)
    return beside and asked.kind is kind


def is_name(asked: Wanted, name: str) -> bool:
    """Whether it is that name, but for its small words."""
    return asked.words == words(name)


def likeness(asked: Wanted, name: str, town: str, kind: ProspectType) -> float:
    """From 0 (nothing in common) to 1, typos counted by letters and by sounds."""
    spelt, place = words(name), words(town)
    telling = _telling(spelt)
    alone = _without(telling, place)
    forms = {telling, alone, (*alone, *place)}
    best = max(_alike(some, form) for some in asked.tellings for form in forms)
    part = max(_part(some, {*spelt, *place}) for some in asked.tellings)
    # Between names that are alike in what tells, the generic words decide.
    whole = OSA.normalized_similarity(" ".join(asked.words), " ".join(spelt))
    # 'Ludothèque X' is rather another's than 'MJC X' misspelt.
    other = asked.kind is not None and kind not in (asked.kind, ProspectType.AUTRE)
    alike = max(best, _PART_WEIGHT * part) * (1 - _WHOLE_WEIGHT) + _WHOLE_WEIGHT * whole
    return alike - (_OTHER_KIND if other else 0)


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    orders = ((one, other), (sorted(one), sorted(other)))
    return max(_same("".join(a), "".join(b)) for a, b in orders)


def _same(one: str, other: str) -> float:
    letters = OSA.normalized_similarity(one, other)
    return max(letters, _SOUND_WEIGHT * OSA.normalized_similarity(sound(one), sound(other)))


def _part(reading: Sequence[str], there: Collection[str]) -> float:
    """How well each word is found among others; 0 where one is not."""
    found = [max(_same(word, other) for other in there) for word in reading]
    return 0.0 if min(found) < _ALIKE_WORD else sum(found) / len(found)
