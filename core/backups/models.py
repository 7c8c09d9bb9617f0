"""What a backup is, what it holds, and what restoring it would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypedDict

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

FORMAT = 1
"""Of the file. A newer one is refused."""


class Why(StrEnum):
    """What a backup was made for; part of its file's name."""

    NIGHT = "nuit"
    ASKED = "demande"
    BEFORE_RESTORE = "avant-restauration"
    BEFORE_UPGRADE = "avant-mise-a-jour"


class Sealed(BaseModel):
    """How the file was encrypted: what is needed, beside the passphrase, to find the key again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cipher: str
    kdf: str
    salt: str
    time: int = Field(ge=1, le=10)
    memory: int = Field(ge=8, le=1 << 20)
    lanes: int = Field(ge=1, le=16)


class Header(BaseModel):
    """How a file begins: in clear, and part of what the encryption vouches for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: int
    schema_version: int
    made_at: AwareDatetime
    why: Why
    base: str
    """The mark of the installation whose base it is."""
    whole: bool = True
    """Whether it shows one moment; not so of a server without transactions."""
    sealed: Sealed | None = None


class Manifest(BaseModel):
    """How a file ends: how many documents of each collection."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    collections: dict[str, int]
    frames: int


class BackupJson(TypedDict):
    """A backup, as the contract of the commands gives it."""

    file: str
    bytes: int
    sha256: str
    made_at: str | None
    collections: dict[str, int]
    ok: bool


@dataclass(frozen=True)
class Backup:
    """A file on the shelf, or elsewhere."""

    path: Path
    size: int
    sha256: str
    header: Header | None
    manifest: Manifest | None
    problem: str | None = None
    """Why it can't be used, in French."""

    @property
    def name(self) -> str:
        """What it is called in sentences and in acts."""
        return self.path.name

    @property
    def made_at(self) -> datetime | None:
        """When the base was as the file has it."""
        return self.header.made_at if self.header else None

    @property
    def encrypted(self) -> bool:
        """Whether a passphrase is needed."""
        return self.header is not None and self.header.sealed is not None

    def count(self, collection: str) -> int:
        """How many documents of a collection it has."""
        return self.manifest.collections.get(collection, 0) if self.manifest else 0

    def as_json(self) -> BackupJson:
        """As commands print it."""
        return {
            "file": str(self.path),
            "bytes": self.size,
            "sha256": self.sha256,
            "made_at": self.made_at.isoformat() if self.made_at else None,
            "collections": dict(self.manifest.collections) if self.manifest else {},
            "ok": self.problem is None,
        }


@dataclass(frozen=True)
class Moved:
    """How a collection differs from one state of the base to another."""

    added: int = 0
    removed: int = 0
    changed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Difference:
    """What changed from an earlier state of the base to a later one."""

    collections: dict[str, Moved]
    """Those that differ at all."""
    fields: dict[str, int]
    """Of the prospects that changed: in how many of them each field did."""
    added: tuple[str, ...] = ()
    """Ids of prospects, some of them."""
    changed: tuple[str, ...] = ()

    @property
    def prospects(self) -> Moved:
        """Of the prospects."""
        return self.collections.get("prospects", Moved())

    def as_json(self) -> dict[str, dict[str, int]]:
        """By collection, as commands print it."""
        return {
            name: {"added": m.added, "removed": m.removed, "changed": m.changed}
            for name, m in self.collections.items()
        }

    def as_job(self) -> dict[str, object]:
        """As a job keeps it: ids and counts."""
        return {
            "collections": self.as_json(),
            "fields": dict(self.fields),
            "added": list(self.added),
            "changed": list(self.changed),
        }


def difference_of(kept: Mapping[str, Any]) -> Difference:
    """The reverse of `as_job`."""
    return Difference(
        collections={name: Moved(**one) for name, one in kept["collections"].items()},
        fields=dict(kept["fields"]),
        added=tuple(kept["added"]),
        changed=tuple(kept["changed"]),
    )


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    safety: str
    """The name of the backup that was taken first."""
    prospects: int
    erased: int
    """People erased since the backup, whom it did not bring back."""
    refusals: int
    """Refusals to be contacted, given since, that were kept."""
    sends: tuple[str, ...]
    """Names of the campaigns whose send was disarmed."""
    reminders: int
    """Reminders of the past that will not be told."""
    accounts: int
    """Accounts that it brought back."""

    def as_json(self) -> dict[str, object]:
        """As a job keeps it, and commands print it."""
        return {
            "safety": self.safety,
            "prospects": self.prospects,
            "erased_again": self.erased,
            "refusals_kept": self.refusals,
            "sends_disarmed": list(self.sends),
            "reminders_disarmed": self.reminders,
            "accounts": self.accounts,
        }
