"""What changed between two states of the base: two backups, or a backup and the base of now."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import bson
from bson.codec_options import CodecOptions

from core.backups.container import Batch, documents
from core.backups.contents import CONVERSATIONS, NOT_SAVED
from core.backups.models import Difference, Moved
from core.prospects.models import FIELDS

Source = Callable[[], Iterable[Batch]]
"""A state of the base; asked for twice."""

PROSPECTS = "prospects"
_SHOWN = 50
_NOT_TOLD = CONVERSATIONS | NOT_SAVED | {"meta"}
_PLAIN: CodecOptions[dict[str, object]] = CodecOptions(tz_aware=True)
_OF_ITSELF = frozenset({"prospect_id", "cree_le", "modifie_le"})


@dataclass
class _Told:
    """Of a collection: each document's id, with a digest of the whole."""

    digests: dict[bytes, bytes]


def compare(before: Source, after: Source) -> Difference:
    """What differs; a record whose fields are the same has not changed, whatever is derived."""
    olds = {name: told.digests for name, told in _digests(before()).items()}
    news = {name: told.digests for name, told in _digests(after()).items()}
    moved = {}
    for name in sorted(olds.keys() | news.keys()):
        old, new = olds.get(name, {}), news.get(name, {})
        changed = {key for key in old.keys() & new.keys() if old[key] != new[key]}
        moved[name] = (new.keys() - old.keys(), old.keys() - new.keys(), changed)
    added, gone, maybe = moved.get(PROSPECTS, (set(), set(), set()))
    fields, changed = _fields(before, after, maybe)
    collections = {name: Moved(*map(len, sets)) for name, sets in moved.items()}
    if PROSPECTS in collections:
        collections[PROSPECTS] = Moved(len(added), len(gone), len(changed))
    return Difference(
        collections={name: one for name, one in collections.items() if one},
        fields=dict(fields.most_common()),
        added=tuple(sorted(map(_text, added))[:_SHOWN]),
        changed=tuple(sorted(map(_text, changed))[:_SHOWN]),
    )


def _digests(batches: Iterable[Batch]) -> dict[str, _Told]:
    found: dict[str, _Told] = {}
    for batch in batches:
        if batch.collection in _NOT_TOLD:
            continue
        told = found.setdefault(batch.collection, _Told({}))
        for raw in documents(batch):
            told.digests[id_of(raw)] = hashlib.blake2b(raw, digest_size=12).digest()
    return found


def _fields(before: Source, after: Source, ids: set[bytes]) -> tuple[Counter[str], set[bytes]]:
    """In how many of these prospects each field changed, and which changed at all."""
    counts: Counter[str] = Counter()
    changed: set[bytes] = set()
    if not ids:
        return counts, changed
    was = {key: _said(raw) for key, raw in _some(before, ids)}
    for key, raw in _some(after, ids):
        now = _said(raw)
        differ = [field for field, value in now.items() if was[key].get(field) != value]
        counts.update(differ)
        if differ:
            changed.add(key)
    return counts, changed


def _some(source: Source, ids: set[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for batch in source():
        if batch.collection == PROSPECTS:
            yield from ((key, raw) for raw in documents(batch) if (key := id_of(raw)) in ids)


def _said(raw: bytes) -> dict[str, object]:
    found = bson.decode(raw, _PLAIN)
    return {field: found.get(field) for field in FIELDS if field not in _OF_ITSELF}


def id_of(raw: bytes) -> bytes:
    """What a document's id is, as bytes: servers put it first."""
    if raw[4:9] == b"\x02_id\0":
        size = int.from_bytes(raw[9:13], "little")
        return raw[13 : 13 + size - 1]
    return repr(bson.decode(raw).get("_id")).encode()


def _text(key: bytes) -> str:
    return key.decode("utf-8", "replace")
