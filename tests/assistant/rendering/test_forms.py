"""A form outside the page, and what the page sends of it."""

import io
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.conversation import ConversationStore
from assistant.rendering import chat, forms
from assistant.rendering.answer_documents import Documents
from assistant.rendering.terminal import Terminal
from assistant.rendering.views import Views
from assistant.replies import Answer, Card, Form
from core.accounts.models import OPERATOR, User
from core.clock import now
from core.database import Database
from core.services import build
from tests.factories import prospect

REPLY = Form("un-id", "Modifier MJC [b]", "Enregistrer", "Annuler")


def field(name: str, **more: Any) -> dict[str, Any]:
    base = {"name": name, "label": name.title(), "kind": "text", "value": "", "choices": []}
    return base | {"required": False, "group": "Contact", "help": "", "problem": None} | more


FIELDS = [
    field("nom", group="Identité", required=True, value="MJC [red]du[/red] Lac"),
    field("email", kind="email", problem="Cette adresse e-mail n'est pas valable."),
    field("type", kind="choice", value="MJC", choices=[["MJC", "Maison"]], group="Identité"),
    field("accepte", kind="yesno", value="oui"),
    field("date", kind="date", value="2026-05-03"),
]


def terminal(database: Database, tmp_path: Path, state: str = "open") -> Terminal:
    """One that shows a form of these fields."""
    services = build(database)

    def load(_user: User, form_id: str) -> dict[str, Any]:
        assert form_id == "un-id"
        return {"state": state, "fields": FIELDS if state == "open" else []}

    views = Views(services, ConversationStore(database, now))
    return Terminal(views, OPERATOR, tmp_path, date(2026, 5, 3), load)


def printed(shown: Terminal, reply: Form | Card) -> str:
    console = Console(file=io.StringIO(), width=120)
    shown.show(console, [Answer("edit_prospect", 1.0, {}, (reply,))])
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_fields_are_listed_by_group_with_their_values() -> None:
    assert forms.rows({"fields": FIELDS}) == [
        ("Identité", [["Nom (obligatoire)", "MJC [red]du[/red] Lac"], ["Type", "Maison"]]),
        (
            "Contact",
            [
                ["Email", "Non renseigné\n⚠ Cette adresse e-mail n'est pas valable."],
                ["Accepte", "Oui"],
                ["Date", "3 mai 2026"],
            ],
        ),
    ]


def test_a_terminal_lists_a_form_and_says_how_to_do_without(
    database: Database, tmp_path: Path
) -> None:
    said = printed(terminal(database, tmp_path), REPLY)
    assert "Modifier MJC [b]" in said
    assert "MJC [red]du[/red] Lac" in said
    assert "« change le téléphone en 05 49 00 00 00 »" in said
    ended = printed(terminal(database, tmp_path, "done"), REPLY)
    assert "Ce formulaire a été enregistré." in ended
    assert "Lac" not in ended


def test_the_document_of_a_form_holds_its_fields(database: Database, tmp_path: Path) -> None:
    answer = Answer("edit_prospect", 1.0, {}, (REPLY,))
    document = Documents(terminal(database, tmp_path)).as_json([answer])
    assert document["form"]["form_id"] == "un-id"
    assert document["form"]["fields"] == FIELDS
    assert {"name": "cancel", "label": "Annuler", "say": "annule"} in document["actions"]


def test_a_terminal_shows_a_card_by_groups(database: Database, tmp_path: Path) -> None:
    shown = terminal(database, tmp_path)
    record = prospect(nom_structure="MJC [b]", email="mjc@exemple.fr")
    shown.views.services.prospects.insert([record])
    said = printed(shown, Card(record.prospect_id))
    assert "MJC [b]" in said
    assert "Réseaux" in said
    assert "Non renseigné" in said
    answer = Answer("show_prospect", 1.0, {}, (Card(record.prospect_id),))
    (table,) = Documents(shown).as_json([answer])["tables"]
    assert table["columns"] == ["Champ", "Valeur", "Groupe"]
    assert ["E-mail", "mjc@exemple.fr", "Contact"] in table["rows"]


def test_only_texts_are_taken_from_the_page() -> None:
    assert forms.texts({"nom": "a", "age": 3, "liste": ["x"], "vide": None}) == {"nom": "a"}
    assert forms.texts("tout") == forms.texts(None) == {}


def test_what_goes_to_the_page_carries_no_value() -> None:
    name, props = chat.element(REPLY)
    assert name == "Form"
    assert set(props) == {"form_id", "title", "submit", "cancel"}
