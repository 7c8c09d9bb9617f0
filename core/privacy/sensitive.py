"""Words that speak of what nobody needs to know of a prospect (GDPR, articles 9 and 10).

They only warn whoever writes a comment: a word may mean something else, and a person decides.
"""

from collections.abc import Mapping
from functools import cache

from core.vocabulary.text import fold

_WORDS: Mapping[str, str] = {
    "la santé": (
        "malade maladie cancer depression depressif depressive burn out burnout handicap handicape "
        "handicapee enceinte grossesse hospitalise hospitalisee hopital psy psychiatre autiste "
        "diabete diabetique alcoolique alcoolisme toxicomane seropositif sida vih arret maladie "
        "operation chirurgicale cardiaque avc parkinson alzheimer bipolaire anorexie fausse couche"
    ),
    "la religion": (
        "catholique musulman musulmane juif juive protestant protestante bouddhiste athee islam "
        "pratiquant pratiquante voile integriste temoin de jehovah ramadan halal casher"
    ),
    "les opinions politiques": (
        "gauchiste communiste socialiste macroniste lepeniste frontiste melenchoniste royaliste "
        "anarchiste vote a gauche vote a droite extreme droite extreme gauche facho"
    ),
    "l'appartenance syndicale": (
        "syndique syndiquee cgt cfdt syndicaliste delegue syndical greviste"
    ),
    "la vie sexuelle": (
        "homosexuel homosexuelle gay lesbienne bisexuel bisexuelle transgenre transsexuel "
        "orientation sexuelle amant maitresse adultere"
    ),
    "l'origine": "arabe maghrebin maghrebine africain africaine gitan tsigane rom origine ethnique",
    "la justice": (
        "condamne condamnee casier judiciaire prison garde a vue delinquant escroc mis en examen "
        "proces penal bracelet electronique"
    ),
}
_PHRASES = (
    *("burn out", "arret maladie", "operation chirurgicale", "fausse couche"),
    *("temoin de jehovah", "vote a gauche", "vote a droite", "extreme droite", "extreme gauche"),
    *("delegue syndical", "orientation sexuelle", "origine ethnique", "casier judiciaire"),
    *("garde a vue", "mis en examen", "proces penal", "bracelet electronique"),
)


def warned(text: str) -> tuple[str, ...]:
    """What the text seems to speak of, in French: "la santé"; nothing where it is all right."""
    said = f" {fold(text)} "
    return tuple(
        about
        for about, words in _by_subject().items()
        if any(f" {word} " in said or f" {word}s " in said for word in words)
    )


def warning(text: str) -> str:
    """The sentence to show before such a text is kept; empty where there is nothing to say."""
    if not (subjects := warned(text)):
        return ""
    return (
        f"Attention : ce commentaire semble parler de {_listed(subjects)}. Ces informations sont "
        "sensibles, la loi interdit presque toujours de les garder, et la personne peut lire tout "
        "ce qui est écrit sur elle. N'écrivez que ce qui sert à la contacter."
    )


def _listed(subjects: tuple[str, ...]) -> str:
    told = ", ".join(subjects[:-1])
    return f"{told} et de {subjects[-1]}" if told else subjects[-1]


@cache
def _by_subject() -> dict[str, tuple[str, ...]]:
    found = {}
    for about, text in _WORDS.items():
        left, words = f" {text} ", []
        for phrase in _PHRASES:
            if f" {phrase} " in left:
                words.append(phrase)
                left = left.replace(f" {phrase} ", " ")
        found[about] = (*words, *left.split())
    return found
