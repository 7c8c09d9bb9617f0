"""The little words that give a mention its role, in classes: "sauf", "hormis", "à part" are one."""

from collections.abc import Sequence
from functools import cache

from assistant.language.text.lexicon import Phrases, table


@cache
def _cues() -> Phrases[str]:
    found: Phrases[str] = Phrases()
    for file in ("indices.toml", "signaux.toml"):
        for name, entry in table(file).items():
            for phrase in entry["mots"]:
                found.add(phrase, name)
    return found


def cues_of(texts: Sequence[str]) -> list[tuple[int, int, str]]:
    """(first, last, class) of each cue of the chain, the longest first at each place."""
    words = list(texts)
    cues: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        found = _cues().longest_at(words, at) if words[at][:1].isalpha() else None
        if found is None:
            at += 1
            continue
        size, name = found
        cues.append((at, at + size - 1, name))
        at += size
    return cues
