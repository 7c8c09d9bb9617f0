"""A campaign from a sentence or a form, and the lines of its brief changed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from assistant.acts.of_campaigns import NewCampaign
from assistant.language.phrasing.chips import describe
from assistant.language.requests.brief_lines import FORM as SHOWN_FORM
from assistant.language.requests.brief_lines import BriefEdit
from assistant.language.requests.campaigns import CreateRequest
from assistant.language.understanding import Intent
from assistant.rendering.campaigns import terms
from assistant.rendering.forms import Field
from assistant.rendering.wording import escape
from assistant.replies import Choices, Form, Reply, Text
from assistant.skills.campaigns.changing import refuse_nobody, rewritten
from assistant.skills.campaigns.form_lines import NAMES, day_in, lines, more, payload_of, widened
from assistant.skills.campaigns.meant import by_id, card, open_named
from assistant.skills.lists.listing import nothing_found
from assistant.skills.registry import FormFields, Turn, on_act, register_form, skill
from core.accounts.models import Permission
from core.campaigns.drafts import DayPassed, Draft, NameTaken, objective_of, refuse_past
from core.campaigns.models import Campaign, Objective
from core.errors import InvalidData, Refused
from core.planning.days import read_day
from core.prospects.filters import Filter

_FORM, _EDIT = "form_campaign", "form_campaign_edit"


@skill(Intent.CREATE_CAMPAIGN)
def create(turn: Turn) -> Iterator[Reply]:
    """The brief of a new campaign; a form where little was said."""
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    asked = turn.asked(CreateRequest)
    if turn.services.prospects.is_empty():
        yield from nothing_found(turn)
        return
    whom = asked.whom or turn.filter
    if asked.wants_form or asked.name is None:
        yield from _form(turn, asked, whom)
        return
    draft = _draft(asked, asked.name, whom)
    try:
        yield from made(turn, draft)
    except NameTaken as taken:
        yield Text(escape(taken.message))
        yield Choices((open_named(turn, taken.name),))
        yield asked_form(turn, payload_of(replace(draft, name=taken.free)))
    except DayPassed as passed:
        yield Text(escape(passed.message))
        yield asked_form(turn, payload_of(replace(draft, event=passed.meant, end=None)))


@on_act(NewCampaign, Intent.CREATE_CAMPAIGN)
def create_by_click(turn: Turn, _deed: NewCampaign) -> Iterator[Reply]:
    """The form, for the selection in force."""
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    yield from _form(turn, CreateRequest(), turn.filter)


def _draft(asked: CreateRequest, name: str, filter: Filter) -> Draft:
    objective = asked.objective or (Objective.INVITATION.value if asked.first else None)
    return Draft(name, filter, objective, asked.first, asked.last, asked.channel)


def made(turn: Turn, draft: Draft, mail: str | None = None) -> Iterator[Reply]:
    """The campaign, with that draft of a mail, unless nobody is selected: nothing is written
    then."""
    refuse_nobody(turn, draft.filter)
    refuse_past(objective_of(draft.objective), draft.event, turn.today)
    writer = turn.services.content.writer
    words = writer.composed(writer.get(turn.user, mail)).mail if mail else None
    campaign = turn.services.campaigns.preparing.create(turn.user, draft)
    if words is not None:
        campaign = turn.services.campaigns.preparing.set_mail(turn.user, campaign, words)
    yield Text(f"La campagne **{escape(campaign.nom)}** est prête à relire :")
    yield card(turn, campaign)


# --- the form ------------------------------------------------------------------------------------


def _form(turn: Turn, asked: CreateRequest, filter: Filter) -> Iterator[Reply]:
    yield Text(f"Pour l'instant, {_addressed(turn, filter)}. Vous pourrez tout changer ensuite.")
    draft = Draft(asked.name or "", filter, asked.objective, asked.first, asked.last, asked.channel)
    yield asked_form(turn, payload_of(draft))


def _addressed(turn: Turn, filter: Filter) -> str:
    total = turn.services.prospects.count(turn.user, filter)
    whom = "toute la base" if filter.is_empty() else describe(filter)
    return f"elle s'adresserait à {terms.people(total)} ({escape(whom)})"


def asked_form(turn: Turn, payload: dict[str, Any]) -> Form:
    """The form, kept as what is on the screen: "elle s'appelle …" fills it."""
    form_id = turn.ask(_FORM, payload)
    shown = {"form": form_id, "filter": payload["filter"], "event": payload["date"] or None}
    turn.conversations.show(turn.user, turn.conversation, SHOWN_FORM, shown)
    return Form(form_id, "Nouvelle campagne", "Préparer", "Annuler")


def filled(turn: Turn, edit: BriefEdit) -> Iterator[Reply] | None:
    """Lines of the form on the screen, said; None where it was sent or left meanwhile."""
    shown = turn.conversations.shown(turn.user, turn.conversation, SHOWN_FORM) or {}
    form_id = str(shown.get("form"))
    pending = turn.conversations.pending(turn.user, form_id)
    if pending is None or turn.conversations.state(turn.user, form_id) != "open":
        return None
    return _filled(turn, form_id, dict(pending.payload), edit)


def _filled(turn: Turn, form_id: str, payload: dict[str, Any], edit: BriefEdit) -> Iterator[Reply]:
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    if edit.impossible is not None:
        read_day(edit.impossible, turn.today)  # refused
    if edit.filter is not None:
        refuse_nobody(turn, edit.filter)
        payload["filter"] = edit.filter.as_json()
    days = {"date": edit.day, "fin": edit.last}
    told = {name: day.isoformat() for name, day in days.items() if day}
    told |= {"nom": edit.name or "", "objectif": edit.objective or ""}
    payload |= {name: value for name, value in told.items() if value}
    if payload["nom"]:
        values = {name: payload[name] for name in NAMES if payload[name]}
        yield from _submit(turn, payload, values)
        turn.conversations.close(turn.user, form_id, "done")
        return
    turn.conversations.close(turn.user, form_id, "cancelled")
    whom = _addressed(turn, Filter.model_validate(payload["filter"]))
    noted = "" if edit == BriefEdit() else "C'est noté dans le formulaire. "
    yield Text(f"{noted}Pour l'instant, {whom}. Il manque son nom : « elle s'appelle … ».")
    yield asked_form(turn, payload)


def edit_form(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """The form of a draft's lines."""
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    payload = {"campaign": campaign.campagne_id}
    yield Form(turn.ask(_EDIT, payload), f"Modifier {campaign.nom}", "Enregistrer", "Annuler")


def _fields(_turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    return [*lines({name: str(payload.get(name) or "") for name in NAMES}), *more()]


def _edit_fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    campaign = by_id(turn, payload["campaign"])
    now = {
        "nom": campaign.nom,
        "objectif": campaign.objectif.value,
        "date": campaign.date_evenement.isoformat() if campaign.date_evenement else "",
        "fin": campaign.date_fin.isoformat() if campaign.date_fin else "",
        "canal": campaign.canal,
    }
    return [*lines(now), *more()]


def _submit(turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    first, last = day_in(values, "date"), day_in(values, "fin")
    filter = widened(Filter.model_validate(payload["filter"]), values)
    draft = Draft(
        values.get("nom", ""), filter, values.get("objectif"), first, last, values.get("canal")
    )
    try:
        return tuple(made(turn, draft, payload.get("mail")))
    except Refused as refused:
        raise _misfit(refused) from refused


def _misfit(refused: Refused) -> InvalidData:
    """What is refused, beside its field."""
    where = "date" if isinstance(refused, DayPassed) else "nom"
    return InvalidData(refused.message, {where: refused.message})


def _submit_edit(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    campaign = by_id(turn, payload["campaign"])
    changed: dict[str, object] = {
        "nom": values.get("nom", campaign.nom),
        "objectif": values.get("objectif", campaign.objectif.value),
        "date_evenement": day_in(values, "date"),
        "date_fin": day_in(values, "fin"),
        "canal": values.get("canal", campaign.canal),
        "filtre": widened(campaign.filtre, values),
    }
    try:
        return tuple(rewritten(turn, campaign, changed))
    except Refused as refused:
        raise _misfit(refused) from refused


register_form(
    _FORM,
    FormFields(
        _fields,
        _submit,
        example="crée une campagne Festival 2027 pour les MJC de Bretagne, le 17 avril",
    ),
)
register_form(_EDIT, FormFields(_edit_fields, _submit_edit, example="mets plutôt le 24"))
