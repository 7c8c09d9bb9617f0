"""Columns of many prospects or mails, compact: categories as codes, NaN for unknown numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Codes = NDArray[np.int32]
Ranks = NDArray[np.int64]
UNKNOWN = "Non renseigné"


@dataclass(frozen=True)
class Category:
    """One code a row; `levels` says what each stands for. -1 is unknown."""

    codes: Codes
    levels: tuple[str, ...]

    def values(self) -> list[str]:
        """The level of each row."""
        names = np.array([*self.levels, UNKNOWN], dtype=object)
        found: list[str] = names[self.codes].tolist()
        return found


@dataclass(frozen=True)
class Frame:
    """Some rows: what is known of each, by the name of its column."""

    size: int
    categories: Mapping[str, Category]
    numbers: Mapping[str, Floats]

    def rows(self, ranks: Ranks) -> "Frame":
        """Some of the rows, in that order."""
        return Frame(
            len(ranks),
            {n: Category(c.codes[ranks], c.levels) for n, c in self.categories.items()},
            {name: values[ranks] for name, values in self.numbers.items()},
        )

    def without(self, columns: Sequence[str]) -> "Frame":
        """The same, without some columns."""
        return Frame(
            self.size,
            {name: c for name, c in self.categories.items() if name not in columns},
            {name: v for name, v in self.numbers.items() if name not in columns},
        )

    def shuffled_apart(self, rng: np.random.Generator) -> "Frame":
        """The same columns, each in an order of its own: nothing goes with anything."""
        return Frame(
            self.size,
            {n: Category(rng.permutation(c.codes), c.levels) for n, c in self.categories.items()},
            {name: rng.permutation(values) for name, values in self.numbers.items()},
        )

    def value(self, name: str, row: int) -> str | float | None:
        """What a row has in a column; None where it is unknown."""
        if name in self.categories:
            column = self.categories[name]
            code = int(column.codes[row])
            return None if code < 0 else column.levels[code]
        number = float(self.numbers[name][row])
        return None if np.isnan(number) else number


class Gathering:
    """Makes a frame from rows that come some at a time, without keeping them."""

    def __init__(self, categories: Sequence[str], numbers: Sequence[str]) -> None:
        self._levels: dict[str, dict[str, int]] = {name: {} for name in categories}
        self._codes: dict[str, list[Codes]] = {name: [] for name in categories}
        self._numbers: dict[str, list[Floats]] = {name: [] for name in numbers}
        self._size = 0

    def add(
        self,
        size: int,
        categories: Mapping[str, Iterable[str | None]],
        numbers: Mapping[str, Iterable[float | None]],
    ) -> None:
        """More rows, by column."""
        self._size += size
        for name, values in categories.items():
            levels = self._levels[name]
            codes = [-1 if v is None else levels.setdefault(v, len(levels)) for v in values]
            self._codes[name].append(np.array(codes, dtype=np.int32))
        for name, some in numbers.items():
            read = [np.nan if v is None else v for v in some]
            self._numbers[name].append(np.array(read, dtype=np.float32))

    def frame(self) -> Frame:
        """All of them."""
        none = np.empty(0, dtype=np.int32)
        return Frame(
            self._size,
            {
                name: Category(np.concatenate([none, *codes]), tuple(self._levels[name]))
                for name, codes in self._codes.items()
            },
            {
                name: np.concatenate([np.empty(0, dtype=np.float32), *some])
                for name, some in self._numbers.items()
            },
        )
