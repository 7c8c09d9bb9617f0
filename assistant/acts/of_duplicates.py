"""Acts about groups of duplicates."""

from typing import Annotated, Literal

from pydantic import Field

from assistant.acts.base import Act, Id


class OfGroup(Act):
    """Something done with a group of duplicates."""

    group: Id


class MergeGroup(OfGroup):
    do: Literal["merge_group"] = "merge_group"


class SetGroupAside(OfGroup):
    do: Literal["set_group_aside"] = "set_group_aside"


class NextGroups(Act):
    do: Literal["next_groups"] = "next_groups"
    after: Annotated[int, Field(ge=0, le=1_000_000)]


class ChooseValue(Act):
    """That record's value for a field of the merge that waits."""

    do: Literal["choose_value"] = "choose_value"
    merge: Id
    field: Id
    record: Id
