"""All checks of a mail, the worst first."""

from core.content import checks_dates, checks_form, checks_words
from core.content.checking import Check, Checked, Level

_ORDER = {Level.ERROR: 0, Level.WARNING: 1, Level.OK: 2}


def check_all(it: Checked) -> list[Check]:
    """Each thing that was looked at, with what mends it."""
    rules = (*checks_form.RULES, *checks_words.RULES, *checks_dates.RULES)
    found = [check for rule in rules for check in rule(it)]
    return sorted(found, key=lambda one: _ORDER[one.level])
