"""What a process that died in the middle of a send has left, made plain."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.campaigns import logbook
from core.campaigns.logbook import Noted
from core.campaigns.models import Campaign, RecipientState, State
from core.campaigns.recipients import RecipientStore
from core.campaigns.rowchanges import Settled
from core.campaigns.service import CampaignService
from core.campaigns.store import CampaignStore
from core.clock import Clock
from core.database import Database
from core.errors import Conflict, Refused
from core.jobs import runner
from core.journal.models import Actor

UNCERTAIN = "L'envoi a été coupé : nul ne sait si ce mail est parti."
CUT = "L'envoi a été interrompu. Reprenez-le avec « campaigns resume »."
S = RecipientState


@dataclass(frozen=True)
class Program:
    """Who acts when nobody does: whoever asked, or the program itself."""

    email: str = "mimicom"


class Settling:
    """Finds what was cut, whenever a campaign is looked at."""

    def __init__(
        self,
        database: Database,
        campaigns: CampaignService,
        store: CampaignStore,
        rows: RecipientStore,
        clock: Clock,
    ) -> None:
        self._database = database
        self._campaigns = campaigns
        self._store = store
        self._rows = rows
        self._clock = clock

    def settled(self, campaign: Campaign) -> Campaign:
        """The campaign, with what a process that died has left made plain: rows that it was
        sending are uncertain, and the send is paused; the demonstration's goes on by itself."""
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
        if campaign.etat is State.EN_COURS and not living and not campaign.demo:
            return self.moved(Program(), campaign, State.EN_PAUSE, CUT)
        return campaign

    def is_sent(self, campaign: Campaign) -> bool:
        """Whether some process is at it."""
        now = self._clock()
        return any(
            runner.runs(one["_id"], one["vu_le"], now)
            for one in self._store.runs()
            if one["campagne_id"] == campaign.campagne_id
        )

    def moved(self, user: Actor, campaign: Campaign, state: State, reason: str | None) -> Campaign:
        """Change a campaign's state, unless somebody else just did."""
        try:
            return self._campaigns.move(user, campaign, state, {"raison": reason})
        except (Conflict, Refused):
            return self._store.get(campaign.campagne_id) or campaign


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
