"""Makes core/vocabulary/communes.csv.gz from the npm package @etalab/decoupage-administratif.

npm pack @etalab/decoupage-administratif
tar xzf etalab-decoupage-administratif-*.tgz
python scripts/make_places.py package/data
"""

import csv
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

from core.vocabulary.places import COMMUNES_FILE, DEPARTEMENTS


def rows(communes: list[dict[str, Any]]) -> list[tuple[str, str, int, str]]:
    """Today's communes of the 101 departements; former ones and districts are left out."""
    return sorted(
        (
            commune["nom"],
            commune["departement"],
            int(commune.get("population") or 0),
            " ".join(commune.get("codesPostaux", ())),
        )
        for commune in communes
        if commune["type"] == "commune-actuelle" and commune.get("departement") in DEPARTEMENTS
    )


def main(folder: Path) -> None:
    communes = json.loads((folder / "communes.json").read_text(encoding="utf-8"))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(("nom", "departement", "population", "codes_postaux"))
    writer.writerows(rows(communes))
    # No date inside: the same data gives the same file.
    COMMUNES_FILE.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
