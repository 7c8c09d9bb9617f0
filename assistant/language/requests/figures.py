"""Whom a figure counts, by sentence: "et ceux-là ?", "la deuxième barre", "les non renseignés"."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.ranks import RANK, rank_of
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent
from core.vocabulary.text import fold

_WAYS = Phrasings("figures", " ", rank=RANK, name="(?P<name>.+)")
_ASKS_WHO, _THOSE_THEN, _THOSE, _RANKED, _NAMED, _UNKNOWN = (
    re.compile(_WAYS[name])
    for name in ("asks_who", "those_then", "those", "ranked", "named", "unknown")
)


_OTHERS = re.compile(r"autres(?: villes)?")
_UNSAYABLE = {
    "non renseigne": _UNKNOWN,
    "on ne sait pas": _UNKNOWN,
    "autres villes": _OTHERS,
    "autre": _OTHERS,
}
"""Labels that, out of a chart, say nothing."""


@dataclass(frozen=True)
class FigureRequest(Request):
    """A figure of the chart or the dashboard shown last."""

    selection_id: str
    kpi: str
    those: bool
    """Whom the indicator itself counts."""
    rank: int | None
    """From 1; LAST and BEFORE_LAST from the end."""
    name: str
    """What may be its label, in folded words."""
    led: bool
    """Words lead to the name: a bare one may be any request."""

    def names(self, label: str) -> bool:
        """Whether the sentence names the figure of that label."""
        said = fold(label)
        if said in _UNSAYABLE:
            return _alike(self.name, said) or bool(_UNSAYABLE[said].fullmatch(self.name))
        return self.led and _alike(self.name, said)

    @property
    def names_unknown(self) -> bool:
        """ "les non renseignés", whether or not the chart counts some."""
        return _UNKNOWN.fullmatch(self.name) is not None


def claim_figure(asked: Asked) -> tuple[Intent, FigureRequest] | None:
    """What of the figures just shown the sentence asks for."""
    scene, found = asked.scene, _NAMED.fullmatch(asked.said)
    if found is None or scene.last_shown != "figures":
        return None
    if scene.context.last_intent not in (Intent.SHOW_KPIS, Intent.EXPORT_CHARTS):
        return None
    shown = scene.shown.get("figures") or {}
    if shown.get("what") not in ("chart", "dashboard"):
        return None
    ranked = _RANKED.fullmatch(asked.said)
    return Intent.FILTER_PROSPECTS, FigureRequest(
        selection_id=str(shown["selection_ids"][0]),
        kpi=str(shown["kpi"]),
        those=asks_those(asked.said),
        rank=rank_of(ranked["rank"].removeprefix("la ").removeprefix("le ")) if ranked else None,
        name=found["name"],
        led=found.start("name") > 0,
    )


def asks_who(said: str) -> bool:
    """ "lesquels ?", "montre-moi qui c'est": the people of a number, in a folded sentence."""
    return _ASKS_WHO.fullmatch(said) is not None


def asks_those(said: str) -> bool:
    """The same of an indicator, of which "ceux-là" and "la liste" may be said too."""
    return any(rule.fullmatch(said) for rule in (_THOSE, _THOSE_THEN, _ASKS_WHO))


def _alike(name: str, label: str) -> bool:
    """Whether two names are one but for their plural, or the code that a label ends with."""
    return _bare(name) in (_bare(label), _bare(re.sub(r" \d[\dab]\d?$", "", label)))


def _bare(name: str) -> str:
    return " ".join(re.sub(r"(?:es|s|x)$", "", word) for word in name.split())
