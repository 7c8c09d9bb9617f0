"""Checks of the words of a mail: subject, tone, spelling."""

import re
from collections.abc import Callable, Iterator

from core.content import pieces
from core.content.agreement import capital
from core.content.change import Change, Kind
from core.content.checking import Check, Checked, Level, ok, warn
from core.content.facts import clean
from core.content.reading_level import ease
from core.content.retouching import ACRONYMS, SHOUTED
from core.content.spelling import misspelt, nearest

LONGEST_SUBJECT, LONGEST_PREVIEW, SHORTEST_PREVIEW = 60, 120, 15
MOST_EXCLAMATIONS, HARD, _MOST_WORDS = 3, 40, 4
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TOKEN = re.compile(r"\{\{.*?\}\}|\s+|[^\s{]+|\{", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
VOUS = re.compile(r"(?<!rendez-)\b(?:vous|votre|vos|vôtres?)\b", re.IGNORECASE)
TU = re.compile(r"\b(?:tu|toi|ton|ta|tes|te|tiennes?)\b|\bt['’]", re.IGNORECASE)


def subject(it: Checked) -> Iterator[Check]:
    """Its length."""
    size = len(it.seen.sujet)
    if size <= LONGEST_SUBJECT:
        yield ok("objet", f"L'objet a une bonne longueur ({size} caractères).")
        return
    fitting = [one for one in it.subjects if len(it.shown(one)) <= LONGEST_SUBJECT]
    better = fitting[0] if fitting else shortened(it.mail.sujet, it.shown, LONGEST_SUBJECT)
    yield warn("objet", f"L'objet a {size} caractères : au-delà de {LONGEST_SUBJECT}, il est coupé "
               "sur un téléphone.", f"Mettre « {it.shown(better)} »",
               Change(kind=Kind.SUBJECT, value=better))  # fmt: skip


def shortened(source: str, shown: Callable[[str], str], most: int) -> str:
    """Its first words, with what they name, as many as fit."""
    tokens = _TOKEN.findall(source if "{%" not in source else _JINJA.sub("", source))
    while len(tokens) > 1 and len(shown("".join(tokens))) > most - 1:
        tokens.pop()
    while len(tokens) > 1 and (tokens[-1].isspace() or tokens[-1].lower() in _LITTLE):
        tokens.pop()
    kept = "".join(tokens).rstrip(" ,;:-–")
    return f"{kept}…" if len(shown(kept)) < most else clean(shown(kept))[: most - 1] + "…"


_LITTLE = frozenset(
    {"de", "du", "des", "d'", "la", "le", "les", "l'", "à", "au", "aux", "et", "ou", "pour", "en"}
)


def preview(it: Checked) -> Iterator[Check]:
    """The text that an inbox shows beside the subject."""
    size = len(it.seen.apercu)
    if SHORTEST_PREVIEW <= size <= LONGEST_PREVIEW:
        yield ok("apercu", "Le texte d'aperçu a une bonne longueur.")
        return
    told = "Il n'y a pas de texte d'aperçu."
    if size:
        told = "Le texte d'aperçu est très court."
    if size > LONGEST_PREVIEW:
        told = f"Le texte d'aperçu a {size} caractères : il sera coupé."
    better = _better_preview(it)
    label = "Le raccourcir" if size > LONGEST_PREVIEW else "En écrire un"
    yield warn("apercu", told, label, Change(kind=Kind.PREVIEW, value=better))


def _better_preview(it: Checked) -> str:
    """The present one cut; else the first sentence of the text that says enough."""
    if len(it.seen.apercu) > LONGEST_PREVIEW:
        return shortened(it.mail.apercu, it.shown, LONGEST_PREVIEW)
    for found in _SENTENCE.finditer(_JINJA.sub("\n", it.mail.texte)):
        words = " ".join(found[0].split())
        if len(words) >= 2 * SHORTEST_PREVIEW and "://" not in words:
            fits = len(words) <= LONGEST_PREVIEW
            return clean(words) if fits else shortened(clean(words), str, LONGEST_PREVIEW)
    return f"{_PLAIN_SUBJECT}."


def _names(it: Checked) -> list[str]:
    """What is called so, and may not be written otherwise."""
    facts, own = it.recipe.faits, it.association
    found = (facts.evenement, facts.lieu, own.nom, own.signature, own.adresse)
    return [one for one in found if one]


def capitals(it: Checked) -> Iterator[Check]:
    """Words that shout."""
    written = f"{_plain(it.mail.sujet)}\n{_plain(it.mail.texte)}"
    known = set(SHOUTED.findall(" ".join(_names(it))))
    shouted = [word for word in SHOUTED.findall(written) if word not in known | ACRONYMS]
    if not shouted:
        yield ok("majuscules", "Pas de mots tout en majuscules.")
        return
    told = ", ".join(dict.fromkeys(shouted[:_MOST_WORDS]))
    yield warn("majuscules", f"Des mots sont en majuscules : {told}.", "Les mettre en minuscules",
               Change(kind=Kind.CALM, value="|".join(sorted(known))))  # fmt: skip


def exclamations(it: Checked) -> Iterator[Check]:
    """Few are enough."""
    count = it.seen.texte.count("!") + it.seen.sujet.count("!")
    if count > MOST_EXCLAMATIONS or it.seen.sujet.count("!") > 1:
        yield warn("exclamations", f"Il y a {count} points d'exclamation : c'est beaucoup.",
                   "Les remplacer par des points", Change(kind=Kind.QUIET))  # fmt: skip
    else:
        yield ok("exclamations", "Pas trop de points d'exclamation.")


_PLAIN_SUBJECT = "Un message pour {{ nom_structure }}"


def disliked(it: Checked) -> Iterator[Check]:
    """Words that filters take for advertising, each with what may be said instead."""
    written = f"{_plain(it.mail.sujet)}\n{_plain(it.mail.apercu)}\n{_plain(it.mail.texte)}"
    for name in _names(it):
        written = written.replace(name, " ")
    avoided = pieces.avoided()
    found = dict.fromkeys(one[0] for one in avoided.pattern.finditer(written))
    for word in list(found)[:_MOST_WORDS]:
        better = avoided.instead(word)
        better = capital(better) if word[:1].isupper() else better
        cut = ("Enlever la phrase", Change(kind=Kind.CUT, value=word))
        if word not in _plain(it.mail.texte) and word not in _plain(it.mail.apercu):
            fitting = (one for one in it.subjects if not avoided.pattern.search(_plain(one)))
            cut = ("Un autre objet", Change(kind=Kind.SUBJECT, value=next(fitting, _PLAIN_SUBJECT)))
        fixes = [cut]
        if better:
            put = Change(kind=Kind.SPELLING, value=f"{word}|{better}")
            fixes = [(f"Écrire « {better} »", put)] + ([cut] if word.strip("!€$") else [])
        told = f"« {word} » déplaît aux filtres anti-spam."
        yield Check("filtres", Level.WARNING, told, *fixes[0], others=tuple(fixes[1:]))
    if not found:
        yield ok("filtres", "Pas de mots qui déplaisent aux filtres anti-spam.")


def reading(it: Checked) -> Iterator[Check]:
    """The formula of Kandel and Moles."""
    score = ease(body(it))
    if score is None or score >= HARD:
        told = f" ({score:.0f} sur 100, formule de Kandel et Moles)" if score is not None else ""
        yield ok("lecture", f"Le texte se lit facilement{told}.")
        return
    told = (f"Le texte est un peu difficile à lire ({score:.0f} sur 100, formule de Kandel et "
            "Moles) : des phrases et des mots plus courts aident.")  # fmt: skip
    if it.own:
        yield warn("lecture", told, "Récrire le texte", Change(kind=Kind.PARAGRAPH))
    elif it.recipe.textes:
        yield warn("lecture", told, "Reprendre les phrases proposées", Change(kind=Kind.PUT_BACK))
    else:
        tone = Change(kind=Kind.TONE, value="amical")
        yield warn("lecture", told, "Un ton plus simple", tone)


def news(it: Checked) -> Iterator[Check]:
    """A newsletter says something."""
    facts = it.recipe.faits
    if it.recipe.objectif != "newsletter" or it.own:
        return
    if facts.details or facts.evenement or it.recipe.textes or it.recipe.de_campagne:
        yield ok("nouvelles", "La newsletter donne des nouvelles.")
    else:
        yield warn("nouvelles", "Cette newsletter ne dit encore aucune nouvelle.",
                   "Donner les nouvelles", Change(kind=Kind.DETAIL))  # fmt: skip


def familiarity(it: Checked) -> Iterator[Check]:
    """ "Tu" and "vous" in one mail."""
    text = f"{it.seen.sujet}\n{it.seen.apercu}\n{body(it)}"
    vous, tu = VOUS.findall(text), TU.findall(text)
    if not (vous and tu):
        yield ok("tu_vous", "Le tutoiement et le vouvoiement ne sont pas mélangés.")
        return
    yield warn("tu_vous", "Le mail dit « tu » et « vous ».", *_one_way(it))


def _one_way(it: Checked) -> tuple[str, Change]:
    """As one's own paragraphs say; the proposed ones again where they say both."""
    own = "\n".join((*it.recipe.textes.values(), it.recipe.objet or "", it.recipe.apercu or ""))
    vous, tu = bool(VOUS.search(own)), bool(TU.search(own))
    if it.own:
        return "Récrire le texte", Change(kind=Kind.PARAGRAPH)
    if vous and tu:
        return "Reprendre les phrases proposées", Change(kind=Kind.PUT_BACK)
    if tu or (it.recipe.tu and not vous):
        return "Tutoyer partout", Change(kind=Kind.FAMILIAR)
    return "Vouvoyer partout", Change(kind=Kind.POLITE)


def spelling(it: Checked) -> Iterator[Check]:
    """Words that the dictionary does not know."""
    known = " ".join((*_names(it), *it.recipe.mots))
    found = misspelt(f"{_plain(it.mail.sujet)}. {_plain(it.mail.texte)}", known)
    if not found:
        yield ok("orthographe", "Pas de faute de frappe repérée.")
    for word in found[:5]:
        better = nearest(word)
        hint = f" Vouliez-vous dire « {better} » ?" if better else ""
        right = ("C'est juste", Change(kind=Kind.ACCEPT, value=word))
        fixes = [right]
        if better:
            put = Change(kind=Kind.SPELLING, value=f"{word}|{better}")
            fixes = [(f"Écrire « {better} »", put), right]
        told = f"« {word} » n'est pas dans le dictionnaire.{hint}"
        yield Check("orthographe", Level.WARNING, told, *fixes[0], others=tuple(fixes[1:]))


def _plain(source: str) -> str:
    return _JINJA.sub(" ", source)


def body(it: Checked) -> str:
    """The text without what is added under it."""
    text = it.seen.texte.partition(it.letter.origin)[0]
    for name in (it.letter.sender["nom"], it.association.nom):
        text = text.replace(name, "") if name else text
    return text


RULES = (subject, preview, capitals, exclamations, disliked, reading, news, familiarity, spelling)
