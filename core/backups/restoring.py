"""A restore from its first step to its last, whole or not at all whatever stops it.

While what it will write is put beside the base (`loading`), a cut leaves the base as it was. From
then on (`leaving`, `writing`, `joining`, `erasing`) every step may be run again, and whoever opens
the base next goes on to the end.
"""

import logging
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from core.accounts.models import OPERATOR
from core.backups.closing import PATIENCE, Closing
from core.backups.container import CUT, Batch
from core.backups.contents import CONVERSATIONS, JOINED, is_saved
from core.backups.disarming import Disarming
from core.backups.joining import Joining
from core.backups.loading import Loading
from core.backups.models import Header, Manifest, Restored
from core.clock import Clock
from core.database import Database, Document
from core.errors import NotFound, Refused
from core.jobs import runner
from core.jobs.models import Progress
from core.journal.models import Actor
from core.journal.service import JournalService
from core.privacy.objections import Objections
from core.privacy.service import PrivacyService

STEPS = (
    "Vérification du fichier",
    "Sauvegarde de la base de maintenant",
    "Lecture de la sauvegarde",
    "Mise en place",
    "Derniers réglages",
)
RESTORE = "restauration"
"""Its word in the journal."""
DONE = "restored"
_BUSY = (
    "Un travail est en cours (import, envoi ou autre) : attendez sa fin, ou arrêtez-le, avant de "
    "restaurer une sauvegarde."
)
_ANOTHER = "Une restauration est déjà en cours. Attendez sa fin."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What is to be restored."""

    restore_id: str
    name: str
    header: Header
    manifest: Manifest
    batches: Callable[[], Iterable[Batch]]
    safety: Callable[[], str]
    """Takes the backup that makes it possible to go back; its name."""


@dataclass(frozen=True)
class Restoring:
    """Replaces the base by a backup."""

    database: Database
    closing: Closing
    loading: Loading
    objections: Objections
    joining: Joining
    privacy: PrivacyService
    journal: JournalService
    ready: Callable[[], None]
    """Brings what was restored to today's state: indexes, what is derived, schema."""
    clock: Clock
    patience: float = PATIENCE

    def run(self, user: Actor, plan: Plan, progress: Progress, busy: bool) -> Restored:
        """Restore. Refused where something else runs; what goes wrong while it loads leaves the
        base as it was."""
        if busy or self._sending():
            raise Refused(_BUSY)
        with runner.running() as mark, self.closing.held():
            details = {"restore_id": plan.restore_id, "name": plan.name, "par": user.email}
            if not self.closing.begin(mark, self.clock(), **details):
                raise Refused(_ANOTHER)
            try:
                self._load(plan, progress)
            except BaseException:
                self._give_up()
                raise
            return self._finish(progress)

    def revive(self) -> bool:
        """Deal with a restore whose process died: undone if it was loading, else ended."""
        note = self.closing.note()
        if note is None or runner.runs(note["runner"], note["seen_at"], self.clock()):
            return False
        with runner.running() as mark, self.closing.held():
            if not self.closing.take_over(note, mark, self.clock()):
                return False
            logger.warning("a restore was cut while %s", note["state"])
            if note["state"] == "loading":
                self._give_up()
            else:
                self._finish(lambda *_: None)
        return True

    def done(self, restore_id: str) -> Restored | None:
        """What a restore did, once it is done."""
        found = self.database.mongo["meta"].find_one({"_id": DONE})
        if found is None or found["restore_id"] != restore_id:
            return None
        return _restored(found["report"])

    def _sending(self) -> bool:
        """Whether a process sends mails now. A send that died is no work under way; neither is the
        demonstration's, which nobody waits for and which goes on for as long as one looks."""
        now, mongo = self.clock(), self.database.mongo
        sent = [
            run["campagne_id"]
            for run in mongo["send_runs"].find()
            if runner.runs(run["_id"], run["vu_le"], now)
        ]
        real = {"_id": {"$in": sent}, "demo": {"$ne": True}}
        return bool(sent) and mongo["campaigns"].find_one(real, {"_id": 1}) is not None

    def _load(self, plan: Plan, progress: Progress) -> None:
        time.sleep(self.patience)  # what others had begun to write is written
        progress(1, len(STEPS), STEPS[1])
        safety = plan.safety()
        self.loading.drop()
        disarming = Disarming(self.database, self.objections, self.clock())
        disarming.since(plan.batches())
        told = plan.manifest.collections
        counts = self.loading.stage(
            plan.batches(),
            self._replaced(told),
            JOINED,
            disarming.transform,
            disarming.stays,
            lambda: progress(2, len(STEPS), STEPS[2]),
        )
        if counts != {name: n for name, n in told.items() if n}:
            raise Refused(CUT)
        progress(3, len(STEPS), STEPS[3])
        report = Restored(
            safety=safety,
            prospects=told.get("prospects", 0) - len(disarming.erased),
            erased=len(disarming.erased),
            refusals=disarming.refusals,
            sends=tuple(sorted(disarming.sends)),
            reminders=disarming.reminders,
            accounts=0,
        )
        self.closing.tell(
            state="leaving",
            erase=disarming.erased,
            schema=plan.header.schema_version,
            report=report.as_json(),
        )

    def _replaced(self, told: Iterable[str]) -> set[str]:
        """The collections that become as the backup has them."""
        now = filter(is_saved, self.database.mongo.list_collection_names())
        chats = self.database.mongo["threads"].find_one({}, {"_id": 1}) is not None
        return {*told, *now} - JOINED - (CONVERSATIONS if chats else frozenset())

    def _give_up(self) -> None:
        self.loading.drop()
        self.closing.end()

    def _finish(self, progress: Progress) -> Restored:
        """From the point of no return to the end; each step may have been done before."""
        note = self.closing.note() or {}
        if note["state"] == "leaving":
            self.loading.take_away()
            note["state"] = self._reached("writing")
        if note["state"] == "writing":
            self.loading.write(but=JOINED)
            note["state"] = self._reached("joining")
        if note["state"] == "joining":
            accounts = self.joining.all()
            schema = {"_id": "schema", "version": note["schema"]}
            self.database.mongo["meta"].replace_one({"_id": "schema"}, schema, upsert=True)
            note["report"] |= {"accounts": accounts}
            note["state"] = self._reached("erasing", report=note["report"])
        with suppress(Exception):  # who asks to stop now asks too late
            progress(4, len(STEPS), STEPS[4])
        self.loading.drop()
        self.ready()
        self._erase(note["erase"])
        self._end(note)
        return _restored(note["report"])

    def _reached(self, state: str, **values: object) -> str:
        self.closing.tell(state=state, **values)
        return state

    def _erase(self, ids: Iterable[str]) -> None:
        """Those erased since the backup are erased again, everywhere."""
        for prospect_id in ids:
            try:
                name = self.privacy.what_will_go(OPERATOR, prospect_id).nom_structure
                self.privacy.erase(OPERATOR, prospect_id, name)
            except NotFound:
                continue  # done before the cut

    def _end(self, note: Document) -> None:
        done = {"_id": DONE, "restore_id": note["restore_id"], "report": note["report"]}
        self.database.mongo["meta"].replace_one({"_id": DONE}, done, upsert=True)
        details = {"sauvegarde": note["name"], "comptes": note["report"]}
        self.journal.record(
            _By(note["par"]), RESTORE, note["name"], details, entry_id=f"{note['restore_id']}"
        )
        self.database.count_again()
        self.closing.end()


@dataclass(frozen=True)
class _By:
    email: str


def _restored(report: Document) -> Restored:
    return Restored(
        safety=report["safety"],
        prospects=report["prospects"],
        erased=report["erased_again"],
        refusals=report["refusals_kept"],
        sends=tuple(report["sends_disarmed"]),
        reminders=report["reminders_disarmed"],
        accounts=report["accounts"],
    )
