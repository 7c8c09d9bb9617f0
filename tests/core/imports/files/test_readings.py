"""Files of one byte a letter whose letters leave doubt are asked about; others are not."""

from pathlib import Path

import pytest

from core.imports.files.encodings import readings
from core.imports.files.reading import open_table, texts
from tests.core.imports.previews import SAMPLES, preview_sample

DOUBTFUL = "Structure;Ville\nFrançois;Lyon\nLa Façade;Besançon\n"


def test_letters_that_two_encodings_make_french_leave_doubt() -> None:
    found = readings(DOUBTFUL.encode("cp850"))
    assert len(found) == 2
    assert {"François", "Façade", "Besançon"} in [set(one.words) for one in found]
    assert found[0].words != found[1].words


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize(
    "text",
    ["Médiathèque du Lac;Ça joue;Théâtre à l'étage", "Émile Zola;café;forêt;Noël;où", "plat"],
)
def test_usual_letters_leave_none(encoding: str, text: str) -> None:
    assert readings(text.encode(encoding)) == ()


@pytest.mark.parametrize("text", [DOUBTFUL, "éàç", "a"])
def test_unicode_leaves_none(text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert readings(text.encode(encoding)) == ()


def test_the_chosen_reading_is_read() -> None:
    data = DOUBTFUL.encode("cp850")
    for one in readings(data):
        table = open_table(data, encoding=one.encoding)
        assert (table.encoding, table.readings) == (one.encoding, ())
        [first, _] = [row.cells for row in table.rows()]
        assert first == [
            DOUBTFUL.encode("cp850").decode(one.encoding).split()[1].split(";")[0],
            "Lyon",
        ]
    assert "François" in "".join(texts(data)), "whoever is looked for is found in either reading"


FILES = sorted(path.relative_to(SAMPLES) for path in SAMPLES.rglob("*.csv"))


@pytest.mark.parametrize("name", FILES, ids=str)
def test_no_sample_is_asked_about(name: Path) -> None:
    report, _ = preview_sample(str(name))
    assert report.readings == ()
