"""How a row of a campaign's people changes hands: by conditions that are part of the change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.campaigns.models import RecipientState
from core.database import Document

S = RecipientState


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


def claiming(claim: Claim, mark: str, now: datetime) -> list[Document]:
    """The change of a row that is still to be sent; of any other, none."""
    free = {"$eq": ["$etat", S.TO_SEND.value]}
    wanted: Document = {
        "etat": S.SENDING.value,
        "par": mark,
        "pris_le": now,
        "liens": {"$literal": list(claim.links)},
        "essais": {"$add": [{"$ifNull": ["$essais", 0]}, 1]},
    }
    return [{"$set": {n: {"$cond": [free, value, f"${n}"]} for n, value in wanted.items()}}]


def settling(settled: Settled, mark: str) -> list[Document]:
    """The change of a row that `mark` has taken; of any other, none."""
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
