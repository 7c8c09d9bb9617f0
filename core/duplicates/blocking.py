"""Which pairs are worth comparing: those that share a key; in large blocks, neighbours only.

Keys are kept as 64-bit hashes beside the record's rank: a million records fit in tens of megabytes.
The time is that of sorting the keys, whatever the names.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.duplicates.features import Features

WHOLE_BLOCK = 16
"""In blocks up to this size, everybody is compared with everybody."""
WINDOW = 6
"""In larger ones, each with as many followers in the order of names and streets."""
WORDS = 2
"""As many of a name's own words make a key: the rarest."""
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")

Pairs = NDArray[np.int64]


def sound(word: str) -> str:
    """About how a French word sounds: what typos and mishearings leave alone."""
    if word.isdigit():
        return word
    text = word.replace("ph", "f").replace("qu", "k").replace("ch", "S").replace("h", "")
    text = text.replace("c", "k").replace("q", "k").replace("z", "s").replace("y", "i")
    text = _DOUBLED.sub(r"\1", text.rstrip("sxtde") or text)
    return text[:1] + _VOWELS.sub("", text[1:])


def keys(record: Features, counts: Counter[str], cores: Counter[str]) -> Iterator[str]:
    """What a record may share with its duplicate."""
    yield from exact_keys(record)
    for host in {record.mail_host, record.site} - {None}:
        yield f"h:{host}"
    yield from record.accounts
    town = record.town or record.departement or ""
    rare = sorted(set(record.words), key=lambda word: (counts[word], word))[:WORDS]
    for word in rare:
        yield f"w:{sound(word)}:{town}"
    if rare and record.departement and counts[rare[0]] <= WHOLE_BLOCK:
        # For towns that are written otherwise, or are not the same.
        yield f"w:{sound(rare[0])}:{record.departement}"
    if record.words and cores[record.core] <= WHOLE_BLOCK:
        # For those whose town is not known, where the name is not everybody's.
        yield f"c:{record.core}"
    if record.words:
        joined = "".join(record.words)
        yield f"p:{joined[:5]}:{town}"
        yield f"s:{joined[-5:]}:{town}"
    else:
        yield f"g:{record.core}:{town}"
    if record.street and record.number:
        yield f"a:{record.number}:{record.street}:{town}"
        if rare:
            yield f"n:{record.number}:{record.street}:{sound(rare[0])}"


def exact_keys(record: Features) -> Iterator[str]:
    """The keys that the contract calls a duplicate."""
    if record.email:
        yield f"e:{record.email}"
    if record.telephone:
        yield f"t:{record.telephone}"
    for key in record.further:
        yield f"{'e' if '@' in key else 't'}:{key}"


def candidates(records: Sequence[Features], keys_of: Callable[[Features], Iterator[str]]) -> Pairs:
    """Pairs of ranks, each once, as rows of two, the smaller first."""
    hashes, ranks = array("q"), array("q")
    for rank, record in enumerate(records):
        for key in set(keys_of(record)):
            hashes.append(hash(key))
            ranks.append(rank)
    if not len(ranks):
        return np.empty((0, 2), dtype=np.int64)
    size = len(records)
    codes = np.frombuffer(_paired(records, hashes, ranks), dtype=np.int64)
    codes = np.unique(codes)
    return np.stack((codes // size, codes % size), axis=1)


def _paired(records: Sequence[Features], hashes: "array[int]", ranks: "array[int]") -> "array[int]":
    """The pairs of all blocks, each as one number."""
    size = len(records)
    order = np.argsort(np.frombuffer(hashes, dtype=np.int64), kind="stable")
    sorted_hashes = np.frombuffer(hashes, dtype=np.int64)[order]
    sorted_ranks = np.frombuffer(ranks, dtype=np.int64)[order]
    starts = np.flatnonzero(np.r_[True, sorted_hashes[1:] != sorted_hashes[:-1]])
    ends = np.r_[starts[1:], len(sorted_hashes)]
    shared = np.flatnonzero(ends - starts > 1)
    codes = array("q")
    for start, end in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True):
        block = sorted_ranks[start:end].tolist()
        reach = len(block)
        if reach > WHOLE_BLOCK:
            block.sort(key=lambda rank: _neighbourhood(records[rank]))
            reach = WINDOW
        for at, one in enumerate(block):
            for other in block[at + 1 : at + 1 + reach]:
                codes.append(one * size + other if one < other else other * size + one)
    return codes


def _neighbourhood(record: Features) -> tuple[str, str, str, str]:
    return record.town or "", record.core, record.street or "", record.number or ""
