"""What is looked for as typed: words in names and comments, the name of a campaign."""

import re
from functools import cache

from assistant.language.grammar.conditions import Condition
from assistant.language.text.chain import Chain, Item, symbol
from assistant.language.text.lexicon import table, words_of
from assistant.language.text.phrasings import Phrasings
from core.vocabulary.text import fold

QUOTED = re.compile(r"«\s*([^»]{1,200}?)\s*»|“\s*([^”]{1,200}?)\s*”|\"\s*([^\"]{1,200}?)\s*\"")


# "les MJC de la campagne Printemps": those that it is meant for.
def _type_names() -> str:
    names = {name for synonyms in table("types.toml").values() for name in synonyms}
    names |= {fold(name) for name in names}
    either = "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)))
    return rf"\b(?P<kept>(?:{either})[sx]?)(?!\w)".replace(r"\ ", r"\s+")


_TYPE_NAMES = _type_names()
_SAY = Phrasings("free_text", r"\s+", type_names=_TYPE_NAMES, es=r"[es]*", some=r"[^,;?]{0,20}")


def _patterns(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE | re.VERBOSE) for pattern in patterns)


# "à" stops, not "a": what is typed tells them apart.
_STOP = rf"(?=\s*(?:[?!;,»\"]|\.(?:\s|$)|$|\b(?:{_SAY['stops']}|à)\b))"
QUOTE = r"«\s*(?P<q1>[^»]+?)\s*»|“\s*(?P<q2>[^”]+?)\s*”|\"\s*(?P<q3>[^\"]+?)\s*\""
_UP_TO = rf"(?P<plain>[^?!;,\"«»]{{1,80}}?){_STOP}"
_VALUE = rf"[\s:]*(?:{QUOTE}|{_UP_TO})"
_ONE_OR_TWO = rf"(?:{QUOTE}|(?P<plain>[\w'’-]+(?:\s[\w'’-]+)?))"
_WORD = r"(?:mot|terme|texte|mot[\s-]cl[ée])s?"
_NAME_FIELD = _SAY["name_field"]
PEOPLE_OF_CAMPAIGN = "people"
"""How a condition is marked that speaks of prospects: "qui ont reçu la campagne Noël"."""
_TEXT_RULES = _patterns(
    rf"{_SAY['names_that_hold']}\s*"
    rf"(?:le\s+(?:mot|terme|texte)s?\s*|les\s+mots\s*|du\s+mot\s*|des?\s+|d')?{_VALUE}",
    rf"{_SAY['holding']}\s+(?:(?:le|la|les)\s+)?"
    rf"(?:(?:{_WORD}|expressions?)\s*|l'expression\s*|d[eu]s?\s+)?{_VALUE}",
    rf"(?:avec|ayant|sur)\s+(?:le|les)\s+{_WORD}\s*{_VALUE}(?:\s+dans\s+(?:{_NAME_FIELD}))?",
    rf"{_WORD}\s*:?\s*(?:{QUOTE}|:\s*{_UP_TO})",
    rf"(?:avec|ayant|qui\s+ont|ont)\s*{_ONE_OR_TWO}\s+{_SAY['in_a_name']}",
    rf"(?<!\bme\s)(?<!\bnous\s)(?<!\bne\s)(?<!\bje\s)(?<!\bon\s)(?<!\bte\s){_SAY['speaking_of']}\s+(?:de\s+la\s+|de\s+l'|des\s+|du\s+|de\s+|d')?{_VALUE}",
    rf"{_SAY['named']}\s*{_VALUE}",
    rf"(?:re)?cherche(?:r|z)?\s+{_ONE_OR_TWO}\s+{_SAY['among_names']}",
    rf"(?:recherche|cherche)\s+(?:(?:le|les)\s+)?(?:mot|terme|texte)s?\s*{_VALUE}",
    rf"{_SAY['written']}\s+{_ONE_OR_TWO}\s+{_SAY['in_comments']}",
    rf"{_SAY['comments_say']}\s+{_VALUE}",
    r"(?:«\s*(?P<q1>[^»]+?)\s*»)\s+(?:en|dans\s+(?:le|les))\s+commentaires?",
    rf"{_NAME_FIELD}\s+(?:contenant|qui\s+contient|contient)\s+{_VALUE}",
)


_ANSWERED = re.compile(r"r[ée]pondus?\s+(?=à|a\b|aux?\b|dans\b)", re.IGNORECASE)
_CAMPAIGN = "campagne"
"""Without this word, no rule of campaigns finds anything."""


@cache
def _campaign_rules() -> tuple[re.Pattern[str], ...]:
    """Made when first wanted: they hold the names of types, which take long."""
    tables = ("people_of_campaign", "reached_by_campaign", "answered_campaign")
    return _patterns(*(rf"{_SAY[name]}\s+{_VALUE}" for name in tables))


_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]*"
_LITTLE = r"(?:(?:et|de|du|des|d|à|aux?|la|le|les|en|x|&)\s+){0,2}"
_CAPITALS = re.compile(
    rf"\b(?i:campagnes?)\s+(?:(?i:de|du|d)\s+)?(?P<plain>{_CAPITAL}"
    rf"(?:\s+{_LITTLE}(?:{_CAPITAL}|\d+))*(?:\s+[a-zà-ÿ-]+(?=\s*(?:$|[?.!,:;])))?)"
)
_PEOPLE_OF = re.compile(
    r"(?i)\b(?:ceux|celles|prospects?|structures?|contacts?|gens|personnes?|destinataires?|qui|que|qu"
    r"|tous|cibles?|lesquel\w+)\b"
)


def mark_campaigns(chain: Chain) -> None:
    """ "la campagne Cidre et Dragons": a name by its capitals, where people of it are spoken of."""
    found = _CAPITALS.search(chain.source)
    if found is None or not _speaks_of_people(chain):
        return
    value = found["plain"].strip()
    if value.split()[0].lower() not in _NO_CAMPAIGN:
        condition = Condition("campagne", value[:200], word=PEOPLE_OF_CAMPAIGN)
        take(chain, found.start("plain"), found.end("plain"), condition)


_NO_CAMPAIGN = frozenset(("qui", "pour", "avec", "email", "mail"))


def _speaks_of_people(chain: Chain) -> bool:
    return bool(
        _PEOPLE_OF.search(chain.source)
        or re.search(_TYPE_NAMES, chain.source, re.IGNORECASE | re.VERBOSE)
    )


def extract_texts(chain: Chain) -> None:
    """Takes out of the chain what is quoted or looked for as typed."""
    speaks_of_one = _CAMPAIGN in chain.source.lower()
    if speaks_of_one:
        mark_campaigns(chain)
    campaigns = _campaign_rules() if speaks_of_one else ()
    for key, rules in (("campagne", campaigns), ("texte", _TEXT_RULES)):
        for pattern in rules:
            found = pattern.search(chain.source)
            if found is None:
                continue
            value = _value(found)
            if value is None:
                continue
            start = found.end("kept") if found.groupdict().get("kept") else found.start()
            if key == _CAMPAIGN and (answered := _ANSWERED.match(found[0])):
                start += answered.end()  # "qui n'ont pas répondu à la campagne": who, besides
            people = key == "campagne" and "destinataire" not in found[0].lower()
            word = PEOPLE_OF_CAMPAIGN if people else ""
            take(chain, start, found.end(), Condition(key, value[:200], word=word))
            break


def _value(found: re.Match[str]) -> str | None:
    groups = found.groupdict()
    quoted = groups.get("q1") or groups.get("q2") or groups.get("q3")
    if quoted:
        return quoted.strip() or None
    plain = (groups.get("plain") or "").strip(" .:'’-")
    plain = re.sub(
        r"^(?:une?|des|du|de\s+la|le|la|les|l['’])\s+"
        r"|\s+(?:point|virgule|stp|svp|toujours|encore|jamais|rest[ée]e?s?)$",
        "",
        plain,
    )
    return plain if len(plain) > 1 else None


def take(chain: Chain, start: int, end: int, condition: Condition) -> None:
    """What begins between these places of what was typed becomes the condition."""
    covered = [place for place, item in enumerate(chain.items) if start <= item.start < end]
    if covered:
        item = symbol(condition.symbol, (condition,))
        chain.put(covered[0], len(covered), item)
        chain.changed()


@cache
def known_values() -> frozenset[tuple[str, ...]]:
    """Types and statuses: « intéressé » between quotes is still the status."""
    names = [name for one, others in table("types.toml").items() for name in (one, *others)]
    names += [word for entry in table("avancement.toml").values() for word in entry["mots"]]
    return frozenset(words_of(name) for name in (*names, "jamais contacté"))


def mark_quotes(chain: Chain) -> None:
    """What stays between quotes is a name, which no other extractor reads."""
    for found in QUOTED.finditer(chain.source):
        covered = [
            place
            for place, item in enumerate(chain.items)
            if found.start() <= item.start < found.end() and not item.text.startswith("<c.")
        ]
        if covered and covered[-1] - covered[0] + 1 == len(covered):
            words = tuple(chain.items[at].text for at in covered if chain.items[at].text != '"')
            if words in known_values():
                continue
            text = next(group for group in found.groups() if group is not None)
            chain.put(covered[0], len(covered), Item("<quote>", 0, 0, text))
            chain.changed()
