"""All groups of duplicates of a base, from an iterator over its light records. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import cpdist

from core.duplicates.blocking import Pairs, candidates, exact_keys, keys
from core.duplicates.features import Features, Light, features
from core.duplicates.grouping import Grouping
from core.duplicates.models import Group, Pair
from core.duplicates.scoring import Scorer, place

Progress = Callable[[int, int, str], None]
"""(done, total, French label); what it raises stops the work."""
READING, COMPARING = "Lecture des fiches", "Comparaison des fiches"
_TOTAL = 100
_READ, _COMPARED = 30, 95
"""Shares of the work, in hundredths."""
_CHUNK = 50_000
_PROMISING = 60
"""Names below this are not looked at word by word, unless something else links the records."""
_EVERY = 20_000


def quietly(done: int, total: int, label: str) -> None:
    """Progress that nobody reads."""


def find_groups(
    records: Iterable[Light],
    barred: Collection[tuple[str, str]] = frozenset(),
    progress: Progress = quietly,
    fuzzy: bool = True,
) -> list[Group]:
    """Groups of duplicates, the surest first; `barred` pairs of ids are known to be different.

    Without `fuzzy`, only those that share an e-mail or a telephone.
    """
    compared = list(_read(records, progress))
    scorer = Scorer(compared)
    wanted = (lambda record: keys(record, scorer.counts, scorer.cores)) if fuzzy else exact_keys
    ranks = candidates(compared, wanted)
    pairs = list(_judged(compared, ranks, scorer, progress))
    named = _named(pairs)
    by_id = {record.key: record for record in compared if record.key in named}
    grouping = Grouping(
        judge=lambda one, other: scorer.judge(by_id[one], by_id[other]),
        barred=lambda one, other: (one, other) in barred,
    )
    found = grouping.groups(pairs)
    progress(_TOTAL, _TOTAL, COMPARING)
    return found


def _named(pairs: Sequence[Pair]) -> frozenset[str]:
    return frozenset(key for pair in pairs for key in pair.ids)


def _read(records: Iterable[Light], progress: Progress) -> Iterator[Features]:
    for count, record in enumerate(records):
        if count % _EVERY == 0:
            # How many there are is not known yet: half of what is left, each time.
            progress(round(_READ * (1 - 0.8 ** (count / _EVERY))), _TOTAL, READING)
        yield features(record)


def _judged(
    records: Sequence[Features], ranks: Pairs, scorer: Scorer, progress: Progress
) -> Iterator[Pair]:
    for start in range(0, len(ranks), _CHUNK):
        share = _READ + round((_COMPARED - _READ) * start / len(ranks))
        progress(share, _TOTAL, COMPARING)
        some = [(records[a], records[b]) for a, b in ranks[start : start + _CHUNK].tolist()]
        for one, other in _promising(some):
            if (pair := scorer.judge(one, other)) is not None:
                yield pair


def _promising(pairs: list[tuple[Features, Features]]) -> Iterator[tuple[Features, Features]]:
    """Those whose names are a little alike, measured all at once, or that something links."""
    names = cpdist(
        [one.core for one, _ in pairs],
        [other.core for _, other in pairs],
        scorer=token_set_ratio,
        score_cutoff=_PROMISING,
        workers=-1,
    )
    for (one, other), near in zip(pairs, names.tolist(), strict=True):
        if _linked(one, other) or (near and not _far(one, other)):
            yield one, other


def _far(one: Features, other: Features) -> bool:
    """Two towns, and nothing shared on the web: no name makes that one organisation."""
    if one.mail_host is not None and one.mail_host in (other.mail_host, other.site):
        return False
    return place(one, other) in ("near", "other")


def _linked(one: Features, other: Features) -> bool:
    return (
        one.shares_email(other)
        or one.shares_telephone(other)
        or (one.site is not None and one.site == other.site)
        or bool(one.accounts and set(one.accounts).intersection(other.accounts))
    )
