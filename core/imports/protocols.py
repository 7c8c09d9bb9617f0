"""What imports need of other words: the prospects, of `core.prospects.service.ProspectService`,
and who asked to be erased, of `core.privacy`."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol

from core.database import Document, Session
from core.prospects.models import Prospect

KeyField = Literal["email", "telephone"]
KEY_FIELDS: tuple[KeyField, ...] = ("email", "telephone")


class Prospects(Protocol):
    """The base, as imports see it; a test or a preview may give a smaller one."""

    def is_empty(self) -> bool: ...

    def holders(self, field: KeyField, values: Collection[str]) -> dict[str, str]: ...

    def get(self, prospect_id: str) -> Prospect | None: ...

    def many(self, ids: Sequence[str], session: Session = None) -> list[Prospect]: ...

    def existing(self, ids: Sequence[str]) -> set[str]: ...

    def insert_documents(self, documents: Sequence[Document], session: Session) -> None: ...

    def replace_many(
        self, pairs: Sequence[tuple[Prospect, Prospect]], session: Session
    ) -> bool: ...

    def replace(self, prospect: Prospect, read_version: int) -> bool: ...

    def touched(self) -> None: ...

    def count_imported(self, import_id: str) -> int: ...

    def page_of_import(self, import_id: str, skip: int, limit: int) -> list[Prospect]: ...

    def of_import(self, import_id: str) -> Iterator[Prospect]: ...

    def remove_imported(self, ids: Sequence[str]) -> int: ...


Watch = Callable[[Sequence[tuple[str, str]]], None]
"""Told of records forced in, each with the one that it doubles."""


class Objections(Protocol):
    """Who asked to be erased; `core.privacy.objections.Objections` tells."""

    def objected(self, values: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]: ...


class Whom(Protocol):
    """Somebody to be found, or forgotten; `core.privacy.person.Person` is one."""

    @property
    def ids(self) -> frozenset[str]: ...

    def is_in(self, text: str) -> bool: ...

    def redact_all(self, value: Any) -> Any: ...
