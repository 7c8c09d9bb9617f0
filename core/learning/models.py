"""What learning tells: segments, likelihoods with their reasons, and how sure each is."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from core.learning.encoding import Encoder

GENERIC = "Générique"
"""The one segment of those whom nothing tells apart."""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Trait(_Told):
    """What is more frequent in a segment than elsewhere."""

    field: str
    value: str
    share: float
    base_share: float
    lift: float


class Segment(_Told):
    """Some prospects that are alike."""

    name: str
    size: int
    traits: tuple[Trait, ...]


class Segments(_Told):
    """A whole selection in segments; `refused` says in French why it could not be as asked."""

    n: int
    k: int
    silhouette: float | None
    null_silhouette: float | None
    structure: bool
    segments: tuple[Segment, ...]
    refused: str | None = None

    def as_json(self) -> dict[str, object]:
        """As the contract gives it."""
        return self.model_dump(mode="json")


class Grouping(_Told):
    """How prospects are put in segments, now and later: whoever is nearest to a centroid."""

    made_at: datetime
    asked: int | None
    """How many groups were asked for."""
    names: tuple[str, ...]
    encoder: Encoder
    centroids: tuple[tuple[float, ...], ...]
    structure: bool


class Interval(_Told):
    """A figure, and what it lies between."""

    value: float
    low: float
    high: float


class ModelCard(_Told):
    """What a model was learnt from, and how good it is on mails later than those."""

    model_id: str
    trained_at: datetime
    mails: int
    answers: int
    auc: Interval
    brier: float
    base_rate: float
    base_brier: float
    logistic_auc: float
    kept: str
    calibration_error: float
    fingerprint: str
    """Of the mails that it was learnt from."""
    left_out: tuple[str, ...] = ()
    """Columns that told the answers too well to have been known before."""

    def as_json(self) -> dict[str, object]:
        """As the contract gives it, and what it is known by."""
        return self.model_dump(mode="json")


class Reason(_Told):
    """By how much a value raises or lowers a probability."""

    field: str
    value: str | None
    effect: float


class Scored(_Told):
    """How likely a prospect is to answer a mail, and why."""

    prospect_id: str
    nom_structure: str
    probability: float
    reasons: tuple[Reason, ...]
    low: float
    """What the probability lies between, at 95 %."""
    high: float


_UNTOLD = {"low", "high"}
"""Not of the contract."""


class Scores(_Told):
    """The likeliest first. `refused` says in French why there is none."""

    model: ModelCard | None
    rows: tuple[Scored, ...]
    total: int = 0
    refused: str | None = None

    def as_json(self) -> dict[str, object]:
        """As the contract gives it."""
        return {
            "model": self.model.as_json() if self.model else None,
            "rows": [one.model_dump(mode="json", exclude=_UNTOLD) for one in self.rows],
            "refused": self.refused,
        }
