"""Who comes in, who may do what."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from core.accounts.models import OPERATOR, Permission, Role, User
from core.accounts.service import AccountService
from core.accounts.store import AccountStore
from core.accounts.throttle import (
    LOCKED_FOR,
    MAX_FAILURES_OF_ADDRESS,
    TooManyFailures,
    network,
)
from core.database import Database
from core.errors import Forbidden, InvalidData, Refused
from core.journal.service import JournalService
from tests.passwords import CHEAP

PASSWORD = "un bon mot de passe"


class Time:
    """A clock that tests move."""

    def __init__(self) -> None:
        # Far ahead: counts that expired by the real clock are swept by the server as it likes.
        self.now = datetime(2090, 11, 22, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def accounts(database: Database, time: Time) -> AccountService:
    return AccountService(database, JournalService(database, time), time)


def test_the_first_account_is_an_admin_and_is_made_once(accounts: AccountService) -> None:
    first = accounts.first_account()
    assert first is not None
    user, password = first
    assert user.role is Role.ADMIN
    assert accounts.log_in(user.email.upper(), password, "::1") == accounts.get(user.email)
    assert accounts.first_account() is None


def test_a_wrong_password_is_refused_and_throttled_after_five(
    accounts: AccountService, time: Time
) -> None:
    accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)
    for _ in range(5):
        assert accounts.log_in("gigi@exemple.fr", "faux", "10.0.0.1") is None
    with pytest.raises(TooManyFailures):
        accounts.log_in("gigi@exemple.fr", PASSWORD, "10.0.0.2")
    time.now += timedelta(minutes=6)
    assert accounts.log_in("gigi@exemple.fr", PASSWORD, "10.0.0.2") is not None


def test_a_clock_set_back_locks_nobody_out(accounts: AccountService, time: Time) -> None:
    accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)
    time.now += timedelta(days=400)
    for _ in range(5):
        assert accounts.log_in("gigi@exemple.fr", "faux", "10.0.0.1") is None
    time.now -= timedelta(days=400)
    assert accounts.log_in("gigi@exemple.fr", PASSWORD, "10.0.0.1") is not None


def test_a_good_password_clears_the_count(accounts: AccountService) -> None:
    accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)
    for _ in range(3):
        for _ in range(3):
            accounts.log_in("gigi@exemple.fr", "faux", "10.0.0.1")
        assert accounts.log_in("gigi@exemple.fr", PASSWORD, "10.0.0.1") is not None


def test_unknown_accounts_are_throttled_too(accounts: AccountService) -> None:
    for _ in range(5):
        assert accounts.log_in("personne@exemple.fr", "x", "10.0.0.1") is None
    with pytest.raises(TooManyFailures):
        accounts.log_in("personne@exemple.fr", "x", "10.0.0.1")


def test_guesses_made_at_once_are_all_counted(accounts: AccountService) -> None:
    accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)

    def guess(rank: int) -> str:
        try:
            return str(accounts.log_in("gigi@exemple.fr", f"faux {rank}", f"10.0.0.{rank}"))
        except TooManyFailures:
            return "refused"

    with ThreadPoolExecutor(20) as pool:
        said = Counter(pool.map(guess, range(40)))
    assert said == {"None": 5, "refused": 35}


def test_first_tries_made_at_once_each_learn_their_rank(database: Database) -> None:
    store, start = AccountStore(database), Time()()
    with ThreadPoolExecutor(20) as pool:
        for n in range(60):
            tries = [
                pool.submit(store.count_try, f"compte:{n}", start, start + LOCKED_FOR, 5)
                for _ in range(20)
            ]
            assert sorted(one.result() for one in tries) == list(range(1, 21))


def test_an_address_that_guesses_locks_out_nobody_else(
    accounts: AccountService, time: Time
) -> None:
    accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)
    # As many guesses, each of another account.
    for _ in range(MAX_FAILURES_OF_ADDRESS):
        accounts._store.count_try("adresse:10.0.0.1", time(), time() + LOCKED_FOR, 50)
    assert accounts.log_in("gigi@exemple.fr", PASSWORD, "10.0.0.1") is not None
    # From there, one guess an account; from elsewhere, five.
    assert accounts.log_in("autre@exemple.fr", "faux", "10.0.0.1") is None
    with pytest.raises(TooManyFailures):
        accounts.log_in("autre@exemple.fr", "faux", "10.0.0.1")
    for _ in range(3):
        assert accounts.log_in("autre@exemple.fr", "faux", "10.0.0.2") is None
    with pytest.raises(TooManyFailures):
        accounts.log_in("autre@exemple.fr", "faux", "10.0.0.2")


def test_guesses_while_locked_do_not_put_the_end_off(accounts: AccountService, time: Time) -> None:
    accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)
    for _ in range(20):
        time.now += timedelta(seconds=20)
        with suppress(TooManyFailures):
            accounts.log_in("gigi@exemple.fr", "faux", "10.0.0.1")
    time.now += timedelta(minutes=2)
    assert accounts.log_in("gigi@exemple.fr", PASSWORD, "10.0.0.1") is not None


def test_people_of_one_address_log_in_all_day(accounts: AccountService) -> None:
    accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)
    for _ in range(2):
        assert accounts.log_in("gigi@exemple.fr", PASSWORD, "10.0.0.1") is not None
    assert (
        accounts._store.count_try("adresse:10.0.0.1", accounts._clock(), accounts._clock(), 9) == 1
    )


def test_a_network_of_one_machine_counts_as_one() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff:1") == "2001:db8::/64"
    assert network("::ffff:10.0.0.1") == network("10.0.0.1") == "10.0.0.1"
    assert network("?") == "?"


def test_a_closed_account_stays_out_and_its_sessions_end(accounts: AccountService) -> None:
    user = accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)
    accounts.disable(OPERATOR, user.email)
    assert accounts.log_in(user.email, PASSWORD, "10.0.0.1") is None
    closed = accounts.get(user.email)
    assert closed is not None
    assert closed.session_version > user.session_version


def test_the_last_admin_cannot_be_closed(accounts: AccountService) -> None:
    admin = accounts.add(OPERATOR, "chef@exemple.fr", Role.ADMIN, PASSWORD)
    with pytest.raises(Refused, match="dernier"):
        accounts.disable(OPERATOR, admin.email)


@pytest.mark.parametrize(
    ("email", "password"), [("pas un mail", PASSWORD), ("a@exemple.fr", "court")]
)
def test_a_bad_account_is_refused(accounts: AccountService, email: str, password: str) -> None:
    with pytest.raises(InvalidData):
        accounts.add(OPERATOR, email, Role.BENEVOLE, password)


def test_an_email_has_one_account(accounts: AccountService) -> None:
    accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)
    with pytest.raises(InvalidData, match="existe déjà"):
        accounts.add(OPERATOR, "GIGI@exemple.fr", Role.ADMIN, PASSWORD)


def test_only_an_admin_manages_accounts(accounts: AccountService) -> None:
    manager = accounts.add(OPERATOR, "m@exemple.fr", Role.MANAGER, PASSWORD)
    with pytest.raises(Forbidden, match="admin"):
        accounts.add(manager, "x@exemple.fr", Role.ADMIN, PASSWORD)
    with pytest.raises(Forbidden):
        accounts.disable(manager, "m@exemple.fr")
    accounts.set_password(manager, "m@exemple.fr", "un autre mot de passe")


ADMINS_ALONE = {
    *(Permission.MANAGE_USERS, Permission.MANAGE_SETTINGS),
    *(Permission.ERASE, Permission.BACKUP),
}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        # Everybody prepares a campaign; approving and sending it is for managers.
        (Role.BENEVOLE, {Permission.READ, Permission.WRITE, Permission.PREPARE_CAMPAIGN}),
        (Role.MANAGER, set(Permission) - ADMINS_ALONE),
        (Role.ADMIN, set(Permission)),
    ],
)
def test_roles_follow_the_contract(role: Role, allowed: set[Permission]) -> None:
    user = User(user_id="u", email="u@exemple.fr", role=role)
    assert {p for p in Permission if user.may(p)} == allowed
    assert not any(user.model_copy(update={"actif": False}).may(p) for p in Permission)


def test_passwords_are_argon2_and_never_journalled(
    accounts: AccountService, database: Database
) -> None:
    accounts.add(OPERATOR, "gigi@exemple.fr", Role.BENEVOLE, PASSWORD)
    stored = database.mongo["users"].find_one({"email": "gigi@exemple.fr"})
    assert stored is not None
    # The library's recommended hasher, which is cheap in tests.
    assert stored["mot_de_passe"].startswith(f"$argon2id$v=19${CHEAP}$")
    assert PASSWORD not in str(list(database.mongo["journal"].find()))
