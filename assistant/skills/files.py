"""Files in: import with its preview and undo, and the demonstration."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.language.understanding import Intent
from assistant.rendering import importing
from assistant.rendering.wording import plural
from assistant.replies import Button, Choices, Confirm, Progress, Reply, Table, Text, Upload
from assistant.skills.registry import Turn, command, on_end, on_yes, skill
from assistant.skills.search import empty_base
from core.accounts.models import Permission
from core.errors import Refused
from core.imports import pasted
from core.imports.models import Conflicts
from core.imports.summary import summary
from core.jobs.models import Job

SMALL_FILE = 200_000
"""Bytes that are read within the turn; more is a job, whose progress shows and can be stopped."""
DEMO_ROWS = 1_200
SEE_ALL = Button("Voir tous les prospects", "montre-moi tous les prospects")
REMOVE_DEMO = Button("Enlever la démonstration", "enlève la démonstration")


def undo_button(filename: str) -> Button:
    """Undoes the import of that file, whatever was imported since."""
    return Button("Annuler cet import", f"annule l'import de {filename}")


def _quiet(_done: int, _total: int, _label: str) -> None:
    """Progress that nobody watches."""


@skill(Intent.IMPORT_CSV)
def invite(turn: Turn) -> Iterator[Reply]:
    """How to give the file."""
    turn.user.require(Permission.IMPORT)
    yield Text(
        "Déposez votre fichier Excel, LibreOffice ou CSV ici, dans la conversation, ou "
        "choisissez-le. Vous pouvez aussi copier le tableau et le coller ici :\n\n"
        "_Rien n'est écrit dans la base avant votre accord._"
    )
    yield Upload("Choisir un fichier")


def receive(turn: Turn) -> Iterator[Reply]:
    """A file was dropped: read it, and show what it would do."""
    upload = turn.uploads[0]
    yield from _received(turn, upload.name, upload.path, upload.path.stat().st_size)


def paste(turn: Turn) -> Iterator[Reply]:
    """A table was pasted as a message: it is read as a file is."""
    data = pasted.as_file(turn.text)
    yield from _received(turn, pasted.NAME, data, len(data))


def _received(turn: Turn, name: str, data: bytes | Path, size: int) -> Iterator[Reply]:
    imports = turn.services.imports
    import_id = imports.receive(turn.user, name, data)
    if size > SMALL_FILE:
        job = turn.services.jobs.start(turn.user, "import_preview", {"import_id": import_id})
        yield Text("J'ai bien reçu votre fichier. Je le lis, cela peut prendre un moment.")
        yield Progress(job.job_id, "Lecture du fichier")
        return
    yield from _preview(turn, import_id, summary(imports.preview(import_id, _quiet)))


@on_end("import_preview")
def previewed(turn: Turn, job: Job) -> Iterator[Reply]:
    """A long file was read."""
    yield from _preview(turn, job.payload["import_id"], job.result)


def _preview(turn: Turn, import_id: str, found: dict[str, Any]) -> Iterator[Reply]:
    if found["refused"]:
        yield Text(f"{found['refused']} La base n'a pas changé.")
        yield Upload("Choisir un autre fichier")
        return
    yield Text(importing.preview_text(found))
    yield Table("import", import_id, "Les premières lignes du fichier", found["sampled"])
    if not found["valid"]:
        yield Text("Il n'y a rien de nouveau à importer. La base n'a pas changé.")
        return
    payload = {"import_id": import_id, "conflicts": Conflicts.IGNORE.value}
    payload["large"] = found["large"]
    yield Confirm(
        turn.ask("import", payload),
        importing.question(found),
        yes=f"Oui, importer {plural(found['added'], 'prospect')}",
        no="Non, ne rien importer",
    )


@on_yes("import")
def import_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """The preview was accepted."""
    import_id = payload["import_id"]
    if payload["large"]:
        job = turn.services.jobs.start(turn.user, "import", payload)
        yield Progress(job.job_id, "Import en cours")
        return
    conflicts = Conflicts(payload["conflicts"])
    report = turn.services.imports.run(turn.user, import_id, conflicts, _quiet)
    yield from _imported(turn, import_id, summary(report))


@on_end("import")
def imported(turn: Turn, job: Job) -> Iterator[Reply]:
    """A long import is done."""
    yield from _imported(turn, job.payload["import_id"], job.result)


def _imported(turn: Turn, import_id: str, done: dict[str, Any]) -> Iterator[Reply]:
    yield Text(importing.report_text(done))
    yield Choices((SEE_ALL, undo_button(turn.services.imports.get(import_id).filename)))


def stopped(turn: Turn, job: Job) -> Iterator[Reply]:
    """The user stopped a job half-way."""
    if job.kind == "import":
        import_id = job.payload["import_id"]
        added = turn.services.imports.added(import_id)
        yield Text(
            f"Import arrêté en route : {plural(added, 'prospect ajouté', 'prospects ajoutés')}. "
            "Vous pouvez les retirer, ou déposer de nouveau le fichier pour le reste : "
            "rien ne sera en double."
        )
        yield Choices((undo_button(turn.services.imports.get(import_id).filename), SEE_ALL))
    elif job.kind == "demo":
        yield Text("Chargement arrêté en route.")
        yield Choices((REMOVE_DEMO, Button("Reprendre", "charge la démonstration")))
    else:
        yield Text("C'est arrêté. La base n'a pas changé.")


_UNDO = r"(?:annule[rz]?|defai[st]|defaire|retire[rz]?|enleve[rz]?)"


@command(rf"{_UNDO} (?:le dernier|l|cet|mon) import(?: (?:de|du fichier) .+)?")
def undo_import(turn: Turn) -> Iterator[Reply]:
    """Take back what an import added: the last one, or the last of the file named."""
    named = re.search(r"\bimport\s+(?:de|du\s+fichier)\s+(.+)", turn.text, re.IGNORECASE)
    filename = named[1].strip(' «»"?.!') if named else None
    last = turn.services.imports.undoable(turn.user, filename)
    if last is None:
        yield Text(
            "Cet import est déjà annulé, ou je ne le retrouve pas."
            if filename
            else "Il n'y a pas d'import à annuler."
        )
        return
    added = turn.services.imports.added(last.import_id)
    what = plural(added, "prospect ajouté sera retiré", "prospects ajoutés seront retirés")
    yield Confirm(
        turn.ask("undo_import", {"import_id": last.import_id}),
        f"Annuler l'import de « {last.filename} » ? {what} de la base, sauf les fiches que "
        "quelqu'un a modifiées depuis.",
        yes="Oui, annuler l'import",
        no="Non, tout garder",
    )


@on_yes("undo_import")
def undo_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """The undo was accepted."""
    yield Text(turn.services.imports.undo(turn.user, payload["import_id"]).message)
    yield Choices((SEE_ALL,))


DEMO_WORDS = r"(la |une |les |des )?(demo|demonstration|donnees de (la )?(demo|demonstration))"


@command(rf"(charge[rz]?|lance[rz]?|installe[rz]?|mets|essaye[rz]?|voir) {DEMO_WORDS}")
def load_demo(turn: Turn) -> Iterator[Reply]:
    """Fill an empty base with invented associations."""
    turn.user.require(Permission.LOAD_DEMO)
    if not turn.services.demo.may_load():
        raise Refused(
            "La démonstration ne se charge que dans une base vide, et la vôtre contient des "
            "prospects : je n'y touche pas."
        )
    associations = plural(DEMO_ROWS, "association inventée", "associations inventées")
    yield Confirm(
        turn.ask("load_demo", {"rows": DEMO_ROWS}),
        f"Remplir la base avec {associations}, des campagnes passées et leurs réponses ? "
        "Vous pourrez tout enlever ensuite.",
        yes="Oui, charger la démonstration",
        no="Non, garder la base vide",
    )


@on_yes("load_demo")
def load_demo_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """The demonstration was wanted."""
    job = turn.services.jobs.start(turn.user, "demo", payload)
    yield Progress(job.job_id, "Chargement de la démonstration")


@on_end("demo")
def demo_loaded(turn: Turn, job: Job) -> Iterator[Reply]:
    """The demonstration is there."""
    prospects = plural(job.result["rows"], "prospect inventé", "prospects inventés")
    yield Text(f"La démonstration est chargée : **{prospects}**. Essayez par exemple :")
    from assistant.skills.talk import examples  # talk imports search, which this module uses

    says = examples(turn)
    yield Choices((*(Button(say[:1].upper() + say[1:], say) for say in says), REMOVE_DEMO))


@command(rf"(enleve[rz]?|retire[rz]?|supprime[rz]?|efface[rz]?|annule[rz]?) {DEMO_WORDS}")
def remove_demo(turn: Turn) -> Iterator[Reply]:
    """Take the demonstration away."""
    turn.user.require(Permission.LOAD_DEMO)
    count = turn.services.demo.size()
    if not turn.services.demo.is_loaded():
        yield Text("Il n'y a pas de démonstration dans la base.")
        return
    yield Confirm(
        turn.ask("remove_demo", {}),
        f"Enlever la démonstration : {plural(count, 'prospect inventé', 'prospects inventés')} et "
        "leurs campagnes. Les fiches que vous avez modifiées restent.",
        yes="Oui, enlever la démonstration",
        no="Non, la garder",
    )


@on_yes("remove_demo")
def remove_demo_confirmed(turn: Turn, _payload: dict[str, Any]) -> Iterator[Reply]:
    """It is to go."""
    done = turn.services.demo.remove(turn.user)
    removed = plural(done.removed, "prospect enlevé", "prospects enlevés")
    kept = plural(done.kept, "fiche modifiée reste", "fiches modifiées restent")
    yield Text(f"C'est fait : {removed}{f' ; {kept}' if done.kept else ''}.")
    if turn.services.prospects.is_empty():
        yield from empty_base(turn)
