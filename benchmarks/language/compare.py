"""Compares features for the intent classifier: `python -m benchmarks.language.compare`.

Folds never split what is written out of one line of examples. Takes some minutes.
"""

import sys
import time

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from assistant.language.grammar.reading import read
from assistant.language.intents.examples import examples
from assistant.language.intents.features import build_vocabulary, weigh
from assistant.language.intents.frame import signed_frame
from assistant.language.intents.model import probabilities
from assistant.language.intents.rows import meanings_of
from assistant.language.text.normalise import normalise
from assistant.language.understanding import Intent
from benchmarks.language.run import FOLDER, TODAY, turns
from core.prospects.filters import Filter

MODELS = {
    "words": ("w",),
    "letters": ("c",),
    "words and letters": ("w", "c"),
    "sentence vectors": ("meaning",),
    "these three": ("w", "c", "meaning"),
    "and the shape": ("w", "c", "meaning", "s"),
}
NAMES = list(Intent)


def block(frames: list[str], known: list[str], kind: str):
    if kind == "meaning":
        return csr_matrix(meanings_of(frames))
    vocabulary, rarity = build_vocabulary(known)
    vocabulary = {term: at for term, at in vocabulary.items() if term[0] == kind}
    rows = [weigh(frame, vocabulary, rarity) for frame in frames]
    ends = np.cumsum([0] + [len(row) for row in rows])
    columns = [at for row in rows for at in row]
    values = [value for row in rows for value in row.values()]
    return csr_matrix((values, columns, ends), shape=(len(frames), len(rarity)))


def scores(known: list[str], intents: np.ndarray, unseen: list[str], kinds: tuple[str, ...]):
    model = LinearSVC(C=0.3, tol=0.03, random_state=7, dual=True)
    model.fit(hstack([block(known, known, kind) for kind in kinds]).tocsr(), intents)
    return model.decision_function(hstack([block(unseen, known, kind) for kind in kinds]).tocsr())


def _frame(text: str) -> str:
    return signed_frame(read(text, TODAY), Filter(), "")


def main() -> None:
    masked = "--unmasked" not in sys.argv
    frame = _frame if masked else (lambda text: normalise(text).text)
    sentences = examples()
    frames = [frame(one.text) for one in sentences]
    intents = np.array([NAMES.index(one.intent) for one in sentences])
    sources = [one.source for one in sentences]
    held = [
        turn for split in ("dev", "test") for turn in turns(FOLDER / f"turns_{split}.txt", False)
    ]
    held_frames = [frame(turn.text) for turn in held]
    held_intents = np.array([NAMES.index(Intent(turn.intent)) for turn in held])
    for name, kinds in MODELS.items():
        started = time.perf_counter()
        out = np.zeros((len(frames), len(NAMES)))
        folds = GroupKFold(3, shuffle=True, random_state=1).split(frames, intents, sources)
        for known, unseen in folds:
            out[unseen] = scores(
                [frames[at] for at in known], intents[known], [frames[at] for at in unseen], kinds
            )
        folded = (out.argmax(1) == intents).mean()
        final = scores(frames, intents, held_frames, kinds).argmax(1)
        seconds = time.perf_counter() - started
        print(
            f"{name:20} out of fold {folded:.4f}  held back {(final == held_intents).mean():.4f}",
            end="",
        )
        print(f"  {seconds:.0f} s")
    print("sharpness, log loss out of fold (all):")
    for sharpness in (3.0, 4.0, 4.5, 5.0, 6.0):
        chances = probabilities(out, sharpness)
        loss = -np.log(chances[np.arange(len(intents)), intents] + 1e-9).mean()
        print(f"  {sharpness}  {loss:.4f}")
    chances = np.sort(probabilities(out, 4.5), axis=1)
    right = out.argmax(1) == intents
    for least in (0.25, 0.3, 0.35, 0.4, 0.5):
        weak = chances[:, -1] < least
        print(f"  below {least}: {weak.mean():.1%} of sentences, {right[weak].mean():.1%} right")


if __name__ == "__main__":
    main()
