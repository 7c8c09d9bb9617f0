"""What the state of things suggests, and the digest of the day; what greets a visit."""

from collections.abc import Iterator

from assistant.acts.of_lists import ShowList
from assistant.acts.of_planning import (
    AcceptSuggestion,
    DismissSuggestion,
    ShowDigest,
    ShowSuggestions,
    ShowTasks,
)
from assistant.language.phrasing.chips import sentence
from assistant.language.requests.todo import AdviceRequest, SuggestionRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import day, escape, plural
from assistant.replies import Button, Choices, Reply, TaskList, Text
from assistant.skills.planning.finding_tasks import note_tasks
from assistant.skills.planning.listing_tasks import LATE, WEEK
from assistant.skills.planning.task_written import changed, take_back
from assistant.skills.registry import Turn, claim, on_act
from core.accounts.models import Permission
from core.errors import NotFound
from core.planning.naming import called
from core.planning.suggesting import Suggestion

MOST_GREETING = 3
_BEGINNINGS = (
    Button("Voir tous les prospects", "montre-moi tous les prospects"),
    Button("Tableau de bord", "montre le tableau de bord"),
    Button("Que sais-tu faire ?", "que sais-tu faire ?"),
)
_MOST = 8
SUGGESTIONS = Button("Mes suggestions", "quelles sont tes suggestions ?", act=ShowSuggestions())


@claim("advice_named")
def named(turn: Turn) -> Iterator[Reply]:
    """Suggestions, or the digest, asked for by name."""
    if turn.asked(AdviceRequest).digest:
        yield from digest(turn)
    else:
        yield from suggestions(turn, _MOST)


@on_act(ShowSuggestions, Intent.SHOW_TASKS)
def suggestions_by_click(turn: Turn, _deed: ShowSuggestions) -> Iterator[Reply]:
    """What there is to suggest."""
    yield from suggestions(turn, _MOST)


@on_act(ShowDigest, Intent.SHOW_TASKS)
def digest_by_click(turn: Turn, _deed: ShowDigest) -> Iterator[Reply]:
    """The digest of the day."""
    yield from digest(turn)


def suggestions(turn: Turn, most: int) -> Iterator[Reply]:
    """Each with its reason, and what can be done with it."""
    found = turn.services.planning.suggestions.all(turn.user)
    if not found:
        yield Text("Rien à suggérer pour l'instant : tout est à jour.")
        yield Choices((WEEK,))
        return
    for one in found[:most]:
        yield Text(f"**{escape(one.title)}** — {escape(one.reason)}")
        yield Choices(tuple(_buttons(turn, one)))
    if len(found) > most:
        more = plural(len(found) - most, "autre suggestion", "autres suggestions")
        yield Choices((Button(f"Voir {more}", SUGGESTIONS.say, act=ShowSuggestions()),))


def _buttons(turn: Turn, one: Suggestion) -> Iterator[Button]:
    key, title = one.suggestion_id, f"« {one.title} »"
    if turn.user.may(Permission.WRITE):
        accept = AcceptSuggestion(id=key)
        yield Button("En faire une tâche", f"accepte la suggestion {title}", act=accept)
    if one.filter is not None:
        yield Button("Voir qui", sentence(one.filter), act=ShowList(filter=one.filter))
    if turn.user.may(Permission.WRITE):
        dismiss = DismissSuggestion(id=key)
        yield Button("Ne plus le proposer", f"écarte la suggestion {title}", act=dismiss)


@claim("suggestion_named")
def settled(turn: Turn) -> Iterator[Reply]:
    """Accepted or dismissed by a sentence. NotFound unless one is meant."""
    asked = turn.asked(SuggestionRequest)
    every = turn.services.planning.suggestions.all(turn.user)
    found = called(asked.words, every, lambda one: one.title)
    if len(found) != 1:
        raise NotFound(
            "De quelle suggestion parlez-vous ? Dites « quelles sont tes suggestions ? »."
        )
    yield from (
        _accept(turn, found[0].suggestion_id)
        if asked.accept
        else _dismiss(turn, found[0].suggestion_id)
    )


@on_act(AcceptSuggestion, Intent.UPDATE_TASK)
def accept_by_click(turn: Turn, deed: AcceptSuggestion) -> Iterator[Reply]:
    """Make it a task."""
    yield from _accept(turn, deed.id)


@on_act(DismissSuggestion, Intent.UPDATE_TASK)
def dismiss_by_click(turn: Turn, deed: DismissSuggestion) -> Iterator[Reply]:
    """Not suggest it again."""
    yield from _dismiss(turn, deed.id)


def _accept(turn: Turn, key: str) -> Iterator[Reply]:
    accepted = turn.services.planning.suggestions.accept(turn.user, key)
    task = accepted.written.task
    yield from changed(
        turn, accepted.written, f"C'est noté : « {task.titre} », pour le {day(task.echeance)}."
    )


def _dismiss(turn: Turn, key: str) -> Iterator[Reply]:
    dismissed = turn.services.planning.suggestions.dismiss(turn.user, key)
    change = {"entry": dismissed.entry_id}
    turn.conversations.note_change(turn.user, turn.conversation, change)
    title = escape(dismissed.suggestion.title)
    yield Text(f"D'accord, je ne proposerai plus : « {title} ».")
    yield Choices((take_back(dismissed.entry_id, "La proposer à nouveau"),))


# --- the day -------------------------------------------------------------------------------------


def digest(turn: Turn) -> Iterator[Reply]:
    """What is due, what is late, who answered yesterday."""
    found = turn.services.planning.digests.of(turn.user)
    if found.is_empty:
        yield Text("Rien d'urgent aujourd'hui : rien à finir, rien en retard.")
        yield Choices((WEEK, SUGGESTIONS))
        return
    lines = []
    if found.late:
        lines.append(f"- **{plural(len(found.late), 'tâche')} en retard**")
    if found.due:
        lines.append(f"- **{plural(len(found.due), 'tâche')}** à finir aujourd'hui")
    if found.answered:
        noted = f", dont {found.to_note} à noter" if found.to_note else ""
        lines.append(f"- Hier, **{plural(found.answered, 'réponse')}**{noted}")
    yield Text(f"Votre bilan du {day(found.day)} :\n\n" + "\n".join(lines))
    ids = tuple(task.tache_id for task in (*found.late, *found.due))
    if ids:
        note_tasks(turn, ids)
        yield TaskList(ids, "En retard, et à finir aujourd'hui")
    yield Choices((WEEK, SUGGESTIONS))


def greeting(turn: Turn) -> Iterator[Reply]:
    """What a visit begins with: what is late or due, and three suggestions at most. Nothing where
    there is nothing to say."""
    found = turn.services.planning.digests.of(turn.user)
    suggested = turn.services.planning.suggestions.all(turn.user)
    if not (found.late or found.due or suggested):
        return
    said = "Bonjour ! Que cherchez-vous dans votre base de prospects ?"
    parts = []
    if found.late:
        parts.append(f"**{plural(len(found.late), 'tâche')} en retard**")
    if found.due:
        parts.append(f"**{plural(len(found.due), 'tâche')}** à finir aujourd'hui")
    yield Text(f"{said} Il y a {' et '.join(parts)}." if parts else said)
    first = [LATE] if found.late else []
    week = Button("Ma semaine", WEEK.say, act=ShowTasks(which="week"))
    yield Choices((*first, week, *_BEGINNINGS))
    if suggested:
        yield from suggestions(turn, MOST_GREETING)
