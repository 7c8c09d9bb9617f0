"""Who of a selection may be written to, and why the others may not: the one place that says so."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from core.campaigns.addresses import Addresses, Known
from core.campaigns.events import EventStore
from core.campaigns.models import LeftOut
from core.clock import Clock
from core.configuration.keys import CONSENT_STRICT, RETENTION_YEARS, SEND_MONTHLY
from core.configuration.service import ConfigurationService
from core.database import Document
from core.vocabulary.values import ProspectType

Objected = Callable[[Sequence[Mapping[str, Any]]], list[tuple[str, ...]]]
"""Of records' values, by which fields each one is on the list of objections."""
Mailed = Callable[[Sequence[str], datetime], Mapping[str, int]]
"""How many mails addresses were sent since a moment."""
A_MONTH = timedelta(days=30)
NATURAL_PERSONS = frozenset({ProspectType.INFLUENCEUR.value, ProspectType.ARTISAN.value})
_DECIDING = ("email", "accepte_contact", "type_prospect", "cree_le", "date_retour")
_KNOWN_BY = ("telephone", "nom_structure", "ville")
"""What somebody who objected is known again by, beside the e-mail."""
_NOTHING = Known()


@dataclass(frozen=True)
class Rules:
    """What decides, beside the records."""

    strict: bool
    limit: datetime
    """Who gave no sign since is not written to any more."""
    monthly: int = 0
    """Mails at most a month to an address; 0 for no limit."""
    month: datetime | None = None
    """When the month that counts began."""

    @cached_property
    def naive(self) -> datetime:
        """The limit in UTC, without its zone, as moments are stored."""
        return self.limit.astimezone(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Judged:
    """A record, as stored, and why it is left out; None where it may be written to."""

    document: Document
    reason: LeftOut | None


def first_reason(
    document: Mapping[str, Any], known: Known, objected: bool, rules: Rules
) -> LeftOut | None:
    """The first reason that applies but for retention and double addresses. Pure."""
    accepts = document.get("accepte_contact")
    natural = rules.strict or document.get("type_prospect") in NATURAL_PERSONS
    if not document.get("email"):
        return LeftOut.NO_EMAIL
    if accepts is False:
        return LeftOut.REFUSAL
    if objected or known.unsubscribed:
        return LeftOut.OBJECTION
    if natural and accepts is not True:
        return LeftOut.CONSENT_NEEDED
    return LeftOut.HARD_BOUNCE if known.bounced else None


def last_sign(document: Mapping[str, Any]) -> datetime | None:
    """The last sign that a record tells of: an answer, else the day when it came in."""
    answered = document.get("date_retour")
    return _moment(answered if answered is not None else document.get("cree_le"))


def is_silent(document: Mapping[str, Any], rules: Rules) -> bool:
    """Whether a record tells of no sign since the limit. Of most, the day when it came in, as
    stored, tells that at once."""
    added = document.get("cree_le")
    if type(added) is datetime and added.tzinfo is None and added >= rules.naive:
        answered = document.get("date_retour")
        if answered is None:
            return False
    return (last_sign(document) or rules.limit) < rules.limit


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC) if value else None


def years_before(moment: datetime, years: int) -> datetime:
    """The same day, some years before."""
    day = moment.date()
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    before = date(day.year - years, day.month, last)
    return moment.replace(year=before.year, day=before.day)


class Eligibility:
    """Decides for whole selections, and again for one person as the mail leaves."""

    def __init__(
        self,
        addresses: Addresses,
        events: EventStore,
        objected: Objected,
        anybody_objected: Callable[[], bool],
        mailed: Mailed,
        configuration: ConfigurationService,
        clock: Clock,
    ) -> None:
        self._mailed = mailed
        self._addresses = addresses
        self._events = events
        self._objected = objected
        self._anybody_objected = anybody_objected
        self._configuration = configuration
        self._clock = clock

    def rules(self) -> Rules:
        """The rules as settings say now."""
        years = self._configuration.get(RETENTION_YEARS)
        strict = self._configuration.get(CONSENT_STRICT)
        now = self._clock()
        monthly = self._configuration.get(SEND_MONTHLY)
        return Rules(strict, years_before(now, years), monthly, now - A_MONTH)

    def fields(self) -> frozenset[str]:
        """What is to be read of a record to decide: no more, since reading is most of the work."""
        more = _KNOWN_BY if self._anybody_objected() else ()
        return frozenset((*_DECIDING, *more))

    def counts_alike(self, rules: Rules) -> bool:
        """Whether a record's own values and its address decide alone."""
        return not rules.monthly and not self._anybody_objected()

    @staticmethod
    def own_reason(document: Mapping[str, Any], rules: Rules) -> LeftOut | None:
        """The first reason that a record gives by itself, but for retention."""
        return first_reason(document, _NOTHING, objected=False, rules=rules)

    def knows_addresses(self) -> bool:
        """Whether anything is known of any address."""
        return self._addresses.any()

    def known(self, emails: Sequence[str]) -> Mapping[str, Known]:
        """What is known of these addresses; those of which nothing is are left out."""
        return self._addresses.known(emails)

    def judge(self, batches: Iterable[list[Document]]) -> Iterator[list[Judged]]:
        """Every record of a selection, some at a time; of an address, the first is kept."""
        rules, seen = self.rules(), set[str]()
        for batch in batches:
            judged = [Judged(d, r) for d, r in zip(batch, self._reasons(batch, rules), strict=True)]
            judged = self._within_retention(judged, rules)
            if rules.monthly:
                judged = self._not_too_often(judged, rules)
            yield [_once(one, seen) for one in judged]

    def reachable(self, batches: Iterable[list[Document]]) -> Iterator[list[Document]]:
        """Those of a selection who may be written to."""
        for some in self.judge(batches):
            yield [one.document for one in some if one.reason is None]

    def _not_too_often(self, judged: list[Judged], rules: Rules) -> list[Judged]:
        emails = [str(one.document["email"]) for one in judged if one.reason is None]
        often = self._often(emails, rules)
        return [
            Judged(one.document, LeftOut.FREQUENCY)
            if one.reason is None and str(one.document["email"]) in often
            else one
            for one in judged
        ]

    def _often(self, emails: Sequence[str], rules: Rules) -> set[str]:
        """The addresses that had as many mails in a month as they may have."""
        if not rules.monthly or rules.month is None:
            return set()
        counts = self._mailed(emails, rules.month)
        return {email for email in emails if counts.get(email, 0) >= rules.monthly}

    def _reasons(self, batch: Sequence[Document], rules: Rules) -> list[LeftOut | None]:
        known = self._addresses.known([d["email"] for d in batch if d.get("email")])
        objected = self._objected(batch)
        return [
            first_reason(one, known.get(one.get("email") or "", _NOTHING), bool(by), rules)
            for one, by in zip(batch, objected, strict=True)
        ]

    def _within_retention(self, judged: list[Judged], rules: Rules) -> list[Judged]:
        silent = {
            one.document["_id"]
            for one in judged
            if one.reason is None and is_silent(one.document, rules)
        }
        if not silent:
            return judged
        silent -= self._events.signs_since(sorted(silent), rules.limit)
        return [
            Judged(one.document, LeftOut.RETENTION) if one.document["_id"] in silent else one
            for one in judged
        ]

    def at_sending(
        self, emails: Sequence[str], documents: Sequence[Mapping[str, Any] | None]
    ) -> list[LeftOut | None]:
        """Why people approved before are not written to after all; `documents` are their records
        of now, None where they are erased. What else was decided stands."""
        rules = self.rules()
        known = self._addresses.known(list(emails))
        asked = [
            {**(one or {}), "email": email} for email, one in zip(emails, documents, strict=True)
        ]
        objected, often = self._objected(asked), self._often(emails, rules)
        return [
            LeftOut.OBJECTION
            if record is None
            else first_reason(values, known.get(email, _NOTHING), bool(by), rules)
            or (LeftOut.FREQUENCY if email in often else None)
            for email, record, values, by in zip(emails, documents, asked, objected, strict=True)
        ]

    def of_address(self, email: str, record: Mapping[str, Any] | None) -> LeftOut | None:
        """Why an address may not even have a test mail; `record` is that of who bears it, as
        stored."""
        known = self._addresses.known([email]).get(email, _NOTHING)
        values = {**(record or {}), "email": email}
        if record is not None:
            rules, objected = self.rules(), bool(self._objected([values])[0])
            found = Judged(values, first_reason(values, known, objected, rules))
            return self._within_retention([found], rules)[0].reason
        if known.unsubscribed or self._objected([values])[0]:
            return LeftOut.OBJECTION
        return LeftOut.HARD_BOUNCE if known.bounced else None


def _once(judged: Judged, seen: set[str]) -> Judged:
    if judged.reason is not None:
        return judged
    address = str(judged.document["email"]).lower()
    if address in seen:
        return Judged(judged.document, LeftOut.SAME_ADDRESS)
    seen.add(address)
    return judged
