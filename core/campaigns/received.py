"""What people answered to campaigns: told to the owner, noted on records, attributed by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.accounts.models import Permission, User
from core.campaigns.events import EventStore
from core.campaigns.mailbox import Seen
from core.campaigns.models import EventKind, Recipient
from core.campaigns.news import News
from core.campaigns.recipients import RecipientStore
from core.campaigns.store import CampaignStore
from core.clock import PARIS, Clock
from core.errors import NotFound, Refused
from core.prospects.service import ProspectService
from core.records.models import Written
from core.records.service import RecordService
from core.vocabulary.values import Response

_MOST_CANDIDATES = 5


@dataclass(frozen=True)
class AnswerGiven:
    """An answer of somebody to a campaign; `text` is its beginning."""

    recipient_id: str
    prospect_id: str
    campaign: str
    name: str
    town: str
    at: datetime
    text: str
    value: str | None


@dataclass(frozen=True)
class Stray:
    """A mail of which nobody knows whom it is from; `candidates` may have written it."""

    mail_id: str
    sender: str
    subject: str
    at: datetime
    candidates: tuple[AnswerGiven, ...] = ()


class AnswerService:
    """Answers, for whoever may see or note them."""

    def __init__(
        self,
        store: CampaignStore,
        rows: RecipientStore,
        events: EventStore,
        seen: Seen,
        news: News,
        prospects: ProspectService,
        records: RecordService,
        clock: Clock,
    ) -> None:
        self._store = store
        self._rows = rows
        self._events = events
        self._seen = seen
        self._news = news
        self._prospects = prospects
        self._records = records
        self._clock = clock

    def news(self, user: User) -> list[AnswerGiven]:
        """The answers to the user's own campaigns that were not told yet."""
        user.require(Permission.READ)
        ids = self._news.of(user.email)
        return [one for key in ids if (one := self._given(key)) is not None] if ids else []

    def told(self, recipient_ids: Sequence[str]) -> None:
        """These answers were told to their owner."""
        self._news.told(recipient_ids)

    def of(self, user: User, recipient_id: str) -> AnswerGiven:
        """The answer of one recipient. NotFound."""
        user.require(Permission.READ)
        found = self._given(recipient_id)
        if found is None:
            raise NotFound("Cette réponse n'existe plus.")
        return found

    def note(self, user: User, recipient_id: str, response: Response) -> Written:
        """Note what an answer says: on the record (status, dates), and in the results."""
        user.require(Permission.WRITE)
        given = self.of(user, recipient_id)
        row = self._row(recipient_id)
        day = given.at.astimezone(PARIS).date()
        return self._records.answer(user, row.prospect_id, response, day, row.campagne_id)

    # Mails of nobody known

    def strays(self, user: User) -> list[Stray]:
        """The mails that somebody wrote and that answer no mail of ours, the newest first."""
        user.require(Permission.WRITE)
        found = [
            Stray(one["_id"], one["de"], str(one.get("objet") or ""), one["le"])
            for one in self._seen.strays()
        ]
        return sorted(found, key=lambda one: one.at, reverse=True)

    def stray(self, user: User, mail_id: str) -> Stray:
        """One of them, with those who may have written it: who has the address, or shares its
        domain, and was sent a mail. NotFound once it is attributed."""
        user.require(Permission.WRITE)
        document = self._seen.stray(mail_id)
        if document is None:
            raise NotFound("Ce mail est déjà attribué, ou n'existe plus.")
        sender = str(document["de"])
        found = self._rows.sent_to(sender) or self._rows.sent_to_domain(sender)
        given = [self._as_given(row) for row in found[:_MOST_CANDIDATES]]
        subject = str(document.get("objet") or "")
        return Stray(mail_id, sender, subject, document["le"], tuple(filter(None, given)))

    def attribute(self, user: User, mail_id: str, recipient_id: str) -> AnswerGiven:
        """The mail is that recipient's answer. Refused where one is known already, NotFound where
        the mail or the recipient is gone."""
        user.require(Permission.WRITE)
        document = self._seen.stray(mail_id)
        if document is None:
            raise NotFound("Ce mail est déjà attribué, ou n'existe plus.")
        row = self._row(recipient_id)
        if not self._events.add(row, EventKind.ANSWER, document["le"]):
            raise Refused("Cette personne a déjà répondu à cette campagne.")
        self._seen.settle(mail_id, recipient_id)
        return self.of(user, recipient_id)

    def set_aside(self, user: User, mail_id: str) -> None:
        """The mail is nobody's answer."""
        user.require(Permission.WRITE)
        self._seen.settle(mail_id, None)

    def _row(self, recipient_id: str) -> Recipient:
        row = self._rows.get(recipient_id)
        if row is None:
            raise NotFound("Cette personne n'est plus dans la campagne.")
        return row

    def _given(self, recipient_id: str) -> AnswerGiven | None:
        row = self._rows.get(recipient_id)
        event = self._events.get(row, EventKind.ANSWER) if row is not None else None
        if row is None or event is None:
            return None
        text, value = str(event.get("texte") or ""), event.get("valeur")
        return self._as_given(row, event["le"], text, value)

    def _as_given(
        self,
        row: Recipient,
        at: datetime | None = None,
        text: str = "",
        value: str | None = None,
    ) -> AnswerGiven | None:
        prospect = self._prospects.get(row.prospect_id)
        campaign = self._store.get(row.campagne_id)
        if prospect is None or campaign is None:
            return None
        return AnswerGiven(
            row.recipient_id, row.prospect_id, campaign.nom, prospect.nom_structure,
            prospect.ville, at or row.envoye_le or self._clock(), text, value,
        )  # fmt: skip
