"""Corrected turns: kept, read again, and learnt only where that does no harm."""

import stat
from pathlib import Path

import pytest

from assistant.language.intents import relearning as learn
from assistant.language.intents.corrected import FILE, Correction, corrections, remember
from assistant.language.intents.model import CORRECTED
from assistant.language.intents.relearning import Relearnt, relearn
from assistant.language.loading import load_classifier
from assistant.language.understanding import Intent

CORRECTION = Correction("sors les chiffres du mois", Intent.EXPORT_CSV, Intent.SHOW_KPIS)


def test_a_correction_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    remember(tmp_path / "new", CORRECTION)
    remember(tmp_path / "new", CORRECTION)
    assert corrections(tmp_path / "new") == [CORRECTION, CORRECTION]
    assert stat.S_IMODE((tmp_path / "new" / FILE).stat().st_mode) & 0o077 == 0


def test_unreadable_lines_are_passed_over(tmp_path: Path) -> None:
    remember(tmp_path, CORRECTION)
    with (tmp_path / FILE).open("a") as file:
        file.write('{"text": "x"}\nnot json\n{"text": "x", "wrong": "help", "right": "nothing"}\n')
    assert corrections(tmp_path) == [CORRECTION]


def test_nothing_corrected_changes_nothing(tmp_path: Path) -> None:
    result = relearn(tmp_path, tmp_path / "cache")
    assert not result.kept
    assert "rien de nouveau" in result.sentence()


@pytest.mark.parametrize(("after", "kept"), [(0.90, True), (0.91, True), (0.89, False)])
def test_the_new_model_serves_unless_it_is_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: float, kept: bool
) -> None:
    measured = iter([0.90, after])
    weights = load_classifier(tmp_path / "cache").weights
    monkeypatch.setattr(learn, "_accuracy", lambda known, unseen: next(measured))
    monkeypatch.setattr(learn, "learn", lambda more: weights)
    remember(tmp_path, CORRECTION)
    assert relearn(tmp_path, tmp_path / "cache").kept is kept
    assert (tmp_path / "cache" / CORRECTED).exists() is kept


def test_the_sentence_gives_both_figures() -> None:
    said = Relearnt(3, 0.9, 0.885, 2).sentence()
    assert "90,0 % avant" in said
    assert "88,5 % après" in said
    assert "gardé" in said
