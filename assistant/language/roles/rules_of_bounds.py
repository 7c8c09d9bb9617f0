"""Rules over amounts, orders and narrower places beside the filter in force."""

import re
from collections.abc import Sequence

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.ruling import Roles
from core.prospects.filters import Filter
from core.vocabulary.places import DEPARTEMENTS, communes_named

_ORDERS = r"\b(?:tri|trie[rsz]?|class(?:e|er|ez)|rang(?:e|er|ez)|ordonn(?:e|er|ez)|ordre|top \S+)\b"
_SORTS = re.compile(
    rf"{_ORDERS}(?: \S+){{0,6}}? par(?: (?:nombre|nb|ordre|d|de|le|la|leur|l|sur|<unit>|fans))*$"
)


_RANKED = re.compile(r"\bplus (?:anciennement|recemment|vieillement)$")
_MOST = re.compile(r"\ble plus d(?:e)? (?:<unit>|fans)(?: (?:sur|de|leur))*$")


def sorted_by(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "trie-les par nombre d'adhérents": an order is no condition."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 10, 0) : mention.first])
        ordered = mention.kind in {"field", "net", "unit", "status"} and roles[at] == "keep"
        ranked = mention.kind == "status" and _RANKED.search(said)
        if ranked or (ordered and _SORTS.search(said)):
            roles[at] = "none"
        if mention.kind == "net" and _MOST.search(said) and roles[at] in {"keep", "qual"}:
            roles[at] = "none"


_ONLY = re.compile(
    r"(?:seulement|uniquement|juste|rien que|que|parmi eux)(?: (?:cell?es?|ceux|les|des?|du|la|le|l"
    r"|a|en|dans|au))*$"
)


def only_within(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "seulement celles de Caen" of a list of Normandie narrows it."""
    for at, mention in enumerate(mentions):
        if mention.kind != "place" or mention.value.key != "ville" or roles[at] != "keep":
            continue
        said = " ".join(texts[max(mention.first - 5, 0) : mention.first])
        codes = {c.departement for town in mention.value.values for c in communes_named(town)[:1]}
        regions = {DEPARTEMENTS[code].region for code in codes if code in DEPARTEMENTS}
        held = codes & set(before.departement or ()) or regions & set(before.region or ())
        if held and _ONLY.search(said):
            roles[at] = "within"


_COLUMNS = re.compile(
    r"\bcolonnes?\b|\b(?:seulement|juste|uniquement|que)(?: (?:les?|la|l|un))* noms?\b"
)


def columns(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "en Excel, seulement le nom et le mail": columns of a file are no conditions."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 12, 0) : mention.first])
        if mention.kind in {"field", "net"} and _COLUMNS.search(said):
            roles[at] = "none"


def span_of_answers(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "n'ont pas répondu en 3 jours": no day of contact."""
    for at, mention in enumerate(mentions):
        within = mention.first and texts[mention.first - 1] == "en"
        if mention.kind == "duration" and within and before.dernier_contact is None:
            roles[at] = "none"
