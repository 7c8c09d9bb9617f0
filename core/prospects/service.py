"""What the product can do with prospects."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bson.raw_bson import RawBSONDocument

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import Database, Document, Session
from core.errors import NotFound, Refused
from core.journal.service import JournalService
from core.prospects import finding
from core.prospects.contacting import Contact
from core.prospects.filters import Filter
from core.prospects.models import FIELDS, Holders, Prospect
from core.prospects.replacing import Pair
from core.prospects.store import UNIQUE, ProspectStore
from core.prospects.streaming import Kind, ProspectReading
from core.recent import Recent

# Stored under a folded twin, so that É sorts with E.
_SORTED_BY = {"nom_structure": "nom_tri", "ville": "ville_norm"}
DEFAULT_SORT = "nom_structure"
MAX_PAGE = 100


@dataclass(frozen=True)
class Page:
    """Some records of a selection, and how many it has in all."""

    prospects: list[Prospect]
    total: int


class ProspectService:
    """The only way to the prospects; each method checks the role first."""

    def __init__(self, database: Database, journal: JournalService, clock: Clock) -> None:
        self._store = ProspectStore(database)
        self._reading = ProspectReading(database)
        self._journal = journal
        self._clock = clock
        self._counts: Recent[int] = Recent(self._store.revision)

    def page(
        self,
        user: User,
        filter: Filter,
        sort: str = DEFAULT_SORT,
        descending: bool = False,
        skip: int = 0,
        limit: int = 20,
    ) -> Page:
        """A page of the selection. Refused for a field that can't be sorted by."""
        user.require(Permission.READ)
        if sort not in FIELDS:
            raise Refused(f"On ne peut pas trier par « {sort} ».")
        skip, limit = max(0, skip), min(max(1, limit), MAX_PAGE)
        stored = _SORTED_BY.get(sort, sort)
        total = self._count(filter)
        return Page(self._store.page(filter, stored, descending, skip, limit, total), total)

    def count(self, user: User, filter: Filter) -> int:
        """How many prospects are selected."""
        user.require(Permission.READ)
        return self._count(filter)

    def _count(self, filter: Filter) -> int:
        return self._counts.get(filter.model_dump_json(), lambda: self._store.count(filter))

    def revision(self) -> int:
        """How often the prospects have changed, in any process."""
        return self._store.revision()

    def touched(self, session: Session = None) -> None:
        """Note a change made by a word that writes prospects in bulk, once it is committed."""
        self._store.touched(session)

    def most_common(self, user: User, filter: Filter, field: str, limit: int) -> list[str]:
        """The most frequent values of a field in the selection, most frequent first."""
        user.require(Permission.READ)
        return _most(self._store.counts(filter, field), limit)

    def frequent(self, user: User, filter: Filter, field: str, limit: int) -> list[str]:
        """The same, most likely, for examples: where there are many, some of them tell."""
        user.require(Permission.READ)
        return _most(self._store.sampled_counts(filter, field), limit)

    def is_empty(self) -> bool:
        """Whether the base has no prospect yet."""
        return self._store.is_empty()

    def open(self, user: User, prospect_id: str) -> Prospect:
        """One record. NotFound if it was erased."""
        user.require(Permission.READ)
        prospect = self._store.get(prospect_id)
        if prospect is None:
            raise NotFound("Cette fiche n'existe plus : elle a été supprimée.")
        return prospect

    def find_named(self, user: User, name: str, limit: int = 5) -> list[Prospect]:
        """Records of that name; else whose name (town and type beside it) or contact holds its
        words, in any order; else whose name is like it, best first. An e-mail or a telephone
        finds who has it. Nonsense finds nobody."""
        user.require(Permission.READ)
        return finding.find(self._store, name, limit)

    def called(self, user: User, name: str, limit: int = 5) -> list[Prospect]:
        """Records whose name, contact, e-mail or telephone is exactly that; found by keys alone."""
        user.require(Permission.READ)
        return finding.called(self._store, name, limit)

    def nearest_names(self, user: User, name: str, limit: int = 5) -> list[Prospect]:
        """The records most like a name that finds nobody, one of each name, best first."""
        user.require(Permission.READ)
        return finding.nearest(self._store, name, limit)

    # For the words that change records, which check the role and keep the journal themselves.

    def insert(self, prospects: Sequence[Prospect], session: Session = None) -> int:
        """Add records; those whose id is there already are left as they are."""
        return self._store.insert(prospects, None, session)

    def remove(self, ids: Sequence[str], session: Session = None) -> int:
        """Erase records."""
        return self._store.remove(ids, session)

    def many(self, ids: Sequence[str], session: Session = None) -> list[Prospect]:
        """The records of these ids that exist, in no order."""
        return self._store.many(ids, session)

    def ids(self, filter: Filter) -> list[str]:
        """The ids of a selection, in the order of names."""
        return self._store.ids(filter)

    def insert_imported(self, prospects: Sequence[Prospect], import_id: str | None) -> int:
        """Add records; those whose id is there already are left as they are."""
        return self._store.insert(prospects, import_id)

    def insert_documents(self, documents: Sequence[RawBSONDocument], session: Session) -> None:
        """Add records made by `core.prospects.documents`; `touched` is the caller's."""
        self._store.insert_documents(documents, session)

    def replace_many(
        self, pairs: Sequence[Pair], session: Session, campaign: str | None = None
    ) -> bool:
        """Write records, each as it was read and as it shall be; False if one changed since.
        `campaign` is one that they received, too."""
        return self._store.replace_many(pairs, session, campaign)

    def holders(self, keys: Collection[str], import_id: str) -> dict[str, Holders]:
        """Who has these e-mails and telephones, main or further ones; by key."""
        return self._store.holders(keys, import_id)

    def get(self, prospect_id: str) -> Prospect | None:
        """One record, or None."""
        return self._store.get(prospect_id)

    def existing(self, ids: Sequence[str]) -> set[str]:
        """Which of these ids are in the base."""
        return self._store.existing(ids)

    def replace(self, prospect: Prospect, read_version: int, session: Session = None) -> bool:
        """Write a record read at `read_version`; False if somebody changed it since."""
        return self._store.replace(prospect, read_version, session)

    def count_imported(self, import_id: str) -> int:
        """How many records of the base an import added."""
        return self._store.count_imported(import_id)

    def page_of_import(self, import_id: str, skip: int, limit: int) -> list[Prospect]:
        """Some of the records that an import added."""
        return self._store.page_of_import(import_id, skip, limit)

    def of_import(self, import_id: str) -> Iterator[Prospect]:
        """The records that an import added."""
        return self._store.of_import(import_id)

    def remove_imported(self, ids: Sequence[str]) -> int:
        """Erase records that an import added, when it is undone."""
        return self._store.remove(ids)

    def iterate(self, filter: Filter) -> Iterator[Prospect]:
        """The whole selection, one by one."""
        return self._store.iterate(filter)

    def contacted(self, days: Mapping[str, date], campaign: str, session: Session) -> list[Contact]:
        """Note that these records were written to: see `ProspectStore.contacted`."""
        return self._store.contacted(days, campaign, session)

    def received(self, ids: Sequence[str], campaign: str, session: Session) -> None:
        """Note the campaign that these records received, to be found by its name; theirs is else
        as it was."""
        self._store.received(ids, campaign, session)

    def documents_of(self, ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, Document]:
        """Records of these ids as stored: see `ProspectReading.of`."""
        return self._reading.of(ids, fields)

    def kinds(self, filter: Filter, keys: Mapping[str, Any], sampled: Sequence[str]) -> list[Kind]:
        """How many of the selection are alike: see `ProspectReading.kinds`."""
        return self._reading.kinds(filter, keys, sampled)

    def ids_where(self, filter: Filter, condition: Document) -> set[str]:
        """The ids of those of the selection of whom an expression of the base holds."""
        return self._reading.ids_where(filter, condition)

    def among(self, filter: Filter, ids: Sequence[str], fields: Sequence[str]) -> list[Document]:
        """Those of these ids that are in the selection, as stored."""
        return self._reading.among(filter, ids, fields)

    def ids_of_emails(self, emails: Sequence[str]) -> set[str]:
        """The ids of those whose main address is one of these, spelled as they are stored."""
        return self._reading.ids_of_emails(emails)

    def documents(
        self,
        filter: Filter,
        fields: Sequence[str],
        sort: str | None = None,
        descending: bool = False,
        limit: int | None = None,
    ) -> Iterator[list[Document]]:
        """The selection as stored, some at a time: see `ProspectReading.documents`. Refused for a
        field that can't be sorted by."""
        if sort is not None and sort not in FIELDS:
            raise Refused(f"On ne peut pas trier par « {sort} ».")
        way = -1 if descending else 1
        stored = _SORTED_BY.get(sort, sort) if sort else None
        order = [(stored, way)] if stored else []
        if stored not in (None, *UNIQUE):
            order.append(("_id", 1))
        return self._reading.documents(filter, fields, order, limit)


def _most(counts: Mapping[Any, int], limit: int) -> list[str]:
    known = [(count, str(value)) for value, count in counts.items() if value is not None]
    return [value for _, value in sorted(known, reverse=True)[:limit]]
