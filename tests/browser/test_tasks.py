"""A volunteer's tasks, each done alone at the first try, at a desktop's width by typing and at a
phone's by clicking; every question and the beginning of its answer are in view."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.imports.files.reading import MAX_BYTES, open_table
from tests.browser.chat import Chat
from tests.browser.test_accounts import choose, fill, link_of
from tests.serving import Host

pytestmark = pytest.mark.browser
SAMPLES = Path(__file__).parents[1] / "samples" / "trials"
WIDTHS = {"clicking": (390, 844), "typing": (1280, 800)}
ADMIN, CHOSEN, NEW = "admin@mimicom.fr", "trois dés sur la table", "une boîte de jetons verts"
IN_VIEW = """(form) => {
  const box = document.querySelector(".mimi-view")?.getBoundingClientRect()
  const steps = [...document.querySelectorAll("[data-step-type]")]
  const asked = steps.findLastIndex((one) => one.dataset.stepType === "user_message")
  if (!box || asked < 0 || asked === steps.length - 1) return false
  const top = (one) => one.getBoundingClientRect().top - box.top
  const [first, last] = form ? [steps.at(-1), steps.at(-1)] : [steps[asked], steps[asked + 1]]
  return top(first) > -2 && top(last) < box.height - 30
    && document.documentElement.scrollWidth <= innerWidth
}"""
"""The question and the beginning of its answer; of what a form answers, its beginning."""


class Volunteer:
    """Somebody who types, or clicks, and looks whether the answer is there."""

    def __init__(self, chat: Chat, typing: bool) -> None:
        self.chat, self.page, self.typing = chat, chat.page, typing

    def say(self, text: str) -> Locator:
        return self.seen(self.chat.ask(text))

    def click(self, button: Locator) -> Locator:
        return self.seen(self.chat.click(button))

    def press(self, name: str) -> Locator:
        """The last button of that name."""
        return self.click(self.page.get_by_role("button", name=name).last)

    def do(self, sentence: str, button: str) -> Locator:
        """The same by typing or by clicking."""
        return self.say(sentence) if self.typing else self.press(button)

    def send(self, **values: str) -> Locator:
        """Fill in the last form and send it."""
        with self.chat.answering():
            fill(self.chat, **values)
        return self.seen(self.chat.last(), form=True)

    def keep(self, link: Locator) -> Path:
        """Download a file."""
        with self.page.expect_download() as downloading:
            link.click()
        return Path(downloading.value.path())

    def seen(self, answer: Locator, form: bool = False) -> Locator:
        """That it is in view, and nothing beside the page."""
        expect(answer).to_be_visible()
        self.page.wait_for_function(IN_VIEW, arg=form)
        return answer


def opened(browser: Browser, size: tuple[int, int]) -> Page:
    width, height = size
    context = browser.new_context(
        locale="fr-FR", viewport={"width": width, "height": height}, accept_downloads=True
    )
    return context.new_page()


@pytest.mark.parametrize("way", list(WIDTHS))
def test_every_task(browser: Browser, empty_host: Host, way: str, tmp_path: Path) -> None:
    chat = Chat(opened(browser, WIDTHS[way]))
    ada = Volunteer(chat, way == "typing")
    begin(ada, empty_host)
    load(ada)
    for task in TASKS:
        task(ada)
    import_a_file(ada, tmp_path)
    account(ada, browser, empty_host, f"{way}@exemple.fr")
    ada.say("enlève la démonstration")
    expect(ada.do("oui", "Oui, enlever la démonstration")).to_contain_text("modifiées restent")
    chat.page.context.close()


def begin(ada: Volunteer, host: Host) -> None:
    """The first account's printed password is nobody's choice."""
    printed = re.search(r"Mot de passe +: (\S+)", host.said)
    assert printed, host.said
    ada.chat.log_in(host.address, ADMIN, printed[1])
    ada.chat.ready()
    expect(ada.page.get_by_test_id("form")).to_be_visible()
    with ada.chat.answering():
        fill(ada.chat, nouveau=CHOSEN, encore=CHOSEN)
    expect(ada.chat.last()).to_contain_text("C'est fait")


def load(ada: Volunteer) -> None:
    """The demonstration, its job's end, and a reload that loses nothing."""
    expect(ada.page.get_by_role("button", name="Importer un fichier")).to_be_visible()
    ada.do("charge la démonstration", "Charger la démonstration")
    ada.do("oui", "Oui, charger la démonstration")
    told = ada.page.get_by_text("La démonstration est chargée")
    expect(told).to_be_in_viewport(timeout=60_000)
    ada.page.wait_for_url("**/thread/*")
    ada.page.reload()
    ada.chat.ready()
    expect(told).to_be_in_viewport(timeout=20_000)


def find(ada: Volunteer) -> None:
    """A list, refined, a condition taken off."""
    ada.do("montre-moi les MJC en Île-de-France", "Montre-moi les MJC en Île-de-France")
    answer = ada.say("seulement celles qui acceptent d'être contactées")
    chips = answer.get_by_test_id("chips").locator("li")
    expect(chips).to_have_count(3)
    if ada.typing:
        answer = ada.say("enlève l'Île-de-France")
    else:
        answer = ada.click(chips.filter(has_text="Île-de-France").get_by_role("button"))
    expect(answer.get_by_test_id("chips").locator("li")).to_have_count(2)
    expect(answer.get_by_test_id("total")).to_be_visible()


def work_on_a_record(ada: Volunteer) -> None:
    """Opened, edited, commented, its answer noted, its history read, a change taken back."""
    (by_typing if ada.typing else by_clicking)(ada)


def by_typing(ada: Volunteer) -> None:
    card = ada.say("ouvre la première").get_by_test_id("card")
    expect(card).to_be_visible()
    ada.say("modifie le nombre d'adhérents : 4321")
    expect(ada.say("oui")).to_contain_text(re.compile("4.321"))
    ada.say("ajoute le commentaire : vue au salon de Vichy")
    expect(ada.say("oui").get_by_test_id("comments")).to_contain_text("vue au salon de Vichy")
    ada.say("note une réponse positive")
    expect(ada.say("oui")).to_contain_text("Positif")
    expect(ada.say("historique")).to_contain_text(re.compile("4.321"))
    ada.say("annule la dernière modification")
    expect(ada.say("oui")).to_contain_text("C'est annulé")


def by_clicking(ada: Volunteer) -> None:
    """Within the panel beside the list, which leaves no message in the conversation."""
    messages = ada.page.locator("[data-step-type]").count()
    ada.chat.last().get_by_test_id("data-table").locator("tbody tr").first.click()
    record, told = ada.page.get_by_test_id("record"), ada.page.get_by_test_id("panel-answer")
    record.get_by_role("button", name="Modifier").click()
    members = told.get_by_label("Adhérents")
    members.fill("beaucoup")
    told.get_by_role("button", name="Enregistrer").click()
    expect(members).to_have_attribute("aria-invalid", "true")
    members.fill("4321")
    told.get_by_role("button", name="Enregistrer").click()
    expect(record.locator("[data-key=nb_adherents]")).to_contain_text(re.compile("4.321"))
    record.get_by_role("button", name="Ajouter un commentaire").click()
    told.get_by_role("textbox", name="Commentaire").fill("Vue au salon de Vichy")
    told.get_by_role("button", name="Ajouter", exact=True).click()
    expect(record.get_by_test_id("comments")).to_contain_text("Vue au salon de Vichy")
    record.get_by_role("button", name="Noter une réponse").click()
    expect(told).to_be_in_viewport()
    told.get_by_role("button", name="Positive").click()
    told.get_by_role("button", name="Oui, la noter").click()
    expect(record.locator("[data-key=retour_prospect]")).to_contain_text("Positif")
    record.get_by_role("button", name="Historique").click()
    expect(told.get_by_text("Vue au salon de Vichy")).to_be_in_viewport()
    told.get_by_role("button", name=re.compile("^Annuler : Adhérents")).click()
    told.get_by_role("button", name=re.compile("^Oui")).click()
    expect(record.locator("[data-key=nb_adherents]")).not_to_contain_text("321")
    ada.page.keyboard.press("Escape")
    expect(record).to_have_count(0)
    assert ada.page.locator("[data-step-type]").count() == messages


def add_a_duplicate(ada: Volunteer) -> None:
    """Somebody of that name is in that town already."""
    row = ada.say("montre-moi les bars à jeux").get_by_test_id("data-table").locator("tbody tr")
    name, town = (
        row.first.locator(f"[data-key={key}]").inner_text() for key in ("nom_structure", "ville")
    )
    if ada.typing:
        answer = ada.say(f"ajoute un prospect : « {name} », bar à jeux à {town}")
    else:
        answer = ada.say("ajoute un prospect")
        form = answer.get_by_test_id("form")
        form.get_by_label(re.compile("^Type")).select_option(label="Bar à jeux")
        fill(ada.chat, nom_structure=name, ville=town)
        told = form.get_by_text(re.compile("^Déjà dans la base"))
        expect(told).to_be_in_viewport()
        ada.press("Annuler")
        return
    expect(answer).to_contain_text("Il y a déjà")
    expect(ada.say("non")).to_contain_text("rien")


def merge(ada: Volunteer) -> None:
    """Two records made one, and two again."""
    ada.say("montre les doublons")
    ada.do("fusionne le groupe 1", "Fusionner")
    expect(ada.do("oui", "Oui, fusionner")).to_contain_text("C'est fusionné")
    expect(ada.do("annule la fusion", "Annuler cette fusion")).to_contain_text("à part")
    expect(ada.do("oui", "Oui, annuler")).to_contain_text("C'est annulé")


def export(ada: Volunteer) -> None:
    """Excel, as people read it."""
    counted = ada.say("montre-moi les ludothèques de Bretagne").inner_text()
    answer = ada.do("télécharge en excel", "Télécharger en Excel")
    path = ada.keep(answer.get_by_test_id("download"))
    table = open_table(path.read_bytes(), MAX_BYTES)
    assert {"Nom", "Ville", "Type"} < set(table.headings)
    assert len(list(table.rows())) == int(counted.split()[0])


def look_at_figures(ada: Volunteer) -> None:
    """The dashboard, a bar, the map, a comparison, the course of the base, a report."""
    ada.say("efface tous les filtres")
    board = ada.say("montre le tableau de bord").get_by_test_id("dashboard")
    status = board.locator(".mimi-panel", has_text="Prospects par statut")
    listed = ada.click(status.locator("li", has_text="Intéressé").get_by_role("button"))
    expect(listed.get_by_test_id("data-table")).to_be_visible()
    chart = ada.say("répartition par région").get_by_test_id("chart")
    listed = ada.click(chart.locator("path[data-place]").first)
    expect(listed.get_by_test_id("data-table")).to_be_visible()
    shown = ada.say("compare les MJC et les ludothèques").get_by_test_id("comparison")
    expect(shown.locator(".mimi-legend li")).to_have_count(2)
    shown = ada.say("comment la base évolue-t-elle ?").get_by_test_id("trend")
    expect(shown.locator("svg.mimi-lines polyline").first).to_be_visible()
    if ada.typing:
        link = ada.say("le tableau de bord en pdf").get_by_test_id("download").first
    else:
        board = ada.press("Tableau de bord").get_by_test_id("dashboard")
        link = board.get_by_test_id("file-pdf").last
    assert ada.keep(link).read_bytes().startswith(b"%PDF")


TASKS: tuple[Callable[[Volunteer], None], ...] = (
    *(find, work_on_a_record, add_a_duplicate, merge, export, look_at_figures),
)


def import_a_file(ada: Volunteer, folder: Path) -> None:
    """Of a volunteer's own headings: corrected, imported, its report kept, taken back."""
    path = folder / "contacts de l'asso.csv"
    shutil.copyfile(SAMPLES / "headings_of_a_volunteer.csv", path)
    ada.chat.attach(path)
    answer = ada.seen(ada.chat.last())
    expect(answer.get_by_test_id("confirm").get_by_role("button").first).to_be_in_viewport()
    form = ada.do("corrige les colonnes", "Corriger les colonnes").get_by_test_id("form")
    form.get_by_label("Asso / structure bis").select_option(label="Étiquettes")
    ada.send()
    agrees = ada.page.get_by_role("button", name="Oui, importer 3 prospects")
    expect(agrees).to_have_count(2)  # the one before stands until somebody answers
    ada.do("oui", "Oui, importer 3 prospects")
    expect(ada.page.get_by_text("3 prospects ajoutés").last).to_be_in_viewport()
    assert ada.keep(ada.page.get_by_test_id("download").last).stat().st_size
    ada.do("annule cet import", "Annuler cet import")
    expect(ada.do("oui", "Oui, annuler")).to_contain_text("3 fiches retirées")


def account(ada: Volunteer, browser: Browser, host: Host, email: str) -> None:
    """A bénévole's, who is refused kindly and chooses another password."""
    if ada.typing:
        ada.say(f"crée un compte bénévole pour {email}")
        ada.say("oui")
    else:
        ada.say("montre les comptes")
        ada.press("Ouvrir un compte")
        ada.send(email=email)
    link = link_of(ada.chat)
    page = opened(browser, WIDTHS["typing" if ada.typing else "clicking"])
    if ada.typing:
        choose(page, link, "motdepasse12")
        expect(page.get_by_text("trop facile à deviner :")).to_be_visible()
    choose(page, link, CHOSEN)  # the address was emptied of its secret: opened again
    expect(page.get_by_text("C'est fait")).to_be_visible()
    if ada.typing:
        choose(page, link, NEW)
        expect(page.get_by_text("Ce lien a déjà servi")).to_be_visible()
        ada.chat.again()
        ada.chat.ready()
        expect(ada.page.get_by_text("Ce lien a déjà été montré")).to_be_visible()
        assert link.partition("#")[2] not in ada.page.content()
    julie = Volunteer(Chat(page), ada.typing)
    julie.chat.log_in(host.address, email, CHOSEN)
    julie.chat.ready()
    expect(julie.say("exporte tous les prospects")).to_contain_text("avec votre rôle")
    expect(julie.say("montre les comptes")).to_contain_text("Demandez à un compte admin")
    julie.say("change mon mot de passe")
    told = julie.send(ancien=CHOSEN, nouveau=NEW, encore=NEW)
    expect(told).to_contain_text("vos autres sessions sont fermées")
    page.context.close()
