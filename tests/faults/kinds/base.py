"""What a storm of kills needs to know of a kind of work."""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from core.services import Services

Opening = Callable[[], Services]


@dataclass(frozen=True)
class Place:
    """Where a storm works: its data folder, and files of its own beside it."""

    data: Path
    aside: Path


class Teller:
    """The worker's voice: each line is in the file before the next thing is done."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def begun(self, what: object) -> None:
        """Something is asked for."""
        os.write(self._handle, f"begun {what}\n".encode())

    def done(self, what: object) -> None:
        """It was acknowledged."""
        os.write(self._handle, f"done {what}\n".encode())


@dataclass(frozen=True)
class Said:
    """What a worker said before its end."""

    begun: tuple[str, ...] = ()
    done: frozenset[str] = frozenset()

    @classmethod
    def of(cls, path: Path) -> "Said":
        """A line that was cut does not count."""
        lines = path.read_text().rpartition("\n")[0].splitlines() if path.exists() else []
        words = [line.partition(" ") for line in lines]
        return cls(
            tuple(what for word, _, what in words if word == "begun"),
            frozenset(what for word, _, what in words if word == "done"),
        )


@dataclass
class Found:
    """What was there after a kill."""

    resumed: int = 0
    """Works that the kill cut, and that were ended, or taken back, at the next start."""
    lost: list[str] = field(default_factory=list)
    """Acknowledged, and not there."""
    half: list[str] = field(default_factory=list)
    """Neither whole nor absent."""


class Kind(Protocol):
    """A kind of work that is killed."""

    name: str
    span: float
    """Seconds from its beginning within which it is killed, at first; it is learnt then."""

    def prepare(self, services: Services, place: Place, rank: int) -> None:
        """What a round needs."""
        ...

    def work(self, opening: Opening, place: Place, rank: int, tell: Teller) -> None:
        """Run in a process of its own, which is killed."""
        ...

    def check(self, opening: Opening, place: Place, rank: int, said: Said) -> Found:
        """Open the base as the next start does, settle what is told as cut, and look."""
        ...


@contextlib.contextmanager
def opened(opening: Opening) -> Iterator[Services]:
    """Services, closed again."""
    services = opening()
    try:
        yield services
    finally:
        services.close()
