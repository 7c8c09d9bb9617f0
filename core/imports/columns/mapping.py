"""Which column fills which field, from its heading, or from its content where there is none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.imports.columns import headings as h
from core.imports.columns.guessing import guess
from core.imports.files.splitting import Record
from core.imports.models import FileRefused, Refusal

# Parts of fields, as a mapping shows them to the user.
_SHOWN = {
    h.NOM: "nom_contact",
    h.PRENOM: "nom_contact",
    h.PRENOM_CONTACT: "nom_contact",
    h.NOM_FAMILLE: "nom_contact",
    h.CONTACTE: "statut",
    h.OPPOSITION: "accepte_contact",
    h.ABONNEMENT: "accepte_contact",
}
_LISTMONK = frozenset({"uuid", "attributes"})


@dataclass(frozen=True)
class Column:
    """One column: its place from 0, its label in reports, and what it means."""

    index: int
    label: str
    meaning: str | None
    """A field, or a part of one (see `headings`)."""

    @property
    def field(self) -> str | None:
        """The canonical field, None where the column is kept nowhere."""
        return _SHOWN.get(self.meaning, self.meaning) if self.meaning else None


@dataclass(frozen=True)
class Columns:
    """The mapping of a file."""

    columns: tuple[Column, ...]
    width: int

    def shown(self) -> dict[str, str | None]:
        """The contract's {heading: canonical or null}."""
        return {column.label: column.field for column in self.columns}

    def meaning(self, *meanings: str) -> list[int]:
        """The places of the columns of these meanings, in the file's order."""
        return [column.index for column in self.columns if column.meaning in meanings]

    @property
    def has_types(self) -> bool:
        """Whether a column of types exists."""
        return bool(self.meaning("type_prospect"))

    def refuse_if_lacking(self) -> None:
        """FileRefused where no column can hold a name, or none a place."""
        fields = {column.field for column in self.columns}
        lacking = []
        if not fields & {"nom_structure", "nom_contact"}:
            lacking.append("nom_structure")
        if not fields & {"ville", "adresse", "code_postal"}:
            lacking.append("ville")
        if lacking:
            raise FileRefused(Refusal.MISSING_COLUMN, _lacking(lacking), tuple(lacking))


def _lacking(fields: list[str]) -> str:
    names = {
        "nom_structure": "le nom de la structure (« nom_structure »)",
        "ville": "la ville, l'adresse ou le code postal (« ville »)",
    }
    wanted = " et ".join(names[name] for name in fields)
    return (
        f"Il manque à ce fichier une colonne pour {wanted}. Ajoutez-la, ou corrigez son titre, "
        "et envoyez le fichier de nouveau."
    )


def from_headings(texts: tuple[str, ...], sample: Sequence[Record] = ()) -> Columns:
    """The mapping that headings give. Columns without a heading are shown if they hold something,
    as far as the sample tells, so that nothing is left out in silence."""
    meanings = [h.meaning(text) for text in texts]
    if {h.heading_key(text) for text in texts} >= _LISTMONK:
        meanings = [h.ABONNEMENT if m == "statut" else m for m in meanings]
    if "nom_structure" not in meanings and h.PRENOM not in meanings:
        meanings = ["nom_structure" if m == h.NOM else m for m in meanings]
    columns = zip(_labels(texts), texts, meanings, strict=True)
    kept = tuple(
        Column(index, label, meaning)
        for index, (label, text, meaning) in enumerate(columns)
        if text or any(_holds(record, index) for record in sample)
    )
    return Columns(kept, len(texts))


def _holds(record: Record, index: int) -> bool:
    cells = record.cells or []
    return index < len(cells) and bool(cells[index].strip())


def _labels(texts: tuple[str, ...]) -> list[str]:
    """Headings as keys: the second 'Nom' is 'Nom#2'."""
    seen: Counter[str] = Counter()
    labels = []
    for text in texts:
        seen[text] += 1
        labels.append(text if seen[text] == 1 else f"{text}#{seen[text]}")
    return labels


# Without headings

_SURE = 0.5
_NUMBERED = frozenset({"departement", "nb_adherents"})


def from_content(sample: list[Record], width: int) -> Columns:
    """The mapping that the first rows give: a column of e-mails is the e-mail."""
    looks = [_look(sample, index) for index in range(width)]
    chosen: dict[str, int] = {}
    for index, (field, share) in enumerate(looks):
        best = chosen.get(field or "")
        if field == "texte" or field is None:
            continue
        # Names, which may look like types, come before types.
        later = field == "type_prospect" and best is not None and share == looks[best][1]
        if best is None or later or share > looks[best][1]:
            chosen[field] = index
    towns = [index for index, (field, _) in enumerate(looks) if field == "ville"]
    texts = [index for index, (field, _) in enumerate(looks) if field == "texte"]
    # "Ludothèque B" looks like a type beside a column of types.
    types = [index for index, (field, _) in enumerate(looks) if field == "type_prospect"]
    names = texts or [index for index in types if index != chosen["type_prospect"]]
    if names:
        chosen["nom_structure"] = names[0]
    elif len(towns) > 1:
        # Names such as "La Grange" are towns too.
        after = [i for i in towns if i and looks[i - 1][0] == "code_postal"]
        chosen["ville"] = after[0] if after else towns[-1]
        chosen["nom_structure"] = next(i for i in towns if i != chosen["ville"])
    by_index = {index: field for field, index in chosen.items()}
    columns = tuple(Column(i, f"Colonne {i + 1}", by_index.get(i)) for i in range(width))
    return Columns(columns, width)


def _look(sample: list[Record], index: int) -> tuple[str | None, float]:
    """What most cells of a column look like, and their share."""
    cells = [r.cells[index] for r in sample if r.cells and index < len(r.cells)]
    cells = [cell for cell in cells if cell.strip()]
    looks = Counter(found for cell in cells if (found := guess(cell)))
    if not looks:
        return None, 0.0
    # Names hold types: of as many of both, the column is one of names ("MJC A", "MJC B").
    field, count = max(looks.items(), key=lambda pair: (pair[1], pair[0] == "texte"))
    if field in _NUMBERED and _is_numbering(cells):
        return None, 0.0
    # Names hold towns, types and streets: text that is mostly nothing else is a name.
    if count < len(cells) * _SURE or field == "date_dernier_contact":
        return ("texte", 0.0) if field != "date_dernier_contact" and len(looks) > 1 else (None, 0.0)
    return field, count / len(cells)


def _is_numbering(cells: list[str]) -> bool:
    numbers = [cell.strip() for cell in cells]
    return len(numbers) > 1 and numbers == [
        str(int(numbers[0]) + rank) if numbers[0].isdecimal() else ""
        for rank in range(len(numbers))
    ]
