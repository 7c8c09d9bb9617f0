"""Any file that a spreadsheet writes is read; what is no table is refused with a reason."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.files import table as tables
from core.imports.files.reading import open_table
from core.imports.refusals import Refusal
from core.imports.rows import Outcome
from core.prospects.reasons import Reason
from tests.core.imports.previews import preview, preview_sample, reasons

TABLE = "Nom;Ville;Type\nMédiathèque d'été;Lyon;MJC\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_encodings(encoding: str, named: str) -> None:
    report, rows = preview(TABLE.encode(encoding))
    assert report.encoding == named
    assert rows[0].values["nom_structure"] == "Médiathèque d'été"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(delimiter: str, end: str) -> None:
    report, rows = preview(TABLE.replace(";", delimiter).replace("\n", end))
    assert (report.delimiter, report.header_row, report.valid) == (delimiter, 1, 1)
    assert rows[0].line == 2


def test_excel_says_its_separator_on_a_first_line() -> None:
    report, rows = preview("sep=|\nNom|Ville|Type\nMJC|Lyon|MJC\n")
    assert (report.delimiter, report.header_row, rows[0].line) == ("|", 2, 3)


def test_a_title_before_the_header_is_no_data() -> None:
    report, rows = preview_sample("titre_avant_entete.csv")
    assert (report.header_row, report.total) == (4, 2)
    assert [row.line for row in rows] == [5, 7]


def test_without_headings_the_content_tells_and_the_first_row_is_data() -> None:
    report, rows = preview_sample("sans_entete.csv")
    assert report.header_row is None
    assert list(report.columns.values()) == [
        *("nom_structure", "email", "telephone", "code_postal", "ville", "type_prospect"),
    ]
    assert report.valid == 3
    assert rows[0].line == 1


def test_two_text_columns_without_headings() -> None:
    report, rows = preview("La Grange aux Jeux,Poitiers\nLe Dé,Lyon\n")
    assert report.header_row is None
    assert [row.values["ville"] for row in rows] == ["Poitiers", "Lyon"]


def test_an_open_quote_costs_its_row_and_no_other() -> None:
    report, rows = preview_sample("guillemet_ouvert.csv")
    assert (report.total, report.valid, report.rejected) == (5, 3, 2)
    unbalanced = [Reason.UNBALANCED_QUOTE.value]
    assert reasons(rows) == {4: unbalanced, 5: unbalanced}
    assert [row.line for row in rows] == [2, 4, 5, 6, 7]
    assert rows[0].values["commentaires"][0]["texte"] == "Une note\nsur deux lignes"


@pytest.mark.parametrize(
    "text",
    [
        'Nom;Ville;Type\n"A;Lyon;MJC\nB;Lyon;MJC\nC;Lyon;MJC\n',
        'Nom;Ville;Type\nA;Lyon;"MJC\nB;Lyon;MJC\nC;Lyon;MJC"\n',
        '"Nom";"Ville";"Type"\n"A;"Lyon";"MJC"\n"B";"Lyon";"MJC"\n"C";"Lyon";"MJC"\n',
        '"Nom";"Ville";"Type"\n"A";"Lyon";"MJC\n"B";"Lyon";"MJC"\n"C";"Lyon";"MJC"\n',
        'Nom;Ville;Type\n"A;Lyon;MJC\n"B";Lyon;MJC\nC;Lyon;MJC\n',
    ],
)
def test_rows_after_an_open_quote_are_read(text: str) -> None:
    report, rows = preview(text)
    assert [row.line for row in rows] == [2, 3, 4]
    assert rows[0].reasons() == ["unbalanced_quote"]
    assert (report.total, report.rejected, report.valid) == (3, 1, 2)


def test_an_open_quote_at_the_end_of_the_file() -> None:
    report, rows = preview('Nom;Ville;Type\nA;Lyon;MJC\n"B;Lyon;MJC')
    assert reasons(rows) == {3: ["unbalanced_quote"]}
    assert report.valid == 1


def test_quotes_within_text_are_kept() -> None:
    text = (
        'Nom;Ville;Type\nLe 12" bar;Lyon;MJC\n"Le ""Bon"" jeu";Lyon;MJC\n"Le "Bon" jeu";Lyon;MJC\n'
    )
    _, rows = preview(text)
    assert [row.values["nom_structure"] for row in rows] == [
        *('Le 12" bar', 'Le "Bon" jeu', 'Le "Bon" jeu'),
    ]


def test_cells_beyond_the_header_reject_a_row_unless_empty() -> None:
    report, rows = preview_sample("cellules_en_trop.csv")
    assert reasons(rows) == {3: ["too_many_cells"]}
    assert report.problems[0].value == "une remarque sans titre"


def test_a_row_of_empty_cells_does_not_exist() -> None:
    report, rows = preview("Nom;Ville;Type\n;;\nA;Lyon;MJC\n \t;\u00a0;\n\n\nB;Lyon;MJC\n;;\n")
    assert report.total == 2
    assert [(row.number, row.line) for row in rows] == [(1, 3), (2, 7)]


def test_nul_bytes_are_dropped() -> None:
    _, rows = preview("Nom;Ville;Type\nMJ\0C;Lyon;MJC\n")
    assert rows[0].values["nom_structure"] == "MJC"


@pytest.mark.parametrize(
    ("sample", "kind"),
    [
        ("vide.csv", Refusal.EMPTY),
        ("entete_seul.csv", Refusal.NO_ROWS),
        ("image.csv", Refusal.NOT_CSV),
        ("binaire.csv", Refusal.NOT_CSV),
        ("lettre.csv", Refusal.UNREADABLE),
        ("deux_separateurs.csv", Refusal.UNREADABLE),
        ("sans_ville.csv", Refusal.MISSING_COLUMN),
    ],
)
def test_refused_samples(sample: str, kind: Refusal) -> None:
    report, rows = preview_sample(sample)
    assert report.refused is not None
    assert report.refused.kind is kind
    assert report.refused.message.endswith(".")
    assert (report.total, rows) == (0, [])


def test_a_missing_column_is_named() -> None:
    report, _ = preview("Email;Note\na@b.fr;x\n")
    assert report.as_json()["refused"]["fields"] == ["nom_structure", "ville"]
    assert report.columns == {"Email": "email", "Note": "commentaires"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xef\xbb\xbf", Refusal.EMPTY),
        (b"\n \n;;;\n", Refusal.EMPTY),
        (b"<!DOCTYPE html><html></html>", Refusal.NOT_CSV),
        (b"%PDF-1.7 ...", Refusal.NOT_CSV),
        (b"PK\x03\x04" + b"\0" * 50, Refusal.NOT_CSV),
        (";".join(f"c{i}" for i in range(501)).encode() + b"\n", Refusal.TOO_WIDE),
        (",".join(f"colonne {i}" for i in range(5000)).encode(), Refusal.TOO_WIDE),
        (b"Nom;Ville\n" + b"x" * 1_000_001 + b"\n", Refusal.LINE_TOO_LONG),
        (b"a;" * 2_500_000, Refusal.LINE_TOO_LONG),
        (b"Nom;Ville\nA;Lyon\n" * 3_000_000, Refusal.TOO_LARGE),
    ],
)
def test_refused_bytes(data: bytes, kind: Refusal) -> None:
    report, _ = preview(data)
    assert report.refused is not None
    assert report.refused.kind is kind


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert preview("Nom;Ville\n" + "A;Lyon\n" * 3)[0].refused is None
    refused = preview("Nom;Ville\n" + "A;Lyon\n" * 4)[0].refused
    assert refused is not None
    assert refused.kind is Refusal.TOO_LARGE


PIECES = st.sampled_from(
    [
        *(";", ",", "\t", '"', '""', "\n", "\r\n", "\r", " ", "Nom", "Ville", "Type", "Email"),
        *(
            "Lyon",
            "MJC",
            "a@b.fr",
            "0612345678",
            "é",
            "'",
            "=1",
            "\0",
            "\ufeff",
            "Nom;Ville;Type\n",
        ),
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    _agrees(text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    _agrees(data)


@given(
    st.lists(
        st.sampled_from(["bare", "quoted", "long", "open", "open last"]), min_size=1, max_size=9
    ),
    st.sampled_from([";", ",", "\t"]),
)
def test_open_quotes_cost_their_rows_alone(kinds: list[str], delimiter: str) -> None:
    text = "".join(ROWS[kind].format(n=n) for n, kind in enumerate(kinds))
    report, rows = preview(
        "Nom;Ville;Type;Commentaires\n".replace(";", delimiter) + text.replace(";", delimiter)
    )
    expected = ["rejected" if kind.startswith("open") else "valid" for kind in kinds]
    assert [row.outcome.value for row in rows] == expected
    assert report.by_reason[Reason.UNBALANCED_QUOTE] == expected.count("rejected")


ROWS = {
    "bare": "MJC {n};Lyon;MJC;rien\n",
    "quoted": '"MJC {n}";"Lyon";"MJC";"le ""bon"" mot"\n',
    "long": 'MJC {n};Lyon;MJC;"une note\n\nsur trois lignes, longue"\n',
    "open": '"MJC {n};Lyon;MJC;rien\n',
    "open last": 'MJC {n};Lyon;MJC;"rien\n',
}

CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters='\n;,"'), max_size=12
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=5), max_size=8))
def test_every_row_has_one_outcome(table: list[list[str]]) -> None:
    lines = [";".join('"' + c.replace('"', '""') + '"' for c in row) for row in table]
    _agrees("\n".join(["Nom;Ville;Type", *lines]).encode())


def _agrees(data: bytes) -> None:
    report, rows = preview(data)
    assert report.total == report.valid + report.duplicates + report.rejected == len(rows)
    assert [row.number for row in rows] == list(range(1, report.total + 1))
    assert all(before.line < after.line for before, after in pairwise(rows))
    rejected = [row for row in rows if row.outcome is Outcome.REJECTED]
    assert all(row.reasons() for row in rejected)
    assert report.warnings == sum(p.severity == "warning" for p in report.problems)
    report.as_json()
    for row in rows:
        row.as_json()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_progress_counts_rows_whatever_ends_them(end: str, last: bool) -> None:
    lines = ["nom;ville", *(f"MJC {n};Lyon" for n in range(20))]
    data = (end.join(lines) + (end if last else "")).encode()
    table = open_table(data)
    assert table.estimate == 20 == sum(1 for _ in table.rows())
