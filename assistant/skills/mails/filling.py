"""Forms about a draft: what it lacks, and its own words."""

from collections.abc import Mapping
from typing import Any

from assistant.rendering.forms import Field
from assistant.replies import Form, Reply
from assistant.skills.accounts.fields import field
from assistant.skills.mails import telling
from assistant.skills.registry import FormFields, Turn, register_form
from core.content.drafts import Draft
from core.content.facts import facts_of
from core.content.recipes import NEEDED, PART_NAMES, Part

_FACTS = (
    ("evenement", "Nom de l'événement", "text", "Par exemple : Festival du jeu de Foix"),
    ("date", "Date", "date", ""),
    ("date_fin", "Dernier jour", "date", "Vide pour un seul jour"),
    ("horaires", "Horaires", "text", "Par exemple : de 14 h à 18 h"),
    ("lieu", "Lieu", "text", "Par exemple : salle des fêtes de Foix"),
    ("prix", "Tarif", "text", "Par exemple : entrée libre"),
    ("lien", "Lien", "url", "Inscription ou programme, https://…"),
)


def _fact_fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    draft = turn.services.content.writer.get(turn.user, payload["draft"])
    facts = draft.last.recette.faits.model_dump(mode="json")
    return [_optional(field(name, label, kind, "L'événement", str(facts[name] or ""), told))
            for name, label, kind, told in _FACTS]  # fmt: skip


def _optional(made: Field) -> Field:
    made["required"] = False
    return made


def _submit_facts(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    facts = facts_of({name: values.get(name, "") for name, *_ in _FACTS})
    draft = turn.services.content.writer.complete(turn.user, payload["draft"], facts)
    told = f"Version {draft.last.numero} : **{draft.last.note}**."
    return tuple(telling.shown(turn, draft, told))


def words_form(turn: Turn, draft: Draft) -> Form:
    """Asks for the words of each paragraph."""
    form_id = turn.ask("form_mail_words", {"draft": draft.draft_id})
    return Form(form_id, "Le texte du mail", "Enregistrer cette version", "Laisser ainsi")


def _word_fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    draft = turn.services.content.writer.get(turn.user, payload["draft"])
    composed = turn.services.content.writer.composed(draft)
    told = "{{ nom_structure }} devient le nom de chaque destinataire"
    shown = [
        field("objet", "Objet", "text", "En tête", composed.mail.sujet, told),
        _optional(field("apercu", "Aperçu", "text", "En tête", composed.mail.apercu)),
    ]
    for one in composed.paragraphs:
        label = PART_NAMES[one.part]
        made = field(one.part.value, label[0].upper() + label[1:], "long", "Paragraphes", one.text)
        made["required"] = one.part in NEEDED
        shown.append(made)
    return shown


def _submit_words(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    texts = {Part(name): text for name, text in values.items() if name in set(Part)}
    draft = turn.services.content.writer.rewrite(
        turn.user, payload["draft"], values.get("objet", ""), values.get("apercu", ""), texts
    )
    told = f"Version {draft.last.numero} : **{draft.last.note}**."
    return tuple(telling.shown(turn, draft, told, full=False))


register_form(
    "form_mail_facts",
    FormFields(_fact_fields, _submit_facts, example="mets la date au 24 mai"),
)
register_form(
    "form_mail_words", FormFields(_word_fields, _submit_words, example="enlève le paragraphe sur …")
)
