"""Settings of the installation: seen by admins, changed by forms. Secrets are never shown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from assistant.acts.of_accounts import ShowAccounts
from assistant.acts.of_campaigns import CheckMail
from assistant.acts.of_settings import SettingsForm
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Form, Reply, Text
from assistant.skills.accounts.fields import choice, field
from assistant.skills.registry import FormFields, Turn, on_act, register_form
from core.accounts.models import Permission
from core.configuration.keys import KEYS
from core.configuration.models import Setting, Source

About = Literal["mail", "sending", "planning"]
_KEYS: Mapping[About, Sequence[str]] = {
    "mail": ("smtp.url", "smtp.sender", "imap.url", "public_url"),
    "sending": (
        *("send.per_minute", "send.per_hour", "send.connections", "send.monthly"),
        *("tracking.opens", "consent.strict", "retention.years"),
    ),
    "planning": (
        *("planning.days", "planning.zone", "planning.school_zone"),
        *("planning.digest", "reminders.mail"),
    ),
}
_TITLES: Mapping[About, str] = {
    "mail": "Les mails : serveur, expéditeur, réponses",
    "sending": "Les envois : rythme, consentement",
    "planning": "Le planning : jours travaillés, bilan, rappels",
}
_BUTTONS = (
    Button("Régler les mails", "règle le serveur de mail", act=SettingsForm(about="mail")),
    Button("Régler les envois", "règle les envois", act=SettingsForm(about="sending")),
    Button("Régler le planning", "règle les jours travaillés", act=SettingsForm(about="planning")),
    Button("Gérer les comptes", "montre les comptes", act=ShowAccounts()),
)
_TRY = Button("Essayer ces réglages", "essaie les réglages de mail", act=CheckMail())
_HELP = {
    "smtp.url": "Sans le mot de passe : smtps://nom@smtp.exemple.fr:465, ou smtp://… pour STARTTLS",
    "smtp.sender": "Ce que lisent les destinataires : Festival <contact@asso.fr>",
    "imap.url": "Sans le mot de passe : imaps://nom@imap.exemple.fr/INBOX",
    "public_url": "Pour les liens : https://mimicom.exemple.fr",
}
_ASIDE = ".mot_de_passe"
_LABELS = {
    "on": "Oui",
    "off": "Non",
    "": "Aucune",
    "chat": "Dans la conversation",
    "mail": "Dans la conversation et par mail",
}


def overview(turn: Turn) -> Iterator[Reply]:
    """Every setting of the installation, and the forms that change them."""
    lines = "\n".join(map(_line, turn.services.configuration.all(turn.user)))
    yield Text(f"Et ceux de l'installation, que seul un admin change :\n\n{lines}")
    yield Choices(_BUTTONS)


def _line(setting: Setting) -> str:
    shown = _LABELS[setting.shown].lower() if setting.shown in _LABELS else setting.shown
    value = escape(shown) if setting.shown else "aucun"
    if setting.problem:
        value = escape(setting.problem)
    return f"- {setting.about} (`{setting.key}`) : **{value}**, {setting.origin}"


def ask(turn: Turn, about: About) -> Iterator[Reply]:
    """The form of some settings."""
    turn.user.require(Permission.MANAGE_SETTINGS)
    if about == "mail":
        yield Text(
            "Voici les réglages des mails. Les mots de passe sont gardés chiffrés et ne sont "
            "jamais affichés : laissez leur case vide pour garder ceux que je connais."
        )
    form_id = turn.ask(f"form_settings_{about}", {})
    yield Form(form_id, _TITLES[about], "Enregistrer ces réglages", "Annuler")


@on_act(SettingsForm, Intent.SETTINGS)
def form_by_click(turn: Turn, deed: SettingsForm) -> Iterator[Reply]:
    """The form of a button."""
    yield from ask(turn, deed.about)


def _register(about: About, how: str) -> None:
    def fields(turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
        now = {one.key: one for one in turn.services.configuration.all(turn.user)}
        return [made for name in _KEYS[about] for made in _fields(now[name], _TITLES[about])]

    def submit(
        turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]
    ) -> tuple[Reply, ...]:
        texts = {name: values[name] for name in _KEYS[about] if name in values}
        secrets = {name: values.get(f"{name}{_ASIDE}", "") for name in texts}
        changed = turn.services.configuration.set_many(turn.user, texts, secrets)
        said = Text(_told(changed))
        return (said, Choices((_TRY,))) if about == "mail" else (said,)

    register_form(f"form_settings_{about}", FormFields(fields, submit, how=how))


def _told(changed: Iterable[Setting]) -> str:
    lines = "\n".join(f"- {escape(one.worded)}" for one in changed)
    return f"C'est enregistré :\n\n{lines}" if lines else "Rien n'a changé."


def _fields(setting: Setting, group: str) -> Iterator[Field]:
    """The setting's field, and its password's where it may have one."""
    key, told = KEYS[setting.key], _HELP.get(setting.key, "")
    if setting.source is Source.ENVIRONMENT:
        told = f"La variable {setting.variable} est donnée et l'emporte. {told}"
    if setting.problem:
        told = f"{setting.problem} {told}"
    if key.choices:
        values = key.choices if key.default is not None else ("", *key.choices)
        offered = [(one, _LABELS.get(one, one)) for one in values]
        chosen = choice(setting.key, key.about, group, setting.shown, offered)
        chosen["required"], chosen["help"] = False, told
        yield chosen
        return
    plain = field(setting.key, key.about, "text", group, setting.shown, told)
    plain["required"] = False
    yield plain
    if key.secret:
        label = f"Mot de passe : {key.about[:1].lower()}{key.about[1:]}"
        secret = field(f"{setting.key}{_ASIDE}", label, "password", group, help="Vide : inchangé")
        secret["required"], secret["autocomplete"] = False, "new-password"
        yield secret


_register("mail", "Cela se fait sur la page, ou avec « mimicom settings set smtp.url - ».")
_register("sending", "Dites par exemple « règle send.per_minute à 20 ».")
_register("planning", "Dites par exemple « règle planning.days à tous ».")
