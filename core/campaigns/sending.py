"""Sending a campaign: the doors, from the exact number typed to what is done of doubtful mails."""

from datetime import datetime
from enum import StrEnum

from core.accounts.models import Permission, User
from core.campaigns import states
from core.campaigns.models import Campaign, RecipientState, State
from core.campaigns.readiness import Readiness
from core.campaigns.recipients import RecipientStore
from core.campaigns.runs import Report, Runs, Told
from core.campaigns.service import CampaignService
from core.campaigns.settling import Settling
from core.clock import PARIS, Clock
from core.errors import Refused

_SKIPPED = "Envoi incertain, laissé de côté"
S = RecipientState


class Doubt(StrEnum):
    """What to do with the mails of which nobody knows whether they left."""

    SEND = "send"
    SKIP = "skip"


class SendService:
    """Sends campaigns, by as many processes as one likes."""

    def __init__(
        self,
        campaigns: CampaignService,
        rows: RecipientStore,
        settling: Settling,
        readiness: Readiness,
        runs: Runs,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._rows = rows
        self._settling = settling
        self._readiness = readiness
        self._runs = runs
        self._clock = clock

    def send(self, user: User, campaign: Campaign, expect: int, told: Told) -> Report:
        """Send an approved campaign; returns when all is sent, or at a pause.

        Refused unless `expect` is the exact number of mails: of those approved, or of those that
        may be written to still.
        """
        user.require(Permission.SEND_CAMPAIGN)
        self._readiness.check(campaign, expect)
        return self._runs.run(user, campaign, told)

    def mailable(self, user: User, campaign: Campaign) -> int:
        """How many of those approved may be written to now: the number that confirms."""
        user.require(Permission.READ)
        return self._readiness.mailable(campaign)

    def hindrance(self, user: User, campaign: Campaign) -> str | None:
        """Why nothing can be sent for want of settings; None where it can."""
        user.require(Permission.READ)
        try:
            self._readiness.server(campaign)
        except Refused as refused:
            return refused.message
        return None

    def plan(self, user: User, campaign: Campaign, expect: int, at: datetime) -> Campaign:
        """Have an approved campaign sent at a moment, by the process that serves. Refused for a
        moment that is past."""
        user.require(Permission.SEND_CAMPAIGN)
        at = at if at.tzinfo else at.replace(tzinfo=PARIS)
        if at <= self._clock():
            raise Refused("Ce moment est passé : donnez-en un à venir, ou envoyez sans --at.")
        self._readiness.check(campaign, expect)
        return self._campaigns.move(
            user, campaign, State.PLANIFIEE, {"envoi_le": at, "envoi_par": user.email}
        )

    def resume(
        self, user: User, campaign: Campaign, told: Told, doubt: Doubt | None = None
    ) -> Report:
        """Go on after a pause or a crash. Rows of which nobody knows whether they left are sent
        again, or never, as `doubt` says; without it they stay as they are. Refused for a
        campaign that is not paused."""
        user.require(Permission.SEND_CAMPAIGN)
        campaign = self._settling.settled(campaign)
        if campaign.etat is not State.EN_COURS:
            states.check(campaign, State.EN_COURS)
            if campaign.etat is not State.EN_PAUSE:
                raise Refused(
                    f"L'envoi de « {campaign.nom} » n'a pas commencé : il n'y a rien à reprendre."
                )
        self._readiness.server(campaign)
        if doubt is not None:
            self.decide(user, campaign, doubt)
        return self._runs.run(user, campaign, told)

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
