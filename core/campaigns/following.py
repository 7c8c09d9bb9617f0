"""Whom a follow-up writes to: those whose mail left, and who did not answer."""

from core.campaigns.events import EventStore
from core.campaigns.models import Campaign, EventKind
from core.campaigns.recipients import RecipientStore


class Following:
    """Reads the campaign that another one follows."""

    def __init__(self, rows: RecipientStore, events: EventStore) -> None:
        self._rows = rows
        self._events = events

    def silent(self, campagne_id: str) -> dict[str, str]:
        """The prospects who did not answer a campaign, with the key of the mail that they have."""
        answered = {
            event["prospect_id"]
            for event in self._events.of(campagne_id)
            if event["kind"] in (EventKind.ANSWER.value, EventKind.UNSUBSCRIBED.value)
        }
        return self._rows.silent(campagne_id, answered)

    def of(self, campaign: Campaign) -> dict[str, str] | None:
        """Those that a campaign may write to; None where it follows no other."""
        return None if campaign.suite_de is None else self.silent(campaign.suite_de)
