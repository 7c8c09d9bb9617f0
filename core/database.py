"""The connection to MongoDB: the embedded server by default, MONGODB_URI where it is set."""

import json
import logging
import secrets
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Collection as Several
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pymongo import IndexModel, MongoClient, WriteConcern, timeout
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database as MongoDatabase
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    DuplicateKeyError,
    InvalidURI,
    PyMongoError,
)

from core import transactions
from core.clock import now
from core.embedded.census import FIRST, Census
from core.embedded.commits import Commits
from core.embedded.keeper import START_SECONDS
from core.embedded.pulse import Pulse
from core.embedded.server import EmbeddedServer
from core.embedded.sessions import OwnSessions
from core.embedded.troubles import damaged, explain, that_passes
from core.embedded.watch import PANIC, Watch
from core.errors import Unavailable
from core.folder import make_folders, write_whole
from core.indexes import ensure_indexes
from core.logs import notice
from core.settings import Settings

Document = dict[str, Any]
Mongo = MongoDatabase[Document]
Session = ClientSession | None
Result = TypeVar("Result")

SCHEMA = 1
"""Of what documents look like; `core/upgrades.py` lists the steps that lead to it."""
PROBE_SECONDS = 5
CHECK_SECONDS = 2
COUNT_SECONDS = 20
GOODBYE_SECONDS = 1
CLAIMS = 3

_AFTER = "Si vous veniez d'écrire quelque chose, vérifiez ensuite que c'est bien fait."
_RESTARTING = (
    "La base de données ne répond pas pour l'instant ; elle redémarre d'elle-même. Réessayez dans "
    f"une minute. {_AFTER} Si cela dure, lancez « mimicom doctor » sur la machine."
)
_DAMAGED = (
    "La base de données est abîmée et n'a pas pu être rouverte. Prévenez votre admin : "
    "« mimicom doctor », sur la machine, lui dira quoi faire."
)
_SPOILED = (
    "Une partie de la base de données est abîmée : ce que vous demandez ne peut pas être lu. "
    "Prévenez votre admin : « mimicom doctor », sur la machine, lui dira quoi faire."
)
_SILENT = (
    "La base de données ne répond pas. Réessayez dans une minute ; si cela dure, prévenez votre "
    f"admin. {_AFTER}"
)
_FAILED = (
    "La base de données a répondu par une erreur. Réessayez ; si cela recommence, prévenez votre "
    f"admin, qui en verra le détail dans le dossier « logs ». {_AFTER}"
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CollectionSpec:
    """A collection that a word of core needs, with its indexes."""

    name: str
    indexes: tuple[IndexModel, ...] = ()


class Database:
    """An open database. `mongo` is pymongo's; `close` gives back what was opened."""

    def __init__(self, settings: Settings) -> None:
        """Connect. Unavailable with a French sentence when that can't be."""
        self.settings = settings
        self._server: EmbeddedServer | None = None
        self._watch: Watch | None = None
        self._sessions: OwnSessions | None = None
        self._pulse = Pulse(settings.folder / "run")
        make_folders(settings.folder)
        if settings.mongodb_uri is None:
            self._server = self._claim()
        try:
            self.client, self.mongo = self._connect()
        except BaseException:
            if self._server is not None:
                self._server.release()
            raise
        self._transactions = self._has_transactions()
        self.bundled = "secantusVersion" in self.client.admin.command("buildInfo")
        """Whether it is the program of the embedded server, whoever runs it: see
        `core/embedded/portability.py`."""
        self._commits = Commits(self.mongo["meta"]) if self.bundled else None
        self._after: dict[int, set[Callable[[], None]]] = {}
        self.gate: Callable[[], None] | None = None
        """Asked before each change: raises Unavailable while none may be made."""
        if self._server is not None:
            self._sessions = OwnSessions(self._server.run_folder)
            self._watch = Watch(self._server, self.mongo, self._census(self.mongo), self._pulse)
            self._watch.start()

    def _claim(self) -> EmbeddedServer:
        """A server that answers: one killed an instant ago may still have looked alive."""
        for left in reversed(range(CLAIMS)):
            server = EmbeddedServer(self.settings.folder, self.settings.durability)
            with MongoClient[Document](server.uri) as client, suppress(PyMongoError):
                with timeout(PROBE_SECONDS):
                    client.admin.command("ping")
                return server
            # Slow, or being started again by its keeper: the connection waits for it.
            if server.kept() or not left:
                return server
            logger.warning("the embedded server died as it was claimed: claiming again")
            server.release()
        raise AssertionError

    def _connect(self) -> tuple[MongoClient[Document], Mongo]:
        client = self._client()
        try:
            self._wait_for(client)
            name = self.settings.database_name
            mongo = client.get_default_database(
                name, write_concern=WriteConcern("majority", j=True)
            )
            if self._server is not None:
                self._check_whole(mongo, self._server.started)
        except PyMongoError as error:
            client.close()
            logger.error("database does not answer: %s", error)
            raise Unavailable(self._unreachable(error)) from error
        except BaseException:
            client.close()
            raise
        return client, mongo

    def _wait_for(self, client: MongoClient[Document]) -> None:
        """Return once it answers; an embedded one may be on its way."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                client.admin.command("ping")
                return
            except ConnectionFailure:
                server = self._server
                if server is None or server.trouble() or time.monotonic() > deadline:
                    raise
                if not server.kept():
                    raise

    def _client(self) -> MongoClient[Document]:
        uri = self._server.uri if self._server else self._uri()
        try:
            return MongoClient(
                uri,
                appname="mimicom",
                event_listeners=[self._pulse] if self._server else [],
                tz_aware=True,
                # Long enough for a killed server to be back; the user waits as long for a sentence.
                serverSelectionTimeoutMS=6_000 if self._server else 8_000,
                connectTimeoutMS=8_000,
            )
        except (InvalidURI, ConfigurationError, ValueError) as error:
            # The address may hold a password: it is never repeated.
            raise Unavailable(
                "L'adresse donnée par MONGODB_URI n'est pas valable. "
                "Elle ressemble à mongodb://utilisateur:motdepasse@machine:27017/mimicom"
            ) from error

    def _uri(self) -> str:
        assert self.settings.mongodb_uri is not None
        return self.settings.mongodb_uri.get_secret_value()

    def _unreachable(self, error: PyMongoError) -> str:
        if self._server is not None:
            return explain(self._server.trouble(), self.settings.folder)
        code = getattr(error, "code", None)
        if code in (13, 18):
            return (
                "La base MongoDB indiquée par MONGODB_URI refuse l'utilisateur ou le mot de passe. "
                "Corrigez-les dans MONGODB_URI."
            )
        return (
            "La base MongoDB indiquée par MONGODB_URI ne répond pas. Vérifiez qu'elle est "
            "démarrée et que l'adresse est juste, ou retirez MONGODB_URI pour utiliser la base "
            "embarquée."
        )

    def _check_whole(self, mongo: Mongo, started: bool) -> None:
        """Refuse an embedded database that lost its files: it would open as an empty one.

        A file beside the database and a document within it bear the same mark; where the server
        was `started` for us, its documents are counted too.
        """
        folder = self.settings.folder
        marker = folder / "run" / "installation.json"
        found = mongo["meta"].find_one({"_id": "installation"})
        known = marker.exists()
        mark = _mark(marker)
        if known and (found is None or (mark is not None and found["mark"] != mark)):
            raise Unavailable(damaged(folder))
        if found is None:
            found = {"_id": "installation", "mark": uuid.uuid4().hex}
            mongo["meta"].insert_one(found)
        if mark is None:
            write_whole(marker, json.dumps({"mark": found["mark"]}))
        if known and mark is None:
            notice(
                "Le fichier run/installation.json était vide ou abîmé : il a été refait d'après "
                "la base, qui est bien celle de ce dossier."
            )
        for name in mongo.list_collection_names():
            mongo[name].find_one()
        if started:
            self._census(mongo).check()
            self._pulse.check(mongo)

    def count_again(self) -> None:
        """Note how many documents an embedded base has now, after all of it was replaced."""
        if self._server is not None:
            with suppress(PyMongoError, OSError):
                self._census(self.mongo).note()

    def _census(self, mongo: Mongo) -> Census:
        return Census(self.settings.folder, mongo)

    def check(self) -> None:
        """Really write, and read what was written. Unavailable, soon, where either fails."""
        try:
            with timeout(CHECK_SECONDS):
                meta = self.mongo["meta"]
                meta.update_one({"_id": "health"}, {"$set": {"at": now()}}, upsert=True)
                if meta.find_one({"_id": "health"}) is not None:
                    return
        except PyMongoError as error:
            raise self._told(error) from error
        raise Unavailable(_FAILED)

    def outage(self, error: BaseException) -> Unavailable | None:
        """What users read of an error of the database, which is logged; None of any other."""
        if isinstance(error, PyMongoError):
            reference = secrets.token_hex(4)
            logger.error("database error shown, reference %s", reference, exc_info=error)
            told = self._told(error)
            if told.message == _FAILED:
                # What passes by itself needs no reference; this has to be looked for.
                told = Unavailable(f"{_FAILED} Référence : {reference}.")
            return told
        return None

    def _told(self, error: PyMongoError) -> Unavailable:
        if self._server is not None and (trouble := self._server.trouble()):
            # Users, and whoever asks for /health, need not know where the folder is.
            return Unavailable(that_passes(trouble, self.settings.folder) or _DAMAGED)
        if self._watch is not None and self._watch.panics_again():
            return Unavailable(_SPOILED)
        if self._server is not None and PANIC in str(error):
            return Unavailable(_RESTARTING)
        if error.timeout or isinstance(error, ConnectionFailure):
            return Unavailable(_SILENT if self._server is None else _RESTARTING)
        return Unavailable(_FAILED)

    def _has_transactions(self) -> bool:
        hello = self.client.admin.command("hello")
        return "setName" in hello or hello.get("msg") == "isdbgrid"

    def transaction(self, change: Callable[[Session], Result]) -> Result:
        """Run `change(session)` as one transaction, tried again on passing conflicts.

        On a MongoDB without a replica set there are none: each write is then atomic by itself.
        """
        if self.gate is not None:
            self.gate()
        if not self._transactions:
            return change(None)
        with self.client.start_session() as session:
            if self._sessions is not None:
                self._sessions.note(session.session_id["id"])
            committed = False
            try:
                mark = self._commits.mark if self._commits else None
                result = transactions.run(session, change, mark)
                committed = True
                return result
            except PyMongoError as error:
                # The answer was lost, the change may be there.
                committed = error.has_error_label("UnknownTransactionCommitResult")
                raise
            finally:
                works = self._after.pop(id(session), set())
                if committed:
                    _do(works)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session in which all reads see the base as it is now; None where there is no such.

        Of a cluster it lasts some minutes; the embedded server knows it as a transaction only,
        which there may take its time and keeps nobody waiting.
        """
        if not self._transactions:
            yield None
            return
        embedded = self.bundled
        with self.client.start_session(snapshot=not embedded) as session:
            if self._sessions is not None:
                self._sessions.note(session.session_id["id"])
            if not embedded:
                yield session
                return
            with session.start_transaction():
                yield session

    def mark(self) -> str:
        """What tells this installation's base from any other."""
        meta = self.mongo["meta"]
        meta.update_one(
            {"_id": "installation"}, {"$setOnInsert": {"mark": uuid.uuid4().hex}}, upsert=True
        )
        found = meta.find_one({"_id": "installation"})
        return str(found["mark"]) if found else ""

    def after(self, session: Session, work: Callable[[], None]) -> None:
        """Do `work` once the session's transaction is committed, if it is; at once without one."""
        if session is None:
            work()
        else:
            self._after.setdefault(id(session), set()).add(work)

    def ensure(self, specs: Sequence[CollectionSpec]) -> None:
        """Create what is missing: collections (a transaction must find them there), indexes."""
        existing = set(self.mongo.list_collection_names())
        for spec in specs:
            self._create(self.mongo[spec.name], existed=spec.name in existing)
            if spec.indexes:
                ensure_indexes(self.mongo[spec.name], spec.indexes)

    @staticmethod
    def _create(collection: Collection[Document], existed: bool) -> None:
        """Create by a first document, taken away at once.

        The embedded server can't delete from a collection that never held anything; and whoever is
        killed between the two writes leaves the document to the next start.
        """
        first = {"_id": FIRST}
        if not existed:
            with suppress(DuplicateKeyError):  # another process is creating it
                collection.insert_one(dict(first))
        if collection.find_one(first) is not None:
            collection.delete_one(first)

    def close(self) -> None:
        """Disconnect, and stop the embedded server if nobody else uses it."""
        if self._watch is not None:
            self._watch.stop()
        if self._commits is not None:
            with suppress(PyMongoError), timeout(GOODBYE_SECONDS):
                self._commits.forget()
        if self._server is not None:
            self._server.release(self._leave_last)
        self._disconnect()
        if self._sessions is not None:
            self._sessions.close()

    def _leave_last(self) -> None:
        """Note what the next start must find, and leave before the server stops."""
        assert self._server is not None
        if self._server.process() is not None:
            try:
                with timeout(CHECK_SECONDS):
                    self.client.admin.command("ping")
                with timeout(COUNT_SECONDS):
                    self._census(self.mongo).note(stopped=True)
            except (PyMongoError, OSError) as error:
                logger.warning("documents could not be counted: %s", error)
        self._disconnect()

    def _disconnect(self) -> None:
        with timeout(GOODBYE_SECONDS):  # said to a server that may be down
            self.client.close()


def _mark(path: Path) -> str | None:
    """An installation's mark; None where its file is missing, empty or cut."""
    try:
        mark = json.loads(path.read_text())["mark"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return mark if isinstance(mark, str) else None


def _do(works: Several[Callable[[], None]]) -> None:
    """What follows a commit; whoever made the change does not see a failure if this fails."""
    for work in works:
        try:
            work()
        except PyMongoError:
            logger.exception("what follows a commit could not be done")
