"""Records of prospects."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Button, Card, Choices, Reply, Text
from assistant.skills.registry import Turn, skill

MAX_NAMESAKES = 5
NAMED = re.compile(
    r"\bfiche\s+(?:de\s+la\s+|de\s+l['’]|du\s+|des\s+|de\s+|d['’])(.+)", re.IGNORECASE
)


@skill(Intent.SHOW_PROSPECT)
def show_prospect(turn: Turn) -> Iterator[Reply]:
    """One record, or the ones that the name may mean."""
    names = list(_names(turn))
    if not names:
        yield Text("Quelle fiche voulez-vous ouvrir ? Donnez-moi le nom de la structure.")
        return
    name, found = names[0], []
    for candidate in names:
        found = turn.services.prospects.find_named(turn.user, candidate, MAX_NAMESAKES + 1)
        if found:
            name = candidate
            break
    if not found:
        yield Text(
            f"Je ne trouve personne du nom de « {escape(name)} ». Vérifiez l'orthographe, "
            "ou donnez-moi un seul mot de son nom."
        )
        return
    if len(found) > 1:
        yield Text(f"Plusieurs fiches correspondent à « {escape(name)} ». Laquelle ?")
        yield Choices(
            tuple(
                Button(f"{p.nom_structure} ({p.ville})", f"ouvre la fiche de {p.nom_structure}")
                for p in found[:MAX_NAMESAKES]
            )
        )
        return
    prospect = found[0]
    turn.context = replace(turn.context, last_prospect=prospect.nom_structure)
    yield Text(f"Voici la fiche de **{escape(prospect.nom_structure)}** :")
    yield Card(prospect.prospect_id)


def _names(turn: Turn) -> Iterator[str]:
    """The names that the sentence may mean, the likeliest first."""
    if slot := turn.slots.get("prospect"):
        yield str(slot)
    # A name that begins with a type ("MJC du Lac") reads as a condition, not as a name.
    if named := NAMED.search(turn.text):
        yield named[1].strip(' ?.!"«»')
    elif not slot and turn.context.last_prospect:
        yield turn.context.last_prospect
