"""Measures the language package on the held-back sentences: `python -m benchmarks.language.run`."""

import argparse
import json
import resource
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.language.pipeline import Language

FOLDER = Path(__file__).parent
TODAY = date(2026, 3, 18)
OUT = "out_of_scope"


@dataclass(frozen=True)
class Turn:
    intent: str
    tags: tuple[str, ...]
    text: str
    filters: dict[str, Any]
    slots: dict[str, Any]
    fresh: bool
    """True where a conversation begins."""


def turns(path: Path, conversations: bool) -> Iterator[Turn]:
    fresh = True
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line.strip():
            fresh = True
            continue
        columns = [column.strip() for column in line.split("|")]
        intent, tags, text, filters, slots = (*columns, "", "", "")[:5]
        named = tuple(tag.strip() for tag in tags.split(",") if tag.strip())
        yield Turn(
            intent, named, text, json.loads(filters or "{}"), json.loads(slots or "{}"), fresh
        )
        fresh = not conversations


@dataclass
class Score:
    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, is_right: bool) -> None:
        self.total[name] += 1
        self.right[name] += is_right

    def print(self, title: str, only_faulty: bool = False) -> None:
        print(f"\n{title}")
        for name in sorted(self.total, key=lambda name: self.right[name] / self.total[name]):
            if not only_faulty or self.right[name] < self.total[name]:
                share = self.right[name] / self.total[name]
                print(f"  {name:24} {share:6.1%}  {self.right[name]}/{self.total[name]}")


class Report:
    def __init__(self, show: bool) -> None:
        self.show = show
        self.all, self.by_intent, self.by_tag, self.by_key = Score(), Score(), Score(), Score()
        self.outside: Counter[str] = Counter()
        self.refused, self.inside = 0, 0
        self.seconds: list[float] = []
        self.confusions: dict[str, list[str]] = defaultdict(list)

    def add(self, turn: Turn, said: Any, seconds: float) -> None:
        self.seconds.append(seconds)
        filters, slots = said.filters.as_json(), said.slots
        right_intent = said.intent.value == turn.intent
        right_filter = _same(filters, turn.filters)
        right_slots = slots == turn.slots
        self.all.add("intent", right_intent)
        self.all.add("whole filter", right_filter)
        self.all.add("slots", right_slots)
        self.all.add("whole turn (intent, filter)", right_intent and right_filter)
        self.by_intent.add(turn.intent, right_intent)
        for tag in turn.tags or ("plain",):
            self.by_tag.add(tag, right_intent and right_filter)
        for key in sorted(turn.filters.keys() | filters.keys()):
            same = _same({0: turn.filters.get(key)}, {0: filters.get(key)})
            self.by_key.add(key, same)
        self._count_outside(turn, said)
        if self.show and not (right_intent and right_filter and right_slots):
            self._show(turn, said, filters, slots)

    def _count_outside(self, turn: Turn, said: Any) -> None:
        if turn.intent != OUT:
            self.inside += 1
            self.refused += said.unsure or said.intent.value == OUT
        expected, found = turn.intent == OUT, said.intent.value == OUT
        self.outside["right"] += expected and found
        self.outside["missed"] += expected and not found
        self.outside["wrong"] += found and not expected

    def _show(self, turn: Turn, said: Any, filters: Any, slots: Any) -> None:
        print(f"- {turn.text}")
        if said.intent.value != turn.intent:
            print(f"    intent {said.intent.value} {said.confidence:.2f}, not {turn.intent}")
        if not _same(filters, turn.filters):
            print(f"    filter {filters}\n       not {turn.filters}")
        if slots != turn.slots:
            print(f"    slots  {slots}\n       not {turn.slots}")

    def print(self) -> None:
        self.all.print("All turns")
        self.by_intent.print("Intent, by intent (only where something is wrong)", only_faulty=True)
        self.by_key.print("Filter, by key (only where something is wrong)", only_faulty=True)
        self.by_tag.print("Intent and filter, by phenomenon")
        right, missed, wrong = (self.outside[name] for name in ("right", "missed", "wrong"))
        f1 = 2 * right / (2 * right + missed + wrong) if right else 0.0
        ordered = sorted(self.seconds)
        print(f"\nOut of scope F1       {f1:.3f} (missed {missed}, wrongly refused {wrong})")
        print(f"Refused or unsure     {self.refused / self.inside:.1%} of turns in scope")
        print(f"Processor, a turn     median {statistics.median(ordered) * 1000:.1f} ms, ", end="")
        print(f"p95 {ordered[int(0.95 * len(ordered))] * 1000:.1f} ms")


def _same(one: Any, other: Any) -> bool:
    return json.dumps(_ordered(one), sort_keys=True) == json.dumps(_ordered(other), sort_keys=True)


def _ordered(value: Any) -> Any:
    """Lists are sets here: the order of two towns means nothing."""
    if isinstance(value, dict):
        return {str(name): _ordered(inner) for name, inner in value.items()}
    return sorted(map(str, value)) if isinstance(value, list) else value


def _megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def load() -> "Language":
    """Ready for a first turn, with what that took: imports are part of it, in a fresh process."""
    started = time.process_time()
    from assistant.language.pipeline import Language
    from assistant.language.understanding import Context

    language = Language.load()
    language.understand("bonjour", Context(), TODAY)
    print(f"Load and first turn   {time.process_time() - started:.2f} s of processor")
    print(f"Memory once loaded    {_megabytes():.0f} MB")
    return language


def measure(language: "Language", split: str, kind: str, show: bool) -> None:
    from assistant.language.understanding import Context

    report, context = Report(show), Context()
    for turn in turns(FOLDER / f"{kind}_{split}.txt", kind == "talks"):
        if turn.fresh:
            context = Context()
        began = time.process_time()
        understood = language.understand(turn.text, context, TODAY)
        report.add(turn, understood[0], time.process_time() - began)
        context = understood[-1].context
    print(f"\n=== {kind}, {split}: {len(report.seconds)} turns ===")
    report.print()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.language.run")
    parser.add_argument("split", nargs="?", choices=("dev", "test"), default="test")
    parser.add_argument("--faults", action="store_true", help="show them (not for test)")
    arguments = parser.parse_args()
    language = load()
    for kind in ("turns", "talks"):
        measure(language, arguments.split, kind, arguments.faults)
    print(f"\nMemory, at most       {_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
