"""A file's bytes into rows of cells: encoding, separator, header; or the reason to refuse it."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from core.imports.headings import meaning
from core.imports.looks import guess, looks_like_data
from core.imports.models import FileRefused, Refusal
from core.imports.splitting import Record, records

DELIMITERS = (";", ",", "\t", "|")
MAX_BYTES = 50_000_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
MAX_LINE_BYTES = 1_000_000
_HEAD_LINES = 200
_HEADER_WITHIN = 30


@dataclass(frozen=True)
class Table:
    """A file that can be read as a table."""

    data: bytes = field(repr=False)
    encoding: str
    delimiter: str
    header_line: int | None
    """The header's line in the file, from 1; None without one."""
    headings: tuple[str, ...]
    """As written; empty without a header."""
    width: int
    first_line: int = 1
    """Rows before it are no data: a title, the header, 'sep='."""

    def rows(self) -> Iterator[Record]:
        """The data rows, those whose cells are all empty left out. Reads the file anew.

        FileRefused past the limit of rows.
        """
        count = 0
        for record in records(lines(self.data, self.encoding), self.delimiter, self.width):
            if record.line < self.first_line or is_blank(record):
                continue
            count += 1
            if count > MAX_ROWS:
                raise _too_large()
            yield record

    @cached_property
    def estimate(self) -> int:
        """About how many rows there are, at most."""
        return max(1, self.data.count(b"\n") + self.data.count(b"\r") // 2)


def is_blank(record: Record) -> bool:
    """Whether all the cells are empty, so that the row does not exist."""
    return record.cells is not None and not any(
        cell and not cell.isspace() for cell in record.cells
    )


def open_table(data: bytes, max_bytes: int = MAX_BYTES) -> Table:
    """The table in a file's bytes. FileRefused where there is none."""
    _refuse_unfit(data, max_bytes)
    encoding = detect_encoding(data)
    head = list(islice(lines(data, encoding), _HEAD_LINES))
    if not any(line.strip(' \t\n;,|"') for line in head) and not _has_text(data, encoding):
        raise _empty()
    start, told = _told_delimiter(head)
    delimiter = told or _delimiter(head)
    return _with_header(data, encoding, delimiter, head, start)


def lines(data: bytes, encoding: str) -> Iterator[str]:
    """The file's lines, whatever ends them, decoded as they are read."""
    # cp1252 leaves five bytes undefined; one of them must not cost the file.
    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline=None)
    return (line.replace("\0", "") for line in text) if b"\0" in data[:1_000_000] else iter(text)


# Refusals of a whole file

_SIGNATURES = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM6", b"RIFF", b"II*\0", b"MM\0*", b"\0\0\1\0"),
    *(b"%PDF", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf"),
    *(b"Rar!", b"BZh", b"\xfd7zXZ", b"\x7fELF", b"MZ\x90", b"OggS", b"ID3", b"{\\rtf", b"SQLite f"),
)
_MARKUP = re.compile(rb"^\s*<(?:!doctype|html|svg|\?xml|table|head|body)\b", re.I)
_CONTROL = bytes(set(range(32)) - {0, 9, 10, 12, 13, 26, 27})


def _refuse_unfit(data: bytes, max_bytes: int) -> None:
    if not data or not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise _empty()
    if data.startswith(_SIGNATURES) or _MARKUP.match(data[:1_000]) or _is_binary(data[:100_000]):
        raise FileRefused(
            Refusal.NOT_CSV,
            "Ce fichier n'est pas un fichier CSV (c'est une image, un classeur, un PDF…). Dans "
            "votre tableur, choisissez « Enregistrer sous », puis « CSV », et envoyez ce fichier.",
        )
    if len(data) > max_bytes:
        raise _too_large()
    if _longest_line_exceeds(data, MAX_LINE_BYTES):
        raise FileRefused(
            Refusal.LINE_TOO_LONG,
            "Ce fichier contient une ligne de plus de 1 Mo : ce n'est sans doute pas un tableau. "
            "Enregistrez-le de nouveau en CSV depuis votre tableur, une ligne par prospect.",
        )


def _is_binary(head: bytes) -> bool:
    if _has_bom(head) or _utf16_without_mark(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROL))
    return head.count(0) > len(head) // 100 + 3 or controls > len(head) // 100 + 1


def _longest_line_exceeds(data: bytes, limit: int) -> bool:
    position = 0
    while len(data) - position > limit:
        end = max(
            data.rfind(b"\n", position, position + limit + 1),
            data.rfind(b"\r", position, position + limit + 1),
        )
        if end < position:
            return True
        position = end + 1
    return False


def _empty() -> FileRefused:
    return FileRefused(
        Refusal.EMPTY, "Ce fichier est vide. Vérifiez que c'est le bon, puis envoyez-le de nouveau."
    )


def _too_large() -> FileRefused:
    return FileRefused(
        Refusal.TOO_LARGE,
        "Ce fichier est trop gros : 50 Mo ou 1 000 000 de lignes au plus. Partagez-le en plusieurs "
        "fichiers, et importez-les l'un après l'autre.",
    )


def _too_wide() -> FileRefused:
    return FileRefused(
        Refusal.TOO_WIDE,
        f"Ce fichier a plus de {MAX_COLUMNS} colonnes. Gardez celles qui servent (nom, ville, "
        "e-mail, téléphone…) et envoyez-le de nouveau.",
    )


def _unreadable() -> FileRefused:
    return FileRefused(
        Refusal.UNREADABLE,
        "Impossible de reconnaître les colonnes de ce fichier. Enregistrez-le de nouveau en CSV, "
        "avec le point-virgule comme séparateur et une première ligne de titres.",
    )


def _has_text(data: bytes, encoding: str) -> bool:
    return any(line.strip(' \t\n;,|"') for line in lines(data, encoding))


# Encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# é è à ê ç ù as old Macs write them; as cp1252 they would be Ž  ˆ   , hardly ever met.
_MAC_BYTES = b"\x8e\x8f\x88\x90\x8d\x9d"
_WINDOWS_BYTES = b"\xe9\xe8\xe0\xea\xe7\xf4\xee\xc9\xf9\xfb\xef\xeb"


def _has_bom(data: bytes) -> bool:
    return any(data.startswith(bom) for bom, _ in _BOMS)


def detect_encoding(data: bytes) -> str:
    """Python's name of the encoding: a mark, else UTF-8 where all of it is, else cp1252."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    if wide := _utf16_without_mark(data[:100_000]):
        return wide
    if _is_utf8(data):
        return "utf-8"
    sample = data[:1_000_000]
    mac = len(sample) - len(sample.translate(None, _MAC_BYTES))
    windows = len(sample) - len(sample.translate(None, _WINDOWS_BYTES))
    return "mac_roman" if mac > windows else "cp1252"


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 1_000_000):
            decoder.decode(data[start : start + 1_000_000])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(head: bytes) -> str | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) * 0.3 or min(even, odd) > len(head) * 0.02:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


# Separator and header


def _told_delimiter(head: list[str]) -> tuple[int, str | None]:
    """Excel's first line 'sep=;': (the first line after it, the separator)."""
    found = re.fullmatch(r'"?sep=(.)"?', head[0].rstrip("\n"), re.I)
    return (2, found[1]) if found else (1, None)


def _delimiter(head: list[str]) -> str:
    best = max(DELIMITERS, key=lambda delimiter: _fitness(head, delimiter))
    headings, _, share = _fitness(head, best)
    if headings < 2 and 0 < share < 0.5:
        raise _unreadable()
    return best


def _fitness(head: list[str], delimiter: str) -> tuple[int, float, float]:
    """(headings known, share of rows of the commonest width, by that width): higher is better."""
    rows = [r.cells for r in records(head, delimiter) if r.cells and not is_blank(r)]
    known = max((_known_headings(row) for row in rows[:_HEADER_WITHIN]), default=0)
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(0, 0))
    share = count / len(rows) if width > 1 else 0.0
    # A separator within one column's text may be regular too: width counts.
    return (known if known > 1 else 0, share * min(width, 10), share)


def _known_headings(cells: list[str]) -> int:
    short = (cell.strip() for cell in cells[:MAX_COLUMNS] if len(cell) < 80)
    return len({field for cell in short if (field := meaning(cell))})


def _with_header(data: bytes, encoding: str, delimiter: str, head: list[str], start: int) -> Table:
    rows = [
        r
        for r in records(head, delimiter)
        if r.line >= start and r.cells is not None and not is_blank(r)
    ]
    if not rows:
        raise _unreadable()
    if max(_filled_width(r.cells or []) for r in rows[:_HEADER_WITHIN]) > MAX_COLUMNS:
        raise _too_wide()
    header = _header(rows)
    if header is None:
        widths = Counter(len(r.cells or []) for r in rows)
        width = max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0]
        if width < 2 and not any(meaning((r.cells or [""])[0]) for r in rows[:1]):
            _refuse_prose(rows)
        return Table(data, encoding, delimiter, None, (), width, start)
    cells = header.cells or []
    if len(cells) < 2 and not _known_headings(cells):
        raise _unreadable()
    _refuse_two_separators(rows, header, delimiter, len(cells))
    headings = tuple(cell.strip() for cell in cells)
    return Table(data, encoding, delimiter, header.line, headings, len(cells), _line_after(header))


def _line_after(header: Record) -> int:
    return header.line + 1


def _filled_width(cells: list[str]) -> int:
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _header(rows: list[Record]) -> Record | None:
    """The first row that is headings for sure; else the first row, unless it holds data."""
    for row in rows[:_HEADER_WITHIN]:
        cells = [cell for cell in row.cells or [] if cell.strip()]
        known = _known_headings(cells)
        mostly = known * 2 >= len(cells)
        first = row is rows[0]
        enough = known > 2 or (known == 2 and (mostly or first)) or (known and mostly and first)
        if enough and known > sum(map(looks_like_data, cells)):
            return row
    cells = rows[0].cells or []
    if any(looks_like_data(cell) or guess(cell) in _TELLING for cell in cells):
        return None
    return rows[0] if len(rows) > 1 else None


# Where these are in the first row, unknown words beside them are data too.
_TELLING = ("ville", "region", "departement", "statut", "pays")


def _refuse_prose(rows: list[Record]) -> None:
    # One column that no heading names and where nothing looks like a table's data.
    if not any(looks_like_data(cell) for row in rows for cell in row.cells or []):
        raise _unreadable()


def _refuse_two_separators(rows: list[Record], header: Record, delimiter: str, width: int) -> None:
    """Where most rows are split by another separator than the header."""
    data = [r for r in rows if r.line > header.line]
    others = [d for d in DELIMITERS if d != delimiter]
    stray = [
        r
        for r in data
        if len(r.cells or []) == 1
        and width > 2
        and any((r.cells or [""])[0].count(other) >= width - 1 for other in others)
    ]
    if data and len(stray) * 2 > len(data):
        raise _unreadable()
