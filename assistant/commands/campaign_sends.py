"""`mimicom campaigns …`: sends, and their resumption."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.campaigns import Name, campaign_named, campaigns, record
from assistant.commands.common import (
    As,
    AsJson,
    Data,
    acting,
    misused,
    print_json,
    progress_bar,
    tell,
)
from assistant.commands.days import moment_of

if TYPE_CHECKING:
    from core.campaigns.runs import Report


@campaigns.command("send")
def send(
    name: Name,
    expect: Annotated[int, typer.Option(help="Le nombre exact de mails, pour confirmer.")],
    at: Annotated[str | None, typer.Option(help="Plus tard : 2027-03-01T09:00.")] = None,
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Envoie une campagne approuvée."""
    with acting(data, as_email) as (services, user), progress_bar() as bar:
        moment = moment_of(at, services.planning.plans.today()) if at else None
        campaign = services.campaigns.preparing.named(user, name)
        sending = services.campaigns.sending
        if moment is not None:
            planned = sending.plan(user, campaign, expect, moment)
            if as_json:
                print_json(record(planned))
            tell(
                "C'est prévu. L'envoi partira de lui-même si MimiCom est ouverte à ce moment "
                "(« mimicom serve »).",
            )
            return
        _show_report(sending.send(user, campaign, expect, bar), as_json)


@campaigns.command("resume")
def resume(
    name: Name,
    uncertain: Annotated[
        str | None, typer.Option(help="Des envois incertains : send les refait, skip les écarte.")
    ] = None,
    as_email: As = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Reprend un envoi en pause, ou coupé."""
    from core.campaigns.sending import Doubt

    if uncertain is not None and uncertain not in list(Doubt):
        raise misused("--uncertain attend send ou skip.")
    with campaign_named(data, as_email, name) as (services, user, campaign), progress_bar() as bar:
        sending = services.campaigns.sending
        doubt = Doubt(uncertain) if uncertain else None
        _show_report(sending.resume(user, campaign, bar, doubt), as_json)


def _show_report(report: "Report", as_json: bool) -> None:
    """How a send ended. Exit status 1 where it paused by itself."""
    from core.campaigns.models import State
    from core.campaigns.results import COUNTED

    counts = {name: report.counts.get(state, 0) for name, state in COUNTED.items()}
    if as_json:
        told = {"name": report.campaign.nom, "state": report.campaign.etat.value}
        total = {"total": sum(counts.values())}
        print_json(told | {"reason": report.reason, "recipients": total | counts})
    tell(
        f"{report.campaign.etat.value} : {counts['sent']} envoyés, {counts['failed']} en échec, "
        f"{counts['uncertain']} incertains, {counts['pending']} à envoyer.",
    )
    if report.reason:
        tell(report.reason, style="yellow")
    if report.campaign.etat is State.EN_PAUSE and not report.asked:
        raise typer.Exit(1)
