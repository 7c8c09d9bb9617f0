"""The filters of mails that agree: `{{ nom_structure | de }}`, `{{ ville | a_lieu }}`.

While a mail is composed, what each recipient alone knows is a `Later`: a filter on it is written
down, to be applied when the mail is filled in.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from jinja2 import Undefined

from core.content import agreement, days, greeting
from core.content.agreement import capital


class Later(str):
    """A value that is known once the mail is filled in: the text of its Jinja expression."""

    __slots__ = ("expression",)
    expression: str

    def __new__(cls, expression: str) -> "Later":
        """It is written as Jinja writes it."""
        made = super().__new__(cls, f"{{{{ {expression} }}}}")
        made.expression = expression
        return made

    def through(self, name: str, *given: object) -> "Later":
        """The same, through a filter."""
        written = ", ".join(
            one.expression if isinstance(one, Later) else json.dumps(one, ensure_ascii=False)
            for one in given
        )
        return Later(f"{self.expression} | {name}{f'({written})' if given else ''}")


def _text(function: Callable[[str], str]) -> Callable[[object], str]:
    """A value that lacks is noted where it is written as a text."""
    return lambda value: function(str(value))


def _day(value: object) -> str:
    return days.in_words(value) if isinstance(value, date) else str(value)


def _short_day(value: object) -> str:
    return days.short(value) if isinstance(value, date) else str(value)


def _short_days(value: object, last: object = None) -> str:
    if not isinstance(value, date):
        return str(value)
    return days.short_period(value, last if isinstance(last, date) else None)


def _period(value: object, last: object = None) -> str:
    if not isinstance(value, date):
        return str(value)
    return days.period(value, last if isinstance(last, date) else None)


def _greeting(
    value: object, word: str = "Bonjour", first: bool = False, familiar: bool = False
) -> str:
    return greeting.greeting(value, word, first, familiar)


def _your(value: object, familiar: bool = False) -> str:
    return agreement.your(str(value) if not isinstance(value, Undefined) else "", familiar)


FILTERS: dict[str, Callable[..., str]] = {
    "le": _text(agreement.the),
    "de": _text(agreement.of),
    "a": _text(agreement.to),
    "a_lieu": _text(agreement.in_place),
    "de_lieu": _text(agreement.of_place),
    "majuscule": _text(capital),
    "votre": _your,
    "nombre": lambda value, one, many: agreement.number(str(value), one, many),
    "pluriel": lambda value: agreement.kind(str(value)).many,
    "salutation": _greeting,
    "politesse": greeting.formal,
    "jour": _day,
    "jour_court": _short_day,
    "jours_courts": _short_days,
    "periode": _period,
}
"""By their name in templates."""


def early(name: str) -> Callable[..., str]:
    """The filter as it works while a mail is composed."""
    function = FILTERS[name]

    def apply(value: Any, *given: object) -> str:
        if isinstance(value, Later):
            return value.through(name, *given)
        return function(value, *given)

    return apply
