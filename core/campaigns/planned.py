"""What the clock does of sends: those whose time has come, and those that were cut."""

import logging
import threading
from datetime import timedelta

from core.campaigns.models import Campaign, State
from core.campaigns.runs import Runs
from core.campaigns.service import CampaignService
from core.campaigns.settling import Program, Settling
from core.campaigns.store import CampaignStore
from core.clock import Clock

LATEST = timedelta(hours=24)
_GOODBYE = 3.0
"""Seconds, for a send of the demonstration to end as it should."""
_LATE = (
    "L'heure prévue est passée depuis plus d'un jour : décidez s'il faut encore envoyer, et "
    "reprenez avec « campaigns resume »."
)
logger = logging.getLogger(__name__)


class PlannedSends:
    """Started in the process that serves."""

    def __init__(
        self,
        campaigns: CampaignService,
        store: CampaignStore,
        settling: Settling,
        runs: Runs,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._store = store
        self._settling = settling
        self._runs = runs
        self._clock = clock
        self._shown: threading.Thread | None = None

    def close(self) -> None:
        """Stop what is sent from here; it can be resumed."""
        self._runs.close()
        if self._shown is not None:
            self._shown.join(_GOODBYE)

    def send_due(self) -> int:
        """Start the planned sends whose time has come, and find those that died."""
        for campaign in self._store.in_state(State.EN_COURS):
            self._settling.settled(campaign)
            if campaign.demo and not self._settling.is_sent(campaign):
                self._shown = threading.Thread(target=self._show, args=(campaign,), daemon=True)
                self._shown.start()
        for campaign in self._store.to_note():
            if campaign.etat is not State.EN_COURS:
                self._runs.note(Program(campaign.envoi_par or campaign.cree_par), campaign)
        now = self._clock()
        due = [
            one
            for one in self._store.in_state(State.PLANIFIEE)
            if one.envoi_le is not None and one.envoi_le <= now
        ]
        for campaign in due:
            threading.Thread(target=self._send_planned, args=(campaign,), daemon=True).start()
        return len(due)

    def _show(self, campaign: Campaign) -> None:
        """The demonstration's send, to the sink."""
        try:
            self._runs.run(Program(), campaign, lambda *_: None, shown=True)
        except Exception:
            logger.exception("the demonstration's send could not be run")

    def _send_planned(self, campaign: Campaign) -> None:
        actor = Program(campaign.envoi_par or campaign.cree_par)
        late = campaign.envoi_le is not None and self._clock() - campaign.envoi_le > LATEST
        try:
            if late:
                begun = self._campaigns.move(actor, campaign, State.EN_COURS)
                self._settling.moved(actor, begun, State.EN_PAUSE, _LATE)
            else:
                self._runs.run(actor, campaign, lambda *_: None)
        except Exception:
            logger.exception("a planned send could not be run")
