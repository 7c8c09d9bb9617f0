"""The example sentences: read from their folder, placeholders and choices written out."""

import random
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.language.understanding import Intent

FOLDER = Path(__file__).parents[1] / "examples"

_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_WHOLE_REQUEST = 3
"""Words of a line that may follow a tale: "oui" or "merci" would only teach the tale."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: Intent
    source: int
    """Which line it comes from: what is written out of one line must not be split by a test."""


@dataclass(frozen=True)
class Variety:
    """How many sentences a line gives at most, and how often they are dressed up or misspelt."""

    per_line: int = 4
    wrapped: float = 0.3
    situated: float = 0.25
    reworded: float = 0.5
    hurried: float = 0.2
    misspelt: float = 0.15


def lines_of(path: Path) -> list[str]:
    """The lines of a data file that are neither empty nor remarks."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def templates(folder: Path = FOLDER) -> Mapping[Intent, list[str]]:
    """The lines of each intent, as written."""
    return {intent: lines_of(folder / f"{intent}.txt") for intent in Intent}


def examples(variety: Variety | None = None, folder: Path = FOLDER) -> list[Example]:
    """Every sentence to learn from; always the same ones for the same files."""
    variety, source = variety or Variety(), 0
    written: list[Example] = []
    for intent, lines in templates(folder).items():
        for line in lines:
            source += 1
            texts = set(_variants(line, variety, folder))
            written.extend(Example(text, intent, source) for text in sorted(texts))
    return written


def write_out(line: str, chance: random.Random, folder: Path = FOLDER) -> str:
    """One sentence that the line stands for."""
    while (found := _CHOICE.search(line)) is not None:
        line = line[: found.start()] + chance.choice(found[1].split("|")) + line[found.end() :]
    while (found := _PLACEHOLDER.search(line)) is not None:
        value = chance.choice(_values(folder, found[1]))
        line = line[: found.start()] + value + line[found.end() :]
    return _SPACES.sub(" ", _contract(line)).strip()


def _variants(line: str, variety: Variety, folder: Path) -> Iterator[str]:
    chance = random.Random(zlib.crc32(line.encode()))  # noqa: S311 - the same each time is meant
    for _ in range(min(1 + line.count("|") + line.count("{") * 2, variety.per_line)):
        yield write_out(line, chance, folder)
    if chance.random() < variety.wrapped:
        wrapper = chance.choice(_wrappers(folder, "wrappers.txt"))
        yield wrapper.replace("…", write_out(line, chance, folder))
    if chance.random() < variety.situated and len(line.split()) >= _WHOLE_REQUEST:
        situation = chance.choice(_wrappers(folder, "situations.txt"))
        yield situation.replace("…", write_out(line, chance, folder))
    if chance.random() < variety.reworded:
        yield from _reworded(write_out(line, chance, folder), chance, folder)
    if chance.random() < variety.hurried:
        yield _hurried(write_out(line, chance, folder), chance, folder)
    if chance.random() < variety.misspelt:
        yield _misspell(write_out(line, chance, folder), chance)


@cache
def _values(folder: Path, name: str) -> list[str]:
    return lines_of(folder / "values" / f"{name}.txt")


@cache
def _wrappers(folder: Path, name: str) -> list[str]:
    return lines_of(folder / name)


@cache
def _families(folder: Path) -> list[tuple[re.Pattern[str], list[str]]]:
    """What can be said in other words, longest first, and these words."""
    families = [line.split(" = ") for line in lines_of(folder / "synonyms.txt")]
    pairs = [(word, family) for family in families for word in family[:1]]
    pairs.sort(key=lambda pair: -len(pair[0]))
    return [(_whole(word), family[1:]) for word, family in pairs]


@cache
def _short_forms(folder: Path) -> list[tuple[re.Pattern[str], str]]:
    pairs = [line.split(" = ") for line in lines_of(folder / "sms.txt")]
    return [(_whole(word), short) for word, short in pairs]


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'-]){re.escape(word)}(?![\w'-])", re.IGNORECASE)


def _reworded(text: str, chance: random.Random, folder: Path) -> Iterator[str]:
    """The same request in another word or two, where we know any."""
    for rule, others in _families(folder):
        if rule.search(text):
            yield rule.sub(chance.choice(others), text, count=1)
            return


def _hurried(text: str, chance: random.Random, folder: Path) -> str:
    """As typed on a telephone."""
    for rule, short in _short_forms(folder):
        if chance.random() < _HURRY:
            text = rule.sub(short, text)
    return text


_HURRY = 0.7

_CONTRACTIONS = (
    (re.compile(r"\bde le\b"), "du"),
    (re.compile(r"\bde les\b", re.IGNORECASE), "des"),
    (re.compile(r"\bà le\b"), "au"),
    (re.compile(r"\bà les\b", re.IGNORECASE), "aux"),
    (re.compile(r"\b(de|que) (?=[aeiouéèêàâôîh][a-zéèê])"), "\\1'"),
)


def _contract(text: str) -> str:
    """Articles as French joins them: "de le Dé Pipé" is "du Dé Pipé"."""
    for rule, joined in _CONTRACTIONS[:4]:
        text = rule.sub(joined, text)
    return _CONTRACTIONS[4][0].sub(lambda found: found[1][:-1] + "'", text)


def _misspell(text: str, chance: random.Random) -> str:
    """One slip of the keyboard in one of the longer words."""
    long_words = list(re.finditer(r"[^\W\d_]{4,}", text))
    if not long_words:
        return text
    word = chance.choice(long_words)
    at = chance.randrange(word.start() + 1, word.end() - 1)
    slip = chance.choice(("drop", "double", "swap"))
    if slip == "drop":
        return text[:at] + text[at + 1 :]
    if slip == "double":
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
