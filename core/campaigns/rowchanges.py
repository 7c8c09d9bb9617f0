"""How a row of a campaign's people changes hands: by conditions that are part of the change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from core.campaigns.models import RecipientState
from core.database import Document

S = RecipientState
_TOGETHER = timedelta(seconds=0.1)
"""Mails that left within so long are told with one moment, that of the last of them."""


@dataclass(frozen=True)
class Claim:
    """A row that is about to be sent, and the links of its mail."""

    recipient_id: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settled:
    """What became of a row that was taken."""

    recipient_id: str
    state: RecipientState
    values: Mapping[str, Any]
    prospect_id: str = ""


def claims_alike(claims: Sequence[Claim]) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """Rows that one change claims, with their links: those of most mails are the same."""
    ordered = sorted(claims, key=lambda one: one.links)
    for links, some in groupby(ordered, key=lambda one: one.links):
        yield [one.recipient_id for one in some], links


def settled_alike(settled: Sequence[Settled]) -> Iterator[tuple[list[str], Settled]]:
    """Rows that became the same, nearly at once, with what one change says of all of them."""
    kinds: dict[tuple[Any, ...], list[Settled]] = {}
    for one in settled:
        said = {name: value for name, value in one.values.items() if name != "envoye_le"}
        kinds.setdefault((one.state, "envoye_le" in one.values, repr(said)), []).append(one)
    for some in kinds.values():
        yield from _nearly_at_once(some)


def _nearly_at_once(some: Sequence[Settled]) -> Iterator[tuple[list[str], Settled]]:
    if "envoye_le" not in some[0].values:
        yield [one.recipient_id for one in some], some[0]
        return
    ordered = sorted(some, key=lambda one: one.values["envoye_le"])
    start = 0
    for rank, one in enumerate(ordered[1:], start=1):
        if one.values["envoye_le"] - ordered[start].values["envoye_le"] > _TOGETHER:
            yield [other.recipient_id for other in ordered[start:rank]], ordered[rank - 1]
            start = rank
    yield [other.recipient_id for other in ordered[start:]], ordered[-1]


def claiming(links: Sequence[str], mark: str, now: datetime) -> list[Document]:
    """The change of rows that are still to be sent; of any other, none."""
    free = {"$eq": ["$etat", S.TO_SEND.value]}
    wanted: Document = {
        "etat": S.SENDING.value,
        "par": mark,
        "pris_le": now,
        "liens": {"$literal": list(links)},
        "essais": {"$add": [{"$ifNull": ["$essais", 0]}, 1]},
    }
    return [{"$set": {n: {"$cond": [free, value, f"${n}"]} for n, value in wanted.items()}}]


def settling(settled: Settled, mark: str) -> list[Document]:
    """The change of rows that `mark` has taken; of any other, none."""
    mine = {"$and": [{"$eq": ["$etat", S.SENDING.value]}, {"$eq": ["$par", mark]}]}
    wanted = {"etat": settled.state.value, "par": None, **settled.values}
    return [
        {
            "$set": {
                name: {"$cond": [mine, {"$literal": value}, f"${name}"]}
                for name, value in wanted.items()
            }
        }
    ]
