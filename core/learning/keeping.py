"""Estimators on the disk: opened without running code, refused where they do not fit.

skops reads only types of a fixed list. Beside the file, a small JSON says what it was made with and
its digest: whatever does not match is as if there were none, and is learnt again.
"""

import fcntl
import hashlib
import json
import logging
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from core.folder import FOLDER_MODE, write_whole
from core.learning.encoding import Encoder
from core.learning.estimators import Estimator, Kind, Uncertainty
from core.learning.mails import Moment
from core.learning.models import ModelCard

FORMAT = 2
"""Raised whenever what is learnt, or how it is kept, changes."""
TRUSTED = frozenset(
    {
        *("numpy.dtype", "sklearn.tree._tree.Tree"),
        *("sklearn.calibration._CalibratedClassifier", "sklearn.calibration._SigmoidCalibration"),
    }
)
_NAME = "answers"

logger = logging.getLogger(__name__)


class Unfit(Exception):
    """A kept estimator can't be used here; why, in English, for the log."""


@dataclass(frozen=True)
class Kept:
    """An estimator with its card, and the mails that it was learnt from."""

    card: ModelCard
    estimator: Estimator
    mails: NDArray[np.uint64]
    """Keys of the mails, sorted."""
    answered: NDArray[np.int8]
    """1 where that mail was answered when it was learnt from."""
    ordinary: Moment
    """When a mail like the others is sent."""
    dispersion: float
    """How much campaigns differ from what is told of them beyond chance, as a part squared."""


_LOOKS_EVERY = 0.5
"""Seconds."""


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Shelf:
    """The one estimator in use, in the data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "learnt"

    def put(self, kept: Kept) -> None:
        """Keep an estimator in place of the one before: its file first, what names it last."""
        self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        content = _dumped(kept)
        name = f"{_NAME}-{kept.card.model_id}.skops"
        write_whole(self._folder / name, content)
        about = {"file": name, "sha256": _digest(content), "made_with": made_with()}
        write_whole(self._index(), json.dumps(about | {"card": kept.card.as_json()}))
        for old in self._folder.glob(f"{_NAME}-*.skops"):
            if old.name != name:
                old.unlink(missing_ok=True)

    @contextmanager
    def alone(self, waiting: Callable[[], object]) -> Iterator[None]:
        """Nobody else of this machine learns meanwhile; `waiting` is called while somebody
        does, and may raise. A process that dies is waited for no longer."""
        self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with (self._folder / ".learning").open("w") as file:
            while not _taken(file):
                waiting()
                time.sleep(_LOOKS_EVERY)
            yield

    def mark(self) -> str | None:
        """What changes whenever another estimator is kept; None while there is none."""
        try:
            return str(json.loads(self._index().read_text())["sha256"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def empty(self) -> bool:
        """Whether nothing was learnt, or tried, yet."""
        return not self._index().exists() and not self._refusal().exists()

    def get(self) -> Kept | None:
        """The estimator in use; None where there is none, or none that fits."""
        if not self._index().exists():
            return None
        try:
            return self._read()
        except Unfit as error:
            logger.warning("the estimator of answers is not used: %s", error)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            logger.warning("the estimator of answers can't be read: %s", error)
        return None

    def refuse(self, fingerprint: str, sentence: str) -> None:
        """Keep why nothing could be learnt of these mails: it need not be tried again."""
        self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        told = {"fingerprint": fingerprint, "made_with": made_with(), "sentence": sentence}
        write_whole(self._refusal(), json.dumps(told))

    def refused(self, fingerprint: str) -> str | None:
        """Why nothing could be learnt of these mails, in French; None where it was not tried."""
        try:
            told = json.loads(self._refusal().read_text())
        except (OSError, ValueError):
            return None
        same = told.get("fingerprint") == fingerprint and told.get("made_with") == made_with()
        return str(told.get("sentence")) if same else None

    def _refusal(self) -> Path:
        return self._folder / f"{_NAME}-refused.json"

    def _index(self) -> Path:
        return self._folder / f"{_NAME}.json"

    def _read(self) -> Kept:
        about = json.loads(self._index().read_text())
        if about["made_with"] != made_with():
            raise Unfit(f"made with {about['made_with']}")
        path = self._folder / Path(about["file"]).name
        if _digest(path.read_bytes()) != about["sha256"]:
            raise Unfit("its file is not the one that was kept")
        found = loaded(path)
        return Kept(
            card=ModelCard.model_validate(about["card"]),
            estimator=_estimator(found),
            mails=found["mails"],
            answered=found["answered"],
            ordinary=Moment(int(found["hour"]), int(found["weekday"])),
            dispersion=float(found["dispersion"]),
        )


def made_with() -> dict[str, str]:
    """What an estimator only fits when it is the same."""
    return {
        "format": str(FORMAT),
        "scikit-learn": version("scikit-learn"),
        "numpy": np.__version__,
        "skops": version("skops"),
    }


def loaded(path: Path) -> dict[str, Any]:
    """What a file of skops holds. Unfit where it has a type that is not of the fixed list."""
    import skops.io  # Here, as scikit-learn comes with it.

    strange = set(skops.io.get_untrusted_types(file=path)) - TRUSTED
    if strange:
        raise Unfit(f"it holds {', '.join(sorted(strange))}")
    found = skops.io.load(path, trusted=sorted(TRUSTED))
    if not isinstance(found, dict):
        raise Unfit("it holds something else")
    return found


def _dumped(kept: Kept) -> bytes:
    import skops.io

    one, sure = kept.estimator, kept.estimator.uncertainty
    assert sure is not None
    document = {
        "kind": one.kind.value,
        "encoder": one.encoder.model_dump_json(),
        "model": one.model,
        "means": one.means,
        "weights": sure.weights,
        "intercept": sure.intercept,
        "covariance": sure.covariance,
        "mails": kept.mails,
        "answered": kept.answered,
        "hour": kept.ordinary.hour,
        "weekday": kept.ordinary.weekday,
        "dispersion": kept.dispersion,
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made.skops")
        skops.io.dump(document, path, compression=zipfile.ZIP_DEFLATED)
        return path.read_bytes()


def _estimator(found: dict[str, Any]) -> Estimator:
    sure = Uncertainty(found["weights"], float(found["intercept"]), found["covariance"])
    return Estimator(
        kind=Kind(found["kind"]),
        encoder=Encoder.model_validate_json(found["encoder"]),
        model=found["model"],
        means=found["means"],
        uncertainty=sure,
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
