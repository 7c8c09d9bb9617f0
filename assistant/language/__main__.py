"""`python -m assistant.language [--today YYYY-MM-DD]`: turns in, one JSON object a line out."""

import argparse
import io
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.language.pipeline import Language
from assistant.language.understanding import Context, Understanding

_PARIS = ZoneInfo("Europe/Paris")


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m assistant.language")
    arguments.add_argument("--today", type=date.fromisoformat, default=None)
    today = arguments.parse_args().today or datetime.now(_PARIS).date()
    turns = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace", newline="\n")
    output = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
    for answer in answers(turns, today):
        output.write(json.dumps(answer, ensure_ascii=False) + "\n")
        output.flush()


def answers(turns: Iterable[str], today: date) -> Iterator[dict[str, Any]]:
    """One object per turn; a blank line ends the conversation."""
    language, context = Language.load(), Context()
    for turn in turns:
        if not turn.strip():
            context = Context()
            continue
        understood = language.understand(turn.rstrip("\r\n"), context, today)
        context = understood[-1].context
        answer = as_json(understood[0])
        if len(understood) > 1:
            answer["then"] = [as_json(request) for request in understood[1:]]
        yield answer


def as_json(understanding: Understanding) -> dict[str, Any]:
    return {
        "intent": understanding.intent.value,
        "confidence": round(understanding.confidence, 4),
        "filters": understanding.filters.as_json(),
        "slots": understanding.slots,
    }


if __name__ == "__main__":
    main()
