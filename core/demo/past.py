"""The demonstration's past: what a snapshot a week would have said of its prospects. Pure."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate

from core.clock import PARIS
from core.kpis.models import Snapshot
from core.prospects.models import Prospect
from core.vocabulary.values import Status

WEEKS = 52
_FIELDS = ("email", "telephone", "site_web")
_COUNTED = ("total", "accepting", "refusing", *_FIELDS, "located", "contacted", "answered")


class Past:
    """Counts prospects by the week that they came in, were contacted, answered."""

    def __init__(self, today: date) -> None:
        self._days = [today - timedelta(weeks=week) for week in range(WEEKS, 0, -1)]
        self._since = {name: [0] * (WEEKS + 1) for name in _COUNTED}

    def add(self, prospects: Iterable[Prospect]) -> None:
        """Count some more."""
        for prospect in prospects:
            if prospect.cree_le is None:
                continue
            created = prospect.cree_le.astimezone(PARIS).date()
            for name in _known(prospect):
                self._count(name, created)
            if prospect.statut is not Status.JAMAIS_CONTACTE:
                self._count("contacted", prospect.date_dernier_contact or created)
            if prospect.retour_prospect is not None:
                self._count("answered", prospect.date_retour or created)

    def snapshots(self) -> list[Snapshot]:
        """One a week, the last a week ago."""
        totals = {name: list(accumulate(counts)) for name, counts in self._since.items()}
        return [
            Snapshot(day=day, **{n: totals[n][rank] for n in _COUNTED}, demonstration=True)
            for rank, day in enumerate(self._days)
        ]

    def _count(self, name: str, day: date) -> None:
        self._since[name][bisect_left(self._days, day)] += 1


def _known(prospect: Prospect) -> Iterable[str]:
    """The counts that it is in as soon as it is added."""
    yield "total"
    if prospect.accepte_contact is not None:
        yield "accepting" if prospect.accepte_contact else "refusing"
    yield from (name for name in _FIELDS if getattr(prospect, name) is not None)
    if prospect.region is not None:
        yield "located"
