"""Which variables of a mail people lack."""

from collections.abc import Collection, Mapping
from typing import Any

from core.campaigns.letters import Letters
from core.content.models import Mail
from core.content.variables import Uses, kept
from core.content.writing import lacking
from core.database import Document

ALWAYS_KEPT = frozenset({"source", "cree_le"})
"""Every mail says where the address comes from."""


_LACKING = "Sans valeur : "


def told(names: Collection[str]) -> str | None:
    """Why a row is not mailed whose person lacks these variables; None where none lacks."""
    return f"{_LACKING}{', '.join(sorted(names))}" if names else None


def said(reason: str | None) -> list[str]:
    """The variables that such a reason names."""
    given = reason or ""
    return given.removeprefix(_LACKING).split(", ") if given.startswith(_LACKING) else []


class Lacks:
    """Which variables people lack; those who have the same fields lack the same ones."""

    def __init__(self, letters: Letters, mail: Mail, uses: Uses) -> None:
        self._letters, self._mail, self._uses = letters, mail, uses
        self._known: dict[tuple[object, ...], frozenset[str]] = {}

    @property
    def deciding(self) -> bool:
        """Whether a value decides, and not only that there is one."""
        return bool(self._uses.deciding)

    def of(self, values: Mapping[str, Any]) -> frozenset[str]:
        """The variables without a value nor a fallback in the mail of who has these values."""
        present = frozenset(values) & self._uses.fields
        key = (present, *(str(values.get(name)) for name in sorted(self._uses.deciding)))
        if key not in self._known:
            letter = self._letters.letter(values, "mailto:a@exemple.fr")
            self._known[key] = lacking(self._mail, values, letter)
        return self._known[key]


def values_of(document: Document, fields: frozenset[str]) -> dict[str, Any]:
    """The values of a record that a mail uses, frozen."""
    return kept({**document, "prospect_id": document["_id"]}, fields | ALWAYS_KEPT)
