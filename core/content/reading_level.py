"""How easy a French text is to read: the formula of Kandel and Moles (1958), after Flesch."""

import re

_SENTENCE = re.compile(r"[.!?…:;]+(?:\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüÿœæ]+", re.IGNORECASE)
_MUTE = re.compile(r"(?<=[^aeiouyàâéèêîôùû])(?:es?|ent)$", re.IGNORECASE)
FEW_WORDS = 30


def syllables(word: str) -> int:
    """Of one word, its last mute e left out."""
    heard = _MUTE.sub("", word) if len(word) > 3 else word
    return max(1, len(_VOWELS.findall(heard)))


def ease(text: str) -> float | None:
    """207 - 1.015 (words a sentence) - 73.6 (syllables a word): 100 is very easy, under 40 hard.

    None for a text too short to be judged.
    """
    sentences = [one for one in _SENTENCE.split(text) if _WORD.search(one)]
    words = [word for one in sentences for word in _WORD.findall(one)]
    if len(words) < FEW_WORDS:
        return None
    spoken = sum(map(syllables, words)) / len(words)
    return 207 - 1.015 * len(words) / len(sentences) - 73.6 * spoken
