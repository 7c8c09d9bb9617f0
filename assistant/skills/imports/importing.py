"""Files in: what a file would do is shown, what it becomes is chosen, then it is imported."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from assistant.acts import ChooseColumns, ChooseDoubles, DecideDoubles
from assistant.language.requests.imports import (
    DoublesRequest,
    FileRequest,
    ImportRequest,
    PastedRequest,
)
from assistant.language.understanding import Intent
from assistant.rendering import importing
from assistant.rendering.wording import plural
from assistant.replies import (
    Button,
    Choices,
    Confirm,
    Form,
    Progress,
    Reply,
    Table,
    Text,
    Upload,
)
from assistant.skills.imports import forms as import_forms
from assistant.skills.imports.buttons import (
    about,
    added_button,
    mend_file,
    report_file,
    undo_button,
)
from assistant.skills.imports.past_imports import history
from assistant.skills.registry import (
    FORMED,
    FormFields,
    Turn,
    command,
    on_act,
    on_end,
    on_yes,
    skill,
)
from assistant.skills.talk.demo import REMOVE_DEMO
from core.accounts.models import Permission
from core.errors import InvalidData
from core.imports.files import pasted
from core.imports.models import Conflicts, Import, ImportState
from core.imports.options import Decision
from core.imports.summary import Summary, summary
from core.jobs.models import Job

SMALL_FILE = 200_000
"""Bytes that are read within the turn; more is a job, whose progress shows and can be stopped."""
SEE_ALL = Button("Voir tous les prospects", "montre-moi tous les prospects")
COLUMNS_FORM, DOUBLES_FORM = "form_import_columns", "form_import_doubles"


def _quiet(_done: int, _total: int, _label: str) -> None:
    """Progress that nobody watches."""


@skill(Intent.IMPORT_CSV)
def invite(turn: Turn) -> Iterator[Reply]:
    """How to give the file; or the imports of before, where they are asked for."""
    turn.user.require(Permission.IMPORT)
    if turn.asked(ImportRequest).history:
        yield from history(turn)
        return
    yield Text(
        "Déposez votre fichier Excel, LibreOffice ou CSV ici, dans la conversation, ou "
        "choisissez-le. Vous pouvez aussi copier le tableau et le coller ici :\n\n"
        "_Rien n'est écrit dans la base avant votre accord._"
    )
    yield Upload("Choisir un fichier")


def receive(turn: Turn) -> Iterator[Reply]:
    """A file was dropped: read it, and show what it would do."""
    upload = turn.uploads[0]
    yield from _received(turn, upload.name, upload.path)
    if len(turn.uploads) > 1:
        others = len(turn.uploads) - 1
        next_ = "l'autre fichier" if others == 1 else f"un par un, les {others} autres fichiers"
        comma = "" if others == 1 else ","
        yield Text(f"J'ai pris le premier fichier. Déposez ensuite{comma} {next_}.")


def paste(turn: Turn) -> Iterator[Reply]:
    """A table was pasted as a message: it is read as a file is."""
    yield from _received(turn, pasted.NAME, pasted.as_file(turn.asked(PastedRequest).table))


def _received(turn: Turn, name: str, data: bytes | Path) -> Iterator[Reply]:
    import_id = turn.services.imports.receive(turn.user, name, data)
    yield from shown(turn, turn.services.imports.get(import_id), "J'ai bien reçu votre fichier. ")


def shown(turn: Turn, record: Import, before: str = "") -> Iterator[Reply]:
    """What a file would do, as decided so far."""
    if record.size > SMALL_FILE:
        payload = {"import_id": record.import_id}
        job = turn.services.jobs.start(turn.user, "import_preview", payload)
        yield Text(f"{before}Je le lis, cela peut prendre un moment.")
        yield Progress(job.job_id, "Lecture du fichier")
        return
    report = turn.services.imports.preview(record.import_id, _quiet)
    yield from _preview(turn, record.import_id, summary(report))


@on_end("import_preview")
def previewed(turn: Turn, job: Job) -> Iterator[Reply]:
    """A long file was read."""
    yield from _preview(turn, job.payload["import_id"], cast("Summary", job.result))


def _preview(turn: Turn, import_id: str, found: Summary) -> Iterator[Reply]:
    record = turn.services.imports.get(import_id)
    if found["refused"]:
        yield Text(f"{found['refused']} La base n'a pas changé.")
        if found["lacking"]:
            yield Choices((about("Dire ce que sont les colonnes", "columns", record),))
        yield Upload("Choisir un autre fichier")
        return
    yield Text(importing.preview_text(found, record.filename))
    yield Table("import", import_id, "Les premières lignes du fichier", found["sampled"])
    yield Table("import_columns", import_id, "Les colonnes du fichier", found["columns"])
    if found["rejected"]:
        yield mend_file(import_id, found["rejected"], turn.today)
    yield Choices(tuple(_decisions(turn, record, found)))
    if not found["added"] and not found["updated"]:
        yield Text("Il n'y a rien de nouveau à importer. La base n'a pas changé.")
        return
    yield Confirm(
        turn.ask("import", {"import_id": import_id, "mark": _mark(record), **_counts(found)}),
        importing.question(found),
        yes=importing.yes(found),
        no="Non, ne rien importer",
    )


def _mark(record: Import) -> str:
    """What was decided when a question was asked: a yes to other numbers is none."""
    return record.model_dump_json(include={"conflicts", "choices", "mapping", "objectors"})


def _counts(found: Mapping[str, Any]) -> dict[str, int]:
    """The numbers that a question states."""
    return {name: found[name] for name in ("added", "updated")}


def _decisions(turn: Turn, record: Import, found: Summary) -> Iterator[Button]:
    """What else may be done with the file, each with its sentence."""
    yield about("Corriger les colonnes", "columns", record)
    if doubles := found["duplicates"]:
        told = "le doublon" if doubles == 1 else f"les {plural(doubles, 'doublon')}"
        now = record.conflicts or Conflicts.IGNORE
        for conflict, label in importing.CONFLICT_LABELS.items():
            if conflict is not now or record.choices:
                yield about(label.format(told=told), conflict.value, record)
        yield about("Choisir un par un", "each", record)
    if found["held_back"] and turn.user.may(Permission.ERASE):
        yield about("Ajouter quand même les personnes effacées", "objectors", record)


@on_yes("import")
def import_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """The preview was accepted."""
    imports = turn.services.imports
    record = imports.get(payload["import_id"])
    if record.state is ImportState.RECEIVED and payload.get("mark") != _mark(record):
        yield Text("Vous avez changé d'avis depuis cette question. Voici où nous en sommes :")
        yield from shown(turn, record)
        return
    if record.state is ImportState.RECEIVED and record.size <= SMALL_FILE and "added" in payload:
        # Somebody else may have imported the same people meanwhile: a yes was to these numbers.
        found = summary(imports.preview(record.import_id, _quiet))
        if _counts(found) != _counts(payload):
            yield Text("La base a changé depuis cette question. Voici où nous en sommes :")
            yield from _preview(turn, record.import_id, found)
            return
    yield from run(turn, record)


def run(turn: Turn, record: Import) -> Iterator[Reply]:
    """Import, or go on with an import that was stopped."""
    if record.size > SMALL_FILE:
        job = turn.services.jobs.start(turn.user, "import", {"import_id": record.import_id})
        yield Progress(job.job_id, "Import du fichier")
        return
    report = turn.services.imports.run(turn.user, record.import_id, progress=_quiet)
    yield from _imported(turn, record.import_id, summary(report))


@on_end("import")
def imported(turn: Turn, job: Job) -> Iterator[Reply]:
    """A long import is done."""
    yield from _imported(turn, job.payload["import_id"], cast("Summary", job.result))


def _imported(turn: Turn, import_id: str, done: Summary) -> Iterator[Reply]:
    if done["refused"]:
        yield Text(f"{done['refused']} La base n'a pas changé.")
        return
    yield Text(importing.report_text(done))
    yield report_file(import_id, turn.today)
    if done["rejected"]:
        yield mend_file(import_id, done["rejected"], turn.today)
    record = turn.services.imports.get(import_id)
    yield Choices((added_button(record), undo_button(record), SEE_ALL))


def stopped(turn: Turn, job: Job) -> Iterator[Reply]:
    """The user stopped a job half-way."""
    if job.kind == "import":
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
    elif job.kind == "import_undo":
        yield Text("Annulation arrêtée en route. Demandez-la de nouveau pour la finir.")
    elif job.kind == "demo":
        yield Text("Chargement arrêté en route.")
        yield Choices((REMOVE_DEMO, Button("Reprendre", "charge la démonstration")))
    else:
        yield Text("C'est arrêté. La base n'a pas changé.")


# Decisions, by click and by sentence


def waiting(turn: Turn) -> Import | None:
    """The file that the sentence names, or the last, that is not imported yet."""
    turn.user.require(Permission.IMPORT)
    request, imports = turn.asked(FileRequest), turn.services.imports
    if request.import_id is None:
        return imports.waiting(turn.user, request.file)
    record = imports.get(request.import_id)
    mine = record.par == turn.user.email and record.state is ImportState.RECEIVED
    return record if mine else None


def no_file() -> Reply:
    """There is none."""
    return Text("Il n'y a pas de fichier en attente d'import. Déposez-le ici de nouveau.")


@command("decide_doubles")
def decide(turn: Turn) -> Iterator[Reply]:
    """What becomes of all the doubles, or of people who asked to be erased."""
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    request = turn.asked(DoublesRequest)
    conflicts = Conflicts(request.conflicts) if request.conflicts else None
    decision = Decision(conflicts=conflicts, objectors=request.objectors or None)
    decided = turn.services.imports.decide(turn.user, record.import_id, decision)
    yield from shown(turn, decided)


@command("choose_columns")
def choose_columns(turn: Turn) -> Iterator[Reply]:
    """A form that says what each column means."""
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    form_id = turn.ask(COLUMNS_FORM, {"import_id": record.import_id})
    yield Form(form_id, "Que contient chaque colonne ?", "Relire le fichier", "Annuler")


@command("choose_doubles")
def choose_doubles(turn: Turn) -> Iterator[Reply]:
    """A form that says what becomes of each double."""
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    if not turn.services.imports.duplicates(turn.user, record.import_id):
        yield Text("Ce fichier n'a aucun doublon.")
        return
    form_id = turn.ask(DOUBLES_FORM, {"import_id": record.import_id})
    yield Form(form_id, "Que devient chaque doublon ?", "Relire le fichier", "Annuler")


@on_act(DecideDoubles, Intent.IMPORT_CSV)
def decide_by_click(turn: Turn, deed: DecideDoubles) -> Iterator[Reply]:
    """The same of the file of a button."""
    objectors = deed.conflicts is None
    turn.heard = DoublesRequest(None, deed.conflicts, objectors, import_id=deed.file)
    yield from decide(turn)


@on_act(ChooseColumns, Intent.IMPORT_CSV)
def columns_by_click(turn: Turn, deed: ChooseColumns) -> Iterator[Reply]:
    """The form of that file's columns."""
    turn.heard = FileRequest(None, import_id=deed.file)
    yield from choose_columns(turn)


@on_act(ChooseDoubles, Intent.IMPORT_CSV)
def doubles_by_click(turn: Turn, deed: ChooseDoubles) -> Iterator[Reply]:
    """The form of that file's doubles."""
    turn.heard = FileRequest(None, import_id=deed.file)
    yield from choose_doubles(turn)


def _submit_columns(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    mapping = import_forms.mapping_of(turn, payload["import_id"], values)
    return _submitted(turn, payload, Decision(mapping=mapping))


def _submit_doubles(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    chosen = import_forms.choices_of(turn, payload["import_id"], values)
    return _submitted(turn, payload, Decision(choices=chosen))


def _submitted(turn: Turn, payload: Mapping[str, Any], decision: Decision) -> tuple[Reply, ...]:
    if not (decision.mapping or decision.choices):
        raise InvalidData("Rien n'a été changé.")
    decided = turn.services.imports.decide(turn.user, payload["import_id"], decision)
    return tuple(shown(turn, decided))


FORMED[COLUMNS_FORM] = FormFields(
    import_forms.column_fields, _submit_columns, "la colonne Surnom est une étiquette"
)
FORMED[DOUBLES_FORM] = FormFields(
    import_forms.double_fields, _submit_doubles, "mets à jour la ligne 3"
)
