"""Documents without the person."""

from core.privacy.person import ERASED, Person
from core.privacy.redaction import redacted_entry

PERSON = Person(ids=frozenset({"p1"}), names=frozenset({"griffon egare"}))


def test_an_export_that_looked_for_the_person_no_longer_says_whom() -> None:
    export = {"lignes": 1, "format": "csv", "filtre": {"texte": "Griffon Égaré", "ville": ["Lyon"]}}
    left = redacted_entry(export, PERSON)
    assert left["filtre"] == {"texte": ERASED, "ville": ["Lyon"]}
    assert (left["lignes"], left["efface"]) == (1, True)
