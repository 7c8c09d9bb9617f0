"""An import under way, and its end: what it did, or where it was stopped."""

from collections.abc import Iterator
from typing import cast

from assistant.acts.of_lists import ShowList
from assistant.rendering.imports import reports
from assistant.rendering.imports.previews import to_mend
from assistant.rendering.wording import plural
from assistant.replies import Button, Choices, Progress, Reply, Table, Text
from assistant.skills.imports.buttons import (
    about,
    added_button,
    rejected_file,
    report_file,
    undo_button,
)
from assistant.skills.registry import Turn, on_end, on_stop
from core.imports.models import Import, no_progress
from core.imports.summary import Summary, summary
from core.jobs.models import Job
from core.prospects.filters import Filter

SMALL_FILE = 200_000
"""Bytes that are read within the turn; more is a job, whose progress shows and can be stopped."""
SEE_ALL = Button(
    "Voir tous les prospects", "montre-moi tous les prospects", act=ShowList(filter=Filter())
)


def run(turn: Turn, record: Import) -> Iterator[Reply]:
    """Import, or go on with an import that was stopped."""
    if record.size > SMALL_FILE:
        job = turn.services.jobs.start(turn.user, "import", {"import_id": record.import_id})
        yield Progress(job.job_id, "Import du fichier")
        return
    report = turn.services.imports.run(turn.user, record.import_id, progress=no_progress)
    yield from _imported(turn, record.import_id, summary(report))


@on_end("import")
def imported(turn: Turn, job: Job) -> Iterator[Reply]:
    """A long import is done."""
    yield from _imported(turn, job.payload["import_id"], cast("Summary", job.result))


def _imported(turn: Turn, import_id: str, done: Summary) -> Iterator[Reply]:
    if done["refused"]:
        yield Text(f"{done['refused']} La base n'a pas changé.")
        return
    yield Text(reports.report_text(done))
    yield report_file(import_id, turn.today)
    yield from rejected_file(import_id, to_mend(done), turn.today)
    record = turn.services.imports.get(import_id)
    yield Choices((added_button(record), undo_button(record), SEE_ALL))


@on_stop("import")
def stopped(turn: Turn, job: Job) -> Iterator[Reply]:
    """The user stopped an import half-way."""
    record = turn.services.imports.get(job.payload["import_id"])
    added = turn.services.imports.added(record.import_id)
    yield Text(
        f"Import arrêté en route : {plural(added, 'prospect ajouté', 'prospects ajoutés')}. "
        "Vous pouvez reprendre où il s'est arrêté, ou retirer ce qui est déjà là."
    )
    if added:
        yield Table("import_added", record.import_id, "Ce qui est déjà là", added)
    resume = about("Reprendre l'import", "resume", record)
    yield Choices((resume, undo_button(record), SEE_ALL))
