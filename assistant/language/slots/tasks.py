"""Tasks as written: what to tick, to move, to add, or to be reminded of."""

import re
from collections.abc import Iterable
from functools import cache

from assistant.language.slots.names import cut, quoted
from assistant.language.text.chain import Chain
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Slots

_THE = (
    r"(?:(?:(?:la|le|les|l|une|un|ma|mon|cette) )?(?:tache|etape|point|ligne)s? ?"
    r"(?:(?:de|d|du|:) )?|(?:la|le|les|l|ma|mon) )?"
)
_WAYS = Phrasings(
    "tasks",
    " ",
    task=r"(?P<task>\S+(?: \S+)*?)",
    verb=r"(?P<task>\w+(?:er|ir|re)(?: \S+)*?)",
    value="(?P<value>.+?)",
    the=_THE,
    link=" ?(?::|de|d|pour)? ?",
    colon=" ?:? ?",
    edge=r"\b",
    not_new="(?!.*(?:ajoute|rajoute|cree|renomme|rebaptise|nouvelle|change le nom))",
    not_when="(?!le |un |pour |dans |demain|<)",
)


@cache
def _rules(table: str) -> tuple[re.Pattern[str], ...]:
    """Made when first wanted: few turns speak of tasks."""
    return tuple(re.compile(one) for one in _WAYS.each(table))


_NO_TASK = re.compile(rf"{_WAYS['no_task']}(?: {_WAYS['no_task']})*")


def task_to_update(chain: Chain, text: str) -> Slots:
    """`task`, and `value` where it gets a new name; dates show as `<when>` in the chain."""
    found = _first(_rules("updates"), chain, text)
    name = quoted(text)
    if name and "value" not in found:
        found["task"] = name
    return found


def task_to_remember(chain: Chain, text: str) -> Slots:
    """ "de le faire" keeps its pronoun."""
    return _first(_rules("reminders"), chain, text, articles=True)


def _first(
    rules: Iterable[re.Pattern[str]], chain: Chain, text: str, *, articles: bool = False
) -> Slots:
    for pattern in rules:
        match = pattern.fullmatch(chain.text)
        if match is None or _NO_TASK.fullmatch(match["task"]):
            continue
        parts = {
            name: cut(
                chain.between(*match.span(name)),
                text,
                strip_articles=name == "task" and not articles,
            )
            for name, said in match.groupdict().items()
            if said
        }
        if parts.get("task"):
            return {name: part for name, part in parts.items() if part}
    return {}
