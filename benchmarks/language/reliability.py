"""Whether the odds are true, and whether asking pays, with the weights in service.

`python -m benchmarks.language.reliability [FOLDER…]`: the test split, then each folder of trials
(`utterances.jsonl` and `conversations.jsonl`: one sentence, or one conversation, a line).
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.language.intents.measuring import NARROWS
from assistant.language.intents.reliability import Judged, asking, tenths
from assistant.language.pipeline import Language
from assistant.language.understanding import Context, Intent
from benchmarks.language.run import FOLDER, TODAY, turns

_TRIALS_DAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Said:
    text: str
    wanted: frozenset[Intent]
    fresh: bool
    """True where a conversation begins."""


def held_back() -> Iterator[Said]:
    """The turns of the test split."""
    for kind in ("turns", "talks"):
        for turn in turns(FOLDER / f"{kind}_test.txt", kind == "talks"):
            yield Said(turn.text, frozenset((Intent(turn.intent),)), turn.fresh)


def trials(folder: Path) -> Iterator[Said]:
    """The turns of a folder; what it accepts beside is wanted too."""
    for name in ("utterances.jsonl", "conversations.jsonl"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            read = json.loads(line)
            for at, turn in enumerate(read.get("turns", [read])):
                both = [turn, *turn.get("accept", [])]
                wanted = frozenset(Intent(one["intent"]) for one in both)
                yield Said(turn["text"], wanted, at == 0)


def judge(language: Language, said: Iterator[Said], today: date) -> Iterator[Judged]:
    """Each turn as it is understood."""
    context = Context()
    for one in said:
        context = Context() if one.fresh else context
        bare = context.filter.is_empty()
        understood = language.understand(one.text, context, today)
        context, first = understood[-1].context, understood[0]
        offered = tuple(reading.intent for reading in first.alternatives)
        right = first.intent in one.wanted or (bare and {first.intent} | one.wanted == NARROWS)
        yield Judged(one.wanted, first.intent, first.confidence, first.unsure, offered, right)


def main() -> None:
    language = Language.load()
    sets = [("the test split", held_back(), TODAY)]
    sets += [(name, trials(Path(name)), _TRIALS_DAY) for name in sys.argv[1:]]
    for name, said, today in sets:
        judged = list(judge(language, said, today))
        print(f"\n=== {name}: {len(judged)} turns ===")
        print("\n".join((*tenths(judged), *asking(judged))))


if __name__ == "__main__":
    main()
