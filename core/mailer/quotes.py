"""What somebody wrote in an answer, without the mail that it quotes; and whether it says stop."""

import re

from core.vocabulary.text import fold

_LONGEST, _LINES = 10_000, 400
_WROTE = re.compile(r"^.{0,300}\b(?:a écrit|wrote|schrieb)\s*:\s*$", re.IGNORECASE)
_RULE = re.compile(r"^\s*(?:[-_]{2,}.{0,60}[-_]{2,}|_{10,}|-{10,})\s*$")
_FIELD = re.compile(r"^\s*\*?(?:de|from|envoyé|sent|objet|subject|date|à|to)\*?\s*:", re.IGNORECASE)
_FIELDS = 2
"""So many lines of a header in a row begin the mail that is quoted."""
_STOP = re.compile(
    r"\b(?:desinscri\w*|desabonn\w*|unsubscribe|plus recevoir|plus de (?:mail|message)s?)\b"
)
_BARE = re.compile(r"\bstop\b")
_NOT = re.compile(
    r"\b(?:pas|surtout pas) (?:me |nous )?(?:desinscri|desabonn)|inscri\w* pas\b|onn\w* pas\b"
)
_SHORT, _FIRST = 12, 80
"""Words: of an answer in which "stop" alone says it; in which others are looked for."""


def own_text(text: str) -> str:
    """The lines before the first that quotes."""
    clean = text[:_LONGEST].replace("\u00a0", " ").replace("\u202f", " ").replace("\r", "")
    lines = clean.split("\n")[:_LINES]
    kept: list[str] = []
    for rank, line in enumerate(lines):
        folded = f"{line.strip()} {lines[rank + 1].strip()}" if rank + 1 < len(lines) else line
        if line.lstrip().startswith(">") or _RULE.match(line):
            break
        # An address may be folded onto a second line.
        if _WROTE.match(line.strip()) or ("@" in folded and _WROTE.match(folded)):
            break
        if _is_header(lines, rank):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _is_header(lines: list[str], rank: int) -> bool:
    some = lines[rank : rank + _FIELDS]
    return len(some) == _FIELDS and all(_FIELD.match(line) for line in some)


def says_stop(subject: str, text: str) -> bool:
    """Whether somebody asks not to be written to any more."""
    words = fold(text).split()
    told = " ".join(words[:_FIRST])
    own_subject = fold(subject)
    if not own_subject.startswith(("re ", "tr ", "fwd ", "fw ")):
        told = f"{own_subject} {told}"
    if _NOT.search(told):
        return False
    short = len(words) <= _SHORT
    return bool(_STOP.search(told)) or (short and bool(_BARE.search(told)))
