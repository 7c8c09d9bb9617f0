"""Which record a sentence speaks of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.acts.of_lists import ShowList
from assistant.acts.of_records import ChooseRecord, OpenRecord
from assistant.conversation import Payload
from assistant.language.phrasing.chips import sentence
from assistant.language.requests.records import ShowRequest, WhichAnswer, Whom
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.records.ranks import row_of
from assistant.skills.registry import SKILLS, Turn, on_act, on_answer
from core.prospects.filters import Filter
from core.prospects.finding import is_meant
from core.prospects.models import Prospect
from core.prospects.normalise import national_telephone

MAX_NAMESAKES = 5


class Found:
    """One record, or what to answer where there is not one."""

    def __init__(self, record: Prospect | None, replies: tuple[Reply, ...] = ()) -> None:
        self.record = record
        self.replies = replies


def find_record(turn: Turn, whom: Whom, which: str, *, writes: bool = False) -> Found:
    """The record named, else the last one opened; else a question with buttons.

    Who `writes` is asked where the name is only near: nobody is changed for somebody else.
    """
    if chosen := turn.record or whom.number:
        return _opened(turn, chosen)
    row = row_of(turn, whom.row) if whom.row else None
    if row:
        if row.record is None:
            return Found(None, (Text(row.missing),))
        return _opened(turn, row.record.prospect_id)
    if not whom.names:
        if turn.context.last_prospect:
            return _opened(turn, turn.context.last_prospect)
        return Found(None, (Text(f"{which} Donnez-moi le nom de la structure."),))
    return _named(turn, whom, writes)


def _named(turn: Turn, whom: Whom, writes: bool) -> Found:
    called = turn.services.prospects.called(turn.user, whom.whole) if whom.whole else []
    if len(called) == 1:
        return _opened(turn, called[0].prospect_id)
    for name in whom.names:
        found = turn.services.prospects.find_named(turn.user, name, MAX_NAMESAKES + 1)
        if len(found) == 1 and (not writes or is_meant(name, found[0])):
            return _opened(turn, found[0].prospect_id)
        if len(found) == 1:
            return Found(None, tuple(_perhaps(turn, name, found)))
        if found:
            return Found(None, tuple(several(turn, name, found)))
    return Found(None, tuple(_nobody(turn, whom.names[0])))


def say_number(prospect: Prospect) -> str:
    """The sentence that names one record and no namesake of it."""
    return f"la fiche n° {prospect.prospect_id}"


def open_button(label: str, record: Prospect) -> Button:
    """Opens that record and no namesake of it."""
    return Button(label, say_number(record), act=OpenRecord(id=record.prospect_id))


def list_button(label: str, filter: Filter) -> Button:
    """Lists a selection."""
    return Button(label, sentence(filter), act=ShowList(filter=filter))


def _opened(turn: Turn, prospect_id: str) -> Found:
    record = turn.services.prospects.open(turn.user, prospect_id)
    turn.remember_record(record.prospect_id)
    return Found(record)


def several(turn: Turn, name: str, found: list[Prospect]) -> Iterator[Reply]:
    """Which of them? The first few as buttons, and all of them at a click where there are more."""
    yield Text(f"Plusieurs fiches correspondent à « {escape(name)} ». Laquelle ?")
    yield from _choices(turn, found[:MAX_NAMESAKES])
    holding = Filter(texte=name)
    if len(found) > MAX_NAMESAKES and turn.services.prospects.count(turn.user, holding):
        yield Choices((list_button("Toutes les voir", holding),))


def _perhaps(turn: Turn, name: str, found: list[Prospect]) -> Iterator[Reply]:
    yield from _meant(turn, f"Je ne trouve pas exactement « {escape(name)} ».", found)


def _meant(turn: Turn, missing: str, near: list[Prospect]) -> Iterator[Reply]:
    """ "Vouliez-vous dire": one name is a question, several a list."""
    if len(near) > 1:
        yield Text(f"{missing} Vouliez-vous dire :")
        yield from _choices(turn, near)
        return
    [one] = near
    question = turn.ask_which([one.prospect_id for one in near])
    yield Text(f"{missing} Vouliez-vous dire **{_label(one)}** ?")
    yield Choices((_choose("Oui, c'est cette fiche", one, question),))


def _choices(turn: Turn, found: list[Prospect]) -> Iterator[Reply]:
    question = turn.ask_which([one.prospect_id for one in found])
    labels = told_apart(found)
    yield Choices(
        tuple(_choose(label, one, question) for label, one in zip(labels, found, strict=True))
    )


def _choose(label: str, record: Prospect, question: str) -> Button:
    act = ChooseRecord(id=record.prospect_id, question=question)
    return Button(label, say_number(record), act=act)


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
def chosen(turn: Turn, payload: Payload) -> Iterator[Reply] | None:
    """One of several was chosen: what was asked is done with it. None for another request."""
    record = _choice(turn, list(payload["ids"]))
    return None if record is None else _go_on(turn, str(payload["text"]), record)


@on_act(ChooseRecord, Intent.SHOW_PROSPECT)
def chosen_by_click(turn: Turn, deed: ChooseRecord) -> Iterable[Reply]:
    """The same by a button, answered before or not; opened where the question is long gone."""
    question = turn.conversations.pending(turn.user, deed.question)
    if question is not None and deed.id in question.payload.get("ids", ()):
        return _go_on(turn, str(question.payload["text"]), deed.id)
    turn.heard = ShowRequest(Whom(number=deed.id))
    return SKILLS[Intent.SHOW_PROSPECT](turn)


def _go_on(turn: Turn, asked: str, record: str) -> Iterator[Reply]:
    turn.again(asked, record)
    assert turn.understood is not None
    yield from SKILLS[turn.understood.intent](turn)


def _choice(turn: Turn, ids: list[str]) -> str | None:
    """By its number, its rank, or words that only one of them has."""
    said = turn.asked(WhichAnswer)
    if said.number:
        return said.number
    if len(ids) == 1 and said.agrees:
        return ids[0]
    if said.rank is not None:
        return ids[said.rank - 1] if said.rank <= len(ids) else None
    fitting = [
        one.prospect_id for one in turn.services.prospects.many(ids) if said.fits(_plain_label(one))
    ]
    return fitting[0] if len(fitting) == 1 else None
