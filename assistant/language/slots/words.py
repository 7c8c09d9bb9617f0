"""Slots that are one of a few known words: indicator, tone, channel, format, order, answer."""

# ruff: noqa: E501 - a pattern reads better on one line

import re
from collections.abc import Mapping
from functools import cache

from assistant.language.text.lexicon import table
from core.vocabulary.text import fold
from core.vocabulary.values import Response

_NUMBER = r"(?:<num>)"
# "au maximum 120 adhérents", "les 30 derniers jours" count something else than rows.
_ROWS = r"(?! (?:d |de )?(?:adherents?|membres?|licencies?|inscrits?|abonne\w*|followers?|fans?|personnes?|jours?|semaines?|mois|ans?|annees?|trimestres?))"
_LIMIT = re.compile(
    rf"(?:^| )(?:(?:top|limite\w*(?: a)?|maximum|max|seulement|juste|que) {_NUMBER}{_ROWS}"
    rf"|{_NUMBER} (?:(?:\S+ ){{0,2}}(?:les )?plus (?!de )\w+|premier\w*|meilleur\w*|dernier\w*{_ROWS}|resultats?|maximum|max|lignes?)"
    rf"|(?:les|des|nos|mes|donne moi|montre moi|affiche moi|trouve moi|cherche|propose moi|sors moi) {_NUMBER}"
    rf" (?:prospects?|contacts?|structures?|<type>|meilleur\w*)|premiers? {_NUMBER})(?: |$)"
)
_CLUSTERS = re.compile(
    rf"(?:^| ){_NUMBER}(?: \w+)? (?:groupes?|segments?|clusters?|familles?|paquets?|categories?|profils?|parties?|classes?|lots?|tas)(?: |$)"
    rf"|(?:^| )(?:en|avec|a|plutot|k ?=?|fais|fais en) {_NUMBER}(?: |$)"
)
_NO = re.compile(
    r"(?:^| )(?:non|refus\w*|decline\w*|negati\w+|defavorable\w*|mort|impossible|sans suite|laisse\w* tomber|passe son tour|veto"
    r"|(?:ne |n )?(?:\w+ ){0,2}pas (?:\w+ ){0,3}(?:interess\w*|partant\w*|d accord|ok|dispo\w*|venir|participer|donner suite|souhait\w*|favorable\w*|possible|convaincu\w*|chaud\w*|besoin|budget|temps)"
    r"|(?:ne|n) (?:\w+ )?(?:veut|veulent|souhaite\w*|peut|peuvent|viendr\w+|participer\w+|vient|viennent|desire\w*|donn\w+|accept\w+|sera|seront) (?:pas|plus|rien)"
    r"|(?:veut|veulent|viendr\w+|vient|viennent|souhaite\w*|participer\w+|accept\w+) pas|pas interess\w*|en veut pas)(?: |$)"
)
_YES = re.compile(
    r"(?:^| )(?:oui|ok|okay|accept\w*|accord\w*|positi\w+|favorabl\w*|interess\w*|partant\w*|motive\w*|chaud\w*|emball\w*|volontiers|valid\w*|confirm\w*|ravi\w*"
    r"|veut|veulent|viendr\w+|vient|viennent|souhaite\w*|particip\w+|avec plaisir|ca marche|banco|c est bon|bien recu|adore\w*|enthousias\w+|dispo\w*|signe\w*)(?: |$)"
)


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


def sort_field(words: str) -> str | None:
    return _first(words, "redaction.toml", "tri")


def response(words: str) -> str | None:
    if _NO.search(words):
        return Response.NEGATIF.value
    return Response.POSITIF.value if _YES.search(words) else None


def count_after(words: str, numbers: list[int], clusters: bool) -> int | None:
    """How many are asked for: `words` show numbers as `<num>`, `numbers` are their values."""
    found = (_CLUSTERS if clusters else _LIMIT).search(words)
    if found is None:
        return None
    return numbers[words[: found.end()].count("<num>") - 1]


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
