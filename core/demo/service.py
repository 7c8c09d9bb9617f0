"""Filling an empty base with the demonstration, and taking it away."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.database import Database, Document, Session
from core.demo.generate import BATCH, DEFAULT_ROWS, DEFAULT_SEED, DemoData, generate
from core.demo.models import DemoBatch, DemoRemoval, DemoReport
from core.demo.past import Past
from core.demo.planning import demo_reminders
from core.demo.states import unfinished
from core.demo.store import IMPORT_ID, DemoStore, pages
from core.errors import Refused
from core.journal.service import JournalService
from core.kpis.service import KpiService
from core.prospects.models import Prospect
from core.prospects.service import ProspectService

Progress = Callable[[int, int, str], None]
"""(done, total, French label); what it raises stops the work, which can be taken up again."""
LOADING = "Chargement de la démonstration"
_TARGET = "base"


@dataclass(slots=True)
class _Tally:
    campaigns: int = 0
    recipients: int = 0
    answers: int = 0


def _silent(done: int, total: int, label: str) -> None:
    """Nobody watches."""


class DemoService:
    """Loads and removes the demonstration; whoever may load may remove."""

    def __init__(
        self,
        prospects: ProspectService,
        kpis: KpiService,
        database: Database,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._prospects = prospects
        self._kpis = kpis
        self._database = database
        self._journal = journal
        self._clock = clock
        self._store = DemoStore(database)

    def is_loaded(self) -> bool:
        """Whether a demonstration is in the base, whole or in part."""
        return self._store.marker() is not None

    def may_load(self) -> bool:
        """Whether `load` would be accepted: a base without prospects of one's own, or a load that
        was interrupted."""
        marker = self._store.marker()
        interrupted = marker is not None and self._store.is_loading(marker)
        return interrupted or self._has_room(marker)

    def kept(self) -> int:
        """How many prospects stay of a demonstration that was taken away: somebody edited them."""
        return 0 if self.is_loaded() else self._store.count()

    def size(self) -> int:
        """How many prospects of the demonstration nobody edited: those that `remove` takes."""
        return len(self._store.unedited()) if self.is_loaded() else 0

    def load(
        self,
        user: User,
        rows: int = DEFAULT_ROWS,
        seed: int = DEFAULT_SEED,
        progress: Progress = _silent,
    ) -> DemoReport:
        """Fill the base. Refused unless it is empty, but for what stays of a demonstration that was
        taken away, which is left as it is; InvalidData for `rows` out of bounds.

        An interrupted load is completed as it began, whatever `rows` and `seed` say now: documents
        have fixed ids and the batches already whole are skipped. One journal entry, at the end.
        """
        user.require(Permission.LOAD_DEMO)
        data, done, resumed = self._begin(rows, seed)
        past = Past(data.today)
        tally = self._write(data, done, past, progress)
        self._store.add("reminders", demo_reminders(data.seed, data.today, user.user_id))
        self._kpis.put_snapshots(past.snapshots())
        report = DemoReport(
            rows=data.rows,
            seed=data.seed,
            campaigns=len(data.campaigns) + tally.campaigns,
            recipients=tally.recipients,
            answers=tally.answers,
            tasks=len(data.tasks),
            resumed=resumed,
        )
        self._finish(user, report)
        return report

    def remove(self, user: User, progress: Progress = _silent) -> DemoRemoval:
        """Take the demonstration away, but the prospects and tasks that somebody edited since.

        Refused where there is none. Interrupted, it goes on when it is run again.
        """
        user.require(Permission.LOAD_DEMO)
        if self._store.marker() is None:
            raise Refused("Aucune démonstration n'est chargée : il n'y a rien à retirer.")
        ids = self._store.unedited()
        removed = 0
        for page in pages(ids):
            removed += self._store.remove_unedited(page)
            self._prospects.touched()
            progress(removed, len(ids), "Retrait de la démonstration")
        self._store.remove_campaigns()
        self._prospects.touched()
        self._store.remove_tasks()
        self._store.remove_reminders()
        removal = DemoRemoval(removed, self._store.count())
        self._forget(user, removal)
        # Last: until it is forgotten, the clock may note one more day of it.
        self._kpis.drop_demonstration()
        return removal

    def remove_kept(self, user: User, expected: int) -> DemoRemoval:
        """Take away what somebody edited of a demonstration that was taken away. Refused where that
        is not as many as was expected."""
        user.require(Permission.LOAD_DEMO)
        ids = [] if self.is_loaded() else self._store.ids()
        if len(ids) != expected:
            raise Refused(
                f"Il reste maintenant {len(ids)} fiches de la démonstration, et non {expected} : "
                "redemandez-le pour les enlever."
            )
        removed = 0
        for page in pages(ids):
            removed += self._store.erase(page)
            self._prospects.touched()
        removal = DemoRemoval(removed, self._store.count())
        self._journal.record(user, "demo.remove", _TARGET, _told(removal))
        return removal

    def _has_room(self, marker: Document | None) -> bool:
        """Whether nobody's own prospects are there. Those that stay of an earlier demonstration are
        left as they are: what is there already is not written."""
        return self._prospects.is_empty() or (marker is None and self._store.is_alone())

    def _begin(self, rows: int, seed: int) -> tuple[DemoData, int, bool]:
        """What to load, how many batches are there already, and whether it was interrupted."""
        marker = self._store.marker()
        if marker is not None and self._store.is_loading(marker):
            data = generate(marker["rows"], marker["seed"], self._store.day(marker))
            return data, marker["batches"], True
        if not self._has_room(marker):
            raise Refused(
                "La démonstration ne se charge que dans une base vide, et la vôtre contient déjà "
                "des prospects. Utilisez un autre dossier de données pour l'essayer."
                if marker is None
                else "La démonstration est déjà chargée."
            )
        today = self._clock().astimezone(PARIS).date()
        data = generate(rows, seed, today)
        self._store.begin(rows, seed, today)
        return data, 0, False

    def _write(self, data: DemoData, done: int, past: Past, progress: Progress) -> _Tally:
        progress(min(done * BATCH, data.rows), data.rows, LOADING)
        self._store.add("campaigns", data.campaigns)
        self._store.add("tasks", data.tasks)
        tally = _Tally()
        for rank, batch in enumerate(_counted(data.batches(), tally)):
            past.add(batch.prospects)
            if not rank:
                self._unfinished(data, batch.prospects, tally)
            if rank < done:
                continue
            self._prospects.insert_imported(batch.prospects, IMPORT_ID)
            self._store.add_mailings(batch)
            self._prospects.touched()
            self._store.batch_done(rank + 1)
            progress(min((rank + 1) * BATCH, data.rows), data.rows, LOADING)
        return tally

    def _unfinished(self, data: DemoData, prospects: Sequence[Prospect], tally: _Tally) -> None:
        """A campaign in each state that is not over, to its first prospects."""
        found = unfinished(prospects, data.seed, data.today)
        self._store.add("campaigns", found.campaigns)
        self._store.add("recipients", found.recipients)
        tally.campaigns += len(found.campaigns)
        tally.recipients += len(found.recipients)

    def _finish(self, user: User, report: DemoReport) -> None:
        details = {
            "prospects": report.rows,
            "graine": report.seed,
            "campagnes": report.campaigns,
            "import_id": IMPORT_ID,
        }

        def change(session: Session) -> None:
            if self._store.finish(session):
                self._journal.record(user, "demo.load", _TARGET, details, session)

        self._database.transaction(change)

    def _forget(self, user: User, removal: DemoRemoval) -> None:
        details = _told(removal)

        def change(session: Session) -> None:
            if self._store.forget(session):
                self._journal.record(user, "demo.remove", _TARGET, details, session)

        self._database.transaction(change)


def _told(removal: DemoRemoval) -> dict[str, int]:
    return {"retires": removal.removed, "gardes": removal.kept}


def _counted(batches: Iterator[DemoBatch], tally: _Tally) -> Iterator[DemoBatch]:
    """The batches, their mails and answers counted as they pass."""
    for batch in batches:
        tally.recipients += len(batch.recipients)
        tally.answers += sum(event["kind"] == "réponse" for event in batch.events)
        yield batch
