"""Tokens of the API: hashed, scoped, expiring, each account's own."""

from datetime import timedelta

import pytest

from core.accounts.api_tokens import ApiTokens
from core.accounts.models import OPERATOR, Permission, Role, User
from core.accounts.service import AccountService
from core.clock import now
from core.database import Database
from core.errors import Forbidden, InvalidData, NotFound
from core.journal.service import JournalService

PASSWORD = "un mot de passe long"


@pytest.fixture
def accounts(database: Database) -> AccountService:
    return AccountService(database, JournalService(database, now), now)


@pytest.fixture
def manager(accounts: AccountService) -> User:
    return accounts.add(OPERATOR, "gigi@exemple.fr", Role.MANAGER, PASSWORD)


def test_a_token_does_what_it_is_for_and_no_more(
    accounts: AccountService, manager: User, database: Database
) -> None:
    made, secret = accounts.api_tokens.create(manager, "Site", ["lecture"])
    assert secret not in str(list(database.mongo["api_tokens"].find()))
    user = accounts.api_tokens.user(secret)
    assert user is not None
    assert user.email == manager.email
    assert {p for p in Permission if user.may(p)} == {Permission.READ}
    with pytest.raises(Forbidden, match="jeton"):
        user.require(Permission.EXPORT)
    accounts.api_tokens.revoke(manager, made.token_id)
    assert accounts.api_tokens.user(secret) is None


def test_a_scope_gives_no_more_than_the_role(accounts: AccountService) -> None:
    nico = accounts.add(OPERATOR, "nico@exemple.fr", Role.BENEVOLE, PASSWORD)
    _, secret = accounts.api_tokens.create(nico, "Essai", ["export", "import", "campagnes"])
    user = accounts.api_tokens.user(secret)
    assert user is not None
    assert {p for p in Permission if user.may(p)} == {Permission.READ}


def test_it_ends_by_itself_and_with_its_account(
    accounts: AccountService, manager: User, database: Database
) -> None:
    _, secret = accounts.api_tokens.create(manager, "Site", ["lecture"], days=1)
    later = ApiTokens(
        database,
        accounts.get_by_id,
        JournalService(database, now),
        lambda: now() + timedelta(days=2),
    )
    assert later.user(secret) is None
    accounts.disable(OPERATOR, manager.email)
    assert accounts.api_tokens.user(secret) is None


@pytest.mark.parametrize("forged", ["", "mmc_", "mmc_" + "a" * 43, "Bearer", "é" * 50, "mmc_\0"])
def test_what_is_no_token_is_nobodys(accounts: AccountService, manager: User, forged: str) -> None:
    accounts.api_tokens.create(manager, "Site", ["lecture"])
    assert accounts.api_tokens.user(forged) is None


def test_they_are_each_accounts_own(accounts: AccountService, manager: User) -> None:
    made, _ = accounts.api_tokens.create(manager, "Site", ["lecture"])
    other = accounts.add(OPERATOR, "nico@exemple.fr", Role.BENEVOLE, PASSWORD)
    assert accounts.api_tokens.of(other) == []
    with pytest.raises(NotFound):
        accounts.api_tokens.revoke(other, made.token_id)
    assert accounts.api_tokens.revoke(OPERATOR, made.token_id).nom == "Site"


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", ["lecture"], 1), ("a", [], 1), ("a", ["tout"], 1), ("a", ["lecture"], 0)],
)
def test_a_wrong_one_is_refused(
    accounts: AccountService, manager: User, name: str, scopes: list[str], days: int
) -> None:
    with pytest.raises(InvalidData):
        accounts.api_tokens.create(manager, name, scopes, days)
