"""One sentence gives a draft; what it lacks is asked for by a form beside it."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.language.requests.mails import MailRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape, plural
from assistant.replies import Reply
from assistant.skills.mails import doubting, profile, telling
from assistant.skills.mails.posting import posted
from assistant.skills.registry import Turn, claim, skill
from core.content import pieces
from core.content.accents import with_accents
from core.content.facts import Facts
from core.content.recipes import NEAREST_TONE, Recipe, Tone
from core.content.writer import Asked
from core.prospects.models import Prospect
from core.vocabulary.values import Network, Status

_SINGLE = 1
_TONES = {tone.value: tone for tone in Tone}


@skill(Intent.GENERATE_MAIL)
def write(turn: Turn) -> Iterator[Reply]:
    """A mail, a subject line or a post."""
    request = turn.asked(MailRequest)
    if request.about:
        yield from profile.beside(turn, request)
        return
    place_is_no_condition(turn, request)
    if (settled := doubting.settled(turn, request)) is not None:
        yield from settled
        return
    person = _person(turn)
    recipe = _recipe(turn, request, person)
    filter = turn.filter
    if person is None and filter.is_empty() and doubting.follows(turn, request):
        yield from doubting.which(turn, recipe)
        return
    asked = Asked(
        recipe, filter, turn.slots.get("campaign"), person.prospect_id if person else None
    )
    draft = turn.services.content.writer.begin(turn.user, asked)
    if request.channel is not None and request.channel in set(Network):
        yield from posted(turn, draft, request.channel)
        return
    yield from telling.shown(turn, draft, _told(turn, request, draft.last.recette, person))


@claim("beside_mails")
def beside(turn: Turn) -> list[Reply]:
    """The profile, the templates, the variables."""
    return list(profile.beside(turn, turn.asked(MailRequest)))


def place_is_no_condition(turn: Turn, request: MailRequest) -> None:
    """A town that says where the event is held chooses nobody."""
    understood = turn.understood
    if not request.place_towns or understood is None or not understood.filters.ville:
        return
    towns = tuple(one for one in understood.filters.ville if one not in request.place_towns)
    filters = understood.filters.model_copy(update={"ville": towns or None})
    turn.understood = replace(understood, filters=filters)


def _person(turn: Turn) -> Prospect | None:
    """The one prospect that the sentence names, where there is exactly one."""
    name = turn.slots.get("prospect")
    found = turn.services.prospects.called(turn.user, name) if name else []
    return found[0] if len(found) == _SINGLE else None


def _recipe(turn: Turn, request: MailRequest, person: Prospect | None) -> Recipe:
    tone = _TONES.get(request.tone or "") or NEAREST_TONE.get(request.tone or "") or Tone.AMICAL
    if request.familiar and tone is Tone.FORMEL:
        tone = Tone.AMICAL
    types = (person.type_prospect,) if person else tuple(turn.filter.type_prospect or ())
    event, place, hours = (
        with_accents(one) if one else None for one in (request.event, request.place, request.hours)
    )
    facts = Facts(
        evenement=event,
        date=request.day,
        date_fin=request.end,
        lieu=place,
        lien=request.link,
        horaires=hours,
        prix=request.price,
    )
    waiting = (turn.filter.statut or ()) == (Status.EN_ATTENTE,)
    objective = request.objective or ("relance" if waiting else "invitation")
    return Recipe(
        objectif=objective,
        ton=tone,
        tu=bool(request.familiar),
        inclusif=request.inclusive,
        suivi=_known(turn, request, person),
        types=types,
        court=1 if request.short or request.tone == "court" else 0,
        faits=facts,
    )


def _known(turn: Turn, request: MailRequest, person: Prospect | None) -> bool:
    """Whether they were written to before."""
    if request.follow is not None:
        return request.follow
    if person is not None:
        return person.statut is not Status.JAMAIS_CONTACTE
    statuses = turn.filter.statut or ()
    return bool(statuses) and Status.JAMAIS_CONTACTE not in statuses


def _told(turn: Turn, request: MailRequest, recipe: Recipe, person: Prospect | None) -> str:
    """What was made, for whom; and what was asked and can't be."""
    objective = pieces.objective(recipe.objectif)
    told = f"Voici un mail ({objective.name}, ton {recipe.ton.value}"
    told += ", en tutoyant" if recipe.tu else ""
    if person is not None:
        told += f") pour **{escape(person.nom_structure)}**."
    else:
        count = turn.services.prospects.count(turn.user, turn.filter)
        told += f") pour **{plural(count, 'prospect')}**." if count else ")."
    wanted = request.tone
    if wanted and wanted not in _TONES and wanted != "court":
        told += f" Je ne sais pas écrire sur un ton {wanted} : j'ai pris le plus proche."
    if recipe.faits.evenement and recipe.faits.evenement != request.event:
        told += f" J'ai remis les accents : « {escape(recipe.faits.evenement)} »."
    if not turn.services.content.association.current().nom:
        told += (
            " Il signe du nom de l'expéditeur : dites « présente notre association » pour que je "
            "la connaisse."
        )
    return told
