"""Files about campaigns: pictures and reports of results, the timeline, people, mails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from assistant.rendering.campaigns import terms
from assistant.rendering.campaigns.drawn import draw_results, drawn_of, results_report
from assistant.rendering.charts.gantt import Gantt, GanttRow, Progress
from assistant.rendering.charts.pictures import draw_gantt
from assistant.rendering.charts.style import Caption, Format, Theme
from assistant.rendering.indicators.files import Drawer, draw_here
from assistant.rendering.wording import plural
from core.accounts.models import User
from core.campaigns.models import Campaign, State
from core.clock import PARIS
from core.errors import NotFound
from core.services import Services

MOST_ROWS = 14
_DRAWN = {
    State.BROUILLON: Progress.TO_DO,
    State.PLANIFIEE: Progress.TO_DO,
    State.EN_COURS: Progress.UNDER_WAY,
    State.EN_PAUSE: Progress.LATE,
    State.TERMINEE: Progress.DONE,
    State.ANNULEE: Progress.DONE,
    State.ARCHIVEE: Progress.DONE,
}


@dataclass(frozen=True)
class CampaignPaper:
    """Every method checks who asks. NotFound for what can't be made."""

    services: Services
    today: Callable[[], date]
    drawn: Drawer = draw_here

    def results(self, user: User, campagne_id: str, kind: str, theme: str = "light") -> bytes:
        """What a campaign gave: png, svg or pdf."""
        campaign = self.services.campaigns.preparing.by_id(user, campagne_id)
        found = drawn_of(self.services.campaigns.overviews.of(user, campaign))
        caption = Caption(campaign.nom, self.today())
        if kind == "pdf":
            return self.drawn(results_report, found, caption)
        return self.drawn(draw_results, found, caption, _format(kind), _theme(theme))

    def people(self, user: User, campagne_id: str) -> bytes:
        """The enriched export."""
        campaign = self.services.campaigns.preparing.by_id(user, campagne_id)
        file = BytesIO()
        self.services.campaign_exports.write(user, campaign, file)
        return file.getvalue()

    def mails(self, user: User, campagne_id: str) -> bytes:
        """The mails as files, and the mail merge."""
        campaign = self.services.campaigns.preparing.by_id(user, campagne_id)
        file = BytesIO()
        self.services.campaigns.files.write_eml(user, campaign, file)
        return file.getvalue()

    def timeline(self, user: User, kind: str = "png", theme: str = "light") -> bytes:
        """The campaigns over time."""
        shown = timeline_of(self.services.campaigns.preparing.all(user), self.today())
        caption = Caption("toutes les campagnes", self.today())
        counted = plural(len(shown.rows), "campagne")
        return self.drawn(draw_gantt, shown, caption, _format(kind), _theme(theme), counted)


def timeline_of(campaigns: list[Campaign], today: date) -> Gantt:
    """The newest campaigns, in the order in which they begin."""
    some = [one for one in campaigns if not one.essai][:MOST_ROWS]
    rows = sorted(map(_row, some), key=lambda row: (row.start, row.due))
    note = "Du début de chaque campagne à son événement, ou à son envoi."
    return Gantt("Les campagnes dans le temps", note, tuple(rows), today)


def _row(campaign: Campaign) -> GanttRow:
    start = campaign.cree_le.astimezone(PARIS).date()
    sent = campaign.envoyee_le.astimezone(PARIS).date() if campaign.envoyee_le else None
    planned = campaign.envoi_le.astimezone(PARIS).date() if campaign.envoi_le else None
    end = campaign.date_fin or campaign.date_evenement or sent or planned or start
    who = terms.state_of(campaign)
    drawn = _DRAWN[campaign.etat]
    return GanttRow(campaign.nom, start, max(end, start), drawn, who, told=False)


def _format(kind: str) -> Format:
    try:
        return Format(kind)
    except ValueError as error:
        raise NotFound("Ce format n'existe pas.") from error


def _theme(theme: str) -> Theme:
    return Theme.DARK if theme == Theme.DARK else Theme.LIGHT
