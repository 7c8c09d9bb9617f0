"""Each step of a turn is told to whoever mends the language."""

from datetime import date

from assistant.language.__main__ import explanations

TODAY = date(2026, 11, 22)


def _said(*turns: str) -> list[str]:
    return list(explanations(iter(turns), TODAY))


def test_each_step_is_told() -> None:
    lines = _said("MJC de Bretagne sauf le 35")
    assert "read as   <type> de <place> sauf <place> <end>" in lines
    assert "mention   0-3 'MJC': type, as keep" in lines
    assert "mention   21-26 'le 35': place, as neg" in lines
    assert len([line for line in lines if line.startswith("intent ")]) == 3
    assert "edit      Exclude key=departement, values=('35',)" in lines


def test_the_spans_are_those_of_the_letters_typed() -> None:
    lines = _said("  Les  MJC,   de BRETAGNE")
    typed = next(line for line in lines if line.startswith("typed")).removeprefix("typed     ")
    spans = [line.split()[1] for line in lines if line.startswith("mention")]
    found = [typed[int(a) : int(b)] for a, b in (span.split("-") for span in spans)]
    assert found == ["MJC", "BRETAGNE"]


def test_rules_that_decide_are_named() -> None:
    lines = _said("les MJC", "trie-les par nombre d'adhérents")
    assert "rule      roles: an order" in lines or not any("'adhérents'" in one for one in lines)


def test_a_conversation_goes_on_until_a_blank_line() -> None:
    lines = _said("les MJC", "avec un mail", "", "avec un mail")
    filters = [line for line in lines if line.startswith("filters")]
    assert "MJC" in filters[1]
    assert "MJC" not in filters[2]
