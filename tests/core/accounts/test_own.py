"""What people change of their own account."""

from datetime import timedelta

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.accounts.throttle import TooManyFailures
from core.database import Database
from core.errors import InvalidData, Refused
from core.services import Services, build
from tests.core.accounts.test_accounts import Time

OLD, NEW = "le festival de juin", "trois dés sur la table"


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def services(database: Database, time: Time) -> Services:
    return build(database, time)


@pytest.fixture
def julie(services: Services) -> User:
    return services.accounts.add(OPERATOR, "julie@exemple.fr", Role.BENEVOLE, OLD)


def today(services: Services, user: User) -> User:
    found = services.accounts.get_by_id(user.user_id)
    assert found is not None
    return found


def test_a_new_password_ends_every_session_but_ones_own(services: Services, julie: User) -> None:
    services.own_account.change_password(julie, OLD, NEW, NEW, keep="mine")
    now = today(services, julie)
    assert now.accepts(julie.session_version, "mine")
    assert not now.accepts(julie.session_version, "another")
    assert services.accounts.log_in(julie.email, OLD, "::1") is None
    assert services.accounts.log_in(julie.email, NEW, "::1") == now
    services.own_account.change_password(julie, NEW, OLD, OLD, keep="another")
    assert not today(services, julie).accepts(julie.session_version, "mine")


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("faux", NEW, NEW, "ancien"),
        (OLD, "court", "court", "nouveau"),
        (OLD, "julie julie julie", "julie julie julie", "nouveau"),
        (OLD, "motdepasse123", "motdepasse123", "nouveau"),
        (OLD, NEW, f"{NEW}s", "encore"),
        (OLD, OLD, OLD, "nouveau"),
        (OLD, "x" * 1_001, "x" * 1_001, "nouveau"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(
    services: Services, julie: User, old: str, new: str, again: str, field: str
) -> None:
    with pytest.raises(InvalidData) as refused:
        services.own_account.change_password(julie, old, new, again)
    assert set(refused.value.problems) == {field}
    assert today(services, julie) == julie


def test_guesses_of_the_old_one_are_counted(services: Services, julie: User, time: Time) -> None:
    for _ in range(5):
        with pytest.raises(InvalidData):
            services.own_account.change_password(julie, "faux", NEW, NEW)
    with pytest.raises(TooManyFailures):
        services.own_account.change_password(julie, OLD, NEW, NEW)
    # Who guesses in an open session keeps nobody from logging in.
    assert services.accounts.log_in(julie.email, OLD, "::1") is not None
    time.now += timedelta(minutes=6)
    services.own_account.change_password(julie, OLD, NEW, NEW)


def test_another_email_logs_in_and_the_old_one_is_nobody_elses(
    services: Services, julie: User
) -> None:
    now = services.own_account.change_email(julie, OLD, "Julie@Autre.fr")
    assert now.email == "julie@autre.fr"
    assert services.accounts.log_in("julie@exemple.fr", OLD, "::1") is None
    assert services.accounts.log_in("julie@autre.fr", OLD, "::1") == today(services, julie)
    assert not today(services, julie).accepts(julie.session_version, "any")
    with pytest.raises(InvalidData, match="existe déjà"):
        services.accounts.invite(OPERATOR, "julie@exemple.fr", Role.ADMIN)
    back = services.own_account.change_email(now, OLD, "julie@exemple.fr")
    assert back.email == "julie@exemple.fr"


@pytest.mark.parametrize(
    ("password", "email", "field"),
    [
        ("faux", "julie@autre.fr", "ancien"),
        (OLD, "julie", "email"),
        (OLD, "nico@exemple.fr", "email"),
        (OLD, "julie@exemple.fr", "email"),
    ],
)
def test_an_email_that_does_not_fit(
    services: Services, julie: User, password: str, email: str, field: str
) -> None:
    services.accounts.add(OPERATOR, "nico@exemple.fr", Role.BENEVOLE, OLD)
    with pytest.raises(InvalidData) as refused:
        services.own_account.change_email(julie, password, email)
    assert set(refused.value.problems) == {field}
    assert today(services, julie) == julie


def test_the_first_admin_chooses_once_without_the_given_password(services: Services) -> None:
    first = services.accounts.first_account()
    assert first is not None
    admin = first[0]
    assert admin.a_choisir
    now = services.own_account.choose_first(admin, "ada@exemple.fr", NEW, NEW, keep="mine")
    assert services.accounts.log_in("ada@exemple.fr", NEW, "::1") is not None
    assert services.accounts.log_in("ada@exemple.fr", first[1], "::1") is None
    with pytest.raises(Refused, match="déjà choisi"):
        services.own_account.choose_first(now, "ada@exemple.fr", OLD, OLD)


def test_who_keeps_the_email_keeps_the_session(services: Services) -> None:
    first = services.accounts.first_account()
    assert first is not None
    services.own_account.choose_first(first[0], first[0].email, NEW, NEW, keep="mine")
    assert today(services, first[0]).accepts(first[0].session_version, "mine")


def test_the_operator_of_the_machine_has_no_account(services: Services) -> None:
    with pytest.raises(Refused, match="mimicom users"):
        services.own_account.change_password(OPERATOR, OLD, NEW, NEW)


# --- links ----------------------------------------------------------------------------------------


def test_a_link_chooses_a_password_once(services: Services, database: Database) -> None:
    julie = services.accounts.invite(OPERATOR, "julie@exemple.fr", Role.BENEVOLE)
    link = services.account_links.make(OPERATOR, julie.user_id)
    assert link.token not in str(list(database.mongo["account_links"].find()))
    assert link.token not in str(list(database.mongo["journal"].find()))
    with pytest.raises(InvalidData):  # and the link still stands
        services.own_account.choose_by_link(link.token, "court", "court", "::1")
    services.own_account.choose_by_link(link.token, NEW, NEW, "::1")
    assert services.accounts.log_in(julie.email, NEW, "::1") is not None
    assert not today(services, julie).a_choisir
    with pytest.raises(Refused, match="déjà servi"):
        services.own_account.choose_by_link(link.token, OLD, OLD, "::1")


def test_a_link_expires(services: Services, julie: User, time: Time) -> None:
    link = services.account_links.make(OPERATOR, julie.user_id)
    assert link.expires == time.now + timedelta(days=3)
    time.now += timedelta(days=3)
    with pytest.raises(Refused, match="plus valable"):
        services.own_account.choose_by_link(link.token, NEW, NEW, "::1")


def test_a_forged_link_opens_nothing(services: Services, julie: User) -> None:
    token = services.account_links.make(OPERATOR, julie.user_id).token
    name, _, signature = token.partition(".")
    other = ("B" if token.startswith("A") else "A") + token[1:]
    for forged in ("", "x", name, f"{name}.", f"{name}.{'0' * 64}", other, f"{token} "):
        assert services.account_links.found(forged) is None
    assert len(signature) == 64
    assert services.account_links.found(token) is not None


@pytest.mark.parametrize("change", ["another link", "a reset", "closed", "a new password"])
def test_what_comes_after_stops_a_link(services: Services, julie: User, change: str) -> None:
    token = services.account_links.make(OPERATOR, julie.user_id).token
    {
        "another link": lambda: services.account_links.make(OPERATOR, julie.user_id),
        "a reset": lambda: services.accounts.reset_password(OPERATOR, julie.email),
        "closed": lambda: services.accounts.disable(OPERATOR, julie.email),
        "a new password": lambda: services.own_account.change_password(julie, OLD, NEW, NEW),
    }[change]()
    with pytest.raises(Refused):
        services.own_account.choose_by_link(token, "encore un autre mot", "encore", "::1")


def test_guesses_of_links_are_counted_by_address(services: Services) -> None:
    for _ in range(50):
        with pytest.raises(Refused, match="Demandez-en"):
            services.own_account.choose_by_link("x", NEW, NEW, "10.0.0.1")
    with pytest.raises(TooManyFailures):
        services.own_account.choose_by_link("x", NEW, NEW, "10.0.0.1")
    with pytest.raises(Refused, match="Demandez-en"):
        services.own_account.choose_by_link("x", NEW, NEW, "10.0.0.2")


def test_a_closed_account_gets_no_link(services: Services, julie: User) -> None:
    services.accounts.disable(OPERATOR, julie.email)
    with pytest.raises(Refused, match="rouvrez-le"):
        services.account_links.make(OPERATOR, julie.user_id)
