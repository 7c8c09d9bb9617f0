"""Who has given no sign for too long; and the erasure of many, by a number typed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.acts.of_privacy import EraseSilent, PlanReview, ReviewRetention
from assistant.language.phrasing.chips import describe
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.wording import day, escape, number, plural
from assistant.replies import Button, Choices, Form, Progress, Reply, Text
from assistant.skills.accounts.fields import field
from assistant.skills.records.finding import open_button
from assistant.skills.registry import (
    FormFields,
    Turn,
    command,
    on_act,
    on_end,
    on_stop,
    register_form,
)
from core.accounts.models import Permission
from core.errors import InvalidData, Refused
from core.jobs.models import Job
from core.privacy.retention import MOST, Silent, day_of
from core.prospects.filters import Filter

_FORM = "form_erase_many"
_SHOWN = 5


@command("retention_review")
def review(turn: Turn) -> Iterator[Reply]:
    """Who they are, and what can be done."""
    found = turn.services.rights.retention.silent(turn.user)
    since = day(day_of(found.since))
    if not found.ids:
        yield Text(f"Tous vos prospects ont donné signe, ou sont arrivés, depuis le {since}.")
        return
    yield Text(
        f"**{plural(len(found.ids), 'prospect')}** sur {number(found.total)} n'"
        f"{'ont' if len(found.ids) > 1 else 'a'} donné aucun signe depuis {found.years} ans (le "
        f"{since}) : ni réponse, ni clic, ni fiche plus récente. On ne leur écrit déjà plus. "
        "Regardez s'il faut les garder ; sinon, un admin peut les effacer."
    )
    yield Choices(tuple(_choices(turn, found)))


def _choices(turn: Turn, found: Silent) -> Iterator[Button]:
    for one in turn.services.prospects.many(list(found.ids[:_SHOWN])):
        yield open_button(f"Ouvrir {one.nom_structure}", one)
    yield Button("En faire une tâche", "planifie la revue de conservation", act=PlanReview())
    if turn.user.may(Permission.ERASE):
        yield Button("Les effacer…", "efface les prospects sans signe", act=EraseSilent())


@on_act(ReviewRetention, Intent.SETTINGS)
def review_by_click(turn: Turn, _deed: ReviewRetention) -> Iterator[Reply]:
    """The button."""
    yield from review(turn)


@command("plan_review")
def plan(turn: Turn) -> Iterator[Reply]:
    """Make a task of it."""
    written = turn.services.rights.retention.plan_review(turn.user)
    if written is None:
        yield Text("La tâche est déjà là, ou personne n'est à revoir.")
        return
    yield Text(
        f"C'est noté : « {escape(written.task.titre)} », pour le {day(written.task.echeance)}."
    )


@on_act(PlanReview, Intent.UPDATE_TASK)
def plan_by_click(turn: Turn, _deed: PlanReview) -> Iterator[Reply]:
    """The button."""
    yield from plan(turn)


# --- many erased ----------------------------------------------------------------------------------


@command("erase_silent")
def erase_silent(turn: Turn) -> Iterator[Reply]:
    """Those of the review."""
    found = turn.services.rights.retention.silent(turn.user)
    yield from ask_many(turn, found.ids, f"sans signe depuis {found.years} ans")


@on_act(EraseSilent, Intent.DELETE_PROSPECT)
def erase_by_click(turn: Turn, _deed: EraseSilent) -> Iterator[Reply]:
    """The button."""
    yield from erase_silent(turn)


def ask_selection(turn: Turn, people: Filter) -> Iterator[Reply]:
    """A selection that an admin asks to erase. Refused for too many at once."""
    turn.user.require(Permission.ERASE)
    total = turn.services.prospects.count(turn.user, people)
    if total > MOST:
        raise Refused(
            f"Cette sélection a {plural(total, 'prospect')}, et {MOST} au plus s'effacent d'une "
            "fois : précisez-la."
        )
    yield from ask_many(turn, turn.services.prospects.ids(people), describe(people))


def ask_many(turn: Turn, ids: Sequence[str], who: str) -> Iterator[Reply]:
    """Say how many, show some, and ask for the exact number."""
    turn.services.rights.retention.check(turn.user, ids)
    count = plural(len(ids), "personne")
    yield Text(
        f"Effacer définitivement **{count}** ({escape(who)}) ? Leurs fiches, leur histoire, leurs "
        "tâches et leurs rappels partent ; les campagnes gardent leurs totaux, sans leur nom. "
        "**Cela ne s'annule pas**, même par une sauvegarde."
    )
    some = turn.services.prospects.many(list(ids[:_SHOWN]))
    yield Choices(tuple(open_button(f"Voir {one.nom_structure}", one) for one in some))
    form_id = turn.ask(_FORM, {"ids": list(ids)})
    yield Form(form_id, f"Effacer {count}", "Effacer définitivement", "Ne rien effacer")


def _fields(_turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    told = f"Tapez {len(payload['ids'])} pour confirmer"
    return [field("nombre", "Nombre de personnes à effacer", "text", "Confirmation", "", told)]


def _submit(turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    typed = values.get("nombre", "").replace(" ", "").replace("\u202f", "")
    if typed != str(len(payload["ids"])):
        told = f"Ce n'est pas le bon nombre : tapez {len(payload['ids'])}."
        raise InvalidData(told, {"nombre": told})
    turn.services.rights.retention.check(turn.user, payload["ids"])
    asked = {"ids": list(payload["ids"]), "typed": int(typed)}
    job = turn.services.jobs.start(turn.user, "erase_many", asked)
    turn.forget_record()
    return (Progress(job.job_id, "Effacement"),)


register_form(_FORM, FormFields(_fields, _submit, how="Le nombre se tape dans ce formulaire."))


@on_end("erase_many")
def erased(_turn: Turn, job: Job) -> Iterator[Reply]:
    """It is done."""
    count = plural(job.result["erased"], "personne est effacée", "personnes sont effacées")
    yield Text(f"C'est fait : {count} partout dans MimiCom.")


@on_stop("erase_many")
def erasing_stopped(turn: Turn, job: Job) -> Iterator[Reply]:
    """It was stopped half-way: who is erased stays so."""
    left = len(turn.services.prospects.existing(job.payload["ids"]))
    told = plural(left, "personne reste", "personnes restent")
    yield Text(f"Effacement arrêté : {told}. Celles qui étaient déjà effacées le sont pour de bon.")
