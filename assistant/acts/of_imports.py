"""Acts about files received or imported."""

from typing import Annotated, Literal

from pydantic import Field

from assistant.acts.base import Act, Id


class AskForFile(Act):
    """An invitation to drop a file."""

    do: Literal["ask_for_file"] = "ask_for_file"


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
    """That column holds the names of the organisations, or of people who have none."""

    do: Literal["name_column"] = "name_column"
    column: Annotated[int, Field(ge=0, le=500)]
    meaning: Literal["nom_structure", "personne_sans_structure"] = "nom_structure"


class ReadAs(OfImport):
    """The reading of a file whose letters may be read in two ways."""

    do: Literal["read_as"] = "read_as"
    encoding: Literal["cp1252", "cp850", "mac_roman"]


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
