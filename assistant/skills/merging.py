"""Duplicates by sentence: the groups on the screen by their number, the values of a merge."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from assistant.conversation import Pending
from assistant.language.slot_edits import field_of
from assistant.language.understanding import Intent
from assistant.rendering.wording import plural
from assistant.replies import Button, Card, Choices, Confirm, Reply, Text
from assistant.skills import duplicates
from assistant.skills.ranks import RANK, rank_of
from assistant.skills.registry import Skill, Turn, claim, on_yes
from core.accounts.models import Permission
from core.duplicates.models import Proposal
from core.duplicates.several import Merged
from core.errors import NotFound
from core.vocabulary.labels import within
from core.vocabulary.text import fold

Claimed = tuple[Intent, Skill]
_COUNTS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_REFERS = (
    r"(?:le|la|les|l|ce|cet|cette|ces|celui|celles?|ceux|ci|groupes?|doublons?|fiches?|numeros?|n|du"
    r"|de|et|tous|toutes|avec|moi|ensemble|stp|svp|plutot|deux|trois|quatre|cinq|suivants?)"
)
_REFERENCE = rf"(?:(?: |^)(?:{_REFERS}|{RANK}))*"
_MERGE = re.compile(
    r"(?:(?:ok|oui|alors|vas y|on) )*(?:fusionn\w+|reuni\w*|regroup\w+)"
    rf"(?P<which>{_REFERENCE.replace('?P<rank>', '?:')})"
)
_APART = re.compile(
    r"(?:(?:non|mais|en fait|alors|ok) )*(?:"
    rf"(?P<before>{_REFERENCE.replace('?P<rank>', '?:')}) ?"
    r"(?:c est|ce (?:ne )?sont|ne sont|sont|n est|ce n est|n en (?:est|sont))? ?pas"
    r" (?:des |un |de |les )?(?:memes?|doublons?)"
    r"|(?:garde|laisse)\w* (?:les )?separe\w*"
    rf"(?P<after>{_REFERENCE.replace('?P<rank>', '?:')})"
    rf"|(?:ignore|ecarte)\w*(?P<other>{_REFERENCE.replace('?P<rank>', '?:')})"
    r")"
)
_NEXT = re.compile(
    r"(?:(?:ok|et|montre|voir|voyons|affiche|passe au|passons au|passe aux|va au) )*"
    r"(?:(?:le|les|la|l|aux?) )?(?:groupes? suivants?|autres? groupes?|suivants?|suite|autres"
    r"|prochains?(?: groupes?)?|continue|encore)"
)


@claim
def group_named(turn: Turn) -> Claimed | None:
    """ "fusionne le groupe 2", "le groupe 3 n'est pas un doublon", "groupe suivant"."""
    shown = turn.conversations.shown(turn.user, turn.conversation, "groups")
    if shown is None:
        return None
    said = fold(turn.text)
    last = turn.conversations.last_shown(turn.user, turn.conversation) == "groups"
    if last and _NEXT.fullmatch(said):
        return Intent.FIND_DUPLICATES, partial(_next_groups, shown)
    if found := _MERGE.fullmatch(said):
        return Intent.FIND_DUPLICATES, partial(_merge, shown, found["which"])
    if found := _APART.fullmatch(said):
        which = found["before"] or found["after"] or found["other"] or ""
        return Intent.FIND_DUPLICATES, partial(_apart, shown, which)
    return None


def _next_groups(shown: dict[str, Any], turn: Turn) -> Iterator[Reply]:
    """After those of the screen that are still there."""
    living = 0
    for group_id in shown["ranks"].values():
        try:
            turn.services.duplicates.group(turn.user, group_id)
            living += 1
        except NotFound:
            continue
    yield from duplicates.page(turn, living)


def _ranks(shown: dict[str, Any], which: str) -> list[str]:
    """The numbers of the groups that the words name, of those on the screen."""
    known = sorted(map(int, shown["ranks"]))
    if re.search(r"\b(?:tous|toutes)\b", which):
        named = [int(rank) for rank in shown["page"]]
    elif first := re.search(r"\b(deux|trois|quatre|cinq|\d) premier", which):
        count = _COUNTS.get(first[1]) or int(first[1])
        named = known[:count]
    else:
        ranks = [rank_of(found["rank"]) for found in re.finditer(rf"\b{RANK}\b", which)]
        named = [known[rank] if rank < 0 and -rank <= len(known) else rank for rank in ranks]
    if not named and len(known) == 1:
        named = known
    return [str(rank) for rank in dict.fromkeys(named)]


def _which(turn: Turn, shown: dict[str, Any], verb: str) -> Iterator[Reply]:
    """Several groups are on the screen, and none was named."""
    ranks = list(shown["page"])
    yield Text("De quel groupe parlez-vous ?")
    yield Choices(tuple(Button(f"Groupe {rank}", f"{verb} le groupe {rank}") for rank in ranks))


def _groups(shown: dict[str, Any], ranks: Sequence[str]) -> tuple[list[str], str]:
    """Their ids; or the first number that is not on the screen."""
    missing = next((rank for rank in ranks if rank not in shown["ranks"]), "")
    return [shown["ranks"][rank] for rank in ranks if rank in shown["ranks"]], missing


def _merge(shown: dict[str, Any], which: str, turn: Turn) -> Iterator[Reply]:
    turn.user.require(Permission.MERGE)
    ids, missing = _groups(shown, _ranks(shown, which))
    if missing:
        yield Text(f"Il n'y a pas de groupe {missing} à l'écran. Demandez « groupe suivant ».")
    elif not ids:
        yield from _which(turn, shown, "fusionne")
    elif len(ids) == 1:
        yield from duplicates.propose_group(turn, ids[0])
    else:
        yield from _propose_all(turn, ids)


def _apart(shown: dict[str, Any], which: str, turn: Turn) -> Iterator[Reply]:
    turn.user.require(Permission.MERGE)
    ranks = _ranks(shown, which)
    pending = _waiting(turn)
    if not ranks and pending is not None:
        same = set(pending.payload["ids"])
        ranks = [rank for rank, key in shown["ranks"].items() if _ids(turn, key) == same]
    ids, missing = _groups(shown, ranks[:1])
    if missing:
        yield Text(f"Il n'y a pas de groupe {missing} à l'écran. Demandez « groupe suivant ».")
    elif not ids:
        yield from _which(turn, shown, "garde séparé")
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
def merge_all_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Each by itself: one that can't be made leaves the others."""
    yield from told(turn, turn.services.merges.merge(turn.user, payload["merges"]))


def told(turn: Turn, merged: Merged) -> Iterator[Reply]:
    """What several merges did; each can be taken back."""
    for entry_id in merged.entries:
        turn.conversations.note_change(turn.user, turn.conversation, {"entry": entry_id})
    if merged.kept:
        yield Text(f"C'est fusionné : {plural(len(merged.kept), 'groupe')}.")
    for kept in merged.kept:
        yield Card(kept)
    for message in merged.refused:
        yield Text(message)
    if merged.kept:
        yield Choices((duplicates.UNDO, duplicates.NEXT))


# --- the values of a merge ----------------------------------------------------------------------

_TAKES = re.compile(
    r"(?:(?:non|oui|mais|ok|plutot|et|je) )*(?:prend\w*|garde\w*|mets|met|choisi\w*|utilise\w*|"
    r"conserve\w*|prefere\w*|veux|voudrais|plutot)(?: |$)|^(?:non )?plutot "
)
_OTHER = re.compile(r"\b(?:autre|seconde fiche)\b")


@claim
def value_chosen(turn: Turn) -> Claimed | None:
    """ "prends le mail de la deuxième", while a merge waits for its yes."""
    pending = _waiting(turn)
    said = fold(turn.text)
    if pending is None or not _TAKES.match(said):
        return None
    ids = list(pending.payload["ids"])
    field = field_of(said)
    proposal = turn.services.duplicates.proposal(turn.user, ids, pending.payload["kept"])
    whose = _whose(said, ids, pending, field) or _by_value(turn, proposal, field)
    if field is None and whose is None:
        return None
    return Intent.FIND_DUPLICATES, partial(_choose, pending, proposal, field, whose)


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
    said: str, ids: list[str], pending: Pending, field: str | None
) -> tuple[str, str | None] | None:
    """The record that the words name by its rank among those of the merge."""
    found = re.search(rf"\b(?:la|le|l|du|fiche|numero|n|celle|celui) {RANK}\b", said)
    if found:
        rank = rank_of(found["rank"])
        at = rank + len(ids) if rank < 0 else rank - 1
        return (ids[at], None) if 0 <= at < len(ids) else None
    if _OTHER.search(said) and len(ids) == 2:
        now = pending.payload["choices"].get(field, pending.payload["kept"])
        return next(key for key in ids if key != now), None
    return None


def _by_value(turn: Turn, proposal: Proposal, field: str | None) -> tuple[str, str | None] | None:
    """ "garde le 02 41 22 22 22": whose value it is."""
    said = _squeezed(turn.text)
    names = [field] if field else list(proposal.fields)
    for name in names:
        about = proposal.fields.get(name)
        for other in about.alternatives if about else ():
            value = _squeezed(duplicates.plain(name, other.value))
            if len(value) > 2 and value in said:
                return other.prospect_id, name
    return None


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")


def _waiting(turn: Turn) -> Pending | None:
    """The merge that the last answer ended with."""
    pending = turn.conversations.waiting(turn.user, turn.conversation)
    if pending is None or pending.action != "merge" or "ids" not in pending.payload:
        return None
    asked = turn.conversations.is_just_asked(turn.conversation, pending.pending_id)
    return pending if asked else None
