"""Columns of lists that a user chose."""

from assistant.columns import DEFAULT, TableColumns
from core.accounts.models import Role, User
from core.database import Database

ANNE = User(user_id="anne", email="anne@exemple.fr", role=Role.BENEVOLE)
PAUL = User(user_id="paul", email="paul@exemple.fr", role=Role.BENEVOLE)


def test_each_user_has_their_own(database: Database) -> None:
    columns = TableColumns(database)
    columns.choose(ANNE, ["tags", "email", "nothing", "prospect_id"])
    assert columns.of(ANNE) == ("nom_structure", "email", "tags")
    assert columns.of(PAUL) == DEFAULT
    assert (columns.chosen(ANNE), columns.chosen(PAUL)) == (True, False)


def test_none_or_the_usual_ones_are_no_choice(database: Database) -> None:
    columns = TableColumns(database)
    for chosen in ([], list(DEFAULT)):
        columns.choose(ANNE, ["tags"])
        columns.choose(ANNE, chosen)
        assert columns.of(ANNE) == DEFAULT
        assert not columns.chosen(ANNE)
