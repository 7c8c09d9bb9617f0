"""The passes of the grammar over one sentence: each adds the mentions of its kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache

from assistant.language.grammar.audience import mark_audiences, mark_units
from assistant.language.grammar.conditions import DAY_KEYS
from assistant.language.grammar.dates import Bounds, mark_all_dates
from assistant.language.grammar.delays import mark_delays
from assistant.language.grammar.free_text import extract_texts, mark_quotes
from assistant.language.grammar.further_keys import mark_further_keys
from assistant.language.grammar.keys import mark_keys, mark_phrases
from assistant.language.grammar.mentions import Mention, mentions_of, place_of
from assistant.language.grammar.places import mark_names_with_numbers, mark_places
from assistant.language.grammar.quantities import mark_numbers, mark_quantities
from assistant.language.grammar.scope import mark_scope_words
from assistant.language.grammar.typed_keys import mark_typed_keys
from assistant.language.grammar.unknowns import mark_unknowns
from assistant.language.grammar.words import mark_words
from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.courtesy import strip_courtesy
from assistant.language.text.lexicon import Phrases, table
from assistant.language.text.normalise import normalise
from assistant.language.text.shorthand import spell_out
from core.vocabulary.text import fold

Pass = Callable[[Chain, date], None]


def _plain(mark: Callable[[Chain], None]) -> Pass:
    return lambda chain, _today: mark(chain)


def _end(chain: Chain, _today: date) -> None:
    chain.items.append(Item("<end>", len(chain.source), len(chain.source)))
    chain.changed()


# --- where a prospect stands ---------------------------------------------------------------------


@cache
def _statuses() -> Phrases[Item]:
    found: Phrases[Item] = Phrases()
    for atom, entry in table("avancement.toml").items():
        for phrase in entry["mots"]:
            found.add(phrase, symbol("st", atom))
    return found


@cache
def _recalls(which: str) -> Phrases[Item]:
    found: Phrases[Item] = Phrases()
    for name, entry in table("reprises.toml").items():
        if name.startswith("limit") == (which == "limits"):
            for phrase in entry["mots"]:
                found.add(phrase, symbol(name, name))
    return found


def _mark_pairs(chain: Chain, _today: date) -> None:
    """ "les deux", "l'un des deux", "l'inverse": before numbers take their bounds."""
    mark_phrases(chain, _recalls("pairs"))
    chain.rewrite(_OTHER_WAY, lambda found: symbol("inverse", "inverse"))
    chain.rewrite(_THE_TWO, _the_two)


def _mark_limits(chain: Chain, _today: date) -> None:
    """Bounds by their name, and "en", once amounts have taken what is theirs."""
    mark_phrases(chain, _recalls("limits"))
    chain.rewrite(_OF_THEM, lambda found: symbol("en", None))


_OTHER_WAY = rule(
    r"(?:je_(?:voulais|veux)_dire|non|nan|plutot|pardon)_(?:avec|sans)(?=_(?:\.|!|\?|en_fait)|$)"
)
_ONE_OF = r"(?P<one>(?:au_moins_)?(?:l_?)?une?_(?:seule?_)?(?:des|sur_les?)_)?"
_THE_TWO = rule(
    rf"{_ONE_OF}(?:(?:tous|toutes|aucune?s?)_)?(?:les_|des_)?(?P<n><num>)"
    r"(?!_(?:<|dernier|premier|plus|meilleur|semaine|jour|mois|an))"
)
_OF_THEM = rule(r"(?:en|y)(?=_(?:ont|a|aient|avaient|possedent|disposent)(?:_|$))")


def _the_two(found: Found) -> Item | None:
    if found.values("<num>") != [2] or found.text().startswith("<num>"):
        return None
    name = "oneof" if found.has("one") else "neither" if "aucun" in found.text() else "both"
    return symbol(name, name)


@cache
def _consent_words(section: str) -> Phrases[bool]:
    found: Phrases[bool] = Phrases()
    for phrase in table("consentement.toml")[section]["mots"]:
        found.add(phrase, True)
    return found


_GAP = 6
"""Little words between a verb of consent and its object: "qu'on les", "plus du tout être"."""
_STOPS = frozenset((
    ",", ";", ".", "?", "!", "-", "/", ":", "(", "et", "mais", "ou", "dans", "avec", "sans", "en",
    "<end>", "qui", "celles", "ceux", "statut",
))  # fmt: skip


def _mark_statuses(chain: Chain, _today: date) -> None:
    mark_phrases(chain, _statuses())
    _mark_refusing(chain)
    _mark_consents(chain)
    _mark_denied_consents(chain)
    _mark_answers(chain)


_AUXILIARIES = frozenset((
    "ont", "on", "a", "as", "ai", "ayant", "avaient", "avait", "ete", "nous", "deja", "pas",
    "avons", "avez", "m", "jamais", "encore", "statut",
))  # fmt: skip
"""Before a participle: "ont refusé" typed without its accent is no present."""


def _mark_refusing(chain: Chain) -> None:
    """ "qui refuse" says no to being contacted, "qui a refusé" said no to us."""
    for at, item in enumerate(chain.items):
        if item.text != "<st>" or item.raw not in {"refuse", "parle"}:
            continue
        typed = chain.source[item.start : item.end].lower()
        before = chain.items[at - 1].text if at else ""
        if item.raw == "parle" and "é" not in typed and before in {"me", "nous", "ne", "m"}:
            chain.items[at] = replace(item, text="parle", value=None)  # "ne me parle pas des MJC"
            continue
        if "é" not in typed and typed.endswith("e") and before not in _AUXILIARIES:
            chain.items[at] = replace(item, value="oppose")


def _mark_consents(chain: Chain) -> None:
    at = 0
    while at < len(chain.items):
        atom = _consent_atom(chain, at)
        last = _consent_object(chain, at) if atom else None
        if last is None and chain.items[at].text in _WISHES:
            last = _wish_alone(chain, at)
        if atom and last is not None:
            inner = " ".join(item.text for item in chain.items[at : last + 1])
            chain.put(at, last - at + 1, Item("<st>", 0, 0, atom, raw=inner))
        at += 1
    chain.changed()


_TOWARDS_US = {
    "refuse": "oppose", "oppose": "oppose", "accepte": "accepte", "positif": "accepte",
}  # fmt: skip
"""What a status says once its object is our mails, or being contacted."""


_AGREEING = ("dit oui", "dit ok", "disent oui", "dire oui", "favorable")


def _consent_atom(chain: Chain, at: int) -> str | None:
    item = chain.items[at]
    if item.text == "<st>":
        if item.value == "positif" and not item.raw.startswith(_AGREEING):
            return None
        return _TOWARDS_US.get(item.value)
    if item.text == "contre":
        return "oppose"
    texts = [one.text for one in chain.items]
    return (
        "accepte"
        if item.text.isalpha() and _consent_words("verbes").longest_at(texts, at)
        else None
    )


_CONSENTS = ("consentement", "accord", "autorisation", "opt in")


def _mark_denied_consents(chain: Chain) -> None:
    """ "consentement refusé": one mention, of who says no."""
    for at in range(len(chain.items) - 2, -1, -1):
        noun, other = chain.items[at : at + 2]
        if (noun.text, noun.value) == ("<st>", "accepte") and noun.raw.startswith(_CONSENTS):
            size = 3 if other.text in {":", "="} else 2
            said = chain.items[at + size - 1 : at + size]
            if said and said[0].text == "<st>" and said[0].value in {"refuse", "oppose"}:
                inner = " ".join(one.text for one in chain.items[at : at + size])
                chain.put(at, size, Item("<st>", 0, 0, "oppose", raw=inner))
    chain.changed()


_WISHES = frozenset(("veulent", "souhaitent", "desirent"))
"""Said of several, these are about being contacted even where nothing more is said."""


def _wish_alone(chain: Chain, at: int) -> int | None:
    following = [item.text for item in chain.items[at + 1 : at + 3]]
    ends = {"<end>", "?", "!", ".", ",", "et", "mais"}
    if following[:1] and following[0] in ends:
        return at
    if len(following) > 1 and following[0] in {"pas", "plus", "bien"} and following[1] in ends:
        return at + 1
    return None


def _consent_object(chain: Chain, at: int) -> int | None:
    texts = [one.text for one in chain.items]
    for place in range(at + 1, min(at + 1 + _GAP, len(texts))):
        text, item = texts[place], chain.items[place]
        if text in _STOPS:
            return None
        if text == "<st>" and item.value == "contacte":
            return place
        if text == "<field>" and str(item.value) == "email":
            return place
        if text.isalpha() and _consent_words("objets").longest_at(texts, place):
            return place
    return None


def _mark_answers(chain: Chain) -> None:
    """ "retour plutôt positif": one mention, of the answer's sense."""
    at = 0
    while at < len(chain.items):
        item = chain.items[at]
        if item.text == "<st>" and item.value == "repondu":
            for place in range(at + 1, min(at + 5, len(chain.items))):
                other = chain.items[place]
                if other.text in _STOPS:
                    break
                if other.text == "<st>" and other.value in {"positif", "negatif"}:
                    inner = " ".join(one.text for one in chain.items[at : place + 1])
                    chain.put(at, place - at + 1, Item("<st>", 0, 0, other.value, raw=inner))
                    break
        at += 1
    chain.changed()


PASSES: tuple[Pass, ...] = (
    _plain(mark_typed_keys),
    _plain(extract_texts),
    _plain(mark_quotes),
    _plain(mark_names_with_numbers),
    _plain(mark_numbers),
    _mark_pairs,
    mark_scope_words,
    _end,
    _plain(mark_delays),
    mark_all_dates,
    _plain(mark_further_keys),
    _plain(mark_words),
    _plain(mark_units),
    _plain(mark_unknowns),
    _plain(mark_quantities),
    _plain(mark_places),
    _plain(mark_audiences),
    _mark_limits,
    _mark_statuses,
    _plain(mark_keys),
)
"""In this order: each one sees the marks of those before it, and not what they claim."""


@dataclass(frozen=True)
class Reading:
    """A sentence read once: its words, and the same with every mention found in it."""

    typed: str
    words: tuple[Item, ...]
    """Normalised: folded, abbreviations in full, typos corrected; courtesy left out."""
    items: tuple[Item, ...]
    """The words that no mention claims, and the mentions as symbols."""
    mentions: tuple[Mention, ...]

    @cached_property
    def folded(self) -> str:
        """Lower case, no accents, no punctuation."""
        return fold(self.typed)

    @cached_property
    def shape(self) -> str:
        """The items as one text, for rules that look at the order of words and mentions."""
        return " ".join(item.text for item in self.items if item.text != "<end>")

    def chain(self) -> Chain:
        """A new chain of its words, to be rewritten."""
        return Chain(list(self.words), self.typed)

    @property
    def days(self) -> tuple[Bounds, ...]:
        """The dates and periods that it mentions."""
        return tuple(
            one.value.value if one.kind == "other" else one.value
            for one in self.mentions
            if one.kind == "date" or (one.kind == "other" and one.value.key in DAY_KEYS)
        )

    @property
    def types(self) -> tuple[str, ...]:
        """The types of structures that it mentions."""
        found = (one.value for one in self.mentions if one.kind == "type")
        return tuple(str(name) for names in found for name in names)

    @property
    def towns(self) -> tuple[str, ...]:
        """The towns that it mentions."""
        found = (place_of(one) for one in self.mentions if one.kind == "place")
        return tuple(name for place in found if place.key == "ville" for name in place.values)

    def inside(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions that lie between these places of what was typed."""
        return tuple(m for m in self.mentions if start <= m.start and m.end <= end)


@lru_cache(maxsize=64)
def read(text: str, today: date) -> Reading:
    """The sentence with every mention found in it as an item.

    What was read last is kept: the steps of one turn share one reading.
    """
    chain = normalise(text)
    spell_out(chain)
    strip_courtesy(chain)
    words = tuple(chain.items)
    for step in PASSES:
        step(chain, today)
    return Reading(text, words, tuple(chain.items), mentions_of(chain.items, text, today))
