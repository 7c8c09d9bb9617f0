"""Rules over what is lacking: negations that are said, undone, turned, or hold for two."""

import re
from collections.abc import Sequence

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.ruling import LISTS, Roles
from assistant.language.text.phrasings import Phrasings
from core.prospects.filters import Filter

_SAY = Phrasings("negations", " ", suite=r"\w+")


_LACKED = re.compile(rf"(?<!avec ou )(?<!pas )\b{_SAY['lacked']}(?: {_SAY['the_field']})*$")


_HAVE_NOT = re.compile(rf"\b{_SAY['have_not']}(?: {_SAY['the_field']})*$")
_LEAVES = re.compile(rf"\b{_SAY['leaves']}\b")

_MISSING = re.compile(
    r"\bmanque(?:nt)? (?:<field>|<net>|\w+)(?: (?:un|une|le|la|l|leur|<field>|<net>))* (?:et|ou|ni)"
    r"(?: (?:un|une|le|la|l|leur|de|d|adresse|numero))*$"
)
_IS_LACKING = re.compile(
    rf"(?:(?:et|ou|,) (?:le|la|l|leur|<field>|<net>) )*{_SAY['is_lacking']}\b(?! pas)"
)


_IS_NOT_LACKING = re.compile(rf"{_SAY['is_not_lacking']}\b")
_NOT_LACKED = re.compile(
    rf"\bne? manque(?:nt)? (?:pas|ni)(?: (?:{_SAY['the_field']}|<field>|<net>|ni))*$"
)


_IN_THE_END = re.compile(
    r"(?:(?:et|bon|euh|ah|non|pardon|alors) )*(?:finalement|en fait|plutot|en fin de compte) sans"
)


_WORD = re.compile(r"\b[a-z0-9]+\b(?!>)")


def in_the_end_without(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "avec mail", then "finalement sans mail": those who lack it."""
    for at, mention in enumerate(mentions):
        lacked = _IN_THE_END.fullmatch(" ".join(texts[: mention.first]))
        ends = not _WORD.search(" ".join(texts[mention.first + 1 :]))
        if lacked and ends and mention.kind in {"field", "net"} and roles[at] == "drop":
            roles[at] = "neg"


def without_answer(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "Objet : relances / ceux qui sont sans réponse"."""
    for at, mention in enumerate(mentions):
        without = texts[mention.first - 1 : mention.first] == ["sans"]
        if mention.kind == "status" and roles[at] == "none" and without:
            roles[at] = "neg"


def said_lack(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "ne disposant d'aucun site", "dont le site fait défaut"."""
    for at, mention in enumerate(mentions):
        if mention.kind not in {"field", "net", "fields"}:
            continue
        before = " ".join(texts[max(mention.first - 14, 0) : mention.first])
        joined = at and roles[at - 1] == "neg" and _MISSING.search(before)
        if joined and roles[at] in {"keep", "none"} and not _LEAVES.search(before):
            roles[at] = "neg"
        after = " ".join(texts[mention.first + 1 : mention.first + 8])
        if _IS_NOT_LACKING.match(after) or _NOT_LACKED.search(before):
            roles[at] = "keep"
            continue
        if roles[at] in {"keep", "none"} and _lacks_too(texts, at, mentions, roles):
            roles[at] = "neg"
        if _is_had(before, roles, at):
            roles[at] = "keep"
        wanted = roles[at] in {"keep", "excneg"}
        if wanted and _HAVE_NOT.search(before) and not _LEAVES.search(before):
            roles[at] = "neg"
        if mention.kind == "fields":
            continue
        said = " ".join(texts[max(mention.first - 6, 0) : mention.first])
        unsure = roles[at] in {"keep", "none", "either"} or _follows_exception(
            texts, at, mentions, roles
        )
        if unsure and (_LACKED.search(said) or _IS_LACKING.match(after)):
            roles[at] = "neg"


# "les MJC avec insta excluez celles sans mail"
_PLAINLY = re.compile(rf"^(?:(?:les|des|la|le|l) )?<type> avec(?: {_SAY['the_field']})*$")


def _is_had(before: str, roles: Roles, at: int) -> bool:
    """ "…, avec mail" after what is lacking; "aucun mail, seulement facebook"."""
    if roles[at] == "none" and at and roles[at - 1] == "neg":
        return bool(_ONLY_IT.search(before))
    plainly = roles[at] == "neg" and _PLAINLY.search(before)
    return roles[at] in {"neg", "exc"} and bool(plainly or _HAS_IT.search(before))


def _keep_after(texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles) -> None:
    """ "avec mail ou pas de Normandie": the denial was of the mail."""
    if at + 1 == len(mentions) or mentions[at + 1].kind not in {"place", "type"}:
        return
    between = " ".join(texts[mentions[at].first + 1 : mentions[at + 1].first])
    if roles[at + 1] == "neg" and _OR_NOT_OF.fullmatch(between):
        roles[at + 1] = "keep"


_OR_NOT_OF = re.compile(r"ou (?:pas|non|sans)(?: (?:de|du|des|d|en|a|au|dans|l|la|le|les))*")
_EVEN_WITHOUT = re.compile(rf"\b(?:meme|compris)(?: ceux| celles)? sans(?: {_SAY['the_field']})*$")


def even_without(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "les boutiques, même sans mail": it does not matter."""
    for at, mention in enumerate(mentions):
        minded = mention.kind in {"field", "net", "fields"} and roles[at] != "drop"
        if minded and _EVEN_WITHOUT.search(" ".join(texts[: mention.first])):
            roles[at] = "none"


_ANY_WAY = re.compile(r"ou (?:pas|non|sans)(?: (?:<end>|[,.;!?]|et|mais|dans|en|a|de|du)|$)")
_NOT_NEEDED = re.compile(rf"\b{_SAY['not_needed']}(?: {_SAY['the_field']})*$")
_NOR = re.compile(rf"(?:ni|et|ou|,)(?: {_SAY['the_field']}| (?:de|d))*")
_NEEDLESS = re.compile(rf"(?:,? (?:c est|est|sont|soit) )?{_SAY['needless']}\b")


def not_needed(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "avec mail ou pas", "pas besoin de site ni de mail": nobody is chosen by it."""
    freed: list[int] = []
    for at, mention in enumerate(mentions):
        if mention.kind not in {"field", "net", "fields"}:
            continue
        said = " ".join(texts[max(mention.first - 8, 0) : mention.first])
        after = " ".join(texts[mention.first + 1 :])
        joined = freed and _NOR.fullmatch(" ".join(texts[freed[-1] + 1 : mention.first]))
        if joined or _ANY_WAY.match(after) or _NOT_NEEDED.search(said) or _NEEDLESS.match(after):
            roles[at] = "drop"
            freed.append(mention.first)
            _keep_after(texts, at, mentions, roles)


def _follows_exception(
    texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles
) -> bool:
    """ "hors 59, sans mail": the exception has its object, and leaves out nobody by the mail."""
    if not at or mentions[at - 1].kind not in LISTS or roles[at - 1] not in {"neg", "deptneg"}:
        return False
    between = texts[mentions[at - 1].first + 1 : mentions[at].first]
    return "," in between or mentions[at - 1].kind != "type"


# "…, Landes exclues, avec mail", "ni tiktok, mais qui ont instagram"
_HAS_IT = re.compile(rf"(?:[,;] avec|\bmais (?:qui )?(?:ont|avec|ayant))(?: {_SAY['the_field']})*$")
# "aucun mail, aucun numéro, seulement facebook"
_ONLY_IT = re.compile(rf"[,;] (?:seulement|juste|uniquement)(?: {_SAY['the_field']})*$")
_LACKED_TOO = re.compile(rf"(?:et|ou|ni|,|/|&) (?:de|d|du)(?: {_SAY['the_field']})*")
_AND_NOT = re.compile(rf"(?:et|mais|,) (?:non|pas)(?: pas)?(?: {_SAY['the_field']})*")
_NONE_BUT = re.compile(r"(?:pas|aucun|aucune) (?:(?:de|d|adresse|numero|compte|page) )*$")
_BUT_ONE = re.compile(r"mais (?:avec )?(?:une?|le|la|l|leur)(?: (?:adresse|numero|compte|page))*")


_BARE_NOT = re.compile(r"(?:^|[,:;.]|sans rien|<\w+>) pas$")


def _lacks_too(texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles) -> bool:
    """ "dépourvus de site et d'e-mail", "le mail et non le site", "pas de site mais un mail"."""
    fields = {"field", "net"}
    said = " ".join((*texts[: mentions[at].first], ""))
    if roles[at] == "none" and _BARE_NOT.search(said[:-1]):  # "pas mail pas tel"
        return True
    after = mentions[at + 1] if at + 1 < len(mentions) else None
    if after is not None and after.kind in fields and _NONE_BUT.search(said):
        follows = " ".join(texts[mentions[at].first + 1 : after.first])
        if _BUT_ONE.fullmatch(follows):
            return True
    if not at or mentions[at - 1].kind not in fields:
        return False
    between = " ".join(texts[mentions[at - 1].first + 1 : mentions[at].first])
    joined = roles[at - 1] == "neg" and _LACKED_TOO.fullmatch(between)
    return bool(joined or (roles[at - 1] == "keep" and _AND_NOT.fullmatch(between)))


_DROPS, _LACKS = _SAY["drops"], _SAY["lacks"]
_WHO = r"(?:(?: \w+| <type>| <place>){0,4}?)"


_UNDONE = re.compile(rf"\b{_DROPS}{_WHO} {_LACKS}(?: \w+| <num>){{0,3}}$")


_NOT_FORGOTTEN = re.compile(r"\boubli\w+ (?:surtout )?pas\b")
_LEFT_OUT = re.compile(
    rf"\b{_DROPS}(?: (?:les|ceux|celles|de|des|du|d|qui|ki|ne|n|qu|gens|structures))*$"
)
_LEFT_UNWILLING = re.compile(
    rf"\b{_SAY['casts_out']}(?: moi)?(?: (?:tous|ceux|celles|les|gens|qui|n))+"
    r" (?:ont|ayant|aient) (?:pas|jamais)$"
)


_NO_TYPE_WITHOUT = re.compile(
    rf"\b(?:pas|aucune?|jamais)(?: (?:de|d))? <type> sans(?: {_SAY['the_field']})*$"
)
_INNER = frozenset(("pas", "plus", "jamais", "ni"))


def undoes_itself(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "pas celles sans mail": an exception of those who lack it wants it."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 12, 0) : mention.first])
        alone = before.type_prospect is None and all(m.kind != "clear" for m in mentions)
        pair = alone and at and mention.kind in {"field", "net"} and _NO_TYPE_WITHOUT.search(said)
        if pair and "ni" not in texts:
            roles[at - 1] = roles[at] = "keep"  # "pas de boutique sans site"
            continue
        if mention.kind in {"field", "net", "fields"} and roles[at] in {
            "keep",
            "neg",
            "exc",
            "none",
        }:
            if _NOT_FORGOTTEN.search(said):
                continue
            if _UNDONE.search(said) and not _is_taken(texts, at, mentions, roles):
                roles[at] = "excneg"
        elif mention.kind == "status" and mention.value in {"accepte", "oppose"}:
            denied = bool(_INNER & set(mention.word.split())) or mention.value == "oppose"
            if _LEFT_UNWILLING.search(said) and mention.value == "accepte":
                roles[at] = "excneg"
            if denied and _LEFT_OUT.search(said):
                roles[at] = "exc" if mention.value == "oppose" else "excneg"


def _is_taken(texts: Sequence[str], at: int, mentions: Sequence[Mention], roles: Roles) -> bool:
    """ "sauf le 35 sans mail": the place is what is left out, and no mail is wanted.

    "pas les refus, pas celles sans mail" denies twice.
    """
    left_out = [
        mention
        for mention, role in zip(mentions[:at], roles, strict=False)
        if mention.kind in LISTS and role in {"neg", "exc", "deptneg"}
    ]
    if not left_out or mentions[at].first - left_out[-1].first >= _NEAR:
        return False
    return not _UNDONE.search(" ".join(texts[left_out[-1].first + 1 : mentions[at].first]))


_NEAR = 12


_DO_NOT_MIND = re.compile(r"\b(?:importe|egal|oubli\w+|ou sans|ou pas|avec ou|enlev\w+|retir\w+)\b")


def said_condition(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "sans région connue", "pas répondu à la campagne Noël": nothing else can be meant."""
    for at, mention in enumerate(mentions):
        answered = at and mentions[at - 1].kind == "status" and roles[at - 1] != "none"
        if mention.kind == "other" and mention.value.key == "campagne" and answered:
            roles[at] = "keep" if roles[at] == "none" else roles[at]
        is_known = mention.kind == "other" and mention.value.key in {"avec", "sans"}
        if is_known and roles[at] == "none" and not _DO_NOT_MIND.search(" ".join(texts)):
            roles[at] = "keep"


_HAVE_NONE = re.compile(r"\bn <en> (?:ont|a|aient|ait) (?:pas|aucune?)\b")


def have_none(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "ils n'ont pas tous un mail : lesquels n'en ont pas": the field named before is lacking."""
    if not _HAVE_NONE.search(" ".join(texts)):
        return
    fields = [at for at, one in enumerate(mentions) if one.kind in {"field", "net"}]
    if len(fields) == 1 and roles[fields[0]] in {"keep", "none"}:
        roles[fields[0]] = "neg"
        for at, mention in enumerate(mentions):
            roles[at] = "none" if mention.kind == "anaphor" else roles[at]


_HAVE_ONLY = re.compile(
    rf"\b(?:(?:n ont|n a|n ayant) que|(?:ont|a|avec|ayant) (?:seulement|uniquement|juste))"
    rf"(?: {_SAY['the_field']})*$"
)
_AS_NETWORK = re.compile(r"comme (?:seul |unique )?<fields>|comme (?:seul |unique )?reseau")


def only_network(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "qui n'ont que facebook comme réseau": the other networks are lacking."""
    for at, mention in enumerate(mentions):
        said, after = (" ".join(texts[: mention.first]), " ".join(texts[mention.first + 1 :]))
        alone = mention.kind == "net" and roles[at] in {"keep", "none"}
        if alone and _HAVE_ONLY.search(said) and _AS_NETWORK.match(after):
            roles[at] = "sole"
            if at + 1 < len(mentions) and mentions[at + 1].kind == "fields":
                roles[at + 1] = "none"


def neither_of_two(
    _texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "un mail ou un téléphone, on n'a ni l'un ni l'autre": the two fields named before."""
    for at, mention in enumerate(mentions):
        fields = [i for i, one in enumerate(mentions[:at]) if one.kind in {"field", "net"}]
        if mention.kind == "neither" and len(fields) > 1:
            roles[at], roles[fields[-2]], roles[fields[-1]] = "none", "neg", "neg"


def said_together(
    _texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "sans région ni département": two conditions of the same words go together."""
    for at in range(1, len(mentions)):
        first, second = mentions[at - 1], mentions[at]
        if first.kind == second.kind == "other" and first.first == second.first:
            roles[at] = roles[at - 1]
