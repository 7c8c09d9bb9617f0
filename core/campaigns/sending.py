"""Sending a campaign: from the exact number typed to the last answer of the server."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pymongo.errors import PyMongoError

from core.accounts.models import Permission, User
from core.campaigns import logbook, states
from core.campaigns.checking import Checks
from core.campaigns.contacts import Contacts
from core.campaigns.eligibility import Eligibility
from core.campaigns.ledger import Ledger
from core.campaigns.logbook import Logbook, Noted
from core.campaigns.models import Campaign, Recipient, RecipientState, State
from core.campaigns.pace import Pace
from core.campaigns.recipients import BLOCK, RecipientStore, Settled
from core.campaigns.running import Run, Task
from core.campaigns.service import CampaignService
from core.campaigns.store import CampaignStore
from core.campaigns.tracking import Links
from core.clock import PARIS, Clock
from core.configuration.keys import SEND_CONNECTIONS, SMTP_SENDER, SMTP_URL
from core.configuration.models import MailServer, Sender
from core.configuration.service import ConfigurationService
from core.database import Database
from core.errors import Conflict, Refused
from core.jobs import runner
from core.journal.models import Actor
from core.prospects.service import ProspectService

Told = Callable[[int, int, str], None]
"""(done, total, French label); what it raises stops the send, which can be resumed."""
SENDING = "Envoi en cours"
UNCERTAIN = "L'envoi a été coupé : nul ne sait si ce mail est parti."
CUT = "L'envoi a été interrompu. Reprenez-le avec « campaigns resume »."
_SKIPPED = "Envoi incertain, laissé de côté"
_LOOK, _SIGN = 0.25, 5.0
"""Seconds between two looks at the campaign's state, and between two signs of life."""

S = RecipientState
logger = logging.getLogger(__name__)


class Doubt(StrEnum):
    """What to do with the mails of which nobody knows whether they left."""

    SEND = "send"
    SKIP = "skip"


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


@dataclass(frozen=True)
class _Actor:
    email: str


class SendService:
    """Sends campaigns, by as many processes as one likes."""

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
        self._configuration = configuration
        self._clock = clock
        self._closing = threading.Event()

    def send(self, user: User, campaign: Campaign, expect: int, told: Told) -> Report:
        """Send an approved campaign; returns when all is sent, or at a pause.

        Refused unless `expect` is the exact number of mails: of those approved, or of those that
        may be written to still.
        """
        user.require(Permission.SEND_CAMPAIGN)
        self._check_ready(campaign, expect)
        return self._run(user, campaign, told)

    def plan(self, user: User, campaign: Campaign, expect: int, at: datetime) -> Campaign:
        """Have an approved campaign sent at a moment, by the process that serves."""
        user.require(Permission.SEND_CAMPAIGN)
        at = at if at.tzinfo else at.replace(tzinfo=PARIS)
        if at <= self._clock():
            raise Refused("Ce moment est passé : donnez-en un à venir, ou envoyez sans --at.")
        self._check_ready(campaign, expect)
        return self._campaigns.move(
            user, campaign, State.PLANIFIEE, {"envoi_le": at, "envoi_par": user.email}
        )

    def resume(
        self, user: User, campaign: Campaign, told: Told, doubt: Doubt | None = None
    ) -> Report:
        """Go on after a pause or a crash. Rows of which nobody knows whether they left are sent
        again, or never, as `doubt` says; without it they stay as they are."""
        user.require(Permission.SEND_CAMPAIGN)
        campaign = self.settled(campaign)
        if campaign.etat is not State.EN_COURS:
            states.check(campaign, State.EN_COURS)
            if campaign.etat is not State.EN_PAUSE:
                raise Refused(
                    f"L'envoi de « {campaign.nom} » n'a pas commencé : il n'y a rien à reprendre."
                )
        self._server()
        if doubt is not None:
            self.decide(user, campaign, doubt)
        return self._run(user, campaign, told)

    def decide(
        self, user: User, campaign: Campaign, doubt: Doubt, recipient_id: str | None = None
    ) -> int:
        """Settle the uncertain rows, all or one; return how many."""
        user.require(Permission.SEND_CAMPAIGN)
        again = doubt is Doubt.SEND
        values = {"raison": None if again else f"{_SKIPPED} par {user.email}"}
        after = S.TO_SEND if again else S.FAILED
        return sum(
            self._rows.move(row.recipient_id, S.UNCERTAIN, after, values)
            for row in list(self._rows.in_state(campaign.campagne_id, S.UNCERTAIN))
            if recipient_id in (None, row.recipient_id)
        )

    def settled(self, campaign: Campaign) -> Campaign:
        """The campaign, with what a process that died has left made plain: rows that it was
        sending are uncertain, and the send is paused."""
        if campaign.etat not in (State.EN_COURS, State.EN_PAUSE, State.ANNULEE):
            return campaign
        now = self._clock()
        # First: a run is noted before it takes a row, so whose rows these are is known after.
        held = self._rows.held(campaign.campagne_id)
        mine = [r for r in self._store.runs() if r["campagne_id"] == campaign.campagne_id]
        living = {r["_id"] for r in mine if runner.runs(r["_id"], r["vu_le"], now)}
        for mark in {mark for _, mark in held} - living:
            noted = logbook.read(self._database.settings.folder, mark)
            for recipient_id in (one for one, by in held if by == mark):
                self._rows.settle_many([_found(recipient_id, noted)], mark, None)
            logbook.forget(self._database.settings.folder, mark)
        for run in mine:
            if run["_id"] not in living:
                self._store.end_run(run["_id"])
        if campaign.etat is State.EN_COURS and not living:
            return self._moved(_Actor("mimicom"), campaign, State.EN_PAUSE, CUT)
        return campaign

    # The clock

    def send_due(self) -> int:
        """Start the planned sends whose time has come, and find those that died."""
        for campaign in self._store.in_state(State.EN_COURS):
            self.settled(campaign)
        for campaign in self._store.to_note():
            if campaign.etat is not State.EN_COURS:
                self._note(_Actor(campaign.envoi_par or campaign.cree_par), campaign)
        now = self._clock()
        due = [
            one
            for one in self._store.in_state(State.PLANIFIEE)
            if one.envoi_le is not None and one.envoi_le <= now
        ]
        for campaign in due:
            threading.Thread(target=self._send_planned, args=(campaign,), daemon=True).start()
        return len(due)

    def _send_planned(self, campaign: Campaign) -> None:
        actor = _Actor(campaign.envoi_par or campaign.cree_par)
        late = campaign.envoi_le is not None and (
            self._clock() - campaign.envoi_le > timedelta(hours=24)
        )
        try:
            if late:
                begun = self._campaigns.move(actor, campaign, State.EN_COURS)
                self._moved(actor, begun, State.EN_PAUSE, "L'heure prévue est passée depuis plus "
                            "d'un jour : décidez s'il faut encore envoyer.")  # fmt: skip
            else:
                self._run(actor, campaign, lambda *_: None)
        except Exception:
            logger.exception("a planned send could not be run")

    def close(self) -> None:
        """Stop what is sent from here; it can be resumed."""
        self._closing.set()

    # A run

    def _run(self, user: Actor, campaign: Campaign, told: Told) -> Report:
        server, sender = self._server()
        letters = self._campaigns.letters(campaign)
        assert letters is not None
        with runner.running() as mark:
            self._store.begin_run(mark, campaign.campagne_id, self._clock())
            try:
                campaign = self._begun(user, campaign)
                task = Task(
                    campaign.campagne_id, mark, server, sender, letters,
                    self._configuration.get(SEND_CONNECTIONS), campaign.destinataires,
                )  # fmt: skip
                run = self._sent(task, campaign, told)
            finally:
                self._store.end_run(mark)
        report = self._ended(user, campaign, run)
        self._note(user, campaign)
        return report

    def _note(self, user: Actor, campaign: Campaign) -> None:
        """Records tell of the send; whatever hinders that is made up for by the clock."""
        try:
            self._contacts.note(user, campaign)
        except PyMongoError:
            logger.exception("a send could not be told on records")

    def _sent(self, task: Task, campaign: Campaign, told: Told) -> Run:
        """The run, ended, with all that it did told to the base."""
        ledger = Ledger(self._database, self._rows, task.mark, self._clock)
        book = Logbook(self._database.settings.folder, task.mark)
        checks, links = Checks(self._prospects, self._eligibility), Links(self._database)
        gate = self._pace.gate()
        run = Run(task, self._rows, checks, links, ledger, book, gate, self._clock)
        ledger.start()
        try:
            self._watch(run, task.mark, campaign, told)
        finally:
            ledger.close()
            book.close(settled=ledger.error is None)
        return run

    def _begun(self, user: Actor, campaign: Campaign) -> Campaign:
        if campaign.etat is State.EN_COURS:
            return campaign
        first = {} if campaign.envoyee_le else {"envoyee_le": self._clock()}
        values = {"raison": None, "envoi_par": user.email, "fiches_a_noter": True} | first
        return self._campaigns.move(user, campaign, State.EN_COURS, values)

    def _watch(self, run: Run, mark: str, campaign: Campaign, told: Told) -> None:
        """Wait for the connections to end; stop them where the campaign is paused or cancelled."""
        before = self._rows.counts(campaign.campagne_id)
        total = before.get(S.TO_SEND, 0)
        threads = run.start()
        looked = signed = time.monotonic()
        try:
            while any(thread.is_alive() for thread in threads):
                threads[0].join(0.05)
                if time.monotonic() - looked >= _LOOK:
                    looked = time.monotonic()
                    self._look(run, campaign)
                    told(min(run.progress.sent, total), total, SENDING)
                if time.monotonic() - signed >= _SIGN:
                    signed = time.monotonic()
                    self._store.seen(mark, self._clock())
        except BaseException:
            run.stop("L'envoi a été arrêté à la main.")
            for thread in threads:
                thread.join()
            run.ledger.close()
            self._ended(_Actor("mimicom"), campaign, run)
            raise
        for thread in threads:
            thread.join()
        told(min(run.progress.sent, total), total, SENDING)

    def _look(self, run: Run, campaign: Campaign) -> None:
        now = self._store.get(campaign.campagne_id)
        if now is None or now.etat is not State.EN_COURS:
            run.stop()
        elif self._closing.is_set():
            run.stop("MimiCom s'est arrêtée pendant l'envoi.")

    def _ended(self, user: Actor, campaign: Campaign, run: Run) -> Report:
        """What the campaign has become: finished, or paused with its reason."""
        counts = self._rows.counts(campaign.campagne_id)
        now = self._store.get(campaign.campagne_id) or campaign
        others = any(one["campagne_id"] == campaign.campagne_id for one in self._store.runs())
        asked = now.etat is not State.EN_COURS
        if not asked and (run.progress.reason or not others):
            state, reason = _end(counts, run)
            now = self._moved(user, now, state, reason)
        return Report(now, counts, asked)

    def _moved(self, user: Actor, campaign: Campaign, state: State, reason: str | None) -> Campaign:
        """Change its state, unless somebody else just did."""
        try:
            return self._campaigns.move(user, campaign, state, {"raison": reason})
        except (Conflict, Refused):
            return self._store.get(campaign.campagne_id) or campaign

    # Before

    def _check_ready(self, campaign: Campaign, expect: int) -> None:
        states.check(campaign, State.EN_COURS)
        if campaign.etat is State.EN_PAUSE:
            raise Refused(
                f"L'envoi de « {campaign.nom} » est en pause : « campaigns resume » le reprend."
            )
        if not campaign.approved:
            raise Refused(
                f"La campagne « {campaign.nom} » n'est pas approuvée : approuvez-la d'abord."
            )
        self._server()
        frozen = self._rows.counts(campaign.campagne_id).get(S.TO_SEND, 0)
        if expect == frozen and frozen:
            return
        mailable = self.mailable(campaign)
        if expect != mailable or not mailable:
            raise Refused(
                f"Cette campagne écrirait à {mailable} personne{'s' if mailable > 1 else ''}, et "
                f"non à {expect} : donnez le nombre exact pour confirmer."
                if mailable
                else "Cette campagne n'a plus personne à qui écrire."
            )

    def mailable(self, campaign: Campaign) -> int:
        """How many of those approved may be written to now."""
        checks = Checks(self._prospects, self._eligibility)
        count = 0
        for start in range(0, campaign.destinataires, BLOCK):
            rows = self._rows.block(campaign.campagne_id, start)
            some: list[Recipient] = [row for row in rows if row.etat is S.TO_SEND]
            count += sum(reason is None for reason in checks.of(some).values())
        return count

    def _server(self) -> tuple[MailServer, Sender]:
        server = self._configuration.get(SMTP_URL)
        sender = self._configuration.get(SMTP_SENDER)
        if server is None or sender is None:
            lacking = "smtp.url" if server is None else "smtp.sender"
            raise Refused(
                f"Le réglage {lacking} n'est pas donné : je ne sais pas comment envoyer. Un admin "
                "le donne avec « mimicom settings set ». Sans serveur, « campaigns eml » prépare "
                "les mails dans un fichier."
            )
        return server, sender


def _found(recipient_id: str, noted: Mapping[str, Noted] | None) -> Settled:
    """What became of a row whose sender died, as far as it can be known."""
    if noted is None:
        return Settled(recipient_id, S.UNCERTAIN, {"raison": UNCERTAIN})
    last = noted.get(recipient_id)
    if last is None:  # the server never heard of it
        return Settled(recipient_id, S.TO_SEND, {})
    if last.state is S.SENDING:
        return Settled(recipient_id, S.UNCERTAIN, {"raison": UNCERTAIN})
    sent = {"envoye_le": last.at} if last.state is S.SENT else {}
    return Settled(recipient_id, last.state, {"raison": last.words, **sent})


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
