"""Which prospect and which campaign a turn is about."""

import re

from assistant.language.grammar.calendar_words import MONTHS
from assistant.language.slots.capitals import capital_name, is_doubtful
from assistant.language.slots.edits import begins_with_field
from assistant.language.slots.names import campaign_name, is_talk, prospect_name, quoted
from assistant.language.slots.turn import Turn
from assistant.language.spans.tagger import Span
from assistant.language.text.lexicon import common_words
from assistant.language.understanding import Intent, Slots
from core.vocabulary.text import fold


def campaign(turn: Turn) -> Slots:
    name = quoted(turn.text) if re.search(r"campagne|campan", turn.plain.text) else None
    name = name or turn.spotted(Span.CAMPAIGN, campaign_name(turn.plain, turn.text))
    return {"campaign": _CALLED.sub("", name) if name else None}


# "une campagne, appelez-la Grandes Lignes"
_CALLED = re.compile(
    r"^(?:appel|nomm|intitul|baptis)\w+(?:[- ](?:la|le)(?!\w))?\s+(?=\S)", re.IGNORECASE
)


def any_campaign(turn: Turn) -> Slots:
    """Where a capital that is no place and no type can only be a campaign's."""
    name = campaign(turn)["campaign"]
    if name is None:
        name = capital_name(turn.plain, turn.text, with_type=False)
        if name and set(turn.frame(name)) & {"<place>", "<type>"}:
            name = None
    if name and "campagne" not in turn.plain.text.split() and _IS_DAY.fullmatch(fold(name)):
        name = None  # "rétroplanning festival 24 avril 2027"
    return {"campaign": name}


_IS_DAY = re.compile(rf"(?:\d{{1,2}}(?:er)? )?(?:{'|'.join(map(fold, MONTHS))})(?: \d{{4}})?")


def new_campaign(turn: Turn) -> Slots:
    """ "une campagne MJC de Bretagne" says whom it is for, not its name."""
    name = campaign(turn)["campaign"]
    if name is None or _NAMING.search(turn.plain.text) or not _is_selection(name, turn):
        return {"campaign": name}
    before = fold(turn.text[: turn.text.find(name)])
    titled = name.split()[0].istitle() and _RIGHT_AFTER.search(before)
    return {"campaign": name} if titled else {}


# "la campagne Alsace", not "pour les MJC hors l'Alsace"
_RIGHT_AFTER = re.compile(r"\b(?:campagne|operation|mailing)(?: (?:d|de|du|des|la|le|l|les))*$")
_NAMING = re.compile(r"appele|nomme|intitule|baptise|[\"«“]|<year>")


def named_campaign(turn: Turn) -> Slots:
    """Where the word campaign must be said for its name to be one."""
    return campaign(turn) if "campagne" in turn.plain.text.split() else {}


_NOT_BUT = re.compile(
    r"(?:\b(?:ne |n['’])\S+ pas|\bnon pas) .+? mais (?:plut[oô]t )?(?:la |le |l['’])?"
    r"(?P<name>\S.*?)\W*$",
    re.IGNORECASE,
)


_OF_ONE = frozenset((Intent.DELETE_PROSPECT, Intent.ADD_PROSPECT, Intent.SHOW_PROSPECT))


def prospect(turn: Turn) -> Slots:
    other = _NOT_BUT.search(turn.text) if turn.intent in _OF_ONE else None
    if other:
        return {"prospect": other["name"]}  # "ne supprime pas Ludik mais Tric Trac"
    name = prospect_name(turn.plain, turn.intent, turn.text)
    if name is not None and is_talk(name):
        name = None
    adds = turn.intent is Intent.ADD_PROSPECT
    if name is None or is_doubtful(name) or _is_plain_word(name):
        found = capital_name(turn.plain, turn.text, with_type=True, after_of=not adds)
        name = found if found and not _is_selection(found, turn) else name
    spotted = turn.spotted(Span.PROSPECT, name)
    spotted = _IS_NOT.sub("", spotted) if spotted else None
    field = begins_with_field(fold(spotted)) if spotted and spotted.islower() else None
    if spotted and field and field[1] == fold(spotted):
        spotted = None  # "modifie le nombre d'adhérents : 4321", of the record that is open
    if spotted is None and adds and name and any(word[0].isupper() for word in name.split()[1:]):
        spotted = name  # "ajoute la MJC Test": whoever adds a record names it.
    return {"prospect": spotted}


_IS_NOT = re.compile(r" (?:ce|c)$")
# "la ville de Ludik ce n'est pas Metz"


def _is_plain_word(name: str) -> bool:
    """ "une fiche pour essayer": one word of everyday, which a name in capitals beats."""
    said = fold(name)
    return name.islower() and " " not in said and common_words().get(said, 0) > _EVERYDAY


_EVERYDAY = 500


def erased_prospect(turn: Turn) -> Slots:
    """ "efface les mjc de Paris" names a set, "efface la MJC de Paris" one record."""
    found = prospect(turn)
    name = found["prospect"]
    if name and (_ALL.match(name) or _EVERY.search(turn.text[: turn.text.find(name)])):
        return {}
    plural = name and _PLURALS & {fold(_before(name, turn)), fold(name.split()[0])}
    return {} if name and plural and _is_selection(name, turn) else found


_ALL = re.compile(r"(?:toutes?|tous|tts?|ttes) (?:les|ces|mes|nos|vos)\b", re.IGNORECASE)
_EVERY = re.compile(_ALL.pattern + r"\s*$", re.IGNORECASE)
_PLURALS = frozenset(("les", "des", "ces", "mes", "nos", "aux", "tous", "toutes", "ts", "tt"))


def _before(name: str, turn: Turn) -> str:
    """The word before a name."""
    return turn.text[: turn.text.find(name)].rstrip("'’ ").split(" ")[-1].lower()


def one_prospect(turn: Turn) -> Slots:
    """Where a selection may be spoken of as well: "pour la MJC de Foix", not "pour les MJC"."""
    name = prospect_name(turn.dated, turn.intent, turn.text)
    if name is not None and is_talk(name):
        name = None
    if name is not None and _opens_otherwise(name, turn):
        name = capital_name(turn.plain, turn.text, with_type=True)
    name = turn.spotted(Span.PROSPECT, name)
    if name is None or _is_selection(name, turn) or _is_common(name, turn):
        return {}
    return {"prospect": name}


def _opens_otherwise(name: str, turn: Turn) -> bool:
    """ "inviter les ludothèques", "relance Ludimonde": more than a name."""
    if any(letter.isupper() for letter in name):
        return is_doubtful(name)
    frame = turn.frame(name)
    return "<type>" in frame[1:] and frame[0] != "<type>"


def _is_selection(name: str, turn: Turn) -> bool:
    """Nothing but types and places, and no "la" or "le" before to make it one record."""
    frame = [word for word in turn.frame(name) if len(word) > 3]
    if not frame or not all(word in {"<type>", "<place>"} for word in frame):
        return False
    return "<type>" not in frame or _before(name, turn) not in {
        "la",
        "le",
        "l",
        "au",
        "à",
        "du",
        "cette",
        "a",
    }


def _is_common(name: str, turn: Turn) -> bool:
    """ "l'imprimeur", "la mairie": somebody, but nobody of the base."""
    if any(letter.isupper() for letter in name) or "<type>" in turn.frame(name):
        return False
    return all(common_words().get(word, 0) > _COMMON for word in fold(name).split())


_COMMON = 20
