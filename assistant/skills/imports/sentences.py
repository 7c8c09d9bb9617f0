"""What forms about a file ask, said in a sentence: what a column means, what becomes of a row."""

from collections.abc import Iterator

from assistant.language.requests.imports import ColumnRequest, RowRequest
from assistant.rendering.imports.meanings import duplicate_text, meaning_called
from assistant.rendering.wording import escape, listed
from assistant.replies import Reply, Text
from assistant.skills.imports.deciding import choose_duplicates, no_file, waiting
from assistant.skills.imports.forms import file_columns
from assistant.skills.imports.importing import shown
from assistant.skills.registry import Turn, command
from core.imports.columns.models import ColumnPreview
from core.imports.models import Conflicts
from core.imports.options import Decision


@command("say_column")
def say_column(turn: Turn) -> Iterator[Reply]:
    """ "la colonne Couleur est une étiquette", "ne garde pas la colonne Couleur"."""
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    request = turn.asked(ColumnRequest)
    columns = file_columns(turn, record.import_id)
    column = next((c for c in columns if c.is_called(request.column)), None)
    if column is None:
        yield _no_column(columns)
        return
    meaning = meaning_called(request.meaning) if request.meaning else None
    if request.meaning and meaning is None:
        yield Text("Je ne reconnais pas ce champ. Dites « corrige les colonnes » pour les voir.")
        return
    decision = Decision(mapping={column.index: meaning})
    yield from shown(turn, turn.services.imports.decide(turn.user, record.import_id, decision))


def _no_column(columns: list[ColumnPreview]) -> Reply:
    names = listed([f"« {escape(column.label)} »" for column in columns if column.label])
    return Text(f"Ce fichier n'a pas de colonne de ce nom. Ses colonnes : {names}.")


@command("say_row")
def say_row(turn: Turn) -> Iterator[Reply]:
    """ "mets à jour la ligne 11": one duplicate, by its line in the file."""
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    request = turn.asked(RowRequest)
    duplicates = turn.services.imports.duplicates(turn.user, record.import_id)
    duplicate = next((one for one in duplicates if one.line == request.line), None)
    if duplicate is None:
        yield Text(f"La ligne {request.line} n'est pas parmi les doublons de ce fichier.")
        return
    if duplicate.several and request.conflict == Conflicts.UPDATE.value:
        yield Text(f"{escape(duplicate_text(duplicate))} : choisissez laquelle mettre à jour.")
        yield from choose_duplicates(turn)
        return
    decision = Decision(choices={duplicate.number: Conflicts(request.conflict)})
    yield from shown(turn, turn.services.imports.decide(turn.user, record.import_id, decision))
