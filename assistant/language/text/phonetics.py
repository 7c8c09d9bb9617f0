"""How a word sounds, roughly: "toulouz" as Toulouse, "mediatek" as médiathèque, "bordo"."""

import re

_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ph", "f"),
        (r"th", "t"),
        (r"sch|sh|ch", "C"),
        (r"qu|q|ck|cc(?=[aou])|c(?=[aoulrnt]|$)|k", "K"),
        (r"c(?=[eiy])|ss|sc(?=[ei])|z|x$", "s"),
        (r"x", "Ks"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"eaux?|aux?|ault?s?", "o"),
        (r"ain|ein|in(?![aeiouy])|im(?=[bp])|ym|yn", "1"),
        (r"an(?![aeiouyn])|en(?![aeiouyn])|am(?=[bp])|em(?=[bp])", "2"),
        (r"on(?![aeiouyn])|om(?=[bp])", "3"),
        (r"ai|ei|ay|ey", "e"),
        (r"y|ill?(?=[aeo])", "i"),
        (r"ou", "u"),
        (r"h|'", ""),
        (r"(.)\1+", r"\1"),
        (r"(?:ent|es|er|ez|et|e|s|t|d|p|x)$", ""),
    )
)


def sound(word: str) -> str:
    """A key shared by words that sound alike in French."""
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word
