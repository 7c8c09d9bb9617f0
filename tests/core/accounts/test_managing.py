"""What admins do of accounts: invite, close, open again, give a role, reset a password."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.accounts.service import AccountService
from core.database import Database
from core.errors import Forbidden, InvalidData, NotFound, Refused
from core.services import Services, build

PASSWORD = "le festival de juin"


@pytest.fixture
def services(database: Database) -> Services:
    return build(database)


@pytest.fixture
def accounts(services: Services) -> AccountService:
    return services.accounts


def add(accounts: AccountService, email: str, role: Role = Role.BENEVOLE) -> User:
    return accounts.add(OPERATOR, email, role, PASSWORD)


def today(accounts: AccountService, user: User) -> User:
    found = accounts.get_by_id(user.user_id)
    assert found is not None
    return found


def test_who_is_invited_has_no_password_yet(accounts: AccountService) -> None:
    user = accounts.invite(OPERATOR, "Julie@Exemple.fr", Role.BENEVOLE)
    assert (user.email, user.a_choisir) == ("julie@exemple.fr", True)
    assert accounts.log_in("julie@exemple.fr", "", "::1") is None
    with pytest.raises(InvalidData, match="existe déjà"):
        accounts.invite(OPERATOR, "julie@exemple.fr", Role.ADMIN)
    with pytest.raises(InvalidData) as refused:
        accounts.invite(OPERATOR, "julie", Role.ADMIN)
    assert set(refused.value.problems) == {"email"}


def test_a_closed_account_opens_again_as_it_was(accounts: AccountService) -> None:
    user = add(accounts, "julie@exemple.fr", Role.MANAGER)
    accounts.disable(OPERATOR, user.email)
    assert accounts.log_in(user.email, PASSWORD, "::1") is None
    accounts.enable(OPERATOR, user.email)
    found = accounts.log_in(user.email, PASSWORD, "::1")
    assert found is not None
    assert found.role is Role.MANAGER
    with pytest.raises(Refused, match="déjà ouvert"):
        accounts.enable(OPERATOR, user.email)


def test_a_role_changes_once(accounts: AccountService) -> None:
    user = add(accounts, "julie@exemple.fr")
    accounts.set_role(OPERATOR, user.email, Role.MANAGER)
    assert today(accounts, user).role is Role.MANAGER
    with pytest.raises(Refused, match="déjà le rôle manager"):
        accounts.set_role(OPERATOR, user.email, Role.MANAGER)
    with pytest.raises(NotFound):
        accounts.set_role(OPERATOR, "personne@exemple.fr", Role.MANAGER)


def test_a_reset_password_is_useless_at_once(accounts: AccountService) -> None:
    user = add(accounts, "julie@exemple.fr")
    accounts.reset_password(OPERATOR, user.email)
    assert accounts.log_in(user.email, PASSWORD, "::1") is None
    found = today(accounts, user)
    assert found.a_choisir
    assert not found.accepts(user.session_version, "a session")


def test_the_last_admin_stays(accounts: AccountService) -> None:
    admin, other = add(accounts, "a@exemple.fr", Role.ADMIN), add(accounts, "b@exemple.fr")
    for change in (
        lambda: accounts.disable(OPERATOR, admin.email),
        lambda: accounts.set_role(OPERATOR, admin.email, Role.MANAGER),
        lambda: accounts.set_role(admin, admin.email, Role.BENEVOLE),
    ):
        with pytest.raises(Refused, match="dernier compte admin"):
            change()
    assert today(accounts, admin) == admin
    accounts.set_role(admin, other.email, Role.ADMIN)
    accounts.set_role(admin, admin.email, Role.BENEVOLE)
    with pytest.raises(Refused, match="dernier"):
        accounts.disable(OPERATOR, other.email)


def test_a_closed_admin_is_no_admin_left(accounts: AccountService) -> None:
    admin, other = (add(accounts, f"{n}@exemple.fr", Role.ADMIN) for n in "ab")
    accounts.disable(OPERATOR, other.email)
    with pytest.raises(Refused, match="dernier"):
        accounts.disable(OPERATOR, admin.email)


def test_two_admins_who_close_each_other_at_once_leave_one(accounts: AccountService) -> None:
    for n in range(5):
        pair = [add(accounts, f"{n}{one}@exemple.fr", Role.ADMIN) for one in "ab"]

        def close(user: User) -> bool:
            try:
                accounts.disable(OPERATOR, user.email)
            except Refused:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(close, pair))
        assert sorted(done) == [False, True]
        left = next(user for user, closed in zip(pair, done, strict=True) if not closed)
        new = add(accounts, f"{n}c@exemple.fr", Role.ADMIN)
        accounts.disable(OPERATOR, left.email)
        accounts._store._users.delete_one({"_id": new.user_id})


def test_only_admins_manage(accounts: AccountService) -> None:
    julie = add(accounts, "julie@exemple.fr")
    for by in (julie, add(accounts, "m@exemple.fr", Role.MANAGER)):
        for change in (
            lambda by=by: accounts.invite(by, "x@exemple.fr", Role.BENEVOLE),
            lambda by=by: accounts.set_role(by, julie.email, Role.ADMIN),
            lambda by=by: accounts.disable(by, julie.email),
            lambda by=by: accounts.enable(by, julie.email),
            lambda by=by: accounts.reset_password(by, julie.email),
            lambda by=by: accounts.one(by, julie.user_id),
        ):
            with pytest.raises(Forbidden, match="admin"):
                change()
    assert today(accounts, julie) == julie


def test_every_change_is_in_the_journal_without_a_secret(
    accounts: AccountService, database: Database
) -> None:
    user = accounts.invite(OPERATOR, "julie@exemple.fr", Role.BENEVOLE)
    accounts.set_role(OPERATOR, user.email, Role.MANAGER)
    accounts.disable(OPERATOR, user.email)
    accounts.enable(OPERATOR, user.email)
    accounts.reset_password(OPERATOR, user.email)
    kept = [entry["action"] for entry in database.mongo["journal"].find().sort("le", 1)]
    assert kept == [
        *("compte créé", "rôle changé", "compte fermé", "compte rouvert", "mot de passe annulé"),
    ]
    assert "argon2" not in str(list(database.mongo["journal"].find()))


def test_whoever_ends_sessions_is_told(accounts: AccountService) -> None:
    told: list[str] = []
    accounts.watch_ends(told.append)
    user = add(accounts, "julie@exemple.fr")
    accounts.disable(OPERATOR, user.email)
    assert told == [user.user_id]
