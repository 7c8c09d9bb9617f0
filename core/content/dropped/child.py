"""The child process that reads a document: bounded in memory and time, it knows nothing of ours.

Run as a file: kind, path. The text goes to standard output; the exit status says why there is none.
"""

import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

MEMORY, SECONDS, MOST_TEXT, MOST_XML, MOST_PAGES = 500 << 20, 10, 200_000, 30_000_000, 60
MOST_TAGS, MOST_STREAM = 1_500_000, 10_000_000
LOCKED, UNREADABLE, HEAVY = 3, 4, 5
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class TooHeavy(Exception):
    """It would take too much to read."""


def main(kind: str, path: Path) -> int:
    """The exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        pieces = {"pdf": of_pdf, "docx": of_docx, "txt": of_text}[kind](path)
        sys.stdout.buffer.write(_bounded(pieces).encode("utf-8", "replace"))
    except PermissionError:
        return LOCKED
    except (MemoryError, TooHeavy):
        return HEAVY
    except Exception as error:  # whatever a document does wrong, it can't be read
        return HEAVY if type(error).__name__ == "LimitReachedError" else UNREADABLE
    return 0


def _bounded(pieces: Iterator[str]) -> str:
    found: list[str] = []
    size = 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size > MOST_TEXT:
            break
    return "".join(found)[:MOST_TEXT]


def of_pdf(path: Path) -> Iterator[str]:
    """Page by page. PermissionError where it is under a password."""
    from pypdf import PdfReader, overwrite_configuration

    overwrite_configuration(zlib_maximum_output_length=MOST_STREAM)
    reader = PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise PermissionError
    for page in reader.pages[:MOST_PAGES]:
        yield f"{page.extract_text()}\n"


def of_docx(path: Path) -> Iterator[str]:
    """Paragraph by paragraph, those of tables too. TooHeavy for what is too large,
    ValueError for what hides entities, PermissionError for a locked one."""
    with path.open("rb") as file:
        if file.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":  # what Word makes under a password
            raise PermissionError
    with zipfile.ZipFile(path) as archive, archive.open("word/document.xml") as part:
        content = part.read(MOST_XML + 1)
    if len(content) > MOST_XML or content.count(b"<") > MOST_TAGS:
        raise TooHeavy
    if b"\x00" in content or re.search(rb"<!(?:DOCTYPE|ENTITY)", content):
        raise ValueError("entities, or what could hide some")
    for paragraph in ElementTree.fromstring(content).iter(f"{_WORDS}p"):  # noqa: S314
        yield "".join(one.text or "" for one in paragraph.iter(f"{_WORDS}t")) + "\n"


def of_text(path: Path) -> Iterator[str]:
    """UTF-8, else what Windows writes. ValueError for what is no text."""
    data = path.read_bytes()
    if b"\x00" in data[:4000]:
        raise ValueError("no text")
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield data.decode("cp1252", "replace")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
