"""Groups by their number on the screen: "exporte le premier groupe", "un mail pour le groupe 2"."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.learning import GROUPS
from assistant.language.requests.ranks import RANK, rank_of
from assistant.language.understanding import Intent

_BEFORE = (
    r"(?:(?:et|de|du|des|d|a|au|aux|dans|pour|avec|parmi|sur|ceux|celles|gens|personnes|prospects"
    r"|fiches|structures|liste|membres|tous|toutes|la|le|les|l) )*"
)
_GROUP = re.compile(
    rf"\b{_BEFORE}(?:{RANK} (?:groupe|segment)"
    r"|(?:groupe|segment) (?:numero |no |n )?(?P<number>\d\d?))\b"
)
_SIZES = re.compile(
    r"\b(?:en|plutot|fais|fait|faire|forme|cree|veux) (?:les )?\d\d? (?:groupe|segment)"
)
_DUPLICATES = "groups"
"""What is kept of groups of duplicates on the screen."""


@dataclass(frozen=True)
class GroupRequest(Request):
    """The group of that rank, from 1 or from the end, and what else the sentence asks."""

    rank: int
    rest: str = ""


def claim_group(asked: Asked) -> tuple[Intent, GroupRequest] | None:
    """Of segments shown in this conversation; of none where a rank can mean nothing else."""
    found = _GROUP.search(asked.said)
    if found is None or _SIZES.search(asked.said) or _of_duplicates(asked):
        return None
    if found["rank"] is None and GROUPS not in asked.scene.shown:
        return None  # "Groupe 3F" is a name
    rank = rank_of(found["rank"]) if found["rank"] else int(found["number"])
    rest = " ".join((asked.said[: found.start()] + " " + asked.said[found.end() :]).split())
    return Intent.FILTER_PROSPECTS, GroupRequest(rank, rest)


def _of_duplicates(asked: Asked) -> bool:
    shown = asked.scene.shown
    return _DUPLICATES in shown and (GROUPS not in shown or asked.scene.last_shown == _DUPLICATES)
