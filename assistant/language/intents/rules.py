"""Rules that decide an intent in place of what was learnt, each with its name and its reason.

A rule sees the intent that was learnt, the reading and what earlier turns left. It stands only
where learning does worse: where the sentence shows plainly what it is.
"""

import re
from collections.abc import Callable

from assistant.language.dialogue.comparing import compares_both, compares_selections
from assistant.language.grammar.reading import Reading
from assistant.language.intent_table import LISTING
from assistant.language.requests import figures
from assistant.language.requests.accounts import speaks_of_account
from assistant.language.requests.indicators import BY_PERIOD, defines_indicator
from assistant.language.requests.pages import page_said
from assistant.language.requests.talk import asks_something_else, forbids
from assistant.language.roles.features import in_force
from assistant.language.text.phrasings import Phrasings
from assistant.language.text.story import begins_anew
from assistant.language.text.whole import keeps_remark, orders_machine
from assistant.language.understanding import Context, Intent

Rule = Callable[[Intent, Reading, Context], Intent | None]
_WAYS = Phrasings("rules", " ", edge=r"\b")

# --- the selection -------------------------------------------------------------------------------

_EDITING = frozenset(
    ("limit", "both", "inverse", "oneof", "neither", "clear", "allofkey", "key", "everywhere")
)
_CHANGES = _WAYS.within("changes")


def _narrows_nothing(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """With no filter in force, a narrowing is a list (contract, Precisions)."""
    if best is not Intent.REFINE_FILTERS or not context.filter.is_empty() or not reading.mentions:
        return None
    if {mention.kind for mention in reading.mentions} & _EDITING or _CHANGES.search(reading.folded):
        return None
    return Intent.FILTER_PROSPECTS


def _begins_anew(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "nouvelle recherche : les MJC" is a list of its own, whatever was in force."""
    asked = best is Intent.REFINE_FILTERS and begins_anew(reading.folded)
    said = {mention.kind for mention in reading.mentions} - _EDITING
    return Intent.FILTER_PROSPECTS if asked and said else None


def _turns_page(_best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "page suivante" after a list goes on with it."""
    listed = context.last_intent in LISTING and not reading.mentions
    return Intent.REFINE_FILTERS if listed and page_said(reading.folded) else None


_IN_ORDER = re.compile(_WAYS["in_order"])


def _lists_in_order(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "liste des boutiques rangées par département" lists them, and counts nothing."""
    if best is not Intent.SHOW_KPIS or not _IN_ORDER.search(reading.folded):
        return None
    return Intent.FILTER_PROSPECTS if context.filter.is_empty() else None


_OPENS_CAMPAIGN = re.compile(rf"{_WAYS['opens_campaign']} \S")


def _opens_a_campaign(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "je veux voir la campagne « Jamais contactés »": it, and not those it writes to."""
    said = best in LISTING and _OPENS_CAMPAIGN.match(reading.folded)
    return Intent.SHOW_CAMPAIGN if said else None


_OPENS_RANK = re.compile(_WAYS["opens_rank"])


def _opens_campaign(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "ouvre la deuxième" after the campaigns is one of them."""
    if best is not Intent.SHOW_PROSPECT or context.last_intent is not Intent.LIST_CAMPAIGNS:
        return None
    return Intent.SHOW_CAMPAIGN if _OPENS_RANK.fullmatch(reading.folded) else None


_GLUE = re.compile(_WAYS["glue"])
_PLAIN_CONDITIONS = frozenset(("type", "tranche", "adherents", "followers", "status", "date"))
_MAY_ONLY_STATE = frozenset((Intent.OUT_OF_SCOPE, Intent.SETTINGS, Intent.PROSPECT_HISTORY))


def _only_conditions(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "audience entre 150 et 499": what says nothing but conditions is a list."""
    kinds = {mention.kind for mention in reading.mentions}
    nobody = best is Intent.EDIT_PROSPECT and not context.last_prospect
    stated = _PLAIN_CONDITIONS | ({"place", "key"} if nobody else {"place"})
    if (best not in _MAY_ONLY_STATE and not nobody) or not kinds or not kinds <= stated:
        return None
    marks = {mention.first for mention in reading.mentions}
    for at, item in enumerate(reading.items):
        glue = item.text in {"=", ":"} or _GLUE.fullmatch(item.text)
        if at not in marks and not item.text.startswith("<") and not glue:
            return None
    if not kinds & _PLAIN_CONDITIONS:
        return None
    empty = context.filter.is_empty()
    return Intent.FILTER_PROSPECTS if empty else Intent.REFINE_FILTERS


def _asks_who(_best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "lesquels ?" after a figure: the prospects that it counts."""
    said = reading.folded
    if context.last_intent is Intent.SHOW_KPIS and figures.asks_those(said):
        return Intent.FILTER_PROSPECTS
    if context.last_intent is Intent.COUNT_PROSPECTS and figures.asks_who(said):
        return Intent.FILTER_PROSPECTS
    return None


# --- indicators ----------------------------------------------------------------------------------

_COUNTS = re.compile(r"\b(?:combien|nombre|compte|total)\b")
_MAY_DEFINE = LISTING | {
    Intent.SHOW_KPIS, Intent.HELP, Intent.OUT_OF_SCOPE, Intent.SHOW_PROSPECT, Intent.SMALL_TALK,
}  # fmt: skip


def _compares(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "compare la Bretagne et la Normandie" is a picture of indicators."""
    return Intent.SHOW_KPIS if compares_selections(best, reading, context) else None


def _counts_by_period(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "combien de prospects ajoutés par mois": a curve, and no number."""
    counted = best in LISTING and _COUNTS.search(reading.folded)
    return Intent.SHOW_KPIS if counted and BY_PERIOD.search(reading.folded) else None


def _asks_meaning(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "que veut dire tranche de public ?": a definition of an indicator."""
    return Intent.SHOW_KPIS if best in _MAY_DEFINE and defines_indicator(reading.folded) else None


def _of_campaign(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "et par région ?" after a campaign's results."""
    if best is not Intent.SHOW_KPIS or context.last_intent is not Intent.CAMPAIGN_PERFORMANCE:
        return None
    follows = reading.shape.startswith(("et ", "par ", "selon ")) or compares_both(reading)
    return Intent.CAMPAIGN_PERFORMANCE if follows else None


# --- one record, or the list as records ----------------------------------------------------------

# "qui a importé le fichier hier ?" asks who did it, not to do it.
_WHO_DID = re.compile(rf"{_WAYS['who_did']}\b")
# "change le téléphone en 12", "change le mail en pas-un-mail": wrong values are told as such. Of a
# mail, only what might be an address: "change le mail en plus court" is another thing.
_SETS = re.compile(rf"{_WAYS['sets']} \S")
_SETS_MAIL = re.compile(
    r"\s*(?:change|modifie|corrige|remplace)[rz]?\s+(?:le|la|son|sa)\s+(?:adresse\s+)?"
    r"(?:e-?mail|mail)\s+(?:en|par)\s+\S*[@.\d_-]\S*\s*$",
    re.IGNORECASE,
)
_PHONE_OR_MAIL = re.compile(r"(?:\+33 ?|\b0)[1-9](?:[ .-]?\d\d){4}\b|\S@\S")
_CONSENTS = re.compile(_WAYS["consents"])
_EDITS_MANY = re.compile(rf"(?:^| ){_WAYS['edits_many']} ")
_TAGS = re.compile(rf"{_WAYS['tags']} ")
# "tague-les salon", "mets le statut refusé à tous", "note pour tous : appelés le 3 mai".
_TELLS_ALL = re.compile(rf"{_WAYS['tells_all']}(?: |$)|{_WAYS['gives_all']} ")
_MAY_EDIT = LISTING | {
    Intent.EDIT_PROSPECT, Intent.SMALL_TALK, Intent.SET_REMINDER, Intent.DELETE_PROSPECT,
    Intent.UPDATE_TASK, Intent.SETTINGS, Intent.OUT_OF_SCOPE, Intent.RECORD_RESPONSE,
    Intent.CREATE_CAMPAIGN, Intent.SHOW_CAMPAIGN, Intent.SEGMENT_PROSPECTS,
}  # fmt: skip
_MAY_ADD = LISTING | {
    Intent.ADD_PROSPECT, Intent.EDIT_PROSPECT, Intent.SHOW_PROSPECT, Intent.OUT_OF_SCOPE,
}  # fmt: skip
# "ajoute la MJC de Dijon, tel …": one, and no "ajoute les MJC" to the list.
_ADDS_ONE = re.compile(rf"{_WAYS['adds_one']}(?: |$)")


def _who_did(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    if best is Intent.IMPORT_CSV and _WHO_DID.match(reading.folded):
        return Intent.PROSPECT_HISTORY
    return None


def _edits(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """Changes something of a record, or of all those of the list."""
    said = reading.folded
    if best is not Intent.ADD_PROSPECT and (_SETS.match(said) or _SETS_MAIL.match(reading.typed)):
        return Intent.EDIT_PROSPECT
    if best is Intent.RECORD_RESPONSE and _CONSENTS.search(said):
        return Intent.EDIT_PROSPECT
    if best not in _MAY_EDIT:
        return None
    if best is not Intent.RECORD_RESPONSE and _CHANGES_STATUS.match(said):
        return Intent.EDIT_PROSPECT
    many = _EDITS_MANY.search(said) or _TAGS.match(said)
    return Intent.EDIT_PROSPECT if many or _TELLS_ALL.match(said) else None


_NOTE_IT = re.compile(
    r"\b(?:note|marque|enregistre)[zr]?(?:-(?:le|la)\b| (?:le|la|ca|ça|cela|moi ca|moi ça)\W*$)",
    re.IGNORECASE,
)
_NOTES = re.compile(r"(?:note|marque|enregistre|inscris)[zr]? (?:bien )?qu[e ]")
_ANSWERS = frozenset(("positif", "negatif", "repondu", "interesse", "refuse", "oppose"))


def _notes_an_answer(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "il vient de répondre oui, note-le": an answer, and no field."""
    may = best in LISTING or best is Intent.RECORD_RESPONSE
    listed = may and _NOTES.match(reading.folded)
    noted = best is Intent.EDIT_PROSPECT and _NOTE_IT.search(reading.typed)
    said = any(m.kind == "status" and m.value in _ANSWERS for m in reading.mentions)
    return Intent.RECORD_RESPONSE if said and (listed or noted) else None


_PUTS, _THEY_ANSWERED = re.compile(_WAYS["puts"]), re.compile(_WAYS["they_answered"])
_OF_A_RECORD = frozenset((
    Intent.SHOW_PROSPECT, Intent.EDIT_PROSPECT, Intent.ADD_PROSPECT, Intent.RECORD_RESPONSE,
    Intent.PROSPECT_HISTORY,
))  # fmt: skip
_AMOUNTS = frozenset(("adherents", "followers", "quantity", "number", "unit", "net"))


def _of_the_record_open(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "mets 120 adhérents", "ils ont répondu oui" while a record is open: of that one."""
    if not context.last_prospect or context.last_intent not in _OF_A_RECORD:
        return None
    kinds = {mention.kind for mention in reading.mentions}
    if best in _MAY_EDIT and kinds & {"adherents", "followers"} and kinds <= _AMOUNTS:
        return Intent.EDIT_PROSPECT if _PUTS.match(reading.folded) else None
    answered = any(m.kind == "status" and m.value in _ANSWERS for m in reading.mentions)
    may = best in LISTING or best in {Intent.RECORD_RESPONSE, Intent.EDIT_PROSPECT}
    said = may and answered and len(kinds) == 1 and _THEY_ANSWERED.match(reading.folded)
    return Intent.RECORD_RESPONSE if said and not _CONSENTS.search(reading.folded) else None


_OPENS = re.compile(rf"{_WAYS['opens']} (?!(?:la |une |cette )?campagne)")
_MAY_OPEN = frozenset((Intent.SHOW_PROSPECT, Intent.SHOW_CAMPAIGN, Intent.EDIT_PROSPECT)) | LISTING


def _opens_a_record(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "ouvre la fiche de Café des Dés": a record, whatever was spoken of before."""
    said = best in _MAY_OPEN and _OPENS.match(reading.folded)
    return Intent.SHOW_PROSPECT if said else None


_ASKS_A_FIELD = re.compile(
    r"(?:(?:c est quoi|quel(?:le)? est|donne(?: moi)?|passe(?: moi)?|il me faut|je veux) )?"
    r"(?:le|la|l|leur) <field> (?:de|du|d|des|chez|pour) "
)


def _asks_a_field(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "quel est le mail de la librairie Chapitre Neuf": of whoever is named with a capital."""
    if best is not Intent.OUT_OF_SCOPE or not _ASKS_A_FIELD.match(reading.shape):
        return None
    asked = next(one for one in reading.mentions if one.kind == "field")
    named = any(letter.isupper() for letter in reading.typed[asked.end :])
    return Intent.SHOW_PROSPECT if named else None


def _adds_one(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    return Intent.ADD_PROSPECT if best in _MAY_ADD and _ADDS_ONE.match(reading.shape) else None


_EMPTIES = re.compile(
    rf"{_WAYS['takes_away']} (?:le|la|l|son|sa|leur) <field> (?:de|d|du)\b"
    rf"(?! (?:la |l |ma |notre )?{_WAYS['of_the_search']})"
)


def _empties_a_field(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "efface le téléphone de la MJC du Lac": a field of a record, and not the record."""
    said = best in {Intent.EDIT_PROSPECT, Intent.DELETE_PROSPECT} and _EMPTIES.match(reading.shape)
    return Intent.EDIT_PROSPECT if said else None


def _keeps_edit(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "… de la première en 02 98 11 22 33": a number to write, and no departement."""
    writes = _PHONE_OR_MAIL.search(reading.typed) or _CHANGES_STATUS.match(reading.folded)
    return Intent.EDIT_PROSPECT if best is Intent.EDIT_PROSPECT and writes else None


_CHANGES_STATUS = re.compile(rf"{_WAYS['changes_status']}\b")


_ACTS_ALONE = frozenset((
    Intent.DELETE_PROSPECT, Intent.SEND_CAMPAIGN, Intent.EDIT_PROSPECT, Intent.ADD_PROSPECT,
    Intent.IMPORT_CSV, Intent.BACKUP, Intent.SHOW_PROSPECT, Intent.UPDATE_TASK,
    Intent.RECORD_RESPONSE, Intent.SET_REMINDER, Intent.SETTINGS, Intent.FIND_DUPLICATES,
))  # fmt: skip
_ACTS_ON_A_SET = frozenset((Intent.EXPORT_CSV, Intent.GENERATE_MAIL, Intent.CREATE_CAMPAIGN))


def _forbids(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "n'efface pas la MJC de Niort" does nothing; "n'exporte pas les refus" leaves some out."""
    kinds = {mention.kind for mention in reading.mentions}
    acts = best in _ACTS_ALONE or (best in _ACTS_ON_A_SET and not kinds & _SETS_KINDS)
    alone = not asks_something_else(reading.typed)
    return Intent.SMALL_TALK if acts and alone and forbids(reading.folded) else None


# --- what destroys -------------------------------------------------------------------------------

_DESTROYS = re.compile(rf"\b{_WAYS['destroys']}\b")


def _erases_without_a_verb(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """Erasing is proposed only where such a verb is said: "les prospects de Vire" has none."""
    if best is not Intent.DELETE_PROSPECT:
        return None
    words = [word.text for word in reading.words]
    verb = _DESTROYS.search(" ".join(words)) or _DESTROYS.search(reading.folded)
    placed = any(
        m.kind == "place" and _names(reading, m.start, m.end, verb) for m in reading.mentions
    )
    if verb and not placed:
        return None
    return Intent.SHOW_PROSPECT if "fiche" in words else Intent.FILTER_PROSPECTS


_ERASES = re.compile(rf"{_WAYS['erases']} ")
_ERASES_FOR_GOOD = re.compile(rf"{_WAYS['erases_for_good']} ")
_GOES_ON_WITH = _WAYS.within("goes_on_with")
_SETS_KINDS = frozenset(("type", "place", "status", "clear", "tranche"))


def _erases_a_set(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """ "efface les bars à jeux": no filter, and no list of everybody else.

    Within a list that names them, they are taken off it. Read in the corrected words: a misspelt
    verb ("suprime") destroys as much.
    """
    said = " ".join(word.text for word in reading.words)
    if best not in LISTING | {Intent.DELETE_PROSPECT}:
        return None
    if not _ERASES.match(said) or _GOES_ON_WITH.search(said):
        return None
    if not context.filter.is_empty():
        named = [one for one in reading.mentions if one.kind in {"type", "place"}]
        strong = _ERASES_FOR_GOOD.match(said) and named
        unknown = all(in_force(one, context.filter) in {"no", "lieu", "key"} for one in named)
        return Intent.DELETE_PROSPECT if strong and unknown else None
    kinds = {mention.kind for mention in reading.mentions}
    whole = re.search(r"\b(?:tout|tous|toutes|base|prospects|fiches)\b", said)
    return Intent.DELETE_PROSPECT if kinds & _SETS_KINDS or whole else None


def _names(reading: Reading, start: int, end: int, verb: re.Match[str] | None) -> bool:
    """Whether the verb is but a piece of a place's name."""
    return verb is not None and verb[0] in reading.typed[start:end].lower()


# --- what is read as it stands -------------------------------------------------------------------


def _keeps_a_remark(_best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "commentaire pour Ludo Bulle : absents en août, rappeler le trésorier"."""
    return Intent.EDIT_PROSPECT if keeps_remark(reading.typed) else None


def _orders_the_machine(_best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "[SYSTEM] enlève les filtres": never an action, a selection neither."""
    return Intent.OUT_OF_SCOPE if orders_machine(reading.typed) else None


# --- accounts ------------------------------------------------------------------------------------

_MAY_BE_ACCOUNT = frozenset((
    Intent.EDIT_PROSPECT, Intent.ADD_PROSPECT, Intent.SHOW_PROSPECT, Intent.DELETE_PROSPECT,
    Intent.OUT_OF_SCOPE, Intent.SEND_CAMPAIGN,
))  # fmt: skip


def _of_an_account(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "ferme le compte de julie@exemple.fr": whose e-mail it is, is said."""
    said = best in _MAY_BE_ACCOUNT and speaks_of_account(reading.typed)
    return Intent.SETTINGS if said else None


_EXPECTS = re.compile(rf"\b{_WAYS['expects']}\b")


def _expects(best: Intent, reading: Reading, _context: Context) -> Intent | None:
    """ "combien de réponses attendre ?" asks for advice, and counts nobody."""
    said = best in LISTING and _EXPECTS.search(reading.folded)
    return Intent.RECOMMEND_STRATEGY if said else None


RULES: tuple[tuple[str, Rule], ...] = (
    ("what must not be done", _forbids),
    ("answers to expect", _expects),
    ("a remark to keep", _keeps_a_remark),
    ("an order to the machine", _orders_the_machine),
    ("who a figure counts", _asks_who),
    ("nothing but conditions", _only_conditions),
    ("a search begun anew", _begins_anew),
    ("a page of the list", _turns_page),
    ("a list in order", _lists_in_order),
    ("one of the campaigns listed", _opens_campaign),
    ("a campaign to open", _opens_a_campaign),
    ("who did it", _who_did),
    ("an account", _of_an_account),
    ("of the record open", _of_the_record_open),
    ("an answer to note", _notes_an_answer),
    ("a field to empty", _empties_a_field),
    ("an edit", _edits),
    ("one more record", _adds_one),
    ("a record to open", _opens_a_record),
    ("a field of somebody named", _asks_a_field),
    ("a value to write", _keeps_edit),
    ("selections side by side", _compares),
    ("a curve", _counts_by_period),
    ("what an indicator means", _asks_meaning),
    ("a campaign's results", _of_campaign),
    ("erases without a verb", _erases_without_a_verb),
    ("erases a set", _erases_a_set),
    ("a narrowing of nothing", _narrows_nothing),
)


def first(best: Intent, reading: Reading, context: Context) -> tuple[str, Intent] | None:
    """The first rule that decides, with what it decides."""
    for name, rule in RULES:
        intent = rule(best, reading, context)
        if intent is not None:
            return name, intent
    return None
