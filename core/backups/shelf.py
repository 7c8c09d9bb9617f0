"""The folders where backups stand: names, what is known of each file, what is kept how long."""

import json
import logging
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ValidationError

from core.backups.container import examine
from core.backups.models import Backup, Header, Manifest, Why
from core.clock import PARIS
from core.errors import NotFound
from core.folder import FOLDER_MODE, made_whole, write_whole

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""Of the nights: how many days, weeks and months back there is one of."""
OTHERS = 10
"""Of those made for another reason: how many of each."""
SUFFIX = ".mimicom"
_NAME = re.compile(
    r"mimicom-(?P<day>[0-9]{8})-(?P<time>[0-9]{6})-(?P<why>[a-z-]+?)(?:-[0-9]+)?\.mimicom"
)
_KNOWN = ".connues.json"
_CHUNK = 1 << 20

logger = logging.getLogger(__name__)


class _Noted(BaseModel):
    """What was found in a file, for as long as it is the same."""

    size: int
    changed: int
    sha256: str
    header: Header | None
    manifest: Manifest | None
    problem: str | None


class Shelf:
    """One folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new_path(self, why: Why, moment: datetime) -> Path:
        """The path of a backup to be made; the folder is there."""
        self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        stem = f"mimicom-{moment.astimezone(PARIS):%Y%m%d-%H%M%S}-{why.value}"
        path, rank = self.folder / f"{stem}{SUFFIX}", 1
        while path.exists():
            rank += 1
            path = self.folder / f"{stem}-{rank}{SUFFIX}"
        return path

    def all(self) -> list[Backup]:
        """Those of the folder, the newest first."""
        known = self._known()
        found = {path.name: self._look(path, known.get(path.name)) for path in self._paths()}
        noted = {name: _noted(one) for name, one in found.items()}
        if noted != known:
            texts = {name: one.model_dump(mode="json") for name, one in noted.items()}
            with suppress(OSError):
                write_whole(self.folder / _KNOWN, json.dumps(texts))
        return sorted(found.values(), key=lambda one: one.name, reverse=True)

    def get(self, name: str) -> Backup:
        """One by its name. NotFound otherwise: no name leads out of the folder."""
        path = self.folder / name
        if not _NAME.fullmatch(name) or not path.is_file() or path.is_symlink():
            raise NotFound("Cette sauvegarde n'est plus là. Dites « liste des sauvegardes ».")
        return examine(path)

    def copy_from(self, path: Path) -> None:
        """Put a copy of a file in the folder. OSError where it can't be."""
        self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with path.open("rb") as source, made_whole(self.folder / path.name) as copy:
            shutil.copyfileobj(source, copy, _CHUNK)

    def rotate(self) -> list[str]:
        """Take away what is not kept any more; the names that went."""
        names = [path.name for path in self._paths()]
        gone = sorted(set(names) - kept(names))
        for name in gone:
            (self.folder / name).unlink(missing_ok=True)
        return gone

    def _paths(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        found = (p for p in self.folder.iterdir() if _NAME.fullmatch(p.name))
        return sorted(p for p in found if p.is_file() and not p.is_symlink())

    def _known(self) -> dict[str, _Noted]:
        try:
            kept_ = json.loads((self.folder / _KNOWN).read_text())
            return {str(name): _Noted.model_validate(one) for name, one in kept_.items()}
        except (OSError, ValueError, AttributeError, ValidationError):
            return {}

    def _look(self, path: Path, noted: _Noted | None) -> Backup:
        with suppress(OSError):
            stat = path.stat()
            if noted and (noted.size, noted.changed) == (stat.st_size, stat.st_mtime_ns):
                told = (noted.sha256, noted.header, noted.manifest, noted.problem)
                return Backup(path, stat.st_size, *told)
        return examine(path)


def _noted(one: Backup) -> _Noted:
    changed = one.path.stat().st_mtime_ns if one.path.exists() else 0
    return _Noted(
        size=one.size,
        changed=changed,
        sha256=one.sha256,
        header=one.header,
        manifest=one.manifest,
        problem=one.problem,
    )


def kept(names: Sequence[str]) -> set[str]:
    """Which of these files stay: of the nights the last of each day, week and month, so many back;
    of the others the last ones. What is named otherwise is nobody's to take away."""
    read = {name: _NAME.fullmatch(name) for name in names}
    stay = {name for name, found in read.items() if found is None}
    by_why: dict[str, list[str]] = {}
    for name, found in read.items():
        if found is not None:
            by_why.setdefault(found["why"], []).append(name)
    for why, some in by_why.items():
        newest = sorted(some, reverse=True)
        stay |= _of_nights(newest) if why == Why.NIGHT else set(newest[:OTHERS])
    return stay


def _of_nights(newest: Iterable[str]) -> set[str]:
    days: dict[str, str] = {}
    for name in newest:
        days.setdefault(name.split("-")[1], name)
    stay: set[str] = set()
    for size, most in ((_day, DAILY), (_week, WEEKLY), (_month, MONTHLY)):
        periods: dict[str, str] = {}
        for day, name in days.items():
            periods.setdefault(size(_date(day)), name)
        stay |= set(list(periods.values())[:most])
    return stay


def _date(day: str) -> date:
    try:
        return datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return date.min


def _day(day: date) -> str:
    return day.isoformat()


def _week(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
