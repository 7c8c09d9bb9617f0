"""Settings that admins change: who may, which wins, what is kept and what is never shown."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.accounts.models import OPERATOR, Role, User
from core.configuration import keys
from core.configuration.models import Key, Setting, Source
from core.configuration.service import SET, ConfigurationService
from core.database import Database
from core.errors import Forbidden, InvalidData, NotFound
from core.services import Services, build

PASSWORD = "s3cret-é%"
URL = "smtp://nico%40asso.fr:s3cret-%C3%A9%25@smtp.exemple.fr"


@pytest.fixture
def services(database: Database) -> Services:
    return build(database)


@pytest.fixture
def configuration(services: Services) -> ConfigurationService:
    (services.database.settings.folder / "secrets" / "settings.key").unlink(missing_ok=True)
    return services.configuration


def setting(configuration: ConfigurationService, name: str) -> Setting:
    """A setting as it is now."""
    return next(one for one in configuration.all(OPERATOR) if one.key == name)


def with_environment(
    monkeypatch: pytest.MonkeyPatch, services: Services, **given: object
) -> ConfigurationService:
    """The service, as if the environment gave these."""
    settings = services.database.settings.model_copy(update=given)
    monkeypatch.setattr(services.database, "settings", settings)
    return ConfigurationService(services.database, services.journal)


def test_defaults_are_those_of_the_contract(configuration: ConfigurationService) -> None:
    found = {one.key: one.value for one in configuration.all(OPERATOR)}
    assert found == {
        "smtp.url": None,
        "smtp.sender": None,
        "imap.url": None,
        "public_url": None,
        "send.per_minute": 30,
        "send.per_hour": 300,
        "send.monthly": 0,
        "send.connections": 2,
        "tracking.opens": False,
        "consent.strict": False,
        "consent.wording": "",
        "retention.years": 3,
        "planning.days": "lundi-vendredi",
        "planning.zone": "metropole",
        "planning.school_zone": None,
        "planning.days_off": "",
        "backup.folder": None,
        "backup.passphrase": None,
        "planning.digest": "chat",
        "reminders.mail": True,
        "session.idle_hours": 168,
        "session.days": 15,
    }
    assert all(one.source is Source.DEFAULT for one in configuration.all(OPERATOR))


def test_a_default_can_be_typed(configuration: ConfigurationService) -> None:
    for one in configuration.all(OPERATOR):
        if one.shown:
            assert configuration.set(OPERATOR, one.key, one.shown).value == one.default


def test_a_value_is_kept_typed_and_given_back(configuration: ConfigurationService) -> None:
    assert configuration.set(OPERATOR, "send.per_minute", " 20 ").value == 20
    assert configuration.get(keys.SEND_PER_MINUTE) == 20
    assert setting(configuration, "send.per_minute").source is Source.BASE
    configuration.set(OPERATOR, "consent.strict", "Oui")
    assert configuration.get(keys.CONSENT_STRICT) is True
    assert configuration.set(OPERATOR, "send.per_minute", "").source is Source.DEFAULT
    assert configuration.get(keys.SEND_PER_MINUTE) == 30


@pytest.mark.parametrize("role", [Role.BENEVOLE, Role.MANAGER])
def test_settings_are_for_admins(configuration: ConfigurationService, role: Role) -> None:
    user = User(user_id="gigi", email="gigi@exemple.fr", role=role)
    with pytest.raises(Forbidden, match="admin"):
        configuration.all(user)
    with pytest.raises(Forbidden, match="admin"):
        configuration.set(user, "send.per_minute", "20")
    assert configuration.get(keys.SEND_PER_MINUTE) == 30


def test_an_unknown_setting_is_refused(configuration: ConfigurationService) -> None:
    with pytest.raises(NotFound, match=r"smtp\.port"):
        configuration.set(OPERATOR, "smtp.port", "25")


def test_a_refused_value_changes_nothing(
    configuration: ConfigurationService, services: Services
) -> None:
    configuration.set(OPERATOR, "send.per_hour", "50")
    with pytest.raises(InvalidData, match=r"send\.per_hour n'a pas changé"):
        configuration.set(OPERATOR, "send.per_hour", "beaucoup")
    assert configuration.get(keys.SEND_PER_HOUR) == 50
    assert len(services.journal.of("send.per_hour")) == 1


def test_each_change_is_in_the_journal(
    configuration: ConfigurationService, services: Services
) -> None:
    configuration.set(OPERATOR, "send.per_minute", "20")
    configuration.set(OPERATOR, "send.per_minute", "10")
    first, second = services.journal.of("send.per_minute")
    assert (first.action, first.par) == (SET, OPERATOR.email)
    assert second.details == {"cle": "send.per_minute", "avant": "20", "apres": "10"}


def test_a_password_is_kept_encrypted_and_never_shown(
    configuration: ConfigurationService, services: Services, database: Database
) -> None:
    now = configuration.set(OPERATOR, "smtp.url", URL)
    server = configuration.get(keys.SMTP_URL)
    assert server is not None
    assert (server.host, server.port, server.user) == ("smtp.exemple.fr", 587, "nico@asso.fr")
    assert server.password is not None
    assert server.password.get_secret_value() == PASSWORD
    assert now.value == "smtp://nico@asso.fr@smtp.exemple.fr:587"
    configuration.set(OPERATOR, "smtp.url", "smtps://b:autre@smtp.exemple.fr")
    told = [
        repr(server),
        repr(configuration.all(OPERATOR)),
        repr(services.journal.of("smtp.url")),
        json.dumps(list(database.mongo["settings"].find())),
    ]
    for one in told:
        assert "s3cret" not in one
        assert "autre" not in one
    path = database.settings.folder / "secrets" / "settings.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_text("")])
def test_a_lost_key_is_told_and_a_new_value_mends_it(
    configuration: ConfigurationService, database: Database, damage: object
) -> None:
    configuration.set(OPERATOR, "smtp.url", URL)
    path = database.settings.folder / "secrets" / "settings.key"
    assert callable(damage)
    damage(path)
    with pytest.raises(InvalidData, match="Redonnez-le"):
        configuration.get(keys.SMTP_URL)
    lost = setting(configuration, "smtp.url")
    assert lost.problem
    assert lost.value is None
    configuration.set(OPERATOR, "smtp.url", URL)
    assert configuration.get(keys.SMTP_URL) is not None


def test_the_environment_wins_and_a_change_says_so(
    services: Services, configuration: ConfigurationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration.set(OPERATOR, "smtp.sender", "Avant <a@exemple.fr>")
    given = with_environment(
        monkeypatch, services, sender="Festival <f@exemple.fr>", smtp_url=SecretStr(URL)
    )
    assert str(given.get(keys.SMTP_SENDER)) == "Festival <f@exemple.fr>"
    now = given.set(OPERATOR, "smtp.sender", "Après <b@exemple.fr>")
    assert (now.source, now.variable) == (Source.ENVIRONMENT, "MIMICOM_SENDER")
    assert now.value == "Festival <f@exemple.fr>"
    assert "l'emporte" in now.worded
    assert "s3cret" not in repr(given.all(OPERATOR))
    monkeypatch.undo()
    assert str(configuration.get(keys.SMTP_SENDER)) == "Après <b@exemple.fr>"


def test_a_wrong_variable_is_told_without_its_password(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = with_environment(monkeypatch, services, smtp_url=SecretStr("smtp://a:s3#cret@x"))
    with pytest.raises(InvalidData, match="MIMICOM_SMTP_URL") as refusal:
        given.get(keys.SMTP_URL)
    assert "cret" not in refusal.value.message
    wrong = setting(given, "smtp.url")
    assert wrong.problem == refusal.value.message
    assert wrong.source is Source.ENVIRONMENT


def test_an_empty_variable_is_none(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    assert with_environment(monkeypatch, services, public_url=" ").get(keys.PUBLIC_URL) is None


def test_two_at_once_agree_on_the_key_of_secrets(
    configuration: ConfigurationService, services: Services
) -> None:
    def change(key: Key[object]) -> None:
        for _ in range(5):
            one = ConfigurationService(services.database, services.journal)
            one.set(OPERATOR, key.name, "imaps://a:b@x.fr" if "imap" in key.name else URL)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, [keys.SMTP_URL, keys.IMAP_URL] * 2))
    assert configuration.get(keys.SMTP_URL)
    assert configuration.get(keys.IMAP_URL)
