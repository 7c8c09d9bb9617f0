"""The map of France: how many by departement or region, in classes of one hue."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.rendering.charts.drawing import Box, Drawing, Outline, Text
from assistant.rendering.charts.style import LEVELS, Look
from assistant.rendering.charts.text import number, width

FRANCE_FILE = Path(__file__).with_name("france.json")
_SMALL = 8.0


@dataclass(frozen=True, slots=True)
class France:
    """Outlines by departement code and region name, and the frames of what is drawn apart."""

    left: float
    top: float
    width: float
    height: float
    departements: Mapping[str, str]
    regions: Mapping[str, str]
    insets: Sequence[Mapping[str, Any]]
    zoom: Mapping[str, Any]


@cache
def france() -> France:
    """The map, read once."""
    data = json.loads(FRANCE_FILE.read_text(encoding="utf-8"))
    left, top, wide, high = (float(part) for part in data["viewBox"].split())
    return France(
        left, top, wide, high, data["departements"], data["regions"], data["insets"], data["zoom"]
    )


def map_of_departements(counts: Mapping[str, int], room: float, look: Look) -> Drawing:
    """`counts` by departement code; codes that are none of France's are left to the caller."""
    return _map(france().departements, counts, room, look, zoom=True)


def map_of_regions(counts: Mapping[str, int], room: float, look: Look) -> Drawing:
    """`counts` by region name."""
    return _map(france().regions, counts, room, look, zoom=False)


def classes(counts: Sequence[int], most: int = LEVELS) -> list[tuple[int, int]]:
    """Counts above zero in at most `most` ranges (first, last): natural breaks of their logarithms.

    The breaks are where neighbours within a range are closest to each other, so that one place far
    ahead of all has a range of its own.
    """
    values = sorted({count for count in counts if count > 0})
    if len(values) <= most:
        return [(value, value) for value in values]
    _, ends = _breaks([math.log(value) for value in values], most)
    return [(values[first], values[last - 1]) for first, last in ends]


def _breaks(values: Sequence[float], most: int) -> tuple[float, list[tuple[int, int]]]:
    """Fisher's natural breaks of sorted values: least squared distances to each range's mean."""
    sums, squares = [0.0], [0.0]
    for value in values:
        sums.append(sums[-1] + value)
        squares.append(squares[-1] + value * value)

    def cost(first: int, last: int) -> float:
        total = sums[last] - sums[first]
        return squares[last] - squares[first] - total * total / (last - first)

    size = len(values)
    best: list[tuple[float, list[tuple[int, int]]]] = [
        (cost(0, last), [(0, last)]) if last else (0.0, []) for last in range(size + 1)
    ]
    for taken in range(2, most + 1):
        best = [
            min(
                ((best[cut][0] + cost(cut, last), [*best[cut][1], (cut, last)])
                 for cut in range(taken - 1, last)),
                key=lambda found: found[0],
            )
            if last >= taken
            else best[last]
            for last in range(size + 1)
        ]  # fmt: skip
    return best[size]


def _map(
    outlines: Mapping[str, str], counts: Mapping[str, int], room: float, look: Look, *, zoom: bool
) -> Drawing:
    country = france()
    ranges = classes([counts.get(place, 0) for place in outlines])
    scale = room / country.width
    x, y = -country.left * scale, -country.top * scale
    drawing = Drawing(country.height * scale)

    def outline(place: str, path: str) -> Outline:
        count = counts.get(place, 0)
        edge = look.background if count else look.line
        return Outline(path, x, y, scale, _colour(count, ranges, look), edge)

    for frame in [*country.insets, *([country.zoom] if zoom else [])]:
        drawing.add(*_frame(frame, x, y, scale, look))
    drawing.add(*(outline(place, path) for place, path in outlines.items()))
    if zoom:
        drawing.add(*(outline(code, path) for code, path in country.zoom["departements"].items()))
    drawing.below(_legend(ranges, room, look), 0.05)
    return drawing


def _frame(
    frame: Mapping[str, Any], x: float, y: float, scale: float, look: Look
) -> Iterator[Box | Text]:
    left, top, wide, high = (float(part) for part in frame["box"])
    yield Box(x + left * scale, y + top * scale, wide * scale, high * scale,
              look.background, 0.03, look.line)  # fmt: skip
    across, down = frame["caption"]
    words = frame["code"] or frame["name"]
    yield Text(x + across * scale, y + down * scale, words, 7 if scale > 0.006 else 5, look.soft)


def _colour(count: int, ranges: Sequence[tuple[int, int]], look: Look) -> str:
    if not count:
        return look.none
    rank = next(i for i, (_, last) in enumerate(ranges) if count <= last)
    return _colours(len(ranges), look)[rank]


def levels(size: int) -> list[int]:
    """Ranks in the scale for so many ranges: as far apart as can be; a single one is not the last.

    The page's style sheet has the same scale.
    """
    last = LEVELS - 1
    return [last - 1] if size == 1 else [round(rank * last / (size - 1)) for rank in range(size)]


def _colours(size: int, look: Look) -> list[str]:
    return [look.scale[level] for level in levels(size)]


def _legend(ranges: Sequence[tuple[int, int]], room: float, look: Look) -> Drawing:
    """Swatches with their ranges, from nobody to the most, on as many lines as needed."""
    entries = [("0", look.none)]
    for (first, last), colour in zip(ranges, _colours(len(ranges), look), strict=True):
        words = number(first) if first == last else f"{number(first)} à {number(last)}"
        entries.append((words, colour))
    drawing, left, step = Drawing(0.2), 0.0, 0.2
    for words, colour in entries:
        long = 0.2 + width(words, _SMALL) + 0.13
        if left and left + long > room + 0.1:
            left, drawing.height = 0.0, drawing.height + step
        top = drawing.height - step
        drawing.add(Box(left, top + 0.03, 0.15, 0.12, colour, edge=look.line))
        drawing.add(Text(left + 0.2, top + 0.135, words, _SMALL, look.soft))
        left += long
    return drawing
