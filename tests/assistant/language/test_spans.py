"""Names as typed: found where they begin and end, whatever is said around them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.grammar.reading import read
from assistant.language.spans.lessons import of_examples, sequence_of
from assistant.language.spans.tagger import (
    NOTHING,
    OUTSIDE,
    SHIPPED_SPANS,
    Span,
    SpanTagger,
    labels_of,
    shipped_spans,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "kind", "intent", "name"),
    [
        ("le nouveau numéro de Pom de Reinette c'est le 0612131415", Span.PROSPECT,
         "edit_prospect", "Pom de Reinette"),
        ("efface la fiche d'Ortie & Fils, ils ont fermé", Span.PROSPECT, "delete_prospect",
         "Ortie & Fils"),
        ("ça a donné quoi la campagne Brume d'Octobre", Span.CAMPAIGN, "campaign_performance",
         "Brume d'Octobre"),
        ("la tâche louer la remorque est terminée", Span.TASK, "update_task",
         "louer la remorque"),
    ],
)  # fmt: skip
def test_a_name_is_found_as_typed(text: str, kind: Span, intent: str, name: str) -> None:
    found = shipped_spans().find(read(text, TODAY), kind, intent)
    assert found.name == name


def test_a_sentence_that_names_nobody() -> None:
    reading = read("ouvre sa fiche", TODAY)
    assert shipped_spans().find(reading, Span.PROSPECT, "show_prospect").name is None


def test_a_damaged_file_leaves_the_rules(tmp_path: Path) -> None:
    (tmp_path / "prospect.crf").write_bytes(b"not a model")
    tagger = SpanTagger(tmp_path)
    assert tagger.find(read("ouvre Ludozag", TODAY), Span.PROSPECT, "show_prospect") == NOTHING


def test_all_that_is_shipped_is_there() -> None:
    assert all((SHIPPED_SPANS / f"{kind}.crf").stat().st_size > 0 for kind in Span)


@given(st.data())
def test_labels_cover_the_words_of_the_name_alone(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(["fiche", "dragon", "vert", "Lyon"]), min_size=1))
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    start = len(" ".join(words[:first])) + (1 if first else 0)
    reading = read(text, TODAY)
    labels = labels_of(reading, start, start + len(words[first]))
    inside = [word for word, label in zip(reading.words, labels, strict=True) if label != OUTSIDE]
    assert all(start <= word.start and word.end <= start + len(words[first]) for word in inside)


def test_every_lesson_of_the_examples_has_its_name() -> None:
    lessons = [one for number, one in enumerate(of_examples()) if number % 97 == 0]
    found = [one for one in lessons if sequence_of(one) is not None]
    assert len(found) > 0.95 * len(lessons)
