"""Duplicates by sentence: the groups on the screen by their number, the values of a merge."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from assistant.acts.of_duplicates import MergeGroup, SetGroupAside
from assistant.conversation import GroupsShown, Payload, Pending
from assistant.language.requests.duplicates import Do, GroupsRequest, ValueRequest
from assistant.rendering.wording import plural
from assistant.replies import Button, Card, Choices, Confirm, Reply, Text
from assistant.skills.duplicates import reviewing as duplicates
from assistant.skills.records.editing import undo_button
from assistant.skills.registry import Turn, claim, on_yes
from core.accounts.models import Permission
from core.duplicates.models import Proposal
from core.duplicates.several import Merged
from core.errors import NotFound
from core.vocabulary.labels import within


@claim("group_named")
def groups_named(turn: Turn) -> Iterable[Reply] | None:
    """ "fusionne le groupe 2", "le groupe 3 n'est pas un doublon", "groupe suivant"."""
    request = turn.asked(GroupsRequest)
    found = turn.conversations.shown(turn.user, turn.conversation, "groups")
    if found is None:
        return None
    shown = cast("GroupsShown", found)
    if request.do is Do.NEXT:
        return _next_groups(shown, turn)
    ranks = _ranks(shown, request)
    return _merge(shown, ranks, turn) if request.do is Do.MERGE else _apart(shown, ranks, turn)


def _next_groups(shown: GroupsShown, turn: Turn) -> Iterator[Reply]:
    """After those of the screen that are still there."""
    living = 0
    for group_id in shown["ranks"].values():
        try:
            turn.services.duplicates.group(turn.user, group_id)
            living += 1
        except NotFound:
            continue
    yield from duplicates.page(turn, living)


def _ranks(shown: GroupsShown, request: GroupsRequest) -> list[str]:
    """The numbers of the groups that are meant, of those on the screen."""
    return [str(rank) for rank in request.among(map(int, shown["ranks"]), map(int, shown["page"]))]


def _which(
    shown: GroupsShown, verb: str, kind: type[MergeGroup] | type[SetGroupAside]
) -> Iterator[Reply]:
    """Several groups are on the screen, and none was named."""
    groups = ((rank, kind(group=shown["ranks"][rank])) for rank in shown["page"])
    yield Text("De quel groupe parlez-vous ?")
    yield Choices(
        tuple(Button(f"Groupe {n}", f"{verb} le groupe {n}", act=act) for n, act in groups)
    )


def _groups(shown: GroupsShown, ranks: Sequence[str]) -> tuple[list[str], str]:
    """Their ids; or the first number that is not on the screen."""
    missing = next((rank for rank in ranks if rank not in shown["ranks"]), "")
    return [shown["ranks"][rank] for rank in ranks if rank in shown["ranks"]], missing


def _merge(shown: GroupsShown, ranks: list[str], turn: Turn) -> Iterator[Reply]:
    turn.user.require(Permission.MERGE)
    ids, missing = _groups(shown, ranks)
    if missing:
        yield Text(f"Il n'y a pas de groupe {missing} à l'écran. Demandez « groupe suivant ».")
    elif not ids:
        yield from _which(shown, "fusionne", MergeGroup)
    elif len(ids) == 1:
        yield from duplicates.propose_group(turn, ids[0])
    else:
        yield from _propose_all(turn, ids)


def _apart(shown: GroupsShown, ranks: list[str], turn: Turn) -> Iterator[Reply]:
    turn.user.require(Permission.MERGE)
    pending = _waiting(turn)
    if not ranks and pending is not None:
        same = set(pending.payload["ids"])
        ranks = [rank for rank, key in shown["ranks"].items() if _ids(turn, key) == same]
    ids, missing = _groups(shown, ranks[:1])
    if missing:
        yield Text(f"Il n'y a pas de groupe {missing} à l'écran. Demandez « groupe suivant ».")
    elif not ids:
        yield from _which(shown, "garde séparé", SetGroupAside)
    else:
        yield from duplicates.ask_aside(turn, ids[0])


def _ids(turn: Turn, group_id: str) -> set[str]:
    try:
        return set(turn.services.duplicates.group(turn.user, group_id).ids)
    except NotFound:
        return set()


# --- several at once ----------------------------------------------------------------------------


def _propose_all(turn: Turn, group_ids: Sequence[str]) -> Iterator[Reply]:
    """Each group as it would be; one yes for all of them."""
    merges, lines, total = [], [], 0
    for group_id in group_ids:
        group = turn.services.duplicates.group(turn.user, group_id)
        proposal = turn.services.duplicates.proposal(turn.user, group.ids)
        merges.append(duplicates.payload_of(proposal, group.ids, {}))
        lines.append(_line(turn, proposal))
        total += len(group.ids)
    yield Text("\n".join(lines))
    yield Text("Pour choisir champ par champ, fusionnez-les plutôt l'un après l'autre.")
    yield Confirm(
        turn.ask("merge_all", {"merges": merges}),
        f"Fusionner ces {plural(total, 'fiche')} en {len(merges)} ?",
        "Oui, fusionner",
        "Non",
    )


def _line(turn: Turn, proposal: Proposal) -> str:
    [kept, *others] = duplicates.in_order(turn, (proposal.kept_id, *proposal.absorbed_ids))
    names = ", ".join(duplicates.named(one) for one in others)
    return f"- {duplicates.named(kept)} garde sa fiche, et reçoit : {names}"


@on_yes("merge_all")
def merge_all_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Each by itself: one that can't be made leaves the others."""
    yield from report_merges(turn, turn.services.merges.merge(turn.user, payload["merges"]))


def report_merges(turn: Turn, merged: Merged) -> Iterator[Reply]:
    """What several merges did; each can be taken back."""
    for entry_id in merged.entries:
        turn.conversations.note_change(turn.user, turn.conversation, {"entry": entry_id})
    if merged.kept:
        yield Text(f"C'est fusionné : {plural(len(merged.kept), 'groupe')}.")
    for message in merged.refused:
        yield Text(message)
    if merged.kept:
        undo = undo_button("Annuler cette fusion", merged.entries[-1])
        yield Choices((undo, duplicates.NEXT))
    for kept in merged.kept:
        yield Card(kept)


# --- the values of a merge ----------------------------------------------------------------------


@claim("value_chosen")
def value_chosen(turn: Turn) -> Iterable[Reply] | None:
    """ "prends le mail de la deuxième", while a merge waits for its yes."""
    request, pending = turn.asked(ValueRequest), _waiting(turn)
    if pending is None:
        return None
    ids, field = list(pending.payload["ids"]), request.field
    proposal = turn.services.duplicates.proposal(turn.user, ids, pending.payload["kept"])
    whose = _whose(request, ids, pending) or _by_value(request, proposal)
    if field is None and whose is None:
        return None
    return _choose(pending, proposal, field, whose, turn)


def _choose(
    pending: Pending, proposal: Proposal, field: str | None, whose: tuple[str, str | None] | None,
    turn: Turn,
) -> Iterator[Reply]:  # fmt: skip
    turn.user.require(Permission.MERGE)
    if whose is None:
        yield Text("De quelle fiche ? Dites par exemple « prends le mail de la deuxième ».")
        return
    prospect_id, found = whose
    field = found or field
    asked = proposal.fields.get(field) if field else None
    if field and (asked is None or asked.prospect_id is None):
        name = within(field)
        yield Text(f"{name[:1].upper()}{name[1:]} ne se choisit pas : la fusion garde tout.")
        return
    yield from duplicates.choose_value(turn, pending.pending_id, field, prospect_id)


def _whose(
    request: ValueRequest, ids: list[str], pending: Pending
) -> tuple[str, str | None] | None:
    """The record that is named by its rank among those of the merge."""
    if request.rank is not None:
        at = request.rank + len(ids) if request.rank < 0 else request.rank - 1
        return (ids[at], None) if 0 <= at < len(ids) else None
    if request.other and len(ids) == 2:
        now = pending.payload["choices"].get(request.field, pending.payload["kept"])
        return next(key for key in ids if key != now), None
    return None


def _by_value(request: ValueRequest, proposal: Proposal) -> tuple[str, str | None] | None:
    """ "garde le 02 41 22 22 22": whose value it is."""
    for name in [request.field] if request.field else list(proposal.fields):
        about = proposal.fields.get(name)
        for other in about.alternatives if about else ():
            if request.quotes(duplicates.plain(name, other.value)):
                return other.prospect_id, name
    return None


def _waiting(turn: Turn) -> Pending | None:
    """The merge that the last answer ended with."""
    pending = turn.conversations.waiting(turn.user, turn.conversation)
    if pending is None or pending.action != "merge" or "ids" not in pending.payload:
        return None
    asked = turn.conversations.is_just_asked(turn.conversation, pending.pending_id)
    return pending if asked else None
