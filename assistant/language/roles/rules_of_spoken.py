"""Rules over what people say without its "ne", and over who stands before an exception."""

import re
from collections.abc import Sequence

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.cues import cues_of
from assistant.language.roles.ruling import LISTS, Roles
from assistant.language.text.phrasings import Phrasings
from core.prospects.filters import Filter

_SAY = Phrasings("spoken", " ")
_DENIED_WITHIN = re.compile(rf"^\S+(?: \S+)? {_SAY['denied']}\b")
_DENIED_AFTER = re.compile(rf"{_SAY['denied']}\b(?! (?:de|que|ou|ceux|celles|les?|la|en|dans)\b)")
# The tagger has seen such sentences: it reads them better than a rule.
_TURNED = _SAY.within("turned")


_MAY_NOT = re.compile(r"(?:peu\w+ )?pas (?:contact|ecrire|le droit|leur)|non contactable")


_UNTOLD = re.compile(
    r"\b(?:n ont|n a|ayant|n avaient) (?:pas|jamais) (?:dit|indique|exprime|signale|precise|ecrit)"
    r"(?: \w+){0,3}$"
)


def denied_consent(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "qui veulent plus être contactés": a consent denied is none, "ne" said or not."""
    for at, mention in enumerate(mentions):
        own = mention.value == "oppose" and _MAY_NOT.match(mention.word)
        if mention.kind == "status" and own and roles[at] == "neg":
            roles[at] = "keep"  # "qu'on ne peut pas contacter": its own denial
        untold = _UNTOLD.search(" ".join(texts[max(mention.first - 8, 0) : mention.first]))
        if mention.kind == "status" and mention.value == "oppose" and untold:
            roles[at] = "neg"  # "qui n'ont pas dit qu'ils refusaient"
        if mention.kind != "status" or mention.value != "accepte":
            continue
        if _TURNED.search(" ".join(texts[: mention.first])):
            continue
        after = " ".join(texts[mention.first + 1 : mention.first + 4])
        denied = _DENIED_WITHIN.match(mention.word) or _DENIED_AFTER.match(after)
        if denied and roles[at] in {"keep", "add", "none"}:
            roles[at] = "neg"


_WHO = re.compile(r"\b(?:qui|celles qui|ceux qui|ki) (?:n |ne |s |m |nous )?$")


def said_consent(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "…, qui acceptent qu'on les contacte": the verb says that it is a condition."""
    for at, mention in enumerate(mentions):
        consent = mention.kind == "status" and mention.value in {"accepte", "oppose"}
        alone = not any(
            m.kind == "status" and r != "none" for m, r in zip(mentions, roles, strict=True)
        )
        said = " ".join((*texts[max(mention.first - 3, 0) : mention.first], ""))
        if consent and alone and roles[at] == "none" and _WHO.search(said) and "ou" not in texts:
            denied = {"pas", "plus", "jamais"} & set(mention.word.split())
            roles[at] = "neg" if denied and mention.value == "accepte" else "keep"


_COUNTED = re.compile(r"\b(?:nombre|combien|total) (?:de|d|des)$|\b(?:parmi|de) (?:les|nos|mes)$")


def counted(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "le nombre de clubs": the only type that is named is who is counted, not part of a story."""
    types = [at for at, mention in enumerate(mentions) if mention.kind == "type"]
    if len(types) == 1 and roles[types[0]] == "none":
        first = mentions[types[0]].first
        if _COUNTED.search(" ".join(texts[max(first - 3, 0) : first])):
            roles[types[0]] = "keep"


_EXCEPTING = frozenset(("sauf", "hors", "nie"))
_LINKS = frozenset((
    "de", "du", "des", "d", "la", "le", "les", "l", "un", "une", "en", "dans", "au", "aux", "a",
    "sur", "pour", "ceux", "celles", "qui", "sont", "ont", "structures",
    "moi", "nous",
))  # fmt: skip


_ELSEWHERE = re.compile(r"(?:pas|non|jamais) (?:situe|base|implante|installe|localise)\w*")


_DENIES = frozenset(("n", "ne", "pas", "plus", "jamais", "ni", "non", "sans", "aucun", "aucune"))


def _is_denied(texts: Sequence[str], mention: Mention) -> bool:
    """ "qui n'ont pas répondu", "qui n'acceptent pas le contact": a status with its own denial."""
    before = texts[max(mention.first - 3, 0) : mention.first]
    denied = _DENIED_WITHIN.match(mention.word) or not _DENIES.isdisjoint(before)
    return mention.kind == "status" and bool(denied)


def kept_before_exception(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "les médiathèques en dehors de la Bretagne": whom an exception is made of is wanted."""
    whoever = ("n importe", "quel", "peu importe")
    start, end, name = next(
        (cue for cue in cues_of(texts) if not " ".join(texts[cue[0] :]).startswith(whoever)),
        (0, 0, ""),
    )
    taken_off = name == "enleve" and before.is_empty()
    is_elsewhere = _ELSEWHERE.match(" ".join(texts[start : start + 2]))
    if name not in _EXCEPTING and not taken_off:
        return
    if name == "nie" and texts[start] != "pas" and not is_elsewhere:
        return
    follows = end + (2 if is_elsewhere else 1)
    while follows < len(texts) and texts[follows] in _LINKS:
        follows += 1
    excepted = next((mention.kind for mention in mentions if mention.first == follows), None)
    for at, mention in enumerate(mentions):
        is_whom = mention.kind in LISTS and mention.kind != excepted and mention.first < start
        if excepted and is_whom and roles[at] == "neg" and not _is_denied(texts, mention):
            roles[at] = "keep"
