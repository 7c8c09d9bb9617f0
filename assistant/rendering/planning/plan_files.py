"""The tasks of a campaign as a file: calendar, table, PDF, picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assistant.rendering.charts.gantt import Gantt, GanttRow, Progress
from assistant.rendering.charts.pictures import draw_gantt
from assistant.rendering.charts.plan_report import plan_report
from assistant.rendering.charts.style import WIDTH, Caption, Format, Theme
from assistant.rendering.indicators.files import Drawer, draw_here
from assistant.rendering.wording import day, plural
from assistant.replies import PlanPicture
from core.accounts.models import User
from core.errors import NotFound, Refused
from core.planning.briefs import CampaignBrief
from core.planning.models import Plan
from core.planning.plans import EventPassed
from core.planning.task import Task, TaskQuery, TaskState
from core.planning.task_files import calendar_file, table_file
from core.services import Services


class PlanFormat(StrEnum):
    """Kinds of files, by the end of their name."""

    ICS = "ics"
    CSV = "csv"
    PDF = "pdf"
    PNG = "png"
    SVG = "svg"


def plan_format(name: str) -> PlanFormat:
    """The kind of a file by its name. Refused, with the kinds there are."""
    end = name.rpartition(".")[2].lower()
    if "." not in name or end not in list(PlanFormat):
        raise Refused(
            "Le nom du fichier dit son genre : .ics (agenda), .csv (tableur), .pdf ou .png."
        )
    return PlanFormat(end)


@dataclass(frozen=True)
class Drawn:
    """How a picture is drawn: where, in which theme, how many inches wide."""

    draw: Drawer = draw_here
    theme: Theme = Theme.LIGHT
    wide: float = WIDTH


_HERE = Drawn()


def plan_file(
    services: Services,
    user: User,
    campaign: CampaignBrief,
    format: PlanFormat,
    how: Drawn = _HERE,
) -> bytes:
    """The tasks of a campaign, without those cancelled. NotFound where it has none."""
    service = services.planning.tasks
    states = frozenset(TaskState) - {TaskState.ANNULEE}
    found = service.find(user, TaskQuery(campagne=campaign.campagne_id, states=states))
    if not found:
        raise NotFound(
            f"La campagne « {campaign.nom} » n'a pas de tâches. Créez d'abord son rétroplanning."
        )
    people = service.emails_of(found)
    if format is PlanFormat.ICS:
        return calendar_file(campaign.nom, found, people, services.clock())
    if format is PlanFormat.CSV:
        return table_file(campaign.nom, found, people)
    plan = gantt_of_tasks(campaign, found, people, service.today())
    caption = Caption("", service.today())
    if format is PlanFormat.PDF:
        return how.draw(plan_report, plan, caption)
    return how.draw(draw_gantt, plan, caption, Format(format.value), how.theme, "", how.wide)


def preview_picture(plan: Plan, today: date, format: Format, reduced: bool, how: Drawn) -> bytes:
    """The picture of a schedule that is not created: whole, or what of it can still be kept."""
    shown = gantt_of_plan(plan, today, reduced=reduced)
    return how.draw(draw_gantt, shown, Caption("", today), format, how.theme, "", how.wide)


def gantt_of_tasks(
    campaign: CampaignBrief, found: Sequence[Task], people: Mapping[str, str], today: date
) -> Gantt:
    """Tasks as they are, in the order of their start."""
    done = sum(one.etat is TaskState.FAITE for one in found)
    late = sum(one.is_late(today) for one in found)
    parts = [f"{plural(done, 'tâche faite', 'tâches faites')} sur {len(found)}"]
    parts += [f"{late} en retard"] if late else []
    if event := campaign.date_evenement:
        left = (event - today) // timedelta(days=1)
        near = f" (dans {plural(left, 'jour')})" if left > 0 else ""
        parts.append(f"événement le {day(event)}{near}")
    rows = [
        GanttRow(
            one.titre,
            one.debut,
            one.echeance,
            _progress(one, today),
            people.get(one.responsable or "") or one.role or "",
        )
        for one in sorted(found, key=lambda one: (one.debut, one.echeance))
    ]
    return Gantt(campaign.nom, " · ".join(parts), tuple(rows), today, event)


def gantt_of_plan(plan: Plan, today: date, reduced: bool = False) -> Gantt:
    """A schedule that is not created yet; `reduced`, its proposal."""
    tasks = plan.proposal.tasks if reduced and plan.proposal else plan.tasks
    rows = [
        GanttRow(one.title, one.start, one.due, Progress.TO_DO, one.role or "") for one in tasks
    ]
    count = plural(len(rows), "tâche")
    title = f"Rétroplanning : {plan.kind}"
    return Gantt(title, f"{count} avant le {day(plan.event)}", tuple(rows), today, plan.event)


def _progress(task: Task, today: date) -> Progress:
    if task.etat is TaskState.FAITE:
        return Progress.DONE
    if task.is_late(today):
        return Progress.LATE
    return Progress.UNDER_WAY if task.etat is TaskState.EN_COURS else Progress.TO_DO


def plan_picture(services: Services, user: User, picture: PlanPicture) -> tuple[str, bytes]:
    """A reply's picture and its file's name, for who has no page."""
    plans = services.planning.plans
    today = plans.today()
    name = f"mimicom_retroplanning_{today:%Y%m%d}.png"
    if picture.campaign_id is not None:
        campaign = services.planning.tasks.campaign_of(user, picture.campaign_id)
        return name, plan_file(services, user, campaign, PlanFormat.PNG)
    event = date.fromisoformat(picture.event or "")
    try:
        plan = plans.preview(user, picture.kind or "", event)
    except EventPassed as passed:
        plan = passed.plan
    return name, preview_picture(plan, today, Format.PNG, picture.reduced, _HERE)
