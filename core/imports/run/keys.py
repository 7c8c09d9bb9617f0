"""E-mails and telephones by which duplicates are found, and the ids of added prospects."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from core.prospects.models import FURTHER, told

KEY_FIELDS: tuple[str, ...] = tuple(FURTHER)
"""Where main keys are; further ones are in the fields beside."""
_VARIANT = "89ab"


def keys_of(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field of the main one, key) of each e-mail and telephone of a row's values."""
    if "autres_emails" not in values and "autres_telephones" not in values:
        # Nearly every row.
        return [(field, key) for field in KEY_FIELDS if (key := values.get(field)) is not None]
    return [(field, key) for field in KEY_FIELDS for key in told(values, field)]


def added_id(import_id: str, row: int) -> str:
    """The id under which a row (its number) is added: the same each time the import is run.

    It is `uuid5(import_id, row)`, in a fifth of the time.
    """
    made = hashlib.sha1(uuid.UUID(import_id).bytes, usedforsecurity=False)
    made.update(str(row).encode())
    text = made.hexdigest()
    variant = _VARIANT[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


class KeyTable:
    """The number of the row that has a key, for a million keys in 12 bytes each.

    The last ones are kept as they are, older ones as 64-bit hashes in a sorted array: that two of
    a million keys share one is less likely than one in ten million.
    """

    _RECENT = 50_000

    def __init__(self) -> None:
        self._recent: dict[str, int] = {}
        self._hashes: Any = None
        self._rows: Any = None

    def find(self, keys: Sequence[str]) -> dict[str, int]:
        """Those of these keys that are known, with the number of their row."""
        found = {key: self._recent[key] for key in keys if key in self._recent}
        if self._hashes is None or not keys:
            return found
        import numpy as np

        hashes = np.fromiter(map(hash, keys), dtype=np.int64, count=len(keys))
        places = np.searchsorted(self._hashes, hashes)
        places[places == len(self._hashes)] = 0
        for at in np.nonzero(self._hashes[places] == hashes)[0].tolist():
            found.setdefault(keys[at], int(self._rows[places[at]]))
        return found

    def add(self, rows: Mapping[str, int]) -> None:
        """Remember keys; known ones may be among them."""
        self._recent.update(rows)
        if len(self._recent) >= self._RECENT:
            self._move_to_arrays()

    def _move_to_arrays(self) -> None:
        import numpy as np

        count = len(self._recent)
        hashes = np.fromiter(map(hash, self._recent), dtype=np.int64, count=count)
        rows = np.fromiter(self._recent.values(), dtype=np.int32, count=count)
        if self._hashes is not None:
            hashes = np.concatenate((self._hashes, hashes))
            rows = np.concatenate((self._rows, rows))
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._rows = hashes[order], rows[order]
        self._recent = {}
