"""Records of prospects: opened, by name or by number."""

from collections.abc import Iterator

from assistant.acts.of_records import OpenRecord
from assistant.language.requests.records import ShowRequest, Whom
from assistant.language.understanding import Intent
from assistant.rendering.fields import shown
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, of_strong
from assistant.replies import Card, Choices, Reply, Text
from assistant.skills.records.finding import find_record, open_button
from assistant.skills.registry import Turn, claim, command, on_act, skill
from core.prospects.models import Prospect


@claim("row_opened")
@skill(Intent.SHOW_PROSPECT)
def show_prospect(turn: Turn) -> Iterator[Reply]:
    """One record, or the ones that the name may mean."""
    request = turn.asked(ShowRequest)
    found = find_record(turn, request.whom, "Quelle fiche voulez-vous ouvrir ?")
    if found.record is None:
        yield from found.replies
        return
    if request.fields:
        yield from _values(found.record, request.fields)
        return
    yield Text(f"Voici la fiche {of_strong(found.record.nom_structure)} :")
    yield Card(found.record.prospect_id)


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
    yield Choices((open_button("Ouvrir la fiche", record),))


@command("show_numbered")
def show_numbered(turn: Turn) -> Iterator[Reply]:
    """The record of that number: what a button says."""
    if turn.asked(ShowRequest).whom.number:
        yield from show_prospect(turn)
    else:
        yield Text("Je ne retrouve pas cette fiche.")


@on_act(OpenRecord, Intent.SHOW_PROSPECT)
def open_record(turn: Turn, deed: OpenRecord) -> Iterator[Reply]:
    """The record of a button."""
    turn.heard = ShowRequest(Whom(number=deed.id))
    yield from show_prospect(turn)
