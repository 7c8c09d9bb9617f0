"""Records added by sentences: what was understood is shown, what lacks is asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.acts.of_records import AddRecord, ChooseWho
from assistant.conversation import Payload
from assistant.language.requests.additions import AddRequest
from assistant.language.requests.answers import Dictated, WhoAnswer
from assistant.language.understanding import Intent
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.records.changes import record_text
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Confirm, Form, Reply, Text
from assistant.skills.records.editing import done, warn
from assistant.skills.records.finding import open_button
from assistant.skills.registry import Turn, on_act, on_answer, on_yes, skill
from core.accounts.models import Permission
from core.prospects.models import Prospect
from core.prospects.plain import plain_record
from core.records.models import Duplicated
from core.records.values import REQUIRED

_ASK = {
    "nom_structure": "Quel est le nom de la structure ?",
    "type_prospect": "De quel type est-ce ? (MJC, ludothèque, bar à jeux, association de JDR…)",
    "ville": "Dans quelle ville ?",
}


@skill(Intent.ADD_PROSPECT)
def add_prospect(turn: Turn) -> Iterator[Reply]:
    """A new record: by a form where nothing is told of it, else from what is told."""
    turn.user.require(Permission.WRITE)
    request = turn.asked(AddRequest)
    raw = request.raw
    if not raw:
        yield from _form(turn)
        return
    if request.perhaps_somebody:
        yield from _ask_who(turn, raw, raw["nom_structure"])
        return
    yield from complete(turn, raw)


@on_act(AddRecord, Intent.ADD_PROSPECT)
def add_by_click(turn: Turn, _deed: AddRecord) -> Iterator[Reply]:
    """The form of a new record."""
    turn.user.require(Permission.WRITE)
    yield from _form(turn)


def _form(turn: Turn) -> Iterator[Reply]:
    form_id = turn.ask("form_add", {"raw": {}})
    yield Text("Nouvelle fiche : remplissez au moins le nom, le type et la ville.")
    yield Form(form_id, "Nouvelle fiche", "Ajouter", "Annuler")


def _ask_who(turn: Turn, raw: Mapping[str, str], name: str) -> Iterator[Reply]:
    payload = {"raw": dict(raw)}
    asked = turn.conversations.question(turn.user, turn.conversation, "who", payload)
    person = ChooseWho(question=asked, who="person")
    structure = ChooseWho(question=asked, who="structure")
    yield Text(f"« {escape(name)} », est-ce le nom de la structure, ou celui d'une personne ?")
    yield Choices(
        (
            Button("C'est une personne", "c'est une personne", act=person),
            Button("C'est la structure", "c'est la structure", act=structure),
        )
    )


@on_answer("who")
def who_told(turn: Turn, payload: Payload) -> Iterable[Reply] | None:
    """A person or a structure; anything else is another request."""
    answer = turn.asked(WhoAnswer)
    if answer.person or answer.structure:
        return _named_after(turn, payload, person=answer.person)
    return None


@on_act(ChooseWho, Intent.ADD_PROSPECT)
def who_chosen(turn: Turn, deed: ChooseWho) -> Iterator[Reply]:
    """The same by a button, as long as the question is kept."""
    question = turn.conversations.waiting_under(turn.user, deed.question, "who")
    yield from _named_after(turn, question.payload, person=deed.who == "person")


def _named_after(turn: Turn, payload: Payload, person: bool) -> Iterator[Reply]:
    raw = dict(payload["raw"])
    if person:
        raw["nom_contact"] = raw.pop("nom_structure")
    return complete(turn, raw)


def complete(turn: Turn, raw: Mapping[str, str]) -> Iterator[Reply]:
    """Ask for the first required field that lacks or does not fit, else show it all."""
    draft = turn.services.records.draft(turn.user, raw)
    for field in (*REQUIRED, *(name for name in draft.problems if name not in REQUIRED)):
        if field in draft.problems:
            given = raw.get(field, "").strip()
            if given:
                yield Text(f"{draft.problems[field]} (« {escape(given)} »)")
            ask = _ASK.get(field, f"{FIELD_LABELS[field]} : que faut-il écrire ?")
            payload = {"raw": dict(raw), "field": field}
            turn.conversations.question(turn.user, turn.conversation, "add", payload)
            yield Text(f"{ask} (« annule » pour abandonner)")
            return
    assert draft.after is not None
    yield Text(f"Nouvelle fiche :\n\n{record_text(plain_record(draft.after))}")
    for note in draft.notes:
        yield Text(note)
    yield from warn(draft.duplicates)
    yield from _warn_of_namesakes([one for one in draft.namesakes if one not in draft.duplicates])
    alike = bool(draft.duplicates or draft.namesakes)
    waiting: Payload = {"raw": dict(raw), "force": alike}
    question = "Ajouter cette fiche" + (" malgré le doublon ?" if alike else " ?")
    yield Confirm(turn.ask("add", waiting), question, "Oui, l'ajouter", "Non, ne rien ajouter")


def _warn_of_namesakes(others: Sequence[Prospect]) -> Iterator[Reply]:
    """Some bear that name in that town already."""
    if not others:
        return
    names = ", ".join(f"**{escape(one.nom_structure)}**" for one in others)
    yield Text(f"⚠ Il y a déjà {names} à {escape(others[0].ville)} : est-ce la même structure ?")
    yield Choices(tuple(open_button(f"Ouvrir {one.nom_structure}", one) for one in others[:3]))


@on_answer("add")
def field_given(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """A field of the new record that was asked for."""
    yield from complete(turn, {**payload["raw"], payload["field"]: turn.asked(Dictated).text})


@on_yes("add")
def add_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Add it."""
    try:
        written = turn.services.records.add(turn.user, payload["raw"], force=payload["force"])
    except Duplicated as duplicated:
        yield from warn(duplicated.duplicates)
        yield from _warn_of_namesakes(duplicated.namesakes)
        yield Confirm(
            turn.ask("add", {**payload, "force": True}),
            "Ajouter malgré le doublon ?", "Oui, l'ajouter", "Non",
        )  # fmt: skip
        return
    yield from done(turn, written, "C'est ajouté.")
