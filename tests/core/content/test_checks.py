"""Checks of a mail: what is wrong is found, and its button mends it."""

import base64
import dataclasses
import io
from datetime import date

import pytest
from PIL import Image

from core.configuration.models import Sender
from core.content import colours
from core.content import raw as raw_mails
from core.content.change import Kind
from core.content.changes import changed
from core.content.checking import Check, Checked, Level, Without
from core.content.checks import check_all
from core.content.colours import contrast
from core.content.composing import compose
from core.content.facts import Association, Facts
from core.content.models import Mail, Seen
from core.content.reading_level import ease, syllables
from core.content.recipes import Part, Recipe, Tone
from core.content.spelling import misspelt, nearest
from core.content.variables import kept, uses_of
from core.content.writing import Letter, lacking, write

TODAY = date(2026, 11, 30)
FACTS = Facts(evenement="Festival du jeu", date=date(2027, 5, 22), lieu="Foix")
LETTER = Letter(
    {"nom": "x", "objectif": "", "date_evenement": None, "date_fin": None},
    {"nom": "Asso", "adresse": "a@exemple.fr"},
    "Vous recevez ce mail car votre adresse est dans notre carnet.",
    "https://exemple.fr/d/1",
)
WHO = {"nom_structure": "MJC du Lac", "ville": "Foix", "type_prospect": "MJC"}


def shown(source: str) -> str:
    return write(Mail(sujet=source or "x", texte="x"), kept(WHO, frozenset(WHO)), LETTER).sujet


def found(recipe: Recipe, mail: Mail | None = None, sender: bool = True) -> dict[str, Check]:
    own, composed = mail is not None, compose(recipe, Association())
    mail = mail or composed.mail
    who, letter = dict(WHO), LETTER
    for name in lacking(mail, WHO, LETTER):
        campaign = {**letter.campaign, name.partition(".")[2]: "…"}
        letter = dataclasses.replace(letter, campaign=campaign)
        who[name] = "…"
    written = write(mail, kept(who, uses_of(mail).fields), letter)
    seen = Seen(**written.model_dump(), expediteur="Asso")
    it = Checked(
        mail=mail,
        recipe=recipe,
        association=Association(),
        seen=seen,
        letter=LETTER,
        sender=Sender("Asso", "a@exemple.fr") if sender else None,
        today=TODAY,
        lacking=lambda names: {name: Without(1, ("MJC du Lac (Foix)",)) for name in names},
        shown=shown,
        subjects=() if own else composed.subjects,
        own=own,
    )
    by_name: dict[str, Check] = {}
    for check in check_all(it):
        by_name.setdefault(check.name, check)
    return by_name


def after(recipe: Recipe, check: Check) -> Recipe:
    assert check.change is not None
    return changed(recipe, check.change, compose(recipe, Association()), TODAY)[0]


@pytest.mark.parametrize("tone", list(Tone))
def test_a_composed_mail_passes(tone: Tone) -> None:
    checks = found(Recipe(faits=FACTS, ton=tone))
    assert {one.name for one in checks.values() if one.level is not Level.OK} <= {"objet"}


def test_a_sender_must_be_known() -> None:
    assert found(Recipe(faits=FACTS), sender=False)["expediteur"].level is Level.ERROR


def png() -> str:
    out = io.BytesIO()
    Image.effect_noise((400, 400), 60).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def raw(html: str, text: str = "Nous jouons à Foix, et vous y êtes attendus.") -> Mail:
    return Mail(sujet="Jouons", apercu="Une soirée pour tous les âges", texte=text,
                html=f"<html><body>{html}<p>Nous jouons.</p></body></html>")  # fmt: skip


LONG = "Une très belle invitation pour {{ nom_structure }} à un événement qui promet vraiment"
OWN = Part.ANNONCE
BROKEN: dict[str, tuple[str, Recipe]] = {
    "typo": ("orthographe", Recipe(faits=FACTS, textes={OWN: "Ce sera formidabl, venez."})),
    "unknown word": ("orthographe", Recipe(faits=FACTS, textes={OWN: "Un jeu ludopotamique."})),
    "tu in a mail with vous": ("tu_vous", Recipe(faits=FACTS, textes={OWN: "Nous t'attendons."})),
    "vous in a mail with tu": (
        "tu_vous", Recipe(faits=FACTS, tu=True, textes={OWN: "Nous vous attendons."})),
    "tu and vous in one's own": ("tu_vous", Recipe(faits=FACTS, textes={OWN: "Toi et vous."})),
    "capitals": ("majuscules", Recipe(faits=FACTS, objet="VENEZ VITE", textes={OWN: "ON JOUE !"})),
    "cries": ("exclamations", Recipe(faits=FACTS, objet="Venez !!", textes={OWN: "Oui ! " * 5})),
    "disliked": ("filtres", Recipe(faits=FACTS, textes={OWN: "Une promo pour vous. Venez."})),
    "disliked, no other word": (
        "filtres", Recipe(faits=FACTS, textes={OWN: "Venez jouer. C'est de l'argent facile !"})),
    "disliked in a subject": ("filtres", Recipe(faits=FACTS, objet="Offre exceptionnelle")),
    "marks": ("filtres", Recipe(faits=FACTS, textes={OWN: "Venez !!! Merci."})),
    "long subject": ("objet", Recipe(faits=FACTS, objet=LONG)),
    "long preview": ("apercu", Recipe(faits=FACTS, apercu=f"{LONG}, {LONG}")),
    "short preview": ("apercu", Recipe(faits=FACTS, apercu="Venez")),
    "http": ("liens", Recipe(faits=FACTS, textes={OWN: "Voir http://exemple.fr/a."})),
    "http of the fact": ("liens", Recipe(faits=Facts(lien="http://exemple.fr/a"))),
    "link without its head": ("liens", Recipe(faits=FACTS, textes={OWN: "Voir www.exemple.fr/a."})),
    "link of one slash": ("liens", Recipe(faits=FACTS, textes={OWN: "Voir https:/exemple.fr."})),
    "weekday": ("dates", Recipe(faits=FACTS, textes={OWN: "C'est le lundi 22 mai 2027."})),
    "hard": ("lecture", Recipe(faits=FACTS, textes={
        OWN: "L'institutionnalisation progressive des considérations organisationnelles " * 9})),
    "heavy": ("poids", Recipe(faits=FACTS, textes=dict.fromkeys(
        (OWN, Part.OUVERTURE, Part.DETAILS, Part.APPEL), "Nous jouons ensemble. " * 900))),
    "a name that lacks": ("variables", Recipe(faits=FACTS, textes={OWN: "À {{ region }}, oui."})),
    "a telephone that lacks": (
        "variables", Recipe(faits=FACTS, textes={OWN: "Venez. Nous appelons le {{ telephone }}."})),
}  # fmt: skip


@pytest.mark.parametrize(("name", "recipe"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_is_mended_by_its_click(name: str, recipe: Recipe) -> None:
    for _ in range(5):  # each typo has its own click
        check = found(recipe)[name]
        if check.level is Level.OK:
            break
        assert check.label
        recipe = after(recipe, check)
    assert found(recipe)[name].level is Level.OK


def test_every_other_way_mends_too() -> None:
    for name, recipe in BROKEN.values():
        check = found(recipe)[name]
        for label, change in check.others:
            mended = changed(recipe, change, compose(recipe, Association()), TODAY)[0]
            assert label
            assert found(mended)[name].message != check.message


RAW: dict[str, tuple[str, Mail]] = {
    "no words": ("images", raw("<img src='https://exemple.fr/affiche_du-jeu.png'>")),
    "heavy picture": ("images", raw(f"<img alt='Affiche' src='data:image/png;base64,{png()}'>")),
    "grey on white": ("contraste", raw('<p style="color:#bbbbbb">Venez jouer</p>')),
    "of a parent": ("contraste", raw('<div style="background:#224"><p>Venez jouer</p></div>')),
    "named": ("contraste", raw('<td bgcolor="yellow"><b style="color:white">Venez</b></td>')),
    "heavy": ("poids", raw("<!-- " + "x" * 61_000 + " -->")),
    "heavy words": ("poids", raw("<p>Nous jouons ensemble.</p>" * 3_000)),
    "http": ("liens", raw('<a href="http://exemple.fr/a">Voir</a>')),
    "typo": ("orthographe", raw("<p>Ce sera formidabl.</p>", "Ce sera formidabl.")),
    "capitals": ("majuscules", raw("<!DOCTYPE html><p>ON JOUE</p>", "ON JOUE bientôt.")),
    "lacks": ("variables", raw("<p>Venez. À {{ region }}, oui.</p>", "Venez. À {{ region }}.")),
    "lacks, no word": ("variables", raw("<p>Venez. Tél. {{ telephone }}.</p>", "Oui.")),
    "day of the campaign": ("variables", raw("", "Venez {{ campagne.date_evenement }}.")),
    "preview": ("apercu", raw("").model_copy(update={"apercu": ""})),
    "subject": ("objet", raw("").model_copy(update={"sujet": LONG})),
    "disliked": ("filtres", raw("<p>Cliquez ici.</p>", "Cliquez ici.")),
}  # fmt: skip


@pytest.mark.parametrize(("name", "mail"), RAW.values(), ids=RAW)
def test_a_mail_of_one_s_own_is_mended_too(name: str, mail: Mail) -> None:
    recipe = Recipe()
    for _ in range(5):
        check = found(recipe, mail)[name]
        if check.level is Level.OK:
            break
        assert check.change is not None
        mail, recipe, _ = raw_mails.changed(mail, recipe, check.change)
    assert found(recipe, mail)[name].level is Level.OK


def test_what_only_a_person_knows_is_asked_by_a_form() -> None:
    past = found(Recipe(faits=Facts(evenement="Festival", date=date(2026, 5, 2))))["dates"]
    own = found(Recipe(), raw("", "C'était le samedi 2 mai 2026."))["dates"]
    for check in (past, own):
        assert check.change is not None
        assert check.change.kind is Kind.DATE
    assert found(Recipe(faits=FACTS), sender=False)["expediteur"].label


def test_colours_of_a_mail_stand_out() -> None:
    html = compose(Recipe(faits=FACTS.model_copy(update={"lien": "https://a.fr"})), Association())
    assert colours.faint(html.mail.html or "") == []
    clear = colours.nearest_clear("#bbbbbb", "#ffffff")
    assert 4.5 <= contrast(clear, "#ffffff") < 5


def test_days_that_are_over_or_of_another_weekday() -> None:
    past = Recipe(faits=Facts(evenement="Festival", date=date(2026, 5, 2)))
    assert "passée" in found(past)["dates"].message
    wrong = Recipe(faits=FACTS, textes={Part.ANNONCE: "C'est le lundi 22 mai 2027."})
    assert "samedi" in found(wrong)["dates"].message


def test_how_easy_a_text_is() -> None:
    easy = "Le chat dort. Il fait beau. On joue. Viens donc. " * 4
    hard = "L'institutionnalisation progressive des considérations organisationnelles " * 6
    assert (easy_score := ease(easy)) is not None
    assert (hard_score := ease(hard)) is not None
    assert easy_score > 80
    assert hard_score < 20
    assert syllables("bonjour") == 2
    assert ease("Trop court.") is None


def test_spelling_leaves_names_and_our_words_alone() -> None:
    right = "Nous invitons la MJC à Foix : l'animation, aujourd'hui, avec les ludothécaires."
    assert misspelt(right) == []
    assert misspelt("Un evenement a ne pas manquez, c'est formidabl") == ["evenement", "formidabl"]
    assert nearest("formidabl") == "formidable"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
