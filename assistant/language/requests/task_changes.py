"""What is to become of a task: ticked, moved, renamed, added, given to somebody."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.moments import Moment, read_moment
from assistant.language.requests.ranks import rank_of
from assistant.language.requests.spans import COUNT, count_of
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent
from core.vocabulary.text import fold

_WAYS = Phrasings("planning", " ", words="(?P<words>.+?)", rest="(?P<rest>.+)")
_QUOTED = re.compile(r"[«\"“](?P<name>[^»\"”]+)[»\"”]")
_NUMBERED = re.compile(r"\bn[°o]\s?(?P<id>[0-9a-f]{4,8}(?:-[0-9a-f-]{4,28})?)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TO = re.compile(r"\b(?:à|a|au)\s+(?P<who>[\w.+-]+@[\w.-]+|[\w-]{2,})\W*$")
_OF_RECORD = re.compile(
    r"\b(?:t[âa]ches?|[ée]tapes?)\s+(?:à|pour|chez|sur)\s+(?P<who>[^:]{2,80}?)\s*:\s*(?P<what>.+)$",
    re.IGNORECASE,
)
_OF_CAMPAIGN = re.compile(
    r"\s*\b(?:à|a|dans|pour|de)\s+la\s+campagne\s+[«\"“]?\s*(?P<name>[^»\"”:,]+?)\s*[»\"”]?"
    r"(?=\s*(?:[:,.!?]|$))",
    re.IGNORECASE,
)
_SHIFT = re.compile(
    rf"\bd(?:e|) (?P<n>\d{{1,3}}|{'|'.join(COUNT)}) (?P<u>jours?|semaines?|mois|ans?)\b"
)
_RANKED = re.compile(r"\b(?:la|l|le|etape|tache) (?P<rank>premiere?|seconde?|deuxieme|troisieme"
                     r"|quatrieme|cinquieme|derniere?|\d{1,2}e?)\b")  # fmt: skip
_NEW_NAME = re.compile(r"^(?P<old>.+?)\s+(?:en|par|comme|:)\s+(?P<new>.+)$", re.IGNORECASE)
_AFTER_VERB = re.compile(
    r"^\W*\w+(?:[- ](?:moi|nous))?\s+(?:le (?:nom|titre) (?:de |d['’]))?"
    r"(?:(?:la |l['’]|une )?(?:t[âa]che|[ée]tape) (?:de |d['’])?|la |le |les |l['’])?",
    re.IGNORECASE,
)


class Change(StrEnum):
    """What is done to a task."""

    ADD = "add"
    RENAME = "rename"
    ASSIGN = "assign"
    TAKE = "take"
    MOVE = "move"
    REOPEN = "reopen"
    START = "start"
    DROP = "drop"
    EDIT = "edit"
    OPEN = "open"
    """Nothing is said to be done with it: it is shown."""
    TICK = "tick"


_KINDS = tuple(
    (change, _WAYS.within(name))
    for change, name in (
        *((Change.RENAME, "task_rename"), (Change.TAKE, "task_take")),
        *((Change.ASSIGN, "task_assign"), (Change.MOVE, "task_move")),
        *((Change.REOPEN, "task_reopen"), (Change.START, "task_start")),
        *((Change.DROP, "task_drop"), (Change.EDIT, "task_edit")),
    )
)
_MOVE = _WAYS.within("task_move")
_ADD, _EARLIER = _WAYS.within("task_add"), _WAYS.within("earlier")
_TASK = re.compile(r"\b(?:taches?|etapes?|todo|to do|liste|planning|retroplanning)\b")
_DONE = re.compile(r"\b(?:fait|faite|fini|finie|terminee?|cours|comme)\b")
_TICKED = re.compile(
    rf"\b(?:{_WAYS['task_ticked']}|j ai|on a|nous avons|est \w+(?:e|i|u|is|it)e?s?)\b"
)
_NOISE = re.compile(rf"(?:^|(?<= )){_WAYS['task_noise']}(?= |$)")


@dataclass(frozen=True)
class WhichTask:
    """How a sentence says which task it speaks of; nothing where it says none: the last one."""

    number: str | None = None
    title: str | None = None
    """In quotes: the whole of it."""
    words: str = ""
    """Folded words of its title."""
    rank: int | None = None
    """In the list just shown; -1 is the last one."""


@dataclass(frozen=True)
class Shift:
    """By how much; `count` is negative for earlier."""

    count: int
    unit: str
    """jour, semaine, mois or an."""


@dataclass(frozen=True)
class TaskRequest(Request):
    """A change of one task, or a new one."""

    change: Change
    which: WhichTask = field(default_factory=WhichTask)
    moment: Moment = field(default_factory=Moment)
    shift: Shift | None = None
    title: str = ""
    """Of a new task, or the new one of an old."""
    to: str | None = None
    """Somebody's e-mail or name."""
    prospect: str | None = None
    campaign: str | None = None


def read_task(asked: Asked) -> TaskRequest:
    """ "la tâche visuels est faite", "décale l'envoi de 3 jours"."""
    change = _change(asked.said)
    if change is Change.ADD:
        return _new(asked)
    if change is Change.MOVE:
        return _moved(asked)
    if change is Change.RENAME:
        return _renamed(asked)
    to = None
    if change is Change.ASSIGN:
        found = _EMAIL.search(asked.typed) or _TO.search(asked.typed)
        to = found.groupdict().get("who") or found[0] if found else None
    return TaskRequest(change, _which(asked, without=to or ""), to=to)


def _change(said: str) -> Change:
    # "note que la salle est faite" ticks; "ajoute une tâche" adds.
    if _ADD.search(said) and _TASK.search(said) and not _DONE.search(said):
        return Change.ADD
    found = next((one for one, ways in _KINDS if ways.search(said)), None)
    return found or (Change.TICK if _TICKED.search(said) else Change.OPEN)


def claim_moved(asked: Asked) -> tuple[Intent, Request] | None:
    """ "décale l'envoi de 3 jours": by how much, of something that may be a task; whoever answers
    declines where no task is called so."""
    said = asked.said
    if not _MOVE.search(said) or "campagne" in said:
        return None
    moved = _moved(asked)
    return (Intent.UPDATE_TASK, moved) if moved.shift or moved.moment.is_said else None


def _moved(asked: Asked) -> TaskRequest:
    said = asked.said
    found = _SHIFT.search(said)
    if found is not None:
        count = count_of(found["n"]) * (-1 if _EARLIER.search(said) else 1)
        unit = found["u"] if found["u"] == "mois" else found["u"].rstrip("s")
        verbs = _MOVE.sub(" ", _SHIFT.sub(" ", said))
        return TaskRequest(Change.MOVE, _which(asked, said=verbs), shift=Shift(count, unit))
    timed = read_moment(asked.typed, asked.scene.today, Intent.UPDATE_TASK)
    named = str(timed.slots.get("task") or "")
    return TaskRequest(Change.MOVE, _which(asked, said=named), timed.moment)


def _renamed(asked: Asked) -> TaskRequest:
    old, new = str(asked.slots.get("task") or ""), str(asked.slots.get("value") or "")
    quoted = [found["name"].strip() for found in _QUOTED.finditer(asked.typed)]
    rest = _AFTER_VERB.sub("", asked.typed, count=1)
    if len(quoted) == 2:
        return TaskRequest(Change.RENAME, WhichTask(title=quoted[0]), title=quoted[1])
    if not new and (found := _NEW_NAME.match(rest)):
        old, new = found["old"], found["new"]
    return TaskRequest(Change.RENAME, _which(asked, said=old), title=new.strip(' «»"“”.!?'))


def _new(asked: Asked) -> TaskRequest:
    typed, prospect = asked.typed, None
    campaign = _OF_CAMPAIGN.search(typed)
    if campaign is not None:
        typed = typed[: campaign.start()] + typed[campaign.end() :]
    whom = _OF_RECORD.search(typed)
    timed = read_moment(typed, asked.scene.today, Intent.UPDATE_TASK)
    title = str(timed.slots.get("task") or "")
    if whom is not None and not whom["who"].strip()[:1].isdigit():
        within = read_moment(
            f"ajoute une tâche : {whom['what']}", asked.scene.today, Intent.UPDATE_TASK
        )
        named = str(within.slots.get("task") or "")
        if named and not _is_when(whom["who"], asked):
            title, prospect = named, whom["who"].strip()
    quoted = _QUOTED.search(typed)
    return TaskRequest(
        Change.ADD,
        moment=timed.moment,
        title=(quoted["name"].strip() if quoted else title).strip(" .!?:,;"),
        prospect=prospect,
        campaign=campaign["name"].strip() if campaign else None,
    )


def _is_when(words: str, asked: Asked) -> bool:
    """ "pour vendredi : …" says when, not for whom."""
    return read_moment(f"pour {words}", asked.scene.today, Intent.UPDATE_TASK).moment.is_said


def _which(asked: Asked, said: str | None = None, without: str = "") -> WhichTask:
    quoted, numbered = _QUOTED.search(asked.typed), _NUMBERED.search(asked.typed)
    if numbered is not None:
        return WhichTask(number=numbered["id"].lower())
    if quoted is not None:
        return WhichTask(title=quoted["name"].strip())
    named = said if said is not None else str(asked.slots.get("task") or asked.said)
    ranked = _RANKED.search(asked.said)
    words = bare_words(named, without)
    if ranked is not None and not bare_words(words.replace(ranked["rank"], "")):
        return WhichTask(rank=rank_of(ranked["rank"]))
    return WhichTask(words=words)


_VERBS = "|".join(
    _WAYS[one]
    for one in (
        *("task_assign", "task_take", "task_reopen", "task_start", "task_drop", "task_edit"),
        "task_tick_verbs",
    )
)


def bare_words(text: str, without: str = "") -> str:
    """The words of a title in what was said of it, folded."""
    said = f" {fold(text)} ".replace(f" {fold(without)} ", " ") if without else fold(text)
    said = re.sub(rf"(?:^|(?<= ))(?:{_VERBS})(?= |$)", " ", " ".join(said.split()))
    return " ".join(_NOISE.sub(" ", " ".join(said.split())).split())


@dataclass(frozen=True)
class DueAnswer(Request):
    """The answer to "pour quand ?"."""

    moment: Moment


def read_due(asked: Asked) -> DueAnswer:
    """ "vendredi"."""
    return DueAnswer(read_moment(asked.typed, asked.scene.today, Intent.UPDATE_TASK).moment)


@dataclass(frozen=True)
class TitleAnswer(Request):
    """The answer to "quelle tâche ?"."""

    title: str
    moment: Moment
    which: WhichTask


def read_title(asked: Asked) -> TitleAnswer:
    """ "réserver la salle, pour vendredi"; or which one of several."""
    timed = read_moment(f"ajoute une tâche : {asked.typed}", asked.scene.today, Intent.UPDATE_TASK)
    title = str(timed.slots.get("task") or asked.typed).strip(" .!?")
    return TitleAnswer(title, timed.moment, _which(asked, said=asked.said))
