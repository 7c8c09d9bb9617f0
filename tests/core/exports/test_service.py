"""The file that people open in a spreadsheet, and import again."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounts.models import Role, User
from core.errors import Forbidden
from core.exports.service import ExportService
from core.imports.models import DEFAULTS, Row
from core.prospects import normalise
from core.prospects.deduction import deduce
from core.prospects.filters import Filter
from core.prospects.models import FIELDS, Comment, Prospect
from core.vocabulary.places import all_communes
from core.vocabulary.values import ContactMethod, Network, ProspectType, Response, Status
from tests.core.imports.looking import look
from tests.factories import prospect

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
MANAGER = User(user_id="1", email="manager@example.org", role=Role.MANAGER)
VOLUNTEER = User(user_id="2", email="benevole@example.org", role=Role.BENEVOLE)


class Few:
    """A selection held in a list."""

    def __init__(self, *prospects: Prospect) -> None:
        self._prospects = prospects

    def iterate(self, filter: Filter) -> Iterator[Prospect]:
        return iter(self._prospects)


def exported(*prospects: Prospect) -> bytes:
    """The file of these prospects."""
    return b"".join(ExportService(Few(*prospects), lambda: NOW).stream(MANAGER, Filter()))


def cells(*prospects: Prospect) -> list[dict[str, str]]:
    """Rows as a spreadsheet shows them."""
    text = exported(*prospects).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_name_has_the_date_of_paris() -> None:
    service = ExportService(Few(), lambda: NOW)
    assert service.filename() == "mimicom_prospects_20261123.csv"


def test_a_french_spreadsheet_opens_it() -> None:
    data = exported(prospect())
    assert data.startswith(b"\xef\xbb\xbfprospect_id;nom_structure;nom_contact;email;")
    assert data.endswith(b"\r\n")
    assert list(cells(prospect())[0]) == list(FIELDS)


def test_values_are_written_as_french_people_read_them() -> None:
    (row,) = cells(
        prospect(
            telephone="+33612345678",
            accepte_contact=False,
            date_retour=date(2026, 1, 2),
            statut=Status.EN_ATTENTE,
            tags=("salon 2026", "a, b"),
            commentaires=(Comment(texte="oui", auteur="Marie", date=NOW), Comment(texte="non")),
        )
    )
    assert row["telephone"] == "06 12 34 56 78"
    assert row["accepte_contact"] == "non"
    assert row["date_retour"] == "2026-01-02"
    assert row["statut"] == "En attente de réponse"
    assert row["tags"] == 'salon 2026, "a, b"'
    assert row["commentaires"] == ("[2026-11-22T23:30:00+00:00 · Marie] oui\n[sans date] non")


@pytest.mark.parametrize("text", ["=1+1", "+33", "-a", "@SUM(A1)", "'=1"])
def test_no_cell_runs_as_a_formula(text: str) -> None:
    (row,) = cells(prospect(nom_structure=text, telephone="+3225551212"))
    assert row["nom_structure"] == "'" + text
    assert row["telephone"] == "003225551212"


def test_a_volunteer_may_not_export() -> None:
    with pytest.raises(Forbidden):
        ExportService(Few(), lambda: NOW).stream(VOLUNTEER, Filter())


# Export, then import

MARKS = "=+-@'\";,|\\[]* \n·:éœ€"
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp"), max_codepoint=0x2FFF)
    | st.sampled_from(MARKS),
    min_size=1,
    max_size=25,
)
LINES = WORDS.map(normalise.clean).filter(lambda t: t and not normalise.is_empty(t))
TEXTS = WORDS.map(normalise.clean_lines).filter(
    lambda t: t and not normalise.is_empty(normalise.clean(t))
)
MOMENTS = st.integers(946_684_800_000, 4_102_444_800_000).map(
    lambda milliseconds: datetime.fromtimestamp(milliseconds / 1000, UTC)
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
COUNTS = st.integers(0, 1_000_000_000)
PHONES = st.sampled_from(
    [
        "+33612345678",
        "+33472000001",
        "+262262412345",
        "+596596601234",
        "+3225551212",
        "+14165551234",
    ]
)
AUTHORS = st.from_regex(r"[A-Za-zé@.]{1,12}", fullmatch=True)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


@st.composite
def canonical(draw: st.DrawFn) -> Prospect:
    """A prospect as the base holds it: every value normalised, the place deduced."""
    commune = draw(st.sampled_from(all_communes()[:400]))
    place = deduce({"ville": commune.name, "departement": commune.departement})
    comments = draw(
        st.lists(
            st.builds(Comment, texte=TEXTS, auteur=maybe(AUTHORS), date=maybe(MOMENTS)), max_size=3
        )
    )
    values: dict[str, Any] = {
        "prospect_id": str(draw(st.uuids())),
        "nom_structure": draw(LINES),
        "nom_contact": draw(maybe(LINES)),
        "email": draw(
            maybe(st.sampled_from(["a@example.com", "+b=c@example.org", "-d@exemple.fr"]))
        ),
        "telephone": draw(maybe(PHONES)),
        "type_prospect": draw(st.sampled_from(ProspectType)),
        "pays": draw(maybe(st.just("France"))),
        "region": place.region,
        "departement": place.departement,
        "ville": place.ville,
        "code_postal": draw(maybe(st.just(commune.postcodes[0]))),
        "adresse": draw(maybe(LINES)),
        "nb_adherents": draw(maybe(COUNTS)),
        "site_web": draw(maybe(st.just("https://exemple.fr/?a=1;b=2"))),
        "accepte_contact": draw(maybe(st.booleans())),
        "methode_contact": draw(maybe(st.sampled_from(ContactMethod))),
        "statut": draw(st.sampled_from(Status)),
        "date_dernier_contact": draw(maybe(DAYS)),
        "date_retour": draw(maybe(DAYS)),
        "retour_prospect": draw(maybe(st.sampled_from(Response))),
        "commentaires": tuple(comments),
        "tags": tuple(dict.fromkeys(draw(st.lists(LINES, max_size=3)))),
        "cree_le": draw(MOMENTS),
        "modifie_le": draw(MOMENTS),
        "source": draw(LINES),
    }
    for network in Network:
        values[network.value] = draw(
            maybe(st.sampled_from(["@mjc", "https://x.com/mjc", "mjc lilas"]))
        )
        values[f"{network.value}_followers"] = draw(maybe(COUNTS))
    return Prospect.model_validate(values)


@given(st.lists(canonical(), min_size=1, max_size=3))
def test_exported_then_imported_prospects_are_the_same(prospects: list[Prospect]) -> None:
    report, rows = look(exported(*prospects))
    assert (report.total, report.rejected, report.warnings) == (len(prospects), 0, 0)
    assert (report.encoding, report.delimiter, report.header_row) == ("utf-8-sig", ";", 1)
    assert [_prospect(row) for row in rows] == prospects


def _prospect(row: Row) -> Prospect:
    return Prospect.model_validate(DEFAULTS | row.values | {"prospect_id": row.given_id})
