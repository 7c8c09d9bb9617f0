"""Rules over what is left out: said right before, right after, together, or not said at all."""

import re
from collections.abc import Sequence

from assistant.language.dialogue.composing import departement_code
from assistant.language.grammar.mentions import Mention
from assistant.language.roles.cues import cues_of
from assistant.language.roles.ruling import LISTS, Roles, holds
from assistant.language.text.phrasings import phrasings
from core.prospects.filters import Filter
from core.vocabulary.places import DEPARTEMENTS

_JOINED = re.compile(
    r"(?:et|ou|ni|,|/|\+|&|et les|ou les|et ceux|et celles|les|des|de|du|la|le|l| )*"
)


_SAY = phrasings("exclusions", " ")
TRAILING = re.compile(rf"{_SAY['left_out']}\b(?! (?!<end>){_SAY['named_next']})")


def excepted_after(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "éditeurs et boutiques mis à part": what comes last holds for the whole list."""
    for at in range(len(mentions) - 1, -1, -1):
        mention = mentions[at]
        trailing = TRAILING.match(" ".join(texts[mention.first + 1 :]))
        thrown = _THROWN.match(" ".join(texts[mention.first + 1 :]))
        if mention.kind in _FIELDS and thrown and roles[at] != "none":
            lacking = _LACKED.search(" ".join(texts[: mention.first]))
            roles[at] = "excneg" if lacking else "exc"
        if mention.kind not in LISTS or not trailing:
            continue
        _keep_beyond(texts, mentions, roles, at)
        while True:
            roles[at] = _excepted(mentions[at], roles[at])
            if not at or not is_listed_with(texts, mentions[at - 1], mentions[at]):
                break
            if not is_alike(at - 1, at, mentions) and "," in texts[mentions[at - 1].first + 1]:
                break  # "Occitanie, Lozère exclue"
            at -= 1


_THROWN = re.compile(rf"{_SAY['thrown_out']}(?: [,.;!]| et | <end>|$)")
_LACKED = re.compile(
    r"\b(?:pas|sans|aucune?|ni|non|zero|manque)(?: (?:de|d|le|la|l|adresse|numero|compte))*$"
)
_THEN_TAKEN = re.compile(
    rf"[,:;]? ?{_SAY['then_taken']}(?: (?:moi|les|la|le|aussi|stp|svp|merci))*(?: [.!?])* <end>"
)


def taken_off_after(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "ceux qui n'ont pas de mail, tu me les enlèves": what is said last is done to them."""
    at = len(mentions) - 1
    if not mentions or not _THEN_TAKEN.match(" ".join(texts[mentions[at].first + 1 :])):
        return
    mention = mentions[at]
    # "les MJC avec mail, les refus tu les vires": what stands before the mark is wanted.
    marks = [i for i in range(mention.first) if texts[i] in MARKS]
    here = [i for i, one in enumerate(mentions) if not marks or one.first > marks[-1]]
    if any(roles[i] != "none" for i in here[:-1]):
        _take_several_off(texts, mentions, roles, here)
    elif mention.kind in _FIELDS:
        roles[at] = {"keep": "exc", "none": "exc", "neg": "excneg"}.get(roles[at], roles[at])
    elif mention.kind in LISTS:
        roles[at] = _excepted(mention, roles[at])


def _take_several_off(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, here: Sequence[int]
) -> None:
    """ "ni mail ni site, tu me les enlèves", "les MJC du 22, tu les vires".

    A filter cannot leave out who is both: more people than said are left out, and never fewer.
    """
    lacking = all(mentions[at].kind in _FIELDS and roles[at] == "neg" for at in here)
    if lacking and "ou" not in texts:
        for at in here:
            roles[at] = "either"
        return
    fields = any(mentions[at].kind in _FIELDS and roles[at] != "none" for at in here)
    for at in here:
        one = mentions[at]
        if one.kind in _FIELDS:
            roles[at] = {"keep": "exc", "neg": "excneg"}.get(roles[at], roles[at])
        elif one.kind in LISTS:
            roles[at] = "none" if fields else _excepted(one, roles[at])


def _keep_beyond(texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, at: int) -> None:
    """ "le Calvados mis à part, en attente de réponse": what is said after the comma is wanted."""
    if at + 1 == len(mentions):
        return
    between = " ".join(texts[mentions[at].first + 1 : mentions[at + 1].first])
    after, role = mentions[at + 1], roles[at + 1]
    if not _ENDED.fullmatch(between) or (role == "neg" and after.value in _TURNABLE):
        return
    if TRAILING.match(" ".join(texts[after.first + 1 :])):
        return  # "Moselle exclue, Meuse exclue"
    roles[at + 1] = {"neg": "keep", "exc": "keep", "excneg": "neg"}.get(role, role)


_ENDED = re.compile(
    rf"{_SAY['left_out']} ,"
    r"(?: (?:les|en|qui|sont|ceux|celles|n|ne|on|ont|nous|pas|jamais|encore|deja|ete))*"
)


def _excepted(mention: Mention, role: str) -> str:
    if mention.kind == "number":
        return "deptneg" if role.startswith("dept") else role
    if mention.kind == "status":
        turned = "excneg" if mention.value in _TURNABLE else "neg"
        return {"keep": "exc", "none": "exc", "neg": turned}.get(role, role)
    return "neg" if role in {"keep", "add", "none"} else role


def is_listed_with(texts: Sequence[str], first: Mention, second: Mention) -> bool:
    between = " ".join(texts[first.first + 1 : second.first])
    return first.kind == second.kind and bool(_JOINED.fullmatch(between))


_TURNABLE = frozenset(("contacte", "repondu", "accepte"))
"""What of it is denied is a condition of its own, left out as such: "sans consentement exclus"."""
_ALSO = re.compile(_SAY["and_also"])


def excepted_together(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "à l'exception de l'Hérault et du Gard": joined by "et" alone, both are excepted."""
    for at in range(1, len(mentions)):
        first, second = mentions[at - 1], mentions[at]
        if first.kind == second.kind == "status" and _is_left_out(first, roles[at - 1]):
            _except_too(texts, at, mentions, roles)
        fields = {first.kind, second.kind} <= _FIELDS and roles[at - 1] == "exc"
        listed = first.kind != "status" and roles[at - 1] in {"neg", "deptneg"}
        joined = fields or (listed and second.kind == "status" and second.value in _PLAIN)
        if joined and roles[at] in {"keep", "neg"}:
            between = " ".join(texts[first.first + 1 : second.first])
            roles[at] = "exc" if _THOSE_TOO.fullmatch(between) else roles[at]
        if first.kind != second.kind or first.kind not in {"type", "place"}:
            continue
        if roles[at - 1] != "neg" or roles[at] not in {"keep", "none"}:
            continue
        if first.kind == "place" and first.value.key != second.value.key:
            continue
        between = " ".join(texts[first.first + 1 : second.first])
        if _ALSO.fullmatch(between) and not _IS_KEPT.match(" ".join(texts[second.first + 1 :])):
            roles[at] = "neg"


_FIELDS = frozenset(("field", "net"))
# "hors ceux avec un mail et ceux avec un téléphone"
_THOSE_TOO = re.compile(rf"(?:et|ou|ni|,) (?:ceux|cell?es?)(?: {_SAY['having']})*")
_IS_KEPT = re.compile(r"(?:oui|ok|c est bon|par contre|seulement|uniquement|aussi)\b")


_TURNING = frozenset((
    "nie", "manque", "sauf", "hors", "enleve", "pasque", "indifferent", "compris", "au_lieu",
    "remets",
))  # fmt: skip


_TURNING_WORDS = frozenset((
    "moins", "ko", "non", "nan", "sf", "contre", "fini", "stop", "plus", "hs", "zero",
    "<inverse>", "rien",
))  # fmt: skip


def unsaid_exclusion(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """Nobody is left out where no word says so."""
    said = {
        word
        for at, word in enumerate(texts)
        if word != "moins" or texts[at - 1 : at] not in (["du"], ["au"])
    }  # "celles du moins dont nous avons l'adresse"
    turning = any(name in _TURNING for _, _, name in cues_of(texts)) or _TURNING_WORDS & said
    if turning:
        return
    for at, mention in enumerate(mentions):
        inner = set(mention.word.split()) if mention.kind == "status" else set()
        if (
            roles[at] in {"neg", "exc"}
            and mention.kind not in {"date", "duration"}
            and not (inner & {"pas", "plus", "jamais", "non"})
        ):
            roles[at] = "keep"


def _is_left_out(status: Mention, role: str) -> bool:
    own = status.value in _PLAIN - {"contacte", "repondu"}
    return role in {"exc", "excneg"} or (role == "neg" and own)


def _except_too(texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles) -> None:
    """ "excluez les refus et les jamais contactés"."""
    between = " ".join(texts[mentions[at - 1].first + 1 : mentions[at].first])
    if roles[at - 1] == "neg" and _ON_ITS_OWN.fullmatch(between):
        return
    denied = {"jamais", "pas"} & {*between.split(), *mentions[at].word.split()}
    if _ALSO.fullmatch(re.sub(r" (?:jamais|pas|encore)$", "", between)):
        roles[at] = "excneg" if denied else "exc"


# "qui n'ont pas refusé et qui acceptent": a verb of its own, which nothing denies.
_ON_ITS_OWN = re.compile(r"(?:et|,) (?:qui|ki|qu (?:on|ils|elles))(?: (?:ont|sont))?")


def said_both_ways(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "n'ayant jamais refusé, autrement dit hors refus", "je suis à Lyon, ailleurs qu'à Lyon"."""
    left_out = {
        (m.kind, str(m.value)): m.first
        for m, r in zip(mentions, roles, strict=True)
        if (m.kind, r) in {("status", "exc"), ("place", "neg")}
    }
    for at, mention in enumerate(mentions):
        end = left_out.get((mention.kind, str(mention.value))) if roles[at] == "keep" else None
        parted = mention.kind == "status" or MARKS & set(texts[mention.first : end])
        if end is not None and parted:
            roles[at] = "none"


MARKS = frozenset((",", ";", ":", "."))


# "la part" is not "à part".
EXCEPT = re.compile(rf"\b{_SAY['except_for']}$")
# "sauf les tables de moins de 20 membres"
_EXCEPT_NOUN = re.compile(
    rf"\b{_SAY['except_for']}(?: [a-z]+){{1,2}}(?: (?:de|d|a|avec|qui ont|ayant))*$"
)
_AMOUNTS = frozenset(("adherents", "followers", "tranche"))
_EXCEPT_HAVING = re.compile(rf"{_SAY['excepting']}(?: {_SAY['having']})*$")
_TAKES_OFF = re.compile(rf"^{_SAY['takes_off']}$")

_NO_MORE = re.compile(
    r"(?:et |bon |allez |stop |fini )*plus (?:de|d|des)|(?:stop|fini|basta) (?:les|la|le|l)"
)


def never_added(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "vire les bars à jeux": whoever is taken off is never wanted for it."""
    for at, mention in enumerate(mentions):
        wanted = mention.kind in {"type", "place"} and roles[at] in {"keep", "add"}
        said = " ".join(texts[: mention.first])
        unsaid = not at and mention.kind in {"type", "place"} and roles[at] == "none"
        wanted = wanted or (unsaid and len(mentions) > 1 and before.is_empty())
        closed = texts[mention.first + 1 : mention.first + 2] in (["!"], [","], ["."])
        plain = mention.kind == "status" and mention.value not in {"accepte", "oppose"}
        if plain and roles[at] in {"keep", "add"} and _TAKES_OFF.search(said):
            roles[at] = "exc"
        if wanted and (_TAKES_OFF.search(said) or (closed and _NO_MORE.fullmatch(said))):
            roles[at] = "neg"


_ADDS = re.compile(r"(?:et )?(?:r?ajoute[rz]?|mets|met)(?: (?:y|moi|aussi|en plus|le))*")
_ALONE = re.compile(r"(?<! a)(?<!^a)$")
_BACK = frozenset(("compris", "inclus", "comprise", "incluse"))
_ADDED = re.compile(
    r"(?:et |, )*<num>(?: (?:aussi|egalement|en plus|pareil|avec))+(?: [.!])* <end>"
)


def taken_off_by_number(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "enlève 22" of "35 et 22", "rajoute 56": departements, not numbers of members."""
    in_force = before.departement or ()
    bounded = before.adherents is not None or before.followers is not None
    excluded = (before.exclure.departement if before.exclure else None) or ()
    for at, mention in enumerate(mentions):
        bare = mention.kind == "number" and roles[at] not in {"deptdrop", "deptneg"}
        said = " ".join(texts[: mention.first]).removesuffix(" :")
        code = mention.word.zfill(2).upper()
        if bare and code in in_force and _TAKES_OFF.search(said):
            roles[at] = "deptdrop"
        elif (
            bare and code in excluded and texts[mention.first + 1] in _BACK and _ALONE.search(said)
        ):
            roles[at] = "deptdrop"  # "ok 35 compris"
        elif bare and in_force and code in DEPARTEMENTS and _ADDS.fullmatch(said):
            roles[at] = "deptadd"
        elif in_force and not bounded and len(mentions) == 1 and departement_code(mention):
            plus = mention.kind == "quantity" and mention.word.startswith("+")
            if plus or (bare and _ADDED.fullmatch(" ".join(texts))):
                roles[at] = "deptadd"


_ALL_BUT = re.compile(
    rf"\b(?:tou(?:t|s|tes)|<clear>|<allofkey>)(?: \w+){{0,2}} {_SAY['except_for']}$"
    r"|(?:^|[;,] )<key> sauf$"  # "Type ≠ MJC"
)


def all_but(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "au contraire, tous sauf les MJC", of a list of MJC: they are left out, not only dropped."""
    for at, mention in enumerate(mentions):
        if (
            mention.kind == "type"
            and roles[at] == "neg"
            and set(mention.value) & set(before.type_prospect or ())
        ) and _ALL_BUT.search(" ".join(texts[: mention.first])):
            roles[at] = "allbut"


_STATUS_IS_NOT = re.compile(rf"\b{_SAY['status_is_not']}(?: \")?(?: jamais)?$")
_NEVER = re.compile(
    r"(?: n| ne)?(?: ont| a| avons| nous ont| sont)?"
    r" (?:jamais|pas|toujours pas|pas encore)(?: ete)?$"
)


_WITHOUT = re.compile(rf"\b{_SAY['the_denied']}$")


def _leaves_out_the_denied(status: Mention, said: str) -> bool:
    """ "sauf ceux qui n'ont pas répondu", "vire les sans réponse"."""
    if status.value in {"repondu", "contacte"} and _WITHOUT.search(said):
        return True
    return bool(_NEVER.search(said) and EXCEPT.search(_NEVER.sub("", said)))


def said_exclusion(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "sauf les MJC": what stands right after such a word is left out."""
    for at, mention in enumerate(mentions):
        near = texts[max(mention.first - 10, 0) : mention.first]
        said = " ".join(text for text in near if text != '"')
        if mention.kind == "status" and roles[at] == "exc" and _YET.search(said):
            roles[at] = "neg"
            continue
        if mention.kind in _FIELDS and roles[at] == "keep" and _EXCEPT_HAVING.search(said):
            roles[at] = "exc"
            continue
        if mention.kind == "status" and _STATUS_IS_NOT.search(said):
            roles[at] = "excneg" if said.endswith("jamais") else "exc"
            continue
        if mention.kind == "status" and _leaves_out_the_denied(mention, said):
            roles[at] = "excneg"
            continue
        if EXCEPT.search(said) or (mention.kind in _AMOUNTS and _EXCEPT_NOUN.search(said)):
            held = mention.kind == "type" and holds(before, mention)
            roles[at] = _left_out(mention, roles[at], held)


def _left_out(mention: Mention, role: str, held: bool) -> str:
    """What a word right before that leaves out makes of the role."""
    amount = mention.kind in _AMOUNTS and role == "keep"
    if mention.kind == "type" and role == "drop" and not held:
        return "neg"
    if amount or (mention.kind in {"type", "place"} and role in {"keep", "add", "none"}):
        return "neg"
    if mention.kind == "number" and role in {"dept", "deptadd"}:
        return "deptneg"
    if mention.kind == "status" and mention.value in _PLAIN:
        denied = {"pas", "jamais"} & set(mention.word.split())
        if role in {"keep", "neg"} or (role == "excneg" and not denied):
            return "exc"
    return role


_DENYING = r"(?<!pourquoi )(?<!ou )(?<!oublie )(?<!oubliez )(?<!oublies )(?<!limite )(?<!limitez )"
# "non situées à Brest", "mais rien dans le Gard"
_NOT_THERE = re.compile(rf"(?:^| ){_SAY['not_there']}(?: {_SAY['these']}| a| sur)*$")
# "pas celles avec un compte"
_NOT_THOSE_HAVING = re.compile(
    rf"{_DENYING}\bpas (?:ceux|cell?es?|sell?es?|seux?|ceu)(?: {_SAY['having']})*$"
)
NOT_THESE = re.compile(rf"{_DENYING}\b{_SAY['not_one']}(?: {_SAY['these']})*$")


_NAMED = frozenset(("type", "place", "tranche"))


def _is_other(mention: Mention) -> bool:
    return [str(one) for one in mention.value] == ["Autre"]


def said_not(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "genre pas les MJC": what "pas" stands right before is left out."""
    for at, mention in enumerate(mentions):
        if mention.kind == "type" and _is_other(mention) and texts[mention.first + 1][:2] == "qu":
            roles[at] = "none"  # "les types autres qu'éditeur"
            if at + 1 < len(mentions) and mentions[at + 1].kind == "type":
                roles[at + 1] = "neg"
        said = " ".join(texts[max(mention.first - 6, 0) : mention.first])
        is_wanted = mention.kind in _NAMED and roles[at] in {"keep", "add", "none"}
        if is_wanted and NOT_THESE.search(said):
            roles[at] = "neg"
        elsewhere = roles[at] in {"keep", "add", "none"} and _NOT_THERE.search(said)
        if mention.kind == "place" and elsewhere and "?" not in texts:
            roles[at] = "neg"
        having = mention.kind in _FIELDS and roles[at] in {"keep", "none"}
        if having and _NOT_THOSE_HAVING.search(said):
            roles[at] = "exc"


_YET = re.compile(r"\b(?:mais|et|qui) (?:n ont |ont |qu on a |qu on n a )?pas encore(?: ete)?$")
_DENIES = frozenset(("sauf", "enleve", "hors", "nie", "manque"))


def denied_here(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "avec un mail, le téléphone peu importe, à Lens": nothing beside Lens leaves it out."""
    cues = [(first, last) for first, last, name in cues_of(texts) if name in _DENIES]
    for at, mention in enumerate(mentions):
        if mention.kind != "place" or roles[at] != "neg" or not at:
            continue
        listed = roles[at - 1] in {"neg", "none"} or mentions[at - 1].kind in {"place", "type"}
        start = mentions[at - 1].first
        beside = any(first >= start - 1 and first <= mention.first + _NEAR for first, _ in cues)
        if texts[mention.first - 2 : mention.first - 1] == [","] and not listed and not beside:
            roles[at] = "keep"


_NEAR = 4


def is_alike(first: int, second: int, mentions: Sequence[Mention]) -> bool:
    """Of one key: two types, two departements."""
    one, other = mentions[first], mentions[second]
    same = one.kind == other.kind
    return same and (one.kind != "place" or one.value.key == other.value.key)


_PLAIN = frozenset(("contacte", "attente", "refuse", "interesse", "positif", "negatif", "repondu"))
