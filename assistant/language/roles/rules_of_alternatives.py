"""Rules over one thing said beside another: this and not that, nobody but these, one's own."""

import re
from collections.abc import Sequence

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.rules_of_exclusions import EXCEPT, NOT_THESE, is_alike, is_listed_with
from assistant.language.roles.ruling import Roles, holds
from assistant.language.text.phrasings import phrasings
from core.prospects.filters import Filter

_SAY = phrasings("exclusions", " ")
_NOBODY_BUT = re.compile(rf"\b{_SAY['nobody_but']}(?: {_SAY['these']}| \w+ete| qui| sont)*$")
_WANTED_AGAIN = {"neg": "keep", "exc": "keep", "excneg": "neg", "deptneg": "dept"}


def nobody_but(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "aucune structure sauf les éditeurs": an exception of nobody is all that is wanted."""
    wanted = -1
    for at, mention in enumerate(mentions):
        listed = wanted == at - 1 and at and is_listed_with(texts, mentions[at - 1], mention)
        said = " ".join(texts[max(mention.first - 14, 0) : mention.first])
        if listed or _NOBODY_BUT.search(said):
            wanted = at
            turned = "keep" if mention.kind in {"field", "net"} else roles[at]
            roles[at] = _WANTED_AGAIN.get(roles[at], turned)
            before = at - 1
            alike = before >= 0 and mentions[before].kind == mention.kind
            if alike and NOT_THESE.search(" ".join(texts[: mentions[before].first])):
                roles[before] = "neg"  # "aucun bar, que des boutiques"
            elif before >= 0 and mentions[before].kind in {"type", "place"}:
                # "aucune MJC sauf celles de Rennes", "personne à Dijon sauf les MJC"
                roles[before] = _WANTED_AGAIN.get(roles[before], roles[before])


_CORRECTED = re.compile(
    rf"(?:{_SAY['looking_for']} )?(?:[,:;] )?{_SAY['rather']}(?: (?:a|{_SAY['these']}))*"
)
_SLIP = re.compile(
    r"\b(?:tromp\w+|erreur|scuse|excuse\w*|pardon|mal (?:exprime|compris)\w*|voulais dire)\b"
)


def not_but(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "pas la Bretagne mais la Normandie": what is corrected is left aside, not left out."""
    slip = bool(_SLIP.search(" ".join(texts)))
    for at, mention in enumerate(mentions):
        if mention.kind not in {"type", "place"} or roles[at] != "neg":
            continue
        other = next((i for i in range(at + 1, len(mentions)) if is_alike(at, i, mentions)), None)
        if mention.kind == "type" and _other_place(texts, at, mentions):
            roles[at : at + 3] = ["keep", "none", "keep"]
            continue
        wanted = {roles[i] for i in range(len(mentions)) if is_alike(at, i, mentions) and i != at}
        said = " ".join(texts[max(mention.first - 6, 0) : mention.first])
        if other is not None and roles[other] in {"keep", "add", "none"} and NOT_THESE.search(said):
            between = " ".join(texts[mention.first + 1 : mentions[other].first])
            if roles[other] == "none" and _CORRECTED.fullmatch(between):
                roles[other], wanted = "keep", wanted | {"keep"}
            slip_here = slip or bool(_CORRECTED.fullmatch(between))
        else:
            slip_here = slip
        if slip_here and wanted & {"keep", "add"}:
            roles[at] = "none"


_THOSE_OF = re.compile(
    rf"(?:{_SAY['looking_for']} )?(?:[,;.] |(?=mais|plutot))(?:mais |plutot )?(?:celles|ceux)"
    r"(?: (?:de|du|des|d|en|a|la|l))*"
)


def _other_place(texts: Sequence[str], at: int, mentions: Sequence[Mention]) -> bool:
    """ "pas les boutiques de Lyon, celles de Grenoble"."""
    following = mentions[at + 1 : at + 3]
    if [one.kind for one in following] != ["place", "place"]:
        return False
    between = " ".join(texts[following[0].first + 1 : following[1].first])
    return bool(_THOSE_OF.fullmatch(between))


def ones_own(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "pour décorer mon café", "je tiens un magasin et": one's own place is no type asked for."""
    types = [at for at, mention in enumerate(mentions) if mention.kind == "type"]
    for at in types:
        place = mentions[at].first
        own = place and texts[place - 1] in {"mon", "ma", "notre", "son", "sa", "leur", "votre"}
        told = at != types[-1] and _AT_HOME.search(" ".join(texts[max(place - 5, 0) : place]))
        if told or (own and at != types[0]):
            roles[at] = "none"
            after = mentions[at + 1] if at + 1 < len(mentions) else mentions[at]
            between = " ".join(texts[place + 1 : after.first])
            if (
                told
                and after.kind == "place"
                and re.fullmatch(r"a|au|de|du|en|dans|dans le", between)
            ):
                roles[at + 1] = "none"


_AT_HOME = re.compile(rf"\b(?:{_SAY['at_home']}|(?:j ai|nous avons) une?)$")
_INSTEAD_OF = re.compile(rf"(?:\b|(?<= )){_SAY['instead_of']}$")


_LEAVES_IN = re.compile(rf"\b{_SAY['leaves_in']}(?: {_SAY['these']})*$")


# "pas question d'exclure la Bretagne": it is not all that is wanted.
_LEAVING_OUT = re.compile(r"\b(?:exclu|ecart|retir|enlev|ot|supprim)")


def leaves_in(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "n'oublie pas les MJC": a negation that leaves nobody out, nor what goes with them."""
    said = False
    for at, mention in enumerate(mentions):
        if mention.kind not in {"type", "place"}:
            said = False
            continue
        here = _LEAVES_IN.search(" ".join(texts[: mention.first]))
        said = said and not EXCEPT.search(" ".join(texts[: mention.first]))
        said = said or bool(here)
        forgotten = here and "oubli" in here[0] and roles[at] == "none"
        if forgotten or (said and roles[at] == "neg"):
            kept_in = here and _LEAVING_OUT.search(here[0]) and mention.kind == "place"
            roles[at] = "none" if kept_in else "keep"


def instead_of(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "les MJC et non les CSCS", "plutôt que Lens, Lille": the other of its kind is wanted."""
    for at, mention in enumerate(mentions):
        if mention.kind not in {"type", "place"} or roles[at] == "drop":
            continue
        alike = [i for i in range(len(mentions)) if i != at and mentions[i].kind == mention.kind]
        if not alike or not _INSTEAD_OF.search(" ".join(texts[: mention.first])):
            continue
        if roles[alike[0]] == "neg" and alike[0] < at:
            roles[at] = "neg"  # "non belges et non suisses"
            continue
        roles[at] = "drop" if holds(before, mention) else "none"
        if all(roles[i] not in {"keep", "add"} for i in alike):
            near = next((i for i in alike if i > at), alike[-1])
            roles[near] = "keep"
