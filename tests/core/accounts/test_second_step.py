"""The second step of a log-in."""

import pyotp
import pytest

from core.accounts.models import OPERATOR, Role, User
from core.accounts.service import AccountService
from core.clock import now
from core.database import Database
from core.errors import Forbidden, InvalidData, Refused
from core.journal.service import JournalService

PASSWORD = "un mot de passe long"


@pytest.fixture
def accounts(database: Database) -> AccountService:
    return AccountService(database, JournalService(database, now), now)


@pytest.fixture
def gigi(accounts: AccountService) -> User:
    return accounts.add(OPERATOR, "gigi@exemple.fr", Role.MANAGER, PASSWORD)


def log_in(accounts: AccountService, password: str) -> User | None:
    return accounts.log_in("gigi@exemple.fr", password, "192.0.2.1")


def test_the_code_is_typed_after_the_password_and_taken_once(
    accounts: AccountService, gigi: User, database: Database
) -> None:
    step = accounts.second_step
    enrolment = step.begin(gigi)
    assert log_in(accounts, PASSWORD) is not None  # it does not count yet
    for code in ("", "éééééé", "١٢٣٤٥٦", "\ud800" * 6, "1\x00" * 3):
        with pytest.raises(InvalidData):
            step.confirm(gigi, code)
    with pytest.raises(InvalidData):
        step.confirm(gigi, "000000" if pyotp.TOTP(enrolment.secret).now() != "000000" else "1")
    totp = pyotp.TOTP(enrolment.secret)
    present = int(now().timestamp()) // 30 * 30
    step.confirm(gigi, totp.at(present - 30))
    assert step.is_on(gigi)
    assert enrolment.secret not in str(list(database.mongo["users"].find()))
    assert log_in(accounts, PASSWORD) is None
    for code in ("éééééé", "١٢٣٤٥٦", "\ud800" * 6):
        assert log_in(accounts, PASSWORD + code) is None
    accounts.throttle.forget(gigi.email)
    code = totp.at(present + 30)
    assert log_in(accounts, f"un autre mot de passe{code}") is None
    assert log_in(accounts, f"{PASSWORD}{code}") is not None
    assert log_in(accounts, f"{PASSWORD}{code}") is None  # used
    step.remove(OPERATOR, gigi)
    assert log_in(accounts, PASSWORD) is not None


def test_only_admins_take_off_anothers(accounts: AccountService, gigi: User) -> None:
    nico = accounts.add(OPERATOR, "nico@exemple.fr", Role.BENEVOLE, PASSWORD)
    with pytest.raises(Forbidden):
        accounts.second_step.remove(nico, gigi)


def test_it_is_drawn_for_a_phone(accounts: AccountService, gigi: User) -> None:
    enrolment = accounts.second_step.begin(gigi)
    assert enrolment.uri.startswith("otpauth://totp/MimiCom:gigi")
    assert len(enrolment.drawn().splitlines()) > 10


def test_a_spare_code_serves_once_in_place_of_the_phone(
    accounts: AccountService, gigi: User
) -> None:
    step = accounts.second_step
    with pytest.raises(Refused):
        step.new_spares(gigi)
    enrolment = step.begin(gigi)
    assert step.waiting(gigi) == enrolment
    step.confirm(gigi, pyotp.TOTP(enrolment.secret).now())
    first = step.new_spares(gigi)
    codes = step.new_spares(gigi)
    assert len(set(codes)) == step.spares_left(gigi) == 8
    assert log_in(accounts, f"{PASSWORD}{first[0]}") is None
    assert log_in(accounts, f"{PASSWORD}{codes[0]}") is not None
    assert log_in(accounts, f"{PASSWORD} {codes[0]}") is None
    assert log_in(accounts, f"{PASSWORD} {codes[1]}") is not None
    assert step.spares_left(gigi) == 6
    assert log_in(accounts, PASSWORD) is None
    step.remove(gigi, gigi)
    assert log_in(accounts, PASSWORD) is not None


def test_the_session_that_adds_the_step_goes_on(accounts: AccountService, gigi: User) -> None:
    enrolment = accounts.second_step.begin(gigi)
    accounts.second_step.confirm(gigi, pyotp.TOTP(enrolment.secret).now(), keep="mine")
    after = accounts.get_by_id(gigi.user_id)
    assert after is not None
    assert after.accepts(gigi.session_version, "mine")
    assert not after.accepts(gigi.session_version, "another")
