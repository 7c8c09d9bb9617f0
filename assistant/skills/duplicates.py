"""Duplicates: found, shown group by group, merged or set aside."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.language.understanding import Intent
from assistant.rendering.changes import value_text
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Card, Choices, Confirm, Progress, Reply, Text
from assistant.skills.finding import say_number
from assistant.skills.registry import Turn, command, on_end, on_yes, skill
from core.accounts.models import Permission
from core.duplicates.models import Group, Proposal
from core.errors import Refused
from core.jobs.models import Job
from core.prospects.filters import Filter
from core.prospects.models import Prospect

SMALL_BASE = 3_000
"""Records that are looked through within the turn; more is a job."""
A_PAGE = 3
_HIDDEN = frozenset({"prospect_id", "version", "cree_le", "modifie_le", "source", "commentaires"})
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ID = r"[0-9a-f]{8} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{12}"
"""As a folded sentence shows it."""


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


@command(r"(?:montre |voir |affiche )?(?:les )?doublons suivants(?: apres \d+)?")
def next_page(turn: Turn) -> Iterator[Reply]:
    """More of the groups found."""
    after = re.search(r"(\d+)", turn.text)
    yield from page(turn, int(after[1]) if after else 0)


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
    left = total - skip - len(groups)
    if left:
        label = f"Voir les suivants ({left})"
        yield Choices((Button(label, f"doublons suivants après {skip + len(groups)}"),))


def _shown(turn: Turn, group: Group, rank: int) -> Iterator[Reply]:
    records = turn.services.prospects.many(group.ids)
    lines = "\n".join(f"- {_summary(record)}" for record in records)
    yield Text(f"**Groupe {rank}** — {group.sureness.value}. {escape(group.why)}\n\n{lines}")
    buttons = [Button(f"Ouvrir {r.nom_structure}", say_number(r)) for r in records[:2]]
    if turn.user.may(Permission.MERGE):
        buttons = [
            Button("Fusionner", f"fusionne le groupe {group.group_id}"),
            Button("Ce ne sont pas des doublons", f"garde séparé le groupe {group.group_id}"),
            *buttons,
        ]
    yield Choices(tuple(buttons))


def _summary(record: Prospect) -> str:
    keys = ("type_prospect", "ville", "email", "telephone")
    told = [value_text(k, v) for k in keys if (v := getattr(record, k)) is not None]
    return f"**{escape(record.nom_structure)}** : {', '.join(told)}"


def _id_in(text: str) -> str:
    found = re.search(_UUID, text)
    if found is None:
        raise Refused("Je ne retrouve pas ce groupe. Redemandez les doublons.")
    return found[0]


@command(rf"garde(?:r|z)? separe(?:s)? le groupe {_ID}")
def set_aside(turn: Turn) -> Iterator[Reply]:
    """They are different: asked before it is remembered."""
    turn.user.require(Permission.MERGE)
    group = turn.services.duplicates.group(turn.user, _id_in(turn.text))
    yield Confirm(
        turn.ask("not_duplicates", {"group_id": group.group_id}),
        f"Retenir que ces {plural(len(group.ids), 'fiche')} sont bien différentes ?",
        "Oui, elles sont différentes",
        "Non",
    )


@on_yes("not_duplicates")
def set_aside_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Remember it."""
    turn.services.duplicates.not_duplicates(turn.user, payload["group_id"])
    yield Text("C'est retenu : je ne les proposerai plus comme doublons.")
    yield from page(turn, 0, settled=True)


@command(rf"fusionne[rz]? le groupe {_ID}")
def merge_group(turn: Turn) -> Iterator[Reply]:
    """What the records would be as one."""
    turn.user.require(Permission.MERGE)
    group = turn.services.duplicates.group(turn.user, _id_in(turn.text))
    yield from _propose(turn, group.ids, {})


def _propose(turn: Turn, ids: tuple[str, ...], choices: Mapping[str, str]) -> Iterator[Reply]:
    """Field by field where they differ; a click takes another value."""
    proposal = turn.services.duplicates.proposal(turn.user, ids)
    names = {one.prospect_id: one for one in turn.services.prospects.many(list(ids))}
    kept = names[proposal.kept_id]
    lines, buttons = _differing(proposal, choices)
    payload = {
        "kept": proposal.kept_id,
        "absorbed": list(proposal.absorbed_ids),
        "choices": dict(choices),
        "versions": [list(pair) for pair in proposal.versions.items()],
    }
    pending = turn.ask("merge", payload)
    yield Text(
        f"Je propose de garder la fiche de **{escape(kept.nom_structure)}** "
        f"et d'y réunir {plural(len(proposal.absorbed_ids), 'autre fiche', 'autres fiches')}. "
        + ("Voici ce qui diffère, et ce que je garderais :\n\n" if lines else "Rien ne diffère.")
        + "\n".join(lines)
    )
    if buttons:
        say = f"dans la fusion {pending}, "
        yield Choices(tuple(Button(label, say + which) for label, which in buttons))
    count = len(ids)
    yield Confirm(pending, f"Fusionner ces {count} fiches en une ?", "Oui, fusionner", "Non")


def _differing(
    proposal: Proposal, choices: Mapping[str, str]
) -> tuple[list[str], list[tuple[str, str]]]:
    lines: list[str] = []
    buttons: list[tuple[str, str]] = []
    for name, field in proposal.fields.items():
        if name in _HIDDEN or not field.differs or name not in FIELD_LABELS:
            continue
        by_record = {other.prospect_id: other.value for other in field.alternatives}
        taken = choices.get(name) if choices.get(name) in by_record else None
        value = by_record[taken] if taken else field.value
        lost = [value_text(name, o.value) for o in field.alternatives if o.value != value]
        aside = f" (laissé de côté : {', '.join(lost)})" if lost and field.prospect_id else ""
        lines.append(f"- **{FIELD_LABELS[name]}** : {value_text(name, value)}{aside}")
        for other in field.alternatives:
            if other.value != value and field.prospect_id is not None:
                label = f"{FIELD_LABELS[name]} : {_plain(name, other.value)}"
                buttons.append((label, f"prends {name} de la fiche n° {other.prospect_id}"))
    return lines, buttons


def _plain(name: str, value: Any) -> str:
    return value_text(name, value).replace("\\", "").strip("_")


@command(rf"dans la fusion {_ID} prends [a-z ]+ de la fiche n {_ID}")
def choose(turn: Turn) -> Iterator[Reply]:
    """Another value for a field of the merge that is proposed."""
    found = re.search(rf"fusion ({_UUID}), prends (\w+) de la fiche n° ({_UUID})", turn.text)
    if found is None:
        yield Text("Je ne retrouve pas cette fusion. Redemandez les doublons.")
        return
    pending = turn.conversations.close(turn.user, found[1], "cancelled")
    if pending is None:
        yield Text("Cette fusion n'attend plus de réponse. Redemandez les doublons.")
        return
    choices = {**pending.payload["choices"], found[2]: found[3]}
    ids = (pending.payload["kept"], *pending.payload["absorbed"])
    yield from _propose(turn, ids, choices)


@on_yes("merge")
def merge_confirmed(turn: Turn, payload: dict[str, Any]) -> Iterator[Reply]:
    """Make one of them."""
    entry_id = turn.services.duplicates.merge(
        turn.user,
        payload["kept"],
        payload["absorbed"],
        payload["choices"],
        dict(payload["versions"]),
    )
    turn.conversations.note_change(turn.user, turn.conversation, {"entry": entry_id})
    yield Text("C'est fusionné :")
    yield Card(payload["kept"])
    yield Choices(
        (
            Button("Annuler cette fusion", "annule la dernière modification"),
            Button("Doublons suivants", "doublons suivants"),
        )
    )
