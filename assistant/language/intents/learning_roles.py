"""Learns the roles of mentions from conversations whose filters are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.language.intents.turns import PlayedTurn
from assistant.language.roles.features import Scene, features_of, group_of
from assistant.language.roles.labels import label, refined
from assistant.language.roles.tagger import train
from core.prospects.filters import Filter


def learn_roles(turns: Sequence[PlayedTurn], path: Path, fingerprint: str) -> None:
    """Train on the turns whose roles are known; the fingerprint goes beside the file."""
    train([(features, roles) for _, features, roles in sequences(turns)], path)
    path.with_suffix(".txt").write_text(fingerprint + "\n", encoding="utf-8")


def sequences(
    turns: Sequence[PlayedTurn],
) -> Iterator[tuple[PlayedTurn, list[list[str]], tuple[str, ...]]]:
    """Turns with the features and the roles of their mentions."""
    for turn in turns:
        known = turn.known
        if not turn.reading.mentions or not turn.uses_selection:
            continue
        for before in (turn.before, Filter()):
            found = label(
                turn.reading.mentions, before, turn.previous, known.filters, turn.today, turn.focus
            )
            if found.exact:
                scene = Scene(before, turn.previous, turn.last_intent, group_of(known.intent))
                texts = [item.text for item in turn.reading.items]
                roles = refined(texts, turn.reading.mentions, found.roles)
                yield turn, features_of(turn.reading.items, turn.reading.mentions, scene), roles
                break
