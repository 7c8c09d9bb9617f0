"""Records that may be the same organisation twice, and what a merge would make of them."""

from enum import StrEnum
from typing import Annotated, Any, TypedDict

from pydantic import BaseModel, ConfigDict, Field


class Sureness(StrEnum):
    """How sure it is that records are the same; the value is read by users."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return list(Sureness).index(self)


class MergePlan(TypedDict):
    """A merge as it is written once confirmed; `ids` are in the order they are numbered in."""

    kept: str
    absorbed: list[str]
    choices: dict[str, str]
    """Field → the record whose value is kept."""
    versions: list[tuple[str, int]]
    """Of each record, as it was read."""
    ids: list[str]


class Pair(BaseModel):
    """Two records that look alike, and why, in French."""

    model_config = ConfigDict(frozen=True)

    ids: tuple[str, str]
    """In alphabetical order."""
    score: Annotated[float, Field(ge=0, le=1)]
    sureness: Sureness
    reasons: tuple[str, ...] = ()


class Group(BaseModel):
    """Records that may be one and the same; as sure as its weakest link."""

    model_config = ConfigDict(frozen=True)

    group_id: str
    ids: tuple[str, ...]
    pairs: tuple[Pair, ...]
    sureness: Sureness
    why: str
    """A French sentence."""

    @property
    def score(self) -> float:
        """That of the weakest link."""
        return min((pair.score for pair in self.pairs), default=0.0)


class Alternative(BaseModel):
    """A value that a record of the group has."""

    model_config = ConfigDict(frozen=True)

    prospect_id: str
    value: Any


class FieldProposal(BaseModel):
    """What a field would become, and all it could be."""

    model_config = ConfigDict(frozen=True)

    value: Any
    prospect_id: str | None = None
    """Whose value it is; None where it is made of several."""
    alternatives: tuple[Alternative, ...] = ()
    """The different values that are known, the kept record's first."""

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return len(self.alternatives) > 1


class Proposal(BaseModel):
    """One record made of several; nothing is written yet."""

    model_config = ConfigDict(frozen=True)

    kept_id: str
    absorbed_ids: tuple[str, ...]
    fields: dict[str, FieldProposal]
    versions: dict[str, int]
    """The version of each record as read; `merge` refuses if one has moved on."""
