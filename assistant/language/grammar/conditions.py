"""One condition said in a sentence, and its contrary."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.prospects.filters import DateRange, NumberRange

LIST_KEYS = (
    "type_prospect", "region", "departement", "ville", "pays", "statut", "retour", "tranche_public",
    "code_postal", "domaine", "tag",
)  # fmt: skip
TEXT_KEYS = ("source", "nom_commence")
"""Keys of one text, of which several may be excluded."""
DAY_KEYS = ("ajoute", "modifie")
"""Keys of days, which may be excluded as a whole."""
PLACE_KEYS = ("region", "departement", "ville", "pays")
PRESENCE_KEYS = ("avec", "sans", "avec_un_de")
EXCLUDED = "exclure."
"""Before a list key: its values in `exclure`, all of them."""
_FAMILIES = dict.fromkeys(PLACE_KEYS, "place") | dict.fromkeys(PRESENCE_KEYS, "presence")


@dataclass(frozen=True)
class Condition:
    """A filter's key and what it must hold: a tuple for lists, else the value itself."""

    key: str
    value: Any
    excluded: bool = False
    word: str = ""

    @property
    def family(self) -> str:
        """Conditions of one family are alternatives of each other: two towns, two types."""
        return _FAMILIES.get(self.key, self.key)

    @property
    def symbol(self) -> str:
        """The name that patterns know it by."""
        return "c." + self.family.replace("_", "")

    def negated(self) -> "tuple[Condition, ...]":
        """What must hold for this one not to; nothing where the filter cannot say it."""
        if self.key in LIST_KEYS:
            return (Condition(self.key, self.value, not self.excluded, self.word),)
        if self.key in {"avec", "sans"}:
            return (Condition("sans" if self.key == "avec" else "avec", self.value),)
        if self.key == "avec_un_de":
            return (Condition("sans", self.value),)
        if self.key in {"accepte_contact", "mobile"}:
            return (Condition(self.key, not self.value),)
        if self.key in {"adherents", "delai_reponse", "quantity"}:
            return tuple(Condition(self.key, span) for span in _outside(self.value))
        if self.key == "followers":
            return tuple(
                Condition(self.key, {name: outside})
                for name, span in self.value.items()
                for outside in _outside(span)
            )
        if self.key == "dernier_contact":
            return tuple(Condition(self.key, dates) for dates in _other_days(self.value))
        return ()


def _outside(span: NumberRange) -> tuple[NumberRange, ...]:
    if span.min is None and span.max is not None:
        return (NumberRange(min=span.max + 1),)
    if span.max is None and span.min:
        return (NumberRange(max=span.min - 1),)
    return ()


def _other_days(dates: DateRange) -> tuple[DateRange, ...]:
    if dates.apres is None and dates.avant is not None:
        return (DateRange(apres=dates.avant + timedelta(days=1)),)
    if dates.avant is None and dates.apres is not None:
        return (DateRange(avant=dates.apres - timedelta(days=1)),)
    return ()
