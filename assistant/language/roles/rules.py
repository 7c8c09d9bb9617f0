"""Named rules over the roles that were learnt, where the order of the words leaves no doubt."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.cues import cues_of
from core.prospects.filters import Filter
from core.vocabulary.places import DEPARTEMENTS, communes_named

Roles = list[str]
Rule = Callable[[Sequence[str], Sequence[Mention], Roles, Filter], None]

_LISTS = frozenset(("type", "place", "status", "tranche", "number"))
_WANTED = frozenset(("keep", "add", "dept", "deptadd"))
_LITTLE = (
    r"(?:,|;|:|-|–|—|euh|heu|hum|ah|oh|oups|zut|mince|attends?|attendez|enfin|ou|alors|la|le|les|l|du|de"
    r"|des|d|a|au|aux|en|dans|sur|c est|ce sont|ceux|celles|qui|sont|est|un|une|avec|sans"
    r"|plus|tot|fait)"
)
_CORRECTS = (
    r"(?:non|nan|nn|que dis je|je (?:me )?repren\w+|je rectifie|pardon|zut|oups"
    r"|plutot|rectif\w*|correction|erreur|me suis trompee?s?"
    r"|je (?:veux|voulais) dire|excuse[zs]?(?: moi)?|desolee?s?)"
)
_CORRECTION = re.compile(rf"(?:{_LITTLE} )*{_CORRECTS}(?: (?:{_LITTLE}|{_CORRECTS}|pas))*")
_NO_CORRECTION = re.compile(r"\b(?:et non|et pas|mais)\b")


def _corrected(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "du 69 euh non pardon du 38": what is taken back is neither wanted nor excluded."""
    for at in range(1, len(mentions)):
        between = " ".join(texts[mentions[at - 1].first + 1 : mentions[at].first])
        wrong = _last_alike(at, mentions)
        if wrong is None or roles[wrong] not in _WANTED | {"neg"}:
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


_JOINED = re.compile(
    r"(?:et|ou|ni|,|/|\+|&|et les|ou les|et ceux|et celles|les|des|de|du|la|le|l| )*"
)
_TRAILING = re.compile(
    r"(?:mise?s? (?:a part|de cote)|exclue?s?|exceptee?s?|a part|non merci"
    r"|c est non|on oublie|non compris\w*)\b"
    r"(?! (?:les?|la|l|ceux|celles|celui|celle|de|du|des|d|a|en|dans|aux?|pour|<))"
)


def _excepted_after(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "éditeurs et boutiques mis à part": what comes last holds for the whole list."""
    for at in range(len(mentions) - 1, -1, -1):
        mention = mentions[at]
        if mention.kind not in _LISTS or not _TRAILING.match(" ".join(texts[mention.first + 1 :])):
            continue
        while True:
            roles[at] = _excepted(mentions[at], roles[at])
            if not at or not _is_listed_with(texts, mentions[at - 1], mentions[at]):
                break
            at -= 1


def _excepted(mention: Mention, role: str) -> str:
    if mention.kind == "number":
        return "deptneg" if role.startswith("dept") else role
    if mention.kind == "status":
        return {"keep": "exc", "none": "exc"}.get(role, role)
    return "neg" if role in {"keep", "add", "none"} else role


def _is_listed_with(texts: Sequence[str], first: Mention, second: Mention) -> bool:
    between = " ".join(texts[first.first + 1 : second.first])
    return first.kind == second.kind and bool(_JOINED.fullmatch(between))


_REPLACES = re.compile(
    r"\b(?:plutot|en fait|finalement|non|nan|pardon|change|remplace|seulement|disons|correction)\b"
)


def _other_bound(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """A bound of one side leaves the other one in force, unless the sentence replaces it.

    "nan jusqu'à 100" within 20 and 60 moves the upper one; "plutôt moins de 200" after "plus de
    200" leaves nothing else.
    """
    said = " ".join(texts)
    for at, mention in enumerate(mentions):
        if mention.kind not in _BOUNDED or not _may_bound(mention, roles[at], texts):
            continue
        low, high = _sides(mention)
        has_low, has_high = _in_force(mention, before)
        if low == high or not (has_low or has_high):
            continue
        both, other = has_low and has_high, (has_high if low else has_low)
        if both or (other and not _REPLACES.search(said)):
            roles[at] = "join"
        elif mention.kind == "span":
            roles[at] = "keep"


_BOUNDED = frozenset(("adherents", "quantity", "followers", "date", "span"))
_SHORT = 9
"""Words of a follow-up that says little more than a bound."""


def _may_bound(mention: Mention, role: str, texts: Sequence[str]) -> bool:
    return role == "keep" or (mention.kind == "span" and role == "none" and len(texts) < _SHORT)


def _sides(mention: Mention) -> tuple[bool, bool]:
    value: Any = mention.value
    if isinstance(value, dict):
        value = next(iter(value.values()))
    value = getattr(value, "span", value)
    if mention.kind == "date":
        return value.apres is not None, value.avant is not None
    return value.min is not None, value.max is not None


def _in_force(mention: Mention, before: Filter) -> tuple[bool, bool]:
    if mention.kind == "date":
        dates = before.dernier_contact
        return (dates.apres is not None, dates.avant is not None) if dates else (False, False)
    span = before.adherents
    if mention.kind == "followers" or (span is None and before.followers):
        spans = list((before.followers or {}).values())
        span = spans[0] if spans else None
    return (span.min is not None, span.max is not None) if span else (False, False)


_ALSO = re.compile(
    r"(?:et|ou|ni|&|\+)(?: (?:de|du|des|d|la|le|les|l|a|au|aux|en|dans|celles?|ceux|les"
    r"|sur|pas|non plus))*"
)


def _excepted_together(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "à l'exception de l'Hérault et du Gard": joined by "et" alone, both are excepted."""
    for at in range(1, len(mentions)):
        first, second = mentions[at - 1], mentions[at]
        if first.kind != second.kind or first.kind not in {"type", "place"}:
            continue
        if roles[at - 1] != "neg" or roles[at] not in {"keep", "none"}:
            continue
        if first.kind == "place" and first.value.key != second.value.key:
            continue
        between = " ".join(texts[first.first + 1 : second.first])
        if _ALSO.fullmatch(between) and not _IS_KEPT.match(" ".join(texts[second.first + 1 :])):
            roles[at] = "neg"


_IS_KEPT = re.compile(r"(?:oui|ok|c est bon|par contre|seulement|uniquement|aussi)\b")
_TURNS = re.compile(r"\bmais\b")
_HAVE = re.compile(r"\b(?:avec|ont|dont|ayant|possed\w+|dispos\w+|joignables?)\b")
_LACK = re.compile(r"\b(?:pas|sans|ni|aucune?|jamais|point|n|ne|non|manque\w*|ignor\w+)\b")


def _turned_by_but(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "sans mail mais avec un téléphone": after "mais", the verb says whether it is there."""
    for at in range(1, len(mentions)):
        first, second = mentions[at - 1], mentions[at]
        if {first.kind, second.kind} - {"field", "net"} or roles[at] not in {"keep", "neg"}:
            continue
        between = " ".join(texts[first.first + 1 : second.first])
        if _TURNS.search(between):
            after = between[between.rindex("mais") :]
            if roles[at] == "neg" and _HAVE.search(after) and not _LACK.search(after):
                roles[at] = "keep"


_FORGET = re.compile(
    r"(?:oubli\w+|peu importe|laisse\w* tomber|enlev\w+|retir\w+|supprim\w+|annul\w+"
    r"|sans tenir compte)"
    r"(?: (?:moi|donc|le|la|les|l|de|du|critere|condition|filtre|sur|des|d|nombre|leur))*"
)


def _forgotten_size(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "oubliez le nombre d'adhérents": the bound in force goes."""
    if before.adherents is None:
        return
    for at, mention in enumerate(mentions):
        is_size = mention.kind == "field" and str(mention.value) == "nb_adherents"
        if is_size and _FORGET.fullmatch(" ".join(texts[: mention.first])):
            roles[at] = "drop"


_TURNING = frozenset(
    (
        "nie",
        "manque",
        "sauf",
        "hors",
        "enleve",
        "pasque",
        "indifferent",
        "compris",
        "au_lieu",
        "remets",
    )
)
_TURNING_WORDS = frozenset(
    (
        "moins",
        "ko",
        "non",
        "nan",
        "sf",
        "contre",
        "fini",
        "stop",
        "plus",
        "hs",
        "zero",
        "<inverse>",
        "rien",
    )
)


def _unsaid_exclusion(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """Nobody is left out where no word says so."""
    turning = any(name in _TURNING for _, _, name in cues_of(texts)) or _TURNING_WORDS & set(texts)
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


_EXCEPT = re.compile(
    r"(?:sauf|hormis|excepte\w*|hors|sf|a part|ecart(?:e|er|ez)|exclu(?:s|re|ez)"
    r"|zapp(?:e|er|ez)|(?:a l |en )?(?:exception|exclusion|dehors) (?:de|du|des|d))"
    r"(?: (?:les?|la|l|ceux|celles|de|du|des|d|a|en|dans|aux?|tous|toutes|pour|bien sur|evidemment"
    r"|structures|prospects|gens|qui|ayant|ont|on|ki))*$"
)


def _said_exclusion(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "sauf les MJC": what stands right after such a word is left out."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 10, 0) : mention.first])
        if not _EXCEPT.search(said):
            continue
        if mention.kind in {"type", "place"} and roles[at] in {"keep", "add", "none"}:
            roles[at] = "neg"
        elif mention.kind == "number" and roles[at] in {"dept", "deptadd"}:
            roles[at] = "deptneg"
        elif mention.kind == "status" and roles[at] in {"keep", "neg"} and mention.value in _PLAIN:
            roles[at] = "exc"


_NOT_THESE = re.compile(
    r"(?<!pourquoi )(?<!ou )\bpas(?: (?:les?|la|l|ceux|celles|de|du|des|d|en|dans|aux?))*$"
)


def _said_not(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "genre pas les MJC": what "pas" stands right before is left out."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 6, 0) : mention.first])
        is_wanted = mention.kind in {"type", "place"} and roles[at] in {"keep", "add", "none"}
        if is_wanted and _NOT_THESE.search(said):
            roles[at] = "neg"


_LACKED = re.compile(
    r"(?<!avec ou )(?<!pas )\b(?:sans|aucune?|depourvus? d[eu]?)"
    r"(?: (?:le|la|les|l|de|du|un|une|d|adresse|numero|compte|page|moindre))*$"
)
_IS_LACKING = re.compile(r"(?:leur )?(?:fait|font|faisait|faisant) defaut\b")


def _said_lack(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "ne disposant d'aucun site", "dont le site fait défaut"."""
    for at, mention in enumerate(mentions):
        if mention.kind not in {"field", "net"} or roles[at] != "keep":
            continue
        said = " ".join(texts[max(mention.first - 6, 0) : mention.first])
        after = " ".join(texts[mention.first + 1 : mention.first + 4])
        if _LACKED.search(said) or _IS_LACKING.match(after):
            roles[at] = "neg"


_DROPS = (
    r"(?:pas|surtout pas|sauf|sof|sf|hormis|hors|excepte\w*|exclu\w*|ecart\w+|vir\w+|enlev\w+"
    r"|retir\w+|ot\w+|zapp\w+|refuse|aucune?|personne|exception|exclusion|dehors|a part"
    r"|montre pas|garder)"
)
_WHO = r"(?:(?: \w+| <type>| <place>){0,4}?)"
_LACKS = (
    r"(?:sans|depourvus? de|(?:ont|on|a|ait|aient|possed\w+|dispos\w+|accept\w+|veul\w+"
    r"|souhait\w+|donn\w+|renseign\w+|laiss\w+) (?:pas|ni|aucune?|plus|jamais))"
)
_UNDONE = re.compile(rf"\b{_DROPS}{_WHO} {_LACKS}(?: \w+){{0,3}}$")
_LEFT_OUT = re.compile(
    rf"\b{_DROPS}(?: (?:les|ceux|celles|de|des|du|d|qui|ki|ne|n|qu|gens|structures))*$"
)
_INNER = frozenset(("pas", "plus", "jamais", "ni"))


def _undoes_itself(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "pas celles sans mail": an exception of those who lack it wants it."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 12, 0) : mention.first])
        if mention.kind in {"field", "net"} and roles[at] in {"keep", "neg", "exc"}:
            if _UNDONE.search(said) and not _is_taken(at, mentions, roles):
                roles[at] = "excneg"
        elif mention.kind == "status" and mention.value in {"accepte", "oppose"}:
            denied = bool(_INNER & set(mention.word.split())) or mention.value == "oppose"
            if denied and _LEFT_OUT.search(said):
                roles[at] = "exc" if mention.value == "oppose" else "excneg"


def _is_taken(at: int, mentions: Sequence[Mention], roles: Roles) -> bool:
    """ "sauf le 35 sans mail": the place is what is left out, and no mail is wanted."""
    return any(
        mention.kind in _LISTS and role in {"neg", "exc", "deptneg"}
        for mention, role in zip(mentions[:at], roles, strict=False)
        if mentions[at].first - mention.first < _NEAR
    )


_NEAR = 12


_PLAIN = frozenset(("contacte", "attente", "refuse", "interesse", "positif", "negatif", "repondu"))
_RESETS = re.compile(
    r"(?i)filtre|crit[èe]re|condition|z[ée]ro|reset|repren|reprend|d[ée]but"
    r"|(?:efface|annule|supprime|vire)\w* tout"
)


def _reset_said(
    _texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "reset tous les filtres" can mean nothing else."""
    for at, mention in enumerate(mentions):
        if mention.kind == "clear" and _RESETS.search(mention.word):
            roles[at] = "keep"


def _ones_own(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "pour décorer mon café": a place of one's own is no type asked for."""
    types = [at for at, mention in enumerate(mentions) if mention.kind == "type"]
    for at in types[1:]:
        place = mentions[at].first
        if place and texts[place - 1] in {"mon", "ma", "notre", "son", "sa", "leur", "votre"}:
            roles[at] = "none"


_SORTS = re.compile(
    r"\b(?:tri|trie[rsz]?|class(?:e|er|ez)|rang(?:e|er|ez)|ordonn(?:e|er|ez)|ordre|top \S+)\b"
    r"(?: \S+){0,6}? par(?: (?:nombre|nb|ordre|d|de|le|la|leur|l))*$"
)


def _sorted_by(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "trie-les par nombre d'adhérents": an order is no condition."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 10, 0) : mention.first])
        if mention.kind in {"field", "net", "unit"} and roles[at] == "keep" and _SORTS.search(said):
            roles[at] = "none"


_REPLACED = re.compile(
    r"\b(?:remplac\w+|chang\w+|echang\w+|troqu\w+)(?: (?:les?|la|l|du|de|des|d))*$"
)
_BY = re.compile(r"(?:par|contre|pour|en)(?: (?:les?|la|l|du|de|des|d))*")


def _replaced(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "remplace l'Occitanie par PACA": the one goes, the other comes in its place."""
    for at in range(1, len(mentions)):
        old, new = mentions[at - 1], mentions[at]
        said = " ".join(texts[max(old.first - 4, 0) : old.first])
        between = " ".join(texts[old.first + 1 : new.first])
        alike = old.kind == new.kind and old.kind in {"type", "place"}
        if alike and _REPLACED.search(said) and _BY.fullmatch(between):
            roles[at - 1], roles[at] = "drop", "add"


_PUT_BACK = re.compile(r"\b(?:remet\w*|rajout\w*|reprend\w*)\b")


def _put_back(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "remets le Calvados" that was taken off, not excluded: it is wanted again."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[: mention.first])
        if mention.kind not in {"type", "place"} or roles[at] != "drop":
            continue
        if _PUT_BACK.search(said) and not _is_in(mention, before):
            roles[at] = "add"


def _is_in(mention: Mention, before: Filter) -> bool:
    """Whether a value is in force, or excluded."""
    key, values = mention.key, mention.value
    if mention.kind == "place":
        key, values = mention.value.key, mention.value.values
    held = [getattr(before, key, None), getattr(before.exclure, key, None)]
    return any(value in (one or ()) for one in held for value in values)


_ONLY = re.compile(
    r"(?:seulement|uniquement|juste|rien que|que|parmi eux)(?: (?:cell?es?|ceux|les|des?|du|la|le|l"
    r"|a|en|dans|au))*$"
)


def _only_within(
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


def _inverse_named(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "l'inverse : les contactés": what is named says what is wanted."""
    for at in range(1, len(mentions)):
        first, second = mentions[at - 1], mentions[at]
        between = " ".join(texts[first.first + 1 : second.first])
        if first.kind == "inverse" and second.kind in _LISTS and re.match(r"[:,]", between):
            roles[at - 1] = "none"
            roles[at] = "keep" if roles[at] == "none" else roles[at]


_DO_NOT_MIND = re.compile(r"\b(?:importe|egal|oubli\w+|ou sans|ou pas|avec ou|enlev\w+|retir\w+)\b")


def _said_condition(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "les prospects sans région connue": nothing else can be meant."""
    for at, mention in enumerate(mentions):
        is_known = mention.kind == "other" and mention.value.key in {"avec", "sans"}
        if is_known and roles[at] == "none" and not _DO_NOT_MIND.search(" ".join(texts)):
            roles[at] = "keep"


_LEAVES = re.compile(
    r"\b(?:sauf|hormis|hors|sf|excepte\w*|vir\w+|enlev\w+|retir\w+|ot(?:e|er|ez)|exclu\w*|ecart\w+"
    r"|a part|mais pas)\b"
)
_DENIALS = frozenset(("pas", "plus", "jamais", "sans", "aucun", "aucune", "ni", "point"))


def _denied_before_date(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "pas relancés cette semaine", "aucun contact en mai": the days before are wanted."""
    for at in range(1, len(mentions)):
        status, day = mentions[at - 1], mentions[at]
        if (status.kind, day.kind) != ("status", "date") or day.first - status.first > _BESIDE:
            continue
        denied = _is_denied(status, texts) and not _LEAVES.search(" ".join(texts[: status.first]))
        if not denied:
            continue
        if status.value == "contacte" and roles[at] == "keep" and roles[at - 1] == "none":
            roles[at] = "neg"
        if status.word in _NEWS and roles[at] == "neg" and roles[at - 1] == "neg":
            roles[at - 1] = "none"


_BESIDE = 2
_NEWS = frozenset(("nouvelles", "nouvelle", "des nouvelles"))


def _is_denied(status: Mention, texts: Sequence[str]) -> bool:
    said = {*status.word.split(), *texts[max(status.first - 2, 0) : status.first]}
    return bool(_DENIALS & said)


_ANSWERS = frozenset(("repondu", "refuse", "interesse", "positif", "negatif"))
_MAY_BE_SAID = _ANSWERS | {"contacte"}
_HAVE_DONE = frozenset(("ont", "a", "ayant", "avaient", "aient", "auront", "sont", "deja", "ete"))


def _said_answer(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "qui ont répondu": the verb says that it is a condition."""
    for at, mention in enumerate(mentions):
        if mention.kind != "status" or mention.value not in _MAY_BE_SAID or roles[at] != "none":
            continue
        said = list(texts[max(mention.first - 1, 0) : mention.first])
        if mention.value == "contacte" and any(one.kind == "date" for one in mentions):
            continue
        opens = not said and mention.value in {"positif", "negatif"} and before.is_empty()
        corrected = any(
            other.kind == "status" and role != "none"
            for other, role in zip(mentions, roles, strict=True)
        )
        if (opens or set(said) & _HAVE_DONE) and not corrected:
            roles[at] = "keep"


_RATES = re.compile(
    r"\b(?:taux|pourcentage|part|proportion|ratio|delai\w*)(?: de| des| d| moyen)*$"
)


def _rate_of_answers(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "taux de retour": the figure is asked for, it is no condition."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 3, 0) : mention.first])
        if mention.kind == "status" and mention.value in _ANSWERS and _RATES.search(said):
            roles[at] = "none"


_OUR = re.compile(r"(?:(?:de|d|du|des|nos|notre|vos|leurs?|les|le|l|par|un|une|plus) ?)*")


def _mails_consented_to(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "qui veulent bien recevoir nos mails": no address is asked for."""
    for at in range(1, len(mentions)):
        consent, field = mentions[at - 1], mentions[at]
        if consent.kind != "status" or consent.value not in {"accepte", "oppose"}:
            continue
        between = " ".join(texts[consent.first + 1 : field.first])
        is_mail = field.kind == "field" and str(field.value) == "email"
        if is_mail and roles[at] in {"keep", "neg"} and _OUR.fullmatch(between):
            roles[at] = "none"


def _span_of_answers(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "n'ont pas répondu en 3 jours": no day of contact."""
    for at, mention in enumerate(mentions):
        within = mention.first and texts[mention.first - 1] == "en"
        if mention.kind == "duration" and within and before.dernier_contact is None:
            roles[at] = "none"


def _said_together(
    _texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "sans région ni département": two conditions of the same words go together."""
    for at in range(1, len(mentions)):
        first, second = mentions[at - 1], mentions[at]
        if first.kind == second.kind == "other" and first.first == second.first:
            roles[at] = roles[at - 1]


RULES: tuple[tuple[str, Rule], ...] = (
    ("nobody left out unsaid", _unsaid_exclusion),
    ("an exception right before", _said_exclusion),
    ("not right before", _said_not),
    ("what is lacking", _said_lack),
    ("an answer said by its verb", _said_answer),
    ("a rate of answers", _rate_of_answers),
    ("a contact denied before its date", _denied_before_date),
    ("mails consented to", _mails_consented_to),
    ("two negations undo each other", _undoes_itself),
    ("a reset", _reset_said),
    ("a place of one's own", _ones_own),
    ("a correction inside the sentence", _corrected),
    ("an exception said after its list", _excepted_after),
    ("an exception joined to another", _excepted_together),
    ("a field after but", _turned_by_but),
    ("a bound beside the one in force", _other_bound),
    ("a size forgotten", _forgotten_size),
    ("an order", _sorted_by),
    ("a span of answers", _span_of_answers),
    ("one for another", _replaced),
    ("put back", _put_back),
    ("only within", _only_within),
    ("the inverse, named", _inverse_named),
    ("a condition on what is known", _said_condition),
    ("conditions of the same words", _said_together),
)


def settled(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Sequence[str], before: Filter
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roles after the rules, and the names of the rules that changed them."""
    now, fired = list(roles), []
    for name, rule in RULES:
        untouched = list(now)
        rule(texts, mentions, now, before)
        if now != untouched:
            fired.append(name)
    return tuple(now), tuple(fired)
