"""Records of prospects."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Button, Card, Choices, Reply, Text
from assistant.skills.registry import Turn, skill

MAX_NAMESAKES = 5


@skill(Intent.SHOW_PROSPECT)
def show_prospect(turn: Turn) -> Iterator[Reply]:
    """One record, or the ones that the name may mean."""
    name = str(turn.slots.get("prospect") or turn.context.last_prospect or "")
    if not name:
        yield Text("Quelle fiche voulez-vous ouvrir ? Donnez-moi le nom de la structure.")
        return
    found = turn.services.prospects.find_named(turn.user, name, MAX_NAMESAKES + 1)
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
