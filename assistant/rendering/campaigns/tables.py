"""Campaigns as tables: all of them, the people of a figure, the mails of a record."""

import hashlib
from datetime import date

from assistant.rendering.campaigns import terms
from assistant.rendering.table_pages import Asked, Column, Row, TablePage, table
from assistant.rendering.wording import day, moment, number
from core.campaigns.models import Campaign, LeftOut, RecipientState, State
from core.campaigns.people import Group, Person, Wanted
from core.campaigns.results import By
from core.clock import PARIS
from core.errors import NotFound

EVERY = "toutes"
_DIGITS = 16
_STATES = {RecipientState.LEFT_OUT.value: "Écarté"}


def campaigns_id(states: tuple[str, ...]) -> str:
    """The id of the table of the campaigns of some states."""
    return ".".join(State(one).name for one in states) or EVERY


@table("campaigns")
def campaigns(asked: Asked) -> TablePage:
    """Campaigns, the newest first."""
    doors = asked.services.campaigns
    wanted = _states(asked.source_id)
    every = [one for one in doors.preparing.all(asked.user) if one.etat in wanted]
    some = every[asked.skip : asked.skip + asked.limit]
    return {
        "columns": [
            _column("nom", "Campagne"),
            _column("etat", "État"),
            _column("evenement", "Événement", narrow=False),
            _column("destinataires", "Destinataires", narrow=False),
            _column("envoi", "Envoi", narrow=False),
        ],
        "rows": [_campaign(asked, one) for one in some],
        "total": len(every),
    }


def _states(source_id: str) -> frozenset[State]:
    if source_id == EVERY:
        return frozenset(State)
    names = source_id.split(".")
    return frozenset(one for one in State if one.name in names)


def _campaign(asked: Asked, one: Campaign) -> Row:
    counts = asked.services.campaigns.reading.counts(asked.user, one)
    people = sum(n for state, n in counts.items() if state is not RecipientState.LEFT_OUT)
    sent = one.envoyee_le or (one.envoi_le if one.etat is State.PLANIFIEE else None)
    return {
        "id": one.campagne_id,
        "cells": {
            "nom": one.nom,
            "etat": terms.state_of(one),
            "evenement": terms.dates(one),
            "destinataires": number(people) if people else "",
            "envoi": day(sent.astimezone(PARIS).date()) if sent else "",
        },
    }


# --- people --------------------------------------------------------------------------------------


def people_id(campagne_id: str, wanted: Wanted) -> str:
    """The id of the table of the people of a figure: it holds no value of theirs."""
    if wanted.left_out is not None:
        return f"{campagne_id}.left_out.{wanted.left_out.value}"
    if wanted.day is not None:
        return f"{campagne_id}.{wanted.group.value}.day.{wanted.day.isoformat()}"
    if wanted.by is None or wanted.part is None:
        return f"{campagne_id}.{wanted.group.value}"
    return f"{campagne_id}.{wanted.group.value}.{wanted.by.value}.{_digest(wanted.part)}"


def _digest(part: str) -> str:
    return hashlib.sha256(part.encode()).hexdigest()[:_DIGITS]


@table("campaign_people")
def people(asked: Asked) -> TablePage:
    """The people of a figure."""
    campagne_id, wanted = _wanted(asked)
    campaign = asked.services.campaigns.preparing.by_id(asked.user, campagne_id)
    doors = asked.services.campaigns.people
    found = doors.page(asked.user, campaign, wanted, asked.skip, asked.limit)
    left_out = wanted.left_out is not None
    columns = [
        _column("nom", "Structure"),
        _column("ville", "Ville"),
        _column("type", "Type", False),
    ]
    if not left_out:
        columns += [
            _column("etat", "Mail", narrow=False),
            _column("quand", "Quand", narrow=False),
            _column("reponse", "Réponse"),
            _column("raison", "Remarque", narrow=False),
        ]
    return {
        "columns": columns,
        "rows": [_person(one) for one in found.people],
        "total": found.total,
    }


def _wanted(asked: Asked) -> tuple[str, Wanted]:
    campagne_id, *rest = asked.source_id.split(".")
    try:
        if rest[:1] == ["left_out"]:
            return campagne_id, Wanted(left_out=LeftOut(rest[1]))
        group = Group(rest[0])
        if len(rest) < 3:
            return campagne_id, Wanted(group)
        if rest[1] == "day":
            return campagne_id, Wanted(group, day=date.fromisoformat(rest[2]))
        by = By(rest[1])
    except (ValueError, IndexError) as error:
        raise NotFound("Cette liste n'existe plus.") from error
    return campagne_id, Wanted(group, by, _part(asked, campagne_id, by, rest[2]))


def _part(asked: Asked, campagne_id: str, by: By, digest: str) -> str:
    """The value of a breakdown by its digest."""
    doors = asked.services.campaigns
    campaign = doors.preparing.by_id(asked.user, campagne_id)
    for value in doors.reading.parts(asked.user, campaign, by):
        if _digest(value) == digest:
            return value
    raise NotFound("Cette liste n'existe plus.")


def _person(one: Person) -> Row:
    return {
        "id": one.prospect_id,
        "cells": {
            "nom": one.name or "Fiche effacée",
            "ville": one.town or "",
            "type": one.kind or "",
            "etat": _STATES.get(one.state, one.state),
            "quand": moment(one.at) if one.at else "",
            "reponse": one.answer or "",
            "raison": one.reason or "",
        },
    }


# --- one record's mails --------------------------------------------------------------------------


@table("record_mails")
def mails(asked: Asked) -> TablePage:
    """The mails that a prospect was sent."""
    found = asked.services.records.mailings(asked.user, asked.source_id)
    some = found[asked.skip : asked.skip + asked.limit]
    return {
        "columns": [
            _column("campagne", "Campagne"),
            _column("jour", "Jour"),
            _column("suite", "Ce qu'il en est"),
        ],
        "rows": [
            {
                "id": f"{asked.source_id}.{rank}",
                "cells": {"campagne": one.name, "jour": day(one.day), "suite": one.outcome},
            }
            for rank, one in enumerate(some, asked.skip)
        ],
        "total": len(found),
    }


def _column(key: str, label: str, narrow: bool = True) -> Column:
    return {"key": key, "label": label, "narrow": narrow, "sortable": False}
