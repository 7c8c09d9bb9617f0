"""Rules over lists: how far an exception reaches, and where a list that is wanted goes on.

An exception takes people out of those that are wanted: of a place outside them it would say
nothing, so what follows an exception is part of it, or is what the exception was made of.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.language.dialogue.composing import departement_code
from assistant.language.grammar.mentions import Mention
from assistant.language.grammar.places import Place
from assistant.language.roles.cues import cues_of
from assistant.language.roles.rules_of_exclusions import (
    EXCEPT,
    MARKS,
    TRAILING,
    is_listed_with,
)
from assistant.language.roles.ruling import Roles
from assistant.language.text.phrasings import phrasings
from core.prospects.filters import Filter
from core.vocabulary.places import DEPARTEMENTS, communes_named

_KEPT = frozenset(("keep", "add", "dept", "deptadd"))
_LEFT_OUT = frozenset(("neg", "deptneg"))
_SAY = phrasings("lists", " ")
_AND = re.compile(rf"{_SAY['and']}(?: {_SAY['of_those']})*")
_COMMA = re.compile(rf"[,/](?: {_SAY['of_those']})*")
_SEMICOLON = re.compile(rf";(?: {_SAY['of_those']})*")
_AND_BARE = re.compile(r"(?:et|ou|ni|,)(?: (?:le|la|l|les|sauf|hors|hormis))*")


def place_named(mention: Mention) -> Place | None:
    """The place of a mention: a number may be a departement's."""
    if mention.kind == "place":
        place: Place = mention.value
        return place
    code = departement_code(mention) if mention.kind == "number" else None
    return Place("departement", (code,)) if code else None


def is_within(inner: Place, outer: Place) -> bool:
    """Whether the one lies in the other: Rennes in Bretagne, Bretagne in France."""
    if inner.key == outer.key:
        return set(inner.values) <= set(outer.values)
    if outer.key == "pays":
        return "France" in outer.values
    around = [_around(inner.key, value).get(outer.key) for value in inner.values]
    return bool(around) and all(one in outer.values for one in around)


def _around(key: str, value: str) -> dict[str, str]:
    if key == "departement":
        return {"region": DEPARTEMENTS[value].region} if value in DEPARTEMENTS else {}
    towns = communes_named(value) if key == "ville" else ()
    return {"region": towns[0].region, "departement": towns[0].departement} if towns else {}


def exception_goes_on(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "sauf le Gard ou en Corse", "sauf MJC, boutiques": the list is left out to its end."""
    for at in range(1, len(mentions)):
        if roles[at - 1] not in _LEFT_OUT or roles[at] not in _KEPT | {"none"}:
            continue
        first, second = mentions[at - 1], mentions[at]
        between = " ".join(texts[first.first + 1 : second.first])
        if TRAILING.match(" ".join(texts[first.first + 1 :])):
            continue
        if place_named(first) and place_named(second):
            goes_on = _place_too(texts, at, mentions, roles, between)
        elif first.kind == second.kind == "type":
            goes_on = _type_too(texts, at, mentions, roles, between)
        else:
            goes_on = first.kind == "type" and _place_beside(texts, at, mentions, roles, between)
        if goes_on:
            roles[at] = "deptneg" if second.kind == "number" else "neg"


def _place_too(
    texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles, between: str
) -> bool:
    left_out, place = place_named(mentions[at - 1]), place_named(mentions[at])
    if left_out is None or place is None:
        return False
    listed = _COMMA.fullmatch(between) and _is_excepted(texts, at - 1, mentions, roles)
    joined = bool(_AND.fullmatch(between))
    if not (listed or joined) or _is_said_otherwise(texts, mentions[at]):
        return False
    wanted = [one for i, one in _places(mentions[:at]) if roles[i] in _KEPT]
    if wanted:
        inside = any(is_within(place, one) for one in wanted)
        return inside or (joined and place.key == left_out.key)
    return joined or not is_within(left_out, place)


def _places(mentions: Sequence[Mention]) -> Iterator[tuple[int, Place]]:
    for at, mention in enumerate(mentions):
        if place := place_named(mention):
            yield at, place


def _type_too(
    texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles, between: str
) -> bool:
    """ "sauf MJC, boutiques": types that are wanted need no exception of others."""
    opens = _start_of_exception(texts, at - 1, mentions, roles)
    # "tout le monde sauf les MJC ; les ludothèques": of everybody, nobody need be named.
    of_all = bool(_SEMICOLON.fullmatch(between)) and any(
        one.kind == "clear" for one in mentions[:at]
    )
    if not opens or not (of_all or _COMMA.fullmatch(between)):
        return False
    return not _is_said_otherwise(texts, mentions[at])


def _place_beside(
    texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles, between: str
) -> bool:
    """ "tous les prospects sauf les MJC et la Corse"."""
    if mentions[at].kind != "place" or not _AND_BARE.fullmatch(between):
        return False
    if between.startswith(",") or _is_said_otherwise(texts, mentions[at]):
        return False
    kept = any(roles[i] in _KEPT for i, _ in _places(mentions) if i != at)
    return not kept and _is_excepted(texts, at - 1, mentions, roles)


def _is_said_otherwise(texts: Sequence[str], mention: Mention) -> bool:
    return bool(_OTHERWISE.match(" ".join(texts[mention.first + 1 :])))


_OTHERWISE = re.compile(r"(?:[:,] )?(?:oui|ok|c est bon|par contre|seulement|uniquement|aussi)\b")


def _start_of_exception(
    texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles
) -> int:
    """Where the word stands that leaves out the list that ends here; 0 where it opens all."""
    while (
        at and roles[at - 1] in _LEFT_OUT and is_listed_with(texts, mentions[at - 1], mentions[at])
    ):
        at -= 1
    said = " ".join(texts[: mentions[at].first])
    found = EXCEPT.search(said)
    return len(said[: found.start()].split()) if found else 0


def _is_excepted(texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles) -> bool:
    """Whether a word like "sauf" leaves it out, and no mere "pas", after which all may be said."""
    while at and roles[at - 1] in _LEFT_OUT and mentions[at].kind == mentions[at - 1].kind:
        if _EXCEPTS.search(" ".join(texts[: mentions[at].first])):
            return True
        at -= 1
    return bool(_EXCEPTS.search(" ".join(texts[: mentions[at].first])))


_TAKES = rf"\b(?:{phrasings('exclusions', ' ')['take_off']}[rsz]?(?: moi)?|(?<!au )(?<!du )moins)"
_EXCEPTS = re.compile(rf"{EXCEPT.pattern}|{_TAKES}(?: {_SAY['of_those']})*$")
_PARTS = re.compile(rf"(?:\S+ ){{0,2}}?[,;:.](?: et)?(?: {_SAY['of_those']})*")
_DENIES = frozenset(("sauf", "enleve", "hors", "nie", "manque"))


def parted_from_exception(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "la Bretagne sans Rennes, bars et boutiques": what a mark parts from it is wanted."""
    cues = [first for first, _, name in cues_of(texts) if name in _DENIES]
    for at in range(1, len(mentions)):
        mention, before = mentions[at], mentions[at - 1]
        if mention.kind != "type" or roles[at] != "neg":
            continue
        between = " ".join(texts[before.first + 1 : mention.first])
        marks = [i for i in range(before.first, mention.first) if texts[i] in MARKS]
        beside = any(max(marks, default=before.first) < cue <= mention.first + 3 for cue in cues)
        parted = before.kind == "place" and bool(marks) and bool(_PARTS.fullmatch(between))
        parted = parted or (before.kind != mention.kind and ";" in between)
        listed = is_listed_with(texts, before, mention) and roles[at - 1] == "keep"
        if (parted or listed) and not beside and not _ends_left_out(texts, mention):
            roles[at] = "keep"


_ASKED = re.compile(rf"(?:(?:et|alors|donc|puis|bref) )*{_SAY['asks']}(?: \w+){{0,2}}$")


def asked_anew(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "la Bretagne, non merci. Montre les MJC …": what a new sentence asks for is wanted."""
    for at, mention in enumerate(mentions):
        marks = [i for i in range(mention.first) if texts[i] in _STOPS]
        if not marks or roles[at] != "neg" or mention.kind not in {"type", "place", "status"}:
            continue
        said = " ".join(texts[marks[-1] + 1 : mention.first])
        denied = _NONE_OF & set(said.split())
        if _ASKED.fullmatch(said) and not denied and not _ends_left_out(texts, mention):
            roles[at] = "keep"


_NONE_OF = frozenset((
    "pas", "plus", "aucun", "aucune", "ni", "jamais", "eviter", "sans", "rien", "sauf", "hors",
))  # fmt: skip
_STOPS = frozenset((".", ";", "!", "?"))


def wanted_by_its_key(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "Type ≠ MJC ; Région = Bretagne": what a key is said to be is wanted."""
    for at, mention in enumerate(mentions):
        keyed = texts[max(mention.first - 2, 0) : mention.first] == ["<key>", "="]
        if keyed and mention.kind in {"type", "place"} and roles[at] == "neg":
            roles[at] = "keep"


def wanted_after_place(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "hors Corse email", "sans mail Lille": of another key than what is left out or lacking, with
    no word between, it is wanted."""
    beside = False
    for at in range(1, len(mentions)):
        first, second = mentions[at - 1], mentions[at]
        said = " ".join(texts[first.first + 1 : second.first])
        between = _NOT_KNOWN.sub("", said, count=1).split()
        lacking = first.kind in {"field", "net"} and roles[at - 1] == "neg"
        left_out = place_named(first) is not None and roles[at - 1] in _LEFT_OUT
        opens = left_out and second.kind not in {"place", "number"}
        opens = opens or (lacking and second.kind == "place")
        beside = (beside or opens) and not set(between) - _BARE
        if not between and first.kind == second.kind == "place" and roles[at - 1] == "keep":
            roles[at] = "keep" if roles[at] == "none" else roles[at]  # "caen rouen"
        if beside and roles[at] in {"neg", "exc"} and not _ends_left_out(texts, second):
            roles[at] = "keep"


_BARE = frozenset((",", ";", "/", "les", "le", "la", "l", "un", "une", "a", "en"))
# "dont le site n'est pas renseigné, Charente"
_NOT_KNOWN = re.compile(
    r"(?:n |ne )?(?:est |sont )?(?:pas )?(?:renseigne|connu|indique|rempli|absent|manquant|inconnu)"
    r"(?:e|s|es)?(?= |$)(?! ?,? ?pas)"
)


def _ends_left_out(texts: Sequence[str], mention: Mention) -> bool:
    return bool(TRAILING.match(" ".join(texts[mention.first + 1 :])))


def exception_of(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "l'Occitanie à part l'Hérault", "sans Rennes, la Bretagne": the whole is wanted."""
    places = list(_places(mentions))
    for at, whole in places:
        parts = [
            i for i, one in places
            if i != at and abs(i - at) == 1 and roles[i] in _LEFT_OUT and one != whole
            and is_within(one, whole)
        ]  # fmt: skip
        said = " ".join(texts[: mentions[at].first])
        if not parts or roles[at] not in {"neg", "none"} or EXCEPT.search(said):
            continue
        between = texts[mentions[parts[0]].first + 1 : mentions[at].first]
        said_first = parts[0] > at and roles[at] == "neg"
        if said_first or (between and between[0] in MARKS):
            roles[at] = "keep"


def list_goes_on(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "MJC, boutiques et ludos", "les MJC de Brest": nothing in the midst is passed over."""
    for at in range(1, len(mentions) - 1):
        first, mention, last = mentions[at - 1 : at + 2]
        if mention.kind == "type" and roles[at] == "none" and roles[at - 1] in _KEPT:
            listed = is_listed_with(texts, first, mention) and is_listed_with(texts, mention, last)
            if listed and roles[at + 1] in _KEPT:
                roles[at] = roles[at - 1]


def list_begins(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "nous transmettre les MJC et CSCS": what is wanted begins with its first."""
    for at, (first, second) in enumerate(pairwise(mentions)):
        if first.kind == "type" and (roles[at], roles[at + 1]) == ("none", "keep"):
            between = " ".join(texts[first.first + 1 : second.first])
            ours = _OURS.search(" ".join(texts[: first.first]))
            if second.kind == "type" and _BOTH.fullmatch(between) and not ours:
                roles[at] = "keep"


_BOTH = re.compile(r"(?:et|&|\+|/)(?: (?:les|des))?")
_OURS = re.compile(r"\b(?:suis|sommes|travaill\w+|represent\w+|notre|mon|ma)\b")
_IN = re.compile(r"(?:de|du|des|d|en|a|au|aux|dans|sur)(?: (?:la|le|l|les))?")


def its_own_place(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "les MJC de Brest non relancées": where they are, right after whom is wanted."""
    for first, at in pairwise(range(len(mentions))):
        kind, place = mentions[first], mentions[at]
        placed = any(roles[i] in _KEPT | _LEFT_OUT for i, _ in _places(mentions))
        if (kind.kind, place.kind) == ("type", "place") and roles[first] == "keep" and not placed:
            between = " ".join(texts[kind.first + 1 : place.first])
            is_said = roles[at] == "none" and place.key != "pays" and _IN.fullmatch(between)
            roles[at] = "keep" if is_said else roles[at]


def yes_and_no(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "les MJC oui, les boutiques non", "Brest non, la Corse non plus"."""
    said = " ".join(texts)
    if not (_BOTH_SAID.search(said) or _NO_THEN.search(said)):
        return
    for at, mention in enumerate(mentions):
        if roles[at] not in _KEPT | {"none"} or mention.kind not in {"type", "place", "number"}:
            continue
        if _NO.match(" ".join(texts[mention.first + 1 :])) and _is_whom(mention):
            roles[at] = "deptneg" if mention.kind == "number" else "neg"


_NO_THEN = re.compile(
    r"(?:<type>|<place>) non , (?:je|on) (?:veux|veut|voudrais|cherche|prefere)\b"
)
_BOTH_SAID = re.compile(
    r"(?:<type>|<place>|<num>) (?:: )?oui\b|\bnon plus\b"
    r"|(?:<type>|<place>) non [,;.] (?:\w+ ){0,2}(?:<type>|<place>) non\b"
)
_NO = re.compile(r"(?:: )?non(?: plus)?(?: (?:,|\.|;|<end>)|$)")


def _is_whom(mention: Mention) -> bool:
    return mention.kind == "type" or place_named(mention) is not None
