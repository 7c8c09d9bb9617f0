"""Columns as numbers that can be compared: learnt once, stored, and applied to whoever comes later.

Rare categories are put together, amounts are taken by their logarithm, what is unknown is told
apart from what is zero, and each column weighs as much as any other, however many levels it has.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict

from core.learning.frames import UNKNOWN, Category, Codes, Floats, Frame

RARE_SHARE, RARE_COUNT = 0.02, 5
MOST_LEVELS = 20
OTHERS = "Autres"
_FARTHEST = 3.0
"""Standard deviations: one huge audience must not be a group by itself."""


class _Learnt(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Code(_Learnt):
    """How a column is told."""

    name: str
    weight: float = 1.0

    def labels(self) -> tuple[str, ...]:
        """What each column of the matrix stands for."""
        raise NotImplementedError


class CategoryCode(_Code):
    """How a category is told: a column a level that is frequent enough."""

    levels: tuple[str, ...]
    others: bool
    """Whether the rare ones, and those never seen, have a column together."""
    unknown: bool

    def labels(self) -> tuple[str, ...]:
        """The levels, the rare ones together, and who has none."""
        more = ((OTHERS,) if self.others else ()) + ((UNKNOWN,) if self.unknown else ())
        return self.levels + more

    def filled(self, column: Category) -> Floats:
        """The columns of these rows."""
        width = len(self.labels())
        place = {level: rank for rank, level in enumerate(self.levels)}
        rest = len(self.levels) if self.others else width
        missing = width - 1 if self.unknown else width
        # The last place is that of what has no column; code -1 finds the one before it.
        places = np.array([place.get(one, rest) for one in column.levels] + [missing], np.int64)
        made = np.zeros((len(column.codes), width + 1), np.float32)
        made[np.arange(len(column.codes)), places[column.codes]] = self.weight
        return made[:, :width]


class NumberCode(_Code):
    """How an amount is told: the logarithm, centred; beside it whether it is known."""

    mean: float
    spread: float
    unknown: bool

    def labels(self) -> tuple[str, ...]:
        """The amount, and whether it is unknown."""
        return ("valeur", UNKNOWN) if self.unknown else ("valeur",)

    def filled(self, values: Floats) -> Floats:
        """The columns of these rows; an unknown amount is the mean."""
        centred = (np.log1p(np.maximum(values, 0)) - self.mean) / self.spread
        value = np.clip(np.nan_to_num(centred, nan=0.0), -_FARTHEST, _FARTHEST)
        missing = np.isnan(values)
        columns = [value, missing] if self.unknown else [value]
        return np.stack(columns, axis=1).astype(np.float32) * np.float32(self.weight)


class Encoder(_Learnt):
    """The columns of a matrix, in order. Columns that are the same everywhere are left out."""

    categories: tuple[CategoryCode, ...]
    numbers: tuple[NumberCode, ...]

    def matrix(self, frame: Frame) -> Floats:
        """These rows as numbers."""
        made = np.empty((frame.size, len(self.fields())), np.float32)
        start = 0
        for filled in self._filled(frame):
            made[:, start : start + filled.shape[1]] = filled
            start += filled.shape[1]
        return made

    def _filled(self, frame: Frame) -> Iterator[Floats]:
        for code in self.categories:
            yield code.filled(frame.categories.get(code.name) or _nothing(frame.size))
        for number in self.numbers:
            empty = np.full(frame.size, np.nan, np.float32)
            yield number.filled(frame.numbers.get(number.name, empty))

    def _blocks(self) -> Iterator[tuple[str, int]]:
        codes: tuple[_Code, ...] = (*self.categories, *self.numbers)
        for one in codes:
            yield one.name, len(one.labels())

    def fields(self) -> list[str]:
        """The column of the frame that each column of the matrix comes from."""
        return [name for name, width in self._blocks() for _ in range(width)]

    def blocks(self) -> list[slice]:
        """The columns of the matrix that come from one of the frame, which belong together."""
        found, start = [], 0
        for _, width in self._blocks():
            found.append(slice(start, start + width))
            start += width
        return found


def learn(frame: Frame, weights: Mapping[str, float] | None = None) -> Encoder:
    """How these rows are told: every column of the frame weighs the same, or has the weight that is
    given to it by its name, else one."""
    categories = [_category(name, column) for name, column in frame.categories.items()]
    numbers = [_number(name, values) for name, values in frame.numbers.items()]
    found = Encoder(
        categories=tuple(one for one in categories if one is not None),
        numbers=tuple(one for one in numbers if one is not None),
    )
    if weights is None:
        return _weighed(found, frame)
    codes: tuple[_Code, ...] = (*found.categories, *found.numbers)
    given = [weights.get(one.name, 1.0) for one in codes]
    return _told_by(found, given)


def _category(name: str, column: Category) -> CategoryCode | None:
    size = len(column.codes)
    counts = _counts(column.codes, len(column.levels))
    least = max(RARE_COUNT, RARE_SHARE * size) if size > 10 * RARE_COUNT else 1
    ranked = sorted(
        range(len(column.levels)), key=lambda code: (-counts[code], column.levels[code])
    )
    there = [code for code in ranked if counts[code]]
    kept = [code for code in there if counts[code] >= least][:MOST_LEVELS]
    unknown = bool((column.codes < 0).any())
    others = len(kept) < len(there)
    if len(kept) + others + unknown < 2:
        return None
    levels = tuple(column.levels[code] for code in kept)
    return CategoryCode(name=name, levels=levels, others=others, unknown=unknown)


def _counts(codes: Codes, levels: int) -> list[int]:
    found: list[int] = np.bincount(codes[codes >= 0], minlength=levels).tolist()
    return found


def _number(name: str, values: Floats) -> NumberCode | None:
    known = np.log1p(np.maximum(values[~np.isnan(values)], 0)).astype(np.float64)
    missing = len(values) - len(known)
    spread = float(known.std()) if len(known) else 0.0
    unknown = bool(known.size and missing)
    if spread < 1e-6 and not unknown:
        return None
    mean = float(known.mean())
    return NumberCode(name=name, mean=mean, spread=max(spread, 1e-6), unknown=unknown)


def _weighed(encoder: Encoder, frame: Frame) -> Encoder:
    """The same, each block of a total variance of one."""
    matrix = encoder.matrix(frame)
    varied = matrix.var(axis=0, dtype=np.float64)
    return _told_by(
        encoder, [1 / max(float(varied[one].sum()) ** 0.5, 1e-6) for one in encoder.blocks()]
    )


def scaled(encoder: Encoder, factors: Sequence[float]) -> Encoder:
    """The same, each block times its factor."""
    codes: tuple[_Code, ...] = (*encoder.categories, *encoder.numbers)
    return _told_by(encoder, [c.weight * f for c, f in zip(codes, factors, strict=True)])


def _told_by(encoder: Encoder, weights: Sequence[float]) -> Encoder:
    count = len(encoder.categories)
    return Encoder(
        categories=tuple(_with(encoder.categories, weights[:count])),
        numbers=tuple(_with(encoder.numbers, weights[count:])),
    )


_Kind = TypeVar("_Kind", CategoryCode, NumberCode)


def _with(codes: Sequence[_Kind], weights: Sequence[float]) -> list[_Kind]:
    return [one.model_copy(update={"weight": w}) for one, w in zip(codes, weights, strict=True)]


def _nothing(size: int) -> Category:
    return Category(np.full(size, -1, np.int32), ())
