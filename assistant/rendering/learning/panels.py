"""Segments as the page draws them: bars that open their people."""

from collections.abc import Sequence

from assistant.acts.of_lists import ShowList
from assistant.rendering.charts.style import SEGMENTS
from assistant.rendering.indicators.shapes import BarShown, Panel
from assistant.rendering.learning.sayings import percent
from assistant.rendering.wording import number
from core.learning.models import GENERIC
from core.prospects.filters import Exclusion, Filter

KEY = "segments"
_DEFINITION = (
    "Chaque prospect est dans un seul groupe : celui dont il est le plus proche par son type, son "
    "lieu, son public, ses réseaux, ses coordonnées, son accord et ses derniers contacts."
)


def segments_panel(sizes: Sequence[tuple[str, int]], filter: Filter, selection_id: str) -> Panel:
    """The segments of a selection."""
    total = sum(count for _, count in sizes)
    return {
        "kpi": KEY,
        "title": SEGMENTS,
        "note": "",
        "caution": "",
        "total": total,
        "drawn": "bars",
        "definition": _DEFINITION,
        "bars": [_bar(name, count, total, filter) for name, count in sizes],
        "rate": None,
        "map": None,
        "files": {kind: f"/api/charts/{selection_id}/{KEY}.{kind}" for kind in ("png", "svg")},
    }


def _bar(name: str, count: int, total: int, filter: Filter) -> BarShown:
    theirs = within(filter, name)
    return {
        "key": name,
        "label": name,
        "value": count,
        "shown": number(count),
        "share": percent(count / total) if total else None,
        "amount": None,
        "amount_shown": None,
        "muted": name == GENERIC,
        "say": f"montre le segment « {name} »" if theirs is not None else None,
        "act": ShowList(filter=theirs).as_json() if theirs is not None else None,
    }


def within(filter: Filter, name: str) -> Filter | None:
    """The people of a segment of a selection; None of those who are in none."""
    return None if name == GENERIC else filter.model_copy(update={"segment": (name,)})


def without(filter: Filter, name: str) -> Filter | None:
    """A selection but for the people of a segment; None where nobody is noted as being in it."""
    if name == GENERIC:
        return None
    barred = filter.exclure or Exclusion()
    names = tuple(dict.fromkeys((*(barred.segment or ()), name)))
    return filter.model_copy(update={"exclure": barred.model_copy(update={"segment": names})})


def size_rows(sizes: Sequence[tuple[str, int]]) -> list[list[str]]:
    """The same as texts."""
    total = sum(count for _, count in sizes)
    return [[name, number(count), percent(count / total)] for name, count in sizes]
