"""What a sentence says and its reading does not do: a condition left aside, a "pas" without effect.

A wrong list whose mistake is told does no harm; silence would be believed.
"""

from collections.abc import Iterator, Sequence

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.cues import cues_of
from assistant.language.text.chain import DIFFERS, Item

Span = tuple[int, int]

_WHOM = frozenset(("type", "place", "status", "date", "tranche", "adherents", "followers"))
_ASIDE_ON_PURPOSE = frozenset((
    "this and not that", "not this but that", "one for another", "a place of one's own",
    "said both ways", "included too", "a type in a place excepted", "said otherwise",
    "a rate of answers", "mails consented to", "the inverse, named", "an order",
    "columns of a file", "a span of answers",
))  # fmt: skip
"""Rules that leave something aside because the sentence takes it back, or says it otherwise."""


def passed_over(
    items: Sequence[Item], mentions: Sequence[Mention], roles: Sequence[str], rules: Sequence[str]
) -> Iterator[Span]:
    """The places, in what was typed, of what took no part in a request for prospects."""
    if _ASIDE_ON_PURPOSE & set(rules):
        return
    texts = [item.text for item in items]
    for at, mention in enumerate(mentions):
        if roles[at] == "none" and _is_left_aside(texts, at, mentions, roles):
            yield mention.start, mention.end
        if roles[at] == "none" and at and texts[mention.first - 1] in DIFFERS:
            yield mentions[at - 1].start, mention.end  # "adhérents ≠ 35"
        others = mention.kind == "key" and texts[mention.first - 1 : mention.first] == ["autres"]
        if others and roles[at] == "none" and "neg" not in roles:
            yield items[mention.first - 1].start, mention.end  # "les MJC des autres régions"
    for first, wanted in _without_effect(texts, mentions, roles):
        yield items[first].start, mentions[wanted].end


_STATUS = frozenset(("contacte", "refuse", "interesse", "positif", "negatif", "accepte", "oppose"))
_BESIDE = 3


def _is_left_aside(
    texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Sequence[str]
) -> bool:
    """A condition that no other of its kind takes back, says again or stands for."""
    mention = mentions[at]
    said = [i for i, one in enumerate(mentions) if one.kind == mention.kind and roles[i] != "none"]
    if mention.kind == "status":
        dated = any(m.kind == "date" and r != "none" for m, r in zip(mentions, roles, strict=True))
        of_us = texts[mention.first - 1 : mention.first] in (["m"], ["nous"], ["t"])
        return not (said or dated or of_us) and mention.value in _STATUS
    if mention.kind == "date":
        beside = mentions[at - 1] if at else None
        near = beside is not None and mention.first - beside.first <= _BESIDE
        return not said and near and beside is not None and beside.kind == "status"
    again = any(mentions[i].value == mention.value or i > at for i in said)
    before, after = texts[max(mention.first - 4, 0) : mention.first], texts[mention.first + 1 :]
    pointed = not _POINTS.isdisjoint(before) or not _INCLUDED.isdisjoint(after[:2])
    return mention.kind in _WHOM and not (again or pointed)


_POINTS = frozenset(("ces", "cette", "que", "juste", "uniquement", "seulement", "tout"))
"""Before what is not left aside: "ces MJC", "pas juste les éditeurs"."""
_INCLUDED = frozenset(("compris", "comprise", "incluse", "inclus", "incluses", "aussi", "y"))


_DENY = frozenset(("nie", "sauf", "hors", "manque"))
_DENYING = frozenset(("pas", "non", "aucun", "aucune", "ni", "jamais", "personne", "rien"))
_PLAIN = frozenset(("keep", "add", "dept", "deptadd"))
_CLOSES = frozenset((",", ";", ":", ".", "?", "!", "mais", "<end>", "oui"))
_NO_DENIAL = frozenset((
    "que", "qu", "seulement", "mal", "uniquement", "oublier", "souci", "probleme", "grave",
    "hesite", "hesitez", "erreur", "doute", "faute", "attendre", "moyen", "moment", "question",
    "impasse", "utilite", "raison", "vu", "vois", "afficher", "trouver", "retrouver", "regarder",
    "lister", "montrer", "sortir", "voir", "donner", "possible", "besoin", "tarder",
    "chichi", "chichis", "delai", "exception", "sur", "sure",
))  # fmt: skip
"""After a "pas", what says that nobody is left out: "n'hésite pas à", "pas moyen de voir"."""
_HESITATES = frozenset((
    "euh", "heu", "ah", "oups", "pardon", "enfin", "attends", "attend", "attendez", "mince", "zut",
    "nan", "plutot", "desole", "desolee", "erreur", "rectification",
))  # fmt: skip
_FAR = 7


def _without_effect(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """ "pas voulues", "rien à Lille" where all that is said is wanted: the word, the mention."""
    by_place = {one.first: at for at, one in enumerate(mentions)}
    denying = [one for one in cues_of(texts) if _denies(texts, *one)]
    for first, last, _ in denying:
        if any(roles[at] not in _PLAIN | {"none"} for at in _around(texts, first, by_place)):
            continue
        wanted = _next(texts, last + 1, by_place)
        if wanted is None or roles[wanted] not in _PLAIN or mentions[wanted].kind == "number":
            continue
        end = mentions[wanted].first
        if sum(first - _FAR < other <= end for other, _, _ in denying) == 1:
            yield first, wanted


def _denies(texts: Sequence[str], first: int, last: int, name: str) -> bool:
    """Whether the word may leave somebody out; two of them undo each other, and are not told."""
    before = texts[first - 1 : first]
    if name not in _DENY or before in (["pourquoi"], ["au"], ["du"], ["ou"], ["avec"]):
        return False
    if name != "nie":
        return True
    said = _DENYING & set(texts[first : last + 1])
    return bool(said) and "?" not in texts and not (said == {"non"} and _HESITATES & set(texts))


def _around(texts: Sequence[str], first: int, by_place: dict[int, int]) -> Iterator[int]:
    """The mentions of its clause and the one right before, which it may stand after."""
    for place in range(max(first - 4, 0), min(first + _FAR, len(texts))):
        if place in by_place:
            yield by_place[place]


def _next(texts: Sequence[str], start: int, by_place: dict[int, int]) -> int | None:
    for place in range(start, min(start + _FAR, len(texts))):
        if texts[place] in _CLOSES or texts[place] in _NO_DENIAL:
            return None
        if place in by_place:
            return by_place[place]
    return None
