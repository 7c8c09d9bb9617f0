"""Merges what a turn says into the filter that earlier turns left in force."""

import re
from datetime import date
from typing import Any

from assistant.language.conditions import (
    EXCLUDED,
    LIST_KEYS,
    PLACE_KEYS,
    PRESENCE_KEYS,
    Condition,
)
from assistant.language.dates import Bounds
from assistant.language.evidence import residue
from assistant.language.extract import Change, Said
from core.prospects.filters import DateRange, Filter, KnownField, NumberRange
from core.vocabulary.places import DEPARTEMENTS, communes_named
from core.vocabulary.values import Network, ProspectType, Status

Values = dict[str, Any]

_AND = re.compile(r"(?:et|mais|qui|ceux qui|celles qui) ")
_CONTACTED_BUT = re.compile(r"<c\.statut>(?: (?:mais|qui|et qui|,|toujours|encore))* <c\.statut>")
# "enlève la région Bretagne" speaks of a condition; where there is none (a chip of an older
# answer was clicked), there is nothing to take off, and nobody to leave out either.
_NAMED_CONDITION = re.compile(r"\b(?:region|departement|ville(?: de)?|pays) <c\.place>")
# What a filter cannot hold as one of several fields that would do.
_ALWAYS_NEEDED = frozenset(KnownField)
# "non, ceux qui ont dit oui": an answer takes the place of a status, and a status of an answer.
_RIVALS = {"statut": "retour", "retour": "statut"}
_KEY_GROUPS: dict[str, tuple[str, ...]] = {
    "lieu": PLACE_KEYS,
    "presence": PRESENCE_KEYS,
    "retour": ("retour",),
}


def merge(before: Filter, said: Said, today: date) -> Filter:
    """The whole filter that results from this turn."""
    values = {} if said.clear else _as_values(before)
    if said.everywhere:
        _drop(values, "lieu")
    for key in said.dropped:
        _drop(values, key)
    _Merge(values, said, today).apply()
    return _as_filter(values)


def _as_values(filters: Filter) -> Values:
    values: Values = {key: value for key, value in filters if value is not None}
    if filters.exclure is not None:
        values["exclure"] = {key: value for key, value in filters.exclure if value is not None}
    if filters.followers is not None:
        values["followers"] = dict(filters.followers)
    return values


def _as_filter(values: Values) -> Filter:
    kept = {key: value for key, value in values.items() if value not in (None, (), {}, [])}
    return Filter.model_validate(kept)


def _drop(values: Values, key: str) -> None:
    if key.startswith(EXCLUDED):
        _excluded(values).pop(key.removeprefix(EXCLUDED), None)
        return
    for name in _KEY_GROUPS.get(key, (key,)):
        values.pop(name, None)
        _excluded(values).pop(name, None)


def _excluded(values: Values) -> Values:
    excluded: Values = values.setdefault("exclure", {})
    return excluded


class _Merge:
    """One turn's changes, in order. A key is replaced at its first mention, then grows."""

    def __init__(self, values: Values, said: Said, today: date) -> None:
        self.values = values
        self.today = today
        self.said = said
        self.touched: set[str] = set()
        self.excluded: set[str] = set()
        self.denied: set[str] = set()

    def apply(self) -> None:
        for change in self._ordered():
            condition = self._resolved(change.condition)
            match change.mode:
                case "except" | "not":
                    for contrary in condition.negated():
                        self._say(contrary, change.mode)
                case "other":
                    self._correct(condition)
                case "remove":
                    self._remove(condition)
                case "swap":
                    self._forget(condition)
                case "restore":
                    self._restore(condition)
                case "either":
                    self._either(condition)
                case _:
                    self._say(condition, change.mode)
        self._tidy()
        self._tidy_statuses()

    def _ordered(self) -> list[Change]:
        """What is taken out goes first: "pas les MJC, les ludothèques"."""
        return sorted(self.said.changes, key=lambda change: change.mode not in {"remove", "swap"})

    def _resolved(self, condition: Condition) -> Condition:
        """A quantity without its unit takes the one in force, else the type's."""
        if condition.key == "quantity":
            return self._with_unit(condition)
        if condition.key == "followers" and condition.word == "implicit":
            return self._with_network(condition)
        if condition.key == "network":
            return self._of_network(condition)
        if condition.key == "date":
            return self._of_contact(condition)
        if condition.key == "number":
            return self._with_bound(condition.value)
        if condition.key == "adherents" and condition.word == "bare":
            before = self.values.get("adherents")
            return Condition("adherents", _moved(before, condition.value.min) or condition.value)
        return condition

    def _with_bound(self, number: int) -> Condition:
        """ "non, 300": the comparison in force, with another number."""
        followers = self.values.get("followers") or {}
        members = _moved(self.values.get("adherents"), number)
        if members is not None and not followers:
            return Condition("adherents", members)
        spans = {network: _moved(span, number) for network, span in followers.items()}
        if len(spans) == 1 and None not in spans.values() and "adherents" not in self.values:
            return Condition("followers", spans)
        return Condition("nothing", None)

    def _with_unit(self, condition: Condition) -> Condition:
        followers = self.values.get("followers")
        types = self.values.get("type_prospect") or ()
        if followers and "adherents" not in self.values:
            return Condition("followers", dict.fromkeys(followers, condition.value))
        if types == (ProspectType.INFLUENCEUR,) and "adherents" not in self.values:
            return Condition("followers", {"total": condition.value})
        return Condition("adherents", condition.value)

    def _of_network(self, condition: Condition) -> Condition:
        """ "et sur youtube ?": the same number there, else simply an account."""
        before = self.values.get("followers")
        if before and len(before) == 1:
            network, span = next(iter(before.items()))
            self._change_account(network, condition.value)
            return Condition("followers", {Network(name): span for name in condition.value})
        return Condition("avec", condition.value)

    def _change_account(self, network: str, fields: tuple[Any, ...]) -> None:
        """The account that came with the number goes with it."""
        accounts = self.values.get("avec", ())
        if network in accounts:
            others = (field for field in accounts if field != network)
            self.values["avec"] = tuple(dict.fromkeys((*others, *fields)))

    def _of_contact(self, condition: Condition) -> Condition:
        """ "plutôt depuis 6 mois": said of the last contact, if that is what was spoken of."""
        before: DateRange | None = self.values.get("dernier_contact")
        bounds: Bounds = condition.value
        if before is None and (not self.values or residue(self.said)):
            return Condition("nothing", None)
        if (
            bounds.since
            and bounds.negated is not None
            and (before.apres is None if before is not None else self._nothing_happened())
        ):
            bounds = bounds.negated
        bounds = bounds.within(self.today)
        if bounds.apres is None and bounds.avant is None:
            return Condition("nothing", None)
        if self.values.get("statut") == (Status.CONTACTE,):
            self.values.pop("statut")
        return Condition("dernier_contact", DateRange(avant=bounds.avant, apres=bounds.apres))

    def _nothing_happened(self) -> bool:
        """ "sans réponse", then "depuis 2 mois"."""
        waited = {Status.EN_ATTENTE, Status.JAMAIS_CONTACTE}
        return bool(waited & set(self.values.get("statut", ())))

    def _with_network(self, condition: Condition) -> Condition:
        """ "influenceurs tiktok de plus de 10k abonnés": of the network just named."""
        span = condition.value["total"]
        named = [
            field
            for said in self.said.conditions
            if said.key == "avec"
            for field in said.value
            if field in set(Network)
        ]
        if len(named) == 1:
            return Condition("followers", {Network(named[0]): span})
        before = self.values.get("followers")
        if before and len(before) == 1 and not named and "followers" not in self.touched:
            return Condition("followers", {next(iter(before)): span})
        in_force = [field for field in self.values.get("avec", ()) if field in set(Network)]
        if not before and not named and len(in_force) == 1:
            return Condition("followers", {Network(in_force[0]): span})
        return Condition("followers", {"total": span})

    # -- each way of saying

    def _say(self, condition: Condition, mode: str) -> None:
        key = condition.key
        if key == "nothing":
            return
        if key in LIST_KEYS:
            if condition.excluded:
                self._exclude(condition, mode)
            else:
                self._include(condition, mode)
        elif key in PRESENCE_KEYS:
            self._presence(condition, mode)
        elif key == "followers":
            self._followers(condition, mode)
        elif key == "dernier_contact" and self._grows(mode):
            self.values[key] = _both_ends(self.values.get(key), condition.value)
        elif key in {"adherents", "delai_reponse"}:
            self.values[key] = _narrowed(
                self.values.get(key), condition.value, key in self.touched, self._grows(mode)
            )
        else:
            self.values[key] = condition.value
        self.touched.add(key)

    def _include(self, condition: Condition, mode: str) -> None:
        key = condition.key
        restored = self._unexclude(condition)
        growing = mode == "add" or key in self.touched
        if mode == "instead" and _RIVALS.get(key) not in self.touched:
            self.values.pop(_RIVALS.get(key, ""), None)
        if mode == "add" and key in PLACE_KEYS and _holds(condition, self.values):
            growing = False
        if key in PLACE_KEYS and not growing and not self._places_touched():
            self._forget_places(condition, mode)
        if growing:
            if mode == "add" and restored and key not in self.values:
                return
            previous = self.values.get(key, ())
        else:
            previous = ()
        self.values[key] = tuple(dict.fromkeys((*previous, *condition.value)))

    def _places_touched(self) -> bool:
        return any(key in self.touched for key in PLACE_KEYS)

    def _forget_places(self, condition: Condition, mode: str) -> None:
        """A place replaces every place key; one inside the place in force narrows it."""
        narrows = mode == "only" or "only" in self.said.signals
        if narrows and _is_inside(condition, self.values):
            return
        for key in PLACE_KEYS:
            self.values.pop(key, None)
            if not narrows and key not in self.excluded:
                _excluded(self.values).pop(key, None)

    def _unexclude(self, condition: Condition) -> bool:
        excluded = _excluded(self.values)
        before = excluded.get(condition.key, ())
        excluded[condition.key] = tuple(v for v in before if v not in condition.value)
        return len(excluded[condition.key]) < len(before)

    def _correct(self, condition: Condition) -> None:
        """ "pas Valence, Montélimar": one in the other's place, where the other was in force."""
        if condition.key in self.denied:
            self._say(condition, "add")
        else:
            for contrary in condition.negated():
                self._say(contrary, "not")

    def _exclude(self, condition: Condition, mode: str) -> None:
        """Takes the values out of those wanted, or adds them to those unwanted."""
        key = condition.key
        wanted = self.values.get(key, ())
        left = tuple(value for value in wanted if value not in condition.value)
        if len(left) < len(wanted) and key not in self.touched:
            self.values[key] = left
            self.denied.add(key)
            return
        if mode == "not" and wanted and key in self.touched and len(left) == len(wanted):
            # "les ludothèques, pas les MJC": the first half says it all.
            return
        self.excluded.add(key)
        excluded = _excluded(self.values)
        excluded[key] = tuple(dict.fromkeys((*excluded.get(key, ()), *condition.value)))

    def _presence(self, condition: Condition, mode: str) -> None:
        fields = condition.value
        for other in ("avec", "sans"):
            if other != condition.key and condition.key != "avec_un_de":
                self._take_fields(other, fields)
        if condition.key == "avec_un_de":
            self.values["avec_un_de"] = fields
            self._take_fields("sans", fields)
            return
        if mode == "instead" and condition.key not in self.touched:
            for key in PRESENCE_KEYS:
                if key not in self.touched:
                    self.values.pop(key, None)
        if condition.key == "sans":
            self._take_fields("avec_un_de", fields)
        previous = self.values.get(condition.key, ())
        self.values[condition.key] = tuple(dict.fromkeys((*previous, *fields)))

    def _take_fields(self, key: str, fields: tuple[Any, ...]) -> None:
        if key in self.values:
            self.values[key] = tuple(field for field in self.values[key] if field not in fields)

    def _followers(self, condition: Condition, mode: str) -> None:
        previous = self.values.get("followers", {})
        keep = mode in {"add", "only"} or "followers" in self.touched
        said = {
            network: _narrowed(previous.get(network), span, False, self._grows(mode))
            for network, span in condition.value.items()
        }
        self.values["followers"] = {**(previous if keep else {}), **said}

    def _grows(self, mode: str) -> bool:
        """ "et moins de 500", "seulement moins de 500" keep the other end in force."""
        return mode in {"add", "only"} or (mode == "say" and bool(_AND.match(self.said.text)))

    def _either(self, condition: Condition) -> None:
        """ "ou un mail": one more field that would do; two that are both needed stay so."""
        enough = self.values.get("avec_un_de", ())
        needed = self.values.get("avec", ())
        if not _ALWAYS_NEEDED & set(needed) and (enough or len(needed) == 1):
            fields = (*(enough or needed), *condition.value)
            if not enough:
                self.values.pop("avec")
            self.values["avec_un_de"] = tuple(dict.fromkeys(fields))
        else:
            self._say(condition, "add")

    def _remove(self, condition: Condition) -> None:
        key = condition.key
        if key == "field":
            self._remove_fields(condition.value)
        elif key in LIST_KEYS:
            self._remove_values(condition)
        elif key in PRESENCE_KEYS:
            self._remove_presence(condition)
        elif key == "followers":
            before = dict(self.values.get("followers", {}))
            networks = set(condition.value) & set(before) or set(before)
            self.values["followers"] = {k: v for k, v in before.items() if k not in networks}
        elif key == "quantity":
            self.values.pop("adherents", None)
            self.values.pop("followers", None)
        else:
            self.values.pop(key, None)

    def _forget(self, condition: Condition) -> None:
        """ "au lieu des MJC": takes them out if they are there, and forbids nothing."""
        if condition.key in LIST_KEYS:
            wanted = self.values.get(condition.key, ())
            self.values[condition.key] = tuple(v for v in wanted if v not in condition.value)
            if len(self.values[condition.key]) < len(wanted):
                self.touched.add(condition.key)
        else:
            self._remove(condition)

    def _remove_values(self, condition: Condition) -> None:
        key = condition.key
        wanted = self.values.get(key, ())
        excluded = _excluded(self.values)
        left = tuple(value for value in wanted if value not in condition.value)
        if len(left) < len(wanted):
            self.values[key] = left
        elif any(value in excluded.get(key, ()) for value in condition.value):
            self._unexclude(condition)
        elif not _NAMED_CONDITION.search(self.said.text):
            self._exclude(condition, "except")

    def _remove_presence(self, condition: Condition) -> None:
        if any(field in self.values.get(condition.key, ()) for field in condition.value):
            self._take_fields(condition.key, condition.value)
        else:
            self._remove_fields(condition.value)

    def _remove_fields(self, fields: tuple[Any, ...]) -> None:
        for key in PRESENCE_KEYS:
            self._take_fields(key, fields)
        followers = self.values.get("followers")
        if followers:
            self.values["followers"] = {k: v for k, v in followers.items() if k not in set(fields)}
        if "nb_adherents" in fields:
            self.values.pop("adherents", None)

    def _restore(self, condition: Condition) -> None:
        key = condition.key
        if key not in LIST_KEYS:
            self._remove(condition)
        elif not self._unexclude(condition):
            self._say(condition, "add")

    def _tidy_statuses(self) -> None:
        """ "contactés mais sans réponse" are those who are waited for."""
        if _CONTACTED_BUT.search(self.said.text):
            said = {value for c in self.said.conditions if c.key == "statut" for value in c.value}
            if said == {Status.CONTACTE, Status.EN_ATTENTE}:
                self.values["statut"] = (Status.EN_ATTENTE,)

    def _tidy(self) -> None:
        """An interval whose two bounds meet the wrong way keeps the last said."""
        avec_un_de = self.values.get("avec_un_de", ())
        if len(avec_un_de) == 1:
            self._say(Condition("avec", tuple(avec_un_de)), "say")
            self.values.pop("avec_un_de")
        excluded = _excluded(self.values)
        for key in [key for key, value in excluded.items() if not value]:
            excluded.pop(key)


def _narrowed(
    before: NumberRange | None, span: NumberRange, same_turn: bool, grows: bool
) -> NumberRange:
    """Two bounds make one interval, in one turn or where the second is the other end.

    "plus de 100", then "et moins de 500"; but "plutôt moins de 500" replaces.
    """
    if before is None:
        return span
    if not same_turn and not (grows and _is_other_end(before, span)):
        return span
    low = span.min if span.min is not None else before.min
    high = span.max if span.max is not None else before.max
    if low is not None and high is not None and low > high:
        return span
    return NumberRange(min=low, max=high)


def _both_ends(before: DateRange | None, said: DateRange) -> DateRange:
    """ "avant mars", then "et après le 15 janvier": the days in between."""
    if before is None or (before.avant is None) == (said.avant is None):
        return said
    first, last = before.apres or said.apres, before.avant or said.avant
    if first is None or last is None or first > last or (said.apres and said.avant):
        return said
    return DateRange(apres=first, avant=last)


def _is_other_end(before: NumberRange, span: NumberRange) -> bool:
    ends = (before.min is None, before.max is None), (span.min is None, span.max is None)
    return ends in (((False, True), (True, False)), ((True, False), (False, True)))


def _moved(before: NumberRange | None, number: int) -> NumberRange | None:
    """The comparison in force with another number; nothing where there is not one bound."""
    if before is None or (before.min is None) == (before.max is None):
        return None
    if before.min is not None:
        return NumberRange(min=number + (before.min % 10 == 1))
    return NumberRange(max=max(number - (before.max or 0) % 10 // 9, 0))


def _holds(condition: Condition, values: Values) -> bool:
    """True where the region said holds every place in force: "élargis à toute la Bretagne"."""
    departements = set(values.get("departement", ()))
    if condition.key == "departement" and not departements and values.get("ville"):
        return _is_inside(
            Condition("ville", values["ville"]), {"departement": tuple(condition.value)}
        )
    for town in values.get("ville", ()):
        departements |= {commune.departement for commune in communes_named(town)[:1]}
    if condition.key != "region" or not departements or values.get("pays"):
        return False
    return all(
        code in DEPARTEMENTS and DEPARTEMENTS[code].region in condition.value
        for code in departements
    )


def _is_inside(condition: Condition, values: Values) -> bool:
    """True where the place lies within those in force."""
    regions, departements = values.get("region", ()), values.get("departement", ())
    if not regions and not departements:
        return False
    for value in condition.value:
        if condition.key == "departement":
            codes = {value}
        elif condition.key == "ville":
            codes = {commune.departement for commune in communes_named(value)}
        else:
            return False
        if departements and not codes & set(departements):
            return False
        if regions and not {DEPARTEMENTS[c].region for c in codes if c in DEPARTEMENTS} & set(
            regions
        ):
            return False
    return True
