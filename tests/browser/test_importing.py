"""A spreadsheet of a volunteer, in a real browser: dropped, corrected, imported, taken back."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat

pytestmark = pytest.mark.browser
LINES = (
    "Contacts du salon;;;;",
    "Nom;Ville;Mail;Humeur;Dernier contact",
    "Le Colimaçon Rieur;Nîmes;colimacon@exemple.fr;enjouée;12/03/2026",
    ";Lyon;;;",
    "La Souris Grise;Crest;souris@exemple.fr;calme;",
)


def confirmed(chat: Chat) -> None:
    chat.click(chat.last().get_by_test_id("confirm").get_by_role("button").first)


def click(chat: Chat, name: str) -> None:
    chat.click(chat.last().get_by_role("button", name=name))


def download(chat: Chat, which: str) -> str:
    link = chat.last().get_by_test_id("download").filter(has_text=which)
    with chat.page.expect_download() as downloading:
        link.click()
    name = link.locator("strong").inner_text()
    assert downloading.value.suggested_filename == name
    return Path(downloading.value.path()).read_text("utf-8-sig")


def test_drop_correct_import_and_undo(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "salon du jeu.csv"
    path.write_bytes("\r\n".join(LINES).encode("cp1252"))
    chat.attach(path)
    answer = chat.last()
    answer.get_by_text("Les premières lignes du fichier").click()
    answer.get_by_text("Les colonnes du fichier").first.click()
    expect(answer).to_contain_text("« Humeur »")
    expect(answer).to_contain_text("12 mars 2026")
    assert "Il manque le nom" in download(chat, "à corriger")

    click(chat, "Corriger les colonnes")
    form = chat.page.get_by_test_id("form").last
    expect(form.get_by_label("Humeur")).to_have_value("-")
    form.get_by_label("Humeur").select_option(label="Étiquettes")
    chat.click(form.get_by_role("button", name="Relire le fichier"))
    expect(form).to_contain_text("C'est fait")
    expect(chat.last()).not_to_contain_text("Colonnes qui ne seront pas gardées")
    expect(chat.last().get_by_test_id("confirm")).to_contain_text("Importer 2 prospects ?")

    confirmed(chat)
    expect(chat.last()).to_contain_text("2 prospects ajoutés")
    assert "Le Colimaçon" not in download(chat, "rapport")
    chat.say("ouvre la fiche du Colimaçon Rieur")
    expect(chat.last().get_by_test_id("card")).to_contain_text("enjouée")
    chat.say("montre les imports")
    expect(chat.last()).to_contain_text("2 ajoutés et 1 ligne rejetée")
    click(chat, "Annuler salon du jeu.csv")
    expect(chat.last().get_by_test_id("confirm")).to_contain_text("2 fiches ajoutées seront")
    confirmed(chat)
    expect(chat.last()).to_contain_text("2 fiches retirées")


def test_what_is_shown_of_a_file_fits_a_phone(chat: Chat, tmp_path: Path) -> None:
    chat.page.set_viewport_size({"width": 390, "height": 844})
    path = tmp_path / "salon.csv"
    path.write_text("\n".join(LINES), encoding="utf-8")
    chat.attach(path)
    link = chat.last().get_by_test_id("download")
    expect(link).to_be_visible()
    box = link.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 376
    click(chat, "Corriger les colonnes")
    form = chat.page.get_by_test_id("form").last
    expect(form.get_by_role("combobox").first).to_be_visible()
    box = form.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 376
    form.get_by_role("button", name="Annuler").click()
    expect(form).to_contain_text("Annulé")
