"""A table pasted into the chat is distinguished from sentences, and read as a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports.files.pasted import as_file, is_named, looks_like_table
from tests.core.imports.previews import preview

TABLES = {
    "from a spreadsheet": "Nom\tVille\tTéléphone\nMJC Nord\tLyon\t0612345678\nMJC Sud\tLille\t\n",
    "without headings": "MJC Nord\tLyon\t0612345678\nMJC Sud\tLille\t0612345679",
    "two by two": "Nom\tVille\nMJC Nord\tLyon\nMJC Sud\tLille",
    "semicolons": "Nom;Ville;Type\nMJC Nord;Lyon;MJC\nMJC Sud;Lille;MJC",
    "commas": "Nom,Ville,Type\nMJC Nord,Lyon,MJC\nMJC Sud,Lille,MJC\n\n",
    "commas, no headings": "MJC Nord,69003,Lyon\nMJC Sud,59000,Lille",
    "bars": "Nom|Ville|Type\nMJC Nord|Lyon|MJC\nMJC Sud|Lille|MJC",
    "markdown": "| Nom | Ville |\n|:----|------:|\n| MJC Nord | Lyon |\n| MJC Sud | Lille |",
    "database": " nom      | ville \n----------+-------\n MJC Nord | Lyon\n MJC Sud  | Lille\n",
    "box": "┌──┬──┐\n│ Nom │ Ville │\n├──┼──┤\n│ MJC Nord │ Lyon │\n│ MJC Sud │ Lille │\n└──┴──┘",
    "aligned": "Nom        Ville    Type\nMJC Nord   Lyon     MJC\nMJC Sud    Lille    MJC",
    "introduced": "Voici ma liste :\n\nNom\tVille\nMJC Nord\tLyon\nMJC Sud\tLille",
    "a cell on two lines": 'Nom\tVille\tNote\nMJC Nord\tLyon\t"un\ndeux"\nMJC Sud\tLille\t\n',
}


@pytest.mark.parametrize("name", TABLES)
def test_tables(name: str) -> None:
    text = TABLES[name]
    assert looks_like_table(text)
    report, rows = preview(as_file(text))
    assert report.refused is None
    assert [row.values["nom_structure"] for row in rows] == ["MJC Nord", "MJC Sud"]
    assert [row.values["ville"] for row in rows] == ["Lyon", "Lille"]
    lines = text.splitlines()
    assert all("MJC" in lines[row.line - 1] for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bonjour",
        "montre les MJC de Lyon",
        "Nom\tVille",
        "Bonjour,\nmerci de montrer les MJC,\nà bientôt,\nGigi",
        "- MJC de Lyon\n- MJC de Lille",
        "1. les MJC, à Lyon\n2. les bars, à Lille",
        "montre les MJC de Lyon, Lille\nenvoie un mail, puis exporte",
        "Ajoute une note : ils sont fermés ; rappeler lundi\nEt une autre ; merci",
        "Cher monsieur,\n\nNous serions ravis de vous voir, à Lyon.\nMerci, bien à vous,\nGigi",
        "ville : Lyon\ntype : MJC\ne-mail : a@b.fr",
        "a|b",
        "---\n---",
        "\n\n\n",
        "Le 12  mai\nNous  viendrons",
    ],
)
def test_sentences(text: str) -> None:
    assert not looks_like_table(text)


def test_rows_without_headings_may_be_requests() -> None:
    assert not is_named("ajoute MJC Nord, 69003, Lyon\najoute MJC Sud, 59000, Lille")
    assert not is_named("montre les MJC")
    assert is_named("Importe ceci :\nNom;Ville\nMJC Nord;Lyon\nMJC Sud;Lille")
    assert is_named("MJC Nord\tLyon\nMJC Sud\tLille")


def test_a_pasted_text_has_a_limit() -> None:
    assert looks_like_table("Nom\tVille\n" + "MJC\tLyon\n" * 100_000)
    assert not looks_like_table("Nom\tVille\n" + "MJC\tLyon\n" * 120_000)


@given(
    st.text(max_size=300) | st.lists(st.sampled_from('\t;,| \n-a+"\0é'), max_size=60).map("".join)
)
def test_any_text_is_judged_and_every_table_read(text: str) -> None:
    if looks_like_table(text):
        preview(as_file(text))
