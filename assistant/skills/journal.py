"""Who changed what, and when."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from assistant.language.grammar.scope import extract
from assistant.language.slots.edits import field_of
from assistant.language.understanding import Intent
from assistant.rendering.changes import change_text
from assistant.rendering.exporting import journal_text
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, moment, plural
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.finding import find_record, without_name
from assistant.skills.registry import Turn, claim, command, skill
from core.accounts.models import Permission
from core.clock import PARIS
from core.duplicates.service import DIFFERENT
from core.errors import NotFound
from core.journal.models import TERMINAL, Action, Entry, Search, author
from core.prospects.models import Prospect
from core.vocabulary.text import fold

SHOWN = 15
MAX_BUTTONS = 3
_OF_RECORD = frozenset({Action.ADD, Action.EDIT, Action.ANSWER, Action.MERGE, Action.UNDO})
_UNDOABLE = _OF_RECORD | {DIFFERENT}
_ACCOUNTS = ("compte créé", "compte fermé", "mot de passe changé")
_WORDS = {
    "import": "import d'un fichier",
    "import_undone": "import annulé",
    "demo.load": "démonstration chargée",
    "demo.remove": "démonstration enlevée",
    Action.ERASE: "effacement d'une personne",
}
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"annul\w*", (Action.UNDO, "import_undone")),
    (r"import\w*", ("import", "import_undone")),
    (r"fusion\w*", (Action.MERGE,)),
    (r"ecart\w*", (DIFFERENT,)),
    (r"efface\w*|supprim\w*", (Action.ERASE,)),
    (r"comptes?|mots? de passe|utilisateurs?", _ACCOUNTS),
    (r"reponses?", (Action.ANSWER,)),
    (r"ajout\w*|cree\w*|saisi\w*|rentre\w*|nouvelles fiches", (Action.ADD,)),
)
_ALL = re.compile(
    r"\b(?:qu est ce qui a (?:ete )?(?:change|bouge|modifie)|quoi de (?:neuf|change|modifie)"
    r"|ce qui a (?:ete )?(?:change|bouge|modifie)|dernieres? modif\w*|derniers? change\w*"
    r"|modif\w* (?:recentes|du jour|de la semaine|du mois|d hier)|journal|operations?"
    r"|qui a (?:modifie|change|touche|fait) quoi|tout ce qui|historique (?:de la base|complet$)|"
    r"qui a (?:importe|fusionne|efface|supprime|ajoute|cree) (?:un|des|le|les|quoi|quelque))\b"
)
_HERE = re.compile(r"\b(?:sa|cette|la|leur) fiche\b|\bson (?:historique|statut|mail|numero)\b")
_MINE = re.compile(
    r"\b(?:j ai|ai je|mon (?:historique|journal|activite)"
    r"|mes (?:modif\w*|changements|actions|saisies)|par moi)\b"
)
_BY_TERMINAL = re.compile(rf"\b(?:{TERMINAL}|ligne de commande|la machine)\b")
_SOMEBODY = re.compile(
    r"(?:qu (?:est ce qu )?a (?:bien pu )?fait?(?:ire)?|ce qu a fait"
    r"|(?:modif\w*|changements|actions|interventions|travail|saisies) (?:de|d|par)|par) "
    r"(?P<who>[a-z]{2,}(?: [a-z]{2,})?)"
)
_NOBODY = frozenset(
    ("quand", "et", "comment", "pourquoi", "cette", "exactement")
) | frozenset(
    ("fichier", "fichiers", "base", "la", "fiche", "fiches", "hier", "import", "imports", "tout")
) | frozenset(
    ("quoi", "liste", "listing", "csv", "qui", "semaine", "mois", "jour", "aujourd", "hui")
)  # fmt: skip


@skill(Intent.PROSPECT_HISTORY)
def history(turn: Turn) -> Iterator[Reply]:
    """The journal of one record, of a field of it, of somebody, or of a time."""
    said = fold(turn.text)
    who = _author(turn, said)
    _drop_no_name(turn, who)
    period = _period(turn)
    of_all = bool(_ALL.search(said))
    # "depuis lundi" is no name.
    named = "prospect" in turn.slots and not (period and of_all)
    here = turn.context.last_prospect is not None and _HERE.search(said)
    if not named and not here and (who or period or of_all):
        yield from _of_base(turn, said, who, period)
        return
    unknown = None if named or here else _SOMEBODY.search(said)
    if unknown and unknown["who"].split()[0] not in _NOBODY:
        yield from _nobody(turn, unknown["who"])
        return
    found = find_record(turn, "De quelle fiche voulez-vous l'historique ?")
    if found.record is None:
        yield from found.replies
        return
    yield from _of_record(turn, found.record, who, period)


def _of_record(
    turn: Turn,
    record: Prospect,
    who: str | None,
    period: tuple[datetime, datetime] | None,
) -> Iterator[Reply]:
    name = f"**{escape(record.nom_structure)}**"
    search = Search(target=record.prospect_id, par=who, **_bounds(period))
    field = field_of(without_name(turn))
    if field in FIELD_LABELS:
        of_field = search.model_copy(update={"field": field})
        if turn.services.journal.count(of_field):
            search = of_field
        else:
            label = FIELD_LABELS[field]
            yield Text(f"Personne n'a changé « {label} » dans la fiche de {name}.")
    if not turn.services.journal.count(search):
        yield Text(_nothing(record.source, record.cree_le))
        return
    yield Text(f"Historique de {name} :")
    yield from _page(turn, search, 0)


def _nothing(source: str | None, created: datetime | None) -> str:
    """A record of an import or of the demonstration has no entry of its own."""
    since = f" le {moment(created)}" if created else ""
    origin = f" ({escape(source)})" if source else ""
    return f"Personne n'a modifié cette fiche depuis son arrivée dans la base{since}{origin}."


def _of_base(
    turn: Turn, said: str, who: str | None, period: tuple[datetime, datetime] | None
) -> Iterator[Reply]:
    kinds = next((actions for rule, actions in _KINDS if re.search(rf"\b(?:{rule})\b", said)), ())
    search = Search(par=who, actions=tuple(map(str, kinds)), **_bounds(period))
    count = turn.services.journal.count(search)
    by = f" par {escape(author(who))}" if who else ""
    if not count:
        yield Text(f"Rien de tel n'a été fait{by} dans la base à ce moment-là.")
        return
    yield Text(f"**{plural(count, 'modification')}**{by}, la plus récente d'abord :")
    yield from _page(turn, search, 0)


def _nobody(turn: Turn, who: str) -> Iterator[Reply]:
    """Who is asked for never wrote anything."""
    known = [escape(author(one)) for one in turn.services.journal.authors()]
    others = f" Ont travaillé dans la base : {', '.join(known)}." if known else ""
    yield Text(f"Je ne trouve aucune modification de « {escape(who)} ».{others}")


def _drop_no_name(turn: Turn, who: str | None) -> None:
    """ "le fichier", "gigi aujourd'hui": the name heard is no record's."""
    words = fold(str(turn.slots.get("prospect") or "")).split()
    others = [word for word in words if word not in _NOBODY]
    if words and (not others or (who and all(word in fold(who).split() for word in others))):
        turn.slots.pop("prospect")


def _author(turn: Turn, said: str) -> str | None:
    """Whose changes are asked for: an account told by its e-mail or a part of it."""
    if _MINE.search(said):
        return turn.user.email
    if _BY_TERMINAL.search(said):
        return TERMINAL
    named = fold(str(turn.slots.get("prospect") or "")).split()
    words = set(said.split())
    for one in turn.services.journal.authors():
        parts = {part for part in fold(one.partition("@")[0]).split() if len(part) > 1}
        found = parts & words
        whole = fold(one) in said
        # "la Ludothèque de Gigi" is a record.
        if whole or (found and (not named or set(named) <= found | _NOBODY)):
            return one
    return None


def _bounds(period: tuple[datetime, datetime] | None) -> dict[str, Any]:
    return {"start": period[0], "end": period[1]} if period else {}


def _period(turn: Turn) -> tuple[datetime, datetime] | None:
    """The days that the sentence speaks of."""
    for change in extract(turn.text, turn.today).changes:
        bounds = change.condition.value
        if change.condition.key not in {"date", "dernier_contact"}:
            continue
        start = bounds.apres or turn.today - timedelta(days=3650)
        end = (bounds.avant or turn.today) + timedelta(days=1)
        return (
            datetime.combine(start, time.min, PARIS),
            datetime.combine(end, time.min, PARIS),
        )
    return None


# --- pages --------------------------------------------------------------------------------------


@claim("more_history")
@command("more_history")
def more(turn: Turn) -> Iterator[Reply]:
    """The next page of what was shown last."""
    shown = turn.conversations.shown(turn.user, turn.conversation, "history")
    if shown is None:
        yield Text("Quel historique voulez-vous voir ? Par exemple « historique de la semaine ».")
        return
    yield from _page(turn, Search.model_validate(shown["search"]), int(shown["skip"]))


def _page(turn: Turn, search: Search, skip: int) -> Iterator[Reply]:
    """Some entries, one line each, and what can be done."""
    entries = list(islice(turn.services.journal.search(search), skip, skip + SHOWN + 1))
    page, named = entries[:SHOWN], search.target is None
    if not page:
        yield Text("C'est tout : il n'y a rien de plus ancien.")
        return
    undone = {e.entry_id for e in page if turn.services.journal.undone_by(e.entry_id)}
    yield Text("\n".join(_line(turn, one, named, one.entry_id in undone) for one in page))
    what = {"search": search.model_dump(mode="json"), "skip": skip + len(page)}
    turn.conversations.show(turn.user, turn.conversation, "history", what)
    left = [one for one in page if one.entry_id not in undone and _may_undo(turn, one)]
    buttons = [Button(f"Annuler : {_what(one)}", _say_undo(one, named)) for one in left]
    after = [Button("Voir la suite", "la suite de l'historique")] if entries[SHOWN:] else []
    if buttons or after:
        yield Choices((*buttons[:MAX_BUTTONS], *after))


def _may_undo(turn: Turn, entry: Entry) -> bool:
    if entry.action not in _UNDOABLE or entry.details.get("efface"):
        return False
    needed = Permission.MERGE if entry.action in (Action.MERGE, DIFFERENT) else Permission.WRITE
    return turn.user.may(needed)


def _say_undo(entry: Entry, named: bool) -> str:
    if named and "lot" in entry.details:
        return f"annule la modification de liste {entry.details['lot']}"
    return f"annule la modification {entry.entry_id}"


def _line(turn: Turn, entry: Entry, named: bool, undone: bool) -> str:
    who = f"- {moment(entry.le)}, {escape(author(entry.par))}"
    about = ""
    if named and entry.action in _OF_RECORD:
        lot = entry.details.get("lot")
        count = turn.services.journal.size_of_lot(lot) if lot else 0
        whom = plural(count, "fiche") if count > 1 else escape(name_of(turn, entry))
        about = f" — **{whom}**"
    changes = [change_text(f, *pair) for f, pair in entry.details.get("champs", {}).items()]
    parts = [_said(turn, entry), *([" ; ".join(changes)] if changes else [])]
    return f"{who}{about} : {' — '.join(parts)}{' _(annulé depuis)_' if undone else ''}"


def _said(turn: Turn, entry: Entry) -> str:
    """What was done, and on which file, account or records where no record is named beside."""
    said, details = _WORDS.get(entry.action, entry.action), entry.details
    if entry.action == Action.EXPORT:
        return journal_text(details)
    if "fichier" in details:
        return f"{said} « {escape(str(details['fichier']))} »"
    if entry.action in _ACCOUNTS:
        account = turn.services.accounts.get_by_id(entry.cible)
        role = f" ({details['role']})" if "role" in details else ""
        return f"{said} : {escape(account.email) if account else 'compte supprimé'}{role}"
    if entry.action == DIFFERENT and isinstance(details.get("paires"), list):
        ids = list(dict.fromkeys(key for pair in details["paires"] for key in pair))
        return f"{said} : {_names(turn, ids)}"
    if entry.action == Action.MERGE and isinstance(details.get("absorbees"), list):
        names = [str(one.get("nom_structure")) for one in details["absorbees"]]
        return f"{said} avec {', '.join(map(escape, names))}"
    return said


def _names(turn: Turn, ids: list[str]) -> str:
    found = {one.prospect_id: one.nom_structure for one in turn.services.prospects.many(ids)}
    return ", ".join(escape(found.get(key, "fiche supprimée")) for key in ids)


def name_of(turn: Turn, entry: Entry) -> str:
    """The record that an entry is about, as it is called now."""
    try:
        return turn.services.prospects.open(turn.user, entry.cible).nom_structure
    except NotFound:
        return "fiche supprimée"


def _what(entry: Entry) -> str:
    fields = [FIELD_LABELS.get(name, name) for name in entry.details.get("champs", {})]
    what = ", ".join(fields[:2]) or _WORDS.get(entry.action, entry.action)
    return f"{what}, {entry.le.astimezone(PARIS):%d/%m à %H h %M}"
