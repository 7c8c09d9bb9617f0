"""The rows of a file with their outcomes, one JSON object a line."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import Refused
from core.imports.models import Row


@contextmanager
def row_sink(path: Path | None) -> Iterator[Callable[[Row], None] | None]:
    """A function that writes a row to the file; None without a file. Refused if it can't be
    written."""
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise Refused(
            f"Le fichier « {path} » ne peut pas être écrit ({error.strerror})."
        ) from error
    with file:
        yield lambda row: print(json.dumps(row.as_json(), ensure_ascii=False), file=file)
