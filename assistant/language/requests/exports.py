"""How a sentence says what its file is to be: the kind of file, the columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.text.lexicon import stem, table, words_of
from core.prospects.filters import Filter
from core.vocabulary.labels import COLUMN_LABELS
from core.vocabulary.text import fold
from core.vocabulary.values import Network


@dataclass(frozen=True)
class ExportRequest(Request):
    """Which file: its kind ("csv", "csv-plain" or "xlsx") and its columns, by field."""

    format: str
    wanted: tuple[str, ...] = ()
    """In the order of the file; empty where all are."""
    left: frozenset[str] = frozenset()
    """Left out of those."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file; all where none would be left."""
        kept = dict.fromkeys(self.wanted or COLUMN_LABELS)
        return tuple(name for name in kept if name not in self.left) or tuple(COLUMN_LABELS)


def read_export(asked: Asked) -> ExportRequest:
    """The kind of file and the columns; what is said of the prospects is in the filter."""
    return export_in(asked.typed, asked.filters)


def read_chosen(asked: Asked) -> ExportRequest:
    """The same where columns are named one by one, beside the selection in force."""
    return export_in(asked.typed, asked.scene.context.filter)


def export_in(text: str, filter: Filter) -> ExportRequest:
    """The file that a sentence asks for, of the prospects of a filter.

    What the sentence says of the prospects ("avec un mail", "la région Bretagne") is in `filter`,
    and is no column.
    """
    words = _words(text)
    wanted: list[str] = []
    left: set[str] = set()
    for found in _lists(words):
        if found.after and found.after not in _AFTER and not found.as_columns:
            continue
        if found.lead in _OUT:
            left |= set(found.fields) - (set() if found.as_columns else set(filter.sans or ()))
        elif _is_wanted(found, filter):
            wanted += found.fields
    if _ALL.search(" ".join(words)):
        wanted = []
    return ExportRequest(_format(fold(text)), tuple(wanted), frozenset(left))


_WORKBOOK = re.compile(r"\b(?:excel|xlsx?|classeur)\b")
_CSV = re.compile(r"\bcsv\b")
_PLAIN = re.compile(r"\b(?:virgules?|csv (?:simple|standard|brut|ordinaire|international))\b")


def _format(said: str) -> str:
    """CSV where the sentence does not say."""
    if _PLAIN.search(said):
        return "csv-plain"
    return "xlsx" if _WORKBOOK.search(said) and not _CSV.search(said) else "csv"


_SMALL = frozenset(table("colonnes.toml")["petits"])
_COLUMN = frozenset(("colonne", "colonnes", "champ", "champs"))
_WHOM = frozenset(("moi", "nous"))
_JOINED = frozenset((",", *table("colonnes.toml")["joints"]))
_OUT = frozenset(table("colonnes.toml")["sauf"])
_IN = frozenset(table("colonnes.toml")["seulement"])
_VERBS = re.compile(r"export\w*|telecharg\w*|extrai\w*|sors|sortir|recuper\w*|enregistr\w*")
# What may follow the columns; another word makes of "la région Bretagne" a condition.
_AFTER = frozenset((",", *table("colonnes.toml")["apres"]))
_PEOPLE = frozenset(("contacts", "responsables", "referents", "presidents"))
"""Said of prospects, not of a column."""
_BY_ITSELF = frozenset(("email", "telephone"))
"""A column that "exporte les …" means even alone."""
_ALL = re.compile(r"\btou(?:te)?s (?:les |leurs? )?(?:colonnes?|champs?|infos?|informations?)\b")
_FILTERED = {"retour_prospect": "retour"} | {
    name: name for name in ("type_prospect", "region", "departement", "ville", "pays", "statut")
}
_MORE_NAMES: Mapping[str, tuple[str, ...]] = {
    "prospect_id": ("id", "identifiant"),
    "cree_le": ("date de création", "création"),
    "modifie_le": ("date de modification", "dernière modification"),
    "source": ("origine", "provenance"),
    "accepte_contact": ("consentements", "accord de contact", "acceptation"),
    " ".join(f"{network.value}_followers" for network in Network): ("abonnés", "followers"),
}


@dataclass(frozen=True)
class _Named:
    """Fields that the words from `start` to `end` (not included) name."""

    fields: tuple[str, ...]
    start: int
    end: int


@dataclass
class _List:
    """Fields named one after the other, and what leads to them."""

    fields: list[str]
    lead: str
    as_columns: bool
    """The word "colonne" or "champ" is said."""
    after: str


def _words(text: str) -> list[str]:
    """Folded words, and the commas between them: "nom, contact" is not "nom contact"."""
    return " , ".join(fold(part) for part in re.split(r"[,;:]", text)).split()


def _is_wanted(found: _List, filter: Filter) -> bool:
    if found.as_columns:
        return True
    if len(found.fields) == 1 and getattr(filter, _FILTERED.get(found.fields[0], ""), None):
        return False
    if found.lead == "avec":
        asked = {*(filter.avec or ()), *(filter.avec_un_de or ())}
        return asked.isdisjoint(found.fields)
    if found.lead in _IN:
        return True
    several = len(found.fields) > 1
    if _VERBS.fullmatch(found.lead):
        return several or found.fields[0] in _BY_ITSELF
    return several and found.lead == ","


def _lists(words: Sequence[str]) -> Iterator[_List]:
    """The fields of a sentence, those that follow each other together."""
    current: _List | None = None
    end = 0
    for named in _named(words):
        between = words[end : named.start]
        if current and all(word in _SMALL or word in _JOINED for word in between):
            current.fields += named.fields
        else:
            if current:
                yield current
            current = _begun(words, named)
        end = named.end
        current.after = words[end] if end < len(words) else ""
    if current:
        yield current


def _begun(words: Sequence[str], named: _Named) -> _List:
    at, as_columns = named.start - 1, False
    while at >= 0 and (words[at] in _SMALL or words[at] in _COLUMN or words[at] in _WHOM):
        as_columns = as_columns or words[at] in _COLUMN
        at -= 1
    return _List(list(named.fields), words[at] if at >= 0 else "", as_columns, "")


def _named(words: Sequence[str]) -> Iterator[_Named]:
    """Names of fields, the longest first, from left to right."""
    at = 0
    longest = max(map(len, _names()))
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            said = tuple(stem(word) for word in words[at : at + length])
            if said in _names() and words[at] not in _PEOPLE:
                yield _Named(_names()[said], at, at + length)
                at += length
                break
        else:
            at += 1


@cache
def _names() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Folded, stemmed words → fields."""
    groups = {group: tuple(phrases) for group, phrases in table("champs.toml")["groupes"].items()}
    named: dict[tuple[str, ...], tuple[str, ...]] = {}
    own = {name: (name, label) for name, label in COLUMN_LABELS.items()}
    for names in (groups, _MORE_NAMES, table("fiche.toml"), own):
        for fields, phrases in names.items():
            for phrase in phrases:
                said = tuple(stem(word) for word in words_of(phrase))
                named[said] = tuple(fields.split())
    return named
