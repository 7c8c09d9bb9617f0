"""Which file a sentence asks for."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.pipeline import Language
from assistant.language.requests.commands import COMMANDS
from assistant.language.requests.exports import export_in
from assistant.language.understanding import Context, Intent
from assistant.skills.exports.buttons import sentence
from core.exports.models import Format
from core.prospects.filters import Filter
from core.prospects.models import FIELDS
from core.vocabulary.text import fold

NOTHING = Filter()
WITHOUT_MAIL = Filter.model_validate({"sans": ["email"]})
WITH_MAIL = Filter.model_validate({"avec": ["email"]})
LYON = Filter.model_validate({"ville": ["Lyon"]})
BRETAGNE = Filter.model_validate({"region": ["Bretagne"]})


@pytest.mark.parametrize(
    ("text", "format"),
    [
        ("exporte", Format.CSV),
        ("exporte en csv", Format.CSV),
        ("un csv pour Excel", Format.CSV),
        ("exporte en Excel", Format.XLSX),
        ("exporte les MJC en xlsx", Format.XLSX),
        ("télécharge un fichier excel", Format.XLSX),
        ("exporte en CSV simple", Format.PLAIN),
        ("exporte en csv avec des virgules", Format.PLAIN),
    ],
)
def test_the_kind_of_file(text: str, format: Format) -> None:
    assert export_in(text, NOTHING).format == format


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("exporte seulement le nom, la ville et le mail", "nom_structure ville email"),
        ("exporte les MJC avec le nom, la ville et le mail", "nom_structure ville email"),
        ("exporte uniquement le nom et le téléphone des MJC", "nom_structure telephone"),
        ("exporte en excel : nom, contact et tel", "nom_structure nom_contact telephone"),
        ("exporte les colonnes nom, ville, email", "nom_structure ville email"),
        ("exporte-moi le nom et le mail", "nom_structure email"),
        ("exporte que les mails", "email"),
        ("exporte les téléphones", "telephone"),
        ("exporte le statut et la région", "statut region"),
        ("je veux juste le nom et l'adresse mail dans le fichier", "nom_structure email"),
        ("exporte juste les coordonnées", "email telephone"),
    ],
)
def test_columns_that_are_wanted(text: str, columns: str) -> None:
    assert export_in(text, NOTHING).columns == tuple(columns.split())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("exporte sans les commentaires", "commentaires"),
        ("exporte sans les commentaires ni les tags", "commentaires tags"),
        ("exporte tout sauf les notes", "commentaires"),
        ("exporte en excel, sans l'identifiant et sans la source", "prospect_id source"),
    ],
)
def test_columns_that_are_left_out(text: str, left: str) -> None:
    kept = export_in(text, NOTHING).columns
    assert kept == tuple(name for name in FIELDS if name not in left.split())


@pytest.mark.parametrize(
    ("text", "filter"),
    [
        ("exporte", NOTHING),
        ("exporte les contacts", NOTHING),
        ("exporte les prospects sans mail", WITHOUT_MAIL),
        ("exporte seulement ceux avec un mail", WITH_MAIL),
        ("exporte que la région Bretagne", BRETAGNE),
        ("exporte seulement la ville de Lyon", LYON),
        ("exporte ceux dont la ville est Lyon", LYON),
        ("exporte les MJC classées par ville", NOTHING),
        ("exporte avec toutes les colonnes", NOTHING),
    ],
)
def test_what_is_said_of_the_prospects_is_no_column(text: str, filter: Filter) -> None:
    assert export_in(text, filter).columns == FIELDS


CHOSEN = next(one for one in COMMANDS if one.name == "export_chosen")
SOME = st.lists(st.sampled_from(FIELDS), min_size=1, unique=True)


@given(st.sampled_from(Format), SOME | SOME.map(lambda s: [n for n in FIELDS if n in s]))
def test_what_a_button_says_is_what_it_does(format: Format, columns: list[str]) -> None:
    said = sentence(format, columns)
    assert export_in(said, BRETAGNE).format == format
    assert export_in(said, BRETAGNE).columns == tuple(columns)
    if tuple(columns) != FIELDS:
        assert CHOSEN.rule.fullmatch(fold(said))


@pytest.mark.parametrize("format", Format)
@pytest.mark.parametrize("limit", [None, 10])
def test_a_button_of_all_columns_is_understood(
    format: Format, limit: int | None, tmp_path: Path
) -> None:
    said = sentence(format, FIELDS, limit)
    context = Context(filter=BRETAGNE)
    (read,) = Language.load(tmp_path).understand(said, context, date(2026, 11, 22))
    assert (read.intent, read.unsure) == (Intent.EXPORT_CSV, False)
    assert read.filters == BRETAGNE
    assert read.slots.get("limit") == limit
