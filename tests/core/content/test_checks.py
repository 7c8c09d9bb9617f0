"""Checks of a mail: what is wrong is found, and its button mends it."""

from datetime import date

import pytest

from core.configuration.models import Sender
from core.content.change import Kind
from core.content.changes import changed
from core.content.checking import Check, Checked, Level
from core.content.checks import check_all
from core.content.checks_form import contrast
from core.content.composing import compose
from core.content.facts import Association, Facts
from core.content.models import Mail, Seen
from core.content.reading_level import ease, syllables
from core.content.recipes import Part, Recipe, Tone
from core.content.spelling import misspelt, nearest
from core.content.variables import kept, uses_of
from core.content.writing import Letter, write

TODAY = date(2026, 11, 30)
FACTS = Facts(evenement="Festival du jeu", date=date(2027, 5, 22), lieu="Foix")
LETTER = Letter(
    {"nom": "x", "objectif": "", "date_evenement": None, "date_fin": None},
    {"nom": "Asso", "adresse": "a@exemple.fr"},
    "Vous recevez ce mail car votre adresse est dans notre carnet.",
    "https://exemple.fr/d/1",
)
WHO = {"nom_structure": "MJC du Lac", "ville": "Foix", "type_prospect": "MJC"}


def found(recipe: Recipe, mail: Mail | None = None, sender: bool = True) -> dict[str, Check]:
    mail = mail or compose(recipe, Association()).mail
    written = write(mail, kept(WHO, uses_of(mail).fields), LETTER)
    seen = Seen(**written.model_dump(), expediteur="Asso")
    it = Checked(
        mail=mail,
        recipe=recipe,
        association=Association(),
        seen=seen,
        letter=LETTER,
        sender=Sender("Asso", "a@exemple.fr") if sender else None,
        today=TODAY,
        lacking=lambda names: {name: ["MJC du Lac (Foix)"] for name in names},
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


def test_a_typo_is_mended_by_a_click() -> None:
    recipe = Recipe(faits=FACTS, textes={Part.ANNONCE: "Ce sera formidabl pour tous."})
    check = found(recipe)["orthographe"]
    assert check.level is Level.WARNING
    mended = after(recipe, check)
    assert mended.textes[Part.ANNONCE] == "Ce sera formidable pour tous."
    assert found(mended)["orthographe"].level is Level.OK


def test_tu_and_vous_are_mended_by_a_click() -> None:
    recipe = Recipe(faits=FACTS, tu=True, textes={Part.ANNONCE: "Nous vous attendons."})
    assert found(recipe)["tu_vous"].change is not None


def test_capitals_and_cries() -> None:
    recipe = Recipe(faits=FACTS, objet="VENEZ VITE !!", textes={Part.ANNONCE: "Oui ! Oui ! Oui !"})
    checks = found(recipe)
    assert checks["exclamations"].level is Level.WARNING
    assert checks["filtres"].level is Level.WARNING
    mended = after(recipe, checks["majuscules"])
    assert mended.objet is not None
    assert not mended.objet.isupper()


def test_days_that_are_over_or_of_another_weekday() -> None:
    past = Recipe(faits=Facts(evenement="Festival", date=date(2026, 5, 2)))
    assert "passée" in found(past)["dates"].message
    wrong = Recipe(faits=FACTS, textes={Part.ANNONCE: "C'est le lundi 22 mai 2027."})
    assert "samedi" in found(wrong)["dates"].message


def test_links_pictures_weight_contrast_and_variables() -> None:
    recipe = Recipe(faits=FACTS)
    bad = Mail(
        sujet="Bonjour",
        texte="Voir http://exemple.fr/a et {{ telephone }}" + "",
        html='<body><img src="cid:x"><p style="color:#eeeeee;background:#ffffff">a</p>'
        + "x" * 61_000
        + "{{ lien_desinscription }}</body>",
    )
    values = WHO | {"telephone": "0102030405"}
    WHO["telephone"] = values["telephone"]
    try:
        checks = found(recipe, bad)
    finally:
        del WHO["telephone"]
    for name in ("liens", "images", "contraste", "poids", "apercu"):
        assert checks[name].level is not Level.OK, name
    assert checks["variables"].people == ("MJC du Lac (Foix)",)


def test_links_get_https_by_a_click() -> None:
    recipe = Recipe(faits=Facts(evenement="Festival", lien="http://exemple.fr/a"))
    check = found(recipe)["liens"]
    assert check.change is not None
    assert check.change.kind is Kind.LINK
    assert after(recipe, check).faits.lien == "https://exemple.fr/a"


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
