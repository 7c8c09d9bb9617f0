"""What several records would be as one: a value for each field, and all the others. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.duplicates.models import Alternative, FieldProposal, Proposal
from core.errors import Refused
from core.prospects.models import FIELDS, FURTHER, LISTS, Comment, Prospect
from core.vocabulary.labels import within
from core.vocabulary.places import place_key
from core.vocabulary.values import ProspectType, Status

# What a merge does not choose: who the record is, where it comes from, when it was written.
_OWN = frozenset(("prospect_id", "cree_le", "modifie_le", "source"))
_MADE = LISTS | {"accepte_contact"}
MERGED: tuple[str, ...] = tuple(name for name in FIELDS if name not in _OWN)
"""The fields that a merge gives a value to."""
CHOSEN: tuple[str, ...] = tuple(name for name in MERGED if name not in _MADE)
"""Those where one record's value wins: lists are kept of all, refusals always."""
_PLACE = ("pays", "region", "departement", "ville", "code_postal", "adresse")
_DATES = ("date_dernier_contact", "date_retour")
_ANSWER = ("statut", "retour_prospect")
_ADVANCE = {
    Status.JAMAIS_CONTACTE: 0,
    Status.CONTACTE: 1,
    Status.EN_ATTENTE: 2,
    Status.INTERESSE: 3,
    Status.REFUSE: 3,
}
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def propose(records: Sequence[Prospect], kept_id: str | None = None) -> Proposal:
    """The proposal for records of which there are two at least; the fullest is kept by default."""
    ordered = sorted(records, key=lambda r: (r.prospect_id != kept_id, *_fullest_first(r)))
    kept, *absorbed = ordered
    return Proposal(
        kept_id=kept.prospect_id,
        absorbed_ids=tuple(record.prospect_id for record in absorbed),
        fields=_fields(ordered),
        versions={record.prospect_id: record.version for record in ordered},
    )


def _fields(ordered: Sequence[Prospect]) -> dict[str, FieldProposal]:
    fields = {name: _field(name, ordered) for name in MERGED}
    for main, name in FURTHER.items():
        value = further(ordered, main, fields[main].value)
        fields[name] = fields[name].model_copy(update={"value": value})
    return fields


def further(records: Sequence[Prospect], main: str, chosen: str | None) -> tuple[str, ...]:
    """All the e-mails (or telephones) of the records but the one chosen as the main one: what a
    merge leaves aside is still theirs."""
    every = dict.fromkeys(key for record in records for key in record.reached_by()[main])
    return tuple(key for key in every if key != chosen)


def _fullest_first(record: Prospect) -> tuple[int, int, datetime, str]:
    known = sum(getattr(record, name) not in (None, ()) for name in MERGED)
    since = record.cree_le or datetime.max.replace(tzinfo=UTC)
    return -known, -len(record.commentaires), since, record.prospect_id


def _field(name: str, records: Sequence[Prospect]) -> FieldProposal:
    alternatives: list[Alternative] = []
    for record in records:
        value = getattr(record, name)
        if value not in (None, (), *(a.value for a in alternatives)):
            alternatives.append(Alternative(prospect_id=record.prospect_id, value=value))
    if name in _MADE:
        return FieldProposal(value=_made(name, records), alternatives=tuple(alternatives))
    winner = _winner(name, records)
    return FieldProposal(
        value=getattr(winner, name),
        prospect_id=winner.prospect_id,
        alternatives=tuple(alternatives),
    )


def _made(name: str, records: Sequence[Prospect]) -> Any:
    if name == "accepte_contact":
        return consent(records)
    if name == "tags":
        return tuple(dict.fromkeys(tag for record in records for tag in record.tags))
    return comments(records) if name == "commentaires" else ()


def consent(records: Sequence[Prospect]) -> bool | None:
    """A refusal is never lost; a yes wins over what is not known."""
    stated = {record.accepte_contact for record in records}
    return False if False in stated else (True if True in stated else None)


def comments(records: Sequence[Prospect]) -> tuple[Comment, ...]:
    """All of them, each once, the oldest first; those without a date come before."""
    known = dict.fromkeys(comment for record in records for comment in record.commentaires)
    return tuple(sorted(known, key=lambda comment: comment.date or _LONG_AGO))


def _winner(name: str, records: Sequence[Prospect]) -> Prospect:
    """Whose value is proposed: the kept record's, else that of the last one edited."""
    kept, *others = records
    if name in _DATES:
        return max(
            records, key=lambda record: (getattr(record, name) is not None, _day(record, name))
        )
    if name in _ANSWER:
        return _answered(name, records)
    if name == "type_prospect":
        stated = [record for record in records if record.type_prospect is not ProspectType.AUTRE]
        return stated[0] if stated else kept
    if name in _PLACE:
        others = [record for record in others if _same_town(kept, record)]
    if getattr(kept, name) is not None:
        return kept
    known = [record for record in others if getattr(record, name) is not None]
    return max(known, key=lambda record: record.modifie_le or _LONG_AGO, default=kept)


def _same_town(one: Prospect, other: Prospect) -> bool:
    # The street of one town never goes with the name of another.
    return place_key(one.ville) == place_key(other.ville)


def _answered(name: str, records: Sequence[Prospect]) -> Prospect:
    """The status that is furthest on, with its answer; of an interest and a refusal, the later."""
    stated = records
    if name == "retour_prospect":
        stated = [record for record in records if record.retour_prospect is not None] or records
    return max(
        stated,
        key=lambda record: (
            _ADVANCE[record.statut],
            _day(record, "date_retour"),
            record.statut is Status.REFUSE,
        ),
    )


def _day(record: Prospect, name: str) -> int:
    day = getattr(record, name)
    return day.toordinal() if day else 0


def merged(
    records: Mapping[str, Prospect],
    kept_id: str,
    choices: Mapping[str, str],
    moment: datetime,
) -> Prospect:
    """The kept record as it would be, with the choices. Refused for a choice that can't be made."""
    proposal = propose(list(records.values()), kept_id)
    values = {name: field.value for name, field in proposal.fields.items()}
    for name, chosen in choices.items():
        if name in _MADE:
            _check_made(name, chosen, records, values[name])
        elif name not in CHOSEN or chosen not in records:
            raise Refused(f"On ne peut pas choisir {within(name)} dans cette fusion.")
        else:
            values[name] = getattr(records[chosen], name)
    for main, name in FURTHER.items():
        kept_first = [records[kept_id], *(r for key, r in records.items() if key != kept_id)]
        values[name] = further(kept_first, main, values[main])
    plain = records[kept_id].model_dump(mode="python")
    return Prospect.model_validate(plain | values | {"modifie_le": moment})


def _check_made(name: str, chosen: str, records: Mapping[str, Prospect], value: object) -> None:
    if chosen not in records or getattr(records[chosen], name) != value:
        raise Refused(
            "L'accord de contact ne se choisit pas : le refus d'une des fiches l'emporte toujours, "
            "sinon l'accord."
            if name == "accepte_contact"
            else "Les commentaires et les étiquettes de toutes les fiches sont gardés."
        )
