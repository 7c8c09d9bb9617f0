"""The routes of exports, on the real services."""

import pytest

from assistant.router import Router
from core.accounts.models import Role, User
from core.services import Services
from tests.assistant.conftest import GIGI, NICO
from tests.assistant.web.client import Client
from tests.factories import prospect

OTHER = User(user_id="autre", email="autre@exemple.fr", role=Role.MANAGER)


@pytest.fixture
def gigi(router: Router, services: Services) -> Client:
    services.prospects.insert([prospect(nom_structure="Le Dé"), prospect(ville="Nantes")])
    return Client(router, GIGI)


def test_an_export_is_asked_for_then_fetched_as_often_as_one_likes(gigi: Client) -> None:
    body = {"filter": {"ville": ["Lyon"]}, "columns": ["nom_structure"], "format": "csv-plain"}
    asked = gigi.post("/api/exports", json=body)
    assert asked.status_code == 201
    told = asked.json()
    assert (told["rows"], told["format"]) == (1, "csv-plain")
    assert gigi.get(f"/api/exports/{told['export_id']}").json() == told
    for _ in range(2):
        file = gigi.get(told["url"])
        assert file.text == "nom_structure\r\nLe Dé\r\n"
        assert file.headers["content-length"] == str(len(file.content))
        assert file.headers["content-type"] == "text/csv; charset=utf-8"
        assert told["name"] in file.headers["content-disposition"]
    assert gigi.get(told["url"].replace(".csv", ".xlsx")).status_code == 404


def test_a_workbook_comes_as_one(gigi: Client) -> None:
    told = gigi.post("/api/exports", json={"format": "xlsx"}).json()
    file = gigi.get(told["url"])
    assert file.content.startswith(b"PK")
    assert "spreadsheetml" in file.headers["content-type"]


def test_too_soon_says_when(gigi: Client) -> None:
    gigi.post("/api/exports")
    refused = gigi.post("/api/exports", json={"filter": {"ville": ["Lyon"]}})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert "Attendez encore" in refused.json()["detail"]


def test_an_export_is_its_owners_alone(gigi: Client, router: Router) -> None:
    told = gigi.post("/api/exports").json()
    other, nobody, nico = (Client(router, user) for user in (OTHER, None, NICO))
    assert other.get(told["url"]).status_code == 404
    assert other.get(f"/api/exports/{told['export_id']}").status_code == 404
    assert nobody.get(told["url"]).status_code == 401
    assert nobody.post("/api/exports").status_code == 401
    assert nico.post("/api/exports").status_code == 403


@pytest.mark.parametrize(
    "body", ['{"format": "pdf"}', "{", '{"filter": {"a": 1}}', '{"limit": 0}', "[]"]
)
def test_what_is_not_understood_is_told_in_french(gigi: Client, body: str) -> None:
    refused = gigi.post("/api/exports", content=body)
    assert refused.status_code == 400
    assert "Cet export n'est pas compris" in refused.json()["detail"]


def test_an_unknown_column_is_named(gigi: Client) -> None:
    refused = gigi.post("/api/exports", json={"columns": ["nom"]})
    assert refused.status_code == 400
    assert "n'existent pas : nom" in refused.json()["detail"]
