"""Numbers, dates and delays of a filter in words that are read back as the same."""

from datetime import date, timedelta

from assistant.language.text.lexicon import table
from core.prospects.filters import DateRange, NumberRange


def labels(section: str) -> dict[str, str]:
    """One section of `etiquettes.toml`."""
    found: dict[str, str] = table("etiquettes.toml")[section]
    return found


def number(span: NumberRange) -> str:
    if span.min is not None and span.max is not None:
        if span.min == span.max:
            return f"exactement {digits(span.min)}"
        return f"entre {digits(span.min)} et {digits(span.max)}"
    if span.min is not None:
        is_round = span.min % 10 == 1 and span.min > 1
        return f"plus de {digits(span.min - 1)}" if is_round else f"au moins {digits(span.min)}"
    most = span.max or 0
    return f"moins de {digits(most + 1)}" if most % 10 == 9 else f"au plus {digits(most)}"


def digits(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def delay(span: NumberRange) -> str:
    """Both bounds in days: "le jour même", "en 4 à 7 jours", "en plus de 30 jours"."""
    if span.min is not None and span.max is not None:
        if span.min == span.max:
            return _SOON.get(span.min) or f"en {in_days(span.min)}"
        return f"en {digits(span.min)} à {in_days(span.max)}"
    if span.min is not None:
        at_least = f"en au moins {in_days(span.min)}"
        return f"en plus de {in_days(span.min - 1)}" if span.min > 1 else at_least
    return f"en moins de {in_days((span.max or 0) + 1)}"


_SOON = {0: "le jour même", 1: "le lendemain"}


def in_days(days: int) -> str:
    return f"{digits(days)} jour{'s' if days > 1 else ''}"


def followers(network: str, span: NumberRange) -> str:
    where = labels("reseaux")[network]
    on = where if network == "total" else f"sur {where}"
    return f"{number(span)} abonnés {on}"


def written(day: date) -> str:
    month = table("etiquettes.toml")["mois"]["noms"][day.month - 1]
    return f"{'1er' if day.day == 1 else day.day} {month} {day.year}"


def contacted(dates: DateRange) -> str:
    return done("contactés", dates)


def done(verb: str, dates: DateRange) -> str:
    """What was done on these days: "ajoutés le 3 mars 2026"."""
    if dates.apres is not None and dates.avant is not None:
        if dates.apres == dates.avant:
            return f"{verb} le {written(dates.apres)}"
        return f"{verb} entre le {written(dates.apres)} et le {written(dates.avant)}"
    if dates.apres is not None:
        return f"{verb} à partir du {written(dates.apres)}"
    if dates.avant is None or dates.avant == date.max:
        return verb
    return f"{verb} avant le {written(dates.avant + timedelta(days=1))}"


def not_done(verb: str, dates: DateRange) -> str:
    """The same after "sauf ceux": "à partir du" would be turned over, "après le" is not."""
    if dates.apres is None or dates.avant is not None or dates.apres == date.min:
        return done(verb, dates)
    return f"{verb} après le {written(dates.apres - timedelta(days=1))}"
