"""Duplicates: found, shown group by group, merged or set aside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.acts.of_duplicates import ChooseValue, MergeGroup, NextGroups, SetGroupAside
from assistant.conversation import Payload
from assistant.language.requests.duplicates import ChoiceRequest, GroupRequest, NextRequest
from assistant.language.understanding import Intent
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.records.changes import value_text
from assistant.rendering.wording import escape, of, plural
from assistant.replies import Button, Card, Choices, Confirm, Progress, Reply, Text
from assistant.skills.records.editing import undo_button
from assistant.skills.records.finding import open_button
from assistant.skills.registry import Turn, command, on_act, on_end, on_yes, skill
from core.accounts.models import Permission
from core.duplicates.models import Group, MergePlan, Proposal
from core.errors import Refused
from core.jobs.models import Job
from core.prospects.filters import Filter
from core.prospects.models import Prospect
from core.vocabulary.labels import within

SMALL_BASE = 3_000
"""Records that are looked through within the turn; more is a job."""
A_PAGE = 3
_HIDDEN = frozenset({"prospect_id", "version", "cree_le", "modifie_le", "source", "commentaires"})


@skill(Intent.FIND_DUPLICATES)
def find_duplicates(turn: Turn) -> Iterator[Reply]:
    """Look for them all, now or as a job."""
    total = turn.services.prospects.count(turn.user, Filter())
    if total > SMALL_BASE:
        job = turn.services.jobs.start(turn.user, "duplicates", {})
        yield Text(f"Je compare vos {plural(total, 'fiche')}, cela prend un moment.")
        yield Progress(job.job_id, "Recherche des doublons")
        return
    turn.services.duplicates.find(turn.user)
    yield from page(turn, 0)


@on_end("duplicates")
def searched(turn: Turn, job: Job) -> Iterator[Reply]:
    """A long search is done."""
    yield from page(turn, 0)


@command("next_duplicates")
def next_page(turn: Turn) -> Iterator[Reply]:
    """More of the groups found."""
    yield from page(turn, turn.asked(NextRequest).after)


def page(turn: Turn, skip: int, settled: bool = False) -> Iterator[Reply]:
    """Some groups, the surest first, each with why and what can be done."""
    groups, total = turn.services.duplicates.groups(turn.user, skip, A_PAGE)
    if not total:
        yield Text(
            "Il n'y a pas d'autre doublon à examiner."
            if settled
            else "Bonne nouvelle : je ne trouve aucun doublon dans la base."
        )
        return
    if not groups:
        yield Text("Il n'y a pas d'autre doublon à examiner.")
        return
    yield Text(f"**{plural(total, 'groupe')}** de fiches qui semblent en double.")
    for rank, group in enumerate(groups, skip + 1):
        yield from _shown(turn, group, rank)
    _note(turn, groups, skip)
    if turn.user.may(Permission.MERGE):
        yield Text(
            f"Vous pouvez aussi l'écrire : « fusionne le groupe {skip + 1} », "
            f"« le groupe {skip + 1} n'est pas un doublon »."
        )
    left = total - skip - len(groups)
    if left:
        label = f"Voir les suivants ({left})"
        after = skip + len(groups)
        act = NextGroups(after=after)
        yield Choices((Button(label, f"doublons suivants après {after}", act=act),))


def _note(turn: Turn, groups: Sequence[Group], skip: int) -> None:
    """Keep which group bears which number on the screen."""
    before = turn.conversations.shown(turn.user, turn.conversation, "groups") if skip else None
    ranks = {str(rank): group.group_id for rank, group in enumerate(groups, skip + 1)}
    what = {"ranks": {**(before or {}).get("ranks", {}), **ranks}, "page": list(ranks)}
    turn.conversations.show(turn.user, turn.conversation, "groups", what)


def in_order(turn: Turn, ids: Sequence[str]) -> list[Prospect]:
    """The records of a group, numbered on the screen in this order."""
    found = {record.prospect_id: record for record in turn.services.prospects.many(list(ids))}
    return [found[key] for key in ids if key in found]


def _shown(turn: Turn, group: Group, rank: int) -> Iterator[Reply]:
    records = in_order(turn, group.ids)
    lines = "\n".join(f"{at}. {_summary(record)}" for at, record in enumerate(records, 1))
    yield Text(f"**Groupe {rank}** — {group.sureness.value}. {escape(group.why)}\n\n{lines}")
    twins = records[0].nom_structure == records[-1].nom_structure
    buttons = [
        _open(turn, f"Ouvrir la fiche {n}" if twins else f"Ouvrir {r.nom_structure}", r)
        for n, r in enumerate(records[:2], 1)
    ]
    if turn.user.may(Permission.MERGE):
        key = group.group_id
        merge, aside = MergeGroup(group=key), SetGroupAside(group=key)
        buttons = [
            Button("Fusionner", f"fusionne le groupe {rank}", act=merge),
            Button("Ce ne sont pas des doublons", f"garde séparé le groupe {rank}", act=aside),
            *buttons,
        ]
    yield Choices(tuple(buttons))


def _open(turn: Turn, label: str, record: Prospect) -> Button:
    """By its name where only one record bears it."""
    by_number = open_button(label, record)
    found = turn.services.prospects.find_named(turn.user, record.nom_structure, 2)
    if [one.prospect_id for one in found] != [record.prospect_id]:
        return by_number
    return replace(by_number, say=f"ouvre la fiche {of(record.nom_structure)}")


def named(record: Prospect) -> str:
    """'**MJC du Lac** (Annecy)'."""
    return f"**{escape(record.nom_structure)}** ({escape(record.ville)})"


def _summary(record: Prospect) -> str:
    keys = ("type_prospect", "ville", "email", "autres_emails", "telephone", "autres_telephones")
    values = {k: v for k in keys if (v := getattr(record, k)) not in (None, ())}
    told = [value_text(k, list(v) if isinstance(v, tuple) else v) for k, v in values.items()]
    return f"**{escape(record.nom_structure)}** : {', '.join(told)}"


def _group_of(turn: Turn) -> str:
    group_id = turn.asked(GroupRequest).group_id
    if group_id is None:
        raise Refused("Je ne retrouve pas ce groupe. Redemandez les doublons.")
    return group_id


@on_act(SetGroupAside, Intent.FIND_DUPLICATES)
def aside_by_click(turn: Turn, deed: SetGroupAside) -> Iterator[Reply]:
    """The group of a button."""
    yield from ask_aside(turn, deed.group)


@on_act(MergeGroup, Intent.FIND_DUPLICATES)
def merge_by_click(turn: Turn, deed: MergeGroup) -> Iterator[Reply]:
    """The same, made one."""
    yield from propose_group(turn, deed.group)


@on_act(NextGroups, Intent.FIND_DUPLICATES)
def next_by_click(turn: Turn, deed: NextGroups) -> Iterator[Reply]:
    """The groups after those of the button."""
    yield from page(turn, deed.after)


@command("set_group_aside")
def set_aside(turn: Turn) -> Iterator[Reply]:
    """They are different: asked before it is remembered."""
    yield from ask_aside(turn, _group_of(turn))


def ask_aside(turn: Turn, group_id: str) -> Iterator[Reply]:
    """Whose records they are, and whether to remember that they differ."""
    turn.user.require(Permission.MERGE)
    group = turn.services.duplicates.group(turn.user, group_id)
    records = in_order(turn, group.ids)
    yield Text(", ".join(map(named, records)))
    yield Confirm(
        turn.ask("not_duplicates", {"group_id": group.group_id}),
        f"Retenir que ces {plural(len(group.ids), 'fiche')} sont bien différentes ?",
        "Oui, elles sont différentes",
        "Non",
    )


@on_yes("not_duplicates")
def set_aside_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Remember it."""
    turn.services.duplicates.not_duplicates(turn.user, payload["group_id"])
    yield Text("C'est retenu : je ne les proposerai plus comme doublons.")
    yield from page(turn, 0, settled=True)


@command("merge_group")
def merge_group(turn: Turn) -> Iterator[Reply]:
    """What the records would be as one."""
    yield from propose_group(turn, _group_of(turn))


def propose_group(turn: Turn, group_id: str) -> Iterator[Reply]:
    """A group as it is now, made one."""
    turn.user.require(Permission.MERGE)
    group = turn.services.duplicates.group(turn.user, group_id)
    yield from propose(turn, group.ids, {})


def payload_of(proposal: Proposal, ids: Sequence[str], choices: Mapping[str, str]) -> MergePlan:
    """What a yes would write; `ids` in the order in which the records are numbered."""
    return {
        "kept": proposal.kept_id,
        "absorbed": list(proposal.absorbed_ids),
        "choices": dict(choices),
        "versions": list(proposal.versions.items()),
        "ids": list(ids),
    }


def propose(
    turn: Turn, ids: Sequence[str], choices: Mapping[str, str], kept_id: str | None = None
) -> Iterator[Reply]:
    """Field by field where they differ; a click or a sentence takes another value."""
    proposal = turn.services.duplicates.proposal(turn.user, ids, kept_id)
    records = in_order(turn, ids)
    kept = next(one for one in records if one.prospect_id == proposal.kept_id)
    lines, buttons = _differing(proposal, choices, [one.prospect_id for one in records])
    pending = turn.ask("merge", payload_of(proposal, ids, choices))
    which = "\n".join(f"{at}. {_summary(one)}" for at, one in enumerate(records, 1))
    yield Text(
        f"{which}\n\nJe propose de garder la fiche {records.index(kept) + 1}, "
        f"**{escape(kept.nom_structure)}**, "
        f"et d'y réunir {plural(len(proposal.absorbed_ids), 'autre fiche', 'autres fiches')}. "
        + ("Voici ce qui diffère, et ce que je garderais :\n\n" if lines else "Rien ne diffère.")
        + "\n".join([*lines, *_gained(proposal, kept)])
    )
    if buttons:
        yield Text("Pour une autre valeur, cliquez, ou dites « prends le mail de la deuxième ».")
        order = [one.prospect_id for one in records]
        yield Choices(tuple(_choice(pending, order, *one) for one in buttons))
    count = len(ids)
    yield Confirm(pending, f"Fusionner ces {count} fiches en une ?", "Oui, fusionner", "Non")


def _choice(merge: str, order: Sequence[str], label: str, field: str, record: str) -> Button:
    say = f"prends {within(field)} de la fiche {order.index(record) + 1}"
    return Button(label, say, act=ChooseValue(merge=merge, field=field, record=record))


def _gained(proposal: Proposal, kept: Prospect) -> list[str]:
    """What the record that is kept did not say, and another does."""
    told = [
        f"- **{FIELD_LABELS[name]}** : {value_text(name, field.value)}"
        for name, field in proposal.fields.items()
        if name in FIELD_LABELS and name not in _HIDDEN and not field.differs
        if field.value != getattr(kept, name)
    ]
    whence = "de l'autre fiche" if len(proposal.absorbed_ids) == 1 else "des autres fiches"
    return ["", f"Elle y gagne, {whence} :", "", *told] if told else []


def _differing(
    proposal: Proposal, choices: Mapping[str, str], ids: Sequence[str]
) -> tuple[list[str], list[tuple[str, str, str]]]:
    lines: list[str] = []
    buttons: list[tuple[str, str, str]] = []
    for name, field in proposal.fields.items():
        if name in _HIDDEN or not field.differs or name not in FIELD_LABELS:
            continue
        by_record = {other.prospect_id: other.value for other in field.alternatives}
        taken = choices.get(name) if choices.get(name) in by_record else None
        value = by_record[taken] if taken else field.value
        lost = [
            f"{value_text(name, o.value)}, de la fiche {ids.index(o.prospect_id) + 1}"
            for o in field.alternatives
            if o.value != value
        ]
        aside = f" (laissé de côté : {' ; '.join(lost)})" if lost and field.prospect_id else ""
        lines.append(f"- **{FIELD_LABELS[name]}** : {value_text(name, value)}{aside}")
        for other in field.alternatives:
            if other.value != value and field.prospect_id is not None:
                label = f"{FIELD_LABELS[name]} : {plain(name, other.value)}"
                buttons.append((label, name, other.prospect_id))
    return lines, buttons


def plain(name: str, value: Any) -> str:
    """A value without marks, as on a button."""
    return value_text(name, value).replace("\\", "").strip("_")


@command("choose_in_merge")
def choose(turn: Turn) -> Iterator[Reply]:
    """Another value for a field of the merge that is proposed."""
    request = turn.request
    if not isinstance(request, ChoiceRequest):
        yield Text("Je ne retrouve pas cette fusion. Redemandez les doublons.")
        return
    yield from choose_value(turn, request.pending_id, request.field, request.prospect_id)


@on_act(ChooseValue, Intent.FIND_DUPLICATES)
def choose_by_click(turn: Turn, deed: ChooseValue) -> Iterator[Reply]:
    """The value of a button. Refused for a record of another merge."""
    pending = turn.conversations.pending(turn.user, deed.merge)
    if pending is not None and deed.record not in pending.payload.get("ids", ()):
        raise Refused("Cette fiche n'est pas de cette fusion. Redemandez les doublons.")
    yield from choose_value(turn, deed.merge, deed.field, deed.record)


def choose_value(
    turn: Turn, pending_id: str, field: str | None, prospect_id: str
) -> Iterator[Reply]:
    """That record's value for a field; without a field, that record is the one kept."""
    pending = turn.conversations.close(turn.user, pending_id, "cancelled")
    if pending is None:
        yield Text("Cette fusion n'attend plus de réponse. Redemandez les doublons.")
        return
    choices, kept = dict(pending.payload["choices"]), pending.payload["kept"]
    if field is None:
        choices, kept = {}, prospect_id
    else:
        choices[field] = prospect_id
    yield from propose(turn, pending.payload["ids"], choices, kept)


NEXT = Button("Doublons suivants", "doublons suivants", act=NextGroups(after=0))


@on_yes("merge")
def merge_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Make one of them."""
    entry_id = merge(turn, payload)
    turn.remember_record(payload["kept"])
    yield Text("C'est fusionné :")
    yield Choices((undo_button("Annuler cette fusion", entry_id), NEXT))
    yield Card(payload["kept"])


def merge(turn: Turn, payload: Payload) -> str:
    """Write a merge that was confirmed, and note that it can be taken back; its entry's id."""
    entry_id = turn.services.duplicates.merge(
        turn.user,
        payload["kept"],
        payload["absorbed"],
        payload["choices"],
        dict(payload["versions"]),
    )
    turn.conversations.note_change(turn.user, turn.conversation, {"entry": entry_id})
    return entry_id
