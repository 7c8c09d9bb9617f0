"""A draft changed, by sentence or by click; each change is a version."""

from collections.abc import Callable, Iterator, Mapping

from assistant.acts.of_mails import (
    ChangeMail,
    CheckDraft,
    CompareMail,
    MailForm,
    MailSubjects,
    MailVersions,
    RestoreMail,
    RewriteMail,
    ShowMail,
)
from assistant.language.requests.mail_changes import MAIL, MailChange
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape, moment
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.mails import filling, keeping, mending, telling
from assistant.skills.mails.posting import posted
from assistant.skills.registry import Turn, claim, on_act
from core.content.accents import with_accents
from core.content.change import Change, Kind
from core.content.drafts import Draft
from core.content.recipes import NEAREST_TONE, Tone
from core.errors import Refused, Unavailable
from core.vocabulary.values import ProspectType

_SUBJECTS, _VERSIONS = 3, 8
_SAID = (Kind.EVENT, Kind.PLACE, Kind.HOURS, Kind.PRICE, Kind.DETAIL, Kind.PARAGRAPH)
"""Words typed in a sentence that will be read in the mail."""


@claim("mail_changed")
def changed(turn: Turn) -> Iterator[Reply]:
    """What a sentence asks of the draft on the screen."""
    request = turn.asked(MailChange)
    draft = turn.services.content.writer.get(turn.user, request.draft)
    if turn.conversations.last_shown(turn.user, turn.conversation) != MAIL:
        subject = turn.services.content.writer.composed(draft).mail.sujet
        yield Text(f"Dans le mail « {escape(subject)} » :")
    if request.kind in _SHOWING:
        yield from _SHOWING[request.kind](turn, draft)
    elif request.kind == "post":
        yield from posted(turn, draft, request.value or "facebook")
    elif request.kind == "kept":
        yield from keeping.kept(turn, draft, request.value)
    elif request.kind == "mend":
        yield from mending.mended(turn, draft, request.value or mending.ALL)
    elif request.kind == "lacking":
        yield from mending.lacking(turn, draft, request.value)
    elif request.kind == "restore":
        yield from _restored(turn, draft, request.number)
    else:
        value, told = _wanted(turn, draft, request)
        change = Change(
            kind=Kind(request.kind),
            value=value,
            day=request.day,
            end=request.end,
            of_month=request.of_month,
        )
        yield from _change(turn, draft, change, told)


def _wanted(turn: Turn, draft: Draft, request: MailChange) -> tuple[str | None, str]:
    """The value of a change, and what is told beside it."""
    if request.kind == Kind.TONE and request.value not in set(Tone):
        near = NEAREST_TONE.get(request.value or "", Tone.AMICAL).value
        return near, f" Je ne sais pas écrire sur un ton {request.value} : voici le plus proche."
    if request.kind == Kind.BY_TYPE:
        return "|".join(_types(turn, draft)), ""
    if request.kind in _SAID and request.value:
        right = with_accents(request.value)
        return right, " J'ai remis les accents." if right != request.value else ""
    return request.value, ""


def _types(turn: Turn, draft: Draft) -> list[str]:
    """The types of the draft's recipients; all where it is for everybody."""
    chosen = draft.filtre.type_prospect or tuple(ProspectType)
    return [one.value for one in chosen]


@on_act(ChangeMail, Intent.GENERATE_MAIL)
def change_by_click(turn: Turn, deed: ChangeMail) -> Iterator[Reply]:
    """The button of a change."""
    draft = turn.services.content.writer.get(turn.user, deed.mail)
    yield from _change(turn, draft, Change(kind=deed.kind, value=deed.value, part=deed.part))


def _change(turn: Turn, draft: Draft, change: Change, more: str = "") -> Iterator[Reply]:
    after = turn.services.content.writer.change(turn.user, draft.draft_id, change)
    told = f"Version {after.last.numero} : **{escape(after.last.note)}**.{more}"
    yield from telling.shown(turn, after, told, full=False)


# --- versions -------------------------------------------------------------------------------------


@on_act(RestoreMail, Intent.GENERATE_MAIL)
def restore_by_click(turn: Turn, deed: RestoreMail) -> Iterator[Reply]:
    """The button of a version."""
    draft = turn.services.content.writer.get(turn.user, deed.mail)
    yield from _restored(turn, draft, deed.number)


def _restored(turn: Turn, draft: Draft, number: int) -> Iterator[Reply]:
    after = turn.services.content.writer.restore(turn.user, draft.draft_id, number)
    told = f"Version {after.last.numero} : **{after.last.note}**."
    yield from telling.shown(turn, after, told, full=False)


def _compared(turn: Turn, draft: Draft) -> Iterator[Reply]:
    """What the last change did, line by line."""
    last = draft.last.numero
    if len(draft.versions) < 2:
        yield Text("Ce mail n'a encore qu'une version.")
        return
    before = draft.versions[-2].numero
    lines = turn.services.content.previews.difference(turn.user, draft, before, last)
    words = {"-": "enlevé", "+": "ajouté"}
    told = "\n".join(f"- *{words[one.sign]}* : {escape(one.text)}" for one in lines)
    yield Text(f"De la version {before} à la version {last} :\n\n{told or '- rien'}")
    undo = RestoreMail(mail=draft.draft_id, number=before)
    yield Choices(
        (Button(f"Reprendre la version {before}", f"reprends la version {before}", act=undo),)
    )


def _versions(turn: Turn, draft: Draft) -> Iterator[Reply]:
    """All of them, each to be taken back."""
    del turn
    told = "\n".join(
        f"- **{one.numero}** : {escape(one.note)}, {moment(one.le)}" for one in draft.versions
    )
    yield Text(f"Les versions de ce mail :\n\n{told}")
    others = (draft.versions[0], *draft.versions[1:-1][-_VERSIONS:])
    yield Choices(
        tuple(
            Button(f"Reprendre la {one.numero}", f"reprends la version {one.numero}",
                   act=RestoreMail(mail=draft.draft_id, number=one.numero))
            for one in {one.numero: one for one in others}.values()
        )
    )  # fmt: skip


# --- what is looked at ----------------------------------------------------------------------------


def _subjects(turn: Turn, draft: Draft) -> Iterator[Reply]:
    """Three, each a click away."""
    composed = turn.services.content.writer.composed(draft)
    seen = turn.services.content.previews.subjects(turn.user, draft, composed.subjects[:_SUBJECTS])
    told = "\n".join(f"{rank}. {escape(one)}" for rank, one in enumerate(seen, start=1))
    yield Text(f"Trois objets au choix, tels que les lira le premier destinataire :\n\n{told}")
    yield Choices(
        tuple(
            Button(shown, f"mets l'objet {rank}",
                   act=ChangeMail(mail=draft.draft_id, kind=Kind.SUBJECT, value=source))
            for rank, (shown, source) in enumerate(
                zip(seen, composed.subjects, strict=False), start=1)
        )
    )  # fmt: skip


def _checked(turn: Turn, draft: Draft) -> Iterator[Reply]:
    yield from telling.problems(turn, draft, every=True)


def _shown(turn: Turn, draft: Draft) -> Iterator[Reply]:
    told = f"Voici le mail, dans sa version {draft.last.numero}."
    yield from telling.shown(turn, draft, told, full=False)


def _rewritten(turn: Turn, draft: Draft) -> Iterator[Reply]:
    """By the language model, where there is one; the text stays where it fails."""
    content = turn.services.content
    try:
        after = content.writer.put_otherwise(
            turn.user, draft.draft_id, content.model,
            lambda one: content.previews.faults(turn.user, one),
        )  # fmt: skip
    except (Refused, Unavailable) as error:
        told = f"{error.message}\n\nVoici le mail, dans sa version {draft.last.numero}."
        yield from telling.shown(turn, draft, told, full=False)
        return
    told = (
        f"Version {after.last.numero} : **{escape(after.last.note)}**, un modèle de langue. Les "
        "noms de vos prospects ne lui sont pas envoyés. Relisez avant d'envoyer."
    )
    yield from telling.shown(turn, after, told, full=False)


_SHOWING: Mapping[str, Callable[[Turn, Draft], Iterator[Reply]]] = {
    "subjects": _subjects,
    "compared": _compared,
    "versions": _versions,
    "checked": _checked,
    "shown": _shown,
    "rewritten": _rewritten,
    "by_hand": lambda turn, draft: iter([filling.words_form(turn, draft)]),
}


def _act(kind: type, show: Callable[[Turn, Draft], Iterator[Reply]]) -> None:
    def by_click(turn: Turn, deed: ShowMail) -> Iterator[Reply]:
        yield from show(turn, turn.services.content.writer.get(turn.user, deed.mail))

    on_act(kind, Intent.GENERATE_MAIL)(by_click)


_act(MailSubjects, _subjects)
_act(CompareMail, _compared)
_act(MailVersions, _versions)
_act(CheckDraft, _checked)
_act(ShowMail, _shown)
_act(RewriteMail, _rewritten)


@on_act(MailForm, Intent.GENERATE_MAIL)
def form_by_click(turn: Turn, deed: MailForm) -> Iterator[Reply]:
    """A form about the draft."""
    draft = turn.services.content.writer.get(turn.user, deed.mail)
    yield (
        telling.facts_form(turn, draft) if deed.what == "facts" else filling.words_form(turn, draft)
    )
