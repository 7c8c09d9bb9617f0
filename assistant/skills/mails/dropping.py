"""What is dropped for the mails: a document about the event, or the association's logo."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.rendering.forms import Field
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Confirm, Form, Reply, Text
from assistant.skills.accounts.fields import field
from assistant.skills.mails import filling
from assistant.skills.registry import FormFields, Turn, Uploaded, on_yes, register_form
from core.accounts.models import Permission
from core.content.dropped.drawing_out import facts_in
from core.content.dropped.text_of_files import KINDS, text_of
from core.content.facts import facts_of
from core.content.profile import logo_of
from core.content.raw import mail_of, title_of
from core.errors import InvalidData
from core.imports.files import pasted

_PAGES = frozenset({".html", ".htm"})
_MOST_PAGE = 500_000
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
_FIELDS = (
    ("evenement", "Nom de l'événement", "text"),
    ("date", "Date", "date"),
    ("date_fin", "Dernier jour", "date"),
    ("horaires", "Horaires", "text"),
    ("lieu", "Lieu", "text"),
    ("prix", "Tarif", "text"),
    ("lien", "Lien", "url"),
    ("valable_du", "À utiliser à partir du", "date"),
    ("valable_au", "Jusqu'au", "date"),
)
_HEAD = 20_000


def takes(upload: Uploaded) -> bool:
    """A picture, a PDF, a document, or a text that is no table of people."""
    suffix = Path(upload.name).suffix.lower()
    if suffix != ".txt":
        return suffix in _PICTURES or suffix in _PAGES or suffix in KINDS
    with upload.path.open("rb") as file:
        head = file.read(_HEAD)
    return not pasted.looks_like_table(head.decode("utf-8", "replace"))


def receive(turn: Turn) -> Iterator[Reply]:
    """What it says of the event, to be confirmed; or the logo, kept after a yes."""
    upload = turn.uploads[0]
    if Path(upload.name).suffix.lower() in _PICTURES:
        yield from _logo(turn, upload)
        return
    if Path(upload.name).suffix.lower() in _PAGES:
        yield from _page(turn, upload)
        return
    facts = facts_in(text_of(upload.name, upload.path), turn.today)
    found = [name for name, *_ in _FIELDS[:7] if getattr(facts, name)]
    if not found and not facts.details:
        yield Text(
            "J'ai lu ce document, mais je n'y trouve ni date, ni lieu, ni lien. Dites-les-moi."
        )
    else:
        yield Text(
            f"Voici ce que je retiens de **{escape(upload.name)}**. Vérifiez, corrigez, puis "
            "confirmez : les prochains mails s'en serviront."
        )
    form_id = turn.ask("form_event_facts", {"facts": facts.model_dump(mode="json")})
    yield Form(form_id, "L'événement", "Confirmer", "Ne rien garder")


def _page(turn: Turn, upload: Uploaded) -> Iterator[Reply]:
    """A mail in HTML: its title is the subject."""
    if upload.path.stat().st_size > _MOST_PAGE:
        raise InvalidData("Ce fichier HTML est trop lourd pour un mail : 500 ko au plus.")
    data = upload.path.read_bytes()
    try:
        html = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        html = data.decode("cp1252", "replace")
    title = title_of(html) or Path(upload.name).stem
    try:
        mail = mail_of(title, "", "", html)
    except InvalidData as error:
        raise InvalidData(" ".join(dict.fromkeys(error.problems.values()))) from error
    yield from filling.begun(turn, mail)


def _logo(turn: Turn, upload: Uploaded) -> Iterator[Reply]:
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    logo = logo_of(upload.path.read_bytes())
    again = turn.services.content.association.current().logo is not None
    pending = turn.ask("keep_logo", {"logo": logo.model_dump()})
    question = f"Mettre l'image {upload.name} en haut de vos prochains mails, comme logo ?"
    told = " Elle remplacera le logo d'aujourd'hui." if again else ""
    yield Confirm(pending, question + told, "Oui, c'est notre logo", "Non, ne pas la garder")


@on_yes("keep_logo")
def logo_kept(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Keep it."""
    turn.services.content.association.change(turn.user, {"logo": payload["logo"]})
    yield Text("C'est votre logo : il est réduit, et les prochains mails le montrent en haut.")
    yield Choices((Button("Rédiger un mail", "rédige un mail"),))


def _fields(_turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    facts = payload["facts"]
    shown = []
    for name, label, kind in _FIELDS:
        made = field(name, label, kind, "Ce que dit le document", str(facts.get(name) or ""))
        made["required"] = False
        shown.append(made)
    lines = "\n".join(facts.get("details") or ())
    told = "Une phrase par ligne ; elles s'ajoutent aux mails"
    sentences = field(
        "details", "Phrases à reprendre", "long", "Ce que dit le document", lines, told
    )
    sentences["required"] = False
    return [*shown, sentences]


def _submit(
    turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    facts = facts_of({name: values.get(name, "") for name, *_ in _FIELDS})
    kept = facts.with_details(values.get("details", ""))
    turn.services.content.association.change(turn.user, {"prochain": kept.model_dump(mode="json")})
    return (
        Text("C'est gardé : les prochains mails s'en serviront jusqu'à la date dite."),
        Choices((Button("Écrire l'invitation", "écris un mail d'invitation"),)),
    )


register_form(
    "form_event_facts",
    FormFields(_fields, _submit, how="Ce formulaire se remplit sur la page."),
)
