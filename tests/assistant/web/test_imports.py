"""The routes of imports, on the real services, as somebody whom the guard recognised."""

import pytest

from assistant.router import Router
from core.services import Services
from tests.assistant.conftest import GIGI, NICO
from tests.assistant.web.client import Client

FILE = b"nom;ville;email\nMJC A;Lyon;a@exemple.fr\nMJC B;Lyon;faux\n"


@pytest.fixture
def gigi(router: Router) -> Client:
    return Client(router, GIGI)


def test_a_file_is_looked_at_then_imported(gigi: Client, services: Services) -> None:
    looked = gigi.post("/api/imports?name=a.csv&dry_run=1", content=FILE)
    assert (looked.status_code, looked.json()["added"]) == (200, 1)
    assert services.prospects.is_empty()
    done = gigi.post("/api/imports?name=a.csv", content=FILE)
    assert (done.json()["added"], done.json()["rejected"]) == (1, 1)
    again = gigi.post("/api/imports?name=a.csv&conflicts=force", content=FILE)
    assert (again.json()["duplicates"], again.json()["added"]) == (1, 1)


def test_the_lines_to_mend_and_the_report_are_files(gigi: Client) -> None:
    import_id = gigi.post("/api/imports", content=FILE).json()["import_id"]
    mend = gigi.get(f"/api/imports/{import_id}/lignes_a_corriger.csv")
    assert mend.status_code == 200
    assert "MJC B" in mend.text
    assert "attachment" in mend.headers["content-disposition"]
    report = gigi.get(f"/api/imports/{import_id}/rapport.csv")
    assert "Rejetées;1" in report.text
    assert gigi.get(f"/api/imports/{import_id}/autre.csv").status_code == 404
    assert gigi.get("/api/imports/inconnu/rapport.csv").status_code == 404


def test_what_can_not_be_is_told(gigi: Client, router: Router) -> None:
    refused = gigi.post("/api/imports", content=b"\x89PNG\r\n\x1a\n\0")
    assert (refused.status_code, refused.json()["refused"]["kind"]) == (422, "not_csv")
    assert gigi.post("/api/imports?conflicts=peut-etre", content=FILE).status_code == 400
    assert Client(router, NICO).post("/api/imports", content=FILE).status_code == 403
    assert Client(router, None).post("/api/imports", content=FILE).status_code == 401
