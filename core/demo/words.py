"""The demonstration's words: lists and name patterns of `words.toml`, and French prepositions."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("words.toml")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_STARTS_WITH_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæh]", re.IGNORECASE)
# Towns whose h is not elided: the usual cases, not a dictionary.
_ASPIRATED = re.compile(r"(?:Ha(?:m|guenau|ut\w*)\b|Hem\b|Honfleur|Houilles|Hoenheim|Huningue)")
_OF = {"Le ": "du ", "Les ": "des ", "La ": "de La ", "L'": "de L'"}


@dataclass(frozen=True, slots=True)
class TaskWords:
    titre: str
    jours: int
    """From today."""
    fait: bool
    duree: int = 0
    """Days that it takes before its last one."""


@dataclass(frozen=True, slots=True)
class ReminderWords:
    texte: str
    jours: int
    """From today."""
    heure: int


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def words(name: str) -> tuple[str, ...]:
    """One of the lists."""
    return tuple(_read()["listes"][name])


@cache
def patterns(kind: str) -> tuple[str, ...]:
    """The name patterns of a type of prospect."""
    return tuple(_read()["noms"][kind])


@cache
def foreign_towns() -> tuple[tuple[str, str, str], ...]:
    """(country, town, postcode)."""
    return tuple(
        (country["pays"], town, postcode)
        for country in _read()["etranger"]
        for town, postcode in country["villes"]
    )


@cache
def task_words() -> tuple[TaskWords, ...]:
    """The tasks, with their days from today."""
    return tuple(TaskWords(**task) for task in _read()["taches"])


@cache
def reminder_words() -> tuple[ReminderWords, ...]:
    """The reminders, with their days from today."""
    return tuple(ReminderWords(**one) for one in _read()["rappels"])


def pick(name: str, chance: float) -> str:
    """The word of a list at `chance`, a number in [0, 1)."""
    found = words(name)
    return found[int(chance * len(found))]


def filled(pattern: str, town: str, chances: Iterator[float]) -> str:
    """The pattern with its placeholders drawn, one chance each."""

    def word(match: re.Match[str]) -> str:
        if match[1] == "ville":
            return town
        return of_town(town) if match[1] == "de_ville" else pick(match[1], next(chances))

    return _PLACEHOLDER.sub(word, pattern)


def of_town(town: str) -> str:
    """The town after "de": de Lyon, d'Arles, du Mans, des Ulis, de La Rochelle."""
    for article, contracted in _OF.items():
        if town.startswith(article):
            return contracted + town.removeprefix(article)
    elided = _STARTS_WITH_VOWEL.match(town) and not _ASPIRATED.match(town)
    return f"d'{town}" if elided else f"de {town}"
