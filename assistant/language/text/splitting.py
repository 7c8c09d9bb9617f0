"""Cuts a sentence that carries several requests: "montre les MJC du 33 et exporte-les"."""

import re
from functools import cache

from assistant.language.text.lexicon import table
from assistant.language.text.phrasings import phrasings
from assistant.language.text.whole import is_whole
from core.vocabulary.text import strip_accents

_SAY = phrasings("splitting", r"\s+")
_JOIN = rf"(?:\s*[,;.!?]\s*{_SAY['after_mark']}?|\s+{_SAY['joining']}),?\s+"
_OBJECT = (
    r"(?=(?:[-\s](?:les?|la|moi|nous|leur|en|l')\b"
    rf"|\s+{_SAY['object']}\b|\s*[.!?]?\s*$))"
)
_POLITE = rf"{_SAY['polite']}\s+(?:me\s+|m'|les\s+|aussi\s+|nous\s+|leur\s+|en\s+|l')*"
_CLITICS = r"(?:(?:les|leur|en|me\s+les|nous\s+les)\s+|l')"


@cache
def _cut() -> re.Pattern[str]:
    verbs = sorted(table("verbes.toml")["mots"], key=len, reverse=True)
    names = "|".join(re.escape(strip_accents(verb)) for verb in verbs)
    infinitives = "|".join(name for name in names.split("|") if name.endswith(("er", "ir", "re")))
    return re.compile(
        rf"(?P<join>{_JOIN})(?=(?:{_POLITE})?(?:{names})\b{_OBJECT}|{_CLITICS}(?:{infinitives})\b)",
        re.IGNORECASE | re.VERBOSE,
    )


_HELLO = phrasings("splitting", r"\s")["greeting"]
_GREETING = re.compile(rf"^\W*(?:{_HELLO}|\W)+$", re.IGNORECASE)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_MOST = 4


_MARKER = re.compile(r"(?:(?<=^)|(?<=[\s;,:.]))([1-9])\s?[).°](?=\s)")


def without_markers(text: str) -> str:
    """ "1) MJC 2) Grenoble 3) avec mail" without its numbers, each letter at its place."""
    found = list(_MARKER.finditer(text))
    numbers = [int(one[1]) for one in found]
    begins = bool(found) and not text[: found[0].start()].strip()
    if not begins or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return text
    for one in found:
        mark = "," if one.start() > found[0].start() else " "
        text = text[: one.start()] + mark.ljust(len(one[0])) + text[one.end() :]
    return text


def split(text: str) -> list[str]:
    """The requests, in order; a greeting stays with what follows it."""
    if is_whole(text):
        return [text.strip()]
    plain = _same_length_plain(text)
    parts: list[str] = []
    start = 0
    for found in _cut().finditer(plain):
        left = plain[start : found.start()]
        if not _is_request(left) or ("," in found["join"] and _waits(left)):
            continue
        if _REFUSES.search(left) and _THE_OTHERS.search(plain[found.end() :]):
            continue
        if _NOTED.match(plain, found.end()):
            continue
        parts.append(text[start : found.start()].strip())
        start = found.end()
    parts.append(text[start:].strip())
    return parts if len(parts) <= _MOST else [text.strip()]


_TAKES_OFF = re.compile(
    r"\W*(?:(?:bon|ok|alors|allez|et|stp|svp|tu peux|merci de)\W+)*"
    rf"(?:{phrasings('exclusions', ' ')['take_off']}(?:r|z|s)?|{_SAY['leaves_aside']})\b"
)


def takes_off(request: str) -> bool:
    """Whether the request does nothing but take somebody out: "enlève Lille"."""
    return bool(_TAKES_OFF.match(_same_length_plain(request)))


def denies(request: str) -> bool:
    """Whether the request says first of all whom it does not want: "on ne veut pas Rennes"."""
    return bool(_DENIED.match(_same_length_plain(request)))


def _same_length_plain(text: str) -> str:
    """Without accents, each character at its place."""
    unquoted = _QUOTED.sub(lambda found: "x" * len(found[0]), text)
    plain = "".join(strip_accents(char)[:1] or char for char in unquoted)
    return plain.replace("’", "'").lower()


_CONDITION = re.compile(
    r"\W*(?:(?:ni|hors|sauf|hormis|excepte\w*|en dehors|a part|dans|en|pour|chez|parmi|sur|avec"
    r"|sans|a|au|plutot que|plutot qu|au lieu|non pas)"
    rf"|{_SAY['leaves_aside']})\b"
)


# "le Dé Pipé a répondu oui, note-le": what is to be noted has just been said.
_NOTED = re.compile(
    r"(?:note|marque|enregistre|inscris)\w*[- ](?:les?|la|ca)\b"
    r"(?:\W+(?:stp|svp|merci|s'il \w+ plait))*\W*$"
)


def _waits(left: str) -> bool:
    """ "hors de Suisse, montre les éditeurs": a condition, or a day, before the verb it is for."""
    waiting = _CONDITION.match(left) or _LEFT_OUT.search(left) or _WHEN.fullmatch(left)
    return (bool(waiting) and not _verb().search(left)) or bool(_DENIED.match(left))


_DENIED = re.compile(
    rf"\W*(?:(?:surtout|je|j|on|nous|tu|vous) )*(?P<ne>ne |n')?(?:me |nous |m')?{_SAY['denied']}"
    r"[ -](?:moi |nous )?(?:surtout |donc )?(?:pas|(?(ne)plus|pas))\b"
)
# "pas la Corse ; montre les MJC des autres régions"
_REFUSES = re.compile(rf"\b(?:{_SAY['refuses']})\b")
_THE_OTHERS = re.compile(rf"\b(?:{_SAY['the_others']})\b")
_WHEN = re.compile(rf"\W*(?:(?:{_SAY['day']}|\d+(?:[/.:h]\d*)*)\W*)+")
_LEFT_OUT = re.compile(r"\b(?:exclu\w*|a part|mis\w* de cote|dehors|non compris\w*|sauf)\s*$")


@cache
def _verb() -> re.Pattern[str]:
    names = "|".join(re.escape(strip_accents(verb)) for verb in table("verbes.toml")["mots"])
    return re.compile(rf"\b(?:{names})\b")


def _is_request(left: str) -> bool:
    """A greeting alone, or a verb still waiting for its object, is no request."""
    return len(re.findall(r"\w+", left)) >= 2 and not _GREETING.match(left)
