"""Roles to edits: what each mention does to the filter in force."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from assistant.language.dialogue.edits import (
    ANSWERED,
    Bounds,
    Dates,
    DropFields,
    DropKey,
    DropValues,
    Edit,
    Exclude,
    ExcludeDays,
    Fields,
    Invert,
    OneOf,
    Reset,
    Set,
    Side,
    Union,
    Want,
    apply,
)
from assistant.language.grammar.audience import bands
from assistant.language.grammar.calendar_words import add
from assistant.language.grammar.conditions import (
    DAY_KEYS,
    LIST_KEYS,
    PLACE_KEYS,
    TEXT_KEYS,
    Condition,
)
from assistant.language.grammar.dates import Bounds as Days
from assistant.language.grammar.mentions import Mention
from core.prospects.filters import DateRange, Filter, NumberRange, PresenceField
from core.vocabulary.places import DEPARTEMENTS
from core.vocabulary.values import Network, ProspectType, Response, Status

ROLES_OF: dict[str, tuple[str, ...]] = {
    "type": ("keep", "neg", "add", "drop", "none", "allbut"),
    "place": ("keep", "neg", "add", "within", "drop", "none"),
    "field": ("keep", "neg", "exc", "excneg", "either", "drop", "instead", "lackinstead", "none"),
    "net": (
        "keep", "neg", "exc", "excneg", "either", "drop", "instead", "lackinstead", "onnet",
        "none",
    ),
    "fields": ("keep", "neg", "exc", "excneg", "all", "drop", "instead", "none"),
    "status": (
        "keep", "neg", "exc", "excneg", "add", "addneg", "instead", "insteadneg", "drop", "none",
    ),
    "date": (
        "keep", "neg", "beside", "join", "joinneg", "drop", "min", "minx", "max", "maxx", "none",
    ),
    "duration": ("neg", "keep", "none"),
    "number": (
        "none", "dept", "deptneg", "deptadd", "deptdrop", "min", "minx", "max", "maxx", "exact",
    ),
    "span": ("none", "keep", "join"),
    "adherents": (
        "keep", "join", "neg", "joinneg", "min", "max", "band", "bandadd", "drop", "none",
    ),
    "followers": ("keep", "join", "grow", "neg", "joinneg", "min", "max", "drop", "none"),
    "quantity": ("keep", "join", "neg", "joinneg", "band", "bandadd", "none"),
    "tranche": ("keep", "add", "neg", "drop", "none"),
    "unit": ("none", "drop"),
    "key": ("none", "drop"),
    "allofkey": ("drop", "none"),
    "other": ("keep", "neg", "add", "drop", "none"),
    "everywhere": ("keep", "none"),
    "clear": ("keep", "type", "none"),
    "limit": ("none", "drop"),
    "anaphor": ("none", "keep", "neg", "drop"),
    "both": ("keep", "none"),
    "inverse": ("keep", "none"),
    "oneof": ("keep", "none"),
    "neither": ("keep", "none"),
}  # fmt: skip
"""The roles that a mention of each kind may have; the first is the plainest."""
NO_ROLE = ("none",)


def roles_of(kind: str) -> tuple[str, ...]:
    return ROLES_OF.get(kind, NO_ROLE)


@dataclass
class _Turn:
    """What composing knows of the turn while it goes through the mentions."""

    filter: Filter
    previous: Filter
    today: date
    mentions: Sequence[Mention]
    roles: tuple[str, ...]
    focus: tuple[PresenceField, ...] = ()
    networks: tuple[Any, ...] = ()
    """Of the followers said before in this turn."""
    touched: set[str] = field(default_factory=set)

    def first(self, key: str) -> bool:
        """Whether the key is said for the first time in this turn."""
        new = key not in self.touched
        self.touched.add(key)
        return new


_SIDES = frozenset(("min", "minx", "max", "maxx", "exact"))
"""Roles of a number alone; "à partir de 2000" may be a number and no year."""


def compose(
    mentions: Sequence[Mention],
    roles: Sequence[str],
    before: Filter,
    previous: Filter,
    today: date,
    focus: tuple[PresenceField, ...] = (),
) -> Filter:
    """The filter that results from this turn.

    `before` is the filter in force, `previous` the one before its last change.
    """
    return apply(before, edits_of(mentions, roles, before, previous, today, focus))


def edits_of(
    mentions: Sequence[Mention],
    roles: Sequence[str],
    before: Filter,
    previous: Filter,
    today: date,
    focus: tuple[PresenceField, ...] = (),
) -> list[Edit]:
    """What is taken off first, then what is said, in the order of the sentence."""
    turn = _Turn(before, previous, today, mentions, tuple(roles), focus)
    paired = list(zip(mentions, roles, strict=True))
    resets = [Reset() for m, role in paired if m.kind == "clear" and role == "keep"]
    if resets:
        turn.filter = Filter()
    found: dict[int, list[Edit]] = {0: [], 1: [], 2: []}
    for rank in found:
        for mention, role in paired:
            if _rank(mention, role, turn) == rank:
                found[rank].extend(_edits(mention, role, turn))
    return [*resets, *found[0], *found[1], *found[2]]


def _rank(mention: Mention, role: str, turn: _Turn) -> int:
    """Exceptions come last, so that no place said beside them clears them; what takes off a value
    in force comes first, so that what replaces it stays."""
    if role == "drop":
        return 0
    if role not in _EXCEPTING or mention.kind not in _LISTS:
        return 1
    key, values = _listed(mention)
    in_force = getattr(turn.filter, key, None) or ()
    return 0 if set(values) & set(in_force) else 2


_EXCEPTING = frozenset(("neg", "exc", "excneg", "deptneg"))
_LISTS = frozenset(("type", "place", "tranche", "number"))


def _listed(mention: Mention) -> tuple[str, tuple[Any, ...]]:
    if mention.kind == "place":
        return mention.value.key, mention.value.values
    if mention.kind == "number":
        code = departement_code(mention)
        return "departement", (code,) if code else ()
    return mention.key, mention.value


def _edits(mention: Mention, role: str, turn: _Turn) -> Iterator[Edit]:
    if role == "none":
        return
    match mention.kind:
        case "type" | "tranche":
            key = mention.key if mention.kind == "type" else "tranche_public"
            yield from _list(key, mention.value, role, turn)
        case "place":
            yield from _place(mention.value.key, mention.value.values, role, turn)
        case "limit":
            yield from _limit(mention.value)
        case "field" | "net" | "fields":
            yield from _field(mention, role, turn)
        case "status":
            yield from _status(mention.value, role, turn)
        case "date" | "duration" if role not in _SIDES:
            yield from _date(mention, role, turn)
        case "adherents" | "followers" | "quantity" | "number" | "span" | "date":
            yield from _amount(mention, role, turn)
        case "other":
            yield from _other(mention.value, role, turn)
        case _:
            yield from _word(mention, role, turn)


# --- lists and places ----------------------------------------------------------------------------


def _list(key: str, values: tuple[Any, ...], role: str, turn: _Turn) -> Iterator[Edit]:
    if role == "drop":
        yield DropValues(key, values)
    elif role in {"neg", "exc"}:
        yield Exclude(key, values)
    elif role == "too" and _took_off(key, values, turn):
        wanted = set(getattr(turn.filter, key) or ())
        gone = () if wanted - set(values) else getattr(turn.previous, key) or ()
        yield from (Exclude(key, values), *((Exclude(key, gone),) if wanted and gone else ()))
    elif role == "allbut":  # "tous sauf les MJC", of a list of MJC
        yield from (DropValues(key, values), Exclude(key, values))
    else:
        grows = not turn.first(key) or role in {"add", "too"}
        yield Want(key, values, grows=grows, instead=role == "instead")


def _took_off(key: str, values: tuple[Any, ...], turn: _Turn) -> bool:
    """ "vire les artisans", then "et les éditeurs aussi": the turn before left somebody out."""
    now, before = turn.filter, turn.previous
    wanted, had = set(getattr(now, key) or ()), set(getattr(before, key) or ())
    if wanted & set(values):
        return wanted < had and _same_but(now, before, key)
    if wanted or not _same_but(now, before, "exclure"):
        return False  # "les MJC de Bretagne sauf Rennes, et celles de Normandie aussi"
    return any(
        set(getattr(now.exclure, one, None) or ()) - set(getattr(before.exclure, one, None) or ())
        for one in (PLACE_KEYS if key in PLACE_KEYS else (key,))
    )


def _same_but(now: Filter, before: Filter, key: str) -> bool:
    """Whether the turn before changed nothing else."""
    one, other = now.as_json(), before.as_json()
    return {k: v for k, v in one.items() if k != key} == {
        k: v for k, v in other.items() if k != key
    }


def _place(key: str, values: tuple[Any, ...], role: str, turn: _Turn) -> Iterator[Edit]:
    if role in {"neg", "drop"} or (role == "too" and _took_off(key, values, turn)):
        yield from _list(key, values, role, turn)
        return
    grows = not turn.first("lieu") or role in {"add", "too"}
    yield Want(key, values, grows=grows, within=role == "within")


# --- fields --------------------------------------------------------------------------------------


def _field(mention: Mention, role: str, turn: _Turn) -> Iterator[Edit]:
    fields = mention.value if mention.kind == "fields" else (PresenceField(mention.value),)
    several = mention.kind == "fields"
    if role == "drop":
        yield DropFields(fields)
    elif role == "onnet":
        yield from _on_network(fields, turn)
    elif role == "sole":
        yield Fields("avec", fields)
        yield Fields("sans", tuple(PresenceField(one) for one in Network if one not in fields))
    elif role in {"neg", "exc", "lackinstead"}:
        yield Fields("sans", fields, instead=role == "lackinstead" and turn.first("presence"))
    elif role == "either" or (several and role in {"keep", "excneg", "instead"}):
        alone = turn.roles.count("either") == 1
        instead = role == "instead" and turn.first("presence")
        yield Fields("avec_un_de", fields, instead=instead, alone=alone)
    else:
        yield Fields("avec", fields, instead=role == "instead" and turn.first("presence"))


def _anaphor(role: str, turn: _Turn) -> Iterator[Edit]:
    """ "ceux qui n'en ont pas": of the fields last spoken of."""
    if role == "drop":
        yield DropFields(turn.focus)
    elif turn.focus:
        yield Fields("sans" if role == "neg" else "avec", turn.focus)


def _on_network(fields: tuple[Any, ...], turn: _Turn) -> Iterator[Edit]:
    """ "et sur youtube ?": the same number there."""
    before = turn.filter.followers or {}
    if len(before) == 1:
        network, span = next(iter(before.items()))
        if network in (turn.filter.avec or ()):
            yield DropFields((network,))
            yield Fields("avec", fields)
        yield Bounds("followers", span, tuple(Network(name) for name in fields))
    else:
        yield Fields("avec", fields)


# --- where a prospect stands ---------------------------------------------------------------------

_PLAIN: dict[str, tuple[str, tuple[Any, ...]]] = {
    "contacte": ("statut", (Status.CONTACTE,)),
    "vierge": ("statut", (Status.JAMAIS_CONTACTE,)),
    "attente": ("statut", (Status.EN_ATTENTE,)),
    "refuse": ("statut", (Status.REFUSE,)),
    "interesse": ("statut", (Status.INTERESSE,)),
    "repondu": ("retour", ANSWERED),
    "positif": ("retour", (Response.POSITIF,)),
    "negatif": ("retour", (Response.NEGATIF,)),
}
_DENIED: dict[str, tuple[str, tuple[Any, ...]]] = {
    "contacte": ("statut", (Status.JAMAIS_CONTACTE,)),
    "repondu": ("statut", (Status.EN_ATTENTE,)),
}
"""What a status denied is, where that is a value of its own: "pas contactés"."""


def _status(atom: str, role: str, turn: _Turn) -> Iterator[Edit]:
    if atom in {"accepte", "oppose"}:
        yield from _consent(atom, role, turn)
        return
    if role == "drop":
        for key, values in filter(None, (_PLAIN[atom], _DENIED.get(atom))):
            yield DropValues(key, values)
        if atom == "contacte" and turn.filter.statut is None:
            yield DropKey("dernier_contact")
        return
    denied = role.endswith("neg")
    key, values = _DENIED.get(atom, _PLAIN[atom]) if denied else _PLAIN[atom]
    role = role.removesuffix("neg") or "keep"
    if denied and atom not in _DENIED:
        role = {"exc": "keep", "keep": "exc"}.get(role, role)
        if role == "exc":
            # "ceux qui n'ont pas refusé": whatever was wanted before.
            yield DropValues(key, values)
    yield from _list(key, values, role, turn)


def _consent(atom: str, role: str, turn: _Turn) -> Iterator[Edit]:
    if role.startswith("drop"):
        yield DropKey("accepte_contact")
        return
    contrary = role in {"neg", "exc", "addneg", "insteadneg"}
    if turn.first("accepte_contact"):
        yield Set("accepte_contact", (atom == "accepte") is not contrary)


# --- dates ---------------------------------------------------------------------------------------


def _date(mention: Mention, role: str, turn: _Turn) -> Iterator[Edit]:
    key = _date_key(turn)
    if key != "dernier_contact" and mention.kind == "date" and role != "drop":
        yield from _days_of_record(key, mention.value, role, turn)
        return
    if role == "drop":
        yield DropKey(key)
        return
    dates = days_of(mention, role, turn.filter, turn.today)
    if dates is not None:
        again = not turn.first("dernier_contact")
        yield Dates(dates, joins=role.startswith("join") or again, beside=role == "beside")


def _date_key(turn: _Turn) -> str:
    """Which days a bare date is of: those of records where only they are in force."""
    contacts = turn.filter.dernier_contact is not None
    if contacts or any(mention.kind == "status" for mention in turn.mentions):
        return "dernier_contact"
    in_force = [key for key in DAY_KEYS if getattr(turn.filter, key) is not None]
    return in_force[0] if len(in_force) == 1 else "dernier_contact"


def days_of(mention: Mention, role: str, before: Filter, today: date) -> DateRange | None:
    """The days that a date stands for, given whether it is about what did not happen."""
    if mention.kind == "duration":
        return _of_duration(mention, before, today)
    said: Days = mention.value
    if role.endswith("neg"):
        said = _contrary(said)
    said = said.within(today)
    if said.apres is None and said.avant is None:
        return None
    return DateRange(avant=said.avant, apres=said.apres)


def _contrary(said: Days) -> Days:
    return said.negated if said.negated is not None else said


def _of_duration(mention: Mention, before: Filter, today: date) -> DateRange:
    """ "4 mois ça suffit": in the place of the date in force, on the same side."""
    day = add(today, mention.value, -1)
    in_force = before.dernier_contact
    if in_force is not None and in_force.avant is None:
        return DateRange(apres=day)
    return DateRange(avant=day)


# --- amounts -------------------------------------------------------------------------------------


def _amount(mention: Mention, role: str, turn: _Turn) -> Iterator[Edit]:
    if role.startswith("dept"):
        yield from _departement(mention, role.removeprefix("dept") or "keep", turn)
    elif role.startswith("band"):
        values = bands(_span_of(mention))
        yield from _list("tranche_public", values, role.removeprefix("band") or "keep", turn)
    elif role == "drop":
        yield DropKey("followers" if mention.kind == "followers" else "adherents")
    elif role in _SIDES:
        yield from _moved_bound(mention, role, turn)
    else:
        yield from _interval(mention, role, turn)


def departement_code(mention: Mention) -> str | None:
    """The departement that a bare number may be: "35", "2A", "7"."""
    word = mention.word.removeprefix("+").strip()
    code = word if word.isdigit() else str(mention.value)
    code = code.strip().upper().zfill(2)
    return code if code in DEPARTEMENTS else None


def _departement(mention: Mention, role: str, turn: _Turn) -> Iterator[Edit]:
    code = departement_code(mention)
    if code is not None:
        yield from _place("departement", (code,), role, turn)


def _limit(side: str) -> Iterator[Edit]:
    sides = ("min", "max") if side == "both" else (side,)
    yield from (Side(one, None) for one in sides)


def _moved_bound(mention: Mention, role: str, turn: _Turn) -> Iterator[Edit]:
    number = _number(mention)
    if number is None:
        return
    key, networks = amount_key(mention, turn.filter)
    if mention.kind == "followers":
        networks = _networks(mention, turn)
    if role == "exact":
        yield Bounds(key, NumberRange(min=number, max=number), networks)
        return
    side = "min" if role.startswith("min") else "max"
    shift = {"minx": 1, "maxx": -1}.get(role, 0)
    value = max(number + shift, 0)
    in_force = turn.filter.followers if key == "followers" else turn.filter.adherents
    if in_force and {key, "amount"}.isdisjoint(turn.touched):
        turn.touched.add("amount")
    if in_force:
        yield Side(side, value)
    else:
        span = NumberRange(min=value) if side == "min" else NumberRange(max=value)
        yield Bounds(key, span, networks, joins=not turn.first(key))


def _number(mention: Mention) -> int | None:
    value = mention.value
    if isinstance(value, NumberRange):
        return value.min if value.min is not None else value.max
    if isinstance(value, dict):
        return _number_of(next(iter(value.values())))
    if mention.kind == "date":
        year = re.search(r"\b\d{4}\b", mention.word)
        return int(year[0]) if year else None
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _number_of(span: NumberRange) -> int | None:
    return span.min if span.min is not None else span.max


def amount_key(mention: Mention, before: Filter) -> tuple[str, tuple[Any, ...]]:
    """Which key a number without its unit is about, and of which networks."""
    if mention.kind == "adherents":
        return "adherents", ()
    if mention.kind == "followers":
        return "followers", tuple(mention.value)
    if before.followers and before.adherents is None:
        return "followers", tuple(before.followers)
    if before.type_prospect == (ProspectType.INFLUENCEUR,) and before.adherents is None:
        return "followers", ("total",)
    return "adherents", ()


def _interval(mention: Mention, role: str, turn: _Turn) -> Iterator[Edit]:
    key, networks = amount_key(mention, turn.filter)
    if mention.kind == "followers":
        networks = turn.networks = _networks(mention, turn)
    elif mention.kind == "quantity" and turn.networks:
        key, networks = "followers", turn.networks
    elif mention.kind == "quantity" and not turn.filter.followers and _said_influencers(turn):
        key, networks = "followers", ("total",)
    span = _span_of(mention)
    for one in _contrary_spans(span) if role.endswith("neg") else (span,):
        again = not turn.first(key)
        joins = role.startswith("join") or again
        yield Bounds(key, one, networks, joins=joins, grows=joins or role == "grow")


def _span_of(mention: Mention) -> NumberRange:
    value: Any = mention.value
    if isinstance(value, dict):
        value = next(iter(value.values()))
    span: NumberRange = value if isinstance(value, NumberRange) else value.span
    return span


def _said_influencers(turn: _Turn) -> bool:
    said = [
        m.value
        for m, r in zip(turn.mentions, turn.roles, strict=True)
        if m.kind == "type" and r in {"keep", "add"}
    ]
    return said == [(ProspectType.INFLUENCEUR,)]


_NETWORK_FIELDS = frozenset(str(one) for one in Network)


def _networks(mention: Mention, turn: _Turn) -> tuple[Any, ...]:
    """ "influenceurs tiktok de plus de 10k abonnés": of the network just named, or in force."""
    if mention.word != "implicit":
        return tuple(mention.value)
    paired = zip(turn.mentions, turn.roles, strict=True)
    named = {str(m.value) for m, role in paired if m.kind == "net" and role != "drop"}
    if len(named) == 1:
        return (Network(named.pop()),)
    before = turn.filter.followers
    if before and len(before) == 1 and not named and "followers" not in turn.touched:
        return tuple(before)
    in_force = [f for f in turn.filter.avec or () if str(f) in _NETWORK_FIELDS]
    if not before and not named and len(in_force) == 1:
        return (Network(in_force[0]),)
    return ("total",)


def _contrary_spans(span: NumberRange) -> tuple[NumberRange, ...]:
    if span.min and span.min == span.max:  # "ne font pas 1000 abonnés"
        return (NumberRange(max=span.min - 1),)
    if span.min is None and span.max is not None:
        return (NumberRange(min=span.max + 1),)
    if span.max is None and span.min:
        return (NumberRange(max=span.min - 1),)
    return ()


# --- the rest ------------------------------------------------------------------------------------


def _other(condition: Condition, role: str, turn: _Turn) -> Iterator[Edit]:
    if condition.key in LIST_KEYS and condition.key not in PLACE_KEYS and not condition.excluded:
        yield from _list(condition.key, condition.value, role, turn)
    elif role == "drop":
        yield DropKey(condition.key)
    elif condition.key in DAY_KEYS:
        yield from _days_of_record(condition.key, condition.value, role, turn)
    elif condition.key in TEXT_KEYS and role == "neg":
        yield Exclude(condition.key, (condition.value,))
    elif condition.key == "mobile":
        yield Set("mobile", condition.value is not (role == "neg"))
    elif condition.key in PLACE_KEYS:
        denied = condition.excluded is not (role == "neg")
        yield from _place(condition.key, condition.value, "neg" if denied else "keep", turn)
    elif condition.key in _CONTRARY:
        key = _CONTRARY[condition.key] if role == "neg" else condition.key
        yield Fields(key, condition.value)
    elif condition.excluded:
        yield Exclude(condition.key, condition.value)
    elif isinstance(condition.value, tuple):
        yield Want(condition.key, condition.value)
    else:
        yield Set(condition.key, condition.value)


_CONTRARY = {"avec": "sans", "sans": "avec", "avec_un_de": "sans"}
"""What "sauf ceux dont la région est inconnue" comes to."""


def _days_of_record(key: str, said: Days, role: str, turn: _Turn) -> Iterator[Edit]:
    """When a record was added or changed; "pas modifiés depuis un an" has an end of its own."""
    denied = role == "neg"
    if denied and said.negated is not None and said.since:
        said, denied = said.negated, False
    said = said.within(turn.today)
    if said.apres is None and said.avant is None:
        return
    dates = DateRange(avant=said.avant, apres=said.apres)
    yield ExcludeDays(key, dates) if denied else Set(key, dates)


def _word(mention: Mention, role: str, turn: _Turn) -> Iterator[Edit]:
    match mention.kind:
        case "anaphor":
            yield from _anaphor(role, turn)
        case "both" | "inverse" | "oneof" | "neither":
            yield _RECALLS[mention.kind](turn.previous)
        case "key" if role == "others":
            values = getattr(turn.filter, mention.value.key)
            yield from (DropValues(mention.value.key, values), Exclude(mention.value.key, values))
        case _:
            yield from (DropKey(key) for key in _keys_dropped(mention, role, turn))


_RECALLS: dict[str, Callable[[Filter], Edit]] = {
    "both": Union,
    "inverse": Invert,
    "oneof": OneOf,
    "neither": partial(OneOf, neither=True),
}
"""Words about this list and the one before."""


def _keys_dropped(mention: Mention, role: str, turn: _Turn) -> tuple[str, ...]:
    match mention.kind:
        case "clear":
            return ("type_prospect",) if role == "type" else ()
        case "everywhere":
            return ("lieu",)
        case "key":
            return (_named_key(mention.value.key, turn),)
        case "unit":
            return (mention.value,)
        case "allofkey":
            return tuple(mention.value)
    return ()


def _named_key(key: str, turn: _Turn) -> str:
    """ "enlève la date": the one that is in force."""
    return _date_key(turn) if key == "dernier_contact" else key


def focus_after(
    mentions: Sequence[Mention], roles: Sequence[str], before: tuple[PresenceField, ...]
) -> tuple[PresenceField, ...]:
    """The fields that "en" stands for in the turn that follows."""
    said: list[PresenceField] = []
    for mention, role in zip(mentions, roles, strict=True):
        if mention.kind in {"field", "net"} and role != "drop":
            said.append(PresenceField(mention.value))
        elif mention.kind == "fields" and role != "drop":
            said.extend(mention.value)
    return tuple(dict.fromkeys(said)) or before
