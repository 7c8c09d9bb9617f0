"""What a mail may say, whatever is drawn: no reason that nobody gave, no fact that lacks."""

import itertools
import re
from collections.abc import Iterator
from datetime import date

from core.content import pieces
from core.content.composing import Composed, compose
from core.content.facts import Association, Facts
from core.content.likeness import ALIKE, alike
from core.content.recipes import Part, Recipe, Tone
from core.vocabulary.values import ProspectType

NIGHT = Facts(evenement="Nuit du jeu", date=date(2027, 3, 13), lieu="Angers")
GROUP = Association(
    nom="Dés en Bulles",
    signature="Le bureau",
    activite="Nous prêtons des jeux aux écoles. Nous aimons jouer.",
)
ANSWERS = {"reponse-positive", "reponse-negative", "consentement"}


def drafts(
    keys: Iterator[str] | list[str], facts: Facts, suivi: bool = False
) -> Iterator[tuple[Recipe, Composed]]:
    """Every tone and variation of some objectives, the length and the type in turn."""
    types = itertools.cycle([(one,) for one in ProspectType])
    lengths = itertools.cycle((0, 1, 2, 2, 1))
    for key, tone, seed in itertools.product(keys, Tone, range(3)):
        recipe = Recipe(objectif=key, ton=tone, graine=seed, court=next(lengths),
                        types=next(types), faits=facts, suivi=suivi)  # fmt: skip
        yield recipe, compose(recipe, GROUP)


def body(composed: Composed) -> str:
    return "\n".join(one.text for one in composed.paragraphs)


def everything(composed: Composed) -> str:
    return "\n".join((*composed.subjects, composed.mail.apercu, body(composed)))


def test_a_refusal_thanks_and_gives_no_reason_of_its_own() -> None:
    invented = re.compile(
        r"\btemps\b|moyens|bénévoles|équipe|ensemble|bientôt|[Vv]ivement|vite|hâte|explication"
    )
    for facts in (NIGHT, Facts()):
        for _, composed in drafts(["reponse-negative"], facts):
            text = everything(composed)
            assert not invented.search(text), text
            assert re.search(r"[Mm]erci|remerci", body(composed)), text
            assert not facts.evenement or facts.evenement in body(composed)


def test_a_letter_without_news_promises_none() -> None:
    news = re.compile(r"[Nn]ouvelles|[Aa]ctualités")
    for facts in (NIGHT, Facts()):
        for _, composed in drafts(["newsletter"], facts):
            opening = next(one.text for one in composed.paragraphs if one.part is Part.ANNONCE)
            told = "\n".join((*composed.subjects, composed.mail.apercu, opening))
            assert not news.search(told), told


def test_a_presentation_says_who_writes_however_short() -> None:
    for _, composed in drafts(["presentation"], NIGHT):
        assert "Nous prêtons des jeux aux écoles." in body(composed)
    for length in range(3):
        mail = compose(Recipe(objectif="presentation", court=length), Association(nom="X")).mail
        assert re.search(r"ssociation (qui|fait|réunit)", mail.texte), mail.texte


def test_the_last_words_fit_who_signs_and_whether_they_know_each_other() -> None:
    alone = re.compile(r"\b(?:[Jj]e|[Mm]es?|[Mm]a|[Mm]oi)\b|\b[Jj]'|expression de nos salutations")
    friends = re.compile(
        r"amitié|(?:vous|nous) retrouver|fidélité|votre connaissance, et|récemment"
    )
    for key in pieces.objectives():
        for _, composed in drafts([key], NIGHT):
            text = everything(composed)
            assert not alone.search(text), text
            assert pieces.objective(key).past or not friends.search(text), text


def test_given_facts_are_told_in_every_length() -> None:
    keys = [one for one in pieces.objectives() if one not in {*ANSWERS, "remerciement"}]
    for recipe, composed in drafts(keys, NIGHT):
        text = body(composed)
        told = "Nuit du jeu" in text and "13 mars 2027" in text and "Angers" in text
        assert told, f"{recipe.objectif} {recipe.court}: {text}"


def test_a_preview_repeats_neither_the_subject_nor_the_first_sentence() -> None:
    for facts in (NIGHT, Facts()):
        for _, composed in drafts(list(pieces.objectives()), facts):
            first = next(one.text for one in composed.paragraphs if one.part is Part.ANNONCE)
            for other in (composed.mail.sujet, first):
                assert alike(composed.mail.apercu, other) < ALIKE, (composed.mail.apercu, other)


def test_a_workshop_has_no_stand() -> None:
    fair = re.compile(r"\bstand|visiteurs|dédicace|soirée")
    small, large = (NIGHT.model_copy(update={"evenement": one}) for one in ("atelier", "salon"))
    found = [fair.search(everything(one)) for _, one in drafts(["invitation"], small)]
    assert not any(found)
    assert any(fair.search(everything(one)) for _, one in drafts(["invitation"], large))


def test_two_days_are_told_as_two() -> None:
    weekend = NIGHT.model_copy(update={"date_fin": date(2027, 3, 14)})
    found = compose(Recipe(ton=Tone.FORMEL, faits=weekend), GROUP)
    assert any("les 13 et 14 mars" in one for one in found.subjects)


def test_a_campaign_s_day_is_not_said_to_lack() -> None:
    for tone, seed in itertools.product(Tone, range(3)):
        recipe = Recipe(objectif="save-the-date", ton=tone, graine=seed, de_campagne=True)
        composed = compose(recipe, GROUP)
        shown = re.sub(r"\{% if campagne\.date_evenement %\}\{% else %\}[^{]*\{% endif %\}", "",
                       everything(composed))  # fmt: skip
        assert "campagne.date_evenement | periode" in shown, shown
        assert not re.search(r"suivr(?:a|ont)\.$|bientôt une date|pas encore fixée", shown, re.M)
