"""A folded sentence without what is said around a request: "tu peux … stp"."""

import re

from assistant.language.text.phrasings import Phrasings

WAYS = Phrasings("in_view", " ")
_BEFORE = re.compile(rf"(?:{WAYS['before']} )+")
_AFTER = re.compile(rf"(?: {WAYS['after']})+$")


def request_in(said: str) -> str:
    """What is asked, courtesy and wishes aside; the sentence itself where nothing else is said."""
    bare = _AFTER.sub("", said)
    found = _BEFORE.match(bare)
    return bare[found.end() :] if found else bare
