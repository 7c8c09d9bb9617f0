"""Forms about a draft: what it lacks, and its own words."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.acts.of_mails import NewTemplate
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.replies import Form, Reply, Text
from assistant.skills.accounts.fields import field
from assistant.skills.mails import telling
from assistant.skills.registry import FormFields, Turn, on_act, register_form
from core.content.drafts import Draft
from core.content.facts import facts_of
from core.content.models import Mail
from core.content.raw import mail_of
from core.content.recipes import NEEDED, PART_NAMES, Part, Recipe
from core.content.writer import Asked

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
    shown = [field(name, label, kind, "L'événement", str(facts[name] or ""), told)
             for name, label, kind, told in _FACTS]  # fmt: skip
    lines = "\n".join(facts["details"])
    news = draft.last.recette.objectif == "newsletter"
    label = "Vos nouvelles" if news else "Phrases à ajouter"
    told = "Une par ligne, cinq au plus, comme elles seront lues"
    shown.insert(0 if news else len(shown), field("details", label, "long", "Le mail", lines, told))
    return [_optional(one) for one in shown]


def _optional(made: Field) -> Field:
    made["required"] = False
    return made


def _submit_facts(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    facts = facts_of({name: values.get(name, "") for name, *_ in _FACTS})
    facts = facts.with_details(values.get("details", ""))
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
    if draft.last.mail is not None:
        return [*shown, *raw_fields(draft.last.mail)]
    for one in composed.paragraphs:
        label = PART_NAMES[one.part]
        made = field(one.part.value, label[0].upper() + label[1:], "long", "Paragraphes", one.text)
        made["required"] = one.part in NEEDED
        shown.append(made)
    return shown


def raw_fields(mail: Mail | None) -> list[Field]:
    """The text and the HTML of a mail that somebody writes whole."""
    text = (
        "{{ nom_structure }}, {{ nom_contact | salutation }}… : « quelles variables ? » les liste"
    )
    html = "Facultatif. Sans lui, le texte est mis en page simplement"
    return [
        _optional(field("texte", "Texte", "long", "Le mail", mail.texte if mail else "", text)),
        _optional(
            field("html", "HTML", "long", "Le mail", (mail.html or "") if mail else "", html)
        ),
    ]


def raw_mail(values: Mapping[str, str]) -> Mail:
    """The mail that those fields give. InvalidData with problems by field."""
    given = (values.get(name, "") for name in ("objet", "apercu", "texte", "html"))
    return mail_of(*given)


def _submit_words(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    writer, key = turn.services.content.writer, payload["draft"]
    if writer.get(turn.user, key).last.mail is not None:
        draft = writer.rewrite_whole(turn.user, key, raw_mail(values))
    else:
        texts = {Part(name): text for name, text in values.items() if name in set(Part)}
        draft = writer.rewrite(
            turn.user, key, values.get("objet", ""), values.get("apercu", ""), texts
        )
    told = f"Version {draft.last.numero} : **{draft.last.note}**."
    return tuple(telling.shown(turn, draft, told, full=False))


@on_act(NewTemplate, Intent.GENERATE_MAIL)
def new_by_click(turn: Turn, _deed: NewTemplate) -> Iterator[Reply]:
    """The button."""
    yield from new(turn)


def new(turn: Turn) -> Iterator[Reply]:
    """A form for a mail of one's own."""
    yield Text(
        "Écrivez votre mail : son objet, son texte, et son HTML si vous en avez un. Vous le verrez "
        "comme vos destinataires, puis vous pourrez le garder comme modèle."
    )
    yield Form(turn.ask("form_new_mail", {}), "Votre mail", "Voir le mail", "Annuler")


def _new_fields(_turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    told = "{{ nom_structure }} devient le nom de chaque destinataire"
    return [
        field("objet", "Objet", "text", "En tête", "", told),
        _optional(field("apercu", "Aperçu", "text", "En tête", "")),
        *raw_fields(None),
    ]


def _submit_new(
    turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    return tuple(begun(turn, raw_mail(values)))


def begun(turn: Turn, mail: Mail) -> Iterator[Reply]:
    """A draft of a mail that somebody wrote whole, for the selection in force."""
    draft = turn.services.content.writer.begin(turn.user, Asked(Recipe(), turn.filter, mail=mail))
    told = "Voici votre mail. « Garder comme modèle » le garde pour une autre fois."
    yield from telling.shown(turn, draft, told, full=False)


register_form(
    "form_new_mail",
    FormFields(_new_fields, _submit_new, how="Ce formulaire se remplit sur la page."),
)
register_form(
    "form_mail_facts",
    FormFields(_fact_fields, _submit_facts, example="mets la date au 24 mai"),
)
register_form(
    "form_mail_words", FormFields(_word_fields, _submit_words, example="enlève le paragraphe sur …")
)
