"""Reminders by mail: through a real server, once, to whom they are for."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.database import Database
from core.jobs.clockwork import Watch
from core.reminders.undoing import ADDED
from core.services import Services, build
from tests.hands import Hands
from tests.smtp_server import Server, Sink


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def services(database: Database, clock: Hands) -> Services:
    return build(database, clock)


@pytest.fixture
def marie(services: Services) -> User:
    return services.accounts.add(OPERATOR, "marie@exemple.fr", Role.BENEVOLE, "le festival de juin")


@pytest.fixture
def sink(services: Services) -> Iterator[Sink]:
    """What the server that is set up received."""
    kept = Sink()
    server = Server(kept)
    server.start()
    services.configuration.set(OPERATOR, "smtp.url", server.url())
    services.configuration.set(OPERATOR, "smtp.sender", "Festival <contact@asso.example>")
    yield kept
    server.stop(no_assert=True)


def mails(services: Services) -> Watch:
    [found] = [one for one in services.clockwork.watches if one.name == "reminder_mails"]
    return found


def test_a_reminder_is_written_once_to_its_user(
    services: Services, clock: Hands, marie: User, sink: Sink
) -> None:
    services.reminders.add(marie, "Appeler la MJC de Niort", clock.moment + timedelta(hours=1))
    other = build(services.database, clock)
    assert mails(services).work() == 0
    clock.moment += timedelta(hours=1)
    services.reminders.telling.tell_due()
    assert [mails(one).work() for one in (services, other, services)] == [1, 0, 0]
    mail = sink.parsed("marie@exemple.fr")
    assert mail["Subject"] == "Rappel : Appeler la MJC de Niort"
    assert "Rappel du lundi 30 novembre 2026 à 10 h 00." in mail.get_content()


def test_one_that_comes_again_is_written_each_time(
    services: Services, clock: Hands, marie: User, sink: Sink
) -> None:
    from core.reminders.recurrence import Again, Each

    when = clock.moment + timedelta(hours=1)
    services.reminders.add(marie, "Relever la boîte", when, again=Again(Each.JOUR))
    for _ in range(2):
        clock.moment += timedelta(days=1)
        services.reminders.telling.tell_due()
        assert mails(services).work() == 1
    assert sink.to == ["marie@exemple.fr"] * 2


def test_what_was_dealt_with_or_is_old_is_not_written(
    services: Services, clock: Hands, marie: User, sink: Sink
) -> None:
    added = services.reminders.add(marie, "Appeler", clock.moment + timedelta(hours=1))
    clock.moment += timedelta(hours=2)
    services.reminders.telling.tell_due()
    services.reminders.done(marie, added.rappel_id)
    assert mails(services).work() == 0
    services.reminders.add(marie, "Encore", clock.moment + timedelta(hours=1))
    clock.moment += timedelta(hours=1)
    services.reminders.telling.tell_due()
    clock.moment += timedelta(days=1)  # no process was there
    assert mails(services).work() == 0
    assert not sink.mails


def test_without_a_server_or_against_the_setting_nothing_is_written(
    services: Services, clock: Hands, marie: User
) -> None:
    services.reminders.add(marie, "Appeler", clock.moment + timedelta(hours=1))
    clock.moment += timedelta(hours=1)
    services.reminders.telling.tell_due()
    assert mails(services).work() == 0
    services.configuration.set(OPERATOR, "smtp.url", "smtp://127.0.0.1:9")
    services.configuration.set(OPERATOR, "smtp.sender", "Festival <contact@asso.example>")
    assert mails(services).work() == 0  # no flood of what came before
    services.configuration.set(OPERATOR, "reminders.mail", "off")
    services.reminders.add(marie, "Encore", clock.moment + timedelta(hours=1))
    clock.moment += timedelta(hours=1)
    services.reminders.telling.tell_due()
    assert mails(services).work() == 0


def test_the_digest_is_written_where_the_setting_says_so(
    services: Services, clock: Hands, marie: User, sink: Sink
) -> None:
    services.planning.tasks.add(OPERATOR, "Payer la salle", date(2026, 11, 20))
    services.planning.tasks.add(OPERATOR, "Relire", date(2026, 11, 30), responsable=marie.email)
    [digest] = [job for job in services.clockwork.jobs if job.name == "digest"]
    services.configuration.set(OPERATOR, "planning.digest", "off")
    assert digest.work() == 0
    services.configuration.set(OPERATOR, "planning.digest", "mail")
    assert digest.work() == 1
    services.reminders.telling.tell_due()
    assert mails(services).work() == 1
    mail = sink.parsed(marie.email)
    assert mail["Subject"] == "Votre bilan du lundi 30 novembre 2026"
    for said in ("En retard :\n- Payer la salle", "À finir aujourd'hui :\n- Relire"):
        assert said in mail.get_content().replace("\r\n", "\n")


def test_a_digest_that_nobody_saw_makes_place_for_the_next(
    services: Services, clock: Hands, marie: User
) -> None:
    services.planning.tasks.add(OPERATOR, "Payer la salle", date(2026, 11, 20))
    [digest] = [job for job in services.clockwork.jobs if job.name == "digest"]
    for _ in range(3):
        assert digest.work() == 1
        services.reminders.telling.tell_due()
        clock.moment += timedelta(days=1)
    assert len(services.reminders.due_for(marie)) == 1


def test_what_was_set_is_taken_back_by_its_user_alone(
    services: Services, clock: Hands, marie: User
) -> None:
    added = services.reminders.add(marie, "Appeler", clock.moment + timedelta(hours=1))
    entry = services.reminders.entry_of(added)
    assert services.journal.get(entry).action == ADDED  # type: ignore[union-attr]
    nico = services.accounts.add(OPERATOR, "nico@exemple.fr", Role.MANAGER, "le festival de juin")
    with pytest.raises(Exception, match="n'existe pas"):
        services.undo.undo(nico, entry)
    services.undo.undo(marie, entry)
    assert not any(one.is_open for one in services.reminders.all(marie))
