"""`python -m assistant.language [--today YYYY-MM-DD]`: turns in, one JSON object a line out.

With `--explain`, each step of each request instead: what was read, roles, intents, rules, edits.
"""

import argparse
import io
import json
import logging
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict
from zoneinfo import ZoneInfo

from assistant.language.explaining import explain
from assistant.language.pipeline import Language
from assistant.language.understanding import Context, Slots, Understanding

_PARIS = ZoneInfo("Europe/Paris")

logger = logging.getLogger(__name__)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m assistant.language")
    arguments.add_argument("--today", type=date.fromisoformat, default=None)
    arguments.add_argument("--explain", action="store_true", help="each step, for people")
    options = arguments.parse_args()
    today = options.today or datetime.now(_PARIS).date()
    turns = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")
    output = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
    said = explanations(turns, today) if options.explain else _json_lines(turns, today)
    for line in said:
        output.write(line + "\n")
        output.flush()


def _json_lines(turns: Iterable[str], today: date) -> Iterator[str]:
    return (json.dumps(answer, ensure_ascii=False) for answer in answers(turns, today))


def explanations(turns: Iterable[str], today: date) -> Iterator[str]:
    """The steps of each request, a blank line after each; a blank line in ends the conversation."""
    language, context = Language.load(), Context()
    for turn in turns:
        if not turn.strip():
            context = Context()
            continue
        for trace in language.traces(turn.rstrip("\r\n"), context, today):
            context = trace.understood.context
            yield from explain(trace)
            yield ""


class Understood(TypedDict):
    """A turn, as the contract of understanding writes it; `then` has its further requests."""

    intent: str
    confidence: float
    filters: dict[str, Any]
    slots: Slots
    then: NotRequired[list["Understood"]]


def answers(turns: Iterable[str], today: date) -> Iterator[Understood]:
    """One object per turn; a blank line ends the conversation."""
    language, context = Language.load(), Context()
    for turn in turns:
        if not turn.strip():
            context = Context()
            continue
        try:
            understood = language.understand(turn.rstrip("\r\n"), context, today)
        except Exception:
            # One turn's fault is no reason to lose those that follow.
            logger.exception("a turn could not be read")
            yield {"intent": "out_of_scope", "confidence": 0.0, "filters": {}, "slots": {}}
            continue
        context = understood[-1].context
        answer = as_json(understood[0])
        if len(understood) > 1:
            answer["then"] = [as_json(request) for request in understood[1:]]
        yield answer


def as_json(understanding: Understanding) -> Understood:
    return {
        "intent": understanding.intent.value,
        "confidence": round(understanding.confidence, 4),
        "filters": understanding.filters.as_json(),
        "slots": understanding.slots,
    }


if __name__ == "__main__":
    main()
