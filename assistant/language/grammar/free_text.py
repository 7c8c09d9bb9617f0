"""What is looked for as typed: words in names and comments, the name of a campaign."""

import re
from functools import cache

from assistant.language.grammar.conditions import Condition
from assistant.language.text.chain import Chain, Item, symbol
from assistant.language.text.lexicon import table, words_of
from core.vocabulary.text import fold

QUOTED = re.compile(r"«\s*([^»]{1,200}?)\s*»|“\s*([^”]{1,200}?)\s*”|\"\s*([^\"]{1,200}?)\s*\"")
_STOP = r"""
    (?=\s*(?:[?!;,»\"]|\.(?:\s|$)|$|\b(?:et\s+(?:qui|avec|sans|en|dans|à|a|du|exporte
    |seulement|ont)|dans\s+(?:le|la|les|leur|leurs|son|ses)\s+(?:noms?|commentaires?|intitul
    |titre|fiches?|notes?)|en\s+(?:commentaire|Bretagne)|qui\s+(?:ont|sont|acceptent|n['’]|ne\b|se\b|on\b)|avec
    |sans|sauf|svp|stp|s'il|merci|dans|en|à|au)\b))
"""
_VALUE = (
    r"""
        [\s:]*(?:«\s*(?P<q1>[^»]+?)\s*»|“\s*(?P<q2>[^”]+?)\s*”|\"\s*(?P<q3>[^\"]+?)\s*\"
        |(?P<plain>[^?!;,\"«»]{1,80}?)
    """
    + _STOP
    + ")"
)
_NAME_FIELD = r"""
    (?:(?:leur|le|la|les|leurs|son|un)\s+)?(?:noms?|commentaires?|intitul[ée]s?|titres?
    |notes?|fiches?|description)
"""

PEOPLE_OF_CAMPAIGN = "people"
"""How a condition is marked that speaks of prospects: "qui ont reçu la campagne Noël"."""
_TEXT_RULES = tuple(
    re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for pattern in (
        rf"""
            (?:dont|o[uù]|avec|ayant|qui\s+ont|et\s+dont)\s+{_NAME_FIELD}(?:\s+(?:ou
            |et)\s+{_NAME_FIELD})?\s+(?:contient|contiennent|comporte|mentionnent?
            |parlent?\s+d[e']|inclut|a|comprend|commence\s+par|[ée]voquent?|cite
            |qui\s+contient|contenant|mentionnant)\s*(?:le\s+(?:mot|terme|texte)s?\s*
            |les\s+mots\s*|du\s+mot\s*|des?\s+|d')?{_VALUE}
        """,
        rf"""
            (?:qui\s+)?(?:contenant|contiennent|contient|mentionnant|mentionnent|mentionne
            |comportant|comportent|incluant|[ée]voquant|[ée]voquent|citant
            |citent)\s+(?:(?:le|la|les)\s+)?(?:(?:mot|terme|texte|expression
            |mot[\s-]cl[ée])s?\s*|(?:l'expression)\s*|d[eu]s?\s+)?{_VALUE}
        """,
        rf"""
            (?:avec|ayant|sur)\s+(?:le|les)\s+(?:mot|terme|texte
            |mot[\s-]cl[ée])s?\s*{_VALUE}(?:\s+dans\s+(?:{_NAME_FIELD}))?
        """,
        rf"""
            (?:mot|terme|texte|mot[\s-]cl[ée])s?\s*:?\s*(?:«\s*(?P<q1>[^»]+?)\s*»
            |“\s*(?P<q2>[^”]+?)\s*”|\"\s*(?P<q3>[^\"]+?)\s*\"
            |:\s*(?P<plain>[^?!;,\"«»]{{1,80}}?){_STOP})
        """,
        rf"""
            (?:avec|ayant|qui\s+ont|ont)\s*(?:«\s*(?P<q1>[^»]+?)\s*»|“\s*(?P<q2>[^”]+?)\s*”
            |\"\s*(?P<q3>[^\"]+?)\s*\"|(?P<plain>[\w'’-]+(?:\s[\w'’-]+)?))\s+(?:dans
            |en)\s+(?:(?:leur|le|la|les|leurs|son)\s+)?(?:noms?|commentaires?|intitul[ée]s?
            |notes?|titre)(?:\s+(?:ou|et)\s+{_NAME_FIELD})?
        """,
        rf"""
            (?:qui\s+)?(?:parlent|parlant|parle|causent|traitent|font\s+mention
            |discutent)\s+(?:de\s+la\s+|de\s+l'|des\s+|du\s+|de\s+|d')?{_VALUE}
        """,
        rf"""
            (?:qui\s+(?:s'appell?ent|se\s+nomment|portent\s+le\s+nom(?:\s+d[e'])?)
            |nomm[ée]e?s|appel[ée]e?s|intitul[ée]e?s|du\s+nom\s+d[e'])\s*{_VALUE}
        """,
        rf"""
            (?:re)?cherche(?:r|z)?\s+(?:«\s*(?P<q1>[^»]+?)\s*»|“\s*(?P<q2>[^”]+?)\s*”
            |\"\s*(?P<q3>[^\"]+?)\s*\"|(?P<plain>[\w'’-]+(?:\s[\w'’-]+)?))\s+(?:dans
            |parmi)\s+(?:(?:leur|le|la|les|leurs)\s+)?(?:noms?|commentaires?|intitul[ée]s?
            |notes?|titres?)(?:\s+(?:ou|et)\s+{_NAME_FIELD})?
        """,
        rf"(?:recherche|cherche)\s+(?:(?:le|les)\s+)?(?:mot|terme|texte)s?\s*{_VALUE}",
        r"""
            (?:(?:o[uù]|dont|qui|et|ceux|celles|chez\s+qui)\s+)*(?:il\s+est\s+|est\s+|y\s*a\s+|a\s+)*
            (?:not[ée]|marqu[ée]|[ée]crit?|inscrit|mentionn[ée]|le\s+mot|y\s*a|ya)\s+
            (?:[ée]crit?\s+|marqu[ée]\s+|not[ée]\s+|le\s+mot\s+)*
            (?:«\s*(?P<q1>[^»]+?)\s*»|“\s*(?P<q2>[^”]+?)\s*”|\"\s*(?P<q3>[^\"]+?)\s*\"
            |(?P<plain>[\w'’-]+(?:\s[\w'’-]+)?))\s+(?:dans|en)\s+
            (?:(?:leurs?|les?|la|ses)\s+)?(?:com+entaires?|coms?|notes?|remarques?)
        """,
        rf"""
            dans\s+(?:les?|leurs?|la)\s+(?:com+entaires?|notes?|remarques?)\s+(?:il\s+)?(?:y\s*a|ya|on\s+a)\s+
            (?:[ée]crit?\s+|marqu[ée]\s+|not[ée]\s+|le\s+mot\s+)*{_VALUE}
        """,
        r"(?:«\s*(?P<q1>[^»]+?)\s*»)\s+(?:en|dans\s+(?:le|les))\s+commentaires?",
        rf"{_NAME_FIELD}\s+(?:contenant|qui\s+contient|contient)\s+{_VALUE}",
    )
)


# "les MJC de la campagne Printemps": those that it is meant for.
def _type_names() -> str:
    names = {name for synonyms in table("types.toml").values() for name in synonyms}
    names |= {fold(name) for name in names}
    either = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return rf"\b(?P<kept>(?:{either})[sx]?)(?!\w)".replace(r"\ ", r"\s+")


_TYPE_NAMES = _type_names()
_CAMPAIGN_RULES = tuple(
    re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for pattern in (
        rf"""
            (?:(?:ceux|celles|prospects?|structures?|contacts?|gens|destinataires?|personnes
            |{_TYPE_NAMES}|tous|list[eé]s?|public|cibles?)\s+(?:et\s+celles\s+)?(?:qui\s+(?:sont
            |[ée]taient|ont\s+[ée]t[ée]|étaient)\s+|(?:qu'on|que\s+nous|que\s+l'on|qu'on\s+a
            |que\s+j)[^,;?]{{0,20}}\s+)?(?:cibl[ée]e?s\s+|touch[ée]e?s\s+|contact[ée]e?s\s+
            |vis[ée]e?s\s+|inscrit[es]*\s+|inclus[es]*\s+|sollicit[ée]e?s\s+)?(?:de|dans|par
            |lors\s+de|pendant|durant|pour|via|à|a|avec|sur|issus?\s+de)\s+(?:la
            |notre)\s+campagne)\s+{_VALUE}
        """,
        rf"""
            (?:(?:contact[ée]e?s|touch[ée]e?s|cibl[ée]e?s|vis[ée]e?s|sollicit[ée]e?s
            |inclus[es]*|pr[ée]sent[es]*|concern[ée]e?s)\s+(?:par|dans|lors\s+de|pendant
            |durant|via|avec|sur)\s+(?:la|notre)\s+campagne)\s+{_VALUE}
        """,
        rf"""
            (?:(?:re[çc]u|re[çc]oivent|ouvert|cliqu[ée]\s+(?:dans|sur)|r[ée]pondu\s+[àa]
            |particip[ée]\s+[àa]|fait\s+partie\s+de|font\s+partie\s+de|destinataires?\s+de
            |r[ée]agi\s+[àa])\s+(?:la|notre|le\s+mail\s+de\s+la)\s+campagne)\s+{_VALUE}
        """,
    )
)


_CAPITALS = re.compile(
    r"\b(?i:campagnes?)\s+(?:(?i:de|du|d)\s+)?(?P<plain>[A-ZÀ-ÖØ-Þ][\w'’-]*"
    r"(?:\s+(?:(?:et|de|du|des|d|à|aux?|la|le|les|en|aux|x|&)\s+){0,2}(?:[A-ZÀ-ÖØ-Þ][\w'’-]*|\d+))*"
    r"(?:\s+[a-zà-ÿ-]+(?=\s*(?:$|[?.!,:;])))?)"
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
    mark_campaigns(chain)
    for key, rules in (("campagne", _CAMPAIGN_RULES), ("texte", _TEXT_RULES)):
        for pattern in rules:
            found = pattern.search(chain.source)
            if found is None:
                continue
            value = _value(found)
            if value is None:
                continue
            start = found.end("kept") if found.groupdict().get("kept") else found.start()
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
        r"^(?:une?|des|du|de\s+la|le|la|les|l['’])\s+|\s+(?:point|virgule|stp|svp)$", "", plain
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
