"""Files of the data folder that may hold somebody: exports, uploads, corrected turns."""

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from core.privacy.person import Person

_MADE = ("files", "chat/*/.files")
"""Files that can be made, or sent, again: one that holds the person goes whole. Each host has its
uploads in a folder of its own."""
_NOTED = ("learnt",)
"""Files with one thing a line: the line goes."""


class Folders:
    """The data folder, but for the database and its logs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def holding(self, person: Person) -> list[Path]:
        """The files that hold the person."""
        return [path for path in self._files((*_MADE, *_NOTED)) if _holds(path, person)]

    def forget(self, person: Person) -> int:
        """Take the person away; return in how many files it was. Safe to run again."""
        found = self.holding(person)
        noted = set(self._files(_NOTED))
        for path in found:
            if path in noted:
                _drop_lines(path, person)
            else:
                path.unlink(missing_ok=True)
        return len(found)

    def _files(self, rooms: tuple[str, ...]) -> Iterator[Path]:
        for room in rooms:
            found = sorted(self._folder.glob(f"{room}/**/*"))
            yield from (path for path in found if path.is_file())


def _holds(path: Path, person: Person) -> bool:
    if path.suffix.lower() == ".xlsx":
        try:
            return any(person.is_in(row) for row in _rows(path))
        except (BadZipFile, NotImplementedError, RuntimeError):
            pass  # no workbook, whatever its name, or a locked one: read as it is
    with path.open(encoding="utf-8", errors="replace") as lines:
        return any(person.is_in(line) for line in lines)


_ROW_END = re.compile(r"</(?:row|si)>")
_TAG = re.compile(r"<[^>]*>")
_CHUNK = 1 << 20


def _rows(workbook: Path) -> Iterator[str]:
    """The texts of a workbook, a row at a time, unpacked a little at a time."""
    with ZipFile(workbook) as pieces:
        for name in pieces.namelist():
            if not name.startswith("xl/") or not name.endswith(".xml"):
                continue
            with pieces.open(name) as raw, io.TextIOWrapper(raw, "utf-8", "replace") as text:
                left = ""
                while some := text.read(_CHUNK):
                    *rows, left = _ROW_END.split(left + some)
                    yield from map(_plain, rows)
                    if len(left) > 4 * _CHUNK:
                        yield _plain(left)
                        left = ""
                yield _plain(left)


def _plain(row: str) -> str:
    return unescape(_TAG.sub(" ", row))


def _drop_lines(path: Path, person: Person) -> None:
    """Rewritten aside, so that a crash leaves the one or the other."""
    aside = path.with_name(f"{path.name}.new")
    aside.touch(mode=0o600)
    with path.open(encoding="utf-8", errors="surrogateescape") as lines:
        kept = [line for line in lines if not person.is_in(line)]
    aside.write_text("".join(kept), encoding="utf-8", errors="surrogateescape")
    aside.replace(path)
