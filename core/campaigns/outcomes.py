"""Results and recipients, for whoever may see them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from core.accounts.models import Permission, User
from core.campaigns.events import EventStore
from core.campaigns.models import Campaign, EventKind, LeftOut, RecipientState
from core.campaigns.recipients import RecipientStore
from core.campaigns.results import By, Results, part_of, results
from core.campaigns.service import CampaignService
from core.campaigns.settling import Settling
from core.database import Document
from core.vocabulary.values import Response

UNSUBSCRIBED = "oui"
_BATCH = 500


@dataclass(frozen=True)
class Followed:
    """One recipient with what came of the mail: cells of the enriched export."""

    prospect_id: str
    email: str | None
    segment: str
    etat: str
    envoye_le: str | None
    clique_le: str | None
    repondu_le: str | None
    retour: str | None
    desinscrit_le: str | None
    raison: str | None


class ReadingService:
    """What came of campaigns."""

    def __init__(
        self,
        campaigns: CampaignService,
        settling: Settling,
        rows: RecipientStore,
        events: EventStore,
    ) -> None:
        self._campaigns = campaigns
        self._settling = settling
        self._rows = rows
        self._events = events

    def results(self, user: User, campaign: Campaign, by: By | None = None) -> Results:
        """The results of a campaign; those left out are the brief's until it is approved."""
        user.require(Permission.READ)
        campaign = self._settling.settled(campaign)
        return results(
            campaign,
            self._rows.counted(campaign.campagne_id),
            self._events.of(campaign.campagne_id),
            self._left_out(user, campaign),
            by,
        )

    def settled(self, user: User, campaign: Campaign) -> Campaign:
        """The campaign, with what a process that died has left made plain."""
        user.require(Permission.READ)
        return self._settling.settled(campaign)

    def parts(self, user: User, campaign: Campaign, by: By) -> set[str]:
        """The values of a breakdown."""
        user.require(Permission.READ)
        return {part_of(row, by) for row in self._rows.counted(campaign.campagne_id)}

    def counts(self, user: User, campaign: Campaign) -> dict[RecipientState, int]:
        """How many of its people are in each state."""
        user.require(Permission.READ)
        return self._rows.counts(campaign.campagne_id)

    def _left_out(self, user: User, campaign: Campaign) -> dict[str, int]:
        if not campaign.approved and not campaign.demo:
            return self._campaigns.brief(user, campaign).left_out
        counts = Counter(campaign.ecartes) + Counter(self._rows.left_out(campaign.campagne_id))
        return {reason.value: counts[reason.value] for reason in LeftOut if counts[reason.value]}

    def followed(self, user: User, campaign: Campaign) -> Iterator[list[Followed]]:
        """Every recipient, some at a time."""
        user.require(Permission.EXPORT)
        campaign = self._settling.settled(campaign)
        happened: dict[str, dict[str, Document]] = {}
        for event in self._events.of(campaign.campagne_id):
            happened.setdefault(event["prospect_id"], {})[event["kind"]] = event
        some: list[Followed] = []
        for row in self._rows.of(campaign.campagne_id):
            if row["etat"] == RecipientState.LEFT_OUT:
                continue
            some.append(_followed(row, happened.get(row["prospect_id"], {})))
            if len(some) >= _BATCH:
                yield some
                some = []
        if some:
            yield some


def _followed(row: Document, events: dict[str, Document]) -> Followed:
    answer = events.get(EventKind.ANSWER)
    value = answer.get("valeur") if answer else None
    return Followed(
        prospect_id=row["prospect_id"],
        email=row.get("email"),
        segment=row.get("segment") or "",
        etat=row["etat"],
        envoye_le=_when(row.get("envoye_le")),
        clique_le=_at(events.get(EventKind.CLICK)),
        repondu_le=_at(answer),
        retour=value if value in list(Response) else None,
        desinscrit_le=_at(events.get(EventKind.UNSUBSCRIBED)),
        raison=row.get("raison"),
    )


def _at(event: Document | None) -> str | None:
    return _when(event["le"]) if event else None


def _when(moment: object) -> str | None:
    return moment.isoformat() if moment is not None and hasattr(moment, "isoformat") else None
