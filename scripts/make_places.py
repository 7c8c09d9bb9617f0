"""Makes core/vocabulary/communes.csv.gz and communes_anciennes.csv.gz from the npm package
@etalab/decoupage-administratif: the newest version has today's communes, 0.3.0 was the last one
that named those which others had absorbed.

npm pack @etalab/decoupage-administratif
npm pack @etalab/decoupage-administratif@0.3.0
(unpack each into a folder of its own)
python scripts/make_places.py new/package/data old/package/data
"""

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.vocabulary.places import COMMUNES_FILE, DEPARTEMENTS, FORMER_FILE

Entry = dict[str, Any]
_TODAY = "commune-actuelle"
_PARENTS = ("chefLieu", "nouveauCode", "communeAbsorbante")
"""Where an entry says which commune it is part of now."""


def rows(communes: Iterable[Entry]) -> list[tuple[str, str, int, str]]:
    """Today's communes of the 101 departements; former ones and districts are left out."""
    return sorted(
        (
            commune["nom"],
            commune["departement"],
            int(commune.get("population") or 0),
            " ".join(commune.get("codesPostaux", ())),
        )
        for commune in communes
        if commune["type"] == _TODAY and commune.get("departement") in DEPARTEMENTS
    )


def former_rows(new: list[Entry], old: list[Entry]) -> list[tuple[str, str, str]]:
    """(former name, departement, today's commune): merged, associated, delegated, renamed."""
    today = {one["code"]: one for one in new if one["type"] == _TODAY}
    parents = {code: one["code"] for one in today.values() for code in one.get("anciensCodes", ())}
    for one in (*old, *new):
        if parent := next((one[name] for name in _PARENTS if name in one), None):
            parents.setdefault(one["code"], parent)
    found = set()
    for one in (*old, *new):
        now = _now(one["code"], today, parents)
        if one["type"] == "arrondissement-municipal" or now is None or now["nom"] == one["nom"]:
            continue
        if now.get("departement") in DEPARTEMENTS:
            found.add((one["nom"], now["departement"], now["nom"]))
    return sorted(found)


def _now(code: str, today: dict[str, Entry], parents: dict[str, str]) -> Entry | None:
    """Today's commune of a code, however many mergers ago it was."""
    seen: set[str] = set()
    while code not in today:
        if code in seen or code not in parents:
            return None
        seen.add(code)
        code = parents[code]
    return today[code]


def write(file: Path, heading: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """The rows as a packed CSV; no date inside: the same data gives the same file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    file.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


def main(new_folder: Path, old_folder: Path) -> None:
    new, old = (
        json.loads((folder / "communes.json").read_text(encoding="utf-8"))
        for folder in (new_folder, old_folder)
    )
    write(COMMUNES_FILE, ("nom", "departement", "population", "codes_postaux"), rows(new))
    write(FORMER_FILE, ("nom", "departement", "commune"), former_rows(new, old))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
