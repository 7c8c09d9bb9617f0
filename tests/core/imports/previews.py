"""Previews of files without a base, for tests."""

from pathlib import Path

from core.imports.report import Report
from core.imports.rows import Row
from core.imports.run.steps import go
from core.imports.run.work import Work

SAMPLES = Path(__file__).parents[2] / "samples"
IMPORT_ID = "5a7e1f0c-0000-4000-8000-000000000000"


def preview(content: str | bytes) -> tuple[Report, list[Row]]:
    """The preview of a file's content, and its rows."""
    rows: list[Row] = []
    data = content.encode() if isinstance(content, str) else content
    report = go(Work(IMPORT_ID, data, None, on_row=rows.append), lambda *_: None)
    return report, rows


def preview_sample(sample: str) -> tuple[Report, list[Row]]:
    """The same of a sample file."""
    return preview((SAMPLES / sample).read_bytes())


def reasons(rows: list[Row]) -> dict[int, list[str]]:
    """Reasons by line, of the rows that have some."""
    return {row.line: row.reasons() for row in rows if row.problems}
