"""Values taken as they are typed: tags, imported files, authors, beginnings of names, domains.

They are looked for in what the user typed, quotes, points and capitals included, before any word
of theirs is read as something else.
"""

import re
from collections.abc import Callable
from functools import cache

from assistant.language.grammar.conditions import Condition
from assistant.language.grammar.free_text import QUOTE, QUOTED, known_values, take
from assistant.language.text.chain import Chain
from assistant.language.text.lexicon import stem, table, words_in
from assistant.language.text.phrasings import phrasings
from assistant.language.text.vocabulary import OWN_WORD, domain_words
from core.vocabulary.text import fold

_PLAIN = r"(?P<plain>[^\W_][\w.@+'’-]*[^\W_](?:\s+\d+)?(?![\w@])|[^\W\d_](?![\w@'’]))"
_VALUE = rf"(?:{QUOTE}|{_PLAIN})"
_OF = r"(?:de\s+|du\s+|des\s+|d['’]\s*|depuis\s+|via\s+|par\s+|avec\s+)"
_SUFFIX = r"\.(?:csv|tsv|txt|xlsx?|ods)\b"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.VERBOSE)


_IMPORTED = (
    r"(?:venue?s?|venant|issue?s?|provenant|proviennent|viennent|tir[ée]e?s?"
    r"|import[ée]e?s?|charg[ée]e?s?)"
)
_ADDED = (
    r"(?:saisie?s?|cr[éeè]+e?s?|r?ajout[ée]e?s?|r?entr[ée]e?s?|enregistr[ée]e?s?"
    r"|import[ée]e?s?|not[ée]e?s?)"
)
_SOURCES = (
    _pattern(
        rf"\b(?:{_IMPORTED}\s+)?(?:{_OF}(?:l['’]\s*|le\s+|notre\s+)?|l['’]\s*)(?:import|fichier)\s+"
        rf"(?:de\s+|d['’]\s*|nomm[ée]\s+|appel[ée]\s+|:\s*)?{_VALUE}"
    ),
    _pattern(rf"\b{_IMPORTED}\s+{_OF}(?:{QUOTE}|(?P<plain>[\w.'’-]+{_SUFFIX}))"),
    _pattern(rf"\b(?:de|du|depuis)\s+(?P<plain>[\w.'’-]+{_SUFFIX})"),
    _pattern(rf"\b(?:de\s+)?(?:source|provenance)\s*(?::|=|est)?\s*{_VALUE}"),
)
_AUTHORS = (
    _pattern(
        rf"\b{_ADDED}\s+(?:dans\s+la\s+base\s+|en\s+base\s+)?par\s+"
        rf"(?:{QUOTE}|(?P<plain>[\w.+-]+@[\w.-]+\w|[^\W\d_][\w'’-]+))"
    ),
    _pattern(rf"\b(?:que|qu['’])\s*(?P<plain>(?-i:[A-ZÀ-Þ])[\w'’-]+)\s+(?:a|avait)\s+{_ADDED}\b"),
)
_KINDS_OF_FILE = frozenset(("excel", "csv", "xls", "xlsx", "ods", "joint", "client", "clients"))
_NO_AUTHOR = frozenset(
    ("mail", "email", "telephone", "erreur", "import", "fichier", "csv", "campagne", "nous", "moi",
     "quelqu", "hasard", "defaut", "region", "departement", "ville", "type", "statut", "lots")
)  # fmt: skip

_TAG = r"(?:tags?|[ée]tiquettes?)"
_TAGGED = r"(?:tag{1,2}u?(?:é|e(?=e?s\b))e?s?|[ée]tiquet[ée]e?s?)"
_TAGS = (
    _pattern(rf"\b{_TAGGED}\s+(?:comme\s+|en\s+|avec\s+)?(?::\s*)?{_VALUE}"),
    _pattern(rf"\b(?:le\s+|les\s+|l['’]\s*|une?\s+)?{_TAG}\b\s*(?::\s*|=\s*)?{_VALUE}"),
)
_MORE_TAGS = (
    _pattern(rf"\s*(?:,|ou|et)\s+(?:le\s+|l['’]\s*)?{_TAG}\s+{_VALUE}"),
    _pattern(rf"\s*(?:ou|et)\s+{QUOTE}"),
    _pattern(r"\s*ou\s+(?P<bare>[^\W\d_][\w'’-]+)"),
)

_BEGINS = r"(?:commen[cç](?:e|ent|ant)|d[ée]but(?:e|ent|ant)|d[ée]marr(?:e|ent|ant))"
_LETTER = r"(?:une?\s+|la\s+lettre\s+|les\s+lettres\s+|l['’]\s*|le\s+)?"
_ONE_LETTER = r"(?P<plain>[^\W\d_])(?![\w'’])"
_NAMES = phrasings("typed_keys", r"\s+")["names"]
_BEGINNINGS = (
    _pattern(
        rf"\b{_NAMES}\s+(?P<verb>{_BEGINS})\s+"
        rf"(?:par|avec|en)\s+{_LETTER}{_VALUE}"
    ),
    _pattern(rf"\b(?:qui|ceux|celles)\s+(?P<verb>{_BEGINS})\s+(?:par|avec)\s+{_LETTER}{_VALUE}"),
    _pattern(rf"\b(?P<verb>commen[cç]ant)\s+par\s+{_LETTER}{_VALUE}"),
    _pattern(rf"\b(?:au\s+|les?\s+|leur\s+|dont\s+le\s+)?noms?\s+(?:est\s+)?en\s+{_ONE_LETTER}"),
    _pattern(rf"\b(?:[àa]\s+|en\s+|par\s+|sous\s+|pour\s+)?la\s+lettre\s+{_ONE_LETTER}"),
    _pattern(
        r"\b(?:dont\s+|avec\s+)?(?:la\s+|l['’]\s*)?(?:premi[eè]re\s+lettre|initiale)\s+"
        rf"(?:du\s+nom\s+)?(?:est\s+|:\s*|=\s*|c['’]est\s+)?{_LETTER}{_ONE_LETTER}"
    ),
)
_ANOTHER_LETTER = re.compile(
    r"\s*(?:,|ou|et)\s+(?:par\s+|une?\s+)?(?!à\b|a\s|y\b)[^\W\d_](?![\w'’])", re.IGNORECASE
)
_NOT_A_NAME = re.compile(
    r"\b(?:villes?|communes?|mails?|adresses?|num[ée]ros?|t[ée]l[ée]phones?|codes?|postal"
    r"|sites?|dates?)\s+(?:qui\s+)?$",
    re.IGNORECASE,
)


def _known_domains() -> str:
    """Those of the messagings that have a name: "orange.fr" alone is the address's."""
    names = table("domaines.toml")
    known = {one for part in ("seuls", "apres_mail") for key in names[part] for one in key.split()}
    return "|".join(re.escape(one) for one in sorted(known))


_DOMAIN = r"(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*[a-z0-9]"
_MAIL = r"(?:adresses?|mails?|e-?mails?|courriels?|bo[iî]tes?|domaines?)"
_ENDS = r"(?:qui\s+)?(?:se\s+)?(?:fini\w*|termin\w*)\s+(?:par|en)"
_DOMAINS = (
    _pattern(
        rf"\b{_MAIL}\s+(?:mails?\s+|[ée]lectroniques?\s+)?"
        rf"(?:(?:en|chez|de|du|sur|type|est|{_ENDS})\s+)?@?\s?(?P<plain>{_DOMAIN})(?![\w@])"
    ),
    _pattern(rf"(?:\ben\s+|\bchez\s+)?(?<![\w.+-])@\s?(?P<plain>{_DOMAIN})(?![\w@])"),
    _pattern(r"\ben\s+(?P<plain>[\w-]+\.(?:fr|com|net|org|eu|bzh))(?![\w@.])"),
    _pattern(rf"(?<![\w.@+/-])(?P<plain>{_known_domains()})(?![\w@])"),
)
_A_HANDLE = re.compile(
    r"\b(?:insta\w*|tiktok|twitter|x|youtube|compte|pseudo)\s+(?:c['’]est\s+)?$", re.IGNORECASE
)


def mark_typed_keys(chain: Chain) -> None:
    """Becomes `<c.tag>`, `<c.source>`, `<c.nomcommence>`, `<c.domaine>`, with its condition."""
    quotes = [found.span() for found in QUOTED.finditer(chain.source)]
    for patterns, make in _KINDS:
        for found in (found for one in patterns for found in one.finditer(chain.source)):
            start = found.start()
            if any(a < start < b for a, b in quotes) or _is_taken(chain, found):
                continue
            made = make(found)
            if made is not None:
                take(chain, start, *made)


Made = tuple[int, Condition] | None
"""Where what was read ends, and what it says."""
Make = Callable[[re.Match[str]], Made]


def _is_taken(chain: Chain, found: re.Match[str]) -> bool:
    covered = [one for one in chain.items if found.start() <= one.start < found.end()]
    return not covered or any(one.text.startswith("<c.") for one in covered)


def _value(found: re.Match[str]) -> str | None:
    """What is typed there; little words and signs are no value."""
    groups = found.groupdict()
    quoted = next((groups[name] for name in ("q1", "q2", "q3") if groups.get(name)), None)
    if quoted:
        return quoted.strip()[:200] or None
    plain = (groups.get("plain") or groups.get("bare") or "").strip(" .'’-")
    return None if not plain or fold(plain) in _little_words() else plain[:200]


@cache
def _little_words() -> frozenset[str]:
    return words_in("mots_outils.txt") | {"la", "le", "les", "l", "qui", "que", "un", "une"}


def _source(found: re.Match[str]) -> Made:
    value = _value(found)
    if value is None or fold(value) in _KINDS_OF_FILE:
        return None
    if found.groupdict().get("plain") and _IS_DAY.match(fold(value)):
        return None
    return found.end(), Condition("source", value)


_DAY = phrasings("typed_keys", " ")["day"]
_IS_DAY = re.compile(rf"(?:(?:du|de|le|la|l) )?(?:{_DAY}|\d)\b")
""" "l'import d'hier" is a day's, of whatever file."""


def _author(found: re.Match[str]) -> Made:
    value = _value(found)
    if value is None or fold(value).split(" ")[0] in _NO_AUTHOR:
        return None
    return found.end(), Condition("source", value)


def _tag(found: re.Match[str]) -> Made:
    value = _value(found)
    if value is None:
        return None
    values, end = [value], found.end()
    while more := _another_tag(found.string, end):
        end, other = more
        values.append(other)
    return end, Condition("tag", tuple(dict.fromkeys(values)))


def _another_tag(typed: str, place: int) -> tuple[int, str] | None:
    for pattern in _MORE_TAGS:
        found = pattern.match(typed, place)
        value = _value(found) if found else None
        if found and value and not (found.groupdict().get("bare") and _is_known(value)):
            return found.end(), value
    return None


def _is_known(word: str) -> bool:
    """ "tag vip ou MJC": a word of ours is no other tag."""
    folded = fold(word)
    weight = max(domain_words().get(one, 0.0) for one in (folded, stem(folded)))
    return weight >= OWN_WORD or (stem(folded),) in known_values()


def _beginning(found: re.Match[str]) -> Made:
    letter, verb = found.groupdict().get("plain") or "", found.groupdict().get("verb") or ""
    # "d" is a little word elsewhere.
    value = letter.upper() if len(letter) == 1 else _value(found)
    if value is None or _NOT_A_NAME.search(found.string[: found.start()]):
        return None
    if not letter and len(value) > 1 and not verb.lower().endswith("ant"):
        return None  # « commence par "L'Antre" » is looked for anywhere in names
    if _ANOTHER_LETTER.match(found.string, found.end()):
        return None  # only one beginning can be said
    return found.end(), Condition("nom_commence", value)


def _domain(found: re.Match[str]) -> Made:
    if _A_HANDLE.search(found.string[: found.start()]):
        return None
    return found.end(), Condition("domaine", (found["plain"].lower(),))


_KINDS: tuple[tuple[tuple[re.Pattern[str], ...], Make], ...] = (
    (_TAGS, _tag), (_SOURCES, _source), (_AUTHORS, _author), (_BEGINNINGS, _beginning),
    (_DOMAINS, _domain),
)  # fmt: skip
