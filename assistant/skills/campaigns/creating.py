"""A campaign from a sentence or a form, and the lines of its brief changed."""

from collections.abc import Iterator, Mapping
from datetime import date
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
from assistant.replies import Form, Reply, Text
from assistant.skills.accounts.fields import choice, field
from assistant.skills.campaigns.changing import refuse_nobody, rewritten
from assistant.skills.campaigns.meant import by_id, card
from assistant.skills.lists.listing import nothing_found
from assistant.skills.registry import FormFields, Turn, on_act, register_form, skill
from core.accounts.models import Permission
from core.campaigns.drafts import Draft
from core.campaigns.models import CHANNELS, Campaign, Objective
from core.errors import InvalidData, Refused
from core.planning.days import read_day
from core.prospects.filters import Filter
from core.vocabulary.places import REGIONS
from core.vocabulary.values import ProspectType

_FORM, _EDIT = "form_campaign", "form_campaign_edit"
_GROUP, _WHOM = "La campagne", "À qui elle s'adresse"
_ANY = ("", "Sans préciser")


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
    yield from _made(turn, _draft(asked, asked.name, whom))


@on_act(NewCampaign, Intent.CREATE_CAMPAIGN)
def create_by_click(turn: Turn, _deed: NewCampaign) -> Iterator[Reply]:
    """The form, for the selection in force."""
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    yield from _form(turn, CreateRequest(), turn.filter)


def _draft(asked: CreateRequest, name: str, filter: Filter) -> Draft:
    objective = asked.objective or (Objective.INVITATION.value if asked.first else None)
    return Draft(name, filter, objective, asked.first, asked.last, asked.channel)


def _made(turn: Turn, draft: Draft) -> Iterator[Reply]:
    """The campaign, unless nobody is selected: nothing is written then."""
    refuse_nobody(turn, draft.filter)
    campaign = turn.services.campaigns.preparing.create(turn.user, draft)
    yield Text(f"La campagne **{escape(campaign.nom)}** est prête à relire :")
    yield card(turn, campaign)


# --- the form ------------------------------------------------------------------------------------


def _form(turn: Turn, asked: CreateRequest, filter: Filter) -> Iterator[Reply]:
    total = turn.services.prospects.count(turn.user, filter)
    whom = "toute la base" if filter.is_empty() else describe(filter)
    yield Text(
        f"Pour l'instant, elle s'adresserait à {terms.people(total)} ({escape(whom)}). "
        "Vous pourrez tout changer ensuite."
    )
    payload = {
        "filter": filter.as_json(),
        "nom": asked.name or "",
        "objectif": asked.objective or "",
        "date": asked.first.isoformat() if asked.first else "",
        "fin": asked.last.isoformat() if asked.last else "",
        "canal": asked.channel or "",
    }
    yield _asked_form(turn, payload)


def _asked_form(turn: Turn, payload: dict[str, Any]) -> Form:
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
        values = {name: payload[name] for name in _NAMES if payload[name]}
        yield from _submit(turn, payload, values)
        turn.conversations.close(turn.user, form_id, "done")
        return
    turn.conversations.close(turn.user, form_id, "cancelled")
    yield Text("C'est noté dans le formulaire. Il manque son nom : « elle s'appelle … ».")
    yield _asked_form(turn, payload)


def edit_form(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """The form of a draft's lines."""
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    payload = {"campaign": campaign.campagne_id}
    yield Form(turn.ask(_EDIT, payload), f"Modifier {campaign.nom}", "Enregistrer", "Annuler")


def _fields(_turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    return [*_lines({name: str(payload.get(name) or "") for name in _NAMES}), *_more()]


def _edit_fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    campaign = by_id(turn, payload["campaign"])
    now = {
        "nom": campaign.nom,
        "objectif": campaign.objectif.value,
        "date": campaign.date_evenement.isoformat() if campaign.date_evenement else "",
        "fin": campaign.date_fin.isoformat() if campaign.date_fin else "",
        "canal": campaign.canal,
    }
    return [*_lines(now), *_more()]


_NAMES = ("nom", "objectif", "date", "fin", "canal")


def _lines(now: Mapping[str, str]) -> Iterator[Field]:
    yield field("nom", "Nom de la campagne", "text", _GROUP, now["nom"], "Festival 2027")
    objectives = [(one.value, terms.OBJECTIVES[one]) for one in Objective]
    aim = now["objectif"] or Objective.AUTRE.value
    yield choice("objectif", "Objectif", _GROUP, aim, objectives)
    for name, label in (("date", "Date de l'événement"), ("fin", "Dernier jour")):
        made = field(name, label, "date", _GROUP, now[name], "Si elle en a un")
        made["required"] = False
        yield made
    channels = [(one, one) for one in CHANNELS]
    yield choice("canal", "Canal", _GROUP, now["canal"] or CHANNELS[0], channels)


def _more() -> Iterator[Field]:
    types = [_ANY, *((one.value, one.value) for one in ProspectType)]
    regions = [_ANY, *((one, one) for one in REGIONS)]
    for name, label, values in (
        ("type", "Ajouter un type", types),
        ("region", "Ajouter une région", regions),
    ):
        made = choice(name, label, _WHOM, "", values)
        made["required"] = False
        yield made


def _submit(turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    first, last = _day(values, "date"), _day(values, "fin")
    filter = _with(Filter.model_validate(payload["filter"]), values)
    draft = Draft(
        values.get("nom", ""), filter, values.get("objectif"), first, last, values.get("canal")
    )
    try:
        return tuple(_made(turn, draft))
    except Refused as refused:
        raise InvalidData(refused.message, {"nom": refused.message}) from refused


def _submit_edit(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    campaign = by_id(turn, payload["campaign"])
    changed: dict[str, object] = {
        "nom": values.get("nom", campaign.nom),
        "objectif": values.get("objectif", campaign.objectif.value),
        "date_evenement": _day(values, "date"),
        "date_fin": _day(values, "fin"),
        "canal": values.get("canal", campaign.canal),
        "filtre": _with(campaign.filtre, values),
    }
    try:
        return tuple(rewritten(turn, campaign, changed))
    except Refused as refused:
        raise InvalidData(refused.message, {"nom": refused.message}) from refused


def _day(values: Mapping[str, str], name: str) -> date | None:
    text = values.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidData(
            "Il reste un champ à corriger.", {name: "Ce jour n'existe pas."}
        ) from error


def _with(filter: Filter, values: Mapping[str, str]) -> Filter:
    """The selection with one more type, one more region."""
    wanted = filter.model_dump(mode="json", exclude_none=True)
    for key, name in (("type_prospect", "type"), ("region", "region")):
        value = values.get(name, "")
        if value and value not in wanted.get(key, ()):
            wanted[key] = [*wanted.get(key, ()), value]
    return Filter.model_validate(wanted)


register_form(
    _FORM,
    FormFields(
        _fields,
        _submit,
        example="crée une campagne Festival 2027 pour les MJC de Bretagne, le 17 avril",
    ),
)
register_form(_EDIT, FormFields(_edit_fields, _submit_edit, example="mets plutôt le 24"))
