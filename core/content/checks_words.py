"""Checks of the words of a mail: subject, tone, dates, spelling."""

import datetime
import re
from collections.abc import Iterator

from core.content.change import Change, Kind
from core.content.checking import Check, Checked, fail, ok, warn
from core.content.days import MONTHS, WEEKDAYS
from core.content.reading_level import ease
from core.content.spelling import misspelt, nearest

LONGEST_SUBJECT, LONGEST_PREVIEW, SHORTEST_PREVIEW = 60, 120, 15
MOST_EXCLAMATIONS, HARD = 3, 40
_SHOUTED = re.compile(r"\b[A-ZÀ-Ý]{4,}\b")
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_DISLIKED = re.compile(
    r"\b(?:cliquez ici|100 ?%|gagnez|gagnant|argent facile|offre exceptionnelle|promo(?:tion)?s?|"
    r"urgent|félicitations|sans engagement|cadeau gratuit|dernière chance|achetez|profitez vite|"
    r"satisfait ou remboursé|meilleur prix|remise)\b|€€|!!|\$\$",
    re.IGNORECASE,
)
VOUS = re.compile(r"(?<!rendez-)\b(?:vous|votre|vos|vôtres?)\b", re.IGNORECASE)
TU = re.compile(r"\b(?:tu|toi|ton|ta|tes|te|tiennes?)\b|\bt['’]", re.IGNORECASE)
_DAY = re.compile(
    rf"\b({'|'.join(WEEKDAYS)}) (\d{{1,2}})(?:er)? ({'|'.join(MONTHS)})(?: (\d{{4}}))?",
    re.IGNORECASE,
)


def subject(it: Checked) -> Iterator[Check]:
    """Its length, its capitals, its exclamation marks."""
    text = it.seen.sujet
    if len(text) > LONGEST_SUBJECT:
        yield warn("objet", f"L'objet a {len(text)} caractères : au-delà de {LONGEST_SUBJECT}, il "
                   "est coupé sur un téléphone.", "Un autre objet", _other_subject(it))  # fmt: skip
    else:
        yield ok("objet", f"L'objet a une bonne longueur ({len(text)} caractères).")


def _other_subject(it: Checked) -> Change:
    return Change(kind=Kind.AGAIN)


def preview(it: Checked) -> Iterator[Check]:
    """The text that an inbox shows beside the subject."""
    size = len(it.seen.apercu)
    if not size:
        yield warn("apercu", "Il n'y a pas de texte d'aperçu.", "En écrire un",
                   Change(kind=Kind.PREVIEW))  # fmt: skip
    elif size > LONGEST_PREVIEW:
        yield warn("apercu", f"Le texte d'aperçu a {size} caractères : il sera coupé.",
                   "Un autre", Change(kind=Kind.PREVIEW))  # fmt: skip
    elif size < SHORTEST_PREVIEW:
        yield warn("apercu", "Le texte d'aperçu est très court.", "Un autre",
                   Change(kind=Kind.PREVIEW))  # fmt: skip
    else:
        yield ok("apercu", "Le texte d'aperçu a une bonne longueur.")


def capitals(it: Checked) -> Iterator[Check]:
    """Words that shout."""
    written = f"{_plain(it.mail.sujet)}\n{_plain(it.mail.texte)}"
    known = " ".join(filter(None, (it.association.nom, it.recipe.faits.evenement)))
    shouted = [word for word in _SHOUTED.findall(written) if word not in known]
    if not shouted:
        yield ok("majuscules", "Pas de mots tout en majuscules.")
        return
    fix = None
    if _SHOUTED.search(_plain(it.mail.sujet)):
        calm = _SHOUTED.sub(lambda word: word[0].lower(), it.mail.sujet)
        fix = Change(kind=Kind.SUBJECT, value=calm[:1].upper() + calm[1:])
    yield warn("majuscules", f"Des mots sont en majuscules : {', '.join(shouted[:4])}.",
               "Les mettre en minuscules" if fix else "", fix)  # fmt: skip


def exclamations(it: Checked) -> Iterator[Check]:
    """Few are enough."""
    count = it.seen.texte.count("!") + it.seen.sujet.count("!")
    if count > MOST_EXCLAMATIONS or it.seen.sujet.count("!") > 1:
        yield warn("exclamations", f"Il y a {count} points d'exclamation : c'est beaucoup.",
                   "Un ton plus sobre", Change(kind=Kind.TONE, value="sobre"))  # fmt: skip
    else:
        yield ok("exclamations", "Pas trop de points d'exclamation.")


def disliked(it: Checked) -> Iterator[Check]:
    """Words that filters take for advertising."""
    found = sorted({one[0] for one in _DISLIKED.finditer(f"{it.seen.sujet}\n{it.seen.texte}")})
    if found:
        yield warn("filtres", "Ces mots déplaisent aux filtres anti-spam : "
                   f"{', '.join(found[:4])}.")  # fmt: skip
    else:
        yield ok("filtres", "Pas de mots qui déplaisent aux filtres anti-spam.")


def reading(it: Checked) -> Iterator[Check]:
    """The formula of Kandel and Moles."""
    score = ease(_body(it))
    if score is not None and score < HARD:
        yield warn("lecture", f"Le texte est un peu difficile à lire ({score:.0f} sur 100, formule "
                   "de Kandel et Moles).", "Plus court", Change(kind=Kind.SHORTER))  # fmt: skip
    else:
        told = f" ({score:.0f} sur 100, formule de Kandel et Moles)" if score is not None else ""
        yield ok("lecture", f"Le texte se lit facilement{told}.")


def dates(it: Checked) -> Iterator[Check]:
    """Days that are over, or that are not of their weekday."""
    wrong = list(_wrong_days(it.seen.texte + "\n" + it.seen.sujet))
    for said, right in wrong:
        yield fail("dates", f"« {said} » n'existe pas : ce jour-là est un {right}.",
                   "Changer la date", Change(kind=Kind.DATE))  # fmt: skip
    last = it.recipe.faits.date_fin or it.recipe.faits.date
    past = it.recipe.objectif == "remerciement"
    if last is not None and last < it.today and not past:
        yield fail("dates", "La date de l'événement est passée.", "Changer la date",
                   Change(kind=Kind.DATE))  # fmt: skip
    elif not wrong:
        yield ok("dates", "Les dates sont à venir et tombent le bon jour.")


def _wrong_days(text: str) -> Iterator[tuple[str, str]]:
    years = re.findall(r"\b(20\d{2})\b", text)
    for found in _DAY.finditer(text):
        year = found[4] or (years[0] if years else None)
        if year is None:
            continue
        try:
            day = datetime.date(int(year), MONTHS.index(found[3].lower()) + 1, int(found[2]))
        except ValueError:
            yield found[0], "jour impossible"
            continue
        if WEEKDAYS[day.weekday()] != found[1].lower():
            yield found[0], WEEKDAYS[day.weekday()]


def familiarity(it: Checked) -> Iterator[Check]:
    """ "Tu" and "vous" in one mail."""
    text = f"{it.seen.sujet}\n{it.seen.apercu}\n{_body(it)}"
    vous, tu = VOUS.findall(text), TU.findall(text)
    if not (vous and tu):
        yield ok("tu_vous", "Le tutoiement et le vouvoiement ne sont pas mélangés.")
        return
    familiar = len(tu) > len(vous)
    kind = Kind.FAMILIAR if familiar else Kind.POLITE
    label = "Tutoyer partout" if familiar else "Vouvoyer partout"
    yield warn("tu_vous", "Le mail dit « tu » et « vous ».", label, Change(kind=kind))


def spelling(it: Checked) -> Iterator[Check]:
    """Words that the dictionary does not know."""
    facts, own = it.recipe.faits, it.association
    known = " ".join(
        filter(None, (facts.evenement, facts.lieu, own.nom, own.signature, own.adresse))
    )
    found = misspelt(f"{_plain(it.mail.sujet)}. {_plain(it.mail.texte)}", known)
    if not found:
        yield ok("orthographe", "Pas de faute de frappe repérée.")
    for word in found[:5]:
        better = nearest(word)
        hint = f" Vouliez-vous dire « {better} » ?" if better else ""
        fix = Change(kind=Kind.SPELLING, value=f"{word}|{better}") if better else None
        label = f"Écrire « {better} »" if better else ""
        yield warn("orthographe", f"« {word} » n'est pas dans le dictionnaire.{hint}", label, fix)


def _plain(source: str) -> str:
    return _JINJA.sub(" ", source)


def _body(it: Checked) -> str:
    """The text without what is added under it."""
    text = it.seen.texte.partition(it.letter.origin)[0]
    for name in (it.letter.sender["nom"], it.association.nom):
        text = text.replace(name, "") if name else text
    return text


RULES = (subject, preview, capitals, exclamations, disliked, reading, dates, familiarity, spelling)
