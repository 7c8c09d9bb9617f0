"""The turns that users corrected, kept in the data folder to be learnt from."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.language.understanding import Intent

FILE = "corrections.jsonl"


@dataclass(frozen=True)
class Correction:
    text: str
    wrong: Intent
    right: Intent


def remember(folder: Path, correction: Correction) -> None:
    """Adds a corrected turn to the data folder's file, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(correction), ensure_ascii=False) + "\n")


def corrections(folder: Path) -> list[Correction]:
    """The corrected turns; a line that cannot be read is passed over."""
    path = folder / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [found for line in lines if (found := _correction(line)) is not None]


def _correction(line: str) -> Correction | None:
    try:
        read = json.loads(line)
        return Correction(str(read["text"]), Intent(read["wrong"]), Intent(read["right"]))
    except (ValueError, KeyError, TypeError):
        return None
