"""Slots that are one of a few known words: indicator, tone, channel, format, order, answer."""

import re
from collections.abc import Mapping
from functools import cache

from assistant.language.slots.edits import field_of
from assistant.language.text.lexicon import table
from assistant.language.text.phrasings import Phrasings, phrasings
from core.vocabulary.text import fold
from core.vocabulary.values import Network, Response

# "au maximum 120 adhérents", "les 30 derniers jours" count something else than rows.
_NOT_ROWS = (
    r"(?! (?:d |de )?(?:adherents?|membres?|licencies?|inscrits?|abonne\w*|followers?|fans?"
    r"|personnes?|jours?|semaines?|mois|ans?|annees?|trimestres?))"
)
_COUNTS = Phrasings("counts", " ", not_rows=_NOT_ROWS, not_of="(?!de )")
_NETWORK = r"(?P<network>instagram|insta|facebook|fb|tiktok|youtube|yt|twitter|x)"
_BY_FOLLOWERS = re.compile(rf"\b{_COUNTS['by_followers']} {_NETWORK}\b")
_SORTED = re.compile(rf"(?:^| ){_COUNTS['sorted']} (?P<by>.+)$")
_LIMIT, _CLUSTERS = map(_COUNTS.within, ("limit", "clusters"))
_NO, _YES = map(phrasings("answers", " ").within, ("no", "yes"))


def indicator(words: str) -> str | None:
    return _first(words, "indicateurs.toml", None)


def is_report(words: str) -> bool:
    """The dashboard as a whole, where pictures are spoken of."""
    return bool(_named(words, "redaction.toml", "rapport"))


def tone(words: str) -> str | None:
    return _first(words, "redaction.toml", "tons")


def channel(words: str) -> str | None:
    """Networks before the mail: "un post facebook" is said beside "mail" too."""
    found = _named(words, "redaction.toml", "canaux")
    return next((name for name in found if name != "email"), found[0] if found else None)


def file_format(words: str) -> str | None:
    return _first(words, "redaction.toml", "formats")


def courtesy(words: str) -> str | None:
    return _first(words, "politesse.toml", None)


def sort_field(words: str) -> str | None:
    """The field of the record that rows are put in order of."""
    said = _SMS_MORE.sub("plus", words)
    followed = _BY_FOLLOWERS.search(said)
    if followed and (network := field_of(followed["network"])):
        return f"{network}_followers"
    found = _SORTED.search(said)
    return _first(said, "redaction.toml", "tri") or (_counted_field(found["by"]) if found else None)


def _counted_field(said: str) -> str | None:
    field = field_of(said)
    followed = field in {one.value for one in Network} and _FOLLOWED.search(said)
    return f"{field}_followers" if followed else field


_SMS_MORE = re.compile(r"\bplu\b")
_FOLLOWED = re.compile(r"\b(?:abonne|follower|fan)")


def response(words: str) -> str | None:
    if _NO.search(words):
        return Response.NEGATIF.value
    return Response.POSITIF.value if _YES.search(words) else None


def count_after(words: str, numbers: list[int], clusters: bool) -> int | None:
    """How many are asked for: `words` show numbers as `<num>`, `numbers` are their values."""
    found = (_CLUSTERS if clusters else _LIMIT).search(_SMS_MORE.sub("plus", words))
    if found is None:
        return None
    return numbers[found.string[: found.end()].count("<num>") - 1]


@cache
def _phrases(file: str, section: str | None) -> Mapping[str, tuple[str, ...]]:
    entries = table(file) if section is None else table(file)[section]
    return {name: tuple(fold(phrase) for phrase in phrases) for name, phrases in entries.items()}


def _named(words: str, file: str, section: str | None) -> list[str]:
    around = f" {words} "
    return [
        name
        for name, phrases in _phrases(file, section).items()
        if any(f" {phrase} " in around for phrase in phrases)
    ]


def _first(words: str, file: str, section: str | None) -> str | None:
    return next(iter(_named(words, file, section)), None)
