"""What the indicators are, once computed: plain records, and the shape of `kpis --json`."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.prospects.filters import Filter

UNKNOWN = "Non renseigné"
OTHER_TOWNS = "Autres villes"
DONT_KNOW = "On ne sait pas"
UNCERTAIN = frozenset((UNKNOWN, OTHER_TOWNS, DONT_KNOW))
"""Labels of what is not one value: drawn lighter, never first."""


class Kpi(StrEnum):
    """The keys of the data contract: the values of the understanding contract's `kpi` slot."""

    OVERVIEW = "overview"
    REGION = "region"
    DEPARTEMENT = "departement"
    VILLE = "ville"
    TYPE = "type"
    AUDIENCE = "audience"
    NETWORKS = "networks"
    WEBSITE = "website"
    STATUS = "status"
    CONSENT = "consent"
    MISSING_CONTACT = "missing_contact"
    NEVER_CONTACTED = "never_contacted"
    RETURN_RATE = "return_rate"
    RESPONSE_DELAY = "response_delay"


@dataclass(frozen=True, slots=True)
class NetworkFigures:
    """One network: the followers known, added up, and the prospects with an account there."""

    followers: int
    accounts: int


@dataclass(frozen=True, slots=True)
class ReturnRate:
    """Answered over contacted, with its Wilson 95 % interval; rates in [0, 1] or None."""

    answered: int
    contacted: int
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ResponseDelay:
    """Days between the last contact and the answer, over the `n` prospects that give both."""

    n: int
    mean_days: float | None
    median_days: float | None


@dataclass(frozen=True, slots=True)
class MissingContact:
    """Prospects without an e-mail, without a telephone, without either."""

    email: int
    telephone: int
    both: int


@dataclass(frozen=True, slots=True)
class Indicators:
    """Every indicator of a selection. Counts by value hold no zero and add up to `total`."""

    total: int
    region: dict[str, int]
    departement: dict[str, int]
    ville: dict[str, int]
    type: dict[str, int]
    audience: dict[str, int]
    status: dict[str, int]
    networks: dict[str, NetworkFigures]
    with_website: int
    consent: dict[str, int]
    missing_contact: MissingContact
    never_contacted: int
    return_rate: ReturnRate
    response_delay: ResponseDelay
    answers: dict[str, int]
    """Answers known, by kind."""
    unanswered: int
    """Contacted, and no answer known."""
    delays: dict[int, int]
    """Answers by the days that they took."""
    towns: dict[str, tuple[str, int]]
    """Every town, by `place_key`: name and count."""

    def as_json(self) -> dict[str, object]:
        """The document of `mimicom kpis --json`, as the commands contract writes it."""
        missing, rate, delay = self.missing_contact, self.return_rate, self.response_delay
        return {
            "total": self.total,
            "region": {"counts": self.region},
            "departement": {"counts": self.departement},
            "ville": {"counts": self.ville},
            "type": {"counts": self.type},
            "audience": {"counts": self.audience},
            "status": {"counts": self.status},
            "networks": {
                name: {"followers": n.followers, "accounts": n.accounts}
                for name, n in self.networks.items()
            },
            "website": {"with": self.with_website, "without": self.total - self.with_website},
            "consent": self.consent,
            "missing_contact": {
                "email": missing.email,
                "telephone": missing.telephone,
                "both": missing.both,
            },
            "never_contacted": {"count": self.never_contacted},
            "return_rate": {
                "answered": rate.answered,
                "contacted": rate.contacted,
                "rate": rate.rate,
                "low": rate.low,
                "high": rate.high,
            },
            "response_delay": {
                "n": delay.n,
                "mean_days": delay.mean_days,
                "median_days": delay.median_days,
            },
        }


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a breakdown.

    `filter` lists exactly its prospects; None where there are none, or no filter can say it.
    `amount` is what the bar measures besides prospects (followers of a network), None elsewhere.
    """

    value: str
    label: str
    count: int
    filter: Filter | None
    amount: int | None = None

    def openable(self) -> "Bar":
        """The bar, without a filter where it counts nobody: there is nothing to open."""
        return self if self.count else replace(self, filter=None)


class Shape(StrEnum):
    """What the bars of a breakdown are, hence how they may be drawn."""

    PARTITION = "partition"
    """Each prospect is in exactly one bar: the counts add up to the total."""
    SHARE = "share"
    """A partition in two or three answers to one question: shares of a whole."""
    OVERLAP = "overlap"
    """A prospect may be in several bars, or in none."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An indicator, ready to be a table or a chart; `total` is the number of prospects selected.

    `note` is the headline figure, a French sentence; `caution` says that a figure rests on few
    prospects, "" where it does not. `base` is how many prospects the bars are about where those are
    not all (contacted, answered), None elsewhere. `rate` comes with the return rate only.
    """

    kpi: Kpi
    label: str
    bars: tuple[Bar, ...]
    total: int
    note: str = ""
    shape: Shape = Shape.PARTITION
    base: int | None = None
    rate: ReturnRate | None = None
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The figure of one indicator, as written on a tile of the dashboard.

    `figure` is short ("39,4 %"), `detail` says of whom ("473 sur 1 200"; for the return rate its
    interval too). `filter` lists the prospects that the figure counts.
    """

    kpi: Kpi
    label: str
    figure: str
    detail: str
    count: int
    filter: Filter | None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All indicators of one selection: headlines first, then every breakdown but the overview."""

    total: int
    headlines: tuple[Headline, ...]
    breakdowns: tuple[Breakdown, ...]
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One side's figure in a comparison; `share` is between 0 and 1, None where there is none.

    `low` and `high` are its 95 % interval where it is a rate. `text` is the figure as written.
    """

    text: str
    detail: str
    count: int
    share: float | None
    filter: Filter | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One figure of every side, in the order of the sides. `verdict` is the difference of two
    shares in points and, of return rates, whether chance may make it; "" where there is none."""

    label: str
    cells: tuple[Cell, ...]
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the selections compared."""

    label: str
    filter: Filter
    total: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four selections side by side: the headlines (OVERVIEW) or one indicator's values.

    Sizes differ, so that bars are drawn by `share` (of the side's prospects); rows without
    any share (delays) by count. `note` is the comparison in a sentence.
    """

    kpi: Kpi
    label: str
    sides: tuple[Side, ...]
    rows: tuple[ComparisonRow, ...]
    note: str = ""
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The headline figures of the whole base as last noted on a day: counts of prospects.

    `located` is those whose region is known, `unknown` those whose consent is not.
    `demonstration` says that the demonstration was in the base.
    """

    day: date
    total: int
    accepting: int
    refusing: int
    email: int
    telephone: int
    site_web: int
    located: int
    contacted: int
    answered: int
    demonstration: bool = False

    @property
    def unknown(self) -> int:
        return self.total - self.accepting - self.refusing


@dataclass(frozen=True, slots=True)
class Point:
    """`value` is a count, or a share between 0 and 1, out of `n` prospects."""

    day: date
    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a trend; `unit` is "" for counts, "%" for shares."""

    key: str
    label: str
    unit: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Lines on one scale: all counts or all shares, never both."""

    title: str
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """How the base went: lines from its daily snapshots, and additions by month (first day, count).

    The snapshots are of the whole base: of a part of it, the line is today's prospects by the month
    that they were added in. `added` has every month since the first, 24 at most. `note` is a French
    sentence, `caution` says what the figures can't tell.
    """

    charts: tuple[TrendChart, ...]
    added: tuple[tuple[date, int], ...]
    note: str
    caution: str = ""
