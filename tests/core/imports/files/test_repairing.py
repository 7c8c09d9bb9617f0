"""Accents that a file lost are put right where that is certain, and nothing else is touched."""

import pytest

from core.imports.files.encodings import decoded
from tests.core.imports.previews import preview

TEXTS = (
    "Médiathèque du Lac;Lyon", "MJC Émile Zola", "Théâtre à l'étage", "Ça joue", "Forêt d’Argonne",
    "L’Antre du Dé – « bar »", "ÉCOLE;ORLÉANS", "Noël, naïf, où, août", "Le Dé Bleu;Épinal",
    "Bibliothèque;Cœur de Ville",
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman", "utf-8"])
def test_the_letters_tell_the_encoding(encoding: str) -> None:
    for rank in range(len(TEXTS) - 1):
        text = "\n".join(t for t in TEXTS[rank:] if t.encode(encoding, "replace").count(b"?") == 0)
        if text.isascii():
            continue
        data, found, mended = decoded(text.encode(encoding))
        assert (data.decode(found), mended) == (text, False)


@pytest.mark.parametrize("wrong", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("times", [1, 2])
def test_text_encoded_twice_is_repaired(wrong: str, times: int) -> None:
    text = "Médiathèque de Forêt;Théâtre;Noël;hôtel"
    data = text.encode()
    for _ in range(times):
        data = data.decode(wrong, "replace").encode()
    clean, encoding, mended = decoded(data)
    assert (clean.decode(encoding), mended) == (text, True)


@pytest.mark.parametrize("other", ["cp1252", "cp850", "mac_roman"])
def test_lines_of_another_encoding_are_repaired(other: str) -> None:
    lines = ["Structure;Ville", "Médiathèque A;Orléans", "Médiathèque B;Orléans", "Café;Nîmes"]
    data = b"\n".join(s.encode(other if i % 2 else "utf-8") for i, s in enumerate(lines))
    report, rows = preview(data)
    assert [row.values["nom_structure"] for row in rows] == [
        "Médiathèque A",
        "Médiathèque B",
        "Café",
    ]
    assert report.mended


def test_a_text_read_as_what_it_was_not_is_repaired() -> None:
    clean, _, mended = decoded("MÇdiathäque;ThÇÉtre Ö l'Çtage;CafÇ".encode())
    assert (clean.decode(), mended) == ("Médiathèque;Théâtre à l'étage;Café", True)


@pytest.mark.parametrize(
    "text",
    ["São Paulo; Ångström", "Â¡", "aÇ;Ç", "25 °C – 3 €", "Île;Œuvre;ÇA", "Ã;Â;â", "Привет", "日本"],
)
def test_what_is_not_certain_is_left(text: str) -> None:
    assert decoded(text.encode()) == (text.encode(), "utf-8", False)


def test_what_the_product_exports_is_exact() -> None:
    data = "prospect_id;nom_structure\n1;MÃ©diathÃ¨que\n".encode()
    assert decoded(data) == (data, "utf-8", False)
