"""Whom a figure counts, by sentence: "et ceux-là ?", "la deuxième barre", "les non renseignés"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.language.requests.ranks import BEFORE_LAST, LAST, RANK, rank_of
from assistant.language.understanding import Intent, Understanding
from assistant.rendering.indicators import meant
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.registry import Turn, claim
from assistant.skills.search import list_prospects
from core.kpis.models import Breakdown, Headline, Kpi
from core.prospects.filters import Filter
from core.vocabulary.text import fold

_OPENS = (
    r"(?:(?:et|ok|alors|bon|stp|du coup) )*"
    r"(?:(?:montre|affiche|ouvre|liste|donne|voir|vois|fais voir|detaille|qui sont|c est qui"
    r"|qui est|c est quoi|je veux(?: voir)?|cliquer? sur)(?: moi)? )?"
)
_THOSE = re.compile(
    rf"{_OPENS}(?:(?:ceux|celles)(?: ci| la)|(?:ces|les) (?:gens|prospects|structures)(?: la)?"
    r"|eux|elles|la liste|leur liste|leurs? noms?)(?: stp| svp)?"
    r"|(?:et |c est |ce sont )?lesquel(?:le)?s(?: (?:sont ils|sont elles|c est|stp))?"
    r"|(?:c est )?qui(?: (?:ca|sont ils|sont elles|c est|est ce|donc))?"
    r"|(?:montre|affiche|liste|donne|voir|vois)(?: les?)?(?: moi)?(?: la liste)?"
)
_RANKED = re.compile(
    rf"{_OPENS}(?:la |le |les |celle |l )?{RANK}"
    r"(?P<part> (?:barre|part|tranche|ligne|colonne|tuile|valeur|region|ville|type))?(?: stp)?"
)
_NAMED = re.compile(
    rf"{_OPENS}(?:la |le |les |l |ceux |celles |des |du )*"
    r"(?:(?:barre|part|tranche|ligne|colonne|case) (?:de la |de l |des |du |de |d )?)?(?P<name>.+)"
)
_UNKNOWN = re.compile(
    r"(?:non|pas) renseigne\w*|inconnus?|inconnues?|sans reponse|manquants?"
    r"|(?:dont |qu )?on ne sait pas(?: si .*)?|(?:dont )?on sait pas"
)
_OTHERS = re.compile(r"autres(?: villes)?")


@dataclass(frozen=True)
class _Figure:
    """Something on the screen that counts people."""

    label: str
    count: int
    filter: Filter | None


@claim("figure_clicked")
def figure_clicked(turn: Turn) -> Iterable[Reply] | None:
    """The sentence of a figure on the page: exactly its people, however long it is."""
    filter = meant(turn.text)
    return None if filter is None else _listing(turn, filter)


@claim("figure_named")
def figure_named(turn: Turn) -> Iterable[Reply] | None:
    """What of the figures just shown the sentence asks for."""
    said = fold(turn.text)
    if not any(rule.fullmatch(said) for rule in (_THOSE, _RANKED, _NAMED)):
        return None
    if turn.context.last_intent not in (Intent.SHOW_KPIS, Intent.EXPORT_CHARTS):
        return None
    if turn.conversations.last_shown(turn.user, turn.conversation) != "figures":
        return None
    shown = turn.conversations.shown(turn.user, turn.conversation, "figures") or {}
    if shown.get("what") not in ("chart", "dashboard"):
        return None
    filter = turn.conversations.selection(turn.user, str(shown["selection_ids"][0]))
    found = _asked(turn, filter, Kpi(shown["kpi"]), said)
    if found is None:
        return None
    if found.filter is None:
        return _nobody(found)
    return _listing(turn, found.filter)


def _asked(turn: Turn, filter: Filter, kpi: Kpi, said: str) -> _Figure | None:
    kpis = turn.services.kpis
    if kpi is Kpi.OVERVIEW:
        if not (_THOSE.fullmatch(said) or _RANKED.fullmatch(said)):
            return None
        tiles = [_of_headline(one) for one in kpis.dashboard(turn.user, filter).headlines]
        return tiles[0] if _THOSE.fullmatch(said) else _ranked(said, tiles)
    breakdown = kpis.breakdown(turn.user, filter, kpi)
    if _THOSE.fullmatch(said):
        return _counted(turn, filter, kpi)
    bars = _bars(breakdown)
    return _ranked(said, bars) or _by_name(said, bars)


def _counted(turn: Turn, filter: Filter, kpi: Kpi) -> _Figure | None:
    """Whom the headline figure of an indicator counts; all where it is only the first of many."""
    found = turn.services.kpis.dashboard(turn.user, filter).headlines
    if kpi in _OF_SOME:
        return next((_of_headline(one) for one in found if one.kpi is kpi), None)
    return _of_headline(found[0])


_OF_SOME = (
    *(Kpi.CONSENT, Kpi.NEVER_CONTACTED, Kpi.MISSING_CONTACT, Kpi.WEBSITE),
    *(Kpi.RETURN_RATE, Kpi.RESPONSE_DELAY),
)


def _of_headline(one: Headline) -> _Figure:
    return _Figure(one.label, one.count, one.filter)


def _bars(found: Breakdown) -> list[_Figure]:
    return [_Figure(bar.label, bar.count, bar.filter) for bar in found.bars]


def _ranked(said: str, figures: Sequence[_Figure]) -> _Figure | None:
    found = _RANKED.fullmatch(said)
    if found is None:
        return None
    rank = rank_of(found["rank"].removeprefix("la ").removeprefix("le "))
    at = {LAST: len(figures) - 1, BEFORE_LAST: len(figures) - 2}.get(rank, rank - 1)
    return figures[at] if 0 <= at < len(figures) else None


def _by_name(said: str, figures: Sequence[_Figure]) -> _Figure | None:
    found = _NAMED.fullmatch(said)
    if found is None:
        return None
    name = found["name"]
    for figure in figures:
        label = fold(figure.label)
        if _alike(name, label) and (label in _UNSAYABLE or found.start("name") > 0):
            return figure
        if label in _UNSAYABLE and _UNSAYABLE[label].fullmatch(name):
            return figure
    # Nothing is unknown here: said so, rather than everybody listed.
    return _Figure("Non renseigné", 0, None) if _UNKNOWN.fullmatch(name) else None


_UNSAYABLE = {
    "non renseigne": _UNKNOWN,
    "on ne sait pas": _UNKNOWN,
    "autres villes": _OTHERS,
    "autre": _OTHERS,
}
"""Labels that, out of a chart, say nothing."""


def _alike(name: str, label: str) -> bool:
    """Whether two names are one but for their plural, or the code that a label ends with."""
    return _bare(name) in (_bare(label), _bare(re.sub(r" \d[\dab]\d?$", "", label)))


def _bare(name: str) -> str:
    return " ".join(re.sub(r"(?:es|s|x)$", "", word) for word in name.split())


def _listing(turn: Turn, filter: Filter) -> Iterable[Reply]:
    """The list of a figure's people; it becomes the selection in force."""
    intent = Intent.FILTER_PROSPECTS
    turn.context = replace(turn.context, filter=filter)
    turn.understood = Understanding(intent, 1.0, filter, {}, turn.context)
    return list_prospects(turn)


def _nobody(figure: _Figure) -> Iterator[Reply]:
    yield Text(f"« {figure.label} » ne compte personne : il n'y a pas de liste à montrer.")
    yield Choices((Button("Tableau de bord", "montre le tableau de bord"),))
