"""Mails of the past as columns: of each, what was known when it was sent, and nothing later.

A record tells of today: what somebody changed in it after the mail is taken back first (`changes`),
and what only came with the answer (status, dates, remarks) is never looked at.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.clock import PARIS
from core.database import Document
from core.learning.frames import Category, Frame, Gathering
from core.prospects.models import audience
from core.vocabulary.values import Network, ProspectType

_FOLLOWERS = tuple(f"{network.value}_followers" for network in Network)
_ACCOUNTS = tuple(network.value for network in Network)
_COMPLETED = ("telephone", "site_web", "adresse", "nom_contact")
PROFILE = ("type_prospect", "region", "nb_adherents", *_FOLLOWERS, *_ACCOUNTS, *_COMPLETED)
"""The fields of a record that may be learnt from: what people are, not what came of mails."""
FIELDS = (*PROFILE, "cree_le")
CATEGORIES = ("type_prospect", "region", "heure", "jour", "type_moment")
HELD_BACK: Mapping[str, float] = {"region": 0.5, "type_moment": 0.5}
"""Columns of many levels, which are believed less: their weights, as told to the models."""
NUMBERS = (
    *("audience", "reseaux", "completude", "anciennete_fiche"),
    *("mails_avant", "reponses_avant", "clics_avant", "jours_depuis_mail"),
)
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAY = 86_400
Values = Mapping[str, Any]
Change = tuple[datetime, Mapping[str, Any]]
"""When fields of a record changed, and the value that each had before."""


@dataclass(frozen=True)
class Mail:
    """A mail that arrived, and what came of it."""

    campaign_id: str
    prospect_id: str
    at: datetime
    subject: str = ""
    kind: str | None = None
    """The type and the region that were frozen with it."""
    region: str | None = None
    answered: datetime | None = None
    clicked: datetime | None = None
    positive: bool | None = None


@dataclass(frozen=True)
class Moment:
    """When a mail is sent, as it counts: the day and the hour of Paris."""

    hour: int
    weekday: int

    @property
    def part(self) -> str:
        """Morning, afternoon or evening."""
        return "le matin" if self.hour < 12 else "l'après-midi" if self.hour < 18 else "le soir"

    @classmethod
    def of(cls, at: datetime) -> "Moment":
        """That of an instant."""
        local = at.astimezone(PARIS)
        return cls(local.hour, local.weekday())


@dataclass
class History:
    """The mails of one prospect, the oldest first."""

    sent: list[datetime] = field(default_factory=list)
    answered: list[datetime] = field(default_factory=list)
    clicked: list[datetime] = field(default_factory=list)

    def before(self, at: datetime) -> tuple[float, float, float, float | None]:
        """Mails, answers and clicks that were there before; days since the last mail."""
        mails = bisect_left(self.sent, at)
        last = (at - self.sent[mails - 1]).total_seconds() / _DAY if mails else None
        answers, clicks = bisect_left(self.answered, at), bisect_left(self.clicked, at)
        return float(mails), float(answers), float(clicks), last


def histories(mails: Iterable[Mail]) -> dict[str, History]:
    """What every prospect received and did."""
    found: dict[str, History] = {}
    for mail in mails:
        history = found.setdefault(mail.prospect_id, History())
        history.sent.append(mail.at)
        if mail.answered is not None:
            history.answered.append(mail.answered)
        if mail.clicked is not None:
            history.clicked.append(mail.clicked)
    for history in found.values():
        for some in (history.sent, history.answered, history.clicked):
            some.sort()
    return found


def known_at(record: Values, changes: Sequence[Change], at: datetime) -> dict[str, object]:
    """A record as it was: what changed later (`changes`, the oldest first) is taken back."""
    known = {name: record.get(name) for name in FIELDS}
    for when, before in reversed(changes):
        if when <= at:
            break
        known |= {name: value for name, value in before.items() if name in PROFILE}
    return known


def frame_of_mails(
    mails: Sequence[Mail],
    records: Mapping[str, Values],
    changes: Mapping[str, Sequence[Change]],
) -> Frame:
    """Each mail with what was known as it was sent. Whoever is not in the base any more is told by
    what the mail froze."""
    past = histories(mails)
    made = Gathering(CATEGORIES, NUMBERS)

    def rows() -> Iterator[tuple[Values, Moment, datetime, History]]:
        for mail in mails:
            record = records.get(mail.prospect_id, {})
            known = known_at(record, changes.get(mail.prospect_id, ()), mail.at)
            known["type_prospect"] = mail.kind or known["type_prospect"]
            known["region"] = mail.region or known["region"]
            yield known, Moment.of(mail.at), mail.at, past[mail.prospect_id]

    _add(made, list(rows()))
    return made.frame()


def gathered(
    batches: Iterable[list[Document]],
    past: Mapping[str, History],
    moments: Sequence[Moment],
    now: datetime,
) -> tuple[list[str], Frame]:
    """Prospects, as if a mail were sent to each of them now, at these moments in turn."""
    made, ids, nobody = Gathering(CATEGORIES, NUMBERS), list[str](), History()
    for some in batches:
        start = len(ids)
        ids += [one["_id"] for one in some]
        _add(
            made,
            [
                (one, moments[(start + n) % len(moments)], now, past.get(one["_id"], nobody))
                for n, one in enumerate(some)
            ],
        )
    return ids, made.frame()


def at_moment(frame: Frame, moment: Moment) -> Frame:
    """The same mails, had they been sent at another moment."""

    def all_of(level: str) -> Category:
        return Category(np.zeros(frame.size, np.int32), (level,))

    kinds = frame.categories["type_prospect"]
    told = {
        "heure": all_of(f"{moment.hour:02} h"),
        "jour": all_of(DAYS[moment.weekday]),
        "type_moment": Category(
            kinds.codes, tuple(f"{kind} {moment.part}" for kind in kinds.levels)
        ),
    }
    return Frame(frame.size, {**frame.categories, **told}, frame.numbers)


def _add(made: Gathering, rows: Sequence[tuple[Values, Moment, datetime, History]]) -> None:
    before = [history.before(at) for _, _, at, history in rows]
    made.add(
        len(rows),
        {
            "type_prospect": [known.get("type_prospect") for known, *_ in rows],
            "region": [known.get("region") for known, *_ in rows],
            "heure": [f"{moment.hour:02} h" for _, moment, *_ in rows],
            "jour": [DAYS[moment.weekday] for _, moment, *_ in rows],
            "type_moment": [
                f"{kind} {moment.part}" if (kind := known.get("type_prospect")) else None
                for known, moment, *_ in rows
            ],
        },
        {
            "audience": [_audience(known) for known, *_ in rows],
            "reseaux": [sum(known.get(n) is not None for n in _ACCOUNTS) for known, *_ in rows],
            "completude": [sum(known.get(n) is not None for n in _COMPLETED) for known, *_ in rows],
            "anciennete_fiche": [_days(known.get("cree_le"), at) for known, _, at, _ in rows],
            "mails_avant": [one[0] for one in before],
            "reponses_avant": [one[1] for one in before],
            "clics_avant": [one[2] for one in before],
            "jours_depuis_mail": [one[3] for one in before],
        },
    )


def _audience(known: Values) -> int | None:
    counts = [count for name in _FOLLOWERS if isinstance(count := known.get(name), int)]
    members = known.get("nb_adherents")
    kind = known.get("type_prospect") or ProspectType.AUTRE
    return audience(kind, members if isinstance(members, int) else None, counts)


def _days(value: object, at: datetime) -> float | None:
    if not isinstance(value, datetime):
        return None
    since = value if value.tzinfo else value.replace(tzinfo=UTC)
    return max(0.0, (at - since).total_seconds() / _DAY)


# --- which mails may be learnt from ---------------------------------------------------------------

LONGEST_WAIT = timedelta(days=14)
_WAITED_SHARE = 0.9
_LEAST_ANSWERS = 20


def waited(mails: Sequence[Mail]) -> timedelta:
    """How long to wait before a mail counts as not answered: most answers have come by then."""
    delays = sorted(m.answered - m.at for m in mails if m.answered is not None)
    if len(delays) < _LEAST_ANSWERS:
        return LONGEST_WAIT
    return min(LONGEST_WAIT, delays[int(_WAITED_SHARE * len(delays))])


def ripe(mails: Sequence[Mail], now: datetime) -> list[Mail]:
    """The mails whose answer would be there, the oldest first."""
    least = waited(mails)
    return sorted(
        (m for m in mails if now - m.at >= least),
        key=lambda m: (m.at, m.campaign_id, m.prospect_id),
    )


def answers_of(mails: Sequence[Mail]) -> NDArray[np.int8]:
    """1 for each mail that was answered."""
    return np.array([mail.answered is not None for mail in mails], np.int8)
