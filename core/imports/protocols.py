"""What imports need of `core.privacy`, a word above them."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Objections(Protocol):
    """The people who asked to be erased; `core.privacy.objections.Objections`."""

    def objected(self, values: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
        """For each row's values, the fields by which they are of such a person."""
        ...


class Person(Protocol):
    """Somebody to look for in what imports keep; `core.privacy.person.Person`."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the person's prospects."""
        ...

    def is_in(self, text: str) -> bool:
        """Whether a line is about the person."""
        ...

    def redact_all(self, value: Any) -> Any:
        """The value without the person's data."""
        ...
