"""Learns where names, tasks and values begin and end: one model for each."""

from pathlib import Path

import pycrfsuite

from assistant.language.intents.turns import played
from assistant.language.spans.lessons import of_examples, of_turns, sequence_of
from assistant.language.spans.tagger import SHIPPED_SPANS, Span

_SETTINGS = {
    "c1": 0.1, "c2": 0.05, "max_iterations": 120, "feature.possible_transitions": False,
    "feature.minfreq": 2,
}  # fmt: skip


def learn_spans(folder: Path = SHIPPED_SPANS) -> None:
    trainers = {kind: pycrfsuite.Trainer(algorithm="lbfgs", verbose=False) for kind in Span}
    for lesson in (*of_examples(), *of_turns(played())):
        sequence = sequence_of(lesson)
        if sequence is not None:
            trainers[lesson.kind].append(*sequence)
    for kind, trainer in trainers.items():
        trainer.set_params(_SETTINGS)
        trainer.train(str(folder / f"{kind}.crf"))


if __name__ == "__main__":
    learn_spans()
