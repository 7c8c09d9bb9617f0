"""What becomes of a file's columns and duplicates before the import, by click or by sentence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from assistant.acts.of_imports import (
    ChooseColumns,
    ChooseDuplicates,
    DecideDuplicates,
    NameColumn,
    ReadAs,
)
from assistant.language.requests.imports import DuplicatesRequest, FileRequest
from assistant.language.understanding import Intent
from assistant.replies import Form, Reply, Text
from assistant.skills.imports import forms as import_forms
from assistant.skills.imports.importing import shown
from assistant.skills.registry import FORMED, FormFields, Turn, command, on_act
from core.accounts.models import Permission
from core.errors import InvalidData
from core.imports.models import Conflicts, Import, ImportState
from core.imports.options import Decision

COLUMNS_FORM, DUPLICATES_FORM = "form_import_columns", "form_import_doubles"


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


@command("decide_duplicates")
def decide(turn: Turn) -> Iterator[Reply]:
    """What becomes of all the duplicates, or of people who asked to be erased."""
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    request = turn.asked(DuplicatesRequest)
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


@command("choose_duplicates")
def choose_duplicates(turn: Turn) -> Iterator[Reply]:
    """A form that says what becomes of each duplicate."""
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    if not turn.services.imports.duplicates(turn.user, record.import_id):
        yield Text("Ce fichier n'a aucun doublon.")
        return
    form_id = turn.ask(DUPLICATES_FORM, {"import_id": record.import_id})
    yield Form(form_id, "Que devient chaque doublon ?", "Relire le fichier", "Annuler")


@on_act(DecideDuplicates, Intent.IMPORT_CSV)
def decide_by_click(turn: Turn, deed: DecideDuplicates) -> Iterator[Reply]:
    """The same of the file of a button."""
    objectors = deed.conflicts is None
    turn.heard = DuplicatesRequest(None, deed.conflicts, objectors, import_id=deed.file)
    yield from decide(turn)


@on_act(ChooseColumns, Intent.IMPORT_CSV)
def columns_by_click(turn: Turn, deed: ChooseColumns) -> Iterator[Reply]:
    """The form of that file's columns."""
    turn.heard = FileRequest(None, import_id=deed.file)
    yield from choose_columns(turn)


@on_act(NameColumn, Intent.IMPORT_CSV)
def name_by_click(turn: Turn, deed: NameColumn) -> Iterator[Reply]:
    """That column holds the names."""
    turn.heard = FileRequest(None, import_id=deed.file)
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    decision = Decision(mapping={deed.column: deed.meaning})
    yield from shown(turn, turn.services.imports.decide(turn.user, record.import_id, decision))


@on_act(ReadAs, Intent.IMPORT_CSV)
def read_as_by_click(turn: Turn, deed: ReadAs) -> Iterator[Reply]:
    """That reading of the file is right."""
    turn.heard = FileRequest(None, import_id=deed.file)
    yield from _read(turn, lambda _: deed.encoding)


@command("read_as_before")
def read_as_before(turn: Turn) -> Iterator[Reply]:
    """The likelier reading of the file is right."""
    yield from _read(turn, lambda found: found[0])


@command("read_otherwise")
def read_otherwise(turn: Turn) -> Iterator[Reply]:
    """The other one is."""
    yield from _read(turn, lambda found: found[-1])


def _read(turn: Turn, choose: Callable[[Sequence[str]], str]) -> Iterator[Reply]:
    record, imports = waiting(turn), turn.services.imports
    if record is None:
        yield no_file()
        return
    found = imports.readings(turn.user, record.import_id)
    if not found:
        yield Text("Ce fichier ne se lit que d'une façon.")
        return
    decision = Decision(encoding=choose(found))
    yield from shown(turn, imports.decide(turn.user, record.import_id, decision))


@on_act(ChooseDuplicates, Intent.IMPORT_CSV)
def duplicates_by_click(turn: Turn, deed: ChooseDuplicates) -> Iterator[Reply]:
    """The form of that file's duplicates."""
    turn.heard = FileRequest(None, import_id=deed.file)
    yield from choose_duplicates(turn)


def _submit_columns(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    mapping = import_forms.mapping_of(turn, payload["import_id"], values)
    return _submitted(turn, payload, Decision(mapping=mapping))


def _submit_duplicates(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    chosen = import_forms.choices_of(turn, payload["import_id"], values)
    return _submitted(turn, payload, chosen)


def _submitted(turn: Turn, payload: Mapping[str, Any], decision: Decision) -> tuple[Reply, ...]:
    if not (decision.mapping or decision.choices or decision.targets):
        raise InvalidData("Rien n'a été changé.")
    decided = turn.services.imports.decide(turn.user, payload["import_id"], decision)
    return tuple(shown(turn, decided))


FORMED[COLUMNS_FORM] = FormFields(
    import_forms.column_fields, _submit_columns, "la colonne Surnom est une étiquette"
)
FORMED[DUPLICATES_FORM] = FormFields(
    import_forms.duplicate_fields, _submit_duplicates, "mets à jour la ligne 3"
)
