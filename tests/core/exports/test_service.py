"""Exports on a real base: what is granted, counted, told and served."""

import csv
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.database import Database
from core.errors import Forbidden, NotFound, Refused
from core.exports import writing
from core.exports.models import Format, Order, TooManyExports
from core.exports.service import ExportService
from core.journal.models import Action, Search
from core.prospects.filters import Filter
from core.prospects.models import FIELDS, Comment
from core.services import Services, build
from tests.factories import prospect
from tests.hands import Hands

NOW = datetime(2090, 11, 22, 22, 50, tzinfo=UTC)
MANAGER = User(user_id="1", email="manager@example.org", role=Role.MANAGER)
OTHER = User(user_id="3", email="autre@example.org", role=Role.MANAGER)
VOLUNTEER = User(user_id="2", email="benevole@example.org", role=Role.BENEVOLE)
LYON = Filter.model_validate({"ville": ["Lyon"]})
AUTRES = Filter.model_validate({"ville": ["Lyon"], "type_prospect": ["Autre"]})
NANTES = Filter.model_validate({"ville": ["Nantes"]})


@pytest.fixture
def clock() -> Hands:
    return Hands(NOW)


@pytest.fixture
def services(database: Database, clock: Hands) -> Services:
    built = build(database, clock)
    built.prospects.insert(
        [
            prospect(nom_structure="Le Dé", ville="Lyon", nb_adherents=10, email="de@exemple.fr"),
            prospect(nom_structure="Le Pion", ville="Lyon", nb_adherents=30),
            prospect(nom_structure="La Tour", ville="Nantes", nb_adherents=20),
        ]
    )
    return built


@pytest.fixture
def exports(services: Services) -> ExportService:
    return services.exports


@pytest.fixture
def limited(
    database: Database, clock: Hands, services: Services
) -> Iterator[Callable[..., ExportService]]:
    """The service under other settings."""
    before = database.settings

    def make(**limits: int) -> ExportService:
        database.settings = before.model_copy(update=limits)
        return build(database, clock).exports

    yield make
    database.settings = before


def fetched(exports: ExportService, order: Order, user: User = OPERATOR) -> bytes:
    """The file of an order."""
    made = io.BytesIO()
    exports.write(user, exports.ask(user, order).export_id, made)
    return made.getvalue()


def names(file: bytes) -> list[str]:
    read = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";")
    return [row["nom_structure"] for row in read]


# The file


def test_a_french_spreadsheet_opens_it(exports: ExportService) -> None:
    data = fetched(exports, Order())
    assert data.startswith(b"\xef\xbb\xbfprospect_id;nom_structure;nom_contact;email;")
    assert data.endswith(b"\r\n")
    assert len(data.split(b"\r\n")) == 1 + 3 + 1


def test_another_program_reads_the_plain_one(exports: ExportService) -> None:
    data = fetched(exports, Order(format=Format.PLAIN))
    assert data.startswith(b"prospect_id,nom_structure,nom_contact,email,")


def test_a_workbook_is_one(exports: ExportService) -> None:
    with zipfile.ZipFile(io.BytesIO(fetched(exports, Order(format=Format.XLSX)))) as pieces:
        assert "xl/worksheets/sheet1.xml" in pieces.namelist()


def test_the_name_has_the_date_of_paris(exports: ExportService, clock: Hands) -> None:
    clock.moment = datetime(2090, 11, 22, 23, 30, tzinfo=UTC)
    assert exports.ask(OPERATOR, Order()).filename == "mimicom_prospects_20901123.csv"
    workbook = exports.ask(OPERATOR, Order(format=Format.XLSX))
    assert workbook.filename == "mimicom_prospects_20901123.xlsx"


def test_the_selection_alone_is_in_it(exports: ExportService) -> None:
    assert sorted(names(fetched(exports, Order(filter=LYON)))) == ["Le Dé", "Le Pion"]
    both = Filter.model_validate({"ville": ["Lyon"], "avec": ["email"]})
    assert names(fetched(exports, Order(filter=both))) == ["Le Dé"]


@pytest.mark.parametrize("filter", [Filter(), AUTRES])
def test_the_first_of_an_order(exports: ExportService, filter: Filter) -> None:
    order = Order(filter=filter, sort="nb_adherents", descending=True, limit=1)
    assert exports.ask(OPERATOR, order).rows == 1
    assert names(fetched(exports, order)) == ["Le Pion"]
    in_order = names(fetched(exports, Order(sort="nom_structure")))
    assert in_order == ["La Tour", "Le Dé", "Le Pion"]


def test_chosen_columns_come_in_the_order_asked_for(exports: ExportService) -> None:
    order = Order(filter=NANTES, columns=("ville", "nom_structure", "ville"))
    assert fetched(exports, order) == "\ufeffville;nom_structure\r\nNantes;La Tour\r\n".encode()


def test_columns_that_do_not_exist_are_named(exports: ExportService) -> None:
    with pytest.raises(Refused, match="n'existent pas : nom, x1"):
        exports.ask(OPERATOR, Order(columns=("nom", "ville", "x1")))
    with pytest.raises(Refused, match="au moins une colonne"):
        exports.ask(OPERATOR, Order(columns=()))


def test_nobody_selected_is_a_file_with_its_headings(exports: ExportService) -> None:
    nobody = Filter.model_validate({"ville": ["Brest"]})
    assert fetched(exports, Order(filter=nobody)) == ("\ufeff" + ";".join(FIELDS) + "\r\n").encode()
    assert fetched(exports, Order(filter=nobody, format=Format.XLSX))


def test_what_a_sheet_cannot_hold_is_refused_before_anything(
    exports: ExportService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.exports.service.MOST_SHEET_ROWS", 2)
    with pytest.raises(Refused, match="1 048 575"):
        exports.ask(MANAGER, Order(format=Format.XLSX))
    assert exports.ask(MANAGER, Order(format=Format.CSV)).rows == 3


def test_a_text_too_long_for_a_cell_is_refused_and_leaves_no_piece(
    exports: ExportService, services: Services
) -> None:
    long = tuple(Comment(texte="🎲" * 5_000, auteur="m") for _ in range(4))
    services.prospects.insert([prospect(commentaires=long)])
    with pytest.raises(Refused, match="32 767"):
        fetched(exports, Order(format=Format.XLSX))
    with exports.workshop() as folder:
        assert not list(folder.iterdir())
    columns = tuple(field for field in FIELDS if field != "commentaires")
    assert fetched(exports, Order(format=Format.XLSX, columns=columns))
    assert ("🎲" * 5_000).encode() in fetched(exports, Order())
    assert writing.MOST_CELL_UNITS == 32_767


# Who, and how it is told


def test_a_volunteer_may_not_export(exports: ExportService) -> None:
    with pytest.raises(Forbidden):
        exports.ask(VOLUNTEER, Order())


def test_an_export_is_its_owners_alone_for_an_hour(exports: ExportService, clock: Hands) -> None:
    export_id = exports.ask(MANAGER, Order()).export_id
    with pytest.raises(NotFound):
        exports.get(OTHER, export_id)
    with pytest.raises(Forbidden):
        exports.get(MANAGER.model_copy(update={"role": Role.BENEVOLE}), export_id)
    clock.forward(minutes=59)
    assert exports.get(MANAGER, export_id).rows == 3
    clock.forward(minutes=1)
    with pytest.raises(NotFound, match="de nouveau"):
        exports.write(MANAGER, export_id, io.BytesIO())


def test_the_journal_tells_who_whom_and_what(exports: ExportService, services: Services) -> None:
    exports.ask(MANAGER, Order(filter=LYON, columns=("ville",), format=Format.XLSX, limit=1))
    entry = next(services.journal.search(Search()))
    assert (entry.action, entry.par) == (Action.EXPORT, MANAGER.email)
    assert entry.details["filtre"] == {"ville": ["Lyon"]}
    assert entry.details["lignes"] == 1
    assert entry.details["limite"] == 1
    assert entry.details["format"] == "xlsx"
    assert entry.details["colonnes"] == ["ville"]


# Limits


def test_one_export_in_a_while(exports: ExportService, clock: Hands) -> None:
    first = exports.ask(MANAGER, Order(filter=LYON))
    clock.forward(seconds=5)
    with pytest.raises(TooManyExports, match="Attendez encore 25 secondes") as refused:
        exports.ask(MANAGER, Order(filter=NANTES))
    assert refused.value.wait == 25
    # The link is followed as often as one likes, and others are free.
    for _ in range(2):
        assert exports.write(MANAGER, first.export_id, io.BytesIO()) == 2
    assert exports.ask(OTHER, Order()).rows == 3
    clock.forward(seconds=25)
    assert exports.ask(MANAGER, Order(filter=NANTES)).rows == 1


def test_the_same_people_in_another_form_are_the_same_export(
    limited: Callable[..., ExportService], services: Services
) -> None:
    exports = limited(export_rows_a_day=3)
    exports.ask(MANAGER, Order())
    workbook = exports.ask(MANAGER, Order(format=Format.XLSX))
    exports.ask(MANAGER, Order(columns=("ville",)))
    with pytest.raises(TooManyExports, match="vient d'être préparé") as refused:
        exports.ask(MANAGER, Order(format=Format.XLSX))
    assert refused.value.made == workbook
    assert len(services.journal.of("prospects")) == 3


def test_so_many_prospects_a_day(limited: Callable[..., ExportService], clock: Hands) -> None:
    exports = limited(export_rows_a_day=4)
    exports.ask(MANAGER, Order())
    clock.forward(minutes=1)
    with pytest.raises(TooManyExports, match="déjà exporté 3 prospects aujourd'hui, sur 4"):
        exports.ask(MANAGER, Order(filter=LYON))
    assert exports.ask(MANAGER, Order(filter=NANTES)).rows == 1
    # It is midnight in Paris.
    clock.forward(minutes=10)
    assert exports.ask(MANAGER, Order()).rows == 3


def test_more_than_a_day_allows_says_what_to_do(limited: Callable[..., ExportService]) -> None:
    exports = limited(export_rows_a_day=2)
    with pytest.raises(TooManyExports, match="MIMICOM_EXPORT_ROWS_A_DAY"):
        exports.ask(MANAGER, Order())
    # Nothing was used up.
    assert exports.ask(MANAGER, Order(filter=LYON)).rows == 2


def test_no_interval_where_the_setting_says_so(limited: Callable[..., ExportService]) -> None:
    exports = limited(export_interval_seconds=0)
    assert [exports.ask(MANAGER, Order()).rows for _ in range(3)] == [3, 3, 3]


def test_the_operator_has_no_limits(limited: Callable[..., ExportService]) -> None:
    exports = limited(export_rows_a_day=1)
    assert [exports.ask(OPERATOR, Order()).rows for _ in range(3)] == [3, 3, 3]


def test_of_many_at_once_one_is_granted(
    database: Database, clock: Hands, services: Services
) -> None:
    """Each thread has services of its own, as a process would."""
    granted: list[str] = []
    together = threading.Barrier(6)

    def ask(filter: Filter) -> None:
        exports = ExportService(database, services.prospects, services.journal, clock)
        together.wait()
        try:
            granted.append(exports.ask(MANAGER, Order(filter=filter)).export_id)
        except TooManyExports:
            return

    some = [Filter.model_validate({"adherents": {"min": n}}) for n in range(6)]
    threads = [threading.Thread(target=ask, args=(filter,)) for filter in some]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == 1
    assert len(services.journal.of("prospects")) == 1
