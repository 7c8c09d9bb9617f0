"""What tells one person (or organisation) from all others, and where a text speaks of it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import phonenumbers

from core.prospects import normalise
from core.vocabulary.places import communes_named
from core.vocabulary.text import fold
from core.vocabulary.values import Network

ERASED = "[effacé]"
"""What stands where a value was."""

_PHRASES = ("adresse", "site_web", *(network.value for network in Network))
_TOKEN = re.compile(r"[^\W_]+")
_BETWEEN = r"[\s.\-/()\u2010-\u2015]*"
_SHORTEST_WORD = 5
_SHORTEST_PHRASE = 3


@dataclass(frozen=True)
class Person:
    """All that a record says, or once said, that leads to whom it is about."""

    ids: frozenset[str]
    """Of its record, and of those that were merged into it."""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    places: frozenset[tuple[str, str]] = frozenset()
    """Folded name with folded town or postcode: both in one text speak of the person."""
    names: frozenset[str] = frozenset()
    """Folded names that speak of the person by themselves."""
    phrases: frozenset[str] = frozenset()
    """Folded addresses and links: taken out of texts, but several may share them."""

    def without(self, emails: set[str]) -> "Person":
        """The same, these e-mails not looked for."""
        return replace(self, emails=self.emails - emails)

    def is_in(self, text: str) -> bool:
        """Whether a line of text holds the person: e-mail, telephone, name, or name and town."""
        if any(pattern.search(text) for pattern in self._patterns):
            return True
        words = f" {fold(text)} "
        return any(f" {name} " in words for name in self._names_in(words))

    def redact(self, text: str) -> str:
        """The text without the person; itself where it holds none."""
        for pattern in self._patterns:
            text = pattern.sub(ERASED, text)
        words = f" {fold(text)} "
        for phrase in (*self._names_in(words), *self.phrases):
            if f" {phrase} " in words:
                text = _without(text, phrase.split())
        return text

    def redact_all(self, value: Any) -> Any:
        """The same within lists and documents; ids and dates are left."""
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, list):
            return [self.redact_all(part) for part in value]
        if isinstance(value, dict):
            return {key: self.redact_all(part) for key, part in value.items()}
        return value

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return (*map(_email_pattern, self.emails), *map(_phone_pattern, self.phones))

    def _names_in(self, words: str) -> Iterable[str]:
        yield from self.names
        for name, town in self.places:
            if f" {town} " in words:
                yield name


def person_of(ids: Iterable[str], known: Iterable[Mapping[str, Any]], shared: set[str]) -> Person:
    """The person from all the values known of it, past ones too.

    `shared` are the folded names that other records bear: they tell nobody apart.
    """
    values = list(known)
    names = {fold(name) for name in _texts(values, "nom_structure")}
    contacts = {fold(name) for name in _texts(values, "nom_contact")}
    towns = {fold(t) for field in ("ville", "code_postal") for t in _texts(values, field)}
    alone = {n for n in names if n not in shared and tells(n)}
    phrases = {fold(text) for field in _PHRASES for text in _texts(values, field)}
    return Person(
        ids=frozenset(ids),
        emails=frozenset(_texts(values, "email") | _listed(values, "autres_emails")),
        phones=frozenset(_texts(values, "telephone") | _listed(values, "autres_telephones")),
        places=frozenset((name, town) for name in names for town in towns if name and town),
        names=frozenset(alone | {c for c in contacts if " " in c}),
        phrases=frozenset(p for p in phrases if len(p.split()) >= _SHORTEST_PHRASE),
    )


def tells(name: str) -> bool:
    """Whether a folded name means somebody by itself: no type ('mjc'), no town, no short word."""
    if normalise.prospect_type(name)[1] is None or communes_named(name):
        return False
    return " " in name or len(name) >= _SHORTEST_WORD


def _texts(values: Iterable[Mapping[str, Any]], field: str) -> set[str]:
    return {str(v) for one in values if isinstance(v := one.get(field), str) and v and v != ERASED}


def _listed(values: Iterable[Mapping[str, Any]], field: str) -> set[str]:
    lists = [one.get(field) for one in values]
    told = [value for one in lists if isinstance(one, list | tuple) for value in one]
    return {value for value in told if isinstance(value, str) and value and value != ERASED}


def _email_pattern(email: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)


def _phone_pattern(e164: str) -> re.Pattern[str]:
    """The number in any of the ways in which people, and imports, write it."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return re.compile(re.escape(e164))
    digits = phonenumbers.national_significant_number(number)
    country = rf"(?:\+|00)?{_BETWEEN}{number.country_code}{_BETWEEN}0?{_BETWEEN}"
    return re.compile(rf"(?<!\d)(?:{country}|0{_BETWEEN})?{_BETWEEN.join(digits)}(?!\d)")


def _without(text: str, words: list[str]) -> str:
    """The text with these words in a row, however they are written, replaced."""
    plain = unicodedata.normalize("NFC", text)
    tokens = [(w, m.start(), m.end()) for m in _TOKEN.finditer(plain) for w in fold(m[0]).split()]
    written = [token[0] for token in tokens]
    kept, done, rank = [], 0, 0
    while rank + len(words) <= len(written):
        if written[rank : rank + len(words)] == words:
            kept += [plain[done : tokens[rank][1]], ERASED]
            rank += len(words)
            done = tokens[rank - 1][2]
        else:
            rank += 1
    return "".join([*kept, plain[done:]]) if kept else text
