"""Edits of a whole selection: a tag, a comment or raw fields, as a change of each record."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from core.errors import InvalidData
from core.prospects.models import FURTHER, Comment, Prospect
from core.prospects.normalise import clean
from core.records.values import check
from core.vocabulary.labels import label

_NOT_IN_BULK = frozenset({"nom_structure", *FURTHER, *FURTHER.values()})
"""What no two records share."""


def change_of(
    edit: Mapping[str, Any], remark: Callable[[str], Comment]
) -> Callable[[Prospect], Prospect]:
    """The edit as a change of one record; `remark` signs a comment. InvalidData where it does not
    fit."""
    if set(edit) == {"comment"}:
        added = remark(str(edit["comment"]))
        return lambda one: one.model_copy(update={"commentaires": (*one.commentaires, added)})
    if set(edit) == {"tag"} or set(edit) == {"untag"}:
        return _tagging(clean(str(next(iter(edit.values())))), add="tag" in edit)
    if shared := _NOT_IN_BULK & set(edit):
        raise InvalidData(
            f"« {label(min(shared))} » est propre à chaque fiche : cela ne se change pas en lot."
        )
    found = check({name: str(value) for name, value in edit.items()})
    problems = {name: text for name, text in found.problems.items() if name in edit}
    if problems:
        raise InvalidData(next(iter(problems.values())), problems)
    values = {name: value for name, value in found.values.items() if name in edit}
    return lambda prospect: prospect.model_copy(update=values)


def _tagging(tag: str, add: bool) -> Callable[[Prospect], Prospect]:
    if not tag or len(tag) > 500:
        raise InvalidData("Donnez un tag de 1 à 500 caractères.", {"tags": "Tag vide ou trop long"})

    def change(prospect: Prospect) -> Prospect:
        others = tuple(one for one in prospect.tags if one != tag)
        if add and tag in prospect.tags:
            return prospect
        return prospect.model_copy(update={"tags": (*others, tag) if add else others})

    return change


def mark_of(ids: list[str]) -> str:
    """What binds a confirmation to these very records."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
