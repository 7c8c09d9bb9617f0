"""Every mail of templates/, for every prospect of the demonstration and for nasty ones."""

import itertools
import re
from collections.abc import Iterator
from datetime import date

import pytest

from core.content import library, pieces, sandbox, writing
from core.content.composing import Composed, compose
from core.content.days import day_of
from core.content.facts import Association, Facts
from core.content.recipes import Recipe, Tone
from core.content.variables import ALLOWED, kept, uses_of
from core.content.writing import Letter
from core.demo.generate import generate
from core.vocabulary.values import ProspectType

ASSOCIATION = Association(
    nom="Les Joueurs d'Ariège",
    signature="Camille Martin, présidente",
    activite="Nous faisons jouer petits et grands. Nous prêtons des jeux aux écoles.",
    adresse="3 rue des Lices, 09000 Foix",
    site="https://jeux.example.org",
)
FACTS = Facts(
    evenement="Festival du jeu",
    date=date(2027, 5, 22),
    date_fin=date(2027, 5, 23),
    lieu="salle des fêtes de Foix",
    lien="https://jeux.example.org/inscription",
    prix="gratuit",
)
LETTER = Letter(
    campaign={"nom": "Fête du jeu", "date_evenement": day_of("2027-05-22"), "date_fin": None},
    sender={"nom": "Les Joueurs d'Ariège", "adresse": "contact@example.org"},
    origin="Vous recevez ce mail car votre adresse figure dans notre carnet.",
    unsubscribe="https://example.org/d/jeton",
)  # fmt: skip
BARE_LETTER = Letter(
    LETTER.campaign | {"date_evenement": None}, LETTER.sender, LETTER.origin, LETTER.unsubscribe
)
NASTY = (
    {"nom_structure": "<b>Antre & Cie</b> {{ 7*7 }}", "ville": "L'Haÿ-les-Roses"},
    {"nom_structure": "  ", "ville": "Ô", "nom_contact": "  "},
    {"nom_structure": "🎲", "ville": "?", "nom_contact": '"; DROP', "type_prospect": "Inconnu"},
    {"nom_structure": "Le", "ville": "Le", "nom_contact": "L'"},
    {"nom_structure": "x" * 500, "ville": "y" * 500, "nom_contact": "z" * 500},
)
WRONG = re.compile(
    r"\{\{|\{%|\bNone\b| ,| \.(?!\.)|,,|\.\.(?!\.)|\bde les? (?!\w+(?:er|ir|re)\b)|"
    r"\bà les? |\bde l' |\bd' |[a-z]  +[a-z]|\[|\||!\.|\?\.|: ?:|c'est[.,]|\bpour,|  ,",
)
VOUS = re.compile(r"(?<!rendez-)\b(vous|votre|vos|vôtres?|[a-zé]+ez)\b(?!-vous)", re.IGNORECASE)
TU = re.compile(r"\b(tu|te|toi|ton|ta|tes|(?<!je )tiens?|tiennes?)\b|\bt'", re.IGNORECASE)
FEMININE = re.compile(
    r"\b(?:ton|mon|son) (?:lettre|place|venue|présence|réponse|boutique|chaîne)\b"
)
NOT_YOU = {"chez", "rendez", "nez", "assez"}


def prospects() -> list[dict[str, object]]:
    """One of each type of the demonstration, with a contact and without, and the nasty ones."""
    found: dict[tuple[str, bool], dict[str, object]] = {}
    for one in generate(400, 7, date(2026, 11, 30)).prospects():
        values = one.model_dump(mode="json")
        found.setdefault((values["type_prospect"], bool(values.get("nom_contact"))), values)
    base = next(iter(found.values()))
    return [*found.values(), *(base | nasty for nasty in NASTY)]


def recipes() -> Iterator[Recipe]:
    """Every objective, tone and seed; the other choices in turn."""
    choices = itertools.cycle(itertools.product((False, True), (False, True), (0, 1, 2)))
    facts = itertools.cycle((FACTS, Facts(), Facts(evenement="Nuit du jeu"), FACTS))
    types = itertools.cycle(
        ((), (ProspectType.MEDIATHEQUE,), (ProspectType.MJC, ProspectType.ARTISAN))
    )
    for key, tone, seed in itertools.product(pieces.objectives(), Tone, range(3)):
        for tu in (False, True):
            inclusive, follow, short = next(choices)
            follow = follow is not tu
            yield Recipe(objectif=key, ton=tone, tu=tu and tone is not Tone.FORMEL, graine=seed,
                         inclusif=inclusive, suivi=follow, court=short, types=next(types),
                         faits=next(facts))  # fmt: skip


def said(composed: Composed, values: dict[str, object], letter: Letter = LETTER) -> str:
    """What one person reads."""
    mail = composed.mail
    written = writing.write(mail, kept(values, uses_of(mail).fields), letter)
    body = written.texte.partition(letter.origin)[0]
    return f"{written.sujet}\n{written.apercu}\n{body}"


@pytest.mark.parametrize("association", [ASSOCIATION, Association()], ids=["known", "unknown"])
def test_every_mail_reads_well_whoever_it_is_for(association: Association) -> None:
    people = itertools.cycle([p for p in prospects() if str(p["nom_structure"]).strip()])
    faults: list[str] = []
    for recipe in recipes():
        composed = compose(recipe, association)
        writing.check(composed.mail)
        assert len((composed.mail.html or "").encode()) < 60_000
        for _ in range(3):
            who = next(people)
            text = said(composed, who).replace(str(who["nom_structure"]), "X")
            found = [one[0] for one in WRONG.finditer(text)]
            if recipe.tu:
                found += {w[0] for w in VOUS.finditer(text) if w[0].lower() not in NOT_YOU}
                found += FEMININE.findall(text)
            else:
                found += [one[0] for one in TU.finditer(text)]
            if found:
                faults.append(f"{recipe.objectif} {recipe.ton} {recipe.graine} {found}: {text}")
    assert not faults, "\n\n".join(faults[:20])


def contexts() -> list[str]:
    """Each thing that depends on who reads, once, with the words around it."""
    around = re.compile(r"[^\n{}%]{0,14}\{\{ nom_[^{}]*\}\}[^\n{}%]{0,14}")
    found: dict[str, None] = {}
    for recipe in recipes():
        composed = compose(recipe, ASSOCIATION)
        text = "\n".join((composed.mail.texte, composed.mail.apercu, *composed.subjects))
        found |= dict.fromkeys(around.findall(text))
    return list(found)


def test_every_piece_agrees_with_every_prospect_of_the_demonstration() -> None:
    source = "\n".join(contexts())
    assert source.count("nom_structure") > 40
    template = sandbox.compiled(source, html=False, allowed=ALLOWED)
    every = [one.__dict__ for one in generate(1_200, 7, date(2026, 11, 30)).prospects()]
    for who in (*every, *prospects()):
        name, contact = str(who["nom_structure"]), who.get("nom_contact") or ""
        if not name.strip():
            continue
        text = sandbox.run(template, {"nom_structure": name, "nom_contact": contact})
        assert not (wrong := WRONG.search(text.replace(name, "X"))), f"{name}: {wrong}"


def test_a_mail_of_a_campaign_reads_well_with_a_day_and_without() -> None:
    for name in library.names():
        mail = library.named(name)
        writing.check(mail)
        for letter in (LETTER, BARE_LETTER):
            for who in prospects()[:4]:
                written = writing.write(mail, kept(who, uses_of(mail).fields), letter)
                text = f"{written.sujet}\n{written.texte}".replace(str(who["nom_structure"]), "X")
                assert not (found := WRONG.search(text)), f"{name}: {found!r} in {text}"


MANY = re.compile(
    r"\b[Ll]es (?:Rencontres du jeu|24 Heures du jeu|Joueurs d'Ariège|Gardiens)"
    r"(?: nous| y| ne| n'|,)? ?(?:a|aura|est|arrive|approche|cherche|manque|serait|aurait"
    r"|se (?:prépare|tiendra|présente))\b"
)


def drafted(recipe: Recipe) -> str:
    """All that a draft says, whoever it is for."""
    composed = compose(recipe, ASSOCIATION)
    texts = (one.text for one in composed.paragraphs)
    return "\n".join((*texts, composed.mail.apercu, *composed.subjects))


def test_what_agrees_with_a_name_does() -> None:
    """ "Les Rencontres auront lieu", and not "aura"."""
    events = itertools.cycle(("Rencontres du jeu", "24 Heures du jeu"))
    for key, tone, seed in itertools.product(pieces.objectives(), Tone, range(3)):
        facts = Facts(evenement=next(events), date=date(2027, 5, 22), lieu="Foix")
        text = drafted(Recipe(objectif=key, ton=tone, graine=seed, faits=facts))
        assert not MANY.search(text), text
        assert not re.search(r"structure[^{}]*\}\} (?:pour sa|est|manque|a)\b", text), text


def test_nothing_is_said_of_a_day_that_is_not_known() -> None:
    known = re.compile(r"date (?:est (?!b)|à )|c'est fixé|À entourer|À noter|[Bb]loque")
    events = itertools.cycle((None, "Nuit du jeu", None))
    for key, tone, seed in itertools.product(pieces.objectives(), Tone, range(3)):
        facts = Facts(evenement=next(events))
        text = drafted(Recipe(objectif=key, ton=tone, graine=seed, faits=facts))
        assert not known.search(text.replace("une date à garder", "")), text
        assert key != "remerciement" or "prochain événement" not in text


def test_the_practical_facts_are_said_once_and_of_a_named_event() -> None:
    bare = Facts(evenement="Nuit du jeu", date=date(2027, 5, 22), lieu="Le Mans", prix="5 €")
    timed = bare.model_copy(update={"horaires": "de 10 h à 18 h"})
    for key, facts in itertools.product(pieces.objectives(), (bare, timed)):
        text = drafted(Recipe(objectif=key, faits=facts))
        assert not ("Pour mémoire" in text and "Quand" in text)
        assert "Quand" not in text or "Nuit du jeu" in text
        assert "Tarif" not in text or key not in {"benevoles", "partenariat"}


def test_html_in_a_name_stays_a_name() -> None:
    composed = compose(Recipe(objectif="invitation", faits=FACTS), ASSOCIATION)
    who = prospects()[0] | {"nom_structure": "<script>x</script>", "nom_contact": "<b>Al</b>"}
    written = writing.write(composed.mail, kept(who, uses_of(composed.mail).fields), LETTER)
    assert written.html is not None
    assert "<script>" not in written.html
    assert "<b>Al" not in written.html


def test_facts_hold_no_template() -> None:
    facts = Facts(evenement="{{ 7*7 }}", lieu="{% for a in b %}")
    composed = compose(Recipe(faits=facts), ASSOCIATION)
    writing.check(composed.mail)
    assert "((" in said(composed, prospects()[0])


def test_two_drafts_in_a_row_differ_and_one_stays_the_same() -> None:
    for key in pieces.objectives():
        mails = [compose(Recipe(objectif=key, graine=seed), ASSOCIATION).mail for seed in (0, 1, 2)]
        assert len({mail.texte for mail in mails}) == 3
        assert compose(Recipe(objectif=key, graine=1), ASSOCIATION).mail == mails[1]


def test_each_part_has_three_variations() -> None:
    for key, objective in pieces.objectives().items():
        for tone in Tone:
            for variants in (objective.announcements, objective.calls, pieces.subjects(key)):
                assert len(set(variants[tone.value])) == 3, f"{key} {tone}"
        assert len(set(objective.previews)) == 3
    for group in pieces.GROUPS:
        assert set(pieces.reasons(group)) == {one.value for one in ProspectType}
        assert all(len(set(texts)) == 3 for texts in pieces.reasons(group).values())
