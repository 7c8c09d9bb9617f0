"""Pictures and reports over HTTP: drawn for their owner alone, in the form that is asked for."""

import os
import signal
import subprocess
import sys
import uuid
from xml.etree import ElementTree

import psutil
import pytest

from assistant.rendering.charts.text import percent
from assistant.router import Router
from assistant.web.drawing import DrawingProcess, Drawings
from core.errors import Unavailable
from core.kpis.models import Kpi
from core.prospects.filters import Filter
from core.services import Services
from tests.assistant.conftest import GIGI, NICO
from tests.assistant.web import drawn
from tests.assistant.web.client import Client
from tests.factories import prospect

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def gigi(router: Router, services: Services) -> Client:
    services.prospects.insert([prospect(nom_structure="Le Dé"), prospect(ville="Nantes")])
    return Client(router, GIGI)


@pytest.fixture
def everybody(router: Router) -> str:
    return router.conversations.select(GIGI, "c", Filter())


@pytest.mark.parametrize("what", [*(kpi.value for kpi in Kpi), "evolution"])
def test_every_indicator_is_a_picture(gigi: Client, everybody: str, what: str) -> None:
    answer = gigi.get(f"/api/charts/{everybody}/{what}.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(PNG)
    assert f"mimicom_{what}_" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_picture_may_be_enlarged_without_loss(gigi: Client, everybody: str) -> None:
    answer = gigi.get(f"/api/charts/{everybody}/region.svg?theme=dark")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert ElementTree.fromstring(answer.content).tag.endswith("svg")
    assert answer.content != gigi.get(f"/api/charts/{everybody}/region.svg").content


def test_the_dashboard_is_a_pdf(gigi: Client, everybody: str) -> None:
    whole = gigi.get(f"/api/dashboards/{everybody}.pdf")
    assert whole.headers["content-type"] == "application/pdf"
    assert whole.content.startswith(b"%PDF")
    part = gigi.get(f"/api/dashboards/{everybody}.pdf?kpi=type")
    assert part.content.startswith(b"%PDF")
    assert len(part.content) < len(whole.content)


def test_selections_are_drawn_side_by_side(gigi: Client, router: Router, everybody: str) -> None:
    lyon = router.conversations.select(GIGI, "c", Filter(ville=("Lyon",)))
    for what in ("overview", "type", "return_rate"):
        answer = gigi.get(f"/api/comparisons/{lyon}_{everybody}/{what}.png")
        assert answer.content.startswith(PNG), what


@pytest.mark.parametrize(
    "path",
    [
        "charts/{}/meteo.png",
        "charts/{}/region.gif",
        "dashboards/{}.pdf?kpi=meteo",
        "comparisons/{}/type.png",
        "comparisons/{}_{}_{}_{}_{}/type.png",
    ],
)
def test_what_does_not_exist_is_not_found(gigi: Client, everybody: str, path: str) -> None:
    answer = gigi.get("/api/" + path.replace("{}", everybody))
    assert answer.status_code == 404
    assert answer.json()["detail"].endswith(".")


def test_pictures_are_their_owners_alone(router: Router, gigi: Client, everybody: str) -> None:
    nico, mine = Client(router, NICO), router.conversations.select(NICO, "d", Filter())
    for path in (
        f"charts/{everybody}/region.png",
        f"dashboards/{everybody}.pdf",
        f"comparisons/{everybody}_{mine}/type.png",
        f"charts/{uuid.uuid4()}/region.png",
    ):
        assert nico.get(f"/api/{path}").status_code == 404
    assert Client(router, None).get(f"/api/charts/{everybody}/region.png").status_code == 401


def test_drawing_goes_on_after_its_process_was_killed() -> None:
    drawing = DrawingProcess()
    try:
        assert drawing(drawn.pid) != str(os.getpid()).encode()
        os.kill(int(drawing(drawn.pid)), signal.SIGKILL)
        assert drawing(drawn.share, 0.5) == percent(0.5).encode()
    finally:
        drawing.close()


def test_the_same_is_not_drawn_twice_and_little_is_kept() -> None:
    drawing = DrawingProcess()
    try:
        first = drawing(drawn.pid)
        os.kill(int(first), signal.SIGKILL)
        assert drawing(drawn.pid) == first
    finally:
        drawing.close()
    kept = Drawings(most=10)
    for rank in range(4):
        kept.put(bytes([rank]), b"x" * 4)
        kept.put(bytes([rank]), b"y" * 4)
        assert kept.get(b"\0") == b"yyyy"
    assert [kept.get(bytes([rank])) for rank in range(4)] == [b"yyyy", None, None, b"yyyy"]
    kept.put(b"large", b"z" * 11)
    assert kept.get(b"large") is None


def test_a_drawing_that_never_ends_keeps_nobody_waiting() -> None:
    drawing = DrawingProcess()
    patience = drawing._seconds
    try:
        drawing(drawn.pid)  # it runs, and has loaded what it needs
        drawing._seconds = 1
        with pytest.raises(Unavailable, match="Réessayez"):
            drawing(drawn.endless)
        drawing._seconds = patience
        assert drawing(drawn.share, 0.5)
    finally:
        drawing.close()
    with pytest.raises(Unavailable):
        drawing(drawn.pid)


def test_what_goes_wrong_there_is_raised_here() -> None:
    drawing = DrawingProcess()
    try:
        with pytest.raises(ZeroDivisionError):
            drawing(drawn.broken)
    finally:
        drawing.close()


def test_nobody_draws_for_a_host_that_was_killed() -> None:
    """A process left behind would hold its memory for ever."""
    host = subprocess.Popen([sys.executable, "-c", HOST], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    drawing = psutil.Process(int(host.stdout.readline()))
    host.kill()
    host.wait(10)
    drawing.wait(10)


HOST = """
import sys, time
from assistant.web.drawing import DrawingProcess
from tests.assistant.web.drawn import pid

if __name__ == "__main__":
    print(DrawingProcess()(pid).decode(), flush=True)
    time.sleep(60)
"""
