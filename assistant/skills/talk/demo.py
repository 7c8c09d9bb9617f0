"""The demonstration: an invented base to try things on, and to take away."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.acts.of_talk import LoadDemo, RemoveDemo
from assistant.conversation import Payload
from assistant.language.understanding import Intent
from assistant.rendering.wording import plural
from assistant.replies import Button, Choices, Confirm, Progress, Reply, Text
from assistant.skills.lists.listing import DEMO, empty_base
from assistant.skills.registry import Turn, command, on_act, on_end, on_stop, on_yes
from assistant.skills.talk.talking import examples
from core.accounts.models import Permission
from core.errors import Refused
from core.jobs.models import Job

DEMO_ROWS = 1_200
REMOVE_DEMO = Button("Enlever la démonstration", "enlève la démonstration", act=RemoveDemo())


@on_act(LoadDemo, Intent.SETTINGS)
def load_by_click(turn: Turn, _deed: LoadDemo) -> Iterator[Reply]:
    """The same by a button."""
    yield from load_demo(turn)


@on_act(RemoveDemo, Intent.SETTINGS)
def remove_by_click(turn: Turn, _deed: RemoveDemo) -> Iterator[Reply]:
    """The same by a button."""
    yield from remove_demo(turn)


@command("load_demo")
def load_demo(turn: Turn) -> Iterator[Reply]:
    """Fill an empty base with invented associations. Refused where the base is not empty."""
    turn.user.require(Permission.LOAD_DEMO)
    if not turn.services.demo.may_load():
        raise Refused(
            "La démonstration ne se charge que dans une base vide, et la vôtre contient des "
            "prospects : je n'y touche pas."
        )
    associations = plural(DEMO_ROWS, "association inventée", "associations inventées")
    kept = turn.services.demo.kept()
    beside = f" {_edited(kept)} : je n'y touche pas." if kept else ""
    yield Confirm(
        turn.ask("load_demo", {"rows": DEMO_ROWS}),
        f"Remplir la base avec {associations}, des campagnes passées et leurs réponses ? "
        f"Vous pourrez tout enlever ensuite.{beside}",
        yes="Oui, charger la démonstration",
        no="Non, garder la base comme elle est" if kept else "Non, garder la base vide",
    )


@on_yes("load_demo")
def load_demo_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """The demonstration was wanted."""
    job = turn.services.jobs.start(turn.user, "demo", payload)
    yield Progress(job.job_id, "Chargement de la démonstration")


@on_end("demo")
def demo_loaded(turn: Turn, job: Job) -> Iterator[Reply]:
    """The demonstration is there."""
    prospects = plural(job.result["rows"], "prospect inventé", "prospects inventés")
    yield Text(f"La démonstration est chargée : **{prospects}**. Essayez par exemple :")
    yield Choices((*examples(turn), REMOVE_DEMO))


@on_stop("demo")
def loading_stopped(_turn: Turn, _job: Job) -> Iterator[Reply]:
    """The user stopped the loading half-way."""
    yield Text("Chargement arrêté en route.")
    yield Choices((REMOVE_DEMO, replace(DEMO, label="Reprendre")))


@command("remove_demo")
def remove_demo(turn: Turn) -> Iterator[Reply]:
    """Take the demonstration away."""
    turn.user.require(Permission.LOAD_DEMO)
    count = turn.services.demo.size()
    if not turn.services.demo.is_loaded():
        yield from _offer_the_kept(turn, turn.services.demo.kept())
        return
    yield Confirm(
        turn.ask("remove_demo", {}),
        f"Enlever la démonstration : {plural(count, 'prospect inventé', 'prospects inventés')} et "
        "leurs campagnes. Les fiches que vous avez modifiées restent.",
        yes="Oui, enlever la démonstration",
        no="Non, la garder",
    )


@on_yes("remove_demo")
def remove_demo_confirmed(turn: Turn, _payload: Payload) -> Iterator[Reply]:
    """It is to go."""
    done = turn.services.demo.remove(turn.user)
    removed = plural(done.removed, "prospect enlevé", "prospects enlevés")
    kept = plural(done.kept, "fiche modifiée reste", "fiches modifiées restent")
    yield Text(f"C'est fait : {removed}{f' ; {kept}' if done.kept else ''}.")
    if done.kept:
        yield Choices((replace(REMOVE_DEMO, label=f"{_them(done.kept)} retirer aussi"), DEMO))
    if turn.services.prospects.is_empty():
        yield from empty_base(turn)


def _offer_the_kept(turn: Turn, kept: int) -> Iterator[Reply]:
    """What stays of a demonstration that was taken away may go as well."""
    if not kept:
        yield Text("Il n'y a pas de démonstration dans la base.")
        return
    yield Confirm(
        turn.ask("remove_kept_demo", {"count": kept}),
        f"{_edited(kept)}. {_them(kept)} retirer définitivement, avec ce que vous y avez changé ? "
        "Cela ne pourra pas être annulé.",
        yes=f"Oui, retirer {plural(kept, 'fiche')}",
        no="Non, garder",
    )


def _edited(kept: int) -> str:
    changed = "modifiée" if kept == 1 else "modifiées"
    return f"De la démonstration enlevée, il reste {plural(kept, 'fiche')} que vous aviez {changed}"


def _them(count: int) -> str:
    """What goes before 'retirer'."""
    return "La" if count == 1 else "Les"


@on_yes("remove_kept_demo")
def remove_kept_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """What was edited is to go too."""
    done = turn.services.demo.remove_kept(turn.user, payload["count"])
    yield Text(f"C'est fait : {plural(done.removed, 'fiche retirée', 'fiches retirées')}.")
    if turn.services.prospects.is_empty():
        yield from empty_base(turn)
