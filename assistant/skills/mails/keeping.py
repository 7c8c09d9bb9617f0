"""Mails kept to be used again: named, listed, copied, versions taken back."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.acts.of_mails import (
    DuplicateTemplate,
    KeepMail,
    NewTemplate,
    RestoreTemplate,
    WriteFromTemplate,
)
from assistant.language.requests.mail_templates import TemplateRequest
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Form, Reply, Text
from assistant.skills.accounts.fields import field
from assistant.skills.mails import telling
from assistant.skills.registry import FormFields, Turn, claim, on_act, register_form
from core.content import library
from core.content.drafts import Draft
from core.content.templates import OwnTemplate
from core.content.writer import Asked

_SHOWN = 6


def kept(turn: Turn, draft: Draft, name: str | None) -> Iterator[Reply]:
    """Keep the draft under a name; asked for where it is not said."""
    if not name:
        form_id = turn.ask("form_keep_mail", {"draft": draft.draft_id})
        yield Form(form_id, "Enregistrer comme modèle", "Enregistrer", "Annuler")
        return
    yield from _kept(turn, draft, name)


def _kept(turn: Turn, draft: Draft, name: str) -> Iterator[Reply]:
    last = draft.last
    own = turn.services.content.library.keep(turn.user, name, last.recette, last.mail)
    version = f", version {own.last.numero}" if own.last.numero > 1 else ""
    yield Text(
        f"C'est enregistré : modèle **{escape(own.nom)}**{version}. « Mes modèles » les montre."
    )


@on_act(KeepMail, Intent.GENERATE_MAIL)
def keep_by_click(turn: Turn, deed: KeepMail) -> Iterator[Reply]:
    """The button: it asks for the name."""
    yield from kept(turn, turn.services.content.writer.get(turn.user, deed.mail), None)


def listed(turn: Turn) -> Iterator[Reply]:
    """People's own, and those that are always there."""
    own = turn.services.content.library.all(turn.user)
    lines = "\n".join(
        f"- **{escape(one.nom)}** ({plural(len(one.versions), 'version')})" for one in own
    )
    yield Text(f"Vos modèles :\n\n{lines}" if own else "Vous n'avez pas encore de modèle à vous.")
    yield Text(
        f"Toujours là : {', '.join(library.names())}.\n\nPour corriger un modèle : écrivez avec "
        "lui, changez le mail, gardez-le sous le même nom. Il reçoit une version de plus."
    )
    new = Button("Nouveau modèle (Jinja, HTML)", "nouveau modèle", act=NewTemplate())
    yield Choices((*(button for one in own[:_SHOWN] for button in _of(one)), new))


def _of(one: OwnTemplate) -> Iterator[Button]:
    key, name = one.template_id, one.nom
    yield Button(f"Écrire avec « {name} »", f"écris avec le modèle {name}",
                 act=WriteFromTemplate(template=key))  # fmt: skip
    yield Button(f"Copier « {name} »", f"copie le modèle {name}",
                 act=DuplicateTemplate(template=key))  # fmt: skip
    if len(one.versions) > 1:
        before = one.versions[-2].numero
        yield Button(f"« {name} » : reprendre la version {before}",
                     f"reprends la version {before} du modèle {name}",
                     act=RestoreTemplate(template=key, number=before))  # fmt: skip


@on_act(WriteFromTemplate, Intent.GENERATE_MAIL)
def write_by_click(turn: Turn, deed: WriteFromTemplate) -> Iterator[Reply]:
    """A draft that says what the template says, for the selection in force."""
    yield from _written(turn, turn.services.content.library.get(turn.user, deed.template))


def _written(turn: Turn, own: OwnTemplate) -> Iterator[Reply]:
    last = own.last
    asked = Asked(last.recette, turn.filter, mail=last.mail, template=own.nom)
    draft = turn.services.content.writer.begin(turn.user, asked)
    yield from telling.shown(turn, draft, f"Voici un mail du modèle **{escape(own.nom)}**.")


@claim("template_named")
def named(turn: Turn) -> list[Reply] | None:
    """What a sentence asks of a template; nothing where none has that name."""
    asked = turn.asked(TemplateRequest)
    own = turn.services.content.library.own(turn.user, asked.name)
    if own is None:
        return None
    if asked.kind == "copy":
        return list(_copied(turn, own.template_id))
    if asked.kind == "restore":
        return list(_restored(turn, own.template_id, asked.number))
    return list(_written(turn, own))


@on_act(DuplicateTemplate, Intent.GENERATE_MAIL)
def duplicate_by_click(turn: Turn, deed: DuplicateTemplate) -> Iterator[Reply]:
    """The same under another name."""
    yield from _copied(turn, deed.template)


def _copied(turn: Turn, template: str) -> Iterator[Reply]:
    own = turn.services.content.library.duplicate(turn.user, template)
    yield Text(f"C'est copié : **{escape(own.nom)}**.")
    yield from listed(turn)


@on_act(RestoreTemplate, Intent.GENERATE_MAIL)
def restore_by_click(turn: Turn, deed: RestoreTemplate) -> Iterator[Reply]:
    """An earlier version, as the newest."""
    yield from _restored(turn, deed.template, deed.number)


def _restored(turn: Turn, template: str, number: int) -> Iterator[Reply]:
    own = turn.services.content.library.restore(turn.user, template, number)
    yield Text(f"**{escape(own.nom)}** : la version {number} est reprise.")


def _fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    told = "Un nom déjà pris reçoit une version de plus"
    draft = turn.services.content.writer.get(turn.user, payload["draft"])
    return [field("nom", "Nom du modèle", "text", "Modèle", draft.modele or "", told)]


def _submit(turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    draft = turn.services.content.writer.get(turn.user, payload["draft"])
    return tuple(_kept(turn, draft, values.get("nom", "")))


register_form(
    "form_keep_mail",
    FormFields(_fields, _submit, example="enregistre-le comme modèle Fête 2027"),
)
