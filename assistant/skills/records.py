"""Records of prospects: opened, by name or by number."""

from collections.abc import Iterator

from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Card, Reply, Text
from assistant.skills.finding import NUMBERED, find_record
from assistant.skills.ranks import is_bare, row_said
from assistant.skills.registry import Skill, Turn, claim, command, skill


@skill(Intent.SHOW_PROSPECT)
def show_prospect(turn: Turn) -> Iterator[Reply]:
    """One record, or the ones that the name may mean."""
    found = find_record(turn, "Quelle fiche voulez-vous ouvrir ?")
    if found.record is None:
        yield from found.replies
        return
    yield Text(f"Voici la fiche de **{escape(found.record.nom_structure)}** :")
    yield Card(found.record.prospect_id)


@claim
def row_opened(turn: Turn) -> tuple[Intent, Skill] | None:
    """ "la deuxième" of the table just shown."""
    if not is_bare(turn.text) or row_said(turn) is None:
        return None
    return Intent.SHOW_PROSPECT, show_prospect


@command(r"(?:ouvre |montre |affiche )?la fiche n [0-9a-f ]+", Intent.SHOW_PROSPECT)
def show_numbered(turn: Turn) -> Iterator[Reply]:
    """The record of that number: what a button says."""
    if NUMBERED.search(turn.text):
        yield from show_prospect(turn)
    else:
        yield Text("Je ne retrouve pas cette fiche.")
