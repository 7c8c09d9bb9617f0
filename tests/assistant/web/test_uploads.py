"""Files dropped into the page, over real sockets: who may, how much, and until when."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import socketio

from tests.serving import Host, mimicom, serve

PASSWORD = "le festival de juin"
TABLE = b"nom;ville;type\n" + b"MJC du Lac;Annecy;MJC\n" * 20_000


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("uploads") / "data"
    for name, role in (("gigi", "manager"), ("nico", "bénévole")):
        account = (f"{name}@exemple.fr", "--role", role, "--password", PASSWORD)
        mimicom(folder, "users", "add", *account)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MIMICOM_MAX_UPLOAD_MB", "1")
        running = serve(folder)
    yield running
    running.stop()


@dataclass
class Page:
    """A page open in the browser of one user."""

    host: Host
    http: httpx.AsyncClient
    socket: socketio.AsyncClient
    session: str

    @classmethod
    async def open(cls, host: Host, name: str) -> "Page":
        http = httpx.AsyncClient(base_url=host.address, timeout=30)
        form = {"username": f"{name}@exemple.fr", "password": PASSWORD}
        assert (await http.post("/login", data=form)).status_code == 200
        page = cls(host, http, socketio.AsyncClient(), str(uuid.uuid4()))
        cookies = "; ".join(f"{one.name}={one.value}" for one in http.cookies.jar)
        auth = {"sessionId": page.session, "clientType": "webapp", "threadId": "",
                "userEnv": "{}", "chatProfile": ""}  # fmt: skip
        await page.socket.connect(
            host.address, {"Cookie": cookies}, auth, socketio_path="/ws/socket.io"
        )
        await page.socket.emit("connection_successful")
        return page

    async def drop(self, data: bytes) -> httpx.Response:
        return await self.http.post(
            "/project/file",
            params={"session_id": self.session},
            files={"file": ("liste.csv", data, "text/csv")},
        )

    async def send(self, *file_ids: str) -> None:
        """A message with files."""
        said = {"id": str(uuid.uuid4()), "name": "user", "type": "user_message", "output": "voici"}
        said["createdAt"] = "2026-01-01T00:00:00Z"
        refs = [{"id": one} for one in file_ids]
        await self.socket.emit("client_message", {"message": said, "fileReferences": refs})

    def files(self) -> list[Path]:
        found = (self.host.folder / "chat").glob(f"*/.files/{self.session}/*")
        return [path for path in found if path.stat().st_size > 10_000]

    async def close(self) -> None:
        await self.socket.disconnect()
        await self.http.aclose()


def test_who_may_not_import_stores_nothing(host: Host) -> None:
    async def go() -> None:
        nico = await Page.open(host, "nico")
        refused = await nico.drop(TABLE)
        assert refused.status_code == 403
        assert "importer un fichier avec votre rôle (bénévole)" in refused.json()["detail"]
        posted = await nico.http.post("/api/imports?name=a.csv", content=TABLE)
        assert posted.status_code == 403
        assert not nico.files()
        await nico.close()

    asyncio.run(go())


def test_a_file_goes_with_its_turn_and_the_quota_is_the_user_s(host: Host) -> None:
    async def go() -> None:
        gigi, tab = await Page.open(host, "gigi"), await Page.open(host, "gigi")
        kept = [await page.drop(TABLE) for page in (gigi, tab, gigi, tab)]
        kept += await asyncio.gather(*(page.drop(TABLE * 2) for page in (gigi, tab) * 3))
        stored = [one for one in kept if one.status_code == 200]
        assert sum(path.stat().st_size for path in gigi.files() + tab.files()) <= 4_000_000
        assert len(stored) < len(kept)
        assert {one.status_code for one in kept} == {200, 413}
        assert "sans les envoyer" in next(one for one in kept if one.is_error).json()["detail"]
        before = set(gigi.files())
        await gigi.send(kept[0].json()["id"])
        deadline = time.monotonic() + 60
        while not (gone := before - set(gigi.files())) and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        assert [path.stem for path in gone] == [kept[0].json()["id"]]
        assert (await gigi.drop(TABLE)).status_code == 200  # there is room again
        await gigi.close()
        await tab.close()

    asyncio.run(go())
