"""What was learnt, ready to use: what is shipped, else what this installation has learnt.

What learns is imported only where nothing fits today's examples: it takes minutes and scikit-learn.
"""

import contextlib
from pathlib import Path

from assistant.language.fingerprint import fingerprint
from assistant.language.intents.model import CORRECTED, SHIPPED, IntentClassifier, Weights
from assistant.language.roles.tagger import SHIPPED_ROLES, RoleTagger

_INTENTS = "intents-{}.npz"
_ROLES = "roles-{}.crf"


def load_classifier(folder: Path) -> IntentClassifier:
    """Ready to classify. `folder` keeps what this installation learns: its users' corrections
    come first."""
    wanted = fingerprint()
    cached = folder / _INTENTS.format(wanted[:16])
    for path in (folder / CORRECTED, SHIPPED, cached):
        weights = Weights.read(path, wanted)
        if weights is not None:
            return IntentClassifier(weights)
    from assistant.language.intents.learning import learn

    weights = learn()
    with contextlib.suppress(OSError):  # A read-only home: the next start learns again.
        weights.save(cached)
        _forget_others(cached)
    return IntentClassifier(weights)


def load_tagger(folder: Path) -> RoleTagger:
    """Ready to tag roles."""
    wanted = fingerprint()
    cached = folder / _ROLES.format(wanted[:16])
    for path in (SHIPPED_ROLES, cached):
        tagger = RoleTagger.read(path, wanted)
        if tagger is not None:
            return tagger
    from assistant.language.intents.learning_roles import learn_roles
    from assistant.language.intents.turns import played

    folder.mkdir(parents=True, exist_ok=True)
    learn_roles(played(), cached, wanted)
    return RoleTagger(cached)


def _forget_others(cached: Path) -> None:
    """What was learnt from examples of before serves nobody."""
    for path in cached.parent.glob(_INTENTS.format("*")):
        if path != cached:
            path.unlink(missing_ok=True)
