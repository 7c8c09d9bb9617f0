"""What forms about a file ask, said in a sentence: what a column means, what becomes of a row."""

import re
from collections.abc import Iterator

from assistant.rendering.importing import MEANING_LABELS
from assistant.rendering.wording import escape, listed
from assistant.replies import Reply, Text
from assistant.skills.import_forms import file_columns
from assistant.skills.importing import no_file, shown, waiting
from assistant.skills.registry import Turn, command
from core.imports import headings as h
from core.imports.mapping import MEANINGS
from core.imports.models import ColumnSeen, Conflicts
from core.imports.options import Decision
from core.vocabulary.text import fold

_IS = r"(?:est|sont|contient|c est|correspond a|veut dire)"
_COLUMN = re.compile(rf"la colonne (?P<column>.+?) {_IS} (?P<meaning>.+)")
_LEFT = re.compile(r"(?:ne garde pas|ignore|laisse|oublie) la colonne (?P<column>.+)")
_ROW = re.compile(r"\bligne (\d+)")
_ARTICLE = re.compile(r"^(?:(?:le|la|les|l|un|une|des|du|de|d) )+")


@command("say_column")
def say_column(turn: Turn) -> Iterator[Reply]:
    """ "la colonne Couleur est une étiquette", "ne garde pas la colonne Couleur"."""
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    said = fold(turn.text)
    found = _COLUMN.fullmatch(said) or _LEFT.fullmatch(said)
    assert found is not None
    columns = file_columns(turn, record.import_id)
    column = next((c for c in columns if fold(c.label) == found["column"]), None)
    if column is None:
        yield _no_column(columns)
        return
    told = found.groupdict().get("meaning")
    meaning = _meaning(told) if told else None
    if told and meaning is None:
        yield Text("Je ne reconnais pas ce champ. Dites « corrige les colonnes » pour les voir.")
        return
    decision = Decision(mapping={column.index: meaning})
    yield from shown(turn, turn.services.imports.decide(turn.user, record.import_id, decision))


def _no_column(columns: list[ColumnSeen]) -> Reply:
    names = listed([f"« {escape(column.label)} »" for column in columns if column.label])
    return Text(f"Ce fichier n'a pas de colonne de ce nom. Ses colonnes : {names}.")


def _meaning(told: str) -> str | None:
    """The field that words name: its label, or a heading that a file might have."""
    word = _ARTICLE.sub("", told)
    for meaning, label in MEANING_LABELS.items():
        if fold(label) in (word, f"{word}s"):
            return meaning
    found = h.meaning(word)
    return found if found in MEANINGS else None


@command("say_row")
def say_row(turn: Turn) -> Iterator[Reply]:
    """ "mets à jour la ligne 11": one double, by its line in the file."""
    record = waiting(turn)
    if record is None:
        yield no_file()
        return
    said = fold(turn.text)
    number = _ROW.search(said)
    assert number is not None
    doubles = turn.services.imports.doubles(turn.user, record.import_id)
    double = next((one for one in doubles if one.line == int(number[1])), None)
    if double is None:
        yield Text(f"La ligne {number[1]} n'est pas parmi les doublons de ce fichier.")
        return
    decision = Decision(choices={double.record: _conflict(said)})
    yield from shown(turn, turn.services.imports.decide(turn.user, record.import_id, decision))


def _conflict(said: str) -> Conflicts:
    if "a jour" in said:
        return Conflicts.UPDATE
    return Conflicts.FORCE if re.match(r"ajoute|force", said) else Conflicts.IGNORE
