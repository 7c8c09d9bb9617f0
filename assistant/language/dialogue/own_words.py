"""What the assistant says itself, read back exactly: the sentence of a filter, of a chip.

Nothing is guessed here. A reading is taken only where saying it again gives the very words that
were typed; everything else is for the learnt roles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assistant.language.dialogue.composing import compose, roles_of
from assistant.language.grammar.conditions import LIST_KEYS, TEXT_KEYS
from assistant.language.grammar.mentions import Mention
from assistant.language.grammar.reading import Reading
from assistant.language.phrasing.chips import Chip, chips, sentence
from assistant.language.understanding import Intent
from core.prospects.filters import Filter


@dataclass(frozen=True)
class Exact:
    """A filter read without doubt, and the intent that says it."""

    intent: Intent
    filter: Filter


def own_words(reading: Reading, before: Filter, today: date) -> Exact | None:
    """What a chip or a kept search says; None for anybody else's words."""
    without = read_chip(reading.typed, before)
    if without is None and _is_chip_of_another(reading, today):
        without = before
    if without is not None:
        return Exact(Intent.REFINE_FILTERS, without)
    found = read_sentence(reading, today)
    return None if found is None else Exact(Intent.FILTER_PROSPECTS, found)


def read_chip(typed: str, before: Filter) -> Filter | None:
    """The filter without the chip whose words these are; None where they are no chip's."""
    for at, chip in enumerate(chips(before)):
        if chip.say == typed.strip():
            return _without(chip, at, before)
    return None


def _is_chip_of_another(reading: Reading, today: date) -> bool:
    """A chip clicked twice, or an old one: what it says is no longer in force."""
    if not reading.typed.startswith("enlève "):
        return False
    named = [mention for mention in reading.mentions if mention.kind != "key"]
    if len(named) != 1 or "keep" not in roles_of(named[0].kind):
        return False  # A bare number says no condition by itself.
    try:
        alone = compose(named, ("keep",), Filter(), Filter(), today)
    except ValueError:
        return False
    return any(chip.say == reading.typed.strip() for chip in chips(alone))


def _without(chip: Chip, at: int, before: Filter) -> Filter:
    values = before.as_json()
    rank = sum(other.key == chip.key for other in chips(before)[:at])
    key = chip.key.removeprefix("exclure.")
    holder = values["exclure"] if chip.key.startswith("exclure.") else values
    if chip.say.startswith("enlève l'exclusion") or not isinstance(holder[key], list | dict):
        holder.pop(key)
    elif key == "followers":
        holder[key].pop(list(holder[key])[rank])
    elif key in {*LIST_KEYS, *TEXT_KEYS, "avec", "sans"} or chip.key == "exclure.segment":
        holder[key].pop(rank)
    else:
        holder.pop(key)
    if key in holder and not holder[key]:
        holder.pop(key)
    return Filter.model_validate({name: value for name, value in values.items() if value != {}})


def read_sentence(reading: Reading, today: date) -> Filter | None:
    """The filter whose sentence this is; None where it is somebody else's words."""
    if not reading.typed.startswith("montre "):
        return None
    roles = tuple(_plain_roles(reading))
    try:
        found = compose(reading.mentions, roles, Filter(), Filter(), today)
    except ValueError:
        return None
    return found if _parts(sentence(found)) == _parts(reading.typed.strip()) else None


def _parts(said: str) -> list[str]:
    """Values of a list may stand in another order."""
    return sorted(re.split(r", | ou | et ", said))


def _plain_roles(reading: Reading) -> Iterator[str]:
    """Roles by the first word of each part, as `sentence` joins them."""
    mode, mentioned = "keep", iter(reading.mentions)
    mention = next(mentioned, None)
    texts = [item.text for item in reading.items]
    for place, text in enumerate(texts):
        if text in {"avec", "sans", "sauf", "parmi"} and texts[place - 1] in {",", "un"} | _FIRST:
            mode = {"sans": "neg", "sauf": "exc", "parmi": "either"}.get(text, "keep")
        elif text == "," and texts[place + 1 : place + 2] and mode != "either":
            mode = "keep"
        while mention is not None and mention.first == place:
            denied = texts[place - 1] == "jamais"
            following = next(mentioned, None)
            dated = following is not None and following.kind == "date"
            yield "none" if _is_dated(mention, dated) else _role(mention, mode, denied)
            mention = following


def _is_dated(mention: Mention, dated: bool) -> bool:
    """ "contactés avant mars": the date says it."""
    return mention.kind == "status" and mention.value == "contacte" and dated


_FIRST = frozenset(("<type>", "prospects"))


def _role(mention: Mention, mode: str, denied: bool) -> str:
    match mention.kind:
        case "type" | "place" | "tranche":
            return "neg" if mode == "exc" else "keep"
        case "field" | "net":
            return mode if mode in {"neg", "either"} else "keep"
        case "status":
            role = ("exc" if mode == "exc" else "") + ("neg" if denied else "")
            return role or "keep"
        case "followers":
            return "grow"
        case "other":
            return "neg" if mode == "exc" else "keep"
        case "date":
            return "beside"
        case "adherents" | "quantity":
            return "keep"
    return "none"
