"""The rights of the people in the base: what is known of them, and erasure."""

from collections.abc import Iterator

from assistant.acts.of_records import EraseRecord
from assistant.conversation import Payload
from assistant.language.phrasing.chips import describe
from assistant.language.requests.answers import EraseAnswer
from assistant.language.requests.privacy import EraseRequest, KnownRequest
from assistant.language.requests.records import Whom
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape, plural
from assistant.replies import Choices, File, Form, Reply, Text
from assistant.skills.privacy.retention import ask_selection
from assistant.skills.records.finding import find_record, list_button, open_button
from assistant.skills.registry import Turn, claim, command, on_act, on_answer, skill
from core.accounts.models import Permission
from core.errors import Refused
from core.prospects.filters import Filter


@command("erase_numbered")
@claim("all_erased")
@skill(Intent.DELETE_PROSPECT)
def erase(turn: Turn) -> Iterator[Reply]:
    """Say exactly what would go, and ask for the name to be typed."""
    request = turn.asked(EraseRequest)
    if request.people is not None:
        few = not request.people.is_empty() and turn.user.may(Permission.ERASE)
        yield from (ask_selection if few else _one_by_one)(turn, request.people)
        return
    turn.user.require(Permission.ERASE)
    found = find_record(turn, request.whom, "Quelle fiche faut-il effacer ?", writes=True)
    if found.record is None:
        yield from found.replies
        return
    record = found.record
    what = turn.services.privacy.what_will_go(turn.user, record.prospect_id)
    lines = "\n".join(f"- {line}" for line in what.lines)
    yield Text(
        f"Effacer définitivement **{escape(record.nom_structure)}** ({escape(record.ville)}) ?\n\n"
        f"Seront effacés partout :\n\n{lines}\n\n**Cela ne s'annule pas.** "
        "Une trace anonyme reste, et un import ne pourra pas la faire revenir sans vous le dire."
    )
    if what.files:
        names = ", ".join(f"« {escape(name)} »" for name in what.files)
        sentence = "Le fichier d'import gardé sera effacé aussi"
        if len(what.files) > 1:
            sentence = "Les fichiers d'import gardés seront effacés aussi"
        yield Text(f"{sentence} : {names}.")
    if what.others:
        others = turn.services.prospects.many(list(what.others))
        sentence = "Une autre fiche porte le même e-mail ou téléphone : elle restera."
        if len(others) > 1:
            sentence = "D'autres fiches portent le même e-mail ou téléphone : elles resteront."
        yield Text(sentence)
        yield Choices(tuple(open_button(f"Ouvrir {o.nom_structure}", o) for o in others[:3]))
    # By the form, the name does not become a message of the conversation, which is kept.
    form_id = turn.ask("form_erase", {"prospect_id": record.prospect_id})
    payload = {"prospect_id": record.prospect_id, "form": form_id}
    turn.conversations.question(turn.user, turn.conversation, "erase", payload)
    yield Text(
        "Pour confirmer, recopiez le nom exact dans le formulaire : "
        f"**{escape(record.nom_structure)}**. « annule » pour ne rien effacer."
    )
    yield Form(form_id, "Effacer définitivement", "Effacer", "Ne rien effacer")


@on_act(EraseRecord, Intent.DELETE_PROSPECT)
def erase_by_click(turn: Turn, deed: EraseRecord) -> Iterator[Reply]:
    """The same of the record of a button."""
    turn.heard = EraseRequest(Whom(number=deed.id))
    yield from erase(turn)


def _one_by_one(turn: Turn, people: Filter) -> Iterator[Reply]:
    """A whole selection is never erased by a sentence: it says what can be done, and the count."""
    total = turn.services.prospects.count(turn.user, people)
    whom = "toute la base" if people.is_empty() else describe(people)
    yield Text(
        f"Je n'efface pas une liste entière d'une phrase ({escape(whom)} : "
        f"{plural(total, 'prospect')}). L'effacement se fait par un compte admin : fiche par "
        "fiche, avec son nom à recopier, ou pour une sélection précise, avec le nombre exact à "
        "taper."
    )
    if people.is_empty() or not total:
        return
    yield Text("Vous pouvez ouvrir la liste, ou voir les autres prospects sans ceux-là.")
    yield Choices((list_button("Voir ces prospects", people),))


@on_answer("erase")
def name_typed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """The name was typed: erase, or say that it is another one."""
    answer = turn.asked(EraseAnswer)
    if answer.keeps:
        turn.conversations.close(turn.user, payload["form"], "cancelled")
        yield Text("D'accord, rien n'est effacé.")
        return
    try:
        done = turn.services.privacy.erase(turn.user, payload["prospect_id"], answer.name)
    except Refused as refused:
        turn.conversations.question(turn.user, turn.conversation, "erase", payload)
        yield Text(refused.message)
        return
    turn.conversations.settled(turn.user, turn.conversation, payload["form"])
    turn.forget_record()
    yield Text(done.message)


@command("rights_of")
@command("what_is_known")
def access(turn: Turn) -> Iterator[Reply]:
    """All that is known of one record, to read and to hand over."""
    turn.user.require(Permission.EXPORT)
    found = find_record(turn, turn.asked(KnownRequest).whom, "De qui s'agit-il ?")
    if found.record is None:
        yield from found.replies
        return
    known = turn.services.privacy.access_file(turn.user, found.record.prospect_id)
    yield Text(_readable(known.as_text()))
    key, day = found.record.prospect_id, f"{turn.today:%Y%m%d}"
    yield File(f"mimicom_acces_{day}.txt", "access_text", key, "À imprimer ou à envoyer (texte)")
    yield File(f"mimicom_acces_{day}.json", "access_json", key, "Pour un ordinateur (JSON)")


def _readable(text: str) -> str:
    """The same in the page: headings in bold, lists; what people wrote is no markup."""
    lines = []
    for line in text.strip().splitlines():
        said = escape(line.removeprefix("- "))
        lines.append(f"- {said}" if line.startswith("- ") else f"**{said}**\n" if said else "")
    return "\n".join(lines)
