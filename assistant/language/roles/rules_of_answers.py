"""Rules over answers, contacts and consent, which verbs and dates say."""

import re
from collections.abc import Sequence

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.rules_of_exclusions import EXCEPT
from assistant.language.roles.ruling import Roles
from core.prospects.filters import Filter

_LEAVES = re.compile(
    r"\b(?:sauf|hormis|hors|sf|excepte\w*|vir\w+|enlev\w+|retir\w+|ot(?:e|er|ez)|exclu\w*|ecart\w+"
    r"|a part|mais pas)\b"
)


_DENIALS = frozenset(("pas", "plus", "jamais", "sans", "aucun", "aucune", "ni", "point"))


def denied_before_date(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "pas relancés cette semaine", "aucun contact en mai": the days before are wanted."""
    for at in range(1, len(mentions)):
        status, day = mentions[at - 1], mentions[at]
        if (status.kind, day.kind) != ("status", "date") or day.first - status.first > _BESIDE:
            continue
        leaves = _LEAVES.search(" ".join(texts[: status.first]))
        if status.value == "contacte" and _LEFT_BEFORE.search(
            " ".join(texts[max(status.first - 8, 0) : status.first])
        ):
            roles[at - 1], roles[at] = "none", "neg"
            continue
        if leaves or not _is_denied(status, texts):
            continue
        since = "depuis" in day.word.split()
        if status.value == "repondu" and since and (roles[at - 1], roles[at]) == ("neg", "keep"):
            roles[at] = "neg"  # "sans réponse depuis deux mois"
        if status.value == "contacte" and roles[at] == "neg" and since:
            roles[at - 1] = "none"
        right_before = texts[status.first - 1] in _DENIALS
        unsaid = roles[at] == "keep" or (roles[at] == "none" and right_before)
        if status.value == "contacte" and unsaid and roles[at - 1] == "none":
            roles[at] = "neg"
        if status.word in _NEWS and roles[at] == "neg" and roles[at - 1] == "neg":
            roles[at - 1] = "none"


_NOT_YET = re.compile(r"(?P<before>\S+ )?(?:jamais|pas encore|toujours pas)(?: ete)?$")
_OF_SHARE = re.compile(
    r"(?:^| )(?:part|taux|proportion|pourcentage|ratio|%)(?: (?:de|des|du|d|les|ceux|celles"
    r"|prospects|gens|fiches))* (?:jamais|pas encore|toujours pas)(?: ete)?$"
)
"""A figure's own words: whoever it counts is no selection."""
_OURS = frozenset(("ai ", "as ", "avons ", "avez ", "a ", "ont ", "de ", "des "))


def never_done(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "les MJC du Nord, jamais contactées": said of them, and never passed over."""
    if any(m.kind == "status" and r != "none" for m, r in zip(mentions, roles, strict=True)):
        return
    for at, mention in enumerate(mentions):
        said = _NOT_YET.search(" ".join(texts[max(mention.first - 4, 0) : mention.first]))
        if mention.kind != "status" or mention.value not in {"contacte", "repondu"} or not said:
            continue
        if _OF_SHARE.search(" ".join(texts[: mention.first])):
            continue
        dated = any(one.kind == "date" for one in mentions[at + 1 :])
        if not dated and said["before"] and said["before"] not in _OURS:
            roles[at] = "neg"


_BESIDE = 2


_NEWS = frozenset(("nouvelles", "nouvelle", "des nouvelles"))


def _is_denied(status: Mention, texts: Sequence[str]) -> bool:
    said = " ".join(texts[max(status.first - 2, 0) : status.first])
    tried = _TRIED.search(" ".join((*texts[max(status.first - 6, 0) : status.first], "")))
    return bool(_DENIALS & {*status.word.split(), *said.split()}) or bool(tried)


_LEAVING = r"(?:sauf|hors|hormis|excepte\w*|a part|exclu\w*|enlev\w+|retir\w+|vir\w+)"
_LEFT_BEFORE = re.compile(
    rf"\b{_LEAVING}(?: moi)?(?: (?:ceux|celles|les|qui|qu|que|on|a|ont|ete|deja|etaient"
    r"|avait|ai|nous|avons|vous|avez|tu|as|j|gens|structures))*$"
)
_TRIED = re.compile(
    r"\bpersonne (?:ne |n |les? |l |leur |a |avait |ait )*$"
    r"|\b(?:pas|jamais|plus) (?:encore |pu |su |reussi |eu |pris |le |la |les |a |temps |de |d"
    r"|arrive |ete )*$"
)


_ANSWERS = frozenset(("repondu", "refuse", "interesse", "positif", "negatif"))


_MAY_BE_SAID = _ANSWERS | {"contacte"}


_HAVE_DONE = frozenset(("ont", "a", "ayant", "avaient", "aient", "auront", "sont", "deja", "ete"))


def said_answer(
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


_SHARE_OF = re.compile(
    r"(?:%|pourcentage|part|proportion) (?:de |des |du |d )[^,;.]+? (?:nous )?(?:a|ont) (?:deja )?$"
)
_DELAYS = re.compile(
    r"\b(?:combien de (?:temps|jours)|temps moyen|delai\w*)\b(?!.*\b(?:qui|ceux|celles)\b)"
)
_MEANS = re.compile(r"\b(?:moyens?|facon|maniere|de quoi)(?: (?:de|d|pour|les|le|la|l|etre))*$")
_MAY = re.compile(r"\b(?:peu[tx]|pouvons|pouvoir|possible)\b")
_BY = re.compile(r"(?:ni )?(?:par|sur|via) (?:<field>|<net>)")
"""How long an answer takes, and how people are reached: neither says who is wanted."""


_EXPECTED = re.compile(
    r"\bcombien de <st> (?:\w+ ){0,2}(?:<st>|esperer|escompter|prevoir)(?! (?:depuis|en|de))"
)


def rate_of_answers(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "taux de retour": the figure is asked for, it is no condition."""
    expected = _EXPECTED.search(" ".join(texts))
    for at, mention in enumerate(mentions if expected else ()):
        if mention.kind == "status":
            roles[at] = "none"  # "combien de réponses attendre"
        elif mention.kind in {"type", "place"} and roles[at] == "none":
            roles[at] = "keep"  # "… si j'écris aux MJC"
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 3, 0) : mention.first])
        delayed = mention.value == "repondu" and _DELAYS.search(" ".join(texts[: mention.first]))
        if mention.kind == "status" and mention.value in _ANSWERS:
            share = mention.value == "repondu" and _SHARE_OF.search(
                " ".join((*texts[: mention.first], ""))
            )
            if delayed or share or _RATES.search(said):
                roles[at] = "none"
        elif mention.kind == "status" and mention.value == "contacte":
            reached = _MAY.search(said) and _BY.match(" ".join(texts[mention.first + 1 :]))
            roles[at] = "none" if reached or _MEANS.search(said) else roles[at]


_TOLD_HOW = re.compile(
    r"\b(?:(?:m|nous|t|vous) (?:a|ont|avait) \w+(?: \w+)?|m a <st>) (?:par|au|via|du)$"
)
_TELLS_US = re.compile(r", (?:m|nous) (?:a|avait) [\w<]")


def told_by(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "Madame Roux, de Dijon, m'a demandé par mail qui …": how and whence somebody spoke to us."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 6, 0) : mention.first])
        after = " ".join(texts[mention.first + 1 : mention.first + 5])
        whence = mention.kind == "place" and _TELLS_US.match(after)
        how = mention.kind == "field" and _TOLD_HOW.search(said)
        called = mention.value == "contacte" and said.endswith(" m a")
        if (whence and all(one.kind != "type" for one in mentions[:at])) or how or called:
            roles[at] = "none"


_OUR = re.compile(r"(?:(?:de|d|du|des|nos|notre|vos|leurs?|les|le|l|par|un|une|plus) ?)*")


def mails_consented_to(
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


_FAR, _CLOSES = 7, frozenset((",", ";", ".", ":", "mais", "(", ")"))
_MAY_DENY = _DENIALS | frozenset(
    (
        "ne",
        "n",
        "non",
        "rien",
        "personne",
        "nul",
        "nulle",
        "sauf",
        "hors",
        "hormis",
        "excepte",
        "sf",
    )
)


_NOBODY = (["personne"], ["rien"], ["aucun"], ["aucune"], ["pas"], ["ni"])
_ANEW = frozenset(("celles", "ceux", "donc", "plutot", "juste", "seulement", "que"))
_OUT_AFTER = re.compile(r"(?:sont |est |c est )?(?:exclu|dehors|non\b|a part|mis|except|pas)")


def _clause(texts: Sequence[str], end: int) -> list[str]:
    """The few words before a place that no mark parts from it."""
    said = list(texts[max(end - _FAR, 0) : end])
    closes = [place for place, text in enumerate(said) if text in _CLOSES]
    return said[closes[-1] + 1 :] if closes else said


def _is_said_anew(texts: Sequence[str], status: Mention) -> bool:
    """ "…, celles qui ont refusé quoi": a clause of its own, where nothing is left out."""
    after = " ".join(texts[status.first + 1 : status.first + 4])
    if status.value not in _ANSWERS or _OUT_AFTER.match(after):
        return False
    clause = _clause(texts, status.first)
    closed = len(clause) < min(status.first, _FAR)
    return closed and any(text in _ANEW for text in clause[:1])


def no_denial_said(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "contactées depuis septembre", "plus de 300 adhérents": nothing there says no."""
    for at in range(len(mentions)):
        if roles[at] not in {"neg", "joinneg"}:
            continue
        denied = _denied_thing(texts, at, mentions)
        if denied is None or _MAY_DENY & set(denied.word.split()):
            continue
        clause = _clause(texts, denied.first)
        if _ONLY_THOSE.search(" ".join(clause)):
            roles[at] = {"neg": "keep", "joinneg": "join"}[roles[at]]
            continue
        if denied.kind != "status" and texts[denied.first - 1 : denied.first] in _NOBODY:
            continue
        if EXCEPT.search(" ".join(clause)):
            continue
        if not _MAY_DENY & set(clause) and not _LEFT_BEFORE.search(" ".join(clause)):
            roles[at] = {"neg": "keep", "joinneg": "join"}[roles[at]]


# "ne conserver que celles refusant d'être contactées"
_ONLY_THOSE = re.compile(
    r"\bne? (?:me |m |nous |les |surtout )*\w+(?: moi| nous)? qu?e?"
    r"(?: (?:celles|ceux|les|des|qui|ont|sont))*$"
)


def _denied_thing(texts: Sequence[str], at: int, mentions: Sequence[Mention]) -> Mention | None:
    """What a denial would have to stand by: the contact of a date, an amount itself."""
    mention, status = mentions[at], mentions[at - 1] if at else None
    if mention.kind == "status":
        only = _ONLY_THOSE.search(" ".join(_clause(texts, mention.first)))
        return mention if only or _is_said_anew(texts, mention) else None
    if mention.kind == "date":
        beside = status is not None and mention.first - status.first <= _BESIDE
        told = beside and status and status.value in {"contacte", "repondu"}
        return status if told else None
    return mention if mention.kind in {"adherents", "followers"} else None


_US = frozenset(("nous", "m", "me", "moi", "vous", "t", "te"))


def interests_us(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "tous nous intéressent": it is we who are interested, not they."""
    for at, mention in enumerate(mentions):
        before = texts[mention.first - 1] if mention.first else ""
        if mention.kind == "status" and mention.value == "interesse" and before in _US:
            roles[at] = "none"
