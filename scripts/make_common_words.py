"""Makes assistant/language/lexicon/common_words.csv.gz from the package pyspellchecker.

    pip download --no-deps pyspellchecker
    python scripts/make_common_words.py pyspellchecker-*.whl

The words of French and how often subtitles use them: a word of this list is never mended, and
is a commune's name only where the sentence says so.
"""

import gzip
import json
import sys
import zipfile
from pathlib import Path

from core.vocabulary.text import fold

TARGET = Path(__file__).parents[1] / "assistant/language/lexicon/common_words.csv.gz"
SOURCE = "spellchecker/resources/fr.json.gz"


def main(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        counts: dict[str, int] = json.loads(gzip.decompress(archive.read(SOURCE)))
    folded: dict[str, int] = {}
    for word, count in counts.items():
        key = fold(word)
        if key.isalpha():
            folded[key] = max(count, folded.get(key, 0))
    lines = [f"{word};{count}" for word, count in sorted(folded.items())]
    # No date inside: the same data gives the same file.
    TARGET.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
