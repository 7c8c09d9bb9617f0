"""Names said back: in plain words where these are understood, else between quotes."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from assistant.language.grammar.mentions import place_of
from assistant.language.grammar.reading import read
from core.vocabulary.text import fold

_QUOTES = (("« ", " »"), ("“", "”"), ('"', '"'))
_KEY_WORDS = {
    "region": "la région", "ville": "la ville", "pays": "le pays", "departement": "le département",
}  # fmt: skip


def quoted(text: str) -> str:
    """The text between quotes that it does not hold itself."""
    for opening, closing in _QUOTES:
        if opening.strip() not in text and closing.strip() not in text:
            return f"{opening}{text}{closing}"
    return f"« {text.replace('«', '').replace('»', '')} »"


def besides(parts: Iterable[str], name: str) -> list[str]:
    """The parts that are not of the name."""
    return [part for part in parts if fold(part) not in fold(name)]


@lru_cache(maxsize=4096)
def named_place(key: str, value: str) -> str:
    """The place with its article: "la région Corse", "le 33", "la ville de Lyon"."""
    if key == "departement":
        return f"le {value}"
    plain = f"la ville de {value}" if key == "ville" else f"{_KEY_WORDS[key]} {value}"
    if _is_understood(plain, key, value):
        return plain
    return f"{_KEY_WORDS[key]} {quoted(value)}"


def _is_understood(phrase: str, key: str, value: str) -> bool:
    mentions = [
        one for one in read(phrase, date.min.replace(year=2000)).mentions if one.kind != "key"
    ]
    if [one.kind for one in mentions] != ["place"]:
        return False
    place = place_of(mentions[0])
    return (place.key, place.values) == (key, (value,))
