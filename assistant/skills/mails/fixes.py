"""The buttons that mend what checks found, and the sentence that does the same."""

from collections.abc import Callable, Iterator, Mapping

from assistant.acts.of_mails import ChangeMail, ListLacking, MailForm, MendMail
from assistant.acts.of_settings import SettingsForm
from assistant.replies import Button
from assistant.skills.registry import Turn
from core.accounts.models import Permission
from core.content.change import Change, Kind
from core.content.checking import Check
from core.content.drafts import Draft

_FORMS = {Kind.DATE: "facts", Kind.DETAIL: "facts", Kind.PARAGRAPH: "words"}
_ASKED = {Kind.DATE: "corrige la date", Kind.DETAIL: "complète les nouvelles"}
_MOST = 6


def buttons(turn: Turn, draft: Draft, wrong: list[Check]) -> Iterator[Button]:
    """All at once where there are several, then one by one."""
    sure = [one for one in wrong if one.change is not None and not by_form(one.change)]
    if len(sure) > 1:
        yield Button("Tout corriger", "corrige tout", act=MendMail(mail=draft.draft_id))
    made = [button for one in wrong for button in _of(turn, draft.draft_id, one)]
    yield from made[:_MOST]


def _of(turn: Turn, key: str, check: Check) -> Iterator[Button]:
    if check.name == "expediteur" and turn.user.may(Permission.MANAGE_SETTINGS):
        yield Button(check.label, "règle le serveur de mail", act=SettingsForm(about="mail"))
    if check.count:
        yield Button(f"Voir les {check.count}" if check.count > 1 else "Voir qui",
                     "à qui il manque ?", act=ListLacking(mail=key, field=check.field))  # fmt: skip
    first = [(check.label, check.change)] if check.change is not None else []
    for label, change in (*first, *check.others):
        yield _button(key, label, change)


def _button(key: str, label: str, change: Change) -> Button:
    if by_form(change):
        facts = _FORMS[change.kind] == "facts"
        form = MailForm(mail=key, what="facts" if facts else "words")
        return Button(
            label,
            _ASKED.get(change.kind, "modifie le texte") if facts else "modifie le texte",
            act=form,
        )
    deed = ChangeMail(mail=key, kind=change.kind, value=change.value, part=change.part)
    return Button(label, sentence(change), act=deed)


def by_form(change: Change) -> bool:
    """Whether only a person can say what is right."""
    return change.kind in _FORMS and change.value is None and change.day is None


def sentence(change: Change) -> str:
    """What may be typed instead of the click."""
    value = change.value or ""
    if change.kind in _PLAIN:
        return _PLAIN[change.kind]
    return _SAID[change.kind](value) if change.kind in _SAID else "corrige tout"


def _replaced(value: str) -> str:
    wrong, _, right = value.partition("|")
    return (
        f"remplace « {wrong} » par « {right} »" if right else f"enlève la phrase avec « {wrong} »"
    )


def _default(value: str) -> str:
    name, _, words = value.partition("|")
    return f"si {name} manque, écris « {words} »"


_SAID: Mapping[Kind, Callable[[str], str]] = {
    Kind.SPELLING: _replaced,
    Kind.DEFAULT: _default,
    Kind.OPTIONAL: lambda name: f"enlève la phrase si {name} manque",
    Kind.CUT: lambda words: f"enlève la phrase avec « {words} »",
    Kind.ACCEPT: lambda word: f"« {word} » est juste",
    Kind.TONE: lambda tone: f"ton {tone}",
}
_PLAIN: Mapping[Kind, str] = {
    Kind.SUBJECT: "raccourcis l'objet",
    Kind.PREVIEW: "corrige l'aperçu",
    Kind.CALM: "mets les majuscules en minuscules",
    Kind.QUIET: "enlève les points d'exclamation",
    Kind.DESCRIBE: "décris les images",
    Kind.LIGHTEN: "réduis les images",
    Kind.READABLE: "renforce le contraste",
    Kind.SLIM: "allège le mail",
    Kind.PUT_BACK: "remets les paragraphes",
    Kind.FAMILIAR: "tutoie",
    Kind.POLITE: "vouvoie",
    Kind.SHORTER: "plus court",
}
