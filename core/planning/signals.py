"""The state of things that suggestions come from: counts, read in the base."""

from datetime import date, datetime, timedelta

from core.accounts.models import OPERATOR
from core.clock import PARIS
from core.database import Database
from core.planning.briefs import Briefs, CampaignBrief
from core.prospects.filters import DateRange, Exclusion, Filter, PresenceField
from core.prospects.service import ProspectService
from core.recent import Recent
from core.vocabulary.values import ProspectType, Response, Status

_BOUNCE, _ANSWER = "rebond", "réponse"
_RECENT = timedelta(days=90)
_IDS_A_QUERY = 1_000
_PATIENCE = 20.0
_PERSONS = (ProspectType.INFLUENCEUR, ProspectType.ARTISAN)
"""Natural persons, whose consent the law wants."""


def unanswered(today: date, after: int, until: int) -> Filter:
    """Those contacted between `until` and `after` days ago who have not answered or refused."""
    days = DateRange(avant=today - timedelta(days=after), apres=today - timedelta(days=until))
    waiting = (Status.CONTACTE, Status.EN_ATTENTE)
    return Filter(statut=waiting, dernier_contact=days)


def without_email(target: Filter) -> Filter:
    """Those of a target who can't be mailed for lack of an address."""
    lacking = tuple(dict.fromkeys((*(target.sans or ()), PresenceField.EMAIL)))
    return target.model_copy(update={"sans": lacking})


def old_consents(today: date, years: int, months: int) -> Filter:
    """Natural persons who said yes, and have given no sign since, until `months` before the
    `years` after which nobody writes to them any more."""
    limit = today - timedelta(days=round(365.25 * years - 30.4 * months))
    return Filter(
        type_prospect=_PERSONS,
        accepte_contact=True,
        ajoute=DateRange(avant=limit),
        exclure=Exclusion(retour=tuple(Response)),
    )


class Signals:
    """Read when suggestions are asked for."""

    def __init__(self, database: Database, prospects: ProspectService) -> None:
        self._events = database.mongo["events"]
        self._prospects = prospects
        self._briefs = Briefs(database)
        # Each greeting asks for them: of a large base they may be a minute old.
        self._counts: Recent[int] = Recent(prospects.revision, patience=_PATIENCE)

    def count(self, filter: Filter) -> int:
        """How many prospects, or were a moment ago where they are many."""
        return self._counts.get(
            filter.model_dump_json(), lambda: self._prospects.count(OPERATOR, filter)
        )

    def coming(self, today: date) -> list[CampaignBrief]:
        """Campaigns that are not over and whose event is to come, the nearest first."""
        found = [
            (one.date_evenement, one)
            for one in self._briefs.all()
            if not one.over and one.date_evenement and one.date_evenement >= today
        ]
        return [one for _, one in sorted(found, key=lambda pair: pair[0])]

    def bounced(self, now: datetime) -> int:
        """How many prospects a mail did not reach lately, and whose record was not changed
        since."""
        last: dict[str, datetime] = {}
        wanted = {"kind": _BOUNCE, "le": {"$gte": now - _RECENT}}
        for event in self._events.find(wanted, {"prospect_id": 1, "le": 1}):
            key = str(event["prospect_id"])
            last[key] = max(event["le"], last.get(key, event["le"]))
        ids, count = list(last), 0
        for start in range(0, len(ids), _IDS_A_QUERY):
            for prospect in self._prospects.many(ids[start : start + _IDS_A_QUERY]):
                changed = prospect.modifie_le
                stale = changed is None or _day(changed) <= _day(last[prospect.prospect_id])
                count += bool(prospect.email) and stale
        return count

    def to_note(self, now: datetime) -> int:
        """How many prospects answered a mail lately without anybody noting what they said."""
        wanted = {"kind": _ANSWER, "le": {"$gte": now - _RECENT}, "valeur": None}
        ids = sorted({str(e["prospect_id"]) for e in self._events.find(wanted, {"prospect_id": 1})})
        count = 0
        for start in range(0, len(ids), _IDS_A_QUERY):
            some = self._prospects.many(ids[start : start + _IDS_A_QUERY])
            count += sum(prospect.retour_prospect is None for prospect in some)
        return count


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()
