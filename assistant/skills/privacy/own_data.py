"""Who may see the data, and how those of a person are erased: for every role."""

from collections.abc import Iterator

from assistant.acts.of_records import EraseRecord
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.accounts.roles import may_do
from assistant.skills.accounts.seeing import ALL
from assistant.skills.privacy.duties import NOTICE, REGISTER
from assistant.skills.records.finding import open_button
from assistant.skills.registry import Turn, claim
from core.accounts.models import Permission, Role


@claim("access_asked")
def who_sees(turn: Turn) -> Iterator[Reply]:
    """The open accounts by role, and what people are told."""
    counts = turn.services.accounts.open_by_role(turn.user)
    lines = "\n".join(
        f"- **{plural(counts[role], 'compte')} {role.value}** : {may_do(role)}"
        for role in Role
        if counts[role]
    )
    total = sum(counts.values())
    yield Text(
        "Seules les personnes qui ont un compte ouvert voient les données, après s'être "
        f"connectées : **{plural(total, 'compte')}** en tout.\n\n{lines}\n\n"
        "Rien n'est vendu ni cédé. Les fiches effacées ne sont plus vues de personne."
    )
    notice = turn.services.rights.register.notice(turn.user)
    yield Text(f"Voici ce qui est dit aux personnes de la base :\n\n> {escape(notice)}")
    if turn.user.may(Permission.MANAGE_USERS):
        yield Choices((ALL, REGISTER))
    elif turn.user.may(Permission.EXPORT):
        yield Choices((REGISTER,))


@claim("erasure_asked")
def how_to_erase(turn: Turn) -> Iterator[Reply]:
    """By record; the one that is open is offered."""
    may = turn.user.may(Permission.ERASE)
    how = (
        "Dites « efface la fiche de », puis son nom : je vous montre tout ce qui partira, et vous "
        "recopiez le nom pour confirmer."
        if may
        else "Un compte admin le fait : donnez-lui le nom de la fiche. En attendant, vous pouvez "
        "y noter que la personne ne veut plus être contactée."
    )
    yield Text(
        "Les données d'une personne s'effacent **par sa fiche** : ses coordonnées, ses "
        f"commentaires, ses mails et son historique partent ensemble, pour de bon. {how}"
    )
    yield Text(
        "S'il s'agit de votre compte pour vous connecter, un admin peut le fermer. Rien n'a été "
        "effacé."
    )
    yield Choices(tuple(_offers(turn, may)))


def _offers(turn: Turn, may: bool) -> Iterator[Button]:
    opened = turn.context.last_prospect
    for record in turn.services.prospects.many([opened]) if opened else ():
        name = record.nom_structure
        if may:
            say = f"efface la fiche n° {record.prospect_id}"
            yield Button(f"Effacer la fiche {name}", say, act=EraseRecord(id=record.prospect_id))
        else:
            yield open_button(f"Ouvrir la fiche {name}", record)
    if may:
        yield ALL
    yield NOTICE
