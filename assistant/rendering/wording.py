"""French sentences and how values are written in them."""

import re
from datetime import date, datetime

from core.clock import PARIS

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$])")
_BEFORE = re.compile(r" ([:;?!»])(?=\s|$|[).,*])")
NARROW_SPACE = "\u202f"


def number(value: int) -> str:
    """1234 → 1 234, with a narrow no-break space."""
    return f"{value:,}".replace(",", NARROW_SPACE)


def plural(count: int, singular: str, plural_form: str | None = None) -> str:
    """'1 prospect', '0 prospect', '2 prospects'."""
    word = singular if count < 2 else plural_form or f"{singular}s"
    return f"{number(count)} {word}"


def percent(rate: float) -> str:
    """0.256 → 26 %."""
    return f"{round(rate * 100)}{NARROW_SPACE}%"


def day(value: date) -> str:
    """3 mai 2026."""
    ordinal = "1er" if value.day == 1 else str(value.day)
    return f"{ordinal} {MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime) -> str:
    """3 mai 2026 à 14 h 05, in Paris."""
    local = value.astimezone(PARIS)
    return f"{day(local.date())} à {local.hour} h {local.minute:02d}"


def escape(value: str) -> str:
    """A value from data, made plain text in Markdown: no image, no emphasis.

    Bare addresses are dealt with where a message is sent (`unlinking`).
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(value.split()))


def typeset(text: str) -> str:
    """French typography: no line breaks before ':', ';', '?', '!', nor within guillemets."""
    return _BEFORE.sub("\u00a0\\1", text).replace("« ", "«\u00a0")


def of(name: str) -> str:
    """'de Ludimonde', "d'Amicale laïque", 'du Dé Pipé'."""
    return "".join(_joined(name))


def of_strong(name: str) -> str:
    """The same in Markdown, the name escaped and strong: "d'**Arlequin**"."""
    joined, rest = _joined(name)
    return f"{joined}**{escape(rest)}**"


def _joined(name: str) -> tuple[str, str]:
    for article, joined in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return joined, name.removeprefix(article)
    elides = re.match(r"[aeiouyàâéèêëîïôöùûœ]", name, re.IGNORECASE)
    return ("d'" if elides else "de "), name


def listed(items: list[str], last: str = "et") -> str:
    """'a, b et c'."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
