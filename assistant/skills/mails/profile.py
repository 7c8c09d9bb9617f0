"""What stands beside drafts: who writes, and the variables."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.acts.of_mails import AssociationForm
from assistant.language.requests.mails import MailRequest
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Form, Reply, Text
from assistant.skills.accounts.fields import field
from assistant.skills.mails import filling, keeping
from assistant.skills.registry import FormFields, Turn, on_act, register_form
from core.content.facts import Facts, facts_of

_FIELDS = (
    ("nom", "Nom de l'association", "text", "Association", "Tel qu'il signe les mails"),
    ("activite", "Ce qu'elle fait", "long", "Association", "En deux phrases, avec « nous »"),
    ("signature", "Qui signe", "text", "Association", "Par exemple : Camille Martin, présidente"),
    ("adresse", "Adresse", "text", "Association", "Écrite en bas des mails"),
    ("site", "Site", "url", "Association", "https://…"),
    ("evenement", "Nom", "text", "Prochain événement", ""),
    ("date", "Date", "date", "Prochain événement", ""),
    ("date_fin", "Dernier jour", "date", "Prochain événement", "Vide pour un seul jour"),
    ("lieu", "Lieu", "text", "Prochain événement", ""),
    ("lien", "Lien", "url", "Prochain événement", "Inscription ou programme"),
)
_OWN = ("nom", "activite", "signature", "adresse", "site")
_NEXT = ("evenement", "date", "date_fin", "lieu", "lien")


def beside(turn: Turn, request: MailRequest) -> Iterator[Reply]:
    """The profile's form, or the variables."""
    if request.about == "variables":
        yield from _variables()
    elif request.about == "new_template":
        yield from filling.new(turn)
    elif request.about == "templates":
        yield from keeping.listed(turn)
    else:
        yield from _asked(turn)


@on_act(AssociationForm, Intent.GENERATE_MAIL)
def form_by_click(turn: Turn, _deed: AssociationForm) -> Iterator[Reply]:
    """The button."""
    yield from _asked(turn)


def _asked(turn: Turn) -> Iterator[Reply]:
    yield Text("Le profil de votre association sert dans tous les mails : je le demande une fois.")
    form_id = turn.ask("form_association", {})
    yield Form(form_id, "Votre association", "Enregistrer le profil", "Annuler")


def _variables() -> Iterator[Reply]:
    lines = "\n".join(
        f"- `{{{{ {name} }}}}` : {escape(label)}" for name, label in FIELD_LABELS.items()
    )
    yield Text(f"Ces variables prennent la valeur de chaque destinataire :\n\n{lines}")
    yield Text(
        "Il y a aussi `{{ campagne.nom }}`, `{{ campagne.date_evenement }}`, "
        "`{{ expediteur.nom }}` et `{{ lien_desinscription }}`."
    )
    yield Text(
        "Elles s'accordent : `{{ nom_structure | le }}` (la MJC), `| a`, `| de`, "
        "`{{ ville | a_lieu }}` (à Foix), `{{ nom_contact | salutation }}` (Bonjour Camille)."
    )
    yield Choices((Button("Rédiger un mail", "rédige un mail"),))


def _fields(turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    own = turn.services.content.association.seen(turn.user)
    values = own.model_dump(mode="json")
    values |= values.pop("prochain")
    found = []
    for name, label, kind, group, told in _FIELDS:
        made = field(name, label, kind, group, str(values.get(name) or ""), told)
        made["required"] = name == "nom"
        found.append(made)
    return found


def _submit(
    turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    facts = facts_of({name: values.get(name, "") for name in _NEXT})
    now = turn.services.content.association.seen(turn.user).prochain
    if facts.evenement == now.evenement:  # what a document told of it stays
        given = {name: getattr(facts, name) for name in _NEXT}
        facts = Facts.model_validate(now.model_dump() | given)
    own = {name: values.get(name, "") for name in _OWN}
    turn.services.content.association.change(
        turn.user, own | {"prochain": facts.model_dump(mode="json")}
    )
    return (
        Text("C'est enregistré : les prochains mails présenteront votre association."),
        Choices((Button("Rédiger un mail", "rédige un mail"),)),
    )


register_form(
    "form_association",
    FormFields(_fields, _submit, how="Ce formulaire se remplit sur la page."),
)
