"""Advice that rests on past mails; a click opens its people or makes a task of it."""

from collections.abc import Iterator
from datetime import date, timedelta

from assistant.acts.of_learning import AskAdvice, RankByChance, TaskOfAdvice
from assistant.acts.of_lists import ShowList
from assistant.conversation import Payload
from assistant.language.requests.learning import AdviceRequest, Topic
from assistant.language.understanding import Intent
from assistant.rendering.wording import day, escape
from assistant.replies import Button, Choices, Confirm, Details, Reply, Text
from assistant.skills.learning.working import learning_first
from assistant.skills.lists.listing import understood
from assistant.skills.registry import Turn, claim, on_act, on_yes, skill
from core.accounts.models import Permission
from core.campaigns.models import Campaign
from core.errors import NotFound
from core.learning.advice import Advice, AdviceKind
from core.learning.advising import EVERY_KIND, NEED_A_MODEL
from core.planning.task import Origin
from core.prospects.filters import Filter

_ABOUT = {
    Topic.RELAUNCH: (AdviceKind.RELAUNCH,),
    Topic.TIMING: (AdviceKind.WEEKDAY, AdviceKind.HOUR, AdviceKind.SUBJECT),
    Topic.EXPECTED: (AdviceKind.EXPECTED,),
    Topic.COMPLETE: (AdviceKind.COMPLETE,),
    Topic.BEST: (AdviceKind.TYPE, AdviceKind.REGION),
}
_SILENT = {
    Topic.RELAUNCH: "Personne n'est à relancer ici : il faut avoir été contacté il y a 14 à 180 "
    "jours, sans réponse notée, et pouvoir recevoir un mail.",
    Topic.TIMING: "Les mails passés ne montrent aucun jour, aucune heure et aucun objet qui fasse "
    "sûrement mieux que les autres. Le jour ne se distingue qu'avec une vingtaine de campagnes.",
    Topic.EXPECTED: "Je ne sais pas encore combien de réponses attendre.",
    Topic.COMPLETE: "Toutes les fiches de cette sélection ont une adresse e-mail.",
    Topic.BEST: "Aucun type et aucune région ne répond sûrement plus que les autres.",
    Topic.ALL: "Je n'ai rien à conseiller pour l'instant.",
}
_NO_DAY = (
    "Aucun jour de la semaine ne fait sûrement mieux que les autres : il faut une vingtaine de "
    "campagnes pour le voir."
)
_TASK_DAYS = 7
_HOW = (
    "Chaque conseil compare des mails envoyés à des gens comparables ; je me tais quand l'écart "
    "peut venir du hasard (intervalle de confiance à 95 %).",
    "Les petits nombres sont ramenés vers la moyenne : 2 réponses sur 3 mails ne font pas une "
    "règle (estimation bayésienne empirique).",
    "Le nombre de réponses attendu est donné avec un intervalle à 90 %.",
)


@skill(Intent.RECOMMEND_STRATEGY)
def recommend(turn: Turn) -> Iterator[Reply]:
    """What is asked for."""
    yield from advised(turn, turn.asked(AdviceRequest).about, turn.slots.get("campaign") or None)


@claim("answers_expected")
def expected(turn: Turn) -> Iterator[Reply]:
    """How many answers to await from those whom the sentence names."""
    asked = turn.asked(AdviceRequest)
    turn.take(asked.whom or turn.filter, Intent.RECOMMEND_STRATEGY)
    yield from advised(turn, asked.about, None)


@on_act(AskAdvice, Intent.RECOMMEND_STRATEGY)
def advice_by_click(turn: Turn, deed: AskAdvice) -> Iterator[Reply]:
    """The same of a button's selection."""
    turn.take_from(deed, Intent.RECOMMEND_STRATEGY)
    yield from advised(turn, Topic(deed.about), None)


def advised(turn: Turn, topic: Topic, named: str | None) -> Iterator[Reply]:
    """Advice on it, learnt first where nothing is; for a campaign's target where one is named."""
    asked = {"advice": topic.value, "filter": turn.filter.as_json(), "campaign": named}
    learning = learning_first(turn, asked) if NEED_A_MODEL & _kinds(topic) else None
    yield from learning or told(turn, topic, named)


def told(turn: Turn, topic: Topic, named: str | None) -> Iterator[Reply]:
    """Every piece of advice on it, each with what acts on it."""
    preparing = turn.services.campaigns.preparing
    campaign = preparing.named(turn.user, named) if named else None
    filter = campaign.filtre if campaign is not None else turn.filter
    found = _found(turn, topic, filter, campaign)
    if not found:
        yield from _nothing(turn, topic)
        return
    if campaign is None:
        yield from understood(filter)
    for rank, one in found:
        yield Text(escape(one.sentence))
        yield Choices(tuple(_buttons(turn, one, rank, filter)))
    if topic is Topic.TIMING and all(one.kind is not AdviceKind.WEEKDAY for _, one in found):
        yield Text(_NO_DAY)
    yield Details("Comment ces conseils sont faits", _HOW)


def _found(
    turn: Turn, topic: Topic, filter: Filter, campaign: Campaign | None
) -> list[tuple[int, Advice]]:
    """The advice on a topic, each with its rank among those of its kind."""
    service = turn.services.learning.advice
    ranks: dict[AdviceKind, int] = {}
    found = []
    for one in service.of(turn.user, filter, campaign, _kinds(topic)):
        rank = ranks[one.kind] = ranks.get(one.kind, -1) + 1
        found.append((rank, one))
    return found


def _kinds(topic: Topic) -> frozenset[AdviceKind]:
    return frozenset(_ABOUT.get(topic, EVERY_KIND))


def _nothing(turn: Turn, topic: Topic) -> Iterator[Reply]:
    """Why there is no advice."""
    needed = bool(NEED_A_MODEL & _kinds(topic))
    refused = turn.services.learning.scores.refusal(turn.user, of_a_model=needed)
    yield Text(f"{_SILENT[topic]} {refused or ''}".strip())


def _buttons(turn: Turn, one: Advice, rank: int, filter: Filter) -> Iterator[Button]:
    if one.filter is not None and one.kind is not AdviceKind.EXPECTED:
        yield Button("Voir ces prospects", one.say, act=ShowList(filter=one.filter))
    if one.kind in (AdviceKind.RELAUNCH, AdviceKind.EXPECTED) and one.filter is not None:
        say = "qui a le plus de chances de répondre ?"
        yield Button("Les plus susceptibles de répondre", say, act=RankByChance(filter=one.filter))
    if one.task is not None and turn.user.may(Permission.WRITE):
        act = TaskOfAdvice(filter=filter, kind=one.kind, rank=rank)
        yield Button("En faire une tâche", f"ajoute la tâche « {one.task} »", act=act)


# --- a task of it ---------------------------------------------------------------------------------


@on_act(TaskOfAdvice, Intent.UPDATE_TASK)
def task_by_click(turn: Turn, deed: TaskOfAdvice) -> Iterator[Reply]:
    """Ask before it is written. NotFound once it is advised no longer."""
    turn.user.require(Permission.WRITE)
    turn.take_from(deed, Intent.UPDATE_TASK)
    same = turn.services.learning.advice.of(turn.user, turn.filter, kinds={deed.kind})
    if deed.rank >= len(same) or same[deed.rank].task is None:
        raise NotFound("Ce conseil n'est plus d'actualité. Redemandez-moi conseil.")
    title = same[deed.rank].task
    due = turn.today + timedelta(days=_TASK_DAYS)
    pending = turn.ask("advice_task", {"titre": title, "echeance": due.isoformat()})
    yield Confirm(
        pending,
        f"J'ajoute la tâche « {title} », à faire avant le {day(due)} ?",
        "Ajouter la tâche",
        "Annuler",
    )


@on_yes("advice_task")
def add_task(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Write it."""
    tasks = turn.services.planning.tasks
    due = date.fromisoformat(payload["echeance"])
    task = tasks.new(turn.user, payload["titre"], due, origine=Origin.SUGGESTION)
    written = tasks.add_new(turn.user, task)
    if written.entry_id is not None:
        turn.conversations.note_change(turn.user, turn.conversation, {"entry": written.entry_id})
    yield Text(
        f"C'est noté : « {escape(task.titre)} », à faire avant le {day(due)}. "
        "Dites « annule » pour l'enlever."
    )
