"""A send by this process: begun, watched, ended, told on records."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from core.campaigns.checking import Checks
from core.campaigns.contacts import Contacts
from core.campaigns.departures import Tell
from core.campaigns.eligibility import Eligibility
from core.campaigns.ledger import Ledger
from core.campaigns.logbook import Logbook
from core.campaigns.models import Campaign, RecipientState, State
from core.campaigns.pace import Pace, leisurely, unhurried
from core.campaigns.readiness import Readiness
from core.campaigns.recipients import RecipientStore
from core.campaigns.running import Run, Task
from core.campaigns.service import CampaignService
from core.campaigns.settling import Program, Settling
from core.campaigns.store import CampaignStore
from core.campaigns.tracking import Links
from core.campaigns.worker import Crew
from core.clock import Clock
from core.configuration.keys import SEND_CONNECTIONS
from core.configuration.service import ConfigurationService
from core.database import Database
from core.jobs import runner
from core.journal.models import Actor
from core.prospects.service import ProspectService
from core.turns import take_short_turns

Told = Callable[[int, int, str], None]
"""(done, total, French label); what it raises stops the send, which can be resumed."""
SENDING = "Envoi en cours"
_BEAT, _LOOK, _SIGN = 0.05, 0.25, 5.0
"""Seconds between two beats, two looks at the campaign's state, and two signs of life."""
_SLOW_BEAT = 2.0

S = RecipientState
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """How a send ended."""

    campaign: Campaign
    counts: dict[RecipientState, int]
    asked: bool = False
    """Somebody paused or cancelled it meanwhile."""

    @property
    def reason(self) -> str | None:
        """Why it is paused."""
        return self.campaign.raison if self.campaign.etat is State.EN_PAUSE else None


class Runs:
    """Runs sends; several processes may run the same one."""

    def __init__(
        self,
        database: Database,
        campaigns: CampaignService,
        store: CampaignStore,
        rows: RecipientStore,
        prospects: ProspectService,
        eligibility: Eligibility,
        pace: Pace,
        contacts: Contacts,
        settling: Settling,
        readiness: Readiness,
        configuration: ConfigurationService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._campaigns = campaigns
        self._store = store
        self._rows = rows
        self._prospects = prospects
        self._eligibility = eligibility
        self._pace = pace
        self._contacts = contacts
        self._settling = settling
        self._readiness = readiness
        self._configuration = configuration
        self._clock = clock
        self._closing = threading.Event()

    def close(self) -> None:
        """Stop what is sent from here; it can be resumed."""
        self._closing.set()

    def run(self, user: Actor, campaign: Campaign, told: Told, shown: bool = False) -> Report:
        """Send what is to be sent, here; returns when all is sent, or at a pause. `shown` is the
        demonstration's own send, that nobody waits for."""
        server, sender = self._readiness.server(campaign)
        letters = self._campaigns.letters(campaign)
        assert letters is not None
        with runner.running() as mark:
            self._store.begin_run(mark, campaign.campagne_id, self._clock())
            try:
                campaign = self._begun(user, campaign, letters.counts_clicks)
                task = Task(
                    campaign.campagne_id, mark, server, sender, letters,
                    1 if shown else self._configuration.get(SEND_CONNECTIONS),
                    campaign.destinataires, shown,
                )  # fmt: skip
                run = self._sent(task, user, campaign, told)
            finally:
                self._store.end_run(mark)
        report = self._ended(user, campaign, run)
        self.note(user, campaign)
        return report

    def note(self, user: Actor, campaign: Campaign) -> None:
        """Records tell of the send; whatever hinders that is made up for by the clock."""
        if campaign.rehearsed:
            self._contacts.skip(campaign)
            return
        try:
            self._contacts.note(user, campaign)
        except Exception:
            logger.exception("a send could not be told on records")

    def _sent(self, task: Task, user: Actor, campaign: Campaign, told: Told) -> Run:
        """The run, ended, with all that it did told to the base."""
        tell = self._tells(user, campaign)
        ledger = Ledger(self._database, self._rows, task.mark, self._clock, tell)
        book = Logbook(self._database.settings.folder, task.mark)
        checks, links = Checks(self._prospects, self._eligibility), Links(self._database)
        gate = leisurely if task.shown else unhurried if campaign.rehearsed else self._pace.gate()
        run = Run(task, self._rows, checks, links, ledger, book, gate, self._clock)
        take_short_turns()
        ledger.start()
        try:
            self._watch(run, task, user, campaign, told)
        finally:
            ledger.close()
            book.close(settled=ledger.error is None)
        return run

    def _begun(self, user: Actor, campaign: Campaign, counts_clicks: bool) -> Campaign:
        if campaign.etat is State.EN_COURS:
            return campaign
        # The address where clicks come back may have been set, or taken away, since the approval.
        first: dict[str, object] = {"envoyee_le": self._clock(), "clics_mesures": counts_clicks}
        if campaign.envoyee_le:
            first = {"clics_mesures": campaign.clics_mesures or counts_clicks}
        values = {"raison": None, "envoi_par": user.email, "fiches_a_noter": True} | first
        return self._campaigns.move(user, campaign, State.EN_COURS, values)

    def _watch(self, run: Run, task: Task, user: Actor, campaign: Campaign, told: Told) -> None:
        """Wait for the connections to end; stop them where the campaign is paused or cancelled."""
        before = self._rows.counts(campaign.campagne_id)
        total = before.get(S.TO_SEND, 0)
        crew = Crew(run, max(1, min(task.connections, total)))
        looked = signed = time.monotonic()
        try:
            while crew.works:
                self._beat(task, crew)
                if time.monotonic() - looked >= _LOOK:
                    looked = time.monotonic()
                    self._look(run, campaign)
                    told(min(run.progress.sent, total), total, SENDING)
                if time.monotonic() - signed >= _SIGN:
                    signed = time.monotonic()
                    self._store.seen(task.mark, self._clock())
        except BaseException:
            run.stop("L'envoi a été arrêté à la main.")
            crew.wait()
            run.ledger.close()
            self._ended(Program("mimicom"), campaign, run)
            raise
        told(min(run.progress.sent, total), total, SENDING)

    def _beat(self, task: Task, crew: Crew) -> None:
        """Nobody waits for the demonstration's send, but whoever stops the program."""
        if task.shown:
            self._closing.wait(_SLOW_BEAT)
        crew.wait(_BEAT)

    def _tells(self, user: Actor, campaign: Campaign) -> Tell | None:
        """How records are told of mails as these leave; not at all for a rehearsal."""
        if campaign.rehearsed:
            return None
        return lambda sent, session: self._contacts.tell(user, campaign, sent, session)

    def _look(self, run: Run, campaign: Campaign) -> None:
        now = self._store.get(campaign.campagne_id)
        if now is None or now.etat is not State.EN_COURS:
            run.stop()
        elif self._closing.is_set():
            run.stop(None if run.task.shown else "MimiCom s'est arrêtée pendant l'envoi.")

    def _ended(self, user: Actor, campaign: Campaign, run: Run) -> Report:
        """What the campaign has become: finished, or paused with its reason."""
        counts = self._rows.counts(campaign.campagne_id)
        now = self._store.get(campaign.campagne_id) or campaign
        others = any(one["campagne_id"] == campaign.campagne_id for one in self._store.runs())
        asked = now.etat is not State.EN_COURS
        if run.task.shown and self._closing.is_set():
            return Report(now, counts, asked)  # it goes on at the next start
        if not asked and (run.progress.reason or not others):
            state, reason = _end(counts, run)
            now = self._settling.moved(user, now, state, reason)
        return Report(now, counts, asked)


def _end(counts: dict[RecipientState, int], run: Run) -> tuple[State, str | None]:
    if run.progress.reason:
        return State.EN_PAUSE, run.progress.reason
    if counts.get(S.TO_SEND, 0):
        return State.EN_PAUSE, (
            f"Le serveur demande de réessayer plus tard pour {counts[S.TO_SEND]} mail(s)."
        )
    if counts.get(S.UNCERTAIN, 0) or counts.get(S.SENDING, 0):
        return State.EN_PAUSE, (
            f"{counts.get(S.UNCERTAIN, 0) + counts.get(S.SENDING, 0)} envoi(s) incertain(s) : "
            "dites s'il faut les refaire (« campaigns resume --uncertain send » ou « skip »)."
        )
    return State.TERMINEE, None
