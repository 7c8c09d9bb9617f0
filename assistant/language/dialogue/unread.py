"""What a request for prospects says that neither conditions nor grammar explain.

"à moins de 20 km de Lyon" must not be passed over in silence: the user would trust a wrong list.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.language.dialogue.passed_over import passed_over
from assistant.language.grammar.mentions import Mention
from assistant.language.grammar.reading import Reading
from assistant.language.intent_table import LISTING, Intent
from assistant.language.intents.examples import FOLDER, lines_of
from assistant.language.intents.frame import function_words
from assistant.language.roles.features import in_force
from assistant.language.text.chain import Item
from core.prospects.filters import Filter
from core.vocabulary.text import fold

# Their words are how people ask, not what they ask for.
_WAYS_OF_ASKING = (
    "filter_prospects", "count_prospects", "refine_filters", "export_csv", "courtesy", "wrappers",
    "help", "small_talk", "synonyms", "shorthand",
)  # fmt: skip
_AMOUNTS = frozenset(("<num>", "<qty>", "<counted>", "<year>"))
_LONG = 6
"""Letters of a word that may be a slip of another."""
_LEAST = 2
"""Letters of a word worth telling."""


def unread(
    reading: Reading,
    intent: Intent,
    taken: Sequence[tuple[Mention, str]],
    unchanged: Filter | None,
    rules: Sequence[str] = (),
) -> tuple[str, ...]:
    """The parts of the sentence, as typed, that took no part in what was understood.

    `taken` are the mentions with their roles; `unchanged`, the selection where they left it alone;
    `rules`, the names of the rules that changed roles.
    """
    runs = [
        (run[0].start, run[-1].end)
        for run in _runs(reading.items, _asking_words(intent))
        if intent.about.tells_unread or _is_of_people(reading.items, run[0])
    ]
    idle = [(m.start, m.end) for m, role in taken if _is_idle(m, role, intent, unchanged)]
    clauses = _clauses(reading.items) if intent.about.tells_unread else ()
    mentions, roles = [one for one, _ in taken], [role for _, role in taken]
    aside = passed_over(reading.items, mentions, roles, rules) if intent in LISTING else ()
    spans = [*_approximations(reading.items), *clauses, *aside, *runs, *idle]
    kept = [
        one for at, one in enumerate(spans) if not any(_within(one, other) for other in spans[:at])
    ]
    return tuple(reading.typed[start:end] for start, end in sorted(kept))


_PEOPLE = re.compile(r"(?:<type>|<place>) (?:qui (?:ont|sont)|ayant|dont|possedant)(?: \S+){0,3}$")
_LISTED = frozenset(("type", "place", "tranche", "adherents", "followers"))


def _is_of_people(items: Sequence[Item], first: Item) -> bool:
    """ "un mail aux MJC qui ont un chien": a condition, in a request with words of its own."""
    return bool(_PEOPLE.search(" ".join(one.text for one in items if one.end <= first.start)))


def _is_idle(mention: Mention, role: str, intent: Intent, unchanged: Filter | None) -> bool:
    """A condition without effect: the list stayed as it was, or no filter can say it."""
    if mention.kind in {"adherents", "followers"} and role in {"neg", "joinneg"}:
        value = mention.value
        spans = value.values() if isinstance(value, dict) else (value,)
        return any(one.min is not None and one.max not in {None, one.min} for one in spans)
    if mention.kind not in _LISTED or role != "none" or intent not in LISTING:
        return False
    return unchanged is not None and in_force(mention, unchanged) in {"no", "key", "lieu"}


_NEAR = frozenset((
    "autour", "pres", "alentours", "environs", "proche", "proches", "proximite", "vers", "nord",
    "sud", "est", "ouest", "cote", "peripherie", "rayon",
))  # fmt: skip
"""Before a place, what no filter can say: told, and the place is taken alone."""
_LINKS = frozenset(("de", "d", "du", "des", "la", "le", "l", "les", "a", "au", "aux", "en"))


def _approximations(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    for at, item in enumerate(items):
        if item.text not in _NEAR:
            continue
        following = next((one for one in items[at + 1 :] if one.text not in _LINKS), None)
        if following is not None and following.text == "<place>":
            yield item.start, following.end


_WHOSE = frozenset(("qui", "dont", "ayant", "avec", "possedant"))
_OF_WHOM = frozenset(("<type>", "<place>", "prospects", "structures", "ceux", "celles", "contacts"))
_PARTS = frozenset(("et", "mais", "ou", "puis", "pour", "par", "en", "dans", "si", "quand", "que"))
_SAID_OF_ALL = frozenset((
    "restent", "reste", "existent", "interessent", "correspondent", "va", "vont", "bien", "faut",
    "conviennent", "manquent", "suivent", "avons", "liste", "base", "fichier", "nom", "noms",
    "details", "detail", "infos", "toutes", "tous", "leurs", "leur", "colonnes", "coordonnees",
    "dedans", "ressemblent",
))  # fmt: skip
"""What says nothing of some that would not be true of the others."""


def _clauses(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """ "dont le président est une femme", "avec un chien", "du 96": no condition that is known."""
    for at in range(1, len(items)):
        before, opener = items[at - 1].text, items[at].text
        if opener == "<num>" and before == "du" and items[at + 1].text in {"<end>", ",", "et", "."}:
            yield items[at - 1].start, items[at].end
        if opener not in _WHOSE or before not in _OF_WHOM:
            continue
        end = at + 1
        while items[end].text.isalpha() and items[end].text not in _PARTS:
            end += 1
        said = [one.text for one in items[at + 1 : end]]
        closed = items[end].text in {"<end>", ",", ".", "?", "!", *_PARTS}
        if closed and any(_tells(word) for word in said):
            yield items[at].start, items[end - 1].end


def _tells(word: str) -> bool:
    return len(word) > _LEAST and word not in function_words() and word not in _SAID_OF_ALL


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _runs(items: Sequence[Item], asking: frozenset[str]) -> Iterator[list[Item]]:
    run: list[Item] = []
    for at, item in enumerate(items):
        if _is_unread(item, asking):
            if not run and at and items[at - 1].text in _AMOUNTS:
                run.append(items[at - 1])
            run.append(item)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_unread(item: Item, asking: frozenset[str]) -> bool:
    word = item.text
    return (
        word.isalpha()
        and len(word) >= _LEAST
        and word not in function_words()
        and word not in asking
        and not _looks_like(word, asking)
    )


def _looks_like(word: str, asking: frozenset[str]) -> bool:
    """ "jcherch" is no condition."""
    if len(word) < _LONG:
        return False
    close = process.extractOne(word, asking, scorer=OSA.distance, score_cutoff=2)
    return close is not None


@cache
def _asking_words(intent: Intent) -> frozenset[str]:
    """How people ask, and how they ask for this."""
    names = {*_WAYS_OF_ASKING, intent.value}
    lines = (line for name in names for line in lines_of(FOLDER / f"{name}.txt"))
    return frozenset(word for line in lines for word in fold(re.sub(r"\{\w+\}", " ", line)).split())
