"""What imports need of the prospects; `core.prospects.service.ProspectService` offers it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal, Protocol

from core.prospects.models import Prospect

KeyField = Literal["email", "telephone"]
KEY_FIELDS: tuple[KeyField, ...] = ("email", "telephone")


class Prospects(Protocol):
    """The base, as imports see it; a test or a preview may give a smaller one."""

    def is_empty(self) -> bool: ...

    def holders(self, field: KeyField, values: Collection[str]) -> dict[str, str]: ...

    def get(self, prospect_id: str) -> Prospect | None: ...

    def insert_imported(self, prospects: Sequence[Prospect], import_id: str | None) -> int: ...

    def replace(self, prospect: Prospect, read_version: int) -> bool: ...

    def count_imported(self, import_id: str) -> int: ...

    def of_import(self, import_id: str) -> Iterator[Prospect]: ...

    def remove_imported(self, ids: Sequence[str]) -> int: ...
