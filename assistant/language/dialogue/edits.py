"""Changes of the filter in force, as data, and the one pure function that applies them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.language.grammar.conditions import (
    DAY_KEYS,
    EXCLUDED,
    LIST_KEYS,
    PLACE_KEYS,
    PRESENCE_KEYS,
    TEXT_KEYS,
)
from core.prospects.filters import DateRange, Filter, NumberRange
from core.vocabulary.places import DEPARTEMENTS, communes_named
from core.vocabulary.values import Response, Status

Values = dict[str, Any]
KEY_GROUPS: dict[str, tuple[str, ...]] = {
    "lieu": PLACE_KEYS,
    "presence": PRESENCE_KEYS,
    "quantity": ("adherents", "followers"),
}
_RIVALS = {"statut": "retour", "retour": "statut"}
"""An answer may take the place of a status, and a status of an answer."""
_MOST = 10**9


@dataclass(frozen=True)
class Reset:
    """Nothing constrains any more."""


@dataclass(frozen=True)
class DropKey:
    """The key, or group of keys, constrains no more."""

    key: str


@dataclass(frozen=True)
class DropValues:
    """These values are neither wanted nor excluded any more."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class DropFields:
    """Neither the presence nor the absence of these fields matters any more."""

    fields: tuple[Any, ...]


@dataclass(frozen=True)
class Want:
    """Any of these values: beside those in force where `grows`, else in their place."""

    key: str
    values: tuple[Any, ...]
    grows: bool = False
    instead: bool = False
    """In place of the rival key too."""
    within: bool = False
    """A place inside the one in force, which stays."""


@dataclass(frozen=True)
class Exclude:
    """None of these values, of a list key or of a text's."""

    key: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class ExcludeDays:
    """Not on these days."""

    key: str
    dates: DateRange


@dataclass(frozen=True)
class Fields:
    """These fields are needed (`avec`), lacking (`sans`), or one of them needed (`avec_un_de`)."""

    key: str
    fields: tuple[Any, ...]
    instead: bool = False
    alone: bool = True
    """The only one of the turn: "ou un mail" joins what is needed already."""


@dataclass(frozen=True)
class Set:
    """One plain value: consent, text, campaign, delay, days of a record."""

    key: str
    value: Any


@dataclass(frozen=True)
class Bounds:
    """A whole interval of members, or of followers of each network."""

    key: str
    span: NumberRange
    networks: tuple[Any, ...] = ()
    joins: bool = False
    """The other end in force stays."""
    grows: bool = False
    """Other networks in force stay."""


@dataclass(frozen=True)
class Side:
    """One bound of the interval in force moved to a value, or dropped where that is None."""

    side: str
    value: int | None


@dataclass(frozen=True)
class Dates:
    """Days of the last contact."""

    dates: DateRange
    joins: bool = False
    beside: bool = False
    """A status said as well stays."""


@dataclass(frozen=True)
class Union:
    """What was said before the last change as well: either of the values, all of the fields."""

    before: Filter


@dataclass(frozen=True)
class Invert:
    """The contrary of what the last change said."""

    before: Filter


@dataclass(frozen=True)
class OneOf:
    """One of the needed fields suffices; none of them may be there where `neither`."""

    before: Filter
    neither: bool = False


Edit = (
    Reset | DropKey | DropValues | DropFields | Want | Exclude | ExcludeDays | Fields | Set | Bounds
    | Side | Dates | Union | Invert | OneOf
)  # fmt: skip


def apply(before: Filter, edits: Iterable[Edit]) -> Filter:
    """The filter after these edits, in their order. An edit touches no other key than its own."""
    draft = _Draft(_as_values(before))
    for edit in edits:
        draft.take(edit)
    return draft.filter()


def _as_values(filters: Filter) -> Values:
    values: Values = {key: value for key, value in filters if value is not None}
    if filters.exclure is not None:
        values["exclure"] = {key: value for key, value in filters.exclure if value is not None}
    if filters.followers is not None:
        values["followers"] = dict(filters.followers)
    return values


_ONE_EACH = frozenset(
    ("type_prospect", "region", "departement", "ville", "pays", "statut", "retour")
)
"""Keys of which a prospect has one value."""


def _added(before: Iterable[Any], more: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*before, *more)))


class _Draft:
    def __init__(self, values: Values) -> None:
        self.values = values

    def filter(self) -> Filter:
        if len(self.values.get("avec_un_de", ())) == 1:
            self.values["avec"] = _added(self.values.get("avec", ()), self.values.pop("avec_un_de"))
        excluded = self.values.get("exclure", {})
        self.values["exclure"] = {
            key: left for key, value in excluded.items() if (left := self._constraining(key, value))
        }
        kept = {key: value for key, value in self.values.items() if value not in (None, (), {}, [])}
        return Filter.model_validate(kept)

    def _constraining(self, key: str, excluded: Any) -> Any:
        """ "les MJC, pas les bars": who is one kind is not the other, that goes without saying."""
        wanted = self.values.get(key) if key in _ONE_EACH else None
        return tuple(value for value in excluded if value in wanted) if wanted else excluded

    @property
    def excluded(self) -> Values:
        found: Values = self.values.setdefault("exclure", {})
        return found

    def take(self, edit: Edit) -> None:
        match edit:
            case Reset():
                self.values = {}
            case DropKey(key):
                self.drop_key(key)
            case DropValues(key, values):
                self.drop_values(key, values)
            case DropFields(fields):
                self.drop_fields(fields)
            case Want() | Exclude() | ExcludeDays() | Fields() | Set():
                self.take_value(edit)
            case Bounds() | Side() | Dates():
                self.take_bounds(edit)
            case Union() | Invert() | OneOf():
                self.take_recall(edit)

    def take_value(self, edit: Want | Exclude | ExcludeDays | Fields | Set) -> None:
        match edit:
            case Want():
                self.want(edit)
            case Exclude(key, values):
                self.exclude(key, values)
            case ExcludeDays(key, dates):
                self.excluded[key] = dates
            case Fields():
                self.fields(edit)
            case Set(key, value):
                self.set(key, value)

    def take_bounds(self, edit: Bounds | Side | Dates) -> None:
        match edit:
            case Bounds():
                self.bounds(edit)
            case Side():
                self.side(edit)
            case Dates():
                self.dates(edit)

    def take_recall(self, edit: Union | Invert | OneOf) -> None:
        match edit:
            case Union(before):
                self.union(before)
            case Invert(before):
                self.invert(before)
            case OneOf():
                self.one_of(edit)

    # -- lists

    def drop_key(self, key: str) -> None:
        if key == "exclure":
            self.values.pop("exclure", None)
        elif key.startswith(EXCLUDED):
            self.excluded.pop(key.removeprefix(EXCLUDED), None)
        else:
            for name in KEY_GROUPS.get(key, (key,)):
                self.values.pop(name, None)
                self.excluded.pop(name, None)

    def drop_values(self, key: str, values: tuple[Any, ...]) -> None:
        for where in (self.values, self.excluded):
            if key in where:
                where[key] = tuple(value for value in where[key] if value not in values)

    def want(self, edit: Want) -> None:
        key = edit.key
        self.excluded[key] = tuple(v for v in self.excluded.get(key, ()) if v not in edit.values)
        if edit.instead:
            self.values.pop(_RIVALS.get(key, ""), None)
        if key in PLACE_KEYS and not edit.grows and not edit.within:
            for name in PLACE_KEYS:
                self.values.pop(name, None)
                self.excluded.pop(name, None)
        if edit.values == (Status.JAMAIS_CONTACTE,) and not edit.grows:
            self.values.pop("dernier_contact", None)  # who was never contacted has no such day
        before = self.values.get(key, ()) if edit.grows else ()
        if key in PLACE_KEYS and edit.grows and _covers(key, edit.values, self.values):
            for name in PLACE_KEYS:
                self.values.pop(name, None)
            before = ()
        self.values[key] = _added(before, edit.values)

    def set(self, key: str, value: Any) -> None:
        self.values[key] = value
        if key in TEXT_KEYS:
            self.excluded[key] = tuple(v for v in self.excluded.get(key, ()) if v != value)
        elif key in DAY_KEYS and self.excluded.get(key) == value:
            self.excluded.pop(key)

    def exclude(self, key: str, values: tuple[Any, ...]) -> None:
        if key in TEXT_KEYS:
            if self.values.get(key) in values:
                self.values.pop(key)
            self.excluded[key] = _added(self.excluded.get(key, ()), values)
            return
        wanted = self.values.get(key, ())
        left = tuple(value for value in wanted if value not in values)
        if len(left) < len(wanted):
            self.values[key] = left
        else:
            self.excluded[key] = _added(self.excluded.get(key, ()), values)

    # -- fields

    def fields(self, edit: Fields) -> None:
        if edit.instead:
            for key in PRESENCE_KEYS:
                self.values.pop(key, None)
        for other in PRESENCE_KEYS:
            if other != edit.key and {other, edit.key} != {"avec", "avec_un_de"}:
                self._take_fields(other, edit.fields)
        if edit.key == "avec_un_de":
            needed = self.values.get("avec", ())
            enough = self.values.pop("avec_un_de", ())
            if edit.alone and not enough and len(edit.fields) == 1 and len(needed) == 1:
                enough = self.values.pop("avec")
            self._take_fields("avec", edit.fields)
            self.values["avec_un_de"] = _added(enough, edit.fields)
            return
        self.values[edit.key] = _added(self.values.get(edit.key, ()), edit.fields)

    def _take_fields(self, key: str, fields: tuple[Any, ...]) -> None:
        if key in self.values:
            self.values[key] = tuple(field for field in self.values[key] if field not in fields)

    def drop_fields(self, fields: tuple[Any, ...]) -> None:
        for key in PRESENCE_KEYS:
            self._take_fields(key, fields)
        followers = self.values.get("followers")
        if followers:
            self.values["followers"] = {k: v for k, v in followers.items() if k not in set(fields)}
        if "nb_adherents" in fields:
            self.values.pop("adherents", None)

    # -- intervals

    def bounds(self, edit: Bounds) -> None:
        if edit.key != "followers":
            span = edit.span
            self.values[edit.key] = _joined(self.values.get(edit.key), span) if edit.joins else span
            return
        before = self.values.get("followers", {})
        said = {
            network: _joined(before.get(network), edit.span) if edit.joins else edit.span
            for network in edit.networks
        }
        self.values["followers"] = {**(before if edit.grows else {}), **said}

    def side(self, edit: Side) -> None:
        key = "followers" if "followers" in self.values and "adherents" not in self.values else ""
        if key:
            moved = {n: _moved(s, edit) for n, s in self.values["followers"].items()}
            self.values["followers"] = {n: s for n, s in moved.items() if s is not None}
        else:
            self.values["adherents"] = _moved(self.values.get("adherents"), edit)

    def dates(self, edit: Dates) -> None:
        before: DateRange | None = self.values.get("dernier_contact")
        dates = edit.dates
        if edit.joins and before is not None:
            dates = DateRange(apres=dates.apres or before.apres, avant=dates.avant or before.avant)
        if self.values.get("statut") == (Status.CONTACTE,) and not edit.beside:
            self.values.pop("statut")  # the date says it all
        self.values["dernier_contact"] = dates

    # -- of the two last filters

    def union(self, before: Filter) -> None:
        earlier, lists = _as_values(before), dict(self.values)
        for key in (*LIST_KEYS, "avec", "sans"):
            if key in self.values and key in earlier:
                self.values[key] = _added(earlier[key], self.values[key])
        if "followers" in self.values and "followers" in earlier:
            self.values["followers"] = {**earlier["followers"], **self.values["followers"]}
        if not any(key in self.values for key in ("avec", "avec_un_de")):
            return
        if any(self.values.get(key) != lists.get(key) for key in LIST_KEYS):
            return  # the two are of those, and what is needed stays as it is
        needed = _added(earlier.get("avec", ()), self.values.get("avec", ()))
        if earlier.get("avec_un_de") == self.values.get("avec_un_de"):
            needed = _added(needed, self.values.pop("avec_un_de", ()))
        elif "avec_un_de" in self.values:
            needed = _added(self.values.get("avec", ()), self.values.pop("avec_un_de"))
        if needed:
            self.values["avec"] = needed

    def invert(self, before: Filter) -> None:
        earlier = _as_values(before)
        said = {k for k, v in self.values.items() if v not in (None, (), {}, [])}
        changed = {k for k in said if earlier.get(k) != self.values[k]} or said
        kinds = [kind for kind in _INVERTED if changed & set(kind)]
        keys = [key for key in (kinds[0] if kinds else ()) if key in changed]
        if "avec" in keys or "sans" in keys:
            self._swap_fields(keys)
            return
        for key in keys:
            self._invert_key(key, earlier)

    def _swap_fields(self, keys: Sequence[str]) -> None:
        """ "un site mais pas de mail": each goes to the other side, at once."""
        moved = {key: tuple(self.values[key]) for key in keys}
        for key, gone in moved.items():
            self._take_fields(key, gone)
        for key, come in moved.items():
            other = "sans" if key == "avec" else "avec"
            self.values[other] = _added(self.values.get(other, ()), come)

    def _invert_key(self, key: str, earlier: Values) -> None:
        if key in {"accepte_contact", "mobile"}:
            self.values[key] = not self.values[key]
        elif key == "adherents":
            self.values[key] = _outside(self.values[key])
        elif key == "followers":
            self.values[key] = {n: _outside(span) for n, span in self.values[key].items()}
        elif key in LIST_KEYS or key in DAY_KEYS:
            self.excluded[key] = self.values.pop(key)
        elif key in TEXT_KEYS:
            self.excluded[key] = (self.values.pop(key),)
        elif key == "exclure":
            for name, values in dict(self.values["exclure"]).items():
                if earlier.get("exclure", {}).get(name) != values:
                    self._want_excluded(name)

    def _want_excluded(self, name: str) -> None:
        if name not in TEXT_KEYS:
            self.values[name] = self.excluded.pop(name)
        elif len(self.excluded[name]) == 1:  # several texts cannot be wanted at once
            (self.values[name],) = self.excluded.pop(name)

    def one_of(self, edit: OneOf) -> None:
        earlier = _as_values(edit.before)
        fields = self.values.get("avec", ())
        if len(fields) < _TWO:
            fields = _added(earlier.get("avec", ()), fields)
        fields = _added(fields, self.values.get("avec_un_de", ()))
        fields = fields or _added(earlier.get("sans", ()), self.values.get("sans", ()))
        if not fields:
            return
        for key in ("avec", "avec_un_de", "sans"):
            self._take_fields(key, fields)
        if edit.neither:
            self.values["sans"] = _added(self.values.get("sans", ()), fields)
        else:
            self.values["avec_un_de"] = fields


_TWO = 2
_INVERTED: tuple[tuple[str, ...], ...] = (
    ("avec", "sans"), ("accepte_contact",), ("adherents", "followers"), ("exclure",),
    ("statut", "retour"), ("tranche_public",), ("mobile",), ("domaine",), ("tag",),
    ("code_postal",), TEXT_KEYS, DAY_KEYS, ("type_prospect",), PLACE_KEYS,
)  # fmt: skip
"""Of several conditions said at once, the contrary is that of the first of these."""


def _joined(before: NumberRange | None, span: NumberRange) -> NumberRange:
    if before is None:
        return span
    low = span.min if span.min is not None else before.min
    high = span.max if span.max is not None else before.max
    if low is not None and high is not None and low > high:
        return span
    return NumberRange(min=low, max=high)


def _moved(before: NumberRange | None, edit: Side) -> NumberRange | None:
    low, high = (before.min, before.max) if before else (None, None)
    if edit.side == "min":
        low = edit.value
    else:
        high = edit.value
    if low is not None and high is not None and low > high:
        low, high = (low, None) if edit.side == "min" else (None, high)
    return NumberRange(min=low, max=high) if (low, high) != (None, None) else None


def _outside(span: NumberRange) -> NumberRange:
    if span.max is None and span.min:
        return NumberRange(max=span.min - 1)
    if span.min is None and span.max is not None:
        return NumberRange(min=span.max + 1)
    return span


def _covers(key: str, values: tuple[Any, ...], before: Values) -> bool:
    """Whether the place holds all those in force: "élargis à toute la Bretagne"."""
    if key == "departement":
        towns = before.get("ville", ())
        if before.get("departement") or before.get("region") or not towns:
            return False
        return all({c.departement for c in communes_named(t)} & set(values) for t in towns)
    if key != "region" or before.get("pays"):
        return False
    codes = set(before.get("departement", ()))
    for town in before.get("ville", ()):
        codes |= {commune.departement for commune in communes_named(town)[:1]}
    known = [code for code in codes if code in DEPARTEMENTS]
    return bool(known) and all(DEPARTEMENTS[code].region in values for code in known)


ANSWERED = (Response.POSITIF, Response.NEGATIF)
