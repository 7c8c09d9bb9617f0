"""Taking a backup: every document as it was at one moment, while others go on writing."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from core.backups.container import Batch, Writer, documents, joined
from core.backups.contents import is_saved
from core.backups.models import FORMAT, Header, Why
from core.backups.sealing import check_passphrase, new_sealed
from core.clock import Clock
from core.database import SCHEMA, Database, Session
from core.errors import Refused, reason_of
from core.folder import made_whole
from core.jobs.courtesy import Courtesy
from core.jobs.models import Progress

STEP = "Sauvegarde de la base"
_BATCH = 5_000
"""Documents asked of the server at once; it gives fewer where they are large."""
_LONGEST_COURTESY = 120.0
"""Seconds of rest in all: a real server forgets what the base was five minutes ago."""


def _nobody() -> int:
    return 0


@dataclass(frozen=True)
class Taking:
    """Reads the base and writes files of it."""

    database: Database
    clock: Clock
    people: Callable[[], int] = _nobody
    """How many use the product now."""

    def write(self, path: Path, why: Why, passphrase: str | None, progress: Progress) -> None:
        """Write a backup; the file bears its name once it is whole. Refused where it can't be."""
        sealed = new_sealed() if passphrase and check_passphrase(passphrase) else None
        try:
            with made_whole(path) as file, self.database.snapshot() as session:
                header = Header(
                    format=FORMAT,
                    schema_version=SCHEMA,
                    made_at=self.clock(),
                    why=why,
                    base=self.database.mark(),
                    whole=session is not None,
                    sealed=sealed,
                )
                writer = Writer(file, header, passphrase)
                self._fill(writer, session, progress)
                writer.finish()
        except OSError as error:
            raise Refused(
                f"La sauvegarde n'a pas pu être écrite dans « {path.parent} » "
                f"({reason_of(error)}). Libérez de la place ou choisissez un autre dossier, puis "
                "recommencez."
            ) from error

    def _fill(self, writer: Writer, session: Session, progress: Progress) -> None:
        names = self.collections()
        courtesy = Courtesy(self.people, most=_LONGEST_COURTESY)
        began = time.monotonic()
        for rank, name in enumerate(names):
            progress(rank, len(names), STEP)
            writer.note(name)
            for batch, count in self.batches(name, session):
                writer.add(batch, count)
                progress(rank, len(names), STEP)
                courtesy.rest(time.monotonic() - began)
                began = time.monotonic()

    def collections(self) -> list[str]:
        """The collections that a backup has."""
        return sorted(filter(is_saved, self.database.mongo.list_collection_names()))

    def batches(self, name: str, session: Session) -> Iterator[tuple[Batch, int]]:
        """A collection's documents, in batches, with how many each holds."""
        asked = self.database.mongo[name].find_raw_batches({}, batch_size=_BATCH, session=session)
        found = cast("Iterator[bytes]", asked)  # pymongo's types say otherwise
        yield from joined(name, (one for raw in found for one in documents(Batch(name, raw))))
