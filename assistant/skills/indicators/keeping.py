"""Pictures and reports of the indicators, to keep: "exporte le tableau de bord en PDF"."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, cast

from assistant.acts.of_figures import KeepPicture
from assistant.conversation import FiguresShown
from assistant.language.requests.pictures import PictureRequest
from assistant.language.understanding import Intent
from assistant.replies import Button, Choices, File, Reply, Text
from assistant.skills.indicators.comparing import compare
from assistant.skills.indicators.trend import TITLE
from assistant.skills.lists.listing import empty_base, nothing_found, understood
from assistant.skills.registry import Turn, on_act, skill
from core.kpis.models import Kpi
from core.kpis.wording import LABELS

_KINDS = {"png": "image PNG", "svg": "image SVG, à agrandir sans perte", "pdf": "rapport PDF"}


@skill(Intent.EXPORT_CHARTS)
def export_charts(turn: Turn) -> Iterator[Reply]:
    """The picture or the report that the sentence names, else of what was shown last."""
    if turn.services.prospects.is_empty():
        yield from empty_base(turn)
        return
    asked = turn.asked(PictureRequest)
    if turn.understood and turn.filter.is_empty():
        # "le graphique" is of what is on the screen: of the selection in force.
        turn.understood = replace(turn.understood, filters=turn.context.filter)
    shown = _shown(turn, asked)
    if asked.as_list:
        yield Text("Les chiffres se gardent en PDF ou en image ; la liste des prospects, en CSV.")
    if shown.get("what") == "comparison":
        yield from _comparison(turn, shown)
    elif asked.comparison:
        # Its own answer has the pictures below it.
        yield from compare(turn, asked.comparison)
    elif asked.trend or shown.get("what") == "trend":
        yield from _trend(turn)
    else:
        kpi = Kpi(shown["kpi"]) if "kpi" in shown else Kpi.OVERVIEW
        yield from _indicators(turn, kpi, asked.file)


@on_act(KeepPicture, Intent.EXPORT_CHARTS)
def keep_by_click(turn: Turn, deed: KeepPicture) -> Iterator[Reply]:
    """The picture of the selection of a button."""
    turn.take_from(deed, Intent.EXPORT_CHARTS)
    yield from _indicators(turn, deed.kpi, deed.file)


def _shown(turn: Turn, asked: PictureRequest) -> FiguresShown:
    """What is meant by "le graphique": the indicator named, else what was shown last."""
    if asked.kpi:
        return {"kpi": asked.kpi}
    shown = turn.conversations.shown(turn.user, turn.conversation, "figures") or {}
    return cast("FiguresShown", shown)


def _indicators(turn: Turn, kpi: Kpi, file: str | None) -> Iterator[Reply]:
    total = turn.services.prospects.count(turn.user, turn.filter)
    if not total:
        yield from nothing_found(turn)
        return
    kind = file or ("pdf" if kpi is Kpi.OVERVIEW else "png")
    yield Text(f"Voici {_called(kpi, kind)} :")
    yield from understood(turn.filter)
    selection_id, label = turn.select(), f"{LABELS[kpi]} ({_KINDS[kind]})"
    whole = kind == "pdf" and kpi is Kpi.OVERVIEW
    yield File(
        _name(turn, kpi.value, kind),
        "report" if kind == "pdf" else "chart",
        selection_id,
        label,
        None if whole else kpi.value,
    )
    named = "le tableau de bord" if kpi is Kpi.OVERVIEW else "ce graphique"
    kinds: tuple[Literal["pdf", "png", "svg"], ...] = ("pdf", "png", "svg")
    acts = [KeepPicture(filter=turn.filter, kpi=kpi, file=k) for k in kinds if k != kind]
    say = f"exporte {named} en {{}}"
    yield Choices(tuple(Button(f"En {a.file.upper()}", say.format(a.file), act=a) for a in acts))


def _called(kpi: Kpi, kind: str) -> str:
    if kpi is Kpi.OVERVIEW:
        return "le tableau de bord, en PDF" if kind == "pdf" else "le tableau de bord, en image"
    return "le graphique, en PDF" if kind == "pdf" else "le graphique, en image"


def _trend(turn: Turn) -> Iterator[Reply]:
    kind = _kind(turn, "png")
    if kind == "pdf":
        yield Text("L'évolution s'enregistre en image ; le PDF est celui du tableau de bord.")
        kind = "png"
    else:
        yield Text("Voici l'évolution, en image :")
    label = f"{TITLE} ({_KINDS[kind]})"
    yield File(_name(turn, "evolution", kind), "trend", turn.select(), label)


def _comparison(turn: Turn, shown: FiguresShown) -> Iterator[Reply]:
    kind, kpi = _kind(turn, "png"), Kpi(shown["kpi"])
    if kind == "pdf":
        yield Text("La comparaison s'enregistre en image ; le PDF est celui du tableau de bord.")
        kind = "png"
    else:
        yield Text("Voici la comparaison, en image :")
    label = f"{LABELS[kpi]}, comparaison ({_KINDS[kind]})"
    ids = "_".join(shown["selection_ids"])
    yield File(_name(turn, "comparaison", kind), "comparison", ids, label, kpi.value)


def _kind(turn: Turn, usual: str) -> str:
    """png, svg or pdf."""
    return turn.asked(PictureRequest).file or usual


def _name(turn: Turn, what: str, kind: str) -> str:
    named = "tableau_de_bord" if what == Kpi.OVERVIEW.value else what
    return f"mimicom_{named}_{turn.today:%Y%m%d}.{kind}"
