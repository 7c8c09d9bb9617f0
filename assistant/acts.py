"""What buttons do: an action's name and the ids that it is about, read strictly when clicked.

The sentence beside a button is what is shown, and how to type the same; it is never parsed again.
A filter only selects, so a button may carry one whole; ids are checked by the services.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from core.exports.models import Format
from core.journal.models import Search
from core.kpis.comparing import MOST_SIDES
from core.kpis.models import Kpi
from core.prospects.filters import Filter
from core.prospects.models import FIELDS

LONGEST = 200_000
"""Characters of an act as JSON: a filter of many towns is the longest."""
Id = Annotated[str, StringConstraints(pattern=r"^[\w.-]+$", max_length=200)]


class Act(BaseModel):
    """Base of all acts."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    def as_json(self) -> dict[str, object]:
        """As an element of the page carries it."""
        return self.model_dump(mode="json", exclude_none=True)


# --- one record ----------------------------------------------------------------------------------


class OfRecord(Act):
    """Something done to one record."""

    id: Id


class OpenRecord(OfRecord):
    do: Literal["open_record"] = "open_record"


class EditRecord(OfRecord):
    do: Literal["edit_record"] = "edit_record"


class CommentRecord(OfRecord):
    do: Literal["comment_record"] = "comment_record"


class NoteAnswer(OfRecord):
    do: Literal["note_answer"] = "note_answer"


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


# --- a selection ---------------------------------------------------------------------------------


class OfSelection(Act):
    """Something done with a selection: one kept with a conversation, or a filter."""

    selection: Id | None = None
    filter: Filter | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.selection is None) == (self.filter is None):
            raise ValueError("a selection or a filter")
        return self


class ShowList(OfSelection):
    do: Literal["show_list"] = "show_list"


class ShowFigures(OfSelection):
    do: Literal["show_figures"] = "show_figures"
    kpi: Kpi


class DefineFigures(OfSelection):
    """What an indicator counts, and how it stands for the selection."""

    do: Literal["define_figures"] = "define_figures"
    kpi: Kpi


class ShowTrend(OfSelection):
    do: Literal["show_trend"] = "show_trend"


class CompareLists(Act):
    """Selections side by side, by an indicator or by the headlines of all."""

    do: Literal["compare_lists"] = "compare_lists"
    sides: Annotated[tuple[Filter, ...], Field(min_length=2, max_length=MOST_SIDES)]
    kpi: Kpi = Kpi.OVERVIEW


class KeepPicture(OfSelection):
    """The picture or the report of an indicator, as a file."""

    do: Literal["keep_picture"] = "keep_picture"
    kpi: Kpi
    file: Literal["pdf", "png", "svg"]


class ChooseExport(OfSelection):
    """The form that chooses the columns of a file."""

    do: Literal["choose_export"] = "choose_export"


class ExportList(OfSelection):
    do: Literal["export_list"] = "export_list"
    format: Format = Format.CSV
    columns: tuple[Id, ...] | None = Field(default=None, min_length=1, max_length=100)
    """All where none are named."""
    limit: Annotated[int, Field(ge=1)] | None = None


# --- changes taken back --------------------------------------------------------------------------


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


# --- duplicates ----------------------------------------------------------------------------------


class OfGroup(Act):
    """Something done with a group of duplicates."""

    group: Id


class MergeGroup(OfGroup):
    do: Literal["merge_group"] = "merge_group"


class SetGroupAside(OfGroup):
    do: Literal["set_group_aside"] = "set_group_aside"


class NextGroups(Act):
    do: Literal["next_groups"] = "next_groups"
    after: Annotated[int, Field(ge=0, le=1_000_000)]


class ChooseValue(Act):
    """That record's value for a field of the merge that waits."""

    do: Literal["choose_value"] = "choose_value"
    merge: Id
    field: Id
    record: Id


# --- imports -------------------------------------------------------------------------------------


class OfImport(Act):
    """Something done with a file received or imported."""

    file: Id


class DecideDuplicates(OfImport):
    """What becomes of all its duplicates; without, people who asked to be erased are added."""

    do: Literal["decide_doubles"] = "decide_doubles"
    conflicts: Literal["update", "ignore", "force"] | None = None


class ChooseColumns(OfImport):
    do: Literal["choose_columns"] = "choose_columns"


class NameColumn(OfImport):
    """That column holds the names of the organisations."""

    do: Literal["name_column"] = "name_column"
    column: Annotated[int, Field(ge=0, le=500)]


class ChooseDuplicates(OfImport):
    do: Literal["choose_doubles"] = "choose_doubles"


class ResumeImport(OfImport):
    do: Literal["resume_import"] = "resume_import"


class UndoImport(OfImport):
    do: Literal["undo_import"] = "undo_import"


class ShowAdded(OfImport):
    do: Literal["show_added"] = "show_added"


class ImportReport(OfImport):
    do: Literal["import_report"] = "import_report"


# --- accounts and settings -----------------------------------------------------------------------


class ShowAccounts(Act):
    do: Literal["show_accounts"] = "show_accounts"


class InviteSomebody(Act):
    do: Literal["invite_somebody"] = "invite_somebody"


class ChangeOwn(Act):
    """One's own password, or the e-mail one logs in with."""

    do: Literal["change_own"] = "change_own"
    what: Literal["password", "email"]


class OfAccount(Act):
    """Something done to an account."""

    account: Id


class OpenAccount(OfAccount):
    do: Literal["open_account"] = "open_account"


class CloseAccount(OfAccount):
    do: Literal["close_account"] = "close_account"


class ReopenAccount(OfAccount):
    do: Literal["reopen_account"] = "reopen_account"


class ResetPassword(OfAccount):
    do: Literal["reset_password"] = "reset_password"


class GiveRole(OfAccount):
    do: Literal["give_role"] = "give_role"
    role: Literal["bénévole", "manager", "admin"]


class SettingsForm(Act):
    do: Literal["settings_form"] = "settings_form"
    about: Literal["mail", "sending", "planning"]


_OfRecords = (
    OpenRecord | EditRecord | CommentRecord | NoteAnswer | RecordHistory | MoreHistory
    | ChooseRecord
)  # fmt: skip
_OfLists = ShowList | ExportList | ChooseExport | UndoEntry | UndoLot | FinishLot | TakeBackLot
_OfFigures = ShowFigures | DefineFigures | ShowTrend | CompareLists | KeepPicture
_OfGroups = MergeGroup | SetGroupAside | NextGroups | ChooseValue
_OfImports = (
    DecideDuplicates | ChooseColumns | NameColumn | ChooseDuplicates | ResumeImport | UndoImport
    | ShowAdded | ImportReport
)  # fmt: skip
_OfAccounts = (
    ShowAccounts | InviteSomebody | ChangeOwn | OpenAccount | CloseAccount | ReopenAccount
    | ResetPassword | GiveRole | SettingsForm
)  # fmt: skip
_READER: TypeAdapter[Act] = TypeAdapter(
    Annotated[
        _OfRecords | _OfLists | _OfFigures | _OfGroups | _OfImports | _OfAccounts,
        Field(discriminator="do"),
    ]
)


def read(asked: Mapping[str, Any]) -> Act | None:
    """What a click asks for; None where it is no act, or none of today's."""
    try:
        text = json.dumps(asked)
        return _READER.validate_json(text) if len(text) <= LONGEST else None
    except (ValidationError, ValueError, RecursionError):
        return None
