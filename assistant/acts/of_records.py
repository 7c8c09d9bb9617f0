"""Acts about one record, and about changes taken back."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assistant.acts.base import Act, Id
from core.journal.models import Search
from core.prospects.models import FIELDS


class OfRecord(Act):
    """Something done to one record."""

    id: Id


class OpenRecord(OfRecord):
    do: Literal["open_record"] = "open_record"


class EditRecord(OfRecord):
    do: Literal["edit_record"] = "edit_record"


class CommentRecord(OfRecord):
    do: Literal["comment_record"] = "comment_record"


class EraseRecord(OfRecord):
    """What would go is told first, and its name asked for."""

    do: Literal["erase_record"] = "erase_record"


class AddRecord(Act):
    """The form of a new record."""

    do: Literal["add_record"] = "add_record"


class NoteAnswer(OfRecord):
    """`response` and `day` are asked for where they are not known yet."""

    do: Literal["note_answer"] = "note_answer"
    response: Literal["Positif", "Négatif"] | None = None
    day: date | None = None


class RecordHistory(OfRecord):
    do: Literal["record_history"] = "record_history"


class MoreHistory(Act):
    """The next page of a search in the journal."""

    do: Literal["more_history"] = "more_history"
    search: Search
    skip: Annotated[int, Field(ge=0, le=100_000)]

    @model_validator(mode="after")
    def _of_a_field(self) -> Self:
        # It becomes part of a key of the query.
        if self.search.field is not None and self.search.field not in FIELDS:
            raise ValueError("a field of records")
        return self


class ChooseRecord(OfRecord):
    """One of several that a sentence may mean; `question` is the pending that keeps it."""

    do: Literal["choose_record"] = "choose_record"
    question: Id


class ChooseWho(Act):
    """Whose name was given with a new record; `question` is the pending that keeps it."""

    do: Literal["choose_who"] = "choose_who"
    question: Id
    who: Literal["person", "structure"]


class KeepValue(Act):
    """One's own value or the other's, where two people changed the same fields."""

    do: Literal["keep_value"] = "keep_value"
    question: Id
    whose: Literal["mine", "theirs"]


class UndoEntry(Act):
    do: Literal["undo_entry"] = "undo_entry"
    entry: Id


class UndoLot(Act):
    do: Literal["undo_lot"] = "undo_lot"
    lot: Id


class FinishLot(Act):
    """Go on with a change of many records that was cut."""

    do: Literal["finish_lot"] = "finish_lot"
    lot: Id


class TakeBackLot(Act):
    """Put back what such a change wrote."""

    do: Literal["take_back_lot"] = "take_back_lot"
    lot: Id
