"""A sentence is normalised once, however many steps of a turn look at it."""

from collections import Counter
from datetime import date

import pytest

from assistant.language.dialogue.scene import Scene
from assistant.language.grammar import reading
from assistant.language.requests.asked import Asked
from assistant.language.requests.reading import who_answers
from assistant.language.text.chain import Chain
from assistant.language.text.sentence import Sentence
from assistant.language.understanding import Context
from tests.assistant.language import asking

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "said",
    [
        "montre les MJC de Bretagne sans e-mail",
        "combien de ludothèques en Normandie ?",
        "arlequin",
        "change le téléphone de la MJC du Lac en 04 50 22 22 22",
        "compare la Bretagne et la Normandie",
        "exporte les médiathèques jamais contactées depuis trois mois",
        "oui",
    ],
)
def test_a_turn_normalises_its_sentence_once(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    language, normalised = asking.language(), Counter[str]()
    real = reading.normalise

    def counting(text: str) -> Chain:
        normalised[text] += 1
        return real(text)

    monkeypatch.setattr(reading, "normalise", counting)
    reading.read.cache_clear()
    asked = Asked(Sentence(said), Scene(TODAY), language.understand_first)
    assert isinstance(list(who_answers(asked)), list)
    language.understand(said, Context(), TODAY)
    assert set(normalised.values()) == {1}
    assert sum(normalised.values()) <= 2, normalised
