"""What an export is: whom, which columns, in which kind of file."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.clock import PARIS
from core.errors import Refused
from core.journal.models import Details
from core.prospects.filters import Filter
from core.prospects.models import FIELDS


class Format(StrEnum):
    """Kinds of files, as commands and the API name them."""

    CSV = "csv"
    """For French Excel: UTF-8 with a mark, semicolons."""
    PLAIN = "csv-plain"
    """For other programs: UTF-8 without a mark, commas."""
    XLSX = "xlsx"

    @property
    def suffix(self) -> str:
        """csv or xlsx."""
        return "xlsx" if self is Format.XLSX else "csv"

    @property
    def media_type(self) -> str:
        """For an HTTP answer."""
        return _XLSX if self is Format.XLSX else "text/csv; charset=utf-8"


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Order(BaseModel):
    """What is asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    filter: Filter = Filter()
    format: Format = Format.CSV
    columns: tuple[str, ...] = FIELDS
    """Fields, in the order of the file; each once."""
    sort: str | None = None
    descending: bool = False
    limit: Annotated[int, Field(ge=1)] | None = None
    """At most so many records."""
    readable: bool = False
    """For people: French headings and dates, comments as sentences. Else the exchange format, with
    the contract's names."""

    def people(self) -> str:
        """Whom it takes out of the base, whatever the columns and the kind of file."""
        return self.model_dump_json(include={"filter", "sort", "descending", "limit"})

    def details(self) -> Details:
        """As the journal and the database keep it."""
        kept: Details = {
            "filtre": self.filter.as_json(),
            "format": self.format.value,
            "colonnes": list(self.columns),
        }
        if self.sort:
            kept |= {"tri": self.sort, "decroissant": self.descending}
        if self.readable:
            kept |= {"lisible": True}
        return kept | ({"limite": self.limit} if self.limit else {})


class Export(BaseModel):
    """An order that was granted: its file is made each time that it is fetched."""

    model_config = ConfigDict(frozen=True)

    export_id: str
    user_id: str
    le: datetime
    """When it was asked for."""
    rows: int
    """How many prospects were selected then."""
    order: Order

    @property
    def filename(self) -> str:
        """`mimicom_prospects_YYYYMMDD.csv` (or .xlsx), by the date in Paris."""
        return f"mimicom_prospects_{self.le.astimezone(PARIS):%Y%m%d}.{self.order.format.suffix}"


class TooManyExports(Refused):
    """The user has exported too much or too often; `wait` is in seconds, None where waiting for a
    moment is not enough. `made` is the very export asked for, where it was granted just now."""

    def __init__(self, message: str, wait: int | None = None, made: Export | None = None) -> None:
        super().__init__(message)
        self.wait = wait
        self.made = made
