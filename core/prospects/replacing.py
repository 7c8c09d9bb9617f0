"""How many records are written at once, each as it was read and as it shall be."""

from collections.abc import Iterator, Sequence

from pymongo import UpdateMany, UpdateOne

from core.database import Document
from core.prospects.documents import changes_of
from core.prospects.models import Prospect

Pair = tuple[Prospect, Prospect]
"""A record as it was read, and as it shall be."""


def replacing(pairs: Sequence[Pair], campaign: str | None) -> Iterator[UpdateOne | UpdateMany]:
    """The writes of these records, one version up each; those that change alike by one of them.

    A record that somebody changed since it was read is left as it is. `campaign` is the folded name
    of one that they received, too.
    """
    alike: dict[tuple[int, str], tuple[Document, list[str]]] = {}
    for before, after in pairs:
        changed = changes_of(before, after)
        key = (before.version, repr(sorted(changed.items())))
        alike.setdefault(key, (changed, []))[1].append(before.prospect_id)
    for (version, _), (changed, ids) in alike.items():
        changed["version"] = version + 1
        yield (
            _one(ids[0], version, changed, campaign)
            if len(ids) == 1
            else _several(ids, version, changed, campaign)
        )


def _one(prospect_id: str, version: int, changed: Document, campaign: str | None) -> UpdateOne:
    change: Document = {"$set": changed}
    if campaign is not None:
        change["$addToSet"] = {"campagnes_norm": campaign}
    return UpdateOne({"_id": prospect_id, "version": version}, change)


def _several(
    ids: Sequence[str], version: int, changed: Document, campaign: str | None
) -> UpdateMany:
    """The version is asked for in the change: the embedded server finds by ids alone."""
    same = {"$eq": ["$version", version]}
    values: Document = {name: {"$literal": value} for name, value in changed.items()}
    if campaign is not None:
        had: Document = {"$ifNull": ["$campagnes_norm", []]}
        more = {"$concatArrays": [had, [campaign]]}
        values["campagnes_norm"] = {"$cond": [{"$in": [campaign, had]}, had, more]}
    change = {name: {"$cond": [same, value, f"${name}"]} for name, value in values.items()}
    return UpdateMany({"_id": {"$in": list(ids)}}, [{"$set": change}])
