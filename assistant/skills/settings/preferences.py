"""What a user can set by a sentence, and an admin for everybody."""

from collections.abc import Iterable, Iterator

from assistant.acts.of_settings import KeepCorrections
from assistant.conversation import Payload
from assistant.language.requests.configuration import SettingRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Confirm, Reply, Text
from assistant.skills.accounts import own
from assistant.skills.registry import Turn, claim, command, on_act, on_yes
from assistant.skills.settings import installation
from core.accounts.models import Permission
from core.configuration.keys import KEYS

KEEP = Button(
    "Apprendre de mes corrections", "apprends de mes corrections", act=KeepCorrections(kept=True)
)
FORGET = Button(
    "Ne plus apprendre de mes corrections",
    "n'apprends plus de mes corrections",
    act=KeepCorrections(kept=False),
)


def overview(turn: Turn) -> Iterator[Reply]:
    """What can be set, and how it is set now."""
    kept = turn.corrections.kept_for(turn.user)
    learning = (
        "Quand vous me corrigez, je garde la phrase sur cette machine, pour mieux comprendre "
        "la prochaine fois."
        if kept
        else "Je ne garde pas les phrases que vous corrigez."
    )
    yield Text(
        f"Voici vos réglages :\n\n- **Compte** : {escape(turn.user.email)}, "
        f"{turn.user.role.value}.\n- **Apprentissage** : {learning}\n"
        "- **Thème clair ou sombre** : le soleil ou la lune, en haut à droite.\n"
        "- **Se déconnecter** : le rond à votre initiale, en haut à droite."
    )
    yield Choices((own.PASSWORD, own.EMAIL, *own.MORE, FORGET if kept else KEEP))
    if turn.user.may(Permission.MANAGE_SETTINGS):
        yield from installation.overview(turn)


@claim("setting_named")
def set_by_name(turn: Turn) -> Iterable[Reply] | None:
    """A setting of the installation is given a value; None where there is no such setting."""
    asked = turn.asked(SettingRequest)
    return _change(turn, asked) if asked.name in KEYS else None


def _change(turn: Turn, asked: SettingRequest) -> Iterator[Reply]:
    turn.user.require(Permission.MANAGE_SETTINGS)
    if KEYS[asked.name].secret:
        yield Text(
            "Un mot de passe ne s'écrit pas dans une conversation, qui est gardée : donnez-le dans "
            f"ce formulaire (ou sur la machine, avec `mimicom settings set {asked.name} -`). Si "
            "vous venez d'en écrire un ici, effacez cette conversation."
        )
        yield from installation.ask(turn, "mail")
        return
    shown = turn.services.configuration.shown(turn.user, asked.name, asked.value)
    question = f"Régler `{asked.name}` sur **{escape(shown)}** ?"
    pending = turn.ask("setting", {"name": asked.name, "value": asked.value})
    yield Confirm(pending, question, "Oui, le changer", "Non, ne rien changer")


@on_yes("setting")
def changed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """The change was confirmed."""
    now = turn.services.configuration.set(turn.user, payload["name"], payload["value"])
    yield Text(f"C'est fait. {escape(now.worded)}.")


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


@on_act(KeepCorrections, Intent.SETTINGS)
def keep_by_click(turn: Turn, deed: KeepCorrections) -> Iterator[Reply]:
    """The same by a button."""
    yield from keep(turn) if deed.kept else stop_keeping(turn)
