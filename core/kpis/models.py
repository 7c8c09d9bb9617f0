"""What the indicators are, once computed: plain records, and the shape of `kpis --json`."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.prospects.filters import Filter

UNKNOWN = "Non renseigné"
OTHER_TOWNS = "Autres villes"


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

    def as_json(self) -> dict[str, Any]:
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


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An indicator, ready to be a table or a chart; `total` is the number of prospects selected.

    The bars of a partition (places, type, audience, status, consent, website, never_contacted)
    add up to `total`; those of networks, missing_contact, return_rate, response_delay and overview
    overlap or leave prospects out. `note` is the headline figure, a French sentence.
    """

    kpi: Kpi
    label: str
    bars: tuple[Bar, ...]
    total: int
    note: str = ""
