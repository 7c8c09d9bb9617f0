"""When a record was added or changed, whose messaging its address is of, its postcode, a mobile.

Wants dates marked, and comes before words of fields ("mail", "portable") are claimed alone.
"""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import chain as joined
from typing import Any

from assistant.language.grammar.conditions import Condition
from assistant.language.grammar.dates import Bounds
from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.lexicon import table, words_of
from assistant.language.text.normalise import mend
from core.vocabulary.places import DEPARTEMENTS, communes_with_postcode
from core.vocabulary.text import fold

_FILE = "criteres.toml"


def _either(phrases: list[str], end: str = "s?") -> str:
    """The phrases as one pattern over items, the longest first; `end` may follow the first word."""
    written = sorted({words_of(phrase) for phrase in phrases}, key=lambda one: (-len(one), one))
    return "|".join("_".join((first + end, *rest)) for first, *rest in written)


@cache
def _words(section: str, name: str = "mots", end: str = "s?") -> str:
    return _either(table(_FILE)[section][name], end)


# --- when it was added or changed ---------------------------------------------------------------

_KEYS = ("ajoute", "modifie")
_WE = r"(?:on_a|nous_avons|j_ai|qu_on_a|que_j_ai|que_nous_avons)"


@cache
def _moments(key: str) -> tuple[re.Pattern[str], ...]:
    done = _words(key, "participes", "e?s?")
    between = rf"(?:_(?:{_words('entre')}|<wholebase>))*"
    return (
        rule(rf"(?P<source><c\.source>){between}_(?P<when><range>)"),
        rule(rf"(?P<done>{done}){between}_(?::_)?(?P<when><range>)"),
        rule(
            rf"(?<!<num>_)(?:{_words(key, 'noms', '')})"
            r"(?:_(?::|=|est|date|datent|remonte|a|au))*_(?P<when><range>)"
        ),
        rule(rf"(?P<when><range>)_(?:,_)?{_WE}_(?:{done})"),
    )


def _moment(key: str, found: Found) -> Item | None:
    when = found.items("when")[0]
    if found.has("done") and not _is_participle(found):
        return None
    said = (Condition(key, _strict(when, found.chain.source)),)
    if found.has("source"):
        said = (*found.items("source")[0].value, *said)
    return symbol(f"c.{key}", said)


def _is_participle(found: Found) -> bool:
    """ "ajoute les MJC d'hier" adds; "ajouté hier" and "qu'on a ajoute hier" were added."""
    first = found.items("done")[0]
    if first.text.endswith(("s", "ee", "u", "x")) and found.before != "tu":
        return True
    if "é" in found.chain.source[first.start : first.end].lower():
        return True
    before = found.before.rpartition(" ")[2]
    return before in {word for one in table(_FILE)["auxiliaires"]["mots"] for word in words_of(one)}


_UNIT = re.compile(r"\b(?:jours?|semaines?|mois|ans?|ann[ée]es?|trimestres?|semestres?)\b", re.I)


def _strict(when: Item, typed: str) -> Bounds:
    """ "pas ajoutés depuis lundi" is before Monday; "depuis 3 mois" is no exact day."""
    said: Bounds = when.value
    if not said.since or said.apres is None or _UNIT.search(typed[when.start : when.end]):
        return said
    return replace(said, negated=Bounds(avant=said.apres - timedelta(days=1)))


_BY = rule(r"(?P<moment><c\.ajoute>)_par_(?P<who>[a-z]+|<misc>)")


def _added_by(found: Found) -> Item | None:
    """ "saisis hier par Gigi": a name by its capital, or an address."""
    who = found.items("who")[0]
    if who.text != "<misc>" and not who.capital:
        return None
    source = Condition("source", found.chain.source[who.start : who.end])
    return symbol("c.ajoute", (*found.items("moment")[0].value, source))


_NEW = frozenset(("nouveau", "nouveaux", "nouvelle", "nouvelles"))
_BEFORE_NEW = frozenset(("les", "nos", "ces", "mes", "quelles", "quels", "aux"))
_BETWEEN = 3
"""Words between "nouvelles" and its date: "les nouvelles assos de jeu de cette semaine"."""


def _mark_new(chain: Chain) -> None:
    """ "les nouvelles MJC de cette semaine": the date is theirs, the adjective is taken out."""
    texts = [item.text for item in chain.items]
    for at in range(len(texts) - 1, 0, -1):
        if texts[at] not in _NEW or texts[at - 1] not in _BEFORE_NEW:
            continue
        following = texts[at + 1 : at + 3 + _BETWEEN]
        place = at + 1 + following.index("<range>") if "<range>" in following else 0
        if place and all(word.isalpha() for word in texts[at + 1 : place]):
            when = chain.items[place]
            chain.put(place, 1, _condition("ajoute", _strict(when, chain.source)))
            del chain.items[at]
    chain.changed()


# --- addresses ----------------------------------------------------------------------------------


@cache
def _domains(*parts: str) -> dict[str, tuple[str, ...]]:
    """The domains by the names of their messagings, folded."""
    names = table("domaines.toml")
    pairs = (pair for part in parts for pair in names[part].items())
    return {" ".join(words_of(name)): tuple(key.split()) for key, said in pairs for name in said}


def _names(part: str) -> str:
    """The names of a part as they read once mended: "free" is no word of ours, but near one."""
    said = (name for names in table("domaines.toml")[part].values() for name in names)
    written = (words_of(name) for name in said)
    return _either([*(" ".join(joined.from_iterable(map(mend, words))) for words in written)], "")


@cache
def _of_domain() -> tuple[re.Pattern[str], ...]:
    names = table("domaines.toml")
    alone, shared = _names("seuls"), _names("apres_mail")
    mail, link = _either(names["mail"]["mots"]), _either(names["mail"]["liens"], "")
    return (
        rule(rf"(?:{mail})_(?:(?:{link})_)?(?P<name>{alone}|{shared})"),
        rule(rf"(?:(?:en|chez)_)?(?P<name>(?P<alone>{alone}))"),
        rule(rf"(?P<first><c\.domaine>)_(?:(?:ou|et|,)_)(?:en_|chez_)?(?P<name>{shared})"),
    )


def _domain(found: Found) -> Item | None:
    named = found.items("name")
    typed = fold(found.chain.source[named[0].start : named[-1].end])
    parts = ("seuls",) if found.has("alone") else ("seuls", "apres_mail")
    domains = _domains(*parts).get(typed)
    if domains is None:
        return None
    if found.has("first"):
        domains = (*found.items("first")[0].value[0].value, *domains)
    return _condition("domaine", domains)


_FIVE = r"<num>(?:_(?:,|et|ou|/|,_et)_(?:le_|du_)?<num>)*"


@cache
def _postcodes() -> tuple[re.Pattern[str], ...]:
    name = rf"(?:{_words('code_postal')})"
    return (
        rule(rf"(?P<named>{name})_(?:(?::|n|numero|est|le|du|de|en)_)*(?P<codes>{_FIVE})"),
        rule(rf"(?:le|du|au|les|des|aux)_(?P<codes>{_FIVE})"),
    )


@cache
def _postcode_beginning() -> re.Pattern[str]:
    name = rf"(?:{_words('code_postal')})"
    return rule(
        rf"{name}_(?:en|qui_commencent?_par|commencent?_par|commencant_par)_(?P<code><num>)"
    )


def _codes(found: Found) -> Item | None:
    """Whole codes, some commune's where the sentence does not say that they are codes."""
    codes = tuple(item.raw for item in found.items("codes") if item.text == "<num>")
    if not all(re.fullmatch(r"\d{5}", code) for code in codes):
        return None
    if not found.has("named") and not all(communes_with_postcode(code) for code in codes):
        return None
    return _condition("code_postal", tuple(dict.fromkeys(codes)))


def _of_departement(found: Found) -> Item | None:
    """ "code postal en 35": all of the departement."""
    code = found.items("code")[0].raw
    return _condition("departement", (code,)) if code in DEPARTEMENTS else None


# --- mobile numbers -----------------------------------------------------------------------------

_LEAD = r"(?:(?:joignables?|contactables?)_(?:sur|par|au)_(?:(?:un|le|leur|leurs)_)?)?"
_BEGINNING = (
    r"(?:en|(?:qui_)?commenc(?:e|ent|ant)_par|(?:qui_)?debut(?:e|ent|ant)_par|de_type|du_type)"
)
_SIX = r"(?P<digits><num>(?:_(?:ou|et|,|/)_(?:en_|par_)?<num>)?)(?!_<num>)"
_ONLY = r"(?:que|seulement|uniquement|juste)"
_LANDLINE = r"(?:(?:numeros?|telephones?|tels?|lignes?)_(?:de_)?)?fixes?"


@cache
def _mobiles() -> tuple[tuple[re.Pattern[str], bool], ...]:
    mobile = rf"(?:{_words('mobile')})"
    numbers = rf"(?:{_words('mobile', 'numeros')})"
    return (
        (
            rule(
                rf"{numbers}_(?:qui_n_est_pas_un|qui_ne_sont_pas_des|mais_pas_de|mais_pas_un|mais_sans|sans)_{mobile}"
            ),
            False,
        ),
        (rule(rf"{_ONLY}_(?:(?:un|leur|le|des|d_un)_)?{_LANDLINE}(?!_(?:ou|et)_)"), False),
        (rule(rf"{_LANDLINE}_(?:seulement|uniquement|mais_pas_de_{mobile}|sans_{mobile})"), False),
        (rule(rf"{numbers}_{_BEGINNING}_{_SIX}"), True),
        (rule(rf"(?<=un_){_SIX}"), True),
        (rule(rf"{_LEAD}{mobile}"), True),
    )


def _mobile(found: Found, wanted: bool) -> Item | None:
    digits = (
        [item.raw for item in found.items("digits")]
        if found.match.groupdict().get("digits")
        else []
    )
    if any(raw.isdigit() and raw not in {"06", "07", "6", "7"} for raw in digits):
        return None
    if (
        digits
        and not found.text().startswith(("n", "t", "p", "m"))
        and not digits[0].startswith("0")
    ):
        return None  # "un 6"
    return _condition("mobile", wanted)


def _condition(key: str, value: Any) -> Item:
    condition = Condition(key, value)
    return symbol(condition.symbol, (condition,))


def mark_further_keys(chain: Chain) -> None:
    """Becomes `<c.ajoute>`, `<c.modifie>`, `<c.domaine>`, `<c.codepostal>`, `<c.mobile>`."""
    for key in _KEYS:
        for pattern in _moments(key):
            chain.rewrite(pattern, lambda found, key=key: _moment(key, found))  # type: ignore[misc]
    _mark_new(chain)
    chain.rewrite(_BY, _added_by)
    for pattern in _of_domain():
        chain.rewrite(pattern, _domain)
    for pattern in _postcodes():
        chain.rewrite(pattern, _codes)
    chain.rewrite(_postcode_beginning(), _of_departement)
    for pattern, wanted in _mobiles():
        chain.rewrite(pattern, lambda found, wanted=wanted: _mobile(found, wanted))  # type: ignore[misc]
