"""Follow-ups as edits: what holds of any filter and any edit."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assistant.language.dialogue.edits import (
    DropKey,
    DropValues,
    Exclude,
    Invert,
    Reset,
    Set,
    Want,
    apply,
)
from core.prospects.filters import Filter, PresenceField
from core.vocabulary.values import ProspectType
from tests.factories import filters

types = st.lists(st.sampled_from(ProspectType), min_size=1, max_size=3, unique=True).map(tuple)
consent = st.builds(Set, st.just("accepte_contact"), st.booleans())
edits = st.one_of(
    st.builds(Want, st.just("type_prospect"), types, st.booleans()),
    st.builds(Exclude, st.just("type_prospect"), types),
    consent,
)


def _others(filter: Filter, key: str) -> dict[str, Any]:
    values = filter.as_json()
    values.pop(key, None)
    excluded = {name: value for name, value in values.pop("exclure", {}).items() if name != key}
    return values | ({"exclure": excluded} if excluded else {})


@given(filters(), edits)
def test_an_edit_touches_no_other_key(before: Filter, edit: Any) -> None:
    plain = apply(before, [])  # one of a single field is that field
    assert _others(apply(before, [edit]), edit.key) == _others(plain, edit.key)


@given(filters(), edits)
def test_a_drop_takes_back_what_was_said(before: Filter, edit: Any) -> None:
    drop = DropKey(edit.key)
    assert apply(before, [edit, drop]) == apply(before, [drop])


@given(filters(), types)
def test_who_is_excluded_is_not_wanted(before: Filter, left_out: tuple[ProspectType, ...]) -> None:
    after = apply(before, [Exclude("type_prospect", left_out)])
    assert not set(after.type_prospect or ()) & set(left_out)


@given(filters(), types)
def test_who_is_wanted_is_not_excluded(before: Filter, wanted: tuple[ProspectType, ...]) -> None:
    after = apply(before, [Want("type_prospect", wanted)])
    held = after.exclure.type_prospect if after.exclure else None
    assert set(after.type_prospect or ()) >= set(wanted)
    assert not set(held or ()) & set(wanted)


@given(filters(), types)
def test_taking_values_off_twice_is_taking_them_off_once(
    before: Filter, values: tuple[ProspectType, ...]
) -> None:
    drop = DropValues("type_prospect", values)
    assert apply(before, [drop, drop]) == apply(before, [drop])


@given(filters(), edits)
def test_a_reset_leaves_nothing(before: Filter, edit: Any) -> None:
    assert apply(before, [edit, Reset()]).is_empty()


fields = st.lists(st.sampled_from(PresenceField), min_size=2, unique=True)


@given(fields, st.data())
def test_the_contrary_of_what_is_there_and_lacking_swaps_both(
    some: list[PresenceField], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(some) - 1))
    there, lacking = tuple(some[:cut]), tuple(some[cut:])
    after = apply(Filter(avec=there, sans=lacking), [Invert(Filter())])
    assert (set(after.avec or ()), set(after.sans or ())) == (set(lacking), set(there))
