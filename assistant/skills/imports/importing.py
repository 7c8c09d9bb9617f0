"""Files in: what a file would do is shown, what it becomes is chosen, then it is imported."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from assistant.acts.of_imports import AskForFile, ReadAs
from assistant.conversation import Payload
from assistant.language.requests.imports import (
    ImportRequest,
    PastedRequest,
)
from assistant.language.understanding import Intent
from assistant.rendering.imports import meanings, previews
from assistant.rendering.wording import escape, number, plural
from assistant.replies import (
    Button,
    Choices,
    Confirm,
    Details,
    Progress,
    Reply,
    Table,
    Text,
    Upload,
)
from assistant.skills.imports import naming
from assistant.skills.imports.buttons import (
    about,
    rejected_file,
)
from assistant.skills.imports.past_imports import history
from assistant.skills.imports.running import SMALL_FILE, run
from assistant.skills.registry import (
    Turn,
    on_act,
    on_end,
    on_yes,
    skill,
)
from core.accounts.models import Permission
from core.imports.files import pasted
from core.imports.models import Conflicts, Import, ImportState, no_progress
from core.imports.summary import Summary, summary
from core.jobs.models import Job


@skill(Intent.IMPORT_CSV)
def invite(turn: Turn) -> Iterator[Reply]:
    """How to give the file; or the imports of before, where they are asked for."""
    turn.user.require(Permission.IMPORT)
    if turn.asked(ImportRequest).history:
        yield from history(turn)
    else:
        yield from _ask_for_file()


@on_act(AskForFile, Intent.IMPORT_CSV)
def invite_by_click(turn: Turn, _deed: AskForFile) -> Iterator[Reply]:
    """How to give the file."""
    turn.user.require(Permission.IMPORT)
    yield from _ask_for_file()


def _ask_for_file() -> Iterator[Reply]:
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
    report = turn.services.imports.preview(record.import_id, no_progress)
    yield from _preview(turn, record.import_id, summary(report))


@on_end("import_preview")
def previewed(turn: Turn, job: Job) -> Iterator[Reply]:
    """A long file was read."""
    yield from _preview(turn, job.payload["import_id"], cast("Summary", job.result))


def _preview(turn: Turn, import_id: str, found: Summary) -> Iterator[Reply]:
    record = turn.services.imports.get(import_id)
    if found["refused"]:
        yield from _refused(turn, record, found)
        return
    if previews.names_people(found):
        yield Text(previews.people_text(record.filename))
        yield Choices(tuple(naming.people_or_columns(turn, record)))
        return
    if not found["valid"] and not found["duplicates"]:
        yield Text(previews.nothing_text(found, record.filename))
        yield Choices((about("Corriger les colonnes", "columns", record),))
        yield from rejected_file(import_id, previews.to_mend(found), turn.today)
        yield from _details(import_id, found)
        return
    if len(found["readings"]) > 1:
        yield Text(previews.readings_text(record.filename))
        yield Choices(tuple(_readings(record, found)))
        return
    yield Text(previews.preview_text(found, record.filename))
    if found["added"] or found["updated"]:
        yield Confirm(
            turn.ask("import", {"import_id": import_id, "mark": _mark(record), **_counts(found)}),
            previews.question(found),
            yes=previews.yes(found),
            no="Non, ne rien importer",
        )
    else:
        yield Text("Il n'y a rien de nouveau à importer. La base n'a pas changé.")
    yield Choices(tuple(_decisions(turn, record, found)))
    yield from rejected_file(import_id, previews.to_mend(found), turn.today)
    yield from _details(import_id, found)


def _details(import_id: str, found: Summary) -> Iterator[Reply]:
    """All that need not be read before a yes, folded."""
    if lines := previews.preview_details(found):
        yield Details(f"À savoir ({number(len(lines))})", tuple(lines))
    if found["sampled"]:
        title = "Les premières lignes du fichier"
        yield Table("import", import_id, title, found["sampled"], folded=True)
    title = "Les colonnes du fichier"
    yield Table("import_columns", import_id, title, found["columns"], folded=True)


def _refused(turn: Turn, record: Import, found: Summary) -> Iterator[Reply]:
    """What is wrong with a file; which column the names are in, where nothing else lacks."""
    if found["lacking"] == ["nom_structure"]:
        yield Text(
            f"Dans **{escape(record.filename)}**, quelle colonne donne le nom de la structure ? "
            "Rien n'est lu avant votre réponse, et la base n'a pas changé."
        )
        yield Choices(tuple(naming.unknown_columns(turn, record)))
        return
    yield Text(f"{found['refused']} La base n'a pas changé.")
    if found["lacking"]:
        yield Choices((about("Dire ce que sont les colonnes", "columns", record),))
    yield Upload("Choisir un autre fichier")


def _readings(record: Import, found: Summary) -> Iterator[Button]:
    """The two, each by words of the file; the likelier first."""
    says = ("lis les accents comme d'abord", "lis les accents autrement")
    for say, (encoding, words) in zip(says, found["readings"], strict=True):
        act = ReadAs.model_validate({"file": record.import_id, "encoding": encoding})
        yield Button(
            words[: naming.LONGEST_LABEL], f"{say} dans le fichier {record.filename}", act=act
        )


def _mark(record: Import) -> str:
    """What was decided when a question was asked: a yes to other numbers is none."""
    return record.model_dump_json(
        include={"conflicts", "choices", "mapping", "objectors", "encoding"}
    )


def _counts(found: Mapping[str, Any]) -> dict[str, int]:
    """The numbers that a question states."""
    return {name: found[name] for name in ("added", "updated")}


def _decisions(turn: Turn, record: Import, found: Summary) -> Iterator[Button]:
    """What else may be done with the file, each with its sentence."""
    yield about("Corriger les colonnes", "columns", record)
    if count := found["duplicates"]:
        which = "le doublon" if count == 1 else f"les {plural(count, 'doublon')}"
        now = record.conflicts or Conflicts.IGNORE
        for conflict, label in meanings.CONFLICT_LABELS.items():
            if conflict is not now or record.choices:
                yield about(label.format(which=which), conflict.value, record)
        yield about("Choisir un par un", "each", record)
    if found["held_back"] and turn.user.may(Permission.ERASE):
        yield about("Ajouter quand même les personnes effacées", "objectors", record)


@on_yes("import")
def import_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """The preview was accepted."""
    imports = turn.services.imports
    record = imports.get(payload["import_id"])
    if record.state is ImportState.RECEIVED and payload.get("mark") != _mark(record):
        yield Text("Vous avez changé d'avis depuis cette question. Voici où nous en sommes :")
        yield from shown(turn, record)
        return
    if record.state is ImportState.RECEIVED and record.size <= SMALL_FILE and "added" in payload:
        # Somebody else may have imported the same people meanwhile: a yes was to these numbers.
        found = summary(imports.preview(record.import_id, no_progress))
        if _counts(found) != _counts(payload):
            yield Text("La base a changé depuis cette question. Voici où nous en sommes :")
            yield from _preview(turn, record.import_id, found)
            return
    yield from run(turn, record)
