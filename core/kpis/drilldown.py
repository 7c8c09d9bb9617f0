"""The filter behind a bar: the selection in force ∩ one value. Pure."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from core.prospects.filters import Filter


def narrowed(filter: Filter, **keys: Any) -> Filter | None:
    """The filter with these keys in place of its own; None where a value fits no filter.

    Replacing is intersecting, since a value counted within a selection is one that it allows.
    """
    return _valid(filter.as_json() | keys)


def within_delay(filter: Filter, low: int, high: int | None) -> Filter | None:
    """The filter, with answers that took so many days, both included."""
    before = filter.delai_reponse
    if before is not None:
        low = max(low, before.min or 0)
        high = before.max if high is None else min(high, high if before.max is None else before.max)
    bounds = {"min": low} if high is None else {"min": low, "max": high}
    return narrowed(filter, delai_reponse=bounds)


def with_presence(
    filter: Filter, *, avec: Iterable[str] = (), sans: Iterable[str] = ()
) -> Filter | None:
    """The filter, with these fields present and those missing as well."""
    values = filter.as_json()
    for key, fields in (("avec", avec), ("sans", sans)):
        merged = _merged(values.get(key, ()), fields)
        if merged:
            values[key] = merged
    return _valid(values)


def without(filter: Filter, **barred: Iterable[str]) -> Filter | None:
    """The filter, without these values by list key; a prospect that has no value stays."""
    values = filter.as_json()
    exclusion = values.get("exclure", {})
    for key, names in barred.items():
        merged = _merged(exclusion.get(key, ()), names)
        if merged:
            exclusion = exclusion | {key: merged}
    return _valid(values | {"exclure": exclusion}) if exclusion else filter


def _merged(before: Iterable[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*before, *more]))


def _valid(values: dict[str, object]) -> Filter | None:
    try:
        return Filter.model_validate(values)
    except ValidationError:
        return None
