"""Workbooks of LibreOffice (.ods), and of whatever else writes this format."""

from collections.abc import Iterator
from functools import cached_property

from core.imports import refusals
from core.imports.files.workbooks.archive import Archive
from core.imports.files.workbooks.ods_rows import OdsRows
from core.imports.files.workbooks.sheet import RowHandler, Sheet, Workbook

CONTENT = "content.xml"
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_MAX_SHEETS = 30


def is_ods(archive: Archive) -> bool:
    """Whether the archive is a workbook of this kind. FileRefused under a password."""
    if "mimetype" not in archive or CONTENT not in archive:
        return False
    if not b"".join(archive.chunks("mimetype", 1_000)).startswith(_KIND):
        return False
    manifest = "META-INF/manifest.xml"
    if manifest in archive and any(
        b"encryption-data" in chunk for chunk in archive.chunks(manifest)
    ):
        raise refusals.locked()
    return True


class Ods(Workbook):
    """The workbook: one part holds all its sheets."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._found = OdsRows()
        for _ in archive.parse(CONTENT, self._found):
            self._found.take()

    @property
    def sheets(self) -> list[Sheet]:
        visible: list[Sheet] = [
            OdsSheet(name, self._archive, rank)
            for rank, (name, style) in enumerate(self._found.tables)
            if style not in self._found.hidden
        ]
        return visible[:_MAX_SHEETS]

    def texts(self) -> Iterator[str]:
        rows = OdsRows(notes=True)
        for _ in self._archive.parse(CONTENT, rows):
            yield from ("\t".join(cells) for _, cells, _, _ in rows.take())


class OdsSheet(Sheet):
    """A sheet of it, the one of that rank."""

    def __init__(self, name: str, archive: Archive, rank: int) -> None:
        super().__init__(name, archive, CONTENT)
        self._rank = rank

    def _new_handler(self) -> RowHandler:
        return OdsRows(self._rank)

    @cached_property
    def estimate(self) -> int:
        # Few bytes may stand for many rows, so that only reading them gives their number.
        return sum(1 for _ in self.raw_rows())

    def refuse_if_too_large(self) -> None:
        assert self.estimate >= 0
