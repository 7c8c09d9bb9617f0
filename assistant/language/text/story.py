"""A sentence without the tale before its request: "j'ai une réunion tantôt, montre-moi les MJC".

Only a tale that names nothing of the base is left out: what is told of a place, a date or a name
belongs to the request.
"""

import re
from datetime import date
from functools import cache

from assistant.language.grammar.reading import read
from assistant.language.text.chain import Item
from assistant.language.text.lexicon import table, words_in_lines
from assistant.language.text.phrasings import Phrasings, phrasings
from assistant.language.text.splitting import denies, takes_off
from core.vocabulary.text import fold, strip_accents

_MARK = re.compile(r"\s*(?:[,;:.!?…]+|\s-\s)\s*")
_LINK = (
    r"(?:(?:et|mais|alors|donc|bref|enfin bref|du coup|bon|sinon|allez|euh|pendant ce temps"
    r"|maintenant|par contre|au fait|tiens)\s+)*"
)
_TELLS = re.compile(
    r"\b(?:j|je|chuis?|jsuis|jui|chu|jss|m|me|mon|ma|mes|on|nous|notre|nos|il|elle|ils|c|ca|y|moi|un|une|mari|femme)\b"
)
_ANEW = re.compile(Phrasings("selecting", " ", suite=r"[a-z]+")["anew"])
_LEAST_WORDS = 3
_ANY_DAY = date(2026, 3, 18)
_NAMES_SOMETHING = frozenset(
    ("<num>", "<year>", "<range>", "<quote>", "<misc>", "<phone>", "<field>", "<net>", "<key>")
)
# A pronoun may stand for what the tale was about ("j'ai fini l'affiche, coche-la"), and a lone
# verb needs it as well ("certaines sont en double ; pouvez-vous vérifier ?").
_POINTS_BACK = re.compile(
    r"(?<!\bde )(?<!\bpour )\b(?:la|le|l|lui|y)\s+\w{2,}(?:er|ir|re)\b"
    r"|\b(?:la|le|lui|ca|celui|celle)\s*\W*$"
)
_SELECTION = re.compile(r"\b(?:les|leur|eux|elles|en|ceux|celles|tout)\b")
_SPEAKS_OF_THEM = re.compile(r"\b(?:leur|leurs|eux|elles|ceux|celles|la bas|dedans)\b")
_HELLO = r"(?:(?:salut|bonjour|bonsoir|coucou|hello|bjr|slt)\W+)?"
_PRESENTS = re.compile(
    rf"{_HELLO}(?:ici|moi c est|je suis|je m appelle"
    r"|c(?: est)? (?!(?:les|des|pour) )\w+(?: \w+)? (?:du|de la|de l|la|le|a l) )"
)
_AT_HOME = re.compile(rf"\b{phrasings('exclusions', ' ')['at_home']}\b")
"""Who speaks says who or where that is: whatever it names is no condition."""
_CLOSES = re.compile(r"(?:(?:enfin )?bref|bon (?:allez|bref)|bon)\b")
_CLOSED = re.compile(r"\b(?:(?:enfin )?bref|bon)\W*$")
_TOLD = frozenset(("ord", "limit", "anaphor", "unit"))
"""Mentions that a tale may hold and still name nothing of the base."""
_OF_A_TALE = frozenset(("place", "date", "duration", "number", "clear"))
# "on ne veut pas Rennes ; montre les MJC de Bretagne": no tale.
_LEAVES_OUT = re.compile(
    r"\b(?:pas|plus|jamais|ni|non|sans|sauf|hors|marre|assez|exclu\w*|oubli\w*|laiss\w*|deja)\b"
)
# "le festival ne se fera pas à Tours": told of an event, and nobody is left out.
_HAPPENS = re.compile(
    r"\b(?:se (?:fera|fait|tient|tiendra|tiendront|deroule\w*|passe\w*)"
    r"|(?:a|aura|auront) (?:pas )?lieu|(?:est|sont|ete) (?:pas )?(?:annule|reporte|prevu)\w*)\b"
)
_LEAST_REST = 2
"""Words that a request has beside its opening, unless it speaks of the selection."""


_REPORTED = re.compile(
    r"\W*(?:(?:re|tr|fwd?|question|demande|message|mail|sms|texto)\b[^«“\"]{0,40})?"
    r"[«“\"]\s*([^«»“”\"]+?)\s*[»”\"]\W*",
    re.IGNORECASE,
)


def without_quotes(text: str) -> str:
    """What somebody asked: "question de Marc : « combien d'artisans ? »"; else the text."""
    found = _REPORTED.fullmatch(text)
    asks = found and (opens_request(found[1]) or found[1].endswith("?"))
    return found[1] if found and asks else text


def without_tale(text: str) -> str:
    """The request, or the whole text where no tale is told apart from it."""
    for mark in _MARK.finditer(text):
        rest = text[mark.end() :]
        left = text[: mark.start()]
        closed = _is_closed(left, rest)
        told = _is_tale(left, rest) or (closed and _is_tale(left, rest, whatever_it_names=True))
        opens = opens_request(rest) or (closed and _names_types(left, rest))
        if told and opens and not _points_back(rest):
            return without_tale(rest)
    return text


def _names_types(left: str, rest: str) -> bool:
    """ "…, bref les boutiques de Dijon", where nobody was left out before."""
    if _LEAVES_OUT.search(_plain(left)):
        return False
    return any(one.kind == "type" for one in read(rest, _ANY_DAY).mentions)


def begins_anew(folded: str) -> bool:
    """ "nouvelle recherche : …", "je repars de zéro, …": what follows owes nothing to before."""
    return bool(_ANEW.match(folded))


def opens_request(rest: str) -> bool:
    """Whether the text begins as people begin a request: a verb to obey, a polite turn."""
    return bool(_openings().match(_plain(rest)))


def _points_back(rest: str) -> bool:
    """Whether the request cannot be read alone."""
    plain = _plain(rest)
    opening = _openings().match(plain)
    left = plain[opening.end() :] if opening else plain
    if _POINTS_BACK.search(plain):
        return True
    return len(re.findall(r"\w+", left)) < _LEAST_REST and not _SELECTION.search(plain)


def _is_closed(left: str, rest: str) -> bool:
    """Whether the teller says that the tale is over: "…, enfin bref : sors-moi les MJC"."""
    if denies(left) or takes_off(left):
        return False  # "on ne veut pas des refus, bref montre les MJC"
    begins = _CLOSES.match(_plain(rest))
    return bool(begins or _CLOSED.search(_plain(left))) and not _SPEAKS_OF_THEM.search(_plain(rest))


def tells(text: str) -> bool:
    """Whether the text states something of its teller, and asks for nothing."""
    asks = "?" in text or any(opens_request(part) for part in _MARK.split(text))
    return not asks and bool(_TELLS.search(_plain(text)))


def _is_tale(left: str, rest: str, *, whatever_it_names: bool = False) -> bool:
    plain = _plain(left)
    if len(plain.split()) < _LEAST_WORDS or begins_anew(fold(left)):
        return False
    presents = _PRESENTS.match(plain) or _AT_HOME.search(plain)
    if any(opens_request(part) for part in _MARK.split(left)):
        return False
    happens = _HAPPENS.search(plain)
    if not (presents or happens or _TELLS.search(plain)):
        return False
    if whatever_it_names or presents:
        return True
    reading = read(left, _ANY_DAY)
    kinds = {one.kind for one in reading.mentions} - _TOLD - ({"key"} if happens else set())
    if not _leaves_out(plain) and _is_elsewhere(kinds, rest):
        return True
    named = any(_names_something(at, item) for at, item in enumerate(reading.items))
    return not named and not kinds


def _leaves_out(plain: str) -> bool:
    parts = [part for part in _MARK.split(plain) if _LEAVES_OUT.search(part)]
    return any(not _HAPPENS.search(part) for part in parts)


def _is_elsewhere(kinds: set[str], rest: str) -> bool:
    """Whether what is told names but a place, a day or an age, and the request another place: "le
    préfet m'a serré la main à Vizille ; crée une campagne vers les MJC de l'Isère"."""
    if "place" not in kinds or not kinds <= _OF_A_TALE:
        return False
    asked = {one.kind for one in read(rest, _ANY_DAY).mentions}
    return "place" in asked and ("date" in asked or "date" not in kinds or "type" in asked)


def _names_something(at: int, item: Item) -> bool:
    return item.text in _NAMES_SOMETHING or (item.capital and at > 0 and len(item.raw) > 1)


def _plain(text: str) -> str:
    return re.sub(r"[’']", " ", strip_accents(text.lower())).replace("-", " ").strip()


@cache
def _openings() -> re.Pattern[str]:
    verbs = [verb for verb in table("verbes.toml")["mots"] if not verb.endswith("er")]
    phrases = sorted({fold(one) for one in (*verbs, *words_in_lines("ouvertures.txt"))}, key=len)
    return re.compile(rf"{_LINK}(?:{'|'.join(map(re.escape, reversed(phrases)))})\b")
