"""Prospects who are alike, put together."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.acts.of_figures import CompareLists
from assistant.acts.of_learning import FindSegments
from assistant.acts.of_lists import ShowList
from assistant.language.intent_table import Selection
from assistant.language.requests.learning import GROUPS, SegmentRequest
from assistant.language.requests.numbered_groups import GroupRequest
from assistant.language.understanding import Intent
from assistant.rendering.learning.panels import within, without
from assistant.rendering.learning.sayings import (
    structure_details,
    structure_sentence,
    trait_sentence,
)
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Details, Groups, Reply, Text
from assistant.skills.indicators.comparing import compare_by_click
from assistant.skills.learning.working import worked
from assistant.skills.lists.listing import nothing_found, understood
from assistant.skills.registry import SKILLS, Turn, claim, on_act, on_end, skill
from core.jobs.models import Job
from core.kpis.comparing import MOST_SIDES
from core.learning.jobs import SEGMENTS
from core.learning.models import Segment, Segments
from core.prospects.filters import Filter

SMALL_BASE = 500
"""Records that are grouped within the turn: a quarter of a second. More is a job."""
_TRAITS = 3
_TITLE = "Groupes"


@skill(Intent.SEGMENT_PROSPECTS)
def segment_prospects(turn: Turn) -> Iterator[Reply]:
    """The selection in groups, as many as asked."""
    clusters = turn.slots.get("clusters")
    yield from segments(turn, clusters if isinstance(clusters, int) else None)


@on_act(FindSegments, Intent.SEGMENT_PROSPECTS)
def segment_by_click(turn: Turn, deed: FindSegments) -> Iterator[Reply]:
    """The same of a button's selection."""
    turn.take_from(deed, Intent.SEGMENT_PROSPECTS)
    yield from segments(turn, deed.clusters)


def segments(turn: Turn, clusters: int | None) -> Iterator[Reply]:
    """Now, or as a job where there are many. Of a segment on the screen, all that it came from."""
    if turn.filter.segment is not None:
        turn.take(turn.filter.model_copy(update={"segment": None}), Intent.SEGMENT_PROSPECTS)
    total = turn.services.prospects.count(turn.user, turn.filter)
    if not total:
        yield from nothing_found(turn)
        return
    if total > SMALL_BASE:
        payload = {"filter": turn.filter.as_json(), "clusters": clusters}
        said = f"Je compare {plural(total, 'fiche')}, cela prend un moment."
        yield from worked(turn, SEGMENTS, payload, said, "Recherche des ressemblances")
        return
    found = turn.services.learning.segments.find(turn.user, turn.filter, clusters)
    yield from told(turn, found)


@on_end(SEGMENTS)
def segmented(turn: Turn, job: Job) -> Iterator[Reply]:
    """A long grouping is done."""
    turn.take(Filter.model_validate(job.result["filter"]), Intent.SEGMENT_PROSPECTS)
    yield from told(turn, Segments.model_validate(job.result["told"]))


def told(turn: Turn, found: Segments) -> Iterator[Reply]:
    """The groups: picture, what sets each apart, their lists."""
    if found.refused is not None:
        yield Text(found.refused)
        yield Choices((_again(turn, None),))
        return
    if found.k < 2:
        yield Text(structure_sentence(found))
        return
    yield Text(
        f"**{plural(found.k, 'groupe')}** de prospects qui se ressemblent, sur "
        f"{plural(found.n, 'fiche')}. {structure_sentence(found)}"
    )
    yield from understood(turn.filter)
    yield Groups(turn.select(), _TITLE)
    yield Text("\n\n".join(_portrait(rank, one) for rank, one in enumerate(found.segments, 1)))
    _note(turn, found)
    if details := structure_details(found):
        yield Details("Comment ces groupes sont faits", details)
    yield Choices(tuple(_buttons(turn, found)))


def _note(turn: Turn, found: Segments) -> None:
    """Keep which group bears which number on the screen, and of whom."""
    names = [one.name for one in found.segments]
    what = {"names": names, "filter": turn.filter.as_json()}
    turn.conversations.show(turn.user, turn.conversation, GROUPS, what)


@claim("segment_shown")
def segment_shown(turn: Turn) -> Iterable[Reply] | None:
    """ "montre le segment « … »", "les MJC sauf le segment « … »"."""
    asked = turn.asked(SegmentRequest)
    filter, name = Filter(), turn.services.learning.segments.named(turn.user, asked.name)
    intent = Intent.FILTER_PROSPECTS
    if asked.rest or asked.out:
        intent, filter = _rest(turn, asked.rest)
    within_or_not = without if asked.out else within
    wanted = within_or_not(filter, name) if name is not None else None
    if wanted is None or intent not in _LISTING:
        return None
    turn.take(wanted, intent)
    return SKILLS[intent](turn)


_LISTING = (Intent.FILTER_PROSPECTS, Intent.REFINE_FILTERS, Intent.COUNT_PROSPECTS)


def _rest(turn: Turn, said: str) -> tuple[Intent, Filter]:
    """What is wanted of a segment, and of whom: of the selection in force where nothing is said."""
    if not said:
        return Intent.FILTER_PROSPECTS, turn.filter
    found = turn.language.understand(said, turn.context, turn.today)[0]
    return found.intent, found.filters


@claim("group_ranked")
def group_ranked(turn: Turn) -> Iterable[Reply] | None:
    """ "exporte le premier groupe": the rest of the sentence, asked of that group."""
    asked = turn.asked(GroupRequest)
    shown = turn.conversations.shown(turn.user, turn.conversation, GROUPS) or {}
    names = shown.get("names") or []
    at = asked.rank - 1 if asked.rank > 0 else len(names) + asked.rank
    if not 0 <= at < len(names):
        return _no_group(turn, len(names))
    wanted = within(Filter.model_validate(shown.get("filter") or {}), names[at])
    return _asked_of(turn, wanted, asked.rest) if wanted is not None else None


def _no_group(turn: Turn, count: int) -> Iterator[Reply]:
    there = f"Il n'y a que {plural(count, 'groupe')}" if count else "Je n'ai pas encore de groupes"
    yield Text(f"{there} dans cette conversation : dites lequel, ou refaites-en.")
    yield Choices((_again(turn, None),))


def _asked_of(turn: Turn, wanted: Filter, rest: str) -> Iterable[Reply]:
    """Its list, where nothing else is asked that knows a selection."""
    context = replace(turn.context, filter=wanted)
    found = turn.language.understand(rest, context, turn.today)[0] if rest else None
    if found is None or found.intent.about.selection is Selection.NEVER:
        turn.take(wanted, Intent.FILTER_PROSPECTS)
        return SKILLS[Intent.FILTER_PROSPECTS](turn)
    filter = found.filters if found.filters.segment else wanted
    turn.take(filter, found.intent)
    turn.understood = replace(found, filters=filter, context=turn.context)
    turn.heard = found.request
    return SKILLS[found.intent](turn)


@claim("segments_compared")
def segments_compared(turn: Turn) -> Iterable[Reply] | None:
    """ "compare ces groupes": the first ones on the screen side by side."""
    shown = turn.conversations.shown(turn.user, turn.conversation, GROUPS) or {}
    filter = Filter.model_validate(shown.get("filter") or {})
    sides = [within(filter, name) for name in shown.get("names") or ()]
    known = tuple(side for side in sides if side is not None)[:MOST_SIDES]
    return compare_by_click(turn, CompareLists(sides=known)) if len(known) > 1 else None


def _portrait(rank: int, one: Segment) -> str:
    """A group in two lines: its name and size, what is more frequent in it."""
    head = f"**{rank}. {escape(one.name)}** : {plural(one.size, 'prospect')}."
    lines = [f"- {escape(trait_sentence(trait))}" for trait in one.traits[:_TRAITS]]
    return "\n".join([head, *([""] if lines else []), *lines])


def _buttons(turn: Turn, found: Segments) -> Iterator[Button]:
    sides = [within(turn.filter, one.name) for one in found.segments]
    for rank, (one, filter) in enumerate(zip(found.segments, sides, strict=True), 1):
        if filter is not None:
            say = f"montre le segment « {one.name} »"
            yield Button(f"Voir le groupe {rank} ({one.size})", say, act=ShowList(filter=filter))
    known = tuple(side for side in sides if side is not None)
    if 2 <= len(known) <= MOST_SIDES:
        yield Button("Comparer ces groupes", "compare ces groupes", act=CompareLists(sides=known))
    more = found.k + 1 if found.k < 8 else found.k - 1
    if more < found.n:
        yield _again(turn, more)


def _again(turn: Turn, clusters: int | None) -> Button:
    act = FindSegments(filter=turn.filter, clusters=clusters)
    if clusters is None:
        return Button("Au mieux", "regroupe les prospects qui se ressemblent", act=act)
    return Button(f"Plutôt {clusters} groupes", f"fais {clusters} groupes", act=act)
