"""One file that goes through the steps of an import."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from core.imports.columns.mapping import Mapped
from core.imports.files.reading import MAX_BYTES
from core.imports.options import Options
from core.imports.report import Report
from core.imports.rows import Row
from core.imports.run.duplicates import Duplicates
from core.imports.run.writing import Writer
from core.prospects.service import ProspectService

OnRow = Callable[[Row], None]
"""Called with each row and its outcome."""
KnownMapping = Callable[[str], Mapping[int, str | None]]
"""What was said before of columns with these headings, by their signature."""


class Objections(Protocol):
    """The people who asked to be erased; `core.privacy.objections.Objections`."""

    def objected(self, values: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
        """For each row's values, the fields by which they are of such a person."""
        ...


@dataclass
class Work:
    """The file, what was decided about it, and what came of it so far."""

    import_id: str
    data: bytes = field(repr=False)
    base: ProspectService | None
    options: Options = field(default_factory=Options)
    writer: Writer | None = None
    """None on a preview."""
    on_row: OnRow | None = None
    max_bytes: int = MAX_BYTES
    objections: Objections | None = None
    known_mapping: KnownMapping | None = None
    report: Report = field(default_factory=Report)
    duplicates: Duplicates = field(init=False)

    def __post_init__(self) -> None:
        self.duplicates = Duplicates(self.import_id)

    def mapping_for(self, signature: str | None) -> Mapped:
        """What the user said that columns mean, of this file and of those with its headings."""
        known = self.known_mapping(signature) if self.known_mapping and signature else {}
        return {**known, **self.options.mapping}
