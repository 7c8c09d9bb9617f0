"""Cuts a sentence that carries several requests: "montre les MJC du 33 et exporte-les"."""

import re
from functools import cache

from assistant.language.text.lexicon import table
from core.vocabulary.text import strip_accents

_JOIN = (
    r"(?:\s*(?:,|;|\.|!|\?)\s*(?:et|puis|ensuite|apres|enfin|et\s+puis|et\s+ensuite|et\s+apres)?"
    r"""
        |\s+(?:et|puis|ensuite|et\s+puis|et\s+ensuite|puis\s+ensuite|et\s+apres|apres\s+ca
        |et\s+enfin|et\s+aussi)),?\s+
    """
)
_OBJECT = (
    r"(?=(?:[-\s](?:les?|la|moi|nous|leur|en|l')\b"
    r"""
        |\s+(?:un|une|des|mes|combien|tout|ca|cette|ces|ce|l'|d'|du|ton|leurs?|aussi|avec
        |par|que|qu'|qui|quand|toutes?|tous|quel|quels|quelle|quelles|comment|si|son|nos
        |notre|sous|a\s+(?:tous|toutes|ces|eux))\b|\s*[.!?]?\s*$))
    """
)


_POLITE = (
    r"(?:tu\s+peux|peux[-\s]tu|pourrais[-\s]tu|tu\s+pourrais|vous\s+pouvez|pouvez[-\s]vous"
    r"|j'aimerais|je\s+voudrais|je\s+veux|il\s+faudrait|faudrait)"
    r"\s+(?:me\s+|m'|les\s+|aussi\s+|nous\s+|leur\s+|en\s+|l')*"
)
_CLITICS = r"(?:(?:les|leur|en|me\s+les|nous\s+les)\s+|l')"


@cache
def _cut() -> re.Pattern[str]:
    verbs = sorted(table("verbes.toml")["mots"], key=len, reverse=True)
    names = "|".join(re.escape(strip_accents(verb)) for verb in verbs)
    infinitives = "|".join(name for name in names.split("|") if name.endswith(("er", "ir", "re")))
    return re.compile(
        rf"(?P<join>{_JOIN})(?=(?:{_POLITE})?(?:{names})\b{_OBJECT}|{_CLITICS}(?:{infinitives})\b)",
        re.IGNORECASE | re.VERBOSE,
    )


_GREETING = re.compile(
    r"""
        ^\W*(?:bonjour|bonsoir|salut|hello|coucou|hey|bjr|slt|merci(?:\sbeaucoup)?|ok|okay
        |super|parfait|bien|tres\sbien|d'accord|stp|svp|top|genial|cool|alors|bon|voila|oui
        |impeccable|nickel|ca\smarche|s'il\ste\splait|s'il\svous\splait|la|toi|tout\sle\smonde
        |l'equipe|a\stous|c'est\s(?:bon|pret|fait|ok|parfait)|ca\sy\sest|vas[-\s]y|allez
        |si\s(?:c'est\s|ce\sserait\s)?possible|si\stu\s(?:peux|veux)|si\svous\s(?:pouvez|voulez)
        |si\sca\sne\ste\sderange\spas|j'aimerais(?:\sbien)?|je\s(?:voudrais|veux|souhaite(?:rais)?)
        |peux[-\s]tu|tu\speux|pourrais[-\s]tu|pouvez[-\s]vous|pourriez[-\s]vous|\W)+$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_MOST = 4


def split(text: str) -> list[str]:
    """The requests, in order; a greeting stays with what follows it."""
    plain = _same_length_plain(text)
    parts: list[str] = []
    start = 0
    for found in _cut().finditer(plain):
        left = plain[start : found.start()]
        if not _is_request(left):
            continue
        parts.append(text[start : found.start()].strip())
        start = found.end()
    parts.append(text[start:].strip())
    return parts if len(parts) <= _MOST else [text.strip()]


def _same_length_plain(text: str) -> str:
    """Without accents, each character at its place."""
    unquoted = _QUOTED.sub(lambda found: "x" * len(found[0]), text)
    plain = "".join(strip_accents(char)[:1] or char for char in unquoted)
    return plain.replace("’", "'").lower()


def _is_request(left: str) -> bool:
    """A greeting alone, or a verb still waiting for its object, is no request."""
    return len(re.findall(r"\w+", left)) >= 2 and not _GREETING.match(left)
