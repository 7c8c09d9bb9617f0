"""Whether a file writes its dates as Americans do, month first."""

from collections.abc import Iterable, Sequence

from core.prospects import normalise

DATES = ("date_dernier_contact", "date_retour")
"""Fields of days."""


def month_first(places: Iterable[int], sample: Sequence[Sequence[str]]) -> bool:
    """Whether some dates of these columns are none unless the month comes first, and none of them
    is one only if the day does. Of a tool, all columns are written alike."""
    seen = False
    for place in places:
        for cells in sample:
            cell = cells[place] if place < len(cells) else ""
            french = normalise.day(cell)[0]
            american = normalise.day_after_month(cell)[0]
            if french and not american:
                return False
            seen = seen or (american is not None and french is None)
    return seen
