"""Who is meant by a name: the cheap and sure ways first, wider ones only where nobody was found."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from core.prospects.filters import Filter
from core.prospects.models import Prospect
from core.prospects.names import Wanted, contact_key, holds, is_name, likeness, wanted, words
from core.prospects.normalise import email, prospect_type, telephone
from core.prospects.store import Named, ProspectStore
from core.vocabulary.text import fold
from core.vocabulary.values import ProspectType

SURE = 0.85
"""A whole name this like the one given is not looked for any further."""
FOUND = 0.72
SUGGESTED = 0.6
_CLOSE = 0.05
"""Names less like the one given than the best, by more than this, are not offered beside it."""
_COMPARED = 60
_NAMESAKES = 60
_LONGEST = 200

Ranked = list[tuple[float, Named]]


def find(store: ProspectStore, name: str, limit: int) -> list[Prospect]:
    """Records of that name; else that hold its words; else that are like it, best first.

    An e-mail or a telephone finds who has it.
    """
    if reached := _reached(name):
        return store.having(reached, limit)
    asked = wanted(name[:_LONGEST])
    if asked is None:
        return []
    found = _meant(store, asked)
    return _fetched(store, found, limit) if found else _containing(store, asked, limit)


def called(store: ProspectStore, name: str, limit: int) -> list[Prospect]:
    """Records that are called exactly so, or whose contact, e-mail or telephone it is.

    By keys alone, in milliseconds at any size: for words that are probably nobody's.
    """
    if reached := _reached(name):
        return store.having(reached, limit)
    asked = wanted(name[:_LONGEST])
    if asked is None:
        return []
    first, *others = asked.sound_keys()
    seen = store.alike(first, asked.kinds(), _NAMESAKES)
    seen += store.sounding(others, asked.kinds()) if others else []
    found = _exact(asked, seen) or _holding(asked, _contacts(store, asked))
    return [one for one in _fetched(store, found, limit) if is_meant(name, one)]


def nearest(store: ProspectStore, name: str, limit: int) -> list[Prospect]:
    """The records whose names are the most like it, one of each name."""
    asked = wanted(name[:_LONGEST])
    if asked is None:
        return []
    sounds = [*asked.typo_keys(all_readings=True), *asked.single_keys()]
    seen = [*store.sounding(sounds), *_in_towns(store, asked)]
    for key in asked.word_keys():
        seen += store.keyed([key])
    once = {named.name: named for _, named in reversed(_ranked(asked, seen, SUGGESTED))}
    return _fetched(store, list(reversed(once.values())), limit)


_TELEPHONE = re.compile(r"(?:\+|00?)[\d .\-/()]{8,20}")


def _reached(name: str) -> str | None:
    """The e-mail or the telephone that it is, normalised; None for a name."""
    name = name.strip()
    if "@" in name and (address := email(name)[0]):
        return address
    if _TELEPHONE.fullmatch(name) and (number := telephone(name)[0]):
        return number
    return None


# Words of a name that tell nothing of whom it is.
_LITTLE = frozenset(
    ("de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "en", "et", "un", "une")
)


def is_meant(name: str, record: Prospect) -> bool:
    """Every word of the name is of the record, its town or its type; and no other type is said."""
    kind = prospect_type(name)[0] or next(
        (found for word in name.split() if (found := prospect_type(word)[0])), None
    )
    given = {kind} - {None, ProspectType.AUTRE}
    known = fold(f"{record.nom_structure} {record.ville} {record.nom_contact or ''}").split()
    if given and record.type_prospect not in given and fold(name) not in " ".join(known):
        return False
    return all(
        word in known or prospect_type(word)[0] is record.type_prospect
        for word in fold(name).split()
        if word not in _LITTLE
    )


def _meant(store: ProspectStore, asked: Wanted) -> list[Named]:
    # A whole name with a typo is known without looking for its words, which many may bear; but
    # what follows a type may be a town, and a name without one somebody's.
    whole = asked.is_telling() and not asked.is_town()
    first, *others = asked.sound_keys()
    seen = store.alike(first, asked.kinds(), _NAMESAKES)
    for keys in (others, []):
        if found := _exact(asked, seen) or _holding(asked, seen):
            return found
        if whole and (found := _near(asked, seen, SURE)):
            return found
        seen += store.sounding(keys, asked.kinds()) if keys else []
    if found := _holding(asked, [*_in_towns(store, asked), *_contacts(store, asked)]):
        return found
    if asked.is_generic():
        return []
    seen += store.sounding(asked.typo_keys(), asked.kinds())
    if asked.is_telling() and (found := _near(asked, seen, SURE)):
        return found
    return _by_words(store, asked, seen)


def _by_words(store: ProspectStore, asked: Wanted, seen: list[Named]) -> list[Named]:
    telling = asked.word_keys()
    parts = store.keyed(telling[:1]) if telling else []
    if len(telling) > 1:
        parts += store.sounding(asked.single_keys(), asked.kinds())
    if found := _holding(asked, parts):
        return found
    if found := _near(asked, [*seen, *parts], FOUND):
        return found
    return _near(asked, _widest(store, asked), FOUND)


def _contacts(store: ProspectStore, asked: Wanted) -> list[Named]:
    return [] if asked.kind else store.keyed([contact_key(asked.words)])


def _in_towns(store: ProspectStore, asked: Wanted) -> list[Named]:
    """Those of that type in that town: 'MJC Angers' is any of them, whatever its name."""
    if asked.kind is None or not asked.towns:
        return []
    return store.in_towns(asked.places(), asked.kinds())


def _widest(store: ProspectStore, asked: Wanted) -> list[Named]:
    seen = store.sounding(asked.typo_keys(all_readings=True))
    telling = asked.word_keys()
    for key in telling if len(telling) > 1 else []:
        seen += store.keyed([key])
    return seen


def _exact(asked: Wanted, seen: Iterable[Named]) -> list[Named]:
    found = sorted((n for n in seen if is_name(asked, n.name)), key=_order)
    return [n for n in found if n.name == asked.folded] or found


def _holding(asked: Wanted, seen: Iterable[Named]) -> list[Named]:
    found = {n for n in seen if holds(asked, n.name, n.town, n.kind, n.contact)}
    return sorted(found, key=lambda n: (len(n.name), _order(n)))


def _near(asked: Wanted, seen: Iterable[Named], least: float) -> list[Named]:
    ranked = _ranked(asked, seen, least)
    return [named for score, named in ranked if score >= ranked[0][0] - _CLOSE]


def _ranked(asked: Wanted, seen: Iterable[Named], least: float) -> Ranked:
    """Those at least that like the name given, best first."""
    alike: dict[tuple[str, str, ProspectType], list[Named]] = {}
    for named in set(seen):
        # Only a town that is spoken of matters; namesakes are then compared once.
        town = named.town if any(word in asked.words for word in words(named.town)) else ""
        alike.setdefault((named.name, town, named.kind), []).append(named)
    given = " ".join(asked.words)
    near = process.extract(
        given,
        {about: f"{about[0]} {about[1]}" for about in alike},
        scorer=fuzz.token_set_ratio,
        limit=_COMPARED,
    )
    ranked = []
    for _, _, about in near:
        score = likeness(asked, *about)
        if score >= least:
            ranked += [(score, named) for named in alike[about]]
    return sorted(ranked, key=lambda pair: (-pair[0], _order(pair[1])))


def _order(named: Named) -> tuple[str, str]:
    return named.name, named.prospect_id


def _fetched(store: ProspectStore, found: Sequence[Named], limit: int) -> list[Prospect]:
    ids = list(dict.fromkeys(named.prospect_id for named in found))[: max(1, limit)]
    records = {record.prospect_id: record for record in store.many(ids)}
    return [records[key] for key in ids if key in records]


def _containing(store: ProspectStore, asked: Wanted, limit: int) -> list[Prospect]:
    """Parts of words, and what no key is made of: the whole base is read."""
    text = Filter(texte=" ".join(asked.words)[:_LONGEST])
    return store.page(text, "nom_tri", False, 0, max(1, limit))
