"""What a user can set by a sentence."""

from collections.abc import Iterator

from assistant.language.understanding import Intent
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.registry import Turn, command, skill

KEEP = Button("Apprendre de mes corrections", "apprends de mes corrections")
FORGET = Button("Ne plus apprendre de mes corrections", "n'apprends plus de mes corrections")


@skill(Intent.SETTINGS)
def settings(turn: Turn) -> Iterator[Reply]:
    """What can be set, and how it is set now."""
    kept = turn.corrections.kept_for(turn.user)
    learning = (
        "Quand vous me corrigez, je garde la phrase sur cette machine, pour mieux comprendre "
        "la prochaine fois."
        if kept
        else "Je ne garde pas les phrases que vous corrigez."
    )
    yield Text(
        f"Voici vos réglages :\n\n- **Apprentissage** : {learning}\n"
        "- **Thème clair ou sombre** : le soleil ou la lune, en haut à droite.\n"
        "- **Comptes et mots de passe** : votre admin les change avec la commande "
        "`mimicom users`, sur la machine."
    )
    yield Choices((FORGET if kept else KEEP,))


@command("stop_keeping_corrections")
def stop_keeping(turn: Turn) -> Iterator[Reply]:
    """Corrections are not kept any more."""
    turn.corrections.keep_for(turn.user, False)
    yield Text("C'est noté : je ne garde plus les phrases que vous corrigez.")
    yield Choices((KEEP,))


@command("keep_corrections")
def keep(turn: Turn) -> Iterator[Reply]:
    """Corrections are kept again."""
    turn.corrections.keep_for(turn.user, True)
    yield Text("C'est noté : vos corrections m'aideront à mieux vous comprendre.")
    yield Choices((FORGET,))
