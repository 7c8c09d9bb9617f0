"""Colours can be read, and told apart by those who do not see them all."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from assistant.rendering.charts.style import LOOKS, Look, contrast, luminance, readable_on

# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
EACH = pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)


def lab(colour: str, sight: str) -> np.ndarray:
    """CIE L*a*b* of a colour as that sight sees it."""
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SIGHTS[sight]) @ linear, 0, 1)
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
              [0.0193339, 0.1191920, 0.9503041]]  # fmt: skip
    xyz = np.array(to_xyz) @ seen / [0.95047, 1, 1.08883]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@EACH
def test_text_is_read_on_every_background(look: Look) -> None:
    for ink in (look.ink, look.soft, look.warning, look.main):
        for background in (look.background, look.panel):
            assert contrast(ink, background) >= 4.5, (ink, background)
    for fill in (*look.series, look.muted):
        assert contrast(readable_on(fill), fill) >= 4.5, fill


@EACH
def test_bars_stand_out_from_the_background(look: Look) -> None:
    for fill in (*look.series, look.muted):
        assert contrast(fill, look.background) >= 3, fill


@EACH
@pytest.mark.parametrize("sight", SIGHTS)
def test_sides_are_told_apart_whatever_the_sight(look: Look, sight: str) -> None:
    for one, other in combinations((*look.series, look.muted), 2):
        assert np.linalg.norm(lab(one, sight) - lab(other, sight)) >= 18, (one, other)


@EACH
@pytest.mark.parametrize("sight", SIGHTS)
def test_the_scale_of_the_map_goes_steadily_away_from_the_background(
    look: Look, sight: str
) -> None:
    away = [abs(lab(c, sight)[0] - lab(look.background, sight)[0]) for c in look.scale]
    assert all(after - before >= 9 for before, after in pairwise(away))


def test_black_and_white_differ_most() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert luminance("#ffffff") == pytest.approx(1)
