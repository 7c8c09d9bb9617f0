"""Reminders: set, listed, put off, done, cancelled."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.language.grammar.calendar_words import WEEKDAYS
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.moments import Moment, read_moment
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent

_WAYS = Phrasings("planning", " ", words="(?P<words>.+?)", rest="(?P<rest>.+)")
_LIST = re.compile(_WAYS["reminder_list"])
_ALL = re.compile(_WAYS["reminder_cancel_all"])
_LATER, _FINISHED = re.compile(_WAYS["later"]), re.compile(_WAYS["finished"])
_TO = re.compile(
    r"\b(?:rappelle\w*|rappeler|dis|dire|previens|prevenir)\s+(?:à|a)\s+"
    r"(?P<who>[\w.+-]+@[\w.-]+|[A-ZÉÈ][\w-]+)\s+(?:de|d['’]|que|qu['’]|pour)\s*",
)
_LEFT = re.compile(
    r"^\W*(?:\w+[- ])?(?:rappel\w*|pr[ée]viens|avertis|alerte)(?:[- ](?:moi|nous|le|la|ça))*\s*"
    r"(?:qu['’]il faut|que je dois|pour|de|d['’]|:|,)?\s*",
    re.IGNORECASE,
)


_NO_TEXT = frozenset(("main",))
"""What slots make of "un rappel demain"."""


_ANOTHER = re.compile(r"\b(?:rappel\w*|previens|alerte|oublie)\b")
_SETS = re.compile(
    r"(?:peux tu |tu peux )?(?:rappell?e[sz]? (?:moi|nous)|me rappeler) .*\b(?:de|d|qu|que)\b"
)


class Do(StrEnum):
    """What is wanted of a reminder."""

    ADD = "add"
    LIST = "list"
    DONE = "done"
    CANCEL = "cancel"
    CANCEL_ALL = "cancel_all"
    SNOOZE = "snooze"


_NAMED = tuple(
    (do, tuple(map(re.compile, _WAYS.each(name))))
    for do, name in (
        *((Do.CANCEL, "reminder_cancel"), (Do.DONE, "reminder_done")),
        (Do.SNOOZE, "reminder_snooze"),
    )
)


@dataclass(frozen=True)
class ReminderRequest(Request):
    """A reminder to set, or what becomes of one."""

    do: Do
    text: str = ""
    moment: Moment = field(default_factory=Moment)
    prospect: str | None = None
    """The record's name heard in the sentence."""
    to: str | None = None
    """Somebody else's e-mail or name."""
    words: str = ""
    """Of which reminder: some of its words; the last one spoken of where there are none."""


def read_reminder(asked: Asked) -> ReminderRequest:
    """ "rappelle-moi d'appeler la MJC de Niort mardi à 10 h"."""
    if found := _named(asked):
        return found
    if asked.said.startswith(("quand ", "a quelle heure ")):
        return ReminderRequest(Do.LIST)
    typed, to = asked.typed, _TO.search(asked.typed)
    if to is not None:
        typed = f"{typed[: to.start()]}rappelle-moi de {typed[to.end() :]}"
    timed = read_moment(typed, asked.scene.today, Intent.SET_REMINDER)
    text = _with_its_name(timed.slots.get("task"), timed.left)
    text = text or _LEFT.sub("", timed.left, count=1)
    return ReminderRequest(
        Do.ADD,
        text="" if text in _NO_TEXT else text.strip(" .!?:,;"),
        moment=timed.moment,
        prospect=timed.slots.get("prospect"),
        to=to["who"] if to else None,
    )


_NAME_GOES_ON = re.compile(
    r"\s+(?:[dDlL]['’]|[dD]e |[dD]u |[lL][ea] )"
    r"(?:Été|Ete|Automne|Hiver|Printemps|Noël|Noel|Pâques)\b"
    r"|\s*\([^()]{1,40}\)|\s*«[^«»]{1,40}»"
)


def _with_its_name(text: str | None, left: str) -> str | None:
    """ "relancer L'Écho d'Été", "relancer La Licorne (bis)": the end of a name is no moment."""
    start = left.find(text) if text else -1
    found = _NAME_GOES_ON.match(left, start + len(text or "")) if start >= 0 else None
    return text + found[0] if text and found else text


def claim_reminder(asked: Asked) -> tuple[Intent, Request] | None:
    """What speaks of reminders there are: their list, or one of them by its words; "plus tard" and
    "c'est fait" after one was told."""
    if _LIST.fullmatch(asked.said):
        return Intent.SET_REMINDER, ReminderRequest(Do.LIST)
    if _ALL.fullmatch(asked.said):
        return Intent.SET_REMINDER, ReminderRequest(Do.CANCEL_ALL)
    if asked.scene.last_shown == "reminders":
        if _LATER.fullmatch(asked.said):
            return Intent.SET_REMINDER, ReminderRequest(Do.SNOOZE)
        if _FINISHED.fullmatch(asked.said):
            return Intent.SET_REMINDER, ReminderRequest(Do.DONE)
        if bare := _bare_moment(asked) or _put_off(asked):
            return Intent.SET_REMINDER, ReminderRequest(Do.SNOOZE, moment=bare)
    found = _named(asked)
    if found is None and _SETS.match(asked.said):
        asked_for = read_reminder(asked)
        # "rappelle-moi le mail de la MJC" asks what it is.
        found = asked_for if asked_for.moment.is_said and asked_for.text else None
    return (Intent.SET_REMINDER, found) if found else None


_BARE = re.compile(rf"(?:dans|demain|ce soir|{'|'.join(WEEKDAYS)})\b")


def _bare_moment(asked: Asked) -> Moment | None:
    """ "dans deux heures", "demain matin": nothing but a moment."""
    if not _BARE.match(asked.said):
        return None
    timed = read_moment(asked.typed, asked.scene.today, Intent.SET_REMINDER)
    words = len(timed.left.split())
    return timed.moment if timed.moment.is_said and words <= _FEW else None


_FEW = 4
_PUT_OFF = re.compile(
    r"(?:repouss|report|decal|deplac|recul|renvo|avanc|remet|met|pass|chang)\w*"
    r"(?: (?:le|la|les|ca|cela|moi|tout))* (?P<when>.+)"
)
_WHEN_STARTS = ("a", "au", "pour", "jusqu", "d", "de", "dans", "demain", "apres", "ce", *WEEKDAYS)
_BY = re.compile(r"^(?:de|d) ")


def _put_off(asked: Asked) -> Moment | None:
    """ "repousse-le à jeudi" after reminders: of one of those, not of a task named before."""
    found = _PUT_OFF.fullmatch(asked.said)
    words = found["when"].split() if found else []
    if found is None or words[0] not in _WHEN_STARTS or len(words) > _FEW + 1:
        return None
    when = _BY.sub("dans ", found["when"])
    moment = read_moment(when, asked.scene.today, Intent.SET_REMINDER).moment
    return moment if moment.is_said else None


def _named(asked: Asked) -> ReminderRequest | None:
    for do, patterns in _NAMED:
        for pattern in patterns:
            found = pattern.fullmatch(asked.said)
            if found is None:
                continue
            parts = found.groupdict()
            words, moment = parts.get("words") or "", Moment()
            if do is Do.SNOOZE:
                timed = read_moment(asked.typed, asked.scene.today, Intent.SET_REMINDER)
                moment = timed.moment
                words = "" if moment.is_said and parts.get("rest") else _without_moment(words)
            return ReminderRequest(do, moment=moment, words=words)
    return None


_DAYS = "|".join(WEEKDAYS)
_WHEN = re.compile(
    rf"\b(?:a|au|pour|de|d|dans|jusqu a|jusqu au)? ?(?:demain|apres demain|{_DAYS}"
    r"|dans .*|plus tard|\d.*|la semaine prochaine).*$"
)


def _without_moment(words: str) -> str:
    return _WHEN.sub("", words).strip()


def read_answered_moment(asked: Asked) -> ReminderRequest:
    """The answer to "quand ?"; of another reminder it says nothing."""
    if _ANOTHER.search(asked.said):
        return ReminderRequest(Do.ADD)
    timed = read_moment(asked.typed, asked.scene.today, Intent.SET_REMINDER)
    return ReminderRequest(Do.ADD, moment=timed.moment)


def read_answered_text(asked: Asked) -> ReminderRequest:
    """The answer to "de quoi ?": its words, and when if that is said with it."""
    timed = read_moment(asked.typed, asked.scene.today, Intent.SET_REMINDER)
    text = timed.slots.get("task") or asked.typed
    return ReminderRequest(Do.ADD, text=text.strip(), moment=timed.moment)
