"""What the product can do with records that may be the same organisation twice."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import Database, Session
from core.duplicates import wording
from core.duplicates.finding import Progress, find_groups, quietly
from core.duplicates.grouping import group_id, narrowed, united
from core.duplicates.merging import Also, Merger
from core.duplicates.models import Group, Pair, Proposal, Sureness
from core.duplicates.proposals import propose
from core.duplicates.store import DuplicateStore
from core.errors import NotFound, Refused
from core.journal.models import Action, Entry
from core.journal.service import JournalService
from core.prospects.models import Prospect
from core.prospects.service import ProspectService
from core.recent import Recent

DIFFERENT = "doublons écartés"
"""The journal's action for pairs said to be different."""
MAX_PAGE = 100
MAX_MERGED = 50


class DuplicateService:
    """Finds, shows, sets aside and merges duplicates; each method checks the role first."""

    def __init__(
        self,
        database: Database,
        prospects: ProspectService,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._prospects = prospects
        self._journal = journal
        self._clock = clock
        self._store = DuplicateStore(database)
        self._merger = Merger(database, self._store, prospects, journal, clock)
        self._shown: Recent[list[Group]] = Recent(prospects.revision)

    # At each write

    def exact(self, user: User, keys: Collection[str], but: str | None = None) -> list[Prospect]:
        """Who else holds one of these e-mails or telephones, canonical; `but` is not counted."""
        user.require(Permission.READ)
        ids = {one for key in keys for one in self._store.holding(key)}
        found = self._prospects.many(sorted(ids - {but})) if ids - {but} else []
        return sorted(found, key=lambda record: (record.nom_structure, record.prospect_id))

    def watch(self, ids: Sequence[str], session: Session = None) -> None:
        """Keep a record that was forced in (the first) under watch, as a duplicate of the others.

        For the words that write records, within their transaction.
        """
        first, *others = ids
        self._store.watch(first, others, self._clock(), session)
        self._store.touched()

    def watch_forced(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Keep records that an import forced in under watch: (added, the one that it repeats)."""
        self._store.watch_many(pairs, self._clock())
        self._store.touched()

    def watched(self, user: User) -> list[Group]:
        """The records under watch with those they repeat; gone ones and settled ones left out."""
        user.require(Permission.READ)
        groups = [_forced(one, others) for one, others in self._store.watched().items() if others]
        return self._living(united(groups))

    # Finding

    def find(self, user: User, progress: Progress = quietly) -> int:
        """Look through the whole base, keep what is found; how many groups there are."""
        user.require(Permission.READ)
        groups = find_groups(self._store.lights(), self._store.different(), progress)
        self._store.replace_groups(groups, uuid.uuid4().hex)
        return len(self._groups())

    def exact_groups(self) -> list[list[str]]:
        """The ids of records that share an e-mail or a telephone, from one scan of the base."""
        holders: dict[str, list[str]] = defaultdict(list)
        for prospect_id, keys in self._store.exact_keys():
            for key in keys:
                holders[key].append(prospect_id)
        return [ids for ids in holders.values() if len(ids) > 1]

    def groups(self, user: User, skip: int = 0, limit: int = 20) -> tuple[list[Group], int]:
        """A page of the groups, the surest first, and how many there are."""
        user.require(Permission.READ)
        found = self._groups()
        skip, limit = max(0, skip), min(max(1, limit), MAX_PAGE)
        return found[skip : skip + limit], len(found)

    def group(self, user: User, group_id: str) -> Group:
        """One group. NotFound if it was settled, or its records are gone."""
        user.require(Permission.READ)
        found = next((group for group in self._groups() if group.group_id == group_id), None)
        if found is None:
            raise NotFound(
                "Ce groupe de doublons n'existe plus : il a été réglé, ou ses fiches ont changé."
            )
        return found

    def _groups(self) -> list[Group]:
        return self._shown.get(self._store.revision(), self._read)

    def _read(self) -> list[Group]:
        """Records under watch first, then what the last search found."""
        watched = [_forced(one, others) for one, others in self._store.watched().items() if others]
        return self._living(united([*watched, *self._store.groups()]))

    def _living(self, groups: Sequence[Group]) -> list[Group]:
        """The groups without records that are gone, nor pairs said to be different."""
        ids = sorted({key for group in groups for key in group.ids})
        alive = self._prospects.existing(ids)
        different = self._store.different()
        pieces = [
            piece
            for group in groups
            for piece in narrowed(group, alive.__contains__, lambda *pair: pair in different)
        ]
        return sorted(pieces, key=lambda group: group.sureness.rank)

    # Settling

    def not_duplicates(self, user: User, group_id: str) -> str:
        """Remember that the records of a group are different; the journal entry's id."""
        user.require(Permission.MERGE)
        group = self.group(user, group_id)
        pairs = list(combinations(group.ids, 2))

        def change(session: Session) -> str:
            self._store.add_different(pairs, self._clock(), session)
            details = {"paires": [list(pair) for pair in pairs]}
            return self._journal.record(user, DIFFERENT, group.ids[0], details, session)

        entry_id = self._database.transaction(change)
        self._store.touched()
        return entry_id

    def maybe_duplicates(self, user: User, entry: Entry) -> str:
        """Take back `not_duplicates`: the pairs can be found again; the new entry's id. Refused
        for an entry of another kind."""
        user.require(Permission.MERGE)
        if entry.action != DIFFERENT:
            raise Refused("Cette écriture du journal n'écarte pas de doublons.")
        pairs = [(one, other) for one, other in entry.details["paires"]]

        def change(session: Session) -> str:
            self._store.remove_different(pairs, session)
            details = {"de": entry.entry_id}
            return self._journal.record(user, Action.UNDO, entry.cible, details, session)

        entry_id = self._database.transaction(change)
        self._store.touched()
        return entry_id

    def proposal(self, user: User, ids: Collection[str], kept_id: str | None = None) -> Proposal:
        """What these records would be as one. Refused unless two of them are left."""
        user.require(Permission.READ)
        wanted = sorted(set(ids))
        if len(wanted) > MAX_MERGED:
            raise Refused(f"On ne fusionne pas plus de {MAX_MERGED} fiches à la fois.")
        records = self._prospects.many(wanted)
        if len(records) < 2:
            raise Refused("Il faut au moins deux fiches existantes pour une fusion.")
        return propose(records, kept_id)

    def merge(
        self,
        user: User,
        kept_id: str,
        absorbed_ids: Collection[str],
        choices: Mapping[str, str],
        versions: Mapping[str, int],
        also: Also | None = None,
    ) -> str:
        """Make one record of several; the journal entry's id, by which it can be undone.

        `choices` says for a field whose value wins, the proposal's for the others. Conflict, and
        nothing is written, if one of the records is not at the version given. `also` is called
        with the entry within the transaction. Refused for one record, or too many.
        """
        user.require(Permission.MERGE)
        absorbed = sorted(set(absorbed_ids) - {kept_id})
        if not absorbed or len(absorbed) >= MAX_MERGED:
            raise Refused(f"Une fusion réunit de 2 à {MAX_MERGED} fiches.")
        return self._merger.merge(user, kept_id, absorbed, choices, versions, also)

    def unmerge(self, user: User, entry: Entry) -> str:
        """Take a merge back; the id of the entry that says so.

        Refused, saying why, if the merged fields were edited since, or it was undone already.
        """
        user.require(Permission.MERGE)
        return self._merger.unmerge(user, entry)


def _forced(prospect_id: str, others: Sequence[str]) -> Group:
    pairs = tuple(
        Pair(
            ids=(min(prospect_id, other), max(prospect_id, other)),
            score=1.0,
            sureness=Sureness.CERTAIN,
            reasons=(wording.WATCHED,),
        )
        for other in others
    )
    ids = tuple(sorted({prospect_id, *others}))
    return Group(
        group_id=group_id(ids),
        ids=ids,
        pairs=pairs,
        sureness=Sureness.CERTAIN,
        why=wording.FORCED,
    )
