"""Settings of the installation: typed for core, shown and changed by admins."""

from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr
from pymongo.errors import DuplicateKeyError

from core.accounts.models import Permission, User
from core.configuration.keys import KEYS
from core.configuration.models import Key, Plain, Setting, Source, Value
from core.configuration.servers import with_password
from core.configuration.store import ConfigurationStore
from core.database import Database, Session
from core.errors import InvalidData, MimiComError, NotFound
from core.journal.service import JournalService
from core.secrecy import Vault
from core.settings import Settings

SET = "réglage"
"""Its word in the journal."""


class ConfigurationService:
    """An environment variable wins over the base, the base over the default."""

    def __init__(self, database: Database, journal: JournalService) -> None:
        self._database = database
        self._store = ConfigurationStore(database)
        self._vault = Vault(database.settings.folder)
        self._journal = journal

    def get(self, key: Key[Value]) -> Value:
        """A value to work with. InvalidData where what was given can't be used."""
        text, source = self._text(key)
        if text is None:
            return key.default
        try:
            return key.read(text)
        except InvalidData as error:
            where = f"la variable {variable_of(key)}" if source is Source.ENVIRONMENT else key.name
            raise InvalidData(
                f"Un réglage ne peut pas servir, {where} : {error.message}"
            ) from error

    def all(self, user: User) -> list[Setting]:
        """Every setting as it is now, without passwords."""
        user.require(Permission.MANAGE_SETTINGS)
        return [self._setting(key) for key in KEYS.values()]

    def set(self, user: User, name: str, text: str) -> Setting:
        """Change a setting; an empty text gives its default back.

        What the environment says still wins: the `source` of what is returned tells.
        """
        shown = self.shown(user, name, text)
        key, text = KEYS[name], text.strip()
        kept = None if not text else self._vault.seal(text) if key.secret else shown

        def change(session: Session) -> None:
            before = self._kept(key, session)
            self._store.set(name, kept, session)
            details = {"cle": name, "avant": _shown(key, before), "apres": shown}
            self._journal.record(user, SET, name, details, session)

        try:
            self._database.transaction(change)
        except DuplicateKeyError:  # set for the first time by two at once
            self._database.transaction(change)
        return self._setting(key)

    def shown(self, user: User, name: str, text: str) -> str:
        """How a value would be shown. NotFound, or InvalidData, where `set` would refuse it."""
        user.require(Permission.MANAGE_SETTINGS)
        key, text = key_named(name), text.strip()
        try:
            return key.show(key.read(text)) if text else ""
        except InvalidData as error:
            raise InvalidData(f"Le réglage {name} n'a pas changé : {error.message}") from error

    def set_many(
        self, user: User, texts: Mapping[str, str], passwords: Mapping[str, str]
    ) -> list[Setting]:
        """Change those of several settings that are not as shown; what is returned changed.

        `passwords` are those of mail servers, by key; empty where the one kept stays. InvalidData
        with problems by key, and then nothing is changed.
        """
        user.require(Permission.MANAGE_SETTINGS)
        problems: dict[str, str] = {}
        wanted: dict[str, str] = {}
        now = {one.key: one for one in self.all(user)}
        for name, text in texts.items():
            password = passwords.get(name, "")
            try:
                if text.strip() == now[name].shown and not password:
                    continue
                wanted[name] = self._whole(key_named(name), text, password)
                if wanted[name]:
                    key_named(name).read(wanted[name])
            except InvalidData as error:
                problems[name] = error.message[:1].upper() + error.message[1:]
        if problems:
            raise InvalidData("", problems)
        return [self.set(user, name, text) for name, text in wanted.items()]

    def _whole(self, key: Key[Any], text: str, password: str) -> str:
        if not key.secret:
            return text.strip()
        try:
            kept = self.get(key)
        except InvalidData:
            kept = None
        return with_password(text, password, kept)

    def _text(self, key: Key[Any]) -> tuple[str | None, Source]:
        given = _given(self._database.settings, key)
        if given is not None:
            return given, Source.ENVIRONMENT
        kept = self._store.get(key.name)
        if kept is None:
            return None, Source.DEFAULT
        text = self._vault.open(kept) if key.secret else kept
        if text is None:
            raise InvalidData(
                f"Le réglage {key.name} a été chiffré avec une clé qui n'est plus dans le dossier "
                "de données (secrets/settings.key). Redonnez-le avec « mimicom settings set »."
            )
        return text, Source.BASE

    def _kept(self, key: Key[Any], session: Session) -> str | None:
        kept = self._store.get(key.name, session)
        return self._vault.open(kept) if kept is not None and key.secret else kept

    def _setting(self, key: Key[Any]) -> Setting:
        value, problem, source = None, None, Source.BASE
        try:
            source = self._text(key)[1]
            value = self.get(key)
        except MimiComError as error:
            problem = error.message
        return Setting(
            key=key.name,
            value=_plain(key, value),
            shown=key.show(value) if value is not None else "",
            default=_plain(key, key.default),
            source=source,
            variable=variable_of(key),
            secret=key.secret,
            about=key.about,
            problem=problem,
        )


def key_named(name: str) -> Key[Any]:
    """A key by its name. NotFound otherwise."""
    if (key := KEYS.get(name)) is None:
        raise NotFound(f"Le réglage « {name} » n'existe pas. Voyez « mimicom settings list ».")
    return key


def variable_of(key: Key[Any]) -> str | None:
    """The environment variable that wins over the base."""
    return None if key.field is None else str(Settings.model_fields[key.field].validation_alias)


def _given(settings: Settings, key: Key[Any]) -> str | None:
    given = getattr(settings, key.field) if key.field else None
    text = given.get_secret_value() if isinstance(given, SecretStr) else given
    return (text or "").strip() or None


def _shown(key: Key[Any], text: str | None) -> str:
    """A text kept earlier, for the journal; nothing where it can't be read any more."""
    try:
        return key.show(key.read(text)) if text else ""
    except InvalidData:
        return ""


def _plain(key: Key[Any], value: Any) -> Plain:
    return value if value is None or isinstance(value, int) else key.show(value)
