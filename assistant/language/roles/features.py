"""What a mention looks like to the tagger: its kind, the words and cues around, the scene.

Values are masked (a town is a town), so that what is learnt of one holds for all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.language.dialogue.composing import departement_code
from assistant.language.grammar.conditions import LIST_KEYS, Condition
from assistant.language.grammar.mentions import Mention
from assistant.language.intent_table import LISTING, Intent
from assistant.language.roles.cues import cues_of
from assistant.language.text.chain import Item
from core.prospects.filters import Filter

_NEAR = 4
"""Words looked at on each side of a mention."""
_BREAKS = {
    ",": "comma",
    ";": "stop",
    ".": "stop",
    "?": "stop",
    "!": "stop",
    "mais": "mais",
    "et": "et",
    "ou": "ou",
    "qui": "qui",
}


@dataclass(frozen=True)
class Scene:
    """What of the conversation the roles depend on."""

    filter: Filter
    previous: Filter
    last_intent: str = ""
    group: str = ""
    """Which family of intents the turn is of, where that is known."""


def group_of(intent: Intent) -> str:
    """The intents within which a mention plays the same roles."""
    return "list" if intent in LISTING else intent.value


def features_of(
    items: Sequence[Item], mentions: Sequence[Mention], scene: Scene
) -> list[list[str]]:
    """One list of features a mention, in the order of the mentions."""
    texts = [item.text for item in items]
    cues = cues_of(texts)
    return [_features(at, texts, mentions, cues, scene) for at in range(len(mentions))]


def _features(
    at: int,
    texts: Sequence[str],
    mentions: Sequence[Mention],
    cues: Sequence[tuple[int, int, str]],
    scene: Scene,
) -> list[str]:
    mention = mentions[at]
    kind = _kind(mention)
    found = [f"k={kind}", f"K={mention.kind}"]
    found += _words(at, texts, mentions, kind)
    found += _cue_features(mention, texts, cues, kind)
    found += _neighbours(at, texts, mentions, kind)
    found += _scene_features(mention, scene, kind)
    found += _whole(at, texts, mentions)
    found.append(f"g={scene.group}")
    found.append(f"g={scene.group}|k={kind}")
    return found


def _kind(mention: Mention) -> str:
    match mention.kind:
        case "status":
            return f"st.{mention.value}"
        case "other":
            return f"other.{mention.value.key}"
        case "place":
            return f"place.{mention.value.key}"
        case "number":
            return "number.dept" if departement_code(mention) else "number"
        case "key":
            return f"key.{mention.value.key}"
        case "limit" | "both":
            return f"{mention.kind}.{mention.value}"
        case "adherents" | "followers" | "quantity":
            return f"{mention.kind}.{mention.word}.{_side(mention)}"
        case "date":
            value = mention.value
            since = "since" if value.since else ""
            denied = "n" if value.negated is not None else ""
            later = "later" if mention.word.endswith("à venir") else ""
            year = "year" if re.search(r"(?<!\d)\d{4}(?!\d)", mention.word) else ""
            ends = f"{int(value.apres is not None)}{int(value.avant is not None)}"
            return f"date.{since}{denied}.{ends}{later}{year}"
    return mention.kind


def _side(mention: Mention) -> str:
    span = mention.value
    if isinstance(span, dict):
        span = next(iter(span.values()))
    low, high = getattr(span, "min", None), getattr(span, "max", None)
    return "eq" if low == high else f"{int(low is not None)}{int(high is not None)}"


def _words(at: int, texts: Sequence[str], mentions: Sequence[Mention], kind: str) -> list[str]:
    place = mentions[at].first
    before = list(texts[max(place - _NEAR, 0) : place])[::-1]
    after = list(texts[place + 1 : place + 1 + _NEAR])
    found = [f"b{i + 1}={word}" for i, word in enumerate(before)]
    found += [f"a{i + 1}={word}" for i, word in enumerate(after)]
    found += [f"B={word}" for word in before] + [f"A={word}" for word in after[:3]]
    found += [f"k={kind}|b1={word}" for word in before[:1]] + [
        f"k={kind}|a1={w}" for w in after[:1]
    ]
    if len(before) > 1:
        found.append(f"b12={before[1]} {before[0]}")
    if len(after) > 1:
        found.append(f"a12={after[0]} {after[1]}")
    inner = mentions[at].word.split() if mentions[at].kind == "status" else ()
    found += [
        f"in={word}"
        for word in inner
        if word in {"pas", "plus", "jamais", "ne", "non", "aucun", "bien"}
    ]
    last = mentions[at - 1].first if at else -1
    following = mentions[at + 1].first if at + 1 < len(mentions) else len(texts)
    found += [f"since={word}" for word in texts[last + 1 : place]]
    found += [f"until={word}" for word in texts[place + 1 : following]]
    return found


def _cue_features(
    mention: Mention, texts: Sequence[str], cues: Sequence[tuple[int, int, str]], kind: str
) -> list[str]:
    place = mention.first
    before = [cue for cue in cues if cue[1] < place]
    after = [cue for cue in cues if cue[0] > place]
    found: list[str] = []
    if before:
        first, last, name = before[-1]
        breaks = _breaks(texts[last + 1 : place])
        found += [
            f"cue={name}",
            f"cue={name}|{breaks}",
            f"cue={name}|k={kind}",
            f"cue={name}|d={_bucket(place - last)}",
        ]
        found.append(f"cue={name}|first={int(first == 0)}")
        for near in before[-3:-1]:
            found.append(f"cue2={near[2]}")
            found.append(f"cue2={near[2]}|{_breaks(texts[near[1] + 1 : place])}")
        found.append("cues=" + ">".join(cue[2] for cue in before[-2:]))
    else:
        found.append("cue=none")
    found += _clause(mention, texts, cues, kind)
    if after:
        first, last, name = after[0]
        breaks = _breaks(texts[place + 1 : first])
        found += [
            f"next={name}|{breaks}",
            f"next={name}|{breaks}|k={kind}",
            f"next={name}|d={_bucket(first - place)}",
        ]
    return found


_WEIGHTY = frozenset((
    "nie", "manque", "sauf", "hors", "pasque", "enleve", "remets", "indifferent", "compris",
    "erreur", "au_lieu", "plutot", "change",
))  # fmt: skip
"""Classes of cues that turn a condition over, or take it off."""


def _clause(
    mention: Mention, texts: Sequence[str], cues: Sequence[tuple[int, int, str]], kind: str
) -> list[str]:
    """The weighty cues between the mention before and this one, and up to the one after: two
    negations in one clause undo each other."""
    place = mention.first
    start = max((at for at in range(place) if texts[at].startswith("<")), default=-1)
    end = next((at for at in range(place + 1, len(texts)) if texts[at].startswith("<")), len(texts))
    before = [name for first, last, name in cues if start < first and last < place]
    after = [name for first, last, name in cues if place < first and last < end]
    said = "+".join(name for name in before if name in _WEIGHTY) or "-"
    told = "+".join(name for name in after if name in _WEIGHTY) or "-"
    weighty = sum(name in _WEIGHTY for first, _, name in cues if first < place)
    return [
        f"clause={said}", f"clause={said}|k={kind}", f"clause={said}|K={mention.kind}",
        f"told={told}", f"told={told}|K={mention.kind}", f"weight={min(weighty, 3)}",
        f"clause={said}|weight={min(weighty, 3)}",
    ]  # fmt: skip


def _breaks(texts: Sequence[str]) -> str:
    kinds = sorted({_BREAKS[text] for text in texts if text in _BREAKS})
    mentioned = sum(1 for text in texts if text.startswith("<") and text != "<end>")
    return f"{'+'.join(kinds)}/{min(mentioned, 2)}"


def _bucket(distance: int) -> str:
    return str(distance) if distance < 4 else "4-6" if distance < 7 else "7+"


def _neighbours(at: int, texts: Sequence[str], mentions: Sequence[Mention], kind: str) -> list[str]:
    found: list[str] = []
    mention = mentions[at]
    if at:
        before = mentions[at - 1]
        between = " ".join(texts[before.first + 1 : mention.first])[:30]
        found += [
            f"p={_kind(before)}",
            f"p={before.kind}|k={mention.kind}|{between}",
            f"same={before.kind == mention.kind}",
        ]
    else:
        found.append("p=first")
    if at + 1 < len(mentions):
        after = mentions[at + 1]
        between = " ".join(texts[mention.first + 1 : after.first])[:30]
        found += [f"n={_kind(after)}", f"n={after.kind}|k={mention.kind}|{between}"]
        found.append(f"nn={','.join(sorted({m.kind for m in mentions[at + 1 :]}))}")
    else:
        found.append("n=last")
    kinds = {m.kind for m in mentions}
    found += [f"with={other}|K={mention.kind}" for other in kinds if other != mention.kind]
    return found


def _scene_features(mention: Mention, scene: Scene, kind: str) -> list[str]:
    if scene.filter.is_empty():
        return ["scene=empty", f"scene=empty|K={mention.kind}"]
    found = ["scene=some", f"last={scene.last_intent}"]
    state = in_force(mention, scene.filter)
    found += [f"force={state}", f"force={state}|K={mention.kind}", f"force={state}|k={kind}"]
    return found


def _date_state(filters: Filter) -> str:
    dates = filters.dernier_contact
    if not dates:
        return "no"
    return f"date.{int(dates.apres is not None)}{int(dates.avant is not None)}"


def in_force(mention: Mention, filters: Filter) -> str:
    """How the filter in force stands to a mention: value, key, contrary, excluded or nothing."""
    match mention.kind:
        case "type":
            return _list_state(filters, "type_prospect", mention.value)
        case "place":
            state = _list_state(filters, mention.value.key, mention.value.values)
            places = any(getattr(filters, k) for k in ("region", "departement", "ville", "pays"))
            return "lieu" if state == "no" and places else state
        case "field" | "net" | "fields":
            fields = mention.value if mention.kind == "fields" else (mention.value,)
            return _field_state(filters, fields)
        case "status":
            return _status_state(filters, mention.value)
        case "date" | "duration":
            return _date_state(filters)
        case "adherents" | "followers" | "quantity" | "number" | "span" | "limit" | "unit":
            return _amount_state(filters)
        case "tranche":
            return _list_state(filters, "tranche_public", mention.value)
    return _word_state(mention, filters)


def _word_state(mention: Mention, filters: Filter) -> str:
    match mention.kind:
        case "key":
            return "key" if _holds(filters, mention.value.key) else "no"
        case "other":
            return _other_state(filters, mention.value)
        case "anaphor":
            return "fields" if filters.avec or filters.sans or filters.avec_un_de else "no"
    return "no"


def _holds(filters: Filter, key: str) -> bool:
    groups = {
        "lieu": ("region", "departement", "ville", "pays"),
        "presence": ("avec", "sans", "avec_un_de"),
    }
    if key.startswith("exclure."):
        return bool(filters.exclure and getattr(filters.exclure, key[8:], None))
    return any(getattr(filters, name, None) not in (None, ()) for name in groups.get(key, (key,)))


def _list_state(filters: Filter, key: str, values: Sequence[Any]) -> str:
    wanted = set(getattr(filters, key) or ())
    excluded = set(getattr(filters.exclure, key, None) or ()) if filters.exclure else set()
    if excluded & set(values):
        return "excluded"
    if wanted & set(values):
        return "all" if wanted <= set(values) else "value"
    return "key" if wanted else "exclkey" if excluded else "no"


def _other_state(filters: Filter, condition: Condition) -> str:
    if condition.key in LIST_KEYS:
        return _list_state(filters, condition.key, condition.value)
    if _holds(filters, condition.key):
        return "key"
    return "exclkey" if _holds(filters, f"exclure.{condition.key}") else "no"


def _field_state(filters: Filter, fields: Sequence[Any]) -> str:
    said = set(fields)
    for name in ("avec", "sans", "avec_un_de"):
        if said & set(getattr(filters, name) or ()):
            return name
    if filters.followers and said & set(filters.followers):
        return "followers"
    if filters.followers:
        return "followerskey"
    return "key" if filters.avec or filters.sans or filters.avec_un_de else "no"


def _status_state(filters: Filter, atom: str) -> str:
    if atom in {"accepte", "oppose"}:
        return "no" if filters.accepte_contact is None else f"consent.{filters.accepte_contact}"
    said = [str(value) for value in (*(filters.statut or ()), *(filters.retour or ()))]
    excluded = bool(filters.exclure and (filters.exclure.statut or filters.exclure.retour))
    if not said and not excluded:
        return "no"
    return f"st.{said[0] if len(said) == 1 else len(said)}.{'x' if excluded else ''}"


def _amount_state(filters: Filter) -> str:
    span = filters.adherents
    name = "adherents"
    if span is None and filters.followers:
        name, span = "followers", next(iter(filters.followers.values()))
    if span is None:
        return "tranche" if filters.tranche_public else "dates" if filters.dernier_contact else "no"
    return f"{name}.{int(span.min is not None)}{int(span.max is not None)}"


def _whole(at: int, texts: Sequence[str], mentions: Sequence[Mention]) -> list[str]:
    words = [text for text in texts if text[:1].isalpha()]
    length = "short" if len(words) < 3 else "mid" if len(words) < 8 else "long"
    first = texts[0] if texts else ""
    found = [
        f"len={length}",
        f"first={first}",
        f"first={first}|pos={min(at, 2)}",
        f"count={min(len(mentions), 4)}",
    ]
    found.append(f"left={min(len(mentions) - at - 1, 2)}|K={mentions[at].kind}")
    return found
