"""Duplicates by sentence: the groups on the screen by their number, the values of a merge."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.ranks import RANK, rank_of
from assistant.language.slots.edits import field_of
from assistant.language.text.phrasings import phrasings
from assistant.language.understanding import Intent
from core.vocabulary.text import fold

Claimed = tuple[Intent, Request]
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

# --- what buttons say -----------------------------------------------------------------------------


@dataclass(frozen=True)
class NextRequest(Request):
    """The groups after so many."""

    after: int


@dataclass(frozen=True)
class GroupRequest(Request):
    """A group by its id; None where the sentence holds none."""

    group_id: str | None


@dataclass(frozen=True)
class ChoiceRequest(Request):
    """Another record's value for a field of a merge that waits."""

    pending_id: str
    field: str
    prospect_id: str


def read_next(asked: Asked) -> NextRequest:
    """ "doublons suivants après 3"."""
    after = re.search(r"(\d+)", asked.typed)
    return NextRequest(int(after[1]) if after else 0)


def read_group(asked: Asked) -> GroupRequest:
    """ "fusionne le groupe 0a1b…"."""
    found = re.search(_UUID, asked.typed)
    return GroupRequest(found[0] if found else None)


def read_choice(asked: Asked) -> Request:
    """ "dans la fusion …, prends email de la fiche n° …"; bare where it can't be read."""
    found = re.search(rf"fusion ({_UUID}), prends (\w+) de la fiche n° ({_UUID})", asked.typed)
    return ChoiceRequest(found[1], found[2], found[3]) if found else Request()


# --- groups by their number -----------------------------------------------------------------------

_COUNTS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_WAYS = phrasings("duplicates", " ")
_REFERENCE = rf"(?:(?: |^)(?:{_WAYS['refers']}|{RANK}))*".replace("?P<rank>", "?:")
_MERGE = re.compile(rf"{_WAYS['merge']}(?P<which>{_REFERENCE})")
_APART = re.compile(
    rf"(?:{_WAYS['but']} )*"
    rf"(?:(?P<before>{_REFERENCE}) ?{_WAYS['is_it']}? ?{_WAYS['not_the_same']}"
    rf"|{_WAYS['keep_apart']}(?P<after>{_REFERENCE})|{_WAYS['set_aside']}(?P<other>{_REFERENCE}))"
)
_NEXT = re.compile(_WAYS["next"])


class Do(StrEnum):
    """What becomes of groups on the screen."""

    NEXT = "next"
    MERGE = "merge"
    APART = "apart"


@dataclass(frozen=True)
class GroupsRequest(Request):
    """Groups on the screen, named by their numbers."""

    do: Do
    every: bool = False
    first: int | None = None
    """The first so many."""
    ranks: tuple[int, ...] = ()
    """From 1; negative ones count from the end."""

    def among(self, known: Iterable[int], page: Iterable[int]) -> list[int]:
        """The numbers meant, of those shown so far and of those shown last."""
        shown = sorted(known)
        if self.every:
            named = list(page)
        elif self.first is not None:
            named = shown[: self.first]
        else:
            named = [shown[r] if r < 0 and -r <= len(shown) else r for r in self.ranks]
        if not named and len(shown) == 1:
            named = shown
        return list(dict.fromkeys(named))


def claim_groups(asked: Asked) -> Claimed | None:
    """ "fusionne le groupe 2", "le groupe 3 n'est pas un doublon", "groupe suivant"."""
    if "groups" not in asked.scene.shown:
        return None
    request = _groups(asked.said, asked.scene.last_shown == "groups")
    return (Intent.FIND_DUPLICATES, request) if request else None


def _groups(said: str, last: bool) -> GroupsRequest | None:
    if last and _NEXT.fullmatch(said):
        return GroupsRequest(Do.NEXT)
    if found := _MERGE.fullmatch(said):
        return _named(Do.MERGE, found["which"])
    if found := _APART.fullmatch(said):
        return _named(Do.APART, found["before"] or found["after"] or found["other"] or "")
    return None


def _named(do: Do, which: str) -> GroupsRequest:
    if re.search(r"\b(?:tous|toutes)\b", which):
        return GroupsRequest(do, every=True)
    if first := re.search(r"\b(deux|trois|quatre|cinq|\d) premier", which):
        return GroupsRequest(do, first=_COUNTS.get(first[1]) or int(first[1]))
    ranks = tuple(rank_of(found["rank"]) for found in re.finditer(rf"\b{RANK}\b", which))
    return GroupsRequest(do, ranks=ranks)


# --- the values of a merge ------------------------------------------------------------------------

_TAKES = re.compile(rf"{_WAYS['takes']}(?: |$)")
_OTHER = re.compile(r"\b(?:autre|seconde fiche)\b")
_OF_RANK = re.compile(rf"\b(?:la|le|l|du|fiche|numero|n|celle|celui) {RANK}\b")


@dataclass(frozen=True)
class ValueRequest(Request):
    """Whose value a field of the merge takes, or whose record is kept."""

    field: str | None
    rank: int | None
    """Of the record among those of the merge: from 1, or from the end."""
    other: bool
    """The other one of two."""
    squeezed: str
    """The sentence without spaces, where a value may be quoted."""

    def quotes(self, value: str) -> bool:
        """ "garde le 02 41 22 22 22": whether that value is in the sentence."""
        said = fold(value).replace(" ", "")
        return len(said) > 2 and said in self.squeezed


def claim_value(asked: Asked) -> Claimed | None:
    """ "prends le mail de la deuxième", while a merge waits for its yes."""
    proposal, said = asked.scene.last_proposal, asked.said
    if proposal is None or proposal.action != "merge" or "ids" not in proposal.payload:
        return None
    if not _TAKES.match(said):
        return None
    ranked = _OF_RANK.search(said)
    return Intent.FIND_DUPLICATES, ValueRequest(
        field=field_of(said),
        rank=rank_of(ranked["rank"]) if ranked else None,
        other=bool(_OTHER.search(said)),
        squeezed=said.replace(" ", ""),
    )
