"""Campaigns of the demonstration that are not over: one in each state, to try things on.

Nothing of them ever leaves the machine, and their rows are rehearsals: records do not tell of them.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from core.campaigns.models import GENERIC, Campaign, Objective, RecipientState, State, name_key
from core.clock import PARIS
from core.content import library
from core.content.models import Mail
from core.database import Document
from core.demo.models import SOURCE
from core.demo.organisations import NAMESPACE
from core.prospects.filters import Filter, PresenceField
from core.prospects.models import Prospect
from core.prospects.query import midnight
from core.vocabulary.values import ProspectType

S, R = State, RecipientState
_T = ProspectType
_NINE = time(9)


@dataclass(frozen=True)
class _Plan:
    """A campaign; days are counted from today, `rows` says how many are in each state."""

    nom: str
    objectif: str
    etat: State
    types: tuple[ProspectType, ...]
    event: int
    created: int
    sent: int | None = None
    rows: tuple[tuple[RecipientState, int], ...] = ()
    reason: str | None = None


_PLANS = (
    _Plan("Festival de printemps", "invitation", S.BROUILLON,
          (_T.LUDOTHEQUE, _T.MJC, _T.MEDIATHEQUE), 120, -2),
    _Plan("Nuit du jeu", "save the date", S.PLANIFIEE, (_T.BAR_A_JEUX, _T.ASSO_JDR), 60, -6, 14,
          ((R.TO_SEND, 24),)),
    _Plan("Journées du jeu", "invitation", S.EN_COURS, (_T.LUDOTHEQUE, _T.MJC), 30, -4, -1,
          ((R.SENT, 20), (R.TO_SEND, 80))),
    _Plan("Tournoi des médiathèques", "partenariat", S.EN_PAUSE, (_T.MEDIATHEQUE,), 45, -9, -1,
          ((R.SENT, 14), (R.UNCERTAIN, 2), (R.TO_SEND, 12)),
          "Le serveur de mails ne répondait plus : l'envoi attend qu'on le reprenne."),
    _Plan("Portes ouvertes", "présentation", S.ANNULEE, (_T.BOUTIQUE,), 20, -30),
    _Plan("Vœux de l'an passé", "remerciement", S.ARCHIVEE, (_T.ASSO_JDR, _T.LUDOTHEQUE), -320,
          -345, -330, ((R.SENT, 18), (R.BOUNCED, 1))),
)  # fmt: skip


@dataclass(frozen=True)
class Unfinished:
    """Documents of `campaigns` and of `recipients`."""

    campaigns: tuple[Document, ...]
    recipients: tuple[Document, ...]


def unfinished(prospects: Sequence[Prospect], seed: int, today: date) -> Unfinished:
    """The same ones each time, of some of these prospects."""
    campaigns: list[Document] = []
    recipients: list[Document] = []
    for rank, plan in enumerate(_PLANS):
        key = str(uuid.uuid5(NAMESPACE, f"{seed}:etat:{rank}"))
        rows = list(_rows(plan, key, prospects, today))
        campaigns.append(_document(plan, key, len(rows), today))
        recipients += rows
    return Unfinished(tuple(campaigns), tuple(recipients))


def _mail(plan: _Plan) -> Mail:
    return library.named(plan.objectif)


def _document(plan: _Plan, key: str, people: int, today: date) -> Document:
    sent = _at(today, plan.sent) if plan.sent is not None else None
    planned, event = plan.etat is S.PLANIFIEE, today + timedelta(days=plan.event)
    campaign = Campaign(
        campagne_id=key,
        nom=plan.nom,
        objectif=Objective(plan.objectif),
        date_evenement=event,
        etat=plan.etat,
        filtre=Filter(type_prospect=plan.types, accepte_contact=True, avec=(PresenceField.EMAIL,)),
        modele=plan.objectif,
        mail=_mail(plan),
        cree_le=_at(today, plan.created),
        cree_par=SOURCE,
        approuvee_le=_at(today, plan.created + 1) if people else None,
        approuvee_par=SOURCE if people else None,
        envoi_le=sent if planned else None,
        envoi_par=SOURCE if people else None,
        destinataires=people,
        envoyee_le=None if planned else sent,
        raison=plan.reason,
        demo=True,
    )
    found: dict[str, Any] = campaign.model_dump(mode="python")
    return found | {
        "_id": key,
        "nom_norm": name_key(plan.nom),
        "filtre": campaign.filtre.as_json(),
        "date_evenement": midnight(event),
        "objectif": campaign.objectif.value,
        "etat": campaign.etat.value,
    }


def _rows(plan: _Plan, key: str, prospects: Sequence[Prospect], today: date) -> Iterator[Document]:
    """The first of these prospects that the campaign is for, in the states that it wants."""
    fit = (
        one
        for one in prospects
        if one.email and one.accepte_contact and one.type_prospect in plan.types
    )
    states = [state for state, count in plan.rows for _ in range(count)]
    for rank, (state, one) in enumerate(zip(states, fit, strict=False)):
        left = state in (R.SENT, R.BOUNCED) and plan.sent is not None
        yield {
            "_id": f"{key}:{one.prospect_id}",
            "campagne_id": key,
            "prospect_id": one.prospect_id,
            "rang": rank,
            "etat": state.value,
            "email": one.email,
            "valeurs": {
                "nom_structure": one.nom_structure,
                "ville": one.ville,
                **({"nom_contact": one.nom_contact} if one.nom_contact else {}),
            },
            "segment": GENERIC,
            "objet": _mail(plan).sujet,
            "type_prospect": one.type_prospect.value,
            "region": one.region,
            "jeton": uuid.uuid5(NAMESPACE, f"{key}:{rank}").hex[:22],
            "envoye_le": _at(today, plan.sent or 0) + timedelta(minutes=rank) if left else None,
            "raison": None,
            "essais": 0,
            "par": None,
            "essai": True,
        }


def _at(today: date, days: int) -> datetime:
    return datetime.combine(today + timedelta(days=days), _NINE, PARIS).astimezone(UTC)
