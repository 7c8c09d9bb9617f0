"""The tokens by which one's programs use the API: seen, made, ended. A secret is shown once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.acts.of_accounts import NewToken, RevokeToken, ShowTokens
from assistant.conversation import Payload
from assistant.language.requests.own_security import Named
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.wording import day, escape, plural
from assistant.replies import Button, Choices, Confirm, Form, Reply, ShownOnce, Text
from assistant.skills.accounts.fields import choice, field
from assistant.skills.registry import (
    FORMED,
    FormFields,
    Revealed,
    Turn,
    command,
    on_act,
    on_reveal,
    on_yes,
)
from core.accounts.api_tokens import DEFAULT_DAYS, GRANTS, MOST_DAYS, ApiToken, Scope
from core.clock import PARIS
from core.errors import InvalidData

FORM, SECRET = "form_new_token", "new_token"
MOST = 12
_GROUP = "Jeton d'API"
_MACHINE = "Cela se fait sur la page ; ou sur la machine, avec « mimicom tokens create NOM »."
SHOW = Button("Mes jetons d'API", "mes jetons d'API", act=ShowTokens())
NEW = Button("Créer un jeton", "crée un jeton d'API", act=NewToken())
_SCOPES = {
    Scope.READ: "Lire (images, rapports)",
    Scope.EXPORT: "Exporter des prospects",
    Scope.IMPORT: "Importer des fichiers",
    Scope.CAMPAIGNS: "Lire les mails des campagnes",
}
_DAYS = ((30, "un mois"), (DEFAULT_DAYS, "trois mois"), (MOST_DAYS, "un an"))


@command("own_tokens")
def show(turn: Turn) -> Iterator[Reply]:
    """The user's; everybody's for an admin."""
    found = turn.services.accounts.api_tokens.of(turn.user)
    if not found:
        yield Text(
            "Il n'y a pas de jeton d'API. Un jeton permet à un programme (un site, un tableur) de "
            "demander à MimiCom ce que vous pouvez faire vous-même, et pas plus."
        )
        yield Choices((NEW,))
        return
    lines = "\n".join(_line(turn, one) for one in found)
    yield Text(f"**{plural(len(found), 'jeton')}** d'API :\n\n{lines}")
    yield Choices((NEW, *map(_revoke_button, found[:MOST])))


def _line(turn: Turn, token: ApiToken) -> str:
    owner = turn.services.accounts.get_by_id(token.user_id)
    whose = "" if token.user_id == turn.user.user_id else f" de {owner.email if owner else '?'}"
    ended = token.expire_le <= turn.services.clock()
    until = day(token.expire_le.astimezone(PARIS).date())
    end = f"fini le {until}" if ended else f"jusqu'au {until}"
    seen = f", vu le {day(token.vu_le.astimezone(PARIS).date())}" if token.vu_le else ""
    return f"- **{escape(token.nom)}**{escape(whose)} : {', '.join(token.portees)}, {end}{seen}"


def _revoke_button(token: ApiToken) -> Button:
    act = RevokeToken(token=token.token_id)
    return Button(f"Révoquer « {token.nom} »", f"révoque le jeton {token.nom}", act=act)


@on_act(ShowTokens, Intent.SETTINGS)
def show_by_click(turn: Turn, _deed: ShowTokens) -> Iterable[Reply]:
    """The same, by a button."""
    return show(turn)


@command("new_token")
def new(turn: Turn) -> Iterator[Reply]:
    """The form of a new one."""
    yield Text(
        "Un jeton fait au plus ce que vous pouvez faire, et seulement ce que vous choisissez ici. "
        "Il ouvre les adresses qui commencent par /api/ : la page « /api/docs » les décrit."
    )
    yield Form(turn.ask(FORM, {}), "Nouveau jeton d'API", "Continuer", "Annuler")


@on_act(NewToken, Intent.SETTINGS)
def new_by_click(turn: Turn, _deed: NewToken) -> Iterable[Reply]:
    """The same, by a button."""
    return new(turn)


def _allowed(turn: Turn) -> list[Scope]:
    return [scope for scope, granted in GRANTS.items() if all(map(turn.user.may, granted))]


def _fields(turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    name = field("nom", "Son nom", "text", _GROUP, help="Le programme qui s'en servira")
    scopes = [(scope.value, _SCOPES[scope]) for scope in _allowed(turn)]
    days = [(str(count), label) for count, label in _DAYS]
    return [
        name,
        choice("portee", "Ce qu'il peut faire", _GROUP, Scope.READ.value, scopes),
        choice("jours", "Combien de temps", _GROUP, str(DEFAULT_DAYS), days),
    ]


def _made(turn: Turn, _payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    name = " ".join(values.get("nom", "").split())
    scope, days = values.get("portee", ""), values.get("jours", "")
    if not name:
        told = "Donnez-lui un nom."
        raise InvalidData(told, {"nom": told})
    if scope not in list(_allowed(turn)) or not days.isdigit():
        raise InvalidData("Choisissez ce qu'il peut faire, et combien de temps.")
    pending = turn.ask(SECRET, {"nom": name[:80], "portee": scope, "jours": int(days)})
    return (
        Text("Le jeton est créé quand vous le faites apparaître. Copiez-le aussitôt."),
        ShownOnce(pending, f"Jeton « {name[:80]} »", "Montrer le jeton", _MACHINE),
        Choices((SHOW,)),
    )


FORMED[FORM] = FormFields(_fields, _made, how=_MACHINE)


@on_reveal(SECRET)
def reveal(turn: Turn, payload: Payload) -> Revealed:
    """Make it."""
    made, secret = turn.services.accounts.api_tokens.create(
        turn.user, payload["nom"], [payload["portee"]], payload["jours"]
    )
    until = day(made.expire_le.astimezone(PARIS).date())
    return Revealed((secret,), f"Valable jusqu'au {until}. Copiez-le : il ne sera plus montré.")


@command("revoke_token")
def revoke_named(turn: Turn) -> Iterator[Reply]:
    """Ask whether to end the one of that name; show them where it is of none, or of several."""
    asked, tokens = turn.asked(Named), turn.services.accounts.api_tokens.of(turn.user)
    found = [one for one in tokens if asked.is_of(one.nom)]
    if len(found) == 1:
        yield from ask_to_revoke(turn, RevokeToken(token=found[0].token_id))
        return
    yield Text("Plusieurs jetons ont ce nom." if found else "Je ne trouve pas de jeton de ce nom.")
    yield from show(turn)


@on_act(RevokeToken, Intent.SETTINGS)
def ask_to_revoke(turn: Turn, deed: RevokeToken) -> Iterator[Reply]:
    """Ask whether to end one."""
    found = turn.services.accounts.api_tokens.one(turn.user, deed.token)
    pending = turn.ask("revoke_token", {"token": found.token_id})
    question = f"Révoquer le jeton {found.nom} ? Le programme qui s'en sert sera refusé."
    yield Confirm(pending, question, "Oui, le révoquer", "Non, le garder")


@on_yes("revoke_token")
def revoked(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """End it."""
    gone = turn.services.accounts.api_tokens.revoke(turn.user, payload["token"])
    yield Text(f"C'est fait : le jeton **{escape(gone.nom)}** ne sert plus.")
    yield Choices((SHOW,))
