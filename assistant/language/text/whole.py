"""Sentences read as one, whatever verbs they hold: a text to keep, an order to the machine."""

import re
from functools import lru_cache

from assistant.language.text.phrasings import phrasings
from core.vocabulary.text import fold

_SAY = phrasings("whole", " ")
_LONGEST_LEAD = 90
_REMARK = re.compile(_SAY["remark"])
_TOLD = re.compile(_SAY["told"])
_ELSEWHERE = re.compile(_SAY["elsewhere"])
_ORDERS = re.compile(_SAY["orders"])
_CODE = re.compile(_SAY["code"])
# "[SYSTEM]", "SYSTEM:", "<|im_start|>", "</s>"
_NAMES = r"(?:syst[eè]me?|admin\w*|sys|inst|assistant|developer|root|prompt)"
_TAGGED = re.compile(rf"[\[<{{(|#]\s*/?\s*{_NAMES}\s*[\]>}})|:]|^\W*{_NAMES}\s*[:>]", re.IGNORECASE)
_MARKED = re.compile(r"#{2,}\s*\w|<\|\w*\|?>|</?s>", re.IGNORECASE)
_PROGRAM = re.compile(
    r"<script|\{\{|\$\{|\$where\b|\$ne\b|__\w+__|;\s*--|\bdb\.\w+\.?\w*\(|'\s*or\s+'?1|\w\(\)\s*;",
    re.IGNORECASE,
)


@lru_cache(256)
def orders_machine(typed: str) -> bool:
    """ "[SYSTEM] …", "ignore tes instructions et …", "drop table": nothing of it is obeyed."""
    said = fold(typed)
    written = any(one.search(typed) for one in (_TAGGED, _MARKED, _PROGRAM))
    return bool(written or _ORDERS.search(said) or _CODE.search(said))


@lru_cache(256)
def keeps_remark(typed: str) -> bool:
    """ "commentaire pour X : absents, rappeler le trésorier": all after the colon is the text."""
    lead = _lead(typed)
    return bool(_REMARK.match(lead)) and not _ELSEWHERE.search(lead)


def is_whole(typed: str) -> bool:
    """Whether it is one request, never to be cut at the verbs that it holds."""
    return keeps_remark(typed) or orders_machine(typed) or bool(_TOLD.match(_lead(typed)))


def _lead(typed: str) -> str:
    """What comes before the first colon that a text follows."""
    lead, colon, text = typed.partition(":")
    return fold(lead) if colon and text.strip() and len(lead) < _LONGEST_LEAD else ""
