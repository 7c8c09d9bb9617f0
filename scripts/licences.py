"""The licence list of what is installed with MimiCom, as a table or as a CycloneDX SBOM.

.venv/bin/python scripts/licences.py            a table, on standard output
.venv/bin/python scripts/licences.py --sbom     CycloneDX 1.5, JSON
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")


def locked() -> dict[str, str]:
    """What the lock file installs: name and version."""
    lines = (ROOT / "requirements.lock.txt").read_text().splitlines()
    found = (match for line in lines if (match := _LOCKED.match(line)))
    return {match[1].lower(): match[2] for match in found}


def licence_of(name: str) -> str:
    """What a package says of its licence; its classifiers where it says no more."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed here"
    if said := about.get("License-Expression"):
        return said
    classified = [c for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    if classified:
        return " / ".join(sorted({one.rpartition(" :: ")[2] for one in classified}))
    return (about.get("License") or "unknown").strip().splitlines()[0][:80]


def rows() -> Iterator[tuple[str, str, str]]:
    """Name, version, licence."""
    for name, version in sorted(locked().items()):
        yield name, version, licence_of(name)


def sbom() -> dict[str, object]:
    """CycloneDX."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "mimicom"}},
        "components": [
            {
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
                "licenses": [{"license": {"name": licence}}],
            }
            for name, version, licence in rows()
        ],
    }


def main() -> None:
    """Print one or the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sbom", action="store_true")
    if parser.parse_args().sbom:
        json.dump(sbom(), sys.stdout, indent=1)
        return
    for name, version, licence in rows():
        sys.stdout.write(f"{name}\t{version}\t{licence}\n")


if __name__ == "__main__":
    main()
