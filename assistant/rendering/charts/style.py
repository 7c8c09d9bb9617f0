"""How pictures look: formats, themes, colours, sizes. Sizes are in inches, fonts in points."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.kpis.models import OTHER_TOWNS, UNKNOWN

DPI = 200
# A phone shows 390 px: a picture this wide is shrunk by half there and its 9 pt text still reads.
WIDTH = 4.8
MARGIN = 0.16
MAX_BARS = 30
LEVELS = 5
"""Colours of a map's scale."""

OVERVIEW = "Tableau de bord"
TREND = "Évolution"
SEGMENTS = "Groupes de prospects qui se ressemblent"
OTHER_DEPARTEMENTS = "Autres départements"
OTHERS = "Autres"
NOTHING = "Rien à montrer pour cette sélection"
# What stands for many values: it may dwarf the others.
AGGREGATES = frozenset({OTHER_TOWNS, OTHER_DEPARTEMENTS, OTHERS})
# Drawn lighter: what is not known, or not one value.
MUTED_LABELS = AGGREGATES | {UNKNOWN, "Autre", "On ne sait pas"}


class Format(StrEnum):
    PNG = "png"
    SVG = "svg"


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Caption:
    """What the foot of a picture says besides its number of prospects: of whom, and when."""

    scope: str
    day: date


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a theme, as "#rrggbb".

    `series` tell one side from another, in normal sight, deuteranopia, protanopia and tritanopia:
    a test simulates them. `scale` goes from few to many in one hue, its lightness steadily farther
    from the background; `none` is a place without anybody.
    """

    background: str
    panel: str
    ink: str
    soft: str
    warning: str
    line: str
    muted: str
    series: tuple[str, str, str, str]
    scale: tuple[str, ...]
    none: str
    row: float = 0.28
    """From one bar to the next, in inches."""

    @property
    def main(self) -> str:
        """The colour of what is drawn alone; text may have it too."""
        return self.series[0]


LOOKS = {
    Theme.LIGHT: Look(
        background="#ffffff",
        panel="#f1f5f9",
        ink="#1e293b",
        soft="#475569",
        warning="#92400e",
        line="#cbd5e1",
        muted="#8090a7",
        series=("#0f766e", "#d97706", "#4338ca", "#5b0f2e"),
        scale=("#b5dcd5", "#7fc0b5", "#43998d", "#17786c", "#064e45"),
        none="#f8fafc",
    ),
    # The card of the page's dark theme.
    Theme.DARK: Look(
        background="#192124",
        panel="#242e33",
        ink="#e8edf2",
        soft="#a9b6c3",
        warning="#fbbf24",
        line="#46535b",
        muted="#7d8590",
        series=("#2dd4bf", "#f59e0b", "#818cf8", "#e11d48"),
        scale=("#12504a", "#1c7369", "#2c9e91", "#63c9bb", "#b5f0e6"),
        none="#273035",
    ),
}


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", from 0 (black) to 1, as WCAG computes it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable_on(colour: str) -> str:
    """Black or white, whichever reads better on the colour."""
    return max("#0f172a", "#ffffff", key=lambda ink: contrast(ink, colour))
