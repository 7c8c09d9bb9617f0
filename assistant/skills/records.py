"""Records of prospects: opened, by name or by number."""

import re
from collections.abc import Iterable, Iterator

from assistant.language.slots.edits import field_of
from assistant.language.understanding import Intent
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.values import shown
from assistant.rendering.wording import escape
from assistant.replies import Button, Card, Choices, Reply, Text
from assistant.skills.finding import NUMBERED, find_record, say_number, without_name
from assistant.skills.ranks import is_bare, row_said
from assistant.skills.registry import Turn, claim, command, skill
from core.prospects.models import Prospect


@skill(Intent.SHOW_PROSPECT)
def show_prospect(turn: Turn) -> Iterator[Reply]:
    """One record, or the ones that the name may mean."""
    found = find_record(turn, "Quelle fiche voulez-vous ouvrir ?")
    if found.record is None:
        yield from found.replies
        return
    asked = _asked(turn)
    if asked:
        yield from _values(found.record, asked)
        return
    yield Text(f"Voici la fiche de **{escape(found.record.nom_structure)}** :")
    yield Card(found.record.prospect_id)


_WHOLE = re.compile(
    r"\b(?:fiche|dossier|profil|card|tout ce que?|ouvre\w*|ouvrir|affiche|detail\w*|infos?"
    r"|informations?|renseignements?|recap\w*|brief)\b"
)
_DETAILS = re.compile(r"\bcoordonnees\b|\bjoin(?:dre|ables?)\b")
_COORDINATES = ("nom_contact", "telephone", "email", "adresse", "code_postal", "ville")
_ASKED_OTHERWISE: tuple[tuple[str, str], ...] = (
    (r"\bcombien d? ?(?:adherents|membres|licencies)\b", "nb_adherents"),
    (
        r"\b(?:accepte\w*|consent\w*)\b.*\b(?:mails?|contact\w*|ecri\w*|messages?)\b",
        "accepte_contact",
    ),
    (r"\bdernier contact\b|\bquand .*\b(?:contacte|appele|ecrit)\w*", "date_dernier_contact"),
    (r"\b(?:dans )?quelle (?:ville|commune)\b", "ville"),
    (r"\bquel statut\b|\bou en (?:est|sommes)\b|\bon en est ou\b", "statut"),
)


def _asked(turn: Turn) -> tuple[str, ...]:
    """The fields that the sentence asks for; none where the whole record is wanted."""
    said = without_name(turn)
    if _WHOLE.search(said) or (NUMBERED.search(turn.text) and len(said.split()) < _SHORT):
        return ()
    if _DETAILS.search(said):
        return _COORDINATES
    for rule, field in _ASKED_OTHERWISE:
        if re.search(rule, said):
            return (field,)
    named = field_of(said)
    return (named,) if named and named != "nom_structure" else ()


_SHORT = 4


def _values(record: Prospect, fields: tuple[str, ...]) -> Iterator[Reply]:
    """What was asked, first; the whole record at a click."""
    name = escape(record.nom_structure)
    said = [(FIELD_LABELS[f], shown(record, f)) for f in fields]
    known = [(label, escape(value)) for label, value in said if value]
    if len(fields) == 1:
        [(label, _)] = said
        value = known[0][1] if known else "non renseigné"
        yield Text(f"**{name}** — {label} : **{value}**")
    else:
        lines = "\n".join(f"- {label} : **{value}**" for label, value in known)
        yield Text(f"**{name}** :\n\n{lines}" if known else f"**{name}** : rien n'est renseigné.")
    yield Choices((Button("Ouvrir la fiche", say_number(record)),))


@claim("row_opened")
def row_opened(turn: Turn) -> Iterable[Reply] | None:
    """ "la deuxième" of the table just shown."""
    if not is_bare(turn.text) or _figures_last(turn) or row_said(turn) is None:
        return None
    return show_prospect(turn)


def _figures_last(turn: Turn) -> bool:
    """Whether a rank is rather one of the figures just shown (see `drilling`)."""
    last = turn.conversations.last_shown(turn.user, turn.conversation)
    return last == "figures" and turn.context.last_intent is Intent.SHOW_KPIS


@command("show_numbered")
def show_numbered(turn: Turn) -> Iterator[Reply]:
    """The record of that number: what a button says."""
    if NUMBERED.search(turn.text):
        yield from show_prospect(turn)
    else:
        yield Text("Je ne retrouve pas cette fiche.")
