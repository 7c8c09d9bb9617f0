"""How a turn was understood, for whoever works on the language: one line for each step."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from assistant.language.dialogue.composing import edits_of
from assistant.language.dialogue.edits import Edit
from assistant.language.pipeline import Trace
from core.prospects.filters import Filter

_SHOWN = 3
"""Intents told, best first."""


def explain(trace: Trace) -> Iterator[str]:
    """Lines: the words as read, mentions with their roles, intents, rules, edits, filter."""
    yield f"typed     {trace.reading.typed}"
    yield f"read as   {' '.join(item.text for item in trace.reading.items)}"
    yield from _mentions(trace)
    for intent, chance in trace.decision.ranked[:_SHOWN]:
        yield f"intent    {chance:6.1%}  {intent.value}"
    yield f"decided   {trace.understood.intent.value} ({trace.understood.confidence:.2f})"
    if trace.decision.rule:
        yield f"rule      intent: {trace.decision.rule}"
    yield from (f"rule      roles: {name}" for name in trace.role_rules)
    if trace.fresh:
        yield "edit      starts over"
    yield from (f"edit      {_said(edit)}" for edit in _edits(trace))
    yield from (f"unread    {left}" for left in trace.understood.unread)
    yield f"filters   {trace.understood.filters.as_json()}"
    yield f"slots     {trace.understood.slots}"


def _mentions(trace: Trace) -> Iterator[str]:
    typed = trace.reading.typed
    roles = {id(one): role for one, role in zip(trace.mentions, trace.roles, strict=True)}
    for one in trace.reading.mentions:
        plain = f"as {roles[id(one)]}" if id(one) in roles else "in a name, or no condition here"
        yield f"mention   {one.start}-{one.end} {typed[one.start : one.end]!r}: {one.kind}, {plain}"


def _edits(trace: Trace) -> list[Edit]:
    before = Filter() if trace.fresh else trace.before.filter
    earlier, focus = trace.before.previous, trace.before.focus
    return edits_of(trace.mentions, trace.roles, before, earlier, trace.today, focus)


def _said(edit: Edit) -> str:
    values: dict[str, Any] = {one.name: getattr(edit, one.name) for one in fields(edit)}
    plain = {
        name: value.as_json() if isinstance(value, Filter) else value
        for name, value in values.items()
        if value not in (None, (), False)
    }
    return f"{type(edit).__name__} " + ", ".join(f"{name}={value}" for name, value in plain.items())
