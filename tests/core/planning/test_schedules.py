"""The schedules that come with the product, and those that are refused, with their line."""

from pathlib import Path

import pytest

from core.errors import InvalidData, NotFound
from core.planning.schedules import FOLDER, read_schedule, read_schedules
from core.planning.yaml_lines import WrongYaml

HEAD = "nom: essai\nmots: [essai]\ntaches:\n"
ONE = "  - {cle: un, titre: Un, duree: 1, avant: 1}\n"
CONTRACT = (
    *("festival", "salon", "atelier", "appel à partenaires", "newsletter", "relance"),
    *("recherche de bénévoles", "assemblée générale"),
)


def test_those_that_come_with_the_product_are_right() -> None:
    found = read_schedules()
    assert found.wrong == ()
    assert {one.nom for one in found.known} >= set(CONTRACT)
    assert all(step.role for one in found.known for step in one.taches)


def test_no_word_calls_two_of_them() -> None:
    known = read_schedules().known
    for schedule in known:
        for word in (schedule.nom, *schedule.mots):
            assert [one.nom for one in known if one.called(word)] == [schedule.nom]


@pytest.mark.parametrize(
    ("said", "nom"),
    [
        ("Festival", "festival"),
        ("ASSEMBLEE GENERALE", "assemblée générale"),
        ("ag", "assemblée générale"),
        ("infolettre", "newsletter"),
        ("bénévoles", "recherche de bénévoles"),
    ],
)
def test_a_schedule_is_found_as_people_call_it(said: str, nom: str) -> None:
    assert read_schedules().named(said).nom == nom


def test_one_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="assemblée générale, atelier"):
        read_schedules().named("kermesse")


def test_a_name_tells_the_schedule_by_its_longest_word() -> None:
    found = read_schedules()
    for name, nom in (
        ("Festival des jeux 2027", "festival"),
        ("Recherche de bénévoles pour le festival", "recherche de bénévoles"),
        ("AG 2027", "assemblée générale"),
    ):
        schedule = found.within(name)
        assert schedule is not None
        assert schedule.nom == nom
    assert found.within("Stagiaires") is None  # "stage" is within a word


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "vide"),
        ("nom: [", 1, "YAML"),
        ("- un", 1, "il faut des clés"),
        (HEAD, 3, "taches"),
        (HEAD + "  []\n", 3, "vide"),
        (HEAD + ONE + "couleur: rouge\n", 5, "« couleur » n'existe pas"),
        (HEAD + "  - {cle: un, titre: Un, duree: 1, avant: 1, quand: lundi}\n", 4, "« quand »"),
        (HEAD + "  - cle: un\n    titre: Un\n    duree: 0\n    avant: 1\n", 6, "au moins 1"),
        (HEAD + "  - cle: un\n    titre: Un\n    duree: 1\n    avant: -1\n", 7, "au moins 0"),
        (HEAD + "  - {cle: un, titre: Un, duree: 1.5, avant: 1}\n", 4, "nombre entier"),
        (HEAD + "  - {cle: un, titre: Un, duree: '1', avant: 1}\n", 4, "nombre entier"),
        (HEAD + "  - {cle: un, titre: Un, avant: 1}\n", 4, "il manque la clé « duree »"),
        (HEAD + "  - {cle: Un été, titre: Un, duree: 1, avant: 1}\n", 4, "minuscules"),
        (HEAD + "  - {cle: un, titre: '', duree: 1, avant: 1}\n", 4, "vide"),
        (HEAD + ONE + ONE, 5, "« un » sert déjà"),
        (
            HEAD + ONE + ONE.replace("un", "deux").replace("1}", "1, apres: [trois]}"),
            5,
            "« trois »",
        ),
        (HEAD + ONE.replace("1}", "1, canal: Fax}"), 4, "Téléphone"),
        (HEAD + ONE.replace("1}", "1, facultative: oui}"), 4, "true ou false"),
        (HEAD + ONE.replace("1}", "1, apres: [un]}"), 4, "« un » → « un »"),
        (HEAD + ONE + "nom: autre\n", 5, "« nom » est donnée deux fois"),
        ("nom: &a essai\nmots: [*a]\n", 1, "renvois"),
        ("nom: !!python/object:os.system essai\n", 1, "YAML"),
        ("nom: " + "[" * 5_000, 1, "YAML"),
    ],
    ids=lambda value: str(value)[-40:].strip() if isinstance(value, str) else str(value),
)
def test_a_wrong_file_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(WrongYaml) as refused:
        read_schedule(text)
    assert (refused.value.line, reason in refused.value.reason) == (line, True), refused.value


def test_a_circle_is_told_whole() -> None:
    keys = ["un", "deux", "trois"]
    lines = [
        f"  - {{cle: {key}, titre: T, duree: 1, avant: 1, apres: [{keys[rank - 1]}]}}\n"
        for rank, key in enumerate(keys)
    ]
    with pytest.raises(WrongYaml) as refused:
        read_schedule(HEAD + "".join(lines))
    assert refused.value.line == 4
    assert all(f"« {key} »" in refused.value.reason for key in keys)


def test_a_wrong_file_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "bon.yaml").write_text(HEAD + ONE)
    (tmp_path / "encore.yaml").write_text(HEAD + ONE)
    (tmp_path / "fautif.yaml").write_text(HEAD + ONE + "couleur: rouge\n")
    (tmp_path / "latin.yaml").write_bytes("nom: été".encode("latin-1"))
    found = read_schedules(tmp_path)
    assert [one.nom for one in found.known] == ["essai"]
    assert [(one.path.name, one.line) for one in found.wrong] == [
        ("encore.yaml", 1),
        ("fautif.yaml", 5),
        ("latin.yaml", 1),
    ]
    with pytest.raises(InvalidData, match=r"fautif\.yaml, ligne 5"):
        found.named("fautif")


def test_the_wheel_has_them() -> None:
    project = (FOLDER.parents[1] / "pyproject.toml").read_text()
    assert 'packages = ["assistant", "core", "templates"]' in project


def test_the_example_of_the_page_is_right() -> None:
    page = (FOLDER.parents[1] / "docs" / "adding-a-schedule.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert [step.cle for step in read_schedule(example).taches] == ["stands", "appel", "lots"]
