"""Nobody reaches the embedded database without what only the data folder's owner can read."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from core.database import Database
from core.embedded import certificate
from core.errors import Unavailable
from core.settings import Settings


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("access") / "data"
    database = Database(Settings(data=folder, mongodb_uri=None, durability="process-kill"))
    database.mongo["secrets"].insert_one({"_id": "mine"})
    yield database
    database.close()


def address(database: Database) -> str:
    assert database._server is not None
    return urlsplit(database._server.uri).netloc


def options(kind: str, database: Database, tmp_path: Path) -> str:
    """How somebody else would try."""
    mine = certificate.certificate(database.settings.folder)
    theirs = tmp_path / "theirs.pem"
    certificate.make(theirs)
    authority = tmp_path / "authority.pem"
    # What the server shows to whoever asks is no secret: the certificates, without the key.
    authority.write_text(mine.read_text().partition("-----END PRIVATE KEY-----\n")[2])
    return {
        "no encryption": "",
        "no certificate": f"&tls=true&tlsCAFile={authority}",
        "nothing checked": "&tls=true&tlsAllowInvalidCertificates=true",
        "their own certificate": f"&tls=true&tlsCAFile={authority}&tlsCertificateKeyFile={theirs}",
        "a password": "&tls=true&tlsAllowInvalidCertificates=true&authMechanism=SCRAM-SHA-256",
    }[kind]


@pytest.mark.parametrize(
    "kind",
    ["no encryption", "no certificate", "nothing checked", "their own certificate", "a password"],
)
def test_another_can_neither_read_nor_write_nor_make_users(
    kind: str, opened: Database, tmp_path: Path
) -> None:
    user = "a:b@" if kind == "a password" else ""
    uri = f"mongodb://{user}{address(opened)}/mimicom?directConnection=true"
    client: MongoClient[dict[str, object]] = MongoClient(
        uri + options(kind, opened, tmp_path), serverSelectionTimeoutMS=400
    )
    with client:
        for attempt in (
            lambda: client.mimicom["secrets"].find_one(),
            lambda: client.mimicom["secrets"].insert_one({"_id": "theirs"}),
            lambda: client.admin.command("createUser", "eve", pwd="x", roles=["root"]),
        ):
            with pytest.raises(PyMongoError):
                attempt()
    assert [found["_id"] for found in opened.mongo["secrets"].find()] == ["mine"]
    assert opened.client.admin.command("usersInfo", 1)["users"] == []


def test_the_certificate_is_its_owners_and_so_is_its_folder(opened: Database) -> None:
    path = certificate.certificate(opened.settings.folder)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_program_that_took_the_port_is_not_believed(tmp_path: Path, opened: Database) -> None:
    ours = certificate.certificate(tmp_path)
    ours.parent.mkdir()
    certificate.make(ours)
    # Seen from a folder with another certificate, the server is such a program.
    uri = f"mongodb://{address(opened)}/?directConnection=true&{certificate.uri_options(ours)}"
    client: MongoClient[dict[str, object]] = MongoClient(uri, serverSelectionTimeoutMS=400)
    with client, pytest.raises(PyMongoError, match="CERTIFICATE_VERIFY_FAILED"):
        client.admin.command("ping")


@pytest.mark.parametrize("kept", [0, 600, 1_300])
def test_a_cut_certificate_is_made_anew_and_said_to_be(
    tmp_path: Path, kept: int, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(data=tmp_path / "data", mongodb_uri=None, durability="process-kill")
    path = certificate.certificate(settings.folder)
    path.parent.mkdir(parents=True)
    certificate.make(path)
    path.write_bytes(path.read_bytes()[:kept])
    Database(settings).close()
    assert certificate.usable(path)
    assert "secrets/database.pem était vide ou abîmé" in caplog.text


def test_a_server_of_an_older_version_is_refused_with_a_sentence(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.embedded.server import EmbeddedServer

    said = EmbeddedServer._state

    def older(self: EmbeddedServer) -> dict[str, object]:
        return {name: value for name, value in said(self).items() if name != "private"}

    monkeypatch.setattr(EmbeddedServer, "_state", older)
    with pytest.raises(Unavailable, match="version plus ancienne"):
        Database(opened.settings)
