"""The schedule of a campaign: its list to tick, its picture, its files."""

from collections.abc import Iterator

from assistant.acts.of_planning import DropPlan, KeepPlan, ShowPlan
from assistant.conversation import Payload
from assistant.language.requests.schedules_asked import PlanDropRequest, PlanFileRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape, plural
from assistant.replies import Choices, Confirm, File, PlanPicture, Reply, TaskList, Text
from assistant.skills.planning.finding_tasks import note_tasks, shown_tasks
from assistant.skills.planning.listing_tasks import LATE, PEOPLE, how_far
from assistant.skills.planning.task_written import take_back
from assistant.skills.registry import Turn, claim, on_act, on_yes
from core.accounts.models import Permission
from core.errors import NotFound
from core.planning.briefs import CampaignBrief
from core.planning.task import Task, TaskQuery, TaskState

_LABELS = {
    "pdf": "À imprimer : la liste et le dessin",
    "ics": "Pour votre agenda",
    "csv": "Pour un tableur",
    "png": "L'image",
    "svg": "L'image, à agrandir",
}


def tasks_of(turn: Turn, brief: CampaignBrief) -> list[Task]:
    """All but those cancelled, in the order of their start."""
    states = frozenset(TaskState) - {TaskState.ANNULEE}
    query = TaskQuery(campagne=brief.campagne_id, states=states)
    found = turn.services.planning.tasks.find(turn.user, query)
    return sorted(found, key=lambda one: (one.debut, one.echeance))


def show_campaign_plan(
    turn: Turn, brief: CampaignBrief, entry_id: str | None = None
) -> Iterator[Reply]:
    """Its checklist and its picture; `entry_id` takes back its creation."""
    found = tasks_of(turn, brief)
    ids = tuple(task.tache_id for task in found)
    note_tasks(turn, ids)
    yield Text(how_far(turn, brief, found))
    yield TaskList(ids, f"Rétroplanning de « {brief.nom} »")
    yield PlanPicture(f"Rétroplanning de « {brief.nom} »", campaign_id=brief.campagne_id)
    undo = [take_back(entry_id, "Annuler ce rétroplanning")] if entry_id else []
    yield Choices((*undo, LATE, PEOPLE))


@on_act(ShowPlan, Intent.PLAN_CAMPAIGN)
def show_by_click(turn: Turn, deed: ShowPlan) -> Iterator[Reply]:
    """The schedule of a button."""
    brief = turn.services.planning.tasks.campaign_of(turn.user, deed.campaign)
    yield from show_campaign_plan(turn, brief)


# --- files ---------------------------------------------------------------------------------------


@claim("plan_kept")
def plan_kept(turn: Turn) -> Iterator[Reply]:
    """Its file, or its end. NotFound where there is none."""
    if isinstance(turn.request, PlanDropRequest):
        yield from _drop(turn, _campaign(turn, turn.asked(PlanDropRequest).campaign))
        return
    asked = turn.asked(PlanFileRequest)
    brief = _campaign(turn, asked.campaign)
    if not tasks_of(turn, brief):
        raise NotFound(
            f"La campagne « {brief.nom} » n'a pas de tâches. Créez d'abord son rétroplanning."
        )
    yield from _file(turn, brief, asked.kind)


def _campaign(turn: Turn, name: str | None) -> CampaignBrief:
    """The one named; else that of the tasks just shown; else the only one that has tasks."""
    service = turn.services.planning.tasks
    if name is not None:
        return service.campaign(turn.user, name)
    briefs = list(service.campaigns_of(service.many(shown_tasks(turn))).values())
    if not briefs:
        every = service.find(turn.user, TaskQuery(states=frozenset(TaskState)))
        briefs = list(service.campaigns_of(every).values())
    if len(briefs) == 1:
        return briefs[0]
    names = ", ".join(f"« {one.nom} »" for one in briefs)
    raise NotFound(
        f"De quelle campagne ? {names}."
        if briefs
        else "Il n'y a pas encore de rétroplanning. Dites « fais-moi un rétroplanning »."
    )


@on_act(KeepPlan, Intent.PLAN_CAMPAIGN)
def keep_by_click(turn: Turn, deed: KeepPlan) -> Iterator[Reply]:
    """The file of a button."""
    brief = turn.services.planning.tasks.campaign_of(turn.user, deed.campaign)
    yield from _file(turn, brief, deed.file)


def _file(turn: Turn, brief: CampaignBrief, kind: str) -> Iterator[Reply]:
    yield Text(f"Voici le rétroplanning de « {escape(brief.nom)} » :")
    name = f"retroplanning_{turn.today:%Y%m%d}.{kind}"
    yield File(name, "plan", brief.campagne_id, _LABELS[kind])


# --- the end -------------------------------------------------------------------------------------


@on_act(DropPlan, Intent.PLAN_CAMPAIGN)
def drop_by_click(turn: Turn, deed: DropPlan) -> Iterator[Reply]:
    """The schedule of a button is not wanted any more."""
    yield from _drop(turn, turn.services.planning.tasks.campaign_of(turn.user, deed.campaign))


def _drop(turn: Turn, brief: CampaignBrief) -> Iterator[Reply]:
    turn.user.require(Permission.WRITE)
    left = [task for task in tasks_of(turn, brief) if task.is_open and task.cle]
    if not left:
        yield Text(f"« {escape(brief.nom)} » n'a plus de tâche de rétroplanning à faire.")
        return
    count = plural(len(left), "tâche")
    question = f"Annuler les {count} qui restent à faire pour « {brief.nom} » ?"
    pending = turn.ask("drop_plan", {"campaign": brief.campagne_id, "count": len(left)})
    yield Confirm(pending, question, f"Oui, annuler les {count}", "Non, les garder")


@on_yes("drop_plan")
def drop_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Cancel what is left of it, in one change."""
    brief = turn.services.planning.tasks.campaign_of(turn.user, payload["campaign"])
    left = [task for task in tasks_of(turn, brief) if task.is_open and task.cle]
    if len(left) != payload["count"]:
        yield Text("Ces tâches ont changé entre-temps. Voici où l'on en est :")
        yield from _drop(turn, brief)
        return
    entry_id = turn.services.planning.tasks.drop(turn.user, brief.campagne_id, left)
    turn.conversations.note_change(turn.user, turn.conversation, {"entry": entry_id})
    yield Text(f"C'est annulé : {plural(len(left), 'tâche annulée', 'tâches annulées')}.")
    yield Choices((take_back(entry_id, "Les remettre"),))
