"""Hurried spelling in full: "c koi" is "c'est quoi"."""

from dataclasses import replace
from functools import cache

from assistant.language.intents.examples import FOLDER, lines_of
from assistant.language.text.chain import Chain, Item
from core.vocabulary.text import fold

# "c'est" is already in full, "c'était" as well; "g" may be a unit.
_IN_FULL = {"c": ("est", "etait", "ete", "eut", "n"), "se": (), "g": (",", ".")}
# "sé" is "c'est" only where a question or a judgement follows: "il sé fait".
_NEEDS = {"se": ("quoi", "koi", "ki", "qui", "ou", "bon", "kan")}


_COUNTS = frozenset((
    "<num>", "un", "deux", "trois", "quatre", "cinq", "six", "huit", "neuf", "dix", "onze",
    "douze",
))  # fmt: skip
"""After them, "moi" is a month."""


_VERB_GOES_ON = frozenset(("lieu", "besoin", "droit", "fini", "eu"))
"""After "aura", where it is "avoir"."""


_ENDS_A_YES = frozenset((",", ".", "!", ";", "merci", "et", "mais", "alors"))


def spell_out(chain: Chain) -> None:
    """Puts whole words in place of short ones; where they are in the text does not change."""
    for at, item in enumerate(chain.items):
        short = fold(item.raw)
        if short == "moi" and at and chain.items[at - 1].text in _COUNTS:
            chain.items[at] = replace(item, text="mois")
            continue
        if short == "sept" and at and chain.items[at - 1].raw.isdigit():
            chain.items[at] = replace(item, text="septembre")  # "20 sept" is a day
            continue
        if item.raw == "aura" and _VERB_GOES_ON & {
            one.text for one in chain.items[at + 1 : at + 2]
        }:
            chain.items[at] = replace(item, text="a")  # no Auvergne-Rhône-Alpes
            continue
        full = _shorthand().get(short) if item.text.isalpha() else None
        following = chain.items[at + 1].text if at + 1 < len(chain.items) else ""
        if (
            full is None
            or _is_spelt(chain, at)
            or _is_hyphenated(chain, item)
            or following in _IN_FULL.get(short, ())
        ):
            continue
        if short == "je" and "é" not in item.raw:
            continue  # "jé" is "j'ai"
        if short in _NEEDS and (item.raw == "se" or following not in _NEEDS[short]):
            continue
        chain.items[at] = replace(item, text=full)
    _agree(chain)
    chain.changed()


def _agree(chain: Chain) -> None:
    """ "d'accord" before anything else is a yes to us, and asks for nobody who agrees."""
    texts = [item.text for item in chain.items[:3]]
    if texts[:2] == ["d", "accord"] and (len(texts) == 2 or texts[2] in _ENDS_A_YES):
        first, second = chain.items[:2]
        chain.items[:2] = [replace(first, text="ok", end=second.end)]


def _is_spelt(chain: Chain, at: int) -> bool:
    """ "m j c": a letter among letters."""
    around = [*chain.items[max(at - 1, 0) : at], *chain.items[at + 1 : at + 2]]
    return any(
        len(item.text) == 1 and item.text not in "ay" for item in around if item.text.isalpha()
    )


def _is_hyphenated(chain: Chain, item: Item) -> bool:
    """ "Prato-di-Giovellina": a piece of a name."""
    around = chain.source[max(item.start - 1, 0) : item.start] + chain.source[item.end :][:1]
    return "-" in around


@cache
def _shorthand() -> dict[str, str]:
    pairs = (line.split(" = ") for line in lines_of(FOLDER / "shorthand.txt"))
    return {fold(short): fold(full) for short, full in pairs}
