"""Who is likely to answer, and why."""

from collections.abc import Iterator

from assistant.acts.of_learning import AskAdvice, ExplainChance, LearnAgain, RankByChance
from assistant.acts.of_records import OpenRecord
from assistant.language.requests.learning import SHOWN, WhyRequest
from assistant.language.understanding import Intent
from assistant.rendering.learning.sayings import (
    effect_sentence,
    in_words,
    interval,
    model_details,
    model_sentence,
    own,
    percent,
    reasons_sentence,
)
from assistant.rendering.wording import escape, number, plural
from assistant.replies import Button, Choices, Details, Progress, Reply, Table, Text
from assistant.skills.learning.working import LEARNING, learning_first
from assistant.skills.lists.listing import nothing_found, understood
from assistant.skills.registry import Turn, claim, on_act, skill
from core.errors import NotFound
from core.learning.jobs import SCORES
from core.learning.models import Scored, Scores

_EXPLAINED = 3
_RANKS = 50


@skill(Intent.SCORE_PROSPECTS)
def score_prospects(turn: Turn) -> Iterator[Reply]:
    """Those of the selection whom one may write to, the likeliest to answer first."""
    named = turn.slots.get("prospect")
    if isinstance(named, str) and named:
        found = turn.services.prospects.find_named(turn.user, named, 1)
        if found:
            yield from explained(turn, found[0].prospect_id)
            return
    yield from ranked(turn)


@on_act(RankByChance, Intent.SCORE_PROSPECTS)
def rank_by_click(turn: Turn, deed: RankByChance) -> Iterator[Reply]:
    """The same of a button's selection."""
    turn.take_from(deed, Intent.SCORE_PROSPECTS)
    yield from ranked(turn)


def ranked(turn: Turn) -> Iterator[Reply]:
    """Now; where much must be learnt first, as a job."""
    total = turn.services.prospects.count(turn.user, turn.filter)
    if not total:
        yield from nothing_found(turn)
        return
    limit = turn.slots.get("limit")
    asked = {"filter": turn.filter.as_json(), "limit": limit}
    yield from learning_first(turn, asked) or told(turn, limit)


@on_act(LearnAgain, Intent.SCORE_PROSPECTS)
def learn_by_click(turn: Turn, _deed: LearnAgain) -> Iterator[Reply]:
    """Learn anew."""
    job = turn.services.jobs.start(turn.user, SCORES, {})
    yield Progress(job.job_id, LEARNING)


def told(turn: Turn, limit: object) -> Iterator[Reply]:
    """The list, what it rests on, why the first are first."""
    found = turn.services.learning.scores.reachable(turn.user, turn.filter, 0, _RANKS)
    if found.refused is not None or found.model is None:
        yield Text(found.refused or "")
        return
    total = turn.services.prospects.count(turn.user, turn.filter)
    if not found.rows:
        yield Text(
            f"Aucun de ces {plural(total, 'prospect')} ne peut recevoir de mail : adresse "
            "manquante, refus ou accord à demander."
        )
        return
    yield Text(f"**{_headline(found, total)}** {model_sentence(found.model)}")
    yield from understood(turn.filter)
    selection_id = turn.select()
    most = limit if isinstance(limit, int) and limit > 0 else None
    yield Table(
        source="scores",
        source_id=selection_id,
        title="Du plus au moins susceptible de répondre",
        total=min(found.total, most or found.total),
        limit=most,
    )
    yield Text("\n".join(_line(rank, one) for rank, one in enumerate(found.rows[:_EXPLAINED], 1)))
    yield Details("Comment je le sais", model_details(found.model))
    _note(turn, found)
    yield Choices(tuple(_buttons(turn, found)))


def _headline(found: Scores, total: int) -> str:
    people = plural(found.total, "prospect")
    left = total - found.total
    aside = f" ({number(left)} ne peuvent pas recevoir de mail)" if left > 1 else ""
    aside = " (un autre ne peut pas recevoir de mail)" if left == 1 else aside
    return f"{people} à qui écrire{aside}, du plus au moins susceptible de répondre."


def _line(rank: int, one: Scored) -> str:
    why = escape(reasons_sentence(one.reasons))
    return f"{rank}. **{escape(one.nom_structure)}** : {percent(one.probability)} ({why})"


def _note(turn: Turn, found: Scores) -> None:
    """Keep who is on the screen, by rank: "pourquoi la deuxième ?" speaks of them."""
    ids = [one.prospect_id for one in found.rows]
    turn.conversations.show(turn.user, turn.conversation, SHOWN, {"ids": ids})


def _buttons(turn: Turn, found: Scores) -> Iterator[Button]:
    for rank, one in enumerate(found.rows[:_EXPLAINED], 1):
        say = "pourquoi le premier ?" if rank == 1 else f"pourquoi le {rank}e ?"
        act = ExplainChance(id=one.prospect_id)
        yield Button(f"Pourquoi {one.nom_structure} ?", say, act=act)
    about = AskAdvice(filter=turn.filter, about="expected")
    yield Button("Combien de réponses attendre ?", "combien de réponses attendre ?", act=about)


# --- why ------------------------------------------------------------------------------------------


@claim("why_likely")
def why(turn: Turn) -> Iterator[Reply] | None:
    """ "pourquoi ?" of the list on the screen."""
    shown = turn.conversations.shown(turn.user, turn.conversation, SHOWN)
    ids = (shown or {}).get("ids") or []
    rank = turn.asked(WhyRequest).rank
    place = rank - 1 if rank > 0 else len(ids) + rank
    return explained(turn, ids[place]) if 0 <= place < len(ids) else None


@on_act(ExplainChance, Intent.SCORE_PROSPECTS)
def explain_by_click(turn: Turn, deed: ExplainChance) -> Iterator[Reply]:
    """The same of a button's record."""
    yield from explained(turn, deed.id)


def explained(turn: Turn, prospect_id: str) -> Iterator[Reply]:
    """What raises and lowers the chances of one prospect, learnt first where nothing is."""
    yield from learning_first(turn, {"prospect": prospect_id}) or why_of(turn, prospect_id)


def why_of(turn: Turn, prospect_id: str) -> Iterator[Reply]:
    """What raises and lowers the chances of one prospect. NotFound once it is erased."""
    found = turn.services.learning.scores.of(turn.user, prospect_id)
    if found.refused is not None or found.model is None:
        yield Text(found.refused or "")
        return
    if not found.rows:
        raise NotFound("Cette fiche n'existe plus : elle a été supprimée.")
    (one,), model = found.rows, found.model
    sure = interval(one.low, one.high)
    turn.remember_record(prospect_id)
    yield Text(
        f"**{escape(one.nom_structure)}** : {in_words(one.probability, model.base_rate)} de "
        f"répondre à un mail ({percent(one.probability)}, sans doute {sure}, contre "
        f"{percent(model.base_rate)} en moyenne)."
    )
    reasons = own(one.reasons)
    raising = [f"- {escape(effect_sentence(r))}" for r in reasons if r.effect > 0]
    lowering = [f"- {escape(effect_sentence(r))}" for r in reasons if r.effect < 0]
    if raising:
        yield Text("Ce qui augmente ses chances :\n\n" + "\n".join(raising))
    if lowering:
        yield Text("Ce qui les diminue :\n\n" + "\n".join(lowering))
    yield Details(
        "Comment je le sais",
        (
            model_sentence(model),
            "Les points s'ajoutent : partant d'un prospect ordinaire, leur somme donne la chance "
            "annoncée.",
            f"Le classement met devant qui répond dans {interval(model.auc.low, model.auc.high)} "
            "des cas, quand on compare deux prospects dont un seul a répondu.",
            *model_details(model),
        ),
    )
    opens = OpenRecord(id=prospect_id)
    yield Choices((Button("Ouvrir la fiche", say_number_of(prospect_id), act=opens),))


def say_number_of(prospect_id: str) -> str:
    """The sentence that opens that record."""
    return f"la fiche n° {prospect_id}"
