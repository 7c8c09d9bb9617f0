"""Sentences and conversations whose filters were read off the contract."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.language.pipeline import Language
from assistant.language.understanding import Context
from core.prospects.filters import Filter
from tests.assistant.language.asking import filters_of

SAMPLES = Path(__file__).with_name("samples")
TODAY = date(2026, 11, 22)


def _lines(name: str) -> list[str]:
    lines = (SAMPLES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def _pairs() -> list[tuple[str, str]]:
    return [
        (text, wanted)
        for text, _, wanted in (line.rpartition(" | ") for line in _lines("filters.txt") if line)
    ]


def same(filters: Filter, wanted: str) -> bool:
    return _sorted(filters.as_json()) == _sorted(json.loads(wanted))


def _sorted(values: Any) -> Any:
    if isinstance(values, dict):
        return {key: _sorted(value) for key, value in values.items()}
    return sorted(values) if isinstance(values, list) else values


@pytest.mark.parametrize(("text", "wanted"), _pairs())
def test_a_sentence_means_its_filter(text: str, wanted: str) -> None:
    found = filters_of(text, today=TODAY)
    assert same(found, wanted), found.as_json()


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def test_conversations_keep_and_change_their_filter(language: Language) -> None:
    wrong, context = [], Context()
    for line in _lines("conversations.txt"):
        if not line.strip():
            context = Context()
            continue
        text, _, wanted = line.rpartition(" | ")
        understood = language.understand(text, context, TODAY)
        context = understood[-1].context
        if not same(understood[-1].filters, wanted):
            wrong.append((text, wanted, understood[-1].filters.as_json()))
    assert not wrong
