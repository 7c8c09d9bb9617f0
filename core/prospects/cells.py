"""Values as cells of a spreadsheet, and back: what exports write, imports read."""

import csv
import re
from collections.abc import Sequence
from datetime import datetime

from core.prospects import normalise
from core.prospects.models import Comment

# Formulas

# Signs that a spreadsheet takes for =, +, - or @: full-width, small, raised and lowered ones too.
# What is not seen, or is a space, may stand before.
_SIGNS = (
    r"=+\-@\t\r\n\u207a-\u207c\u208a-\u208c\u2212\ufb29\ufe62\ufe63\ufe66\ufe6b"
    r"\uff0b\uff0d\uff1d\uff20"
)
_BEFORE = r"[\s\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*"
_ARMED = re.compile(rf"'*{_BEFORE}[{_SIGNS}]")
_DISARMED = re.compile(rf"'+{_BEFORE}[{_SIGNS}]")
_TEXT_FORMULA = re.compile(r'="([^"]*)"')


def disarm(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + text if _ARMED.match(text) else text


def rearm(cell: str) -> str:
    """The text that was disarmed, or that a spreadsheet protected as ="text"."""
    if not cell or cell[0] not in "'=":
        return cell
    if _DISARMED.match(cell):
        return cell[1:]
    protected = _TEXT_FORMULA.fullmatch(cell)
    return protected[1] if protected else cell


# Tags

_TAG_MARKS = re.compile(r'[,;|"\n]|:::|^\*|^[=+\-@\']')


def join_tags(tags: Sequence[str]) -> str:
    """Tags in one cell, quoted where they hold a separator."""
    return ", ".join(
        '"' + tag.replace('"', '""') + '"' if _TAG_MARKS.search(tag) else tag for tag in tags
    )


def split_tags(cell: str) -> list[str]:
    """Tags of a cell, separated by , ; | or ::: (Google), each once."""
    text = normalise.clean(cell)
    if '"' in text:
        parts = next(csv.reader([text], skipinitialspace=True), [])
    else:
        parts = [part.strip().lstrip("*") for part in re.split(r":::|[,;|]", text)]
    tags = (normalise.clean(part)[:500].strip() for part in parts)
    return list(dict.fromkeys(tag for tag in tags if tag and not normalise.is_empty(tag)))


# Comments

# The moment is bounded: a line of many dots would cost the square of its length.
_HEAD = re.compile(r"^\[([^\[\]\\]{0,40}?)(?: · ((?:[^\[\]\\]|\\.)*))?\] ", re.M)
_BRACKETS = re.compile(r"([\[\]\\])")
_ESCAPED_BRACKETS = re.compile(r"\\(.)")
_NO_DATE = "sans date"
_ESCAPED = re.compile(r"^(\\*\[)", re.M)
_UNESCAPED = re.compile(r"^\\(\\*\[)", re.M)
MAX_COMMENT = 10_000


def join_comments(comments: Sequence[Comment]) -> str:
    """Comments in one cell, each as '[2026-11-22T10:00:00+00:00 · Marie] texte', a line apart."""
    if len(comments) == 1 and comments[0].date is None and comments[0].auteur is None:
        return _ESCAPED.sub(r"\\\1", comments[0].texte)
    return "\n".join(_head(c) + _ESCAPED.sub(r"\\\1", c.texte) for c in comments)


def _head(comment: Comment) -> str:
    moment = comment.date.isoformat() if comment.date else _NO_DATE
    author = _BRACKETS.sub(r"\\\1", comment.auteur) if comment.auteur else None
    return f"[{moment} · {author}] " if author else f"[{moment}] "


def split_comments(cell: str) -> list[Comment]:
    """The comments of a cell: one without date nor author, unless `join_comments` wrote it."""
    text = normalise.clean_lines(cell)
    if not text or normalise.is_empty(text):
        return []
    heads = [found for found in _HEAD.finditer(text) if _is_head(found)]
    if not heads or heads[0].start() > 0:
        return _comment(text, None, None)
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return [
        comment
        for head, end in zip(heads, ends, strict=True)
        for comment in _comment(text[head.end() : end], _moment(head[1]), _author(head[2]))
    ]


def _author(written: str | None) -> str | None:
    return _ESCAPED_BRACKETS.sub(r"\1", written) if written else None


def _is_head(found: re.Match[str]) -> bool:
    return found[1] == _NO_DATE or _moment(found[1]) is not None


def _moment(text: str) -> datetime | None:
    try:
        return normalise.instant(datetime.fromisoformat(text).isoformat())[0]
    except ValueError:
        return None


def _comment(text: str, moment: datetime | None, author: str | None) -> list[Comment]:
    plain = _UNESCAPED.sub(r"\1", text).strip()[:MAX_COMMENT]
    return [Comment(texte=plain, auteur=author, date=moment)] if plain else []


# Further addresses and numbers

FURTHER_MARK = " ; "


def join_further(values: Sequence[str]) -> str:
    """Further e-mails or telephones in one cell."""
    return FURTHER_MARK.join(values)
