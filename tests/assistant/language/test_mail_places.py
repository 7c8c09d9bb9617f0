"""Where an event is held, as a mail writes it."""

import pytest

from assistant.language.pipeline import Language
from tests.assistant.language.test_requests import language, request

__all__ = ["language"]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("à rennes", "Rennes"),
        ("à LYON", "Lyon"),
        ("à saint-malo", "Saint-Malo"),
        ("à saint etienne", "Saint-Étienne"),
        ("à aix en provence", "Aix-en-Provence"),
        ("à la rochelle", "La Rochelle"),
        ("au mans", "Le Mans"),
        ("au havre", "Le Havre"),
        ("à l'isle-adam", "L'Isle-Adam"),
        ("à la salle des fêtes de rennes", "salle des fêtes de Rennes"),
        ("à la mairie de sète", "mairie de Sète"),
    ],
)
def test_the_town_of_an_event_is_written_as_it_is(
    language: Language, said: str, place: str
) -> None:
    assert request(language, f"un mail d'invitation au festival le 24 mai {said}").place == place
