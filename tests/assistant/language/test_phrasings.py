"""Ways of saying things, from a file to a regular expression."""

import re
import tomllib

import pytest

from assistant.language.text import phrasings as module
from assistant.language.text.chain import rule
from assistant.language.text.lexicon import FOLDER
from assistant.language.text.phrasings import Phrasings, WrongPhrase


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    monkeypatch.setattr(module, "table", lambda name: found)
    return found


def read(tables: dict[str, list[str]], *phrases: str, **pieces: str) -> re.Pattern[str]:
    tables["one"] = list(phrases)
    return re.compile(Phrasings("file", " ", **pieces)["one"])


@pytest.mark.parametrize(
    ("phrase", "said", "unsaid"),
    [
        ("enleve(r|z)", ["enleve", "enlever", "enlevez"], ["enlevera", "enlev"]),
        ("ouvr{e|ir}", ["ouvre", "ouvrir"], ["ouvr"]),
        ("souhait~ voir", ["souhaite voir", "souhaitent voir"], ["souhaite", "souhaitevoir"]),
        ("[moi] voir", ["voir", "moi voir"], ["moivoir", " voir"]),
        ("voir [moi|nous]", ["voir", "voir moi", "voir nous"], ["voir "]),
        ("voir [les|ces]* mjc", ["voir mjc", "voir les ces mjc"], ["voir lesmjc"]),
        ("{la|toute la} base", ["la base", "toute la base"], ["base"]),
        ("{a|{b|c} d} [e [f]] g", ["a g", "b d e g", "c d e f g"], ["a f g", "e g"]),
        ("nouve$w $s", ["nouvelle <num>"], ["nouve <num>", "nouvelle"]),
        ("vers ..", ["vers le nord"], ["vers"]),
        ("pas ! ok ?", ["pas ! ok ?"], ["pas ! ok"]),
        ("<num> <c.~>", ["<num> <c.place>"], ["<num> <cxplace>"]),
        ("évoque {ou|où}", ["évoque où", "evoque ou"], ["ëvoque ou"]),
        ("filtre(s) [actifs] !{de|sur}", ["filtres", "filtre actifs"], ["actifs"]),
        ("a [b] c [d]", ["a c", "a b c", "a b c d"], ["a b d"]),
    ],
)  # fmt: skip
def test_notation(
    tables: dict[str, list[str]], phrase: str, said: list[str], unsaid: list[str]
) -> None:
    pattern = read(tables, phrase)
    assert all(pattern.fullmatch(one) for one in said)
    assert not any(pattern.fullmatch(one) for one in unsaid)


def test_tables_name_one_another_and_the_code_gives_pieces(tables: dict[str, list[str]]) -> None:
    tables["noun"] = ["prospect(s)", "fiche(s)"]
    pattern = read(tables, "la $name des @noun", name=r"(?P<name>\w+)")
    found = pattern.fullmatch("la liste des fiches")
    assert found is not None
    assert found["name"] == "liste"


@pytest.mark.parametrize(
    ("phrase", "part"),
    [
        ("[..] a $part", "b"),
        ("[..]? a $part", "a b"),
        ("[les|a]* $part", "b"),
        ("[les|a]*? $part", "a a b"),
    ],
)
def test_rather_without(tables: dict[str, list[str]], phrase: str, part: str) -> None:
    found = read(tables, phrase, part=r"(?P<part>.+)").fullmatch("a a b")
    assert found is not None
    assert found["part"] == part


def test_whole_words_are_looked_for(tables: dict[str, list[str]]) -> None:
    tables["one"] = ["note", "en fait"]
    pattern = Phrasings("file", " ").within("one")
    assert pattern.search("mais en fait non")
    assert not pattern.search("notes en faites")


def test_a_chain_joins_words_its_own_way(tables: dict[str, list[str]]) -> None:
    tables["one"] = ["toute(s) [la|les] <type>"]
    pattern = rule(Phrasings("file")["one"])
    assert pattern.search("voir toutes les <type> ici")


def test_what_comes_next_may_be_ruled_out(tables: dict[str, list[str]]) -> None:
    pattern = read(tables, "filtre(s) [actifs] !{de|sur}", "tous [svp]$alone", alone=r"(?= <end>)")
    assert pattern.match("filtres en place")
    assert pattern.search("filtres actifs sur la ville")[0] == "filtres"  # type: ignore[index]
    assert not pattern.search("filtre de la ville")
    assert pattern.search("tous svp <end>")
    assert not pattern.search("tous svp alors")


@pytest.mark.parametrize(
    "phrase",
    ["ß", "M", "[moi]", "mot[s]", "[moi]voir", "{a", "a}", "a|b", "{a]", "@no", "$no", "", "(s)*",
     "!{a} b"],
)  # fmt: skip
def test_a_wrong_phrase_is_named(tables: dict[str, list[str]], phrase: str) -> None:
    with pytest.raises(WrongPhrase, match=r"file\.one"):
        read(tables, phrase)


def test_a_table_neither_repeats_nor_names_itself(tables: dict[str, list[str]]) -> None:
    with pytest.raises(WrongPhrase, match="twice"):
        read(tables, "a", "a")
    with pytest.raises(WrongPhrase, match="itself"):
        read(tables, "@one")


def test_files_of_phrases_are_all_used() -> None:
    files = {path.stem for path in (FOLDER / "tournures").glob("*.toml")}
    assert files == set(re.findall(r"hrasings\(\s*[\"'](\w+)", code()))


def test_tables_of_phrases_are_all_used() -> None:
    quoted = set(re.findall(r"[\"'](\w+)[\"']", code()))
    for path in (FOLDER / "tournures").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        named = quoted | set(re.findall(r"@(\w+)", text))
        assert set(tomllib.loads(text)) <= named, path.name


def code() -> str:
    """All of the code that may read phrases."""
    return "".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.rglob("*.py"))


@pytest.mark.parametrize(
    ("phrase", "said"),
    [("vire(r)", "vire"), ("en fait", "en fait"), ("{a|au}", "au"), ("moi [les]", "moi")],
)
def test_a_piece_neither_begins_nor_ends_within_a_word(
    tables: dict[str, list[str]], phrase: str, said: str
) -> None:
    tables["one"] = [phrase]
    for piece in (Phrasings("file", " ")["one"], *Phrasings("file", " ").each("one")):
        assert re.search(piece, f"ici {said}, là")
        assert not re.search(piece, f"z{said}")
        assert not re.search(piece, f"{said}z")
        assert not re.search(rf"z{piece}|{piece}z", f"z{said}z")
