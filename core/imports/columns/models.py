"""A file's columns and the fields that they fill."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.imports.columns import headings as h
from core.imports.refusals import missing_columns
from core.vocabulary.text import fold

# Parts of fields, as a mapping shows them to the user.
_SHOWN = {
    h.NOM: "nom_contact",
    h.PRENOM: "nom_contact",
    h.PRENOM_CONTACT: "nom_contact",
    h.NOM_FAMILLE: "nom_contact",
    h.PERSONNE: "nom_structure",
    h.CONTACTE: "statut",
    h.OPPOSITION: "accepte_contact",
    h.ABONNEMENT: "accepte_contact",
    h.REBOND: "accepte_contact",
    **dict.fromkeys(h.ADDRESS_PARTS, "adresse"),
}
_MOST_EXAMPLES = 3
_LONGEST_EXAMPLE = 60

Cells = Sequence[str]


@dataclass(frozen=True)
class Column:
    """One column: its place from 0, its label in reports, and what it means."""

    index: int
    label: str
    meaning: str | None
    """A field, or a part of one (see `headings`)."""
    rank: int = 0
    """Of several columns of e-mails or telephones, the smallest is the main one's."""

    @property
    def field(self) -> str | None:
        """The canonical field, None where the column is stored nowhere."""
        return _SHOWN.get(self.meaning, self.meaning) if self.meaning else None


@dataclass(frozen=True)
class ColumnPreview(Column):
    """A column as it is shown, with some of its cells."""

    examples: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether that is its label, but for case, accents and punctuation."""
        return fold(self.label) == fold(name)


@dataclass(frozen=True)
class Columns:
    """The mapping of a file."""

    columns: tuple[Column, ...]
    width: int
    month_first: bool = False
    """Whether its dates are written as Americans do."""

    def shown(self) -> dict[str, str | None]:
        """The contract's {heading: canonical or null}."""
        return {column.label: column.field for column in self.columns}

    def meaning(self, *meanings: str) -> list[int]:
        """The places of the columns of these meanings, in the file's order."""
        return [column.index for column in self.columns if column.meaning in meanings]

    @property
    def has_types(self) -> bool:
        return bool(self.meaning("type_prospect"))

    def ranked(self, meaning: str) -> list[int]:
        """The places of the columns of a meaning, the main one first."""
        found = [column for column in self.columns if column.meaning == meaning]
        return [column.index for column in sorted(found, key=lambda c: (c.rank, c.index))]

    def require_name_and_place(self, sample: Sequence[Cells]) -> None:
        """FileRefused where no column can hold a name, or none a place; and where none holds the
        organisation's name while one that is not known might."""
        fields = {column.field for column in self.columns}
        missing = []
        if "nom_structure" not in fields and (
            "nom_contact" not in fields or self.may_be_names(sample)
        ):
            missing.append("nom_structure")
        if not fields & {"ville", "adresse", "code_postal"}:
            missing.append("ville")
        if missing:
            raise missing_columns(missing, [column.label for column in self.columns])

    def may_be_names(self, sample: Sequence[Cells]) -> list[Column]:
        """The columns that nothing tells the meaning of, and whose cells are words, most of them
        different."""
        return [
            column
            for column in self.columns
            if column.meaning is None and _are_names(filled_cells(sample, column.index))
        ]

    def previews(self, sample: Sequence[Cells]) -> list[ColumnPreview]:
        """The columns with some of their cells, taken from the first rows."""
        return [
            ColumnPreview(c.index, c.label, c.meaning, c.rank, _examples(c.index, sample))
            for c in self.columns
        ]


def filled_cells(sample: Sequence[Cells], index: int) -> list[str]:
    """The cells of a column that hold something."""
    return [cells[index] for cells in sample if index < len(cells) and cells[index].strip()]


def _are_names(cells: Sequence[str]) -> bool:
    words = [cell for cell in cells if any(char.isalpha() for char in cell) and "@" not in cell]
    return len(words) * 2 > len(cells) and len({*words}) * 2 > len(words)


def _examples(index: int, sample: Sequence[Cells]) -> tuple[str, ...]:
    cut = (cell.strip()[:_LONGEST_EXAMPLE] for cell in filled_cells(sample, index))
    return tuple(dict.fromkeys(cut))[:_MOST_EXAMPLES]
