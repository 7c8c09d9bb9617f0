"""Messages without links: an address that stands in data is text, whoever wrote it.

The page makes a link of whatever reads as an address, escaped or not, without `rel`. We make none
in messages (those of records and tables are elements), so that none is meant. In code an address
stays as it is, and can be copied.
"""

import re

_CODE = re.compile(r"(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
_PAGE = r"""(?:(?:https?|ftp)\\?:\\?/\\?/|www\\?\.)(?:\\\S|[^\s\\*_`<>«»"|\[\]])*"""
_MAIL = (
    r"(?<![\w.+-])(?:(?:mailto|xmpp)\\?:)?(?:[\w.+-]|\\[._+-]){1,100}"
    r"@(?:[\w-]|\\[-_])+(?:\\?\.(?:[\w-]|\\[-_])+)+"
)
_ADDRESS = re.compile(rf"{_PAGE}|{_MAIL}", re.IGNORECASE)
_AFTER = re.compile(r"(?:\\?[.,;:!?)…'])+$")
"""What ends the sentence rather than the address."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKUP = re.compile(r"(?<!\\)((?:\\\\)*)(<|`|(?<=\])[(:\[])")
"""What would begin a link written out: <…>, […](…), […]: … or […][…]."""


def unlinked(text: str) -> str:
    """Markdown of which the page makes no link; the rest reads as before."""
    made, start = [], 0
    for code in _CODE.finditer(text):
        made += [_plain(text[start : code.start()]), code[0]]
        start = code.end()
    return "".join([*made, _plain(text[start:])])


def _plain(text: str) -> str:
    made, start = [], 0
    for found in _ADDRESS.finditer(text):
        after = _AFTER.search(found[0])
        end = found.start() + after.start() if after else found.end()
        made += [_harmless(text[start : found.start()]), _as_code(text[found.start() : end])]
        start = end
    return "".join([*made, _harmless(text[start:])])


def _harmless(text: str) -> str:
    return _MARKUP.sub(r"\1\\\2", text)


def _as_code(address: str) -> str:
    shown = _ESCAPED.sub(r"\1", address)
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    mark = "`" * (longest + 1)
    return f"{mark} {shown} {mark}" if longest else f"{mark}{shown}{mark}"
