"""Who is behind each figure of a campaign: the people that it counts, a page at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.accounts.models import Permission, User
from core.campaigns.briefs import Briefs
from core.campaigns.events import EventStore
from core.campaigns.models import Campaign, EventKind, LeftOut, RecipientState
from core.campaigns.recipients import RecipientStore
from core.campaigns.results import COUNTED, By, part_of
from core.campaigns.settling import Settling
from core.clock import PARIS
from core.database import Document
from core.prospects.service import ProspectService
from core.vocabulary.text import fold
from core.vocabulary.values import Response

S, E = RecipientState, EventKind
_MOST_DOUBTFUL = 200


class Group(StrEnum):
    """People that a figure counts; the names are those of the results."""

    TOTAL = "total"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    BOUNCED = "bounced"
    CLICKED = "clicked"
    ANSWERED = "answered"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    UNSUBSCRIBED = "unsubscribed"
    SILENT = "silent"
    """The mail left, and no answer came."""
    TO_READ = "to_read"
    """An answer came, and nobody noted what it says."""


@dataclass(frozen=True)
class Wanted:
    """Which people: of a figure, of one part of a breakdown, or left out for a reason."""

    group: Group = Group.TOTAL
    by: By | None = None
    part: str | None = None
    left_out: LeftOut | None = None
    day: date | None = None
    """Those alone whose answer came that day, in Paris."""


@dataclass(frozen=True)
class Person:
    """One of them; `name` is None for somebody who is not in the base any more."""

    prospect_id: str
    name: str | None
    town: str | None
    kind: str | None
    state: str
    at: datetime | None = None
    answer: str | None = None
    reason: str | None = None
    recipient_id: str | None = None


@dataclass(frozen=True)
class PeoplePage:
    """Some people, of `total`."""

    people: tuple[Person, ...]
    total: int


class PeopleService:
    """Lists them; what is shown of each is what the base says today."""

    def __init__(
        self,
        briefs: Briefs,
        settling: Settling,
        rows: RecipientStore,
        events: EventStore,
        prospects: ProspectService,
    ) -> None:
        self._briefs = briefs
        self._settling = settling
        self._rows = rows
        self._events = events
        self._prospects = prospects

    def page(
        self, user: User, campaign: Campaign, wanted: Wanted, skip: int, limit: int
    ) -> PeoplePage:
        """A page of them, those of the last mail first."""
        user.require(Permission.READ)
        if wanted.left_out is not None:
            return self._left_out(campaign, wanted.left_out, skip, limit)
        found = list(self._chosen(campaign, wanted))
        found.sort(key=lambda pair: (str(pair[0].get("envoye_le") or ""), -_rank(pair[0])))
        some = found[::-1][skip : skip + limit]
        known = self._known([row["prospect_id"] for row, _ in some])
        people = tuple(_person(row, events, known.get(row["prospect_id"])) for row, events in some)
        return PeoplePage(people, len(found))

    def doubtful(self, user: User, campaign: Campaign, folded: str) -> str | None:
        """The row in doubt of whoever has that name, folded; None where not one alone has it."""
        found = self.page(user, campaign, Wanted(Group.UNCERTAIN), 0, _MOST_DOUBTFUL).people
        same = [one.recipient_id for one in found if fold(one.name or "").endswith(folded)]
        return same[0] if len(same) == 1 else None

    def ids(self, user: User, campaign: Campaign, wanted: Wanted) -> list[str]:
        """The prospects that a figure counts."""
        user.require(Permission.READ)
        return [row["prospect_id"] for row, _ in self._chosen(campaign, wanted)]

    def _chosen(
        self, campaign: Campaign, wanted: Wanted
    ) -> Iterator[tuple[Document, Mapping[str, Document]]]:
        campaign = self._settling.settled(campaign)
        happened: dict[str, dict[str, Document]] = {}
        for event in self._events.of(campaign.campagne_id):
            happened.setdefault(event["prospect_id"], {})[event["kind"]] = event
        for row in self._rows.counted(campaign.campagne_id):
            theirs = happened.get(row["prospect_id"], {})
            within = wanted.by is None or part_of(row, wanted.by) == wanted.part
            if wanted.day is not None and _day(theirs.get(E.ANSWER)) != wanted.day:
                continue
            if row["etat"] != S.LEFT_OUT and within and counts(wanted.group, row, theirs):
                yield row, theirs

    def _left_out(self, campaign: Campaign, reason: LeftOut, skip: int, limit: int) -> PeoplePage:
        """Those of the selection of today whom the rule leaves out, and those who were left out
        as the mails left."""
        ids = [
            one.document["_id"]
            for some in self._briefs.judged(campaign, frozenset())
            for one in some
            if one.reason is reason
        ]
        known = dict.fromkeys(ids)
        for row in self._rows.in_state(campaign.campagne_id, S.LEFT_OUT):
            if row.raison == reason.value:
                known[row.prospect_id] = None
        some = list(known)[skip : skip + limit]
        found = self._known(some)
        people = tuple(
            _person({"prospect_id": key, "etat": S.LEFT_OUT.value}, {}, found.get(key))
            for key in some
        )
        return PeoplePage(people, len(known))

    def _known(self, ids: Sequence[str]) -> Mapping[str, Document]:
        return self._prospects.documents_of(ids)


def counts(group: Group, row: Document, events: Mapping[str, Document]) -> bool:
    """Whether a figure counts this recipient. Pure."""
    state = COUNTED.get(group.value)
    if state is not None:
        return bool(row["etat"] == state)
    answer = events.get(E.ANSWER)
    value = answer.get("valeur") if answer else None
    return {
        Group.TOTAL: True,
        Group.CLICKED: E.CLICK in events,
        Group.ANSWERED: answer is not None,
        Group.POSITIVE: value == Response.POSITIF,
        Group.NEGATIVE: value == Response.NEGATIF,
        Group.UNSUBSCRIBED: E.UNSUBSCRIBED in events,
        Group.SILENT: answer is None and row["etat"] == S.SENT,
        Group.TO_READ: answer is not None and value not in list(Response),
    }[group]


def _day(event: Document | None) -> date | None:
    return None if event is None else event["le"].astimezone(PARIS).date()


def _rank(row: Document) -> int:
    return int(row.get("rang") or 0)


def _person(row: Document, events: Mapping[str, Document], known: Document | None) -> Person:
    answer = events.get(E.ANSWER)
    return Person(
        prospect_id=row["prospect_id"],
        name=known.get("nom_structure") if known else None,
        town=known.get("ville") if known else None,
        kind=known.get("type_prospect") if known else row.get("type_prospect"),
        state=row["etat"],
        at=row.get("envoye_le"),
        answer=(answer.get("valeur") or "à lire") if answer else None,
        reason=row.get("raison"),
        recipient_id=row.get("_id"),
    )
