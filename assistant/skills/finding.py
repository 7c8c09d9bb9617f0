"""Which record a sentence speaks of."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.ranks import row_said
from assistant.skills.registry import SKILLS, Turn, on_answer
from core.prospects.models import Prospect
from core.prospects.normalise import national_telephone, prospect_type
from core.vocabulary.text import fold
from core.vocabulary.values import ProspectType

MAX_NAMESAKES = 5
NAMED = re.compile(
    r"\bfiche\s+(?:de\s+la\s+|de\s+l['’]|du\s+|des\s+|de\s+|d['’])(.+)", re.IGNORECASE
)
NUMBERED = re.compile(r"\bfiche n° ?([0-9a-f-]{36})", re.IGNORECASE)


class Found:
    """One record, or what to answer where there is not one."""

    def __init__(self, record: Prospect | None, replies: tuple[Reply, ...] = ()) -> None:
        self.record = record
        self.replies = replies


def find_record(
    turn: Turn, which: str = "De quelle fiche s'agit-il ?", *, writes: bool = False
) -> Found:
    """The record named, else the last one opened; else a question with buttons.

    Who `writes` is asked where the name is only near: nobody is changed for somebody else.
    """
    if chosen := _chosen(turn):
        return _opened(turn, chosen)
    if row := row_said(turn):
        if row.record is None:
            return Found(None, (Text(row.missing),))
        return _opened(turn, row.record.prospect_id)
    names = list(_names(turn))
    if not names:
        if turn.context.last_prospect:
            return _opened(turn, turn.context.last_prospect)
        return Found(None, (Text(f"{which} Donnez-moi le nom de la structure."),))
    for name in names:
        found = turn.services.prospects.find_named(turn.user, name, MAX_NAMESAKES + 1)
        if len(found) == 1 and (not writes or _is_meant(name, found[0])):
            return _opened(turn, found[0].prospect_id)
        if len(found) == 1:
            return Found(None, tuple(_perhaps(turn, name, found)))
        if found:
            return Found(None, tuple(_several(turn, name, found[:MAX_NAMESAKES])))
    return Found(None, tuple(_nobody(turn, names[0])))


def without_name(turn: Turn) -> str:
    """The sentence, folded, without the name in it, whose words are no fields."""
    said, name = fold(turn.text), fold(str(turn.slots.get("prospect") or ""))
    return " ".join(said.replace(name, " ").split()) if name else said


def say_number(prospect: Prospect) -> str:
    """The sentence that names one record and no namesake of it."""
    return f"la fiche n° {prospect.prospect_id}"


def _chosen(turn: Turn) -> str | None:
    if turn.record:
        return turn.record
    numbered = NUMBERED.search(turn.text)
    return numbered[1] if numbered else None


def _opened(turn: Turn, prospect_id: str) -> Found:
    record = turn.services.prospects.open(turn.user, prospect_id)
    turn.remember_record(record.prospect_id)
    return Found(record)


def _names(turn: Turn) -> Iterator[str]:
    """The names that the sentence may mean, the likeliest first."""
    # What the cards' buttons say ends in "la fiche de …": the whole of it is the name.
    if named := NAMED.search(turn.text):
        yield named[1].strip(' ?.!"«»')
    if slot := turn.slots.get("prospect"):
        yield str(slot)


def _several(turn: Turn, name: str, found: list[Prospect]) -> Iterator[Reply]:
    yield Text(f"Plusieurs fiches correspondent à « {escape(name)} ». Laquelle ?")
    yield from _choices(turn, found)


def _perhaps(turn: Turn, name: str, found: list[Prospect]) -> Iterator[Reply]:
    yield from _meant(turn, f"Je ne trouve pas exactement « {escape(name)} ».", found)


def _meant(turn: Turn, missing: str, near: list[Prospect]) -> Iterator[Reply]:
    """ "Vouliez-vous dire": one name is a question, several a list."""
    if len(near) > 1:
        yield Text(f"{missing} Vouliez-vous dire :")
        yield from _choices(turn, near)
        return
    [one] = near
    _ask_which(turn, near)
    yield Text(f"{missing} Vouliez-vous dire **{_label(one)}** ?")
    yield Choices((Button("Oui, c'est cette fiche", say_number(one)),))


def _ask_which(turn: Turn, found: list[Prospect]) -> None:
    payload = {"text": turn.text[:2_000], "ids": [one.prospect_id for one in found]}
    turn.conversations.question(turn.user, turn.conversation, "which", payload)


def _choices(turn: Turn, found: list[Prospect]) -> Iterator[Reply]:
    _ask_which(turn, found)
    labels = told_apart(found)
    yield Text("\n".join(f"{rank}. {escape(label)}" for rank, label in enumerate(labels, 1)))
    yield Choices(
        tuple(Button(label, say_number(one)) for label, one in zip(labels, found, strict=True))
    )


def _label(prospect: Prospect) -> str:
    return escape(_plain_label(prospect))


def _plain_label(p: Prospect) -> str:
    return f"{p.nom_structure} ({p.ville}, {p.type_prospect.value})"


def told_apart(found: Sequence[Prospect]) -> list[str]:
    """Their labels; those that would read alike also tell their e-mail or their telephone."""
    labels = [_plain_label(one) for one in found]
    twins = {label for label, count in Counter(labels).items() if count > 1}
    return [
        f"{label[:-1]}, {more})" if label in twins and (more := _more(one)) else label
        for label, one in zip(labels, found, strict=True)
    ]


def _more(p: Prospect) -> str:
    return p.email or (national_telephone(p.telephone) if p.telephone else p.adresse or "")


# Words of a name that tell nothing of whom it is.
_LITTLE = frozenset(
    ("de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "en", "et", "un", "une")
)


def _is_meant(name: str, record: Prospect) -> bool:
    """Every word of the name is of the record, its town or its type; and no other type is said."""
    kind = prospect_type(name)[0] or next(
        (found for word in name.split() if (found := prospect_type(word)[0])), None
    )
    told = {kind} - {None, ProspectType.AUTRE}
    known = fold(f"{record.nom_structure} {record.ville} {record.nom_contact or ''}").split()
    if told and record.type_prospect not in told and fold(name) not in " ".join(known):
        return False
    return all(
        word in known or prospect_type(word)[0] is record.type_prospect
        for word in fold(name).split()
        if word not in _LITTLE
    )


def _nobody(turn: Turn, name: str) -> Iterator[Reply]:
    near = turn.services.prospects.nearest_names(turn.user, name, MAX_NAMESAKES)
    if near:
        yield from _meant(turn, f"Je ne trouve personne du nom de « {escape(name)} ».", near)
        return
    yield Text(
        f"Je ne trouve personne du nom de « {escape(name)} ». Vérifiez l'orthographe, "
        "ou donnez-moi un seul mot de son nom."
    )


@on_answer("which")
def chosen(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply] | None:
    """One of several was chosen: what was asked is done with it. None for another request."""
    record = _choice(turn, list(payload["ids"]))
    return None if record is None else _go_on(turn, str(payload["text"]), record)


def _go_on(turn: Turn, asked: str, record: str) -> Iterator[Reply]:
    understood = turn.language.understand(asked, turn.context, turn.today)[0]
    turn.understood, turn.text, turn.record = understood, asked, record
    yield from SKILLS[understood.intent](turn)


_RANKS = ("premier", "deuxieme", "troisieme", "quatrieme", "cinquieme")


def _choice(turn: Turn, ids: list[str]) -> str | None:
    """By its number, its rank, or words that only one of them has."""
    if numbered := NUMBERED.search(turn.text):
        return numbered[1]
    said = fold(turn.text)
    if len(ids) == 1 and _AGREES.match(said):
        return ids[0]
    ranked = re.search(
        r"\b(?:(premier|deuxieme|second|troisieme|quatrieme|cinquieme)|([1-5]))", said
    )
    if ranked and len(said.split()) <= _SHORT:
        word = "deuxieme" if ranked[1] == "second" else ranked[1]
        rank = _RANKS.index(word) if word else int(ranked[2]) - 1
        return ids[rank] if rank < len(ids) else None
    words = [word for word in said.split() if word not in _LITTLE and word not in _POINTING]
    fitting = [
        one.prospect_id
        for one in turn.services.prospects.many(ids)
        if words and all(word in fold(_plain_label(one)).split() for word in words)
    ]
    return fitting[0] if len(fitting) == 1 else None


_AGREES = re.compile(r"(?:oui|ok|exact\w*|c est (?:ca|elle|lui|bien)|voila|tout a fait)(?: |$)")
_SHORT = 4
_POINTING = frozenset(("celle", "celui", "c", "est", "oui", "plutot", "fiche", "prends", "ouvre"))
