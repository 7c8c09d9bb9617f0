"""`mimicom suggestions …`: what the state of things suggests to do."""

import sys
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from assistant.commands.common import As, AsJson, Data, acting, print_json, tell
from assistant.commands.french import FrenchTyper
from assistant.commands.tasks import show_task, task_json

if TYPE_CHECKING:
    from core.planning.suggesting import Suggestion

suggestions = FrenchTyper("Les suggestions.")

SuggestionId = Annotated[str, typer.Argument(metavar="ID")]


class SuggestionJson(TypedDict):
    """A suggestion, with its reason and figures."""

    suggestion_id: str
    kind: str
    title: str
    reason: str
    figures: dict[str, int | float]
    campaign: str | None
    filter: dict[str, Any] | None


def add_to(app: typer.Typer) -> None:
    """Give the console script these commands."""
    app.add_typer(suggestions, name="suggestions")


@suggestions.command("list")
def suggestions_list(data: Data = None, as_email: As = None, as_json: AsJson = False) -> None:
    """Ce qu'il serait utile de faire, et pourquoi."""
    with acting(data, as_email) as (services, user):
        found = services.planning.suggestions.all(user)
        if as_json:
            print_json([_json(one) for one in found])
            return
        for one in found:
            sys.stdout.write(f"{one.suggestion_id}\t{one.title}\n\t{one.reason}\n")
        if not found:
            tell("Aucune suggestion pour l'instant.")


@suggestions.command("accept")
def suggestions_accept(
    suggestion_id: SuggestionId,
    data: Data = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """En fait une tâche."""
    with acting(data, as_email) as (services, user):
        accepted = services.planning.suggestions.accept(user, suggestion_id)
        if as_json:
            task = task_json(services, [accepted.written.task])[0]
            print_json({"suggestion_id": suggestion_id, "task": task})
        else:
            show_task(services, accepted.written.task, as_json=False)


@suggestions.command("dismiss")
def suggestions_dismiss(
    suggestion_id: SuggestionId,
    data: Data = None,
    as_email: As = None,
    as_json: AsJson = False,
) -> None:
    """L'écarte : elle ne sera plus proposée."""
    with acting(data, as_email) as (services, user):
        found = services.planning.suggestions.dismiss(user, suggestion_id).suggestion
        if as_json:
            print_json({"suggestion_id": suggestion_id, "dismissed": True})
        tell(f"Écartée : {found.title}")


def _json(one: "Suggestion") -> SuggestionJson:
    return {
        "suggestion_id": one.suggestion_id,
        "kind": one.kind.value,
        "title": one.title,
        "reason": one.reason,
        "figures": one.figures,
        "campaign": one.campaign_name,
        "filter": one.filter.as_json() if one.filter is not None else None,
    }
