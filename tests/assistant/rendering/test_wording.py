"""French, as it is written."""

from datetime import date

import pytest

from assistant.rendering import wording


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 prospect"), (1, "1 prospect"), (2, "2 prospects"), (1234, "1\u202f234 prospects")],
)
def test_plural_starts_at_two(count: int, said: str) -> None:
    assert wording.plural(count, "prospect") == said


def test_no_line_starts_with_a_colon() -> None:
    assert (
        wording.typeset("Quoi ? « Ceci » : oui !")
        == "Quoi\u00a0? «\u00a0Ceci\u00a0»\u00a0: oui\u00a0!"
    )


def test_markdown_of_data_is_inert() -> None:
    assert wording.escape("![x](https://y)\n**b**") == r"\!\[x\]\(https://y\) \*\*b\*\*"


def test_dates_and_lists() -> None:
    assert wording.day(date(2026, 5, 1)) == "1er mai 2026"
    assert wording.listed(["a", "b", "c"]) == "a, b et c"
    assert wording.listed(["a"]) == "a"
