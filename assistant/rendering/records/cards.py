"""A prospect's record, as its readers see it: groups of fields, remarks, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypedDict

from assistant.acts.of_planning import ReminderForm, ShowTasks
from assistant.acts.of_records import CommentRecord, EditRecord, NoteAnswer, RecordHistory
from assistant.rendering.fields import shown
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.links import link
from assistant.rendering.wording import day, moment, of, plural
from assistant.replies import Button
from core.accounts.models import Permission, User
from core.prospects.models import FURTHER, Comment, Prospect
from core.records.feedback import UNSUBSCRIBED
from core.vocabulary.values import Network

MISSING = "Non renseigné"
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Identité", ("nom_structure", "nom_contact", "type_prospect", "nb_adherents")),
    (
        "Contact",
        (
            "email",
            "autres_emails",
            "telephone",
            "autres_telephones",
            "site_web",
            "accepte_contact",
            "methode_contact",
        ),
    ),
    ("Lieu", ("adresse", "code_postal", "ville", "departement", "region", "pays")),
    ("Réseaux", tuple(Network)),
    ("Relation", ("statut", "date_dernier_contact", "retour_prospect", "date_retour")),
    ("Suivi", ("tags", "source", "cree_le", "modifie_le")),
)
"""Every field of the contract but the id; followers stand beside their network's account, and
remarks under the groups."""


@dataclass(frozen=True)
class PastCampaign:
    """A campaign that the prospect was in; `outcome` is what came of it, as users read it."""

    name: str
    day: date | None = None
    outcome: str = ""


class FieldShown(TypedDict):
    """A field and its value; "" where it is missing. `labels` are shown one by one."""

    key: str
    label: str
    value: str
    note: str
    href: str | None
    labels: list[str]


class FieldGroup(TypedDict):
    label: str
    fields: list[FieldShown]


class Remark(TypedDict):
    text: str
    head: str


class ButtonShown(TypedDict):
    label: str
    say: str
    act: dict[str, object] | None


class CardShown(TypedDict):
    """A record as the page and the terminal get it."""

    title: str
    groups: list[FieldGroup]
    comments: list[Remark]
    actions: list[ButtonShown]


def card(
    prospect: Prospect, user: User, campaigns: Sequence[PastCampaign] | None = None
) -> CardShown:
    """The record as plain JSON; `campaigns` is None where nothing knows of any.

    Values are the base's own text, for elements and terminals that show text as text; an empty
    value is a missing one.
    """
    groups: list[FieldGroup] = [
        {
            "label": label,
            "fields": [_field(prospect, name) for name in names if _is_shown(prospect, name)],
        }
        for label, names in GROUPS
    ]
    if campaigns is not None:
        groups[-1]["fields"].insert(1, _past(campaigns))
        if any(one.outcome.endswith(UNSUBSCRIBED) for one in campaigns):
            _note_left(groups)
    return {
        "title": prospect.nom_structure,
        "groups": groups,
        "comments": [_remark(comment) for comment in newest_first(prospect.commentaires)],
        "actions": [_button(one) for one in _actions(prospect, user)],
    }


def _note_left(groups: Sequence[FieldGroup]) -> None:
    """Somebody who left our mails keeps the consent that was noted: it is told beside it."""
    for group in groups:
        for field in group["fields"]:
            if field["key"] == "accepte_contact":
                field["note"] = "s'est désinscrit de nos mails : on ne lui en envoie plus"


_IF_ANY = frozenset(FURTHER.values())
"""Fields that few records have: nothing is said where they are empty."""


def _is_shown(prospect: Prospect, name: str) -> bool:
    return name not in _IF_ANY or bool(getattr(prospect, name))


def rows(card: CardShown) -> list[tuple[str, list[list[str]]]]:
    """A card's groups, each with its labels and values as text; remarks come with the last."""
    groups = [(g["label"], [[f["label"], _text(f)] for f in g["fields"]]) for g in card["groups"]]
    remarks = [f"{c['head']}\n{c['text']}" for c in card["comments"]]
    groups[-1][1].append([FIELD_LABELS["commentaires"], "\n\n".join(remarks) or MISSING])
    return groups


def _text(field: FieldShown) -> str:
    return " · ".join(part for part in (field["value"] or MISSING, field["note"]) if part)


def _field(prospect: Prospect, name: str) -> FieldShown:
    value = "" if getattr(prospect, name) is None else shown(prospect, name)
    return {
        "key": str(name),
        "label": FIELD_LABELS[name],
        "value": value,
        "note": _followers(prospect, name),
        "href": link(name, getattr(prospect, name)) if value else None,
        "labels": list(prospect.tags) if name == "tags" else [],
    }


def _followers(prospect: Prospect, name: str) -> str:
    count = prospect.followers(Network(name)) if name in set(Network) else None
    return "" if count is None else plural(count, "abonné")


def _past(campaigns: Sequence[PastCampaign]) -> FieldShown:
    lines = (
        " · ".join(part for part in (c.name, day(c.day) if c.day else "", c.outcome) if part)
        for c in campaigns
    )
    return {
        "key": "campagnes",
        "label": "Campagnes",
        "value": "\n".join(lines),
        "note": "",
        "href": None,
        "labels": [],
    }


def newest_first(comments: Sequence[Comment]) -> list[Comment]:
    """The last remark first; those without a date come last, the last written of them first."""
    never = datetime.min.replace(tzinfo=UTC)
    backwards = comments[::-1]
    return sorted(backwards, key=lambda comment: comment.date or never, reverse=True)


def _remark(comment: Comment) -> Remark:
    signed = (moment(comment.date) if comment.date else "", comment.auteur or "")
    return {
        "text": comment.texte,
        "head": " · ".join(part for part in signed if part) or "Sans date ni auteur",
    }


def _actions(prospect: Prospect, user: User) -> list[Button]:
    """Buttons: by the record's id, whatever others are called; by its name in their sentences."""
    key, the_record = prospect.prospect_id, f"la fiche {of(prospect.nom_structure)}"
    history = Button("Historique", f"historique de {the_record}", act=RecordHistory(id=key))
    if not user.may(Permission.WRITE):
        return [history]
    return [
        Button("Modifier", f"modifie {the_record}", act=EditRecord(id=key)),
        Button(
            "Ajouter un commentaire",
            f"ajoute un commentaire à {the_record}",
            act=CommentRecord(id=key),
        ),
        Button(
            "Noter une réponse", f"note la réponse reçue sur {the_record}", act=NoteAnswer(id=key)
        ),
        history,
        Button(
            "Tâches",
            f"quelles sont les tâches {of(prospect.nom_structure)} ?",
            act=ShowTasks(record=key),
        ),
        Button(
            "Me le rappeler…",
            f"rappelle-moi de relancer {prospect.nom_structure}",
            act=ReminderForm(record=key),
        ),
    ]


def _button(button: Button) -> ButtonShown:
    act = button.act.as_json() if button.act else None
    return {"label": button.label, "say": button.say, "act": act}
