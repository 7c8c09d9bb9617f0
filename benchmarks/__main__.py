"""`make bench`: speed and size as ratios against a floor of the same run, then understanding.

python -m benchmarks [--rows N] [--large] [--skip-language]
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import (
    chat,
    duplicates,
    durable,
    exports,
    guard,
    imports,
    kpis,
    learning,
    links,
    mails,
    meanwhile,
    names,
    planning,
    sends,
    start,
)
from benchmarks.measure import Row, show
from core.accounts.models import OPERATOR
from core.services import open_services
from core.settings import Settings


def main() -> None:
    """Measure everything, on throw-away data folders."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--skip-language", action="store_true")
    parser.add_argument("--large", action="store_true", help="also a million rows")
    asked = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="mimicom-bench-") as place:
        settings = Settings(data=Path(place) / "data", mongodb_uri=None)
        services = open_services(settings)
        try:
            services.demo.load(OPERATOR, asked.rows)
            rows += guard.measure(services)
            rows += chat.measure(services)
            rows += kpis.measure(services)
            rows += names.measure(services)
            rows += planning.measure(services)
            rows += mails.measure()
            rows += duplicates.measure(services, asked.rows)
            rows += exports.measure(services, Path(place))
            rows += imports.measure(services, Path(place))
            rows += sends.measure_brief(services)
        finally:
            services.close()
        if asked.large:
            rows += imports.measure_large(Path(place))
            rows += kpis.measure_large(Path(place))
        rows += learning.measure()
        rows += meanwhile.measure()
        if asked.large:
            rows.append(learning.million())
        rows += start.measure(settings.folder)
        rows += sends.measure(Path(place))
        rows += links.measure(Path(place))
        rows += durable.measure(Path(place) / "bare")
    show(rows, asked.rows)
    if not asked.skip_language:
        # A process of its own: what it tells of loading and memory is of the language alone.
        command = [sys.executable, "-m", "benchmarks.language.run", "test"]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
