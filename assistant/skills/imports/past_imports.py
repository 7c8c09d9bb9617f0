"""The imports of before: listed, told line by line, gone on with, taken back."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.acts.of_imports import ImportReport, OfImport, ResumeImport, ShowAdded, UndoImport
from assistant.conversation import Payload
from assistant.language.requests.imports import KeptRequest
from assistant.language.understanding import Intent
from assistant.rendering.imports import reports
from assistant.rendering.wording import plural
from assistant.replies import Button, Choices, Confirm, Progress, Reply, Table, Text
from assistant.skills.imports.buttons import about, rejected_file, report_file, undo_button
from assistant.skills.imports.running import SEE_ALL, run
from assistant.skills.registry import Skill, Turn, command, on_act, on_end, on_stop, on_yes
from core.accounts.models import Permission
from core.clock import PARIS
from core.imports.models import Import, ImportState
from core.jobs.models import Job

SHOWN = 10
WITH_BUTTONS = 4
"""Imports that have buttons of their own: more would be a wall; the others are named."""
LARGE_UNDO = 2_000
"""Records; taking back more is a job, whose progress shows."""


def history(turn: Turn) -> Iterator[Reply]:
    """The last imports, newest first, of a day where one is said."""
    records = [r for r in _of_day(turn) if r.state is not ImportState.RECEIVED][:SHOWN]
    if not records:
        yield Text("Aucun import à montrer. Déposez un fichier ici pour en faire un.")
        return
    yield Text(
        "\n".join(
            [_introduced(len(records)), ""]
            + [f"- {reports.import_line(record)}" for record in records]
        )
    )
    yield Choices(tuple(_buttons(records)))


def _introduced(count: int) -> str:
    if count == 1:
        return "Voici l'import que j'ai gardé :"
    return f"Voici {plural(count, 'import')}, du plus récent au plus ancien :"


def _buttons(records: list[Import]) -> Iterator[Button]:
    for record in records[:WITH_BUTTONS]:
        if record.state is ImportState.DONE:
            yield about(f"Rapport de {record.filename}", "report", record)
        if record.state is ImportState.RUNNING:
            yield about(f"Reprendre {record.filename}", "resume", record)
        if record.state is not ImportState.UNDONE:
            yield about(f"Annuler {record.filename}", "undo", record)


@command("list_imports")
def list_imports(turn: Turn) -> Iterator[Reply]:
    """The same, asked for by a plain sentence."""
    turn.user.require(Permission.IMPORT)
    yield from history(turn)


def _of_day(turn: Turn) -> list[Import]:
    records = turn.services.imports.recent(turn.user, 200)
    days = turn.asked(KeptRequest).days
    if days is None:
        return records
    return [r for r in records if days[0] <= r.cree_le.astimezone(PARIS).date() <= days[1]]


def _meant(turn: Turn, states: tuple[ImportState, ...]) -> list[Import]:
    """The imports that the sentence may mean: of that name, else of that day, else the last."""
    turn.user.require(Permission.IMPORT)
    records = [r for r in turn.services.imports.recent(turn.user, 200) if r.state in states]
    records.sort(key=lambda record: record.fini_le or record.cree_le, reverse=True)
    request = turn.asked(KeptRequest)
    if request.import_id is not None:
        found = turn.services.imports.get(request.import_id)
        return [found] if found.state in states else []
    if request.file is not None:
        named = [record for record in records if record.is_called(request.file)]
        if named or request.days is None:
            return named[:1]
    if request.days is not None:
        ids = {record.import_id for record in _of_day(turn)}
        return [record for record in records if record.import_id in ids]
    return records[:1]


@command("undo_import")
def undo_import(turn: Turn) -> Iterator[Reply]:
    """Take back what an import added and changed: the last one, of a file or of a day."""
    found = _meant(turn, (ImportState.RUNNING, ImportState.DONE))
    if len(found) > 1:
        yield Text("Quel import faut-il annuler ?")
        yield Choices(tuple(about(record.filename, "undo", record) for record in found))
        return
    if not found:
        request = turn.asked(KeptRequest)
        named = request.import_id or request.file or request.days
        yield Text(
            "Cet import est déjà annulé, ou je ne le retrouve pas."
            if named
            else "Il n'y a pas d'import à annuler."
        )
        return
    record = found[0]
    added = turn.services.imports.added(record.import_id)
    updated = turn.services.imports.updated(record.import_id)
    yield Confirm(
        turn.ask("undo_import", {"import_id": record.import_id}),
        reports.undo_question(record, added, updated),
        yes="Oui, annuler l'import",
        no="Non, tout garder",
    )


@on_yes("undo_import")
def undo_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """The undo was accepted."""
    imports = turn.services.imports
    if imports.added(payload["import_id"]) > LARGE_UNDO:
        job = turn.services.jobs.start(turn.user, "import_undo", payload)
        yield Progress(job.job_id, "Annulation de l'import")
        return
    done = imports.undo(turn.user, payload["import_id"])
    yield from _undone(done.message, done.kept)


@on_end("import_undo")
def undone(_turn: Turn, job: Job) -> Iterator[Reply]:
    """A long undo is done."""
    yield from _undone(job.result["message"], job.result["kept"])


@on_stop("import_undo")
def undo_stopped(_turn: Turn, _job: Job) -> Iterator[Reply]:
    """The user stopped an undo half-way."""
    yield Text("Annulation arrêtée en route. Demandez-la de nouveau pour la finir.")


def _undone(message: str, kept: Sequence[str]) -> Iterator[Reply]:
    yield Text(reports.undone_text(message, kept))
    yield Choices((SEE_ALL,))


@command("resume_import")
def resume_import(turn: Turn) -> Iterator[Reply]:
    """Go on with an import that was stopped."""
    found = _meant(turn, (ImportState.RUNNING,))
    if not found:
        yield Text("Il n'y a pas d'import à reprendre.")
        return
    yield from run(turn, found[0])


@command("import_added")
def added(turn: Turn) -> Iterator[Reply]:
    """The records that an import added."""
    found = _meant(turn, (ImportState.RUNNING, ImportState.DONE))
    if not found:
        yield Text("Je ne retrouve pas cet import, ou il est annulé.")
        return
    record = found[0]
    count = turn.services.imports.added(record.import_id)
    if not count:
        yield Text("Cet import n'a ajouté aucune fiche, ou elles ne sont plus dans la base.")
        return
    title = f"Fiches ajoutées par l'import de {record.filename}"
    yield Table("import_added", record.import_id, title, count)
    yield Choices((undo_button(record),))


@command("import_report")
def report(turn: Turn) -> Iterator[Reply]:
    """The report of an import, as a file."""
    found = _meant(turn, (ImportState.DONE, ImportState.UNDONE))
    if not found:
        yield Text("Je ne retrouve pas de rapport pour cet import.")
        return
    record = found[0]
    yield Text(f"{reports.import_line(record)}.")
    yield report_file(record.import_id, turn.today)
    yield from rejected_file(record.import_id, record.to_mend, turn.today)
    if record.state is ImportState.DONE:
        yield Choices((undo_button(record),))


@command("import_errors")
def errors(turn: Turn) -> Iterator[Reply]:
    """The rows to be corrected and dropped again."""
    turn.user.require(Permission.IMPORT)
    states = (ImportState.RECEIVED, ImportState.RUNNING, ImportState.DONE)
    found = _meant(turn, states)
    if not found:
        yield Text("Il n'y a pas d'import récent.")
        return
    count = turn.services.imports.to_mend(found[0].import_id)
    if not count:
        yield Text("Ce fichier n'a aucune ligne à corriger.")
        return
    yield Text(
        "Corrigez ces lignes dans ce fichier, puis déposez-le ici : la raison de chaque refus est "
        "dans la deuxième colonne."
    )
    yield from rejected_file(found[0].import_id, count, turn.today)


# --- the import of a button ----------------------------------------------------------------------


def _by_click(skill: Skill) -> Callable[[Turn, OfImport], Iterable[Reply]]:
    def do(turn: Turn, deed: OfImport) -> Iterable[Reply]:
        turn.heard = KeptRequest(None, None, import_id=deed.file)
        return skill(turn)

    return do


on_act(UndoImport, Intent.IMPORT_CSV)(_by_click(undo_import))
on_act(ResumeImport, Intent.IMPORT_CSV)(_by_click(resume_import))
on_act(ShowAdded, Intent.IMPORT_CSV)(_by_click(added))
on_act(ImportReport, Intent.IMPORT_CSV)(_by_click(report))
