"""The beginning of a large selection in the order of names, without sorting all of it.

A sort reads all that is selected, seconds where that is hundreds of thousands. So it is given a
name beyond which nothing is read: guessed from a sample, and never believed. Where fewer records
come than were asked for, the guess was too near, and all is sorted.
"""

import math
from dataclasses import dataclass

from core.database import Database
from core.prospects.filters import Filter
from core.prospects.query import Query, covered_with_names, match
from core.recent import Recent

SMALL = 5_000
"""Selected, up to which all is sorted."""
KEPT_SECONDS = 600.0
_AMPLE = 4
"""Times as many as are asked for are looked for: a sample is a sample."""
_SAMPLED = 64
FEWEST_DIGITS = 2
"""Of ids: what begins alike in one of 256 records, at most, is read."""


@dataclass(frozen=True)
class Sample:
    """Names of some of the selected, in order, and of some that an index reads for them."""

    selected: list[str]
    read: list[str]
    share: float
    """Of all records, how many were drawn from."""


class NameBounds:
    """Guesses, kept for a while: records that come or go meanwhile hardly move them."""

    def __init__(self, database: Database) -> None:
        self._prospects = database.mongo["prospects"]
        self._samples: Recent[Sample] = Recent(lambda: 0, KEPT_SECONDS)

    def stages(self, filter: Filter, total: int, wanted: int) -> list[Query] | None:
        """`$match` stages that select the first `wanted` of about `total` by name, and not many
        more; None where nothing would be gained."""
        if total <= SMALL:
            return None
        key = (filter.model_dump_json(), _digits(total))
        sample = self._samples.get(key, lambda: self._drawn(filter, _digits(total)))
        # Of one record in thousands, the very first is far enough.
        rank = math.ceil(_AMPLE * wanted * sample.share - 0.1)
        if rank >= len(sample.selected):
            return None
        bound = sample.selected[rank]
        read = sum(name < bound for name in sample.read) / sample.share
        if read > total / 2:
            return None
        covered, rest = covered_with_names(filter)
        stages: list[Query] = [{"$match": {**covered, "nom_tri": {"$lt": bound}}}]
        return [*stages, {"$match": rest}] if rest else stages

    def _drawn(self, filter: Filter, digits: int) -> Sample:
        """Records whose ids, random ones, begin alike."""
        first = "8".ljust(digits, "0")
        some = {"_id": {"$gte": first, "$lt": f"{first[:-1]}1" if digits > 1 else "9"}}
        covered, rest = covered_with_names(filter)
        read = self._names(some, covered)
        selected = self._names(some, match(filter)) if rest else read
        return Sample(selected, read, 16.0**-digits)

    def _names(self, some: Query, query: Query) -> list[str]:
        stages: list[Query] = [{"$match": some}]
        if query:
            stages.append({"$match": query})
        found = self._prospects.aggregate([*stages, {"$project": {"nom_tri": 1}}])
        return sorted(str(one.get("nom_tri", "")) for one in found)


def _digits(total: int) -> int:
    """Of ids, so many that about 64 to 1,000 of the selected begin alike."""
    return max(FEWEST_DIGITS, int(math.log(total / _SAMPLED, 16)))
