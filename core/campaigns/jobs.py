"""What campaigns do by the clock, and their long work: a send asked for in the chat."""

from datetime import timedelta

from core.accounts.models import User
from core.campaigns.build import Campaigns
from core.campaigns.runs import SENDING
from core.campaigns.sending import Doubt
from core.jobs.clockwork import ClockJob, Every
from core.jobs.models import Closed, Details, JobKind, Place, Progress


def clock_jobs(campaigns: Campaigns) -> tuple[ClockJob, ...]:
    """Planned sends start within a minute of their time, and the mailbox is read every five."""
    return (
        ClockJob("campaign_sends", Every(timedelta(minutes=1)), campaigns.planned.send_due),
        ClockJob("mailbox", Every(timedelta(minutes=5)), campaigns.mailbox.fetch_by_clock),
    )


SEND = "campaign_send"
_CUT = Closed(
    "L'envoi a été interrompu. Rien n'est perdu : reprenez-le depuis la campagne, personne ne "
    "recevra deux mails."
)


def job_kinds(campaigns: Campaigns) -> tuple[JobKind, ...]:
    """A send waits for its server most of the time: a thread of the process that serves."""

    def send(user: User, payload: Details, progress: Progress) -> Details:
        campaign = campaigns.preparing.by_id(user, payload["campagne_id"])
        if payload.get("resume"):
            doubt = Doubt(payload["doubt"]) if payload.get("doubt") else None
            report = campaigns.sending.resume(user, campaign, progress, doubt)
        else:
            report = campaigns.sending.send(user, campaign, payload["expect"], progress)
        if campaign.rehearsed:
            campaigns.sink.tidy()
        return {"campagne_id": campaign.campagne_id, "asked": report.asked}

    return (JobKind(SEND, (SENDING,), send, _CUT, Place.THREAD),)
