"""Cells that hold several e-mails or telephones, with the words that people put around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.prospects import normalise
from core.prospects.normalise import DEFAULT_COUNTRY, clean, is_empty
from core.prospects.reasons import Reason


@dataclass(frozen=True, slots=True)
class Several:
    """What a cell holds: the values that are valid, each once; and what was left out of it."""

    values: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    reason: Reason | None = None
    """Why something was left out."""


_NOTHING = Several()

# E-mails

_LINE_BREAK = re.compile(r"[\r\n\v\f\u2028]+")
_HARD = r"[;/|\n]"
_SPLIT = re.compile(
    rf"(\s*(?:{_HARD})\s*|\s*,\s*|\s+(?:ou|et|and|or|&|\+)\s+|\s+[-–]\s+|\s+)", re.I
)
_AT = re.compile(r"\s*[(\[]\s*(?:at|arobase|arobas|chez)\s*[)\]]\s*", re.I)
_REMARK = re.compile(r"\((?:[^()@]*)\)|\[(?:[^\[\]@]*)\]")
_NAMED = re.compile(r"[^<>;|\n]*<\s*([^<>]+?)\s*>")
_LABEL = re.compile(r"(?:^|(?<=[\s;,/|]))[^\W\d_][\w.\-' ]{0,30}?\s*:\s*(?=\S+@)")
_AROUND = " \t\"'`«»“”‘’<>()[]{}.,;:"
_MAILTO = re.compile(r"^mailto:", re.I)


@lru_cache(maxsize=20_000)
def emails(raw: str) -> Several:
    """All valid e-mails of a cell. Without any, the reason is INVALID_EMAIL where there is
    something to read; with some, what else there is was left out for INVALID_FURTHER."""
    one, reason = normalise.email(raw)
    if reason is None:
        return Several((one,)) if one else _NOTHING
    text = clean(_LINE_BREAK.sub("|", raw))
    if normalise.says_no_address(text):
        return _NOTHING
    found: dict[str, None] = {}
    left: list[str] = []
    for part, sure in _addresses(text):
        value = normalise.email(part)[0] if sure else None
        if value:
            found[value] = None
        elif part and not is_empty(part):
            left.append(part)
    if not found:
        return Several((), (raw,), Reason.INVALID_EMAIL)
    return Several(tuple(found), tuple(left), Reason.INVALID_FURTHER if left else None)


def _addresses(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a cell, and whether each stands clear of others: 'jean dupont@x.fr' does not."""
    text = _REMARK.sub(" ", _AT.sub("@", text))
    text = _NAMED.sub(r"\1 ; ", text)
    text = _LABEL.sub("", text)
    pieces = _SPLIT.split(text)
    before_stray = False
    for rank in range(0, len(pieces), 2):
        part = _MAILTO.sub("", pieces[rank].strip(_AROUND)).split("?")[0].strip(_AROUND)
        if not part:
            continue
        between = pieces[rank - 1] if rank else ";"
        # A word before, with a mere space or comma between, may be the address's beginning.
        doubtful = before_stray and not between.strip(" ,") and "@" in part
        yield part, not doubtful
        before_stray = "@" not in part


# Telephones

_PARTS = re.compile(r"\s*[;,|\n]\s*|\s+(?:ou|et|and|or|&)\s+|\s+[-–—]\s+|\s*/\s*", re.I)
_DIALLED = re.compile(r"[+\d][\d .()\-/]+")
_SEPARATED = re.compile(r"[;,#]")
_EXTENSION = re.compile(
    r"[\s,;(-]*(?:poste|post|ext(?:ension)?|p|x|#|interne)\s*[.:°#]?\s*\d{1,5}\s*\)?$", re.I
)
_WORDS = re.compile(r"[^\W\d_][^\d+(]*")
_FULL = re.compile(r"(?:\+|00)\d[\d\s.()\-]{7,16}\d|0[1-9](?:[\s.\-]*\d{2}){4}(?!\d)")
_DIGITS = re.compile(r"\d")


@lru_cache(maxsize=20_000)
def telephones(raw: str, country: str = DEFAULT_COUNTRY) -> Several:
    """All valid telephones of a cell, as `emails`: INVALID_PHONE where something that looks like a
    number was left out, PHONE_EXTENSION where an extension was."""
    if _DIALLED.fullmatch(raw):
        # Nearly every cell.
        whole, _ = normalise.telephone(raw, country)
        if whole:
            return Several((whole,))
    text = clean(_LINE_BREAK.sub("|", raw))
    if is_empty(text) or normalise.says_no_address(text):
        return _NOTHING
    if not _WORDS.search(text) and not _SEPARATED.search(text):
        whole, reason = normalise.telephone(text.replace("|", " "), country)
        if whole and reason is None:
            return Several((whole,))
    found: dict[str, None] = {}
    left: list[str] = []
    extended = False
    for part in filter(None, _PARTS.split(text)):
        short = _EXTENSION.sub("", part)
        numbers = list(_numbers(short, country))
        extended = extended or (bool(numbers) and short != part)
        found |= dict.fromkeys(numbers)
        if not numbers and (_DIGITS.search(part) or len(part) > 1) and not is_empty(part):
            left += [part] if _DIGITS.search(part) else []
    if not found:
        return Several((), (raw,), Reason.INVALID_PHONE)
    if left:
        return Several(tuple(found), tuple(left), Reason.INVALID_PHONE)
    return Several(tuple(found), (raw,) if extended else (), _extension(extended))


def _extension(extended: bool) -> Reason | None:
    return Reason.PHONE_EXTENSION if extended else None


def _numbers(part: str, country: str) -> Iterator[str]:
    """The numbers of a part: it as a whole, without its words, or each that is complete in it."""
    bare = _WORDS.sub(" ", part).strip(" :;,-()")
    for text in (part, bare, bare.replace("(0)", "")):
        if not _WORDS.search(text):
            number, reason = normalise.telephone(text, country)
            if number and reason is None:
                yield number
                return
    for whole in _FULL.findall(bare):
        number, _ = normalise.telephone(whole, country)
        if number:
            yield number
