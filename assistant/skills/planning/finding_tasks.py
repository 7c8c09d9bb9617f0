"""Which task a sentence speaks of."""

from collections.abc import Callable, Iterator, Sequence

from assistant.acts.base import Act
from assistant.acts.of_planning import ShowTasks
from assistant.acts.reader import read
from assistant.conversation import Payload
from assistant.language.requests.task_changes import TitleAnswer, WhichTask
from assistant.rendering.planning.lines import span
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.registry import ACTS, Turn, on_answer
from core.errors import NotFound
from core.planning.naming import called
from core.planning.task import Task

_MOST = 6
TODO = Button("Voir ce qu'il y a à faire", "que faut-il faire ?", act=ShowTasks())
Then = Callable[[Task], Act]


class Found:
    """One task, or what to answer where there is not one."""

    def __init__(self, task: Task | None, replies: tuple[Reply, ...] = ()) -> None:
        self.task = task
        self.replies = replies


def find_task(turn: Turn, which: WhichTask, then: Then, closed: bool = False) -> Found:
    """The task named, else the one last spoken of. `then` is what its button does where several
    may be meant; `closed`, one that is done is rather meant."""
    service = turn.services.planning.tasks
    if which.number is not None:
        return Found(service.get(turn.user, which.number))
    shown = shown_tasks(turn)
    if which.rank is not None:
        return _ranked(turn, shown, which.rank)
    if which.title or which.words:
        words = which.title or which.words
        return _one_of(turn, service.named(turn.user, words, closed), words, then)
    last = turn.conversations.last_shown(turn.user, turn.conversation)
    if len(shown) == 1 and last == "tasks":
        return Found(service.get(turn.user, shown[0]))
    if shown:
        known = [task for task in service.many(shown) if task.is_open]
        return Found(None, tuple(ask_which(turn, known or service.many(shown), then)))
    return Found(None, (Text("De quelle tâche parlez-vous ?"), Choices((TODO,))))


def shown_tasks(turn: Turn) -> list[str]:
    """The ids of those that the conversation showed last."""
    found = turn.conversations.shown(turn.user, turn.conversation, "tasks") or {}
    return list(found.get("ids", ()))


def note_tasks(turn: Turn, ids: Sequence[str]) -> None:
    """Those that "la première" and "elle" speak of from now on."""
    turn.conversations.show(turn.user, turn.conversation, "tasks", {"ids": list(ids)})


def _ranked(turn: Turn, shown: Sequence[str], rank: int) -> Found:
    place = rank - 1 if rank > 0 else rank
    try:
        return Found(turn.services.planning.tasks.get(turn.user, shown[place]))
    except (IndexError, NotFound):
        told = f"La liste que je viens de montrer n'a que {len(shown)} tâches."
        return Found(None, (Text(told if shown else "Quelle liste ?"), Choices((TODO,))))


def _one_of(turn: Turn, found: Sequence[Task], words: str, then: Then) -> Found:
    if len(found) == 1:
        return Found(found[0])
    if found:
        return Found(None, tuple(ask_which(turn, found, then)))
    told = Text(f"Je ne trouve pas de tâche « {escape(words)} ».")
    return Found(None, (told, Choices((TODO,))))


def ask_which(turn: Turn, found: Sequence[Task], then: Then) -> Iterator[Reply]:
    """Which of several; a click, or the next message, says it."""
    some = list(found)[:_MOST]
    acts = [then(task) for task in some]
    ids = [task.tache_id for task in some]
    payload = {"tasks": ids, "acts": [act.as_json() for act in acts]}
    turn.conversations.question(turn.user, turn.conversation, "task_which", payload)
    note_tasks(turn, ids)
    yield Text("De quelle tâche parlez-vous ?")
    campaigns = turn.services.planning.tasks.campaigns_of(some)
    buttons = []
    for task, act in zip(some, acts, strict=True):
        brief = campaigns.get(task.campagne or "")
        more = f", {brief.nom}" if brief else ""
        label = f"{task.titre} ({span(task.debut, task.echeance)}{more})"
        buttons.append(Button(label, f"« {task.titre} »", act=act))
    yield Choices(tuple(buttons))


@on_answer("task_which")
def which_told(turn: Turn, payload: Payload) -> Iterator[Reply] | None:
    """One of several was named: what was asked is done with it. None for another request."""
    which, ids = turn.asked(TitleAnswer).which, list(payload["tasks"])
    known = {task.tache_id: task for task in turn.services.planning.tasks.many(ids)}
    words = which.title or which.words
    if which.rank is not None and abs(which.rank) <= len(ids):
        chosen = [ids[which.rank - 1 if which.rank > 0 else which.rank]]
    else:
        named = called(words, known.values(), lambda task: task.titre) if words else []
        chosen = [task.tache_id for task in named]
    if len(chosen) != 1:
        return None
    deed = read(payload["acts"][ids.index(chosen[0])])
    if deed is None:
        return None
    return iter(ACTS[type(deed)][1](turn, deed))
