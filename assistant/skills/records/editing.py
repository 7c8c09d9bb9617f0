"""Records added and edited by sentences: shown before they are written, then undoable."""

from collections.abc import Iterable, Iterator, Mapping

from assistant.acts.of_records import CommentRecord, EditRecord, KeepValue, UndoEntry
from assistant.conversation import Payload
from assistant.language.requests.answers import Dictated, KeepAnswer
from assistant.language.requests.edits import EditRequest
from assistant.language.requests.records import Whom
from assistant.language.understanding import Intent
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.records.changes import changes_text, value_text
from assistant.rendering.wording import escape, number, of_strong
from assistant.replies import Button, Card, Choices, Confirm, Form, Reply, Text
from assistant.skills.records.bulk_editing import bulk_edit
from assistant.skills.records.finding import find_record, open_button
from assistant.skills.registry import Turn, claim, on_act, on_answer, on_yes, skill
from core.accounts.models import Permission
from core.privacy.sensitive import warning
from core.prospects.models import Prospect
from core.prospects.plain import plain_record, seen
from core.records.models import Duplicated, Overtaken, Written
from core.records.values import EDITABLE, MAX_COMMENT, tags_with

# --- edit ---------------------------------------------------------------------------------------


@claim("noted")
@skill(Intent.EDIT_PROSPECT)
def edit_prospect(turn: Turn) -> Iterator[Reply]:
    """Change fields of one record, or of the list in force."""
    turn.user.require(Permission.WRITE)
    request = turn.asked(EditRequest)
    if request.many:
        yield from bulk_edit(turn, request)
        return
    for_all = "" if turn.context.filter.is_empty() else " Pour toute la liste, dites « à tous »."
    which = f"Quelle fiche voulez-vous modifier ?{for_all}"
    found = find_record(turn, request.whom, which, writes=True)
    if found.record is None:
        yield from found.replies
        return
    yield from edit_record(turn, found.record, request)


@on_act(EditRecord, Intent.EDIT_PROSPECT)
def edit_by_click(turn: Turn, deed: EditRecord) -> Iterator[Reply]:
    """The form of that record."""
    turn.heard = EditRequest(Whom(number=deed.id))
    yield from edit_prospect(turn)


@on_act(CommentRecord, Intent.EDIT_PROSPECT)
def comment_by_click(turn: Turn, deed: CommentRecord) -> Iterator[Reply]:
    """A remark on that record."""
    turn.heard = EditRequest(Whom(number=deed.id), field="commentaires")
    yield from edit_prospect(turn)


def edit_record(turn: Turn, record: Prospect, request: EditRequest) -> Iterator[Reply]:
    """With a field and its value a confirmation, with a field a question, else a form."""
    field, value = request.field, request.value
    if field is None:
        yield from edit_form(turn, record)
    elif field not in (*EDITABLE, "commentaires"):
        yield Text(f"« {escape(str(FIELD_LABELS.get(field, field)))} » ne se modifie pas.")
    elif value is None and field != "commentaires" and request.empties:
        yield from propose(turn, record, {field: ""})
    elif value is None and field == "commentaires":
        yield from _comment_form(turn, record)
    elif value is None:
        label = FIELD_LABELS[field].lower()
        payload = {"prospect_id": record.prospect_id, "field": field}
        turn.conversations.question(turn.user, turn.conversation, "value", payload)
        yield Text(
            f"**{escape(record.nom_structure)}** — {label} : que faut-il écrire ? "
            "(« annule » pour ne rien changer)"
        )
    else:
        raw = dict(request.raw)
        if "tags" in raw:
            raw["tags"] = tags_with(record.tags, raw["tags"], taken=request.empties)
        yield from propose(turn, record, raw)


def _comment_form(turn: Turn, record: Prospect) -> Iterator[Reply]:
    """A field for a remark as long as records keep; a short one may be typed as a message."""
    form_id = turn.ask("form_comment", {"prospect_id": record.prospect_id})
    asked = {"prospect_id": record.prospect_id, "field": "commentaires", "form": form_id}
    turn.conversations.question(turn.user, turn.conversation, "value", asked)
    yield Text(
        f"**{escape(record.nom_structure)}** — commentaire : que faut-il écrire ? "
        f"Ici, ou dans le formulaire s'il est long ({number(MAX_COMMENT)} caractères au plus)."
    )
    yield Form(form_id, "Ajouter un commentaire", "Ajouter", "Annuler")


@on_answer("value")
def value_given(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """The value that was asked for."""
    if form_id := payload.get("form"):
        turn.conversations.close(turn.user, form_id, "done")
    record = turn.services.prospects.open(turn.user, payload["prospect_id"])
    yield from propose(turn, record, {payload["field"]: turn.asked(Dictated).text})


def propose(turn: Turn, record: Prospect, raw: Mapping[str, str]) -> Iterator[Reply]:
    """What would be written; nothing is before a yes."""
    whose = of_strong(record.nom_structure)
    if "commentaires" in raw:
        text = raw["commentaires"]
        payload = {"prospect_id": record.prospect_id, "text": text}
        yield Text(f"Commentaire pour **{escape(record.nom_structure)}** : « {escape(text)} »")
        if told := warning(text):
            yield Text(told)
        yield Confirm(
            turn.ask("comment", payload), "Ajouter ce commentaire ?", "Oui, l'ajouter", "Non"
        )
        return
    draft = turn.services.records.draft(turn.user, raw, record.prospect_id)
    if draft.problems:
        field, problem = next(iter(draft.problems.items()))
        yield Text(f"{problem} (« {escape(raw.get(field, ''))} ») Rien n'a été écrit.")
        payload = {"prospect_id": record.prospect_id, "field": field}
        turn.conversations.question(turn.user, turn.conversation, "value", payload)
        yield Text(f"{FIELD_LABELS[field]} : que faut-il écrire ? (« annule » pour laisser)")
        return
    if not draft.changes:
        yield Text(f"La fiche {whose} le dit déjà : il n'y a rien à changer.")
        yield Card(record.prospect_id)
        return
    yield Text(f"Fiche {whose} :\n\n{changes_text(draft.changes)}")
    for note in draft.notes:
        yield Text(note)
    yield from warn(draft.duplicates)
    waiting: Payload = {
        "prospect_id": record.prospect_id,
        "raw": dict(raw),
        "marks": seen(record, draft.changes),
        "force": bool(draft.duplicates),
    }
    question = "Écrire cette modification" + (" malgré le doublon ?" if draft.duplicates else " ?")
    yield Confirm(turn.ask("edit", waiting), question, "Oui, l'écrire", "Non, ne rien changer")


def warn(duplicates: tuple[Prospect, ...]) -> Iterator[Reply]:
    """Others have the same e-mail or telephone."""
    if not duplicates:
        return
    names = ", ".join(f"**{escape(d.nom_structure)}** ({escape(d.ville)})" for d in duplicates)
    yield Text(f"⚠ Le même e-mail ou le même téléphone est déjà dans la base : {names}.")
    yield Choices(tuple(open_button(f"Ouvrir {d.nom_structure}", d) for d in duplicates[:3]))


@on_yes("edit")
def edit_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Write it, unless somebody else changed the same fields meanwhile."""
    try:
        written = turn.services.records.edit(
            turn.user,
            payload["prospect_id"],
            payload["raw"],
            payload["marks"],
            force=payload["force"],
        )
    except Overtaken as overtaken:
        yield from differ(turn, overtaken, payload["raw"])
        return
    except Duplicated as duplicated:
        yield from warn(duplicated.duplicates)
        yield Confirm(
            turn.ask("edit", {**payload, "force": True}),
            "Écrire malgré le doublon ?", "Oui, l'écrire", "Non",
        )  # fmt: skip
        return
    yield from done(turn, written, "C'est écrit.")


def differ(turn: Turn, overtaken: Overtaken, raw: Mapping[str, str]) -> Iterator[Reply]:
    """Both values, to choose between."""
    record = overtaken.prospect
    yield Text(f"{overtaken.message}\n")
    plain = plain_record(record)
    lines = [
        f"- **{FIELD_LABELS[d.field]}** : maintenant {value_text(d.field, plain[d.field])}, "
        f"vous vouliez {value_text(d.field, str(d.yours) if d.yours is not None else None)}"
        for d in overtaken.differences
    ]
    yield Text("\n".join(lines))
    payload = {"prospect_id": record.prospect_id, "raw": dict(raw), "marks": seen(record)}
    asked = turn.conversations.question(turn.user, turn.conversation, "keep", payload)
    yield Text("Quelle valeur garder ?")
    mine = KeepValue(question=asked, whose="mine")
    theirs = KeepValue(question=asked, whose="theirs")
    yield Choices(
        (
            Button("Mettre la mienne", "mets la mienne", act=mine),
            Button("Garder l'autre", "garde l'autre", act=theirs),
        )
    )


@on_answer("keep")
def value_kept(turn: Turn, payload: Payload) -> Iterable[Reply] | None:
    """Mine or theirs; anything else is another request."""
    answer = turn.asked(KeepAnswer)
    if answer.mine or answer.theirs:
        return _kept(turn, payload, mine=answer.mine)
    return None


@on_act(KeepValue, Intent.EDIT_PROSPECT)
def value_chosen(turn: Turn, deed: KeepValue) -> Iterator[Reply]:
    """The same by a button, as long as the question is kept."""
    question = turn.conversations.waiting_under(turn.user, deed.question, "keep")
    yield from _kept(turn, question.payload, mine=deed.whose == "mine")


def _kept(turn: Turn, payload: Payload, mine: bool) -> Iterator[Reply]:
    if mine:
        yield from edit_confirmed(turn, {**payload, "force": False})
    else:
        yield Text("D'accord, je garde l'autre valeur. Rien n'a été écrit.")


def undo_button(label: str, entry_id: str) -> Button:
    """Takes back that change, whatever was written since."""
    return Button(label, "annule la dernière modification", act=UndoEntry(entry=entry_id))


def done(turn: Turn, written: Written, sentence: str) -> Iterator[Reply]:
    """What was written, and its undo."""
    record = written.prospect
    turn.remember_record(record.prospect_id)
    yield Text(f"{sentence} Fiche {of_strong(record.nom_structure)} :")
    if written.entry_id:
        change = {"entry": written.entry_id}
        turn.conversations.note_change(turn.user, turn.conversation, change)
        # Before the card, which is taller than a phone.
        yield Choices((undo_button("Annuler cette modification", written.entry_id),))
    yield Card(record.prospect_id)


@on_yes("comment")
def comment_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Append it."""
    written = turn.services.records.comment(turn.user, payload["prospect_id"], payload["text"])
    yield from done(turn, written, "Commentaire ajouté.")


def edit_form(turn: Turn, record: Prospect) -> Iterator[Reply]:
    """The whole record, to be edited at once."""
    form_id = turn.ask("form_edit", {"prospect_id": record.prospect_id})
    yield Text(f"Fiche {of_strong(record.nom_structure)} : changez ce qu'il faut.")
    yield Form(form_id, "Modifier la fiche", "Enregistrer", "Annuler")


def saved(turn: Turn, written: Written, added: bool) -> Iterator[Reply]:
    """What a form wrote."""
    if written.entry_id is None:
        yield Text("Rien n'a été changé : la fiche disait déjà tout cela.")
        return
    yield from done(turn, written, "C'est ajouté." if added else "C'est écrit.")
