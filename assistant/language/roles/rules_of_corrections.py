"""Rules over what is taken back: corrected, replaced, put back, cleared, inverted."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.rules_of_exclusions import is_alike, is_listed_with
from assistant.language.roles.ruling import LISTS, Roles, holds
from assistant.language.text.phrasings import Phrasings
from core.prospects.filters import Filter

_WANTED = frozenset(("keep", "add", "dept", "deptadd"))


_SAY = Phrasings("corrections", " ", suite=r"\w+")
_LITTLE, _CORRECTS = _SAY["little"], _SAY["corrects"]
_CORRECTION = re.compile(rf"(?:{_LITTLE} )*{_CORRECTS}(?: (?:{_LITTLE}|{_CORRECTS}|pas))*")


_NO_CORRECTION = re.compile(r"\b(?:et non|et pas|mais)\b")


# "les MJC, non les CSCS": no hesitation, and no comma after it.
_NOT_THESE = re.compile(r"(?:.* )?, non (?:pas )?(?:les|des|ceux|celles)")


def corrected(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "du 69 euh non pardon du 38": what is taken back is neither wanted nor excluded."""
    for at in range(1, len(mentions)):
        between = " ".join(texts[mentions[at - 1].first + 1 : mentions[at].first])
        wrong = _last_alike(at, mentions)
        if wrong is None or roles[wrong] not in _WANTED | {"neg"}:
            continue
        if _NOT_THESE.fullmatch(between) and mentions[at].kind == "type":
            continue
        if _CORRECTION.fullmatch(between) and not _NO_CORRECTION.search(between):
            _take_back(wrong, at, texts, mentions, roles)


def _last_alike(at: int, mentions: Sequence[Mention]) -> int | None:
    """What a correction is about: "les MJC de Paris, non, les ludos" is about the MJC."""
    alike = [place for place in range(at) if mentions[place].kind == mentions[at].kind]
    if not alike or (alike[-1] < at - 1 and mentions[at].kind not in {"type", "place"}):
        return None
    return alike[-1]


def _take_back(
    wrong: int, right: int, texts: Sequence[str], mentions: Sequence[Mention], roles: Roles
) -> None:
    """The corrected value goes; the correction stays as it is said."""
    roles[wrong] = "none"
    if mentions[wrong].kind in {"field", "net"}:
        lacking = texts[mentions[right].first - 1] in {"sans", "ni"}
        roles[right] = "neg" if lacking else "keep"
        return
    if roles[right] in {"neg", "exc", "none", "deptneg"}:
        roles[right] = "dept" if mentions[right].kind == "number" else "keep"


_RESETS = re.compile(
    r"(?i)filtre|crit[èe]re|condition|z[ée]ro|reset|repren|reprend|d[ée]but"
    r"|(?:efface|annule|supprime|vire)\w* tout"
)


def reset_said(
    _texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "reset tous les filtres" can mean nothing else."""
    for at, mention in enumerate(mentions):
        if mention.kind == "clear" and _RESETS.search(mention.word):
            roles[at] = "keep"


_REPLACED = re.compile(
    r"\b(?:remplac\w+|chang\w+|echang\w+|troqu\w+)"
    r"(?: (?:les?|la|l|du|de|des|d|ceux|celles|qui|sont|ont))*$"
)


_BY = re.compile(
    r"(?:par|contre|pour|en)(?: (?:les?|la|l|du|de|des|d|ceux|celles|qui|sont|ont|jamais|pas"
    r"|encore|n))*"
)
_REPLACED_BY = re.compile(
    r"(?:(?:remplac|chang|echang)\w+)(?: (?:ca|les?|la))?"
    r" (?:par|pour|contre)(?: (?:les?|la|l|des?|du|celles|ceux))*"
)
_DENIED = frozenset(("jamais", "pas"))


_IN_PLACE_OF = re.compile(
    r"(?:a la (?:place|<key>)|au lieu|en remplacement)(?: (?:de|des|du|d|les?|la|l|ceux|celles))*"
)


def replaced(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "remplace l'Occitanie par PACA": the one goes, the other comes in its place."""
    said_of = [at for at, one in enumerate(mentions) if one.kind != "key"]
    alone = mentions[said_of[0]] if len(said_of) == 1 else None
    if (
        alone
        and alone.kind in {"type", "place"}
        and _REPLACED_BY.fullmatch(" ".join(texts[: alone.first]))
    ):
        roles[said_of[0]] = "keep"  # "remplace par Mérignac"
    for first, second in pairwise(said_of):
        old, new = mentions[first], mentions[second]
        said = " ".join(texts[max(old.first - 4, 0) : old.first])
        between = " ".join(texts[old.first + 1 : new.first])
        if old.kind != new.kind or old.kind not in _REPLACEABLE:
            continue
        if _IN_PLACE_OF.fullmatch(between) and holds(before, new):
            roles[first], roles[second] = "add", "drop"
        elif _BY.fullmatch(between) and (_REPLACED.search(said) or _goes_on(texts, old, before)):
            denied = new.kind == "status" and _DENIED & {*between.split(), *new.word.split()}
            roles[first], roles[second] = "drop", "addneg" if denied else "add"


def _goes_on(texts: Sequence[str], old: Mention, before: Filter) -> bool:
    """ "et en attente par intéressés", after "remplace les MJC par les CSCS"."""
    in_force = bool(before.statut) if old.kind == "status" else holds(before, old)
    return texts[0] == "et" and in_force


def network_instead(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "fb au lieu d'insta", of followers there: the same number here."""
    for at, (new, old) in enumerate(pairwise([one for one in mentions if one.kind == "net"])):
        counted = set(before.followers or {}) == {str(old.value)}
        between = " ".join(texts[new.first + 1 : old.first]).replace("<key>", "lieu")
        if counted and not at and _IN_PLACE_OF.fullmatch(between):
            roles[mentions.index(new)], roles[mentions.index(old)] = "onnet", "none"
        by = set(before.followers or {}) == {str(new.value)} and _BY.fullmatch(between)
        if by and not at and _REPLACED.search(" ".join(texts[: new.first])):
            roles[mentions.index(new)], roles[mentions.index(old)] = "none", "onnet"


_NOT_ONLY = re.compile(r"\bpas (?:que|seulement|uniquement|juste)(?: (?:les|des|la|le|l))*$")


def not_only_these(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "toutes les structures, pas que les magasins": of whatever type, and nothing else goes."""
    cleared = [at for at, one in enumerate(mentions) if one.kind == "clear" and roles[at] == "keep"]
    for at, mention in enumerate(mentions):
        said = " ".join(texts[: mention.first])
        if cleared and mention.kind == "type" and holds(before, mention) and _NOT_ONLY.search(said):
            roles[cleared[0]], roles[at] = "type", "none"


_WIDENS = re.compile(rf"{_SAY['widens']}(?: {_SAY['little']}| tout| toute)*(?: ancien\w*)?$")


def widened(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "étendez donc à l'ancien Limousin": never passed over."""
    for at, mention in enumerate(mentions):
        if mention.kind != "place" or roles[at] not in {"none", "keep"}:
            continue
        if _WIDENS.match(" ".join(texts[: mention.first])):
            held = set(getattr(before, mention.value.key, None) or ())
            roles[at] = "keep" if held <= set(mention.value.values) else "add"


_REPLACEABLE = frozenset(("type", "place", "status", "tranche"))


_PUT_BACK = re.compile(r"\b(?:remet\w*|rajout\w*|reprend\w*|reint\w*|readm\w*)\b")


def put_back(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "remets le Calvados" that was taken off, not excluded: it is wanted again."""
    left_out = {str(one) for one in (before.exclure.statut if before.exclure else None) or ()}
    for at, mention in enumerate(mentions):
        said = " ".join(texts[: mention.first])
        back = _BACK_FIRST.match(said) and not _ONLY & set(texts)
        if mention.kind == "status" and back:
            denied = _DENIED & {*said.split()[-3:], *mention.word.split()}
            if _STATUS_OF.get((mention.value, bool(denied))) in left_out:
                roles[at] = "drop"  # "remets les jamais contactés"
        if mention.kind not in {"type", "place"} or roles[at] != "drop":
            continue
        if _PUT_BACK.search(said) and not holds(before, mention):
            roles[at] = "add"


_JOINS = re.compile(
    r"(?:(?:et|bon|alors|aussi) )*(?:joi(?:ns|gne\w*)|adjoi\w+|annex\w+|r?ajout\w+)"
    r"(?: (?:y|leur))?\b"
)


def joined(texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter) -> None:
    """ "joignez-y ceux qui n'ont pas répondu": beside those in force."""
    if before.statut and _JOINS.match(" ".join(texts)):
        for at, mention in enumerate(mentions):
            if mention.kind == "status" and mention.value not in {"accepte", "oppose"}:
                roles[at] = {"keep": "add", "neg": "addneg"}.get(roles[at], roles[at])


_BACK_FIRST = re.compile(r"(?:(?:et|bon|allez|ok|oui) )*(?:remet\w*|rajout\w*|reint\w*|readm\w*)\b")
_ONLY = frozenset(("que", "seulement", "uniquement", "juste", "contact", "plat"))
_STATUS_OF = {
    ("contacte", True): "Jamais contacté", ("vierge", False): "Jamais contacté",
    ("contacte", False): "Contacté", ("repondu", True): "En attente de réponse",
    ("attente", False): "En attente de réponse", ("refuse", False): "Refusé",
    ("interesse", False): "Intéressé",
}  # fmt: skip
"""The status of words, denied or not."""


_OTHERWISE = re.compile(
    r"^(?:(?:ah|bon|euh|et|en fait|finalement|enfin|alors) )*(?:non|nan|nn|plutot|pardon)\b"
)


_INCLUDING = re.compile(rf"(?<!quand )\b{_SAY['including']}(?: {_SAY['of_whom']})*$")
_INCLUDED = re.compile(rf"{_SAY['included']}\b(?! entre)")


def included_too(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "tout le monde, y compris ceux qui ont refusé": no condition, and nobody is left out.

    Beside other statuses, or in a list of some, they are wanted as well.
    """
    for at, mention in enumerate(mentions):
        after = " ".join(texts[mention.first + 1 : mention.first + 5])
        comes_after = bool(_INCLUDED.match(after))
        said = " ".join(texts[max(mention.first - 8, 0) : mention.first])
        if mention.kind not in {"status", "type", "place"} or roles[at] in {"drop", "none"}:
            continue
        if mention.kind != "status":
            if comes_after and roles[at] == "neg":
                roles[at] = "drop" if holds(before, mention) else "none"
        elif comes_after or _INCLUDING.search(said):
            others = (one.kind == "status" and roles[i] == "keep" for i, one in enumerate(mentions))
            denied = (
                "neg" if {"pas", "jamais"} & {*said.split()[-2:], *mention.word.split()} else ""
            )
            listed = bool(before.statut) or sum(others) > (roles[at] == "keep")
            roles[at] = f"add{denied}" if listed else "drop" if before.exclure else "none"


def too(texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter) -> None:
    """ "et les éditeurs aussi", alone: they go the way of those of the turn before."""
    if len(mentions) != 1 or before.is_empty() or "aussi" not in texts:
        return
    alone = mentions[0].kind in {"type", "place"} and _TOO_ALONE.fullmatch(" ".join(texts))
    if alone and roles[0] in {"keep", "add", "none"}:
        roles[0] = "too"


_TOO_ALONE = re.compile(
    rf"(?:{_SAY['around_too']} )*<(?:type|place)>(?: {_SAY['around_too']})* <end>"
)


_BESIDES = re.compile(r"\b(?:aussi|ajout\w+|rajout\w+|en plus|egalement|plus|ou)\b")


def said_otherwise(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "en fait non, la Corse", "nn plutôt tiktok" take the place of what was said before."""
    said = " ".join(texts)
    if not _OTHERWISE.search(said) or _BESIDES.search(said):
        return
    wanted = [at for at, one in enumerate(mentions) if one.kind in {"type", "place"}]
    if len(wanted) == 1 and roles[wanted[0]] == "add":
        roles[wanted[0]] = "keep"
    fields = [at for at, one in enumerate(mentions) if one.kind in {"field", "net"}]
    if len(fields) == 1 and "plutot" in texts and (before.avec or before.sans):
        at = fields[0]
        lacking = roles[at] == "neg" or texts[mentions[at].first - 1] in {"sans", "ni"}
        if roles[at] in {"keep", "neg", "drop", "instead"}:
            roles[at] = "lackinstead" if lacking else "instead"


_ALONE = re.compile(
    rf"(?:(?:{_LITTLE}|{_CORRECTS}|et|bon|ok|finalement|montre|donne|remets) )*"
    r"|.* pour (?:(?:les|des) )?"
)


def named_together(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "ludothèques et MJC ensemble", "finalement ludos et MJC": all that are named."""
    both = next((at for at, one in enumerate(mentions) if one.kind == "both"), None)
    aside = {"number", "both"} | ({"field", "net"} if "none" in roles else set())
    named = [at for at, one in enumerate(mentions) if one.kind not in aside or roles[at] in _HAS]
    if not named or {mentions[at].kind for at in named} not in ({"type"}, {"place"}, {"status"}):
        return
    listed = all(
        is_listed_with(texts, mentions[i], mentions[j]) and is_alike(i, j, mentions)
        for i, j in pairwise(named)
    )
    several = sum(len(_values(mentions[at])) for at in named) > 1
    opens = _ALONE.fullmatch("".join(f"{text} " for text in texts[: mentions[named[0]].first]))
    if not (listed and several and opens) or any(roles[at] not in _MAY_JOIN for at in named):
        return
    if both is not None:
        roles[both] = "none"
    elif len(named) < 2 or {roles[at] for at in named} != {"none", "keep"}:
        return
    for at in named:
        roles[at] = "keep"


_HAS = frozenset(("neg", "exc", "excneg", "either", "instead", "lackinstead"))
_MAY_JOIN = frozenset(("none", "keep", "add", "drop"))


def _values(mention: Mention) -> Sequence[str]:
    if mention.kind == "status":
        return (str(mention.value),)
    values: Sequence[str] = mention.value if mention.kind == "type" else mention.value.values
    return values


def inverse_named(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "l'inverse : les contactés": what is named says what is wanted."""
    for at in range(1, len(mentions)):
        first, second = mentions[at - 1], mentions[at]
        between = " ".join(texts[first.first + 1 : second.first])
        named = second.kind in LISTS or second.kind in {"field", "net", "clear"}
        if first.kind == "inverse" and named and re.match(r"[:,]", between):
            roles[at - 1] = "none"
            if roles[at] == "none":
                lacking = texts[second.first - 1] in {"sans", "ni"}
                roles[at] = "neg" if lacking else "keep"


def the_others(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "et dans les autres régions ?", of a list of Bretagne: all but Bretagne."""
    kept = any(
        mention.kind == "place" and role in _WANTED
        for mention, role in zip(mentions, roles, strict=True)
    )
    for at, mention in enumerate(mentions):
        others = mention.kind == "key" and texts[mention.first - 1 : mention.first] == ["autres"]
        if others and not kept and getattr(before, mention.value.key, None):
            roles[at] = "others"
