"""Small changes to the words of a mail, Jinja left as it is: what the buttons of checks do.

Each rule takes a text and gives it back changed; a text that it does not concern comes back equal.
"""

import json
import re
from collections.abc import Callable, Mapping

from core.content.change import Change, Kind
from core.content.spelling import is_word
from core.errors import InvalidData
from core.vocabulary.places import communes_named

Retouch = Callable[[str], str]
SHORT, SMALL_TOWN = 4, 5_000

SHOUTED = re.compile(r"\b[A-ZÀ-Ý]{4,}\b")
ACRONYMS = frozenset({"CSCS", "RGPD", "HTML", "SIRET", "MJC", "JDR", "CSC", "PDF", "X", "TV"})
_RUN = re.compile(r"\b(?:[A-ZÀ-Ý]+['’ ]+)*[A-ZÀ-Ý]{4,}(?:['’ ]+[A-ZÀ-Ý]+\b)*")
_CAPITALS = re.compile(r"[A-ZÀ-Ý]+")
_JINJA = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_TAGS = re.compile(
    r"(<!--.*?-->|<style\b.*?</style\s*>|<[^<>]*>|\{\{.*?\}\}|\{%.*?%\})", re.DOTALL | re.IGNORECASE
)
_CRIES = re.compile(r"(?:[\s\u00a0\u202f]*!)+")
_SENTENCE_END = re.compile(r"[.!?…]+(?=[\s<]|$)")
_SENTENCE_START = re.compile(r"(?:[.!?…]+\s+|\n|>)")
_START = re.compile(r"(?:^|[.!?…:]\s+|\n|>)\W*$")


def retouch(change: Change, html: bool = False) -> Retouch:
    """What a change does to one part of a mail."""
    if change.kind in _ON_JINJA:
        return _ON_JINJA[change.kind](change.value or "")
    rule = _ON_WORDS[change.kind](change.value or "")
    if change.kind is Kind.SPELLING and "://" in (change.value or ""):
        return rule  # an address stands in tags too
    return _outside(_TAGS if html else _JINJA, rule)


def retouches(kind: Kind) -> bool:
    """Whether it is one of those below."""
    return kind in _ON_WORDS or kind in _ON_JINJA


def _outside(kept: re.Pattern[str], rule: Callable[[str, str], str]) -> Retouch:
    """The rule on what stands between what is kept; it is given what stands before, too."""

    def change(text: str) -> str:
        found: list[str] = []
        for rank, piece in enumerate(kept.split(text)):
            found.append(piece if rank % 2 or not piece else rule(piece, "".join(found)))
        return "".join(found)

    return change


# --- on words -------------------------------------------------------------------------------------


def _replaced(value: str) -> Callable[..., str]:
    """ "wrong|right": each time it stands as a word, with its capital."""
    wrong, _, right = value.partition("|")
    if not wrong:
        return lambda text, *_: text
    pattern = _as_words(wrong)

    def put(found: re.Match[str]) -> str:
        capital = found[0][:1].isupper() and wrong[:1].islower()
        return right[:1].upper() + right[1:] if capital else right

    return lambda text, *_: pattern.sub(put, text)


def _as_words(said: str) -> re.Pattern[str]:
    """Where that stands as whole words."""
    head = r"(?<!\w)" if said[0].isalnum() else ""
    tail = r"(?!\w)" if said[-1].isalnum() else ""
    return re.compile(f"{head}{re.escape(said)}{tail}", re.IGNORECASE)


def _calm(value: str) -> Callable[..., str]:
    """Words in capitals, written as others; those that no dictionary knows keep one."""
    kept = frozenset(value.split("|")) | ACRONYMS

    def rule(text: str, before: str = "") -> str:
        def lowered(found: re.Match[str]) -> str:
            head = before + text[: found.start()]
            first = not head.strip() or bool(_START.search(head[-40:]))
            words = _CAPITALS.sub(lambda one: _low(one[0], kept), found[0])
            return words[:1].upper() + words[1:] if first else words

        return _RUN.sub(lowered, text)

    return rule


def _low(word: str, kept: frozenset[str]) -> str:
    if word in kept:
        return word
    towns = communes_named(word)
    if towns and towns[0].population > SMALL_TOWN:
        return towns[0].name
    low = word.lower()
    return low if len(low) < SHORT or is_word(low) else low.capitalize()


def _quiet(_value: str) -> Callable[..., str]:
    """Exclamation marks become full stops; in a subject they go."""
    return lambda text, *_: _CRIES.sub(".", text)


# --- on Jinja and sentences -----------------------------------------------------------------------


def _cut(value: str) -> Retouch:
    """Without the sentences that hold those words."""
    pattern = _as_words(value or "\0")

    def change(text: str) -> str:
        while value and (found := pattern.search(text)):
            start, end = _sentence(text, found.start(), found.end())
            if "{%" in text[start:end]:
                return ""
            rest = text[end:].lstrip(" ") if text[:start].endswith(("\n", " ", ">")) else text[end:]
            text = text[:start] + rest
        return text.strip() if text.strip() else ""

    return change


def _default(value: str) -> Retouch:
    """ "ville|votre ville": what is said to whoever lacks it."""
    name, _, words = value.partition("|")
    said = json.dumps(words.strip(), ensure_ascii=False).replace("'", "’")
    pattern = _named(name)

    def change(text: str) -> str:
        def put(found: re.Match[str]) -> str:
            block = found[0]
            if not block.startswith("{{"):
                return block
            return pattern.sub(lambda one: f"({one[0]} or {said})", block, count=1)

        return _JINJA.sub(put, text)

    return change


def _optional(name: str) -> Retouch:
    """The sentences that name a field are left out for whoever lacks it."""
    pattern = _named(name)

    def change(text: str) -> str:
        done, at = "", 0
        for found in _JINJA.finditer(text):
            if found.start() < at or not found[0].startswith("{{") or not pattern.search(found[0]):
                continue
            start, end = _sentence(text, found.start(), found.end())
            if start < at or "{%" in text[start:end]:
                raise InvalidData("Cette phrase a déjà une condition : dites « modifie le texte ».")
            space = len(text[end:]) - len(text[end:].lstrip(" "))
            sentence = text[start : end + space]
            done += f"{text[at:start]}{{% if {name} %}}{sentence}{{% endif %}}"
            at = end + space
        return done + text[at:]

    return change


def _named(name: str) -> re.Pattern[str]:
    if not re.fullmatch(r"[a-z_]+(?:\.[a-z_]+)?", name):
        raise InvalidData("Cette variable n'existe pas. Dites « quelles variables ? ».")
    return re.compile(rf"(?<![\w.\"'])(?:prospect\.)?{re.escape(name)}(?![\w\"'])")


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends; Jinja's own marks end none."""
    plain = _JINJA.sub(lambda one: "x" * len(one[0]), text)
    first = max((one.end() for one in _SENTENCE_START.finditer(plain, 0, start)), default=0)
    stops = [one.end() for one in _SENTENCE_END.finditer(plain, end)][:1]
    stops += [at for mark in "\n<" if (at := plain.find(mark, end)) >= 0]
    return first, min(stops, default=len(text))


_ON_WORDS: Mapping[Kind, Callable[[str], Callable[..., str]]] = {
    Kind.SPELLING: _replaced,
    Kind.CALM: _calm,
    Kind.QUIET: _quiet,
}
_ON_JINJA: Mapping[Kind, Callable[[str], Retouch]] = {
    Kind.CUT: _cut,
    Kind.DEFAULT: _default,
    Kind.OPTIONAL: _optional,
}
