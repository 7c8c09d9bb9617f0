"""What is asked of the draft on the screen: "plus court", "tutoie", "mets la date au 24"."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from assistant.language.grammar.dates import deadline_of
from assistant.language.grammar.quantities import mark_numbers
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.courteous import request_in
from assistant.language.requests.mail_mending import aspect, subject_said, worded
from assistant.language.requests.mails import URL, WAYS, objective_of
from assistant.language.slots.words import tone
from assistant.language.understanding import Intent

MAIL = "mail"
"""What a draft is called among what is on the screen."""


@dataclass(frozen=True)
class MailChange(Request):
    """One thing asked of a draft; `kind` is a kind of `core.content.change`, or one of those below:
    subjects, compared, versions, restore, kept, checked, shown, rewritten, by_hand, post, mend,
    lacking."""

    draft: str
    kind: str
    value: str | None = None
    day: date | None = None
    end: date | None = None
    of_month: int | None = None
    number: int = 0
    """Of a version; below zero, so many before the last."""


_LONGEST = 40
_ELSEWHERE = re.compile(
    r"\b(?:ecris|redige|prepare|montre moi les (?:prospects|mjc|ludo)|combien|exporte|cree)\b"
)
_LONE = re.compile(r"\b(?:au|le|du)\s+(\d{1,2})(?:er)?\s*[.!]?\s*$", re.IGNORECASE)
_AFTER = re.compile(
    rf"^.*?\b{WAYS['value_of']}\b\s*(?:{WAYS['value_link']}\b|[:=])?\s*", re.IGNORECASE
)
_ADDED = re.compile(
    rf"^.*?\b{WAYS['added_word']}\b(?:\s*-?{WAYS['added_filler']}\b)*\s*(?:que\s+|qu['’]|:)?\s*",
    re.IGNORECASE,
)
_DROPPED = re.compile(rf"^.*?\b{WAYS['dropped_word']}\b\s*", re.IGNORECASE)
_ARTICLE = r"(?:les|le|la|ce|cette|une|un)\s+|l['’]\s*"
_ABOUT = re.compile(
    rf"^(?:moi\s+)?(?:{_ARTICLE})?(?:{WAYS['paragraph']}\s+(?:{WAYS['paragraph_of']}\s+)?(?:{_ARTICLE})?)?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"mod[èe]le\s*(?:sous le nom|appel[ée]|nomm[ée]|:)?\s*(?:de\s+)?[«\"“]?\s*"
    r"(?P<name>[^«»\"”]+?)?\s*[»\"”]?\s*[.!]?$",
    re.IGNORECASE,
)


def claim_changed(asked: Asked) -> tuple[Intent, Request] | None:
    """What the sentence asks of the draft that was shown last."""
    shown = asked.scene.shown.get(MAIL)
    if shown is None or asked.scene.question is not None:
        return None
    if asked.scene.last_shown != MAIL:
        found = _of_before(asked, str(shown["draft"]))
        return (Intent.GENERATE_MAIL, found) if found else None
    of_words = WAYS.within("lacks").search(asked.said) or " au lieu de " in asked.said
    elsewhere = not of_words and _ELSEWHERE.search(asked.said)
    if len(asked.said.split()) > _LONGEST or elsewhere:
        return None
    for rule in _RULES:
        if found := rule(asked, str(shown["draft"])):
            return Intent.GENERATE_MAIL, found
    return None


Rule = Callable[[Asked, str], MailChange | None]


def _plain(table: str, kind: str, **given: object) -> Rule:
    """One of the table's phrases says it all."""

    def rule(asked: Asked, draft: str) -> MailChange | None:
        said = WAYS.within(table).search(asked.said)
        return MailChange(draft, kind, **given) if said else None  # type: ignore[arg-type]

    return rule


def _link(asked: Asked, draft: str) -> MailChange | None:
    """A link that is given: added, or put in the place of the other."""
    found = URL.search(asked.typed)
    words = asked.said.split()
    if found is None or not (WAYS.within("links").search(asked.said) or len(words) < 8):
        return None
    return MailChange(draft, "link", found[0].rstrip(".,;!?)"))


def _date(asked: Asked, draft: str) -> MailChange | None:
    """ "mets la date au 24", "ce sera le 3 juin"."""
    if not WAYS.within("dated").search(asked.said):
        return None
    if lone := _LONE.search(asked.typed):
        return MailChange(draft, "date", of_month=int(lone[1]))
    chain = asked.reading.chain()
    mark_numbers(chain)
    first, last = deadline_of(chain, asked.scene.today)
    return MailChange(draft, "date", day=first, end=last) if first else None


def _valued(table: str, kind: str, before: re.Pattern[str]) -> Rule:
    """What is said after the words of the table."""

    def rule(asked: Asked, draft: str) -> MailChange | None:
        if not WAYS.within(table).search(asked.said):
            return None
        value = before.sub("", asked.typed, count=1).strip(' .:«»"')
        return MailChange(draft, kind, value) if value and value != asked.typed.strip() else None

    return rule


def _dropped(asked: Asked, draft: str) -> MailChange | None:
    """ "enlève le paragraphe sur les animations"."""
    for table, kind in (("drops", "drop"), ("puts_back", "put_back")):
        if WAYS.within(table).search(asked.said):
            words = _ABOUT.sub("", _DROPPED.sub("", asked.typed, count=1), count=1).strip(" .!")
            return MailChange(draft, kind, words or None)
    return None


def _toned(asked: Asked, draft: str) -> MailChange | None:
    """ "plus chaleureux", "ton formel"."""
    said = asked.said
    if WAYS.within("less_formal").search(said):
        return MailChange(draft, "tone", "amical")
    if WAYS.within("more_formal").search(said):
        return MailChange(draft, "tone", "formel")
    wanted = tone(said)
    short = len(said.split()) <= 2
    if wanted in (None, "court") or not (short or WAYS.within("toned").search(said)):
        return None
    return MailChange(draft, "tone", wanted)


def _version(asked: Asked, draft: str) -> MailChange | None:
    """ "reprends la première version", "annule ce changement"."""
    if WAYS.within("first_version").search(asked.said):
        return MailChange(draft, "restore", number=1)
    if found := WAYS.within("numbered_version").search(asked.said):
        return MailChange(draft, "restore", number=int(found["number"]))
    if WAYS.within("previous_version").search(asked.said):
        return MailChange(draft, "restore", number=-1)
    return None


def _kept(asked: Asked, draft: str) -> MailChange | None:
    """ "enregistre-le comme modèle « Invitation ludothèques »"."""
    if not WAYS.within("kept").search(asked.said):
        return None
    found = _NAMED.search(asked.typed)
    return MailChange(draft, "kept", found["name"] if found else None)


def _posted(asked: Asked, draft: str) -> MailChange | None:
    """ "fais-en un post Facebook"."""
    if not WAYS.within("post").search(asked.said):
        return None
    networks = ("facebook", "instagram", "tiktok", "youtube")
    named = next(
        (one for one in networks if one in asked.said or one[:5] in asked.said.split()), "x"
    )
    return MailChange(draft, "post", named)


def _objective(asked: Asked, draft: str) -> MailChange | None:
    """ "plutôt un save the date"."""
    found = objective_of(asked.said)
    turned = asked.said.startswith(("plutot", "fais en", "transforme", "non plutot", "finalement"))
    return MailChange(draft, "objective", found) if found and turned else None


def _mended(read: Callable[[Asked], tuple[str, str | None] | None]) -> Rule:
    """ "corrige tout", "remplace « a » par « b »"."""

    def rule(asked: Asked, draft: str) -> MailChange | None:
        found = read(asked)
        return MailChange(draft, found[0], found[1]) if found else None

    return rule


def _subject(asked: Asked, draft: str) -> MailChange | None:
    """ "change l'objet : Venez jouer avec nous"."""
    words = subject_said(asked)
    return MailChange(draft, "subject", words) if words else None


_RULES: Iterable[Rule] = (
    _version,
    _kept,
    _plain("rewritten", "rewritten"),
    _plain("by_hand", "by_hand"),
    _plain("compared", "compared"),
    _plain("versions", "versions"),
    _plain("by_type", "by_type"),
    _posted,
    _objective,
    _mended(worded),
    _plain("unlinks", "unlink"),
    _link,
    _date,
    _mended(aspect),
    _subject,
    _plain("subjects", "subjects"),
    _valued("placed", "place", _AFTER),
    _valued("priced", "price", _AFTER),
    _valued("timed", "hours", _AFTER),
    _plain("not_inclusive", "plain"),
    _plain("inclusive", "inclusive"),
    _dropped,
    _plain("shorter", "shorter"),
    _plain("longer", "longer"),
    _plain("polite", "polite"),
    _plain("familiar", "familiar"),
    _plain("follow", "following"),
    _plain("first", "first"),
    _toned,
    _plain("again", "again"),
    _plain("checked", "checked"),
    _plain("shown", "shown"),
    _valued("detailed", "detail", _ADDED),
)


# --- something else was shown since ---------------------------------------------------------------

_LATER: Iterable[Rule] = (
    _subject,
    _plain("subjects", "subjects"),
    _plain("shorter", "shorter"),
    _plain("longer", "longer"),
    _plain("polite", "polite"),
    _plain("familiar", "familiar"),
    _toned,
)
"""What can be said of a mail only: a list has no tone."""
_OF_MAIL = re.compile(
    r"\b(?:le|ce|du|mon|notre) (?:mail|message|courriel|brouillon)\b(?! (?:de|du|d)\b)"
)
_THE = r"(?: (?:le|la|les|un peu|encore|stp|svp))*"
_ALONE = re.compile(
    r"(?:(?:et|non|un peu|beaucoup|encore|bien|plutot|fais le|rends le|ton|un ton) )*"
    rf"(?:{WAYS['shorter']}|{WAYS['longer']}|{WAYS['polite']}|{WAYS['familiar']}"
    rf"|{WAYS['less_formal']}|{WAYS['more_formal']}|plus [a-z]+|ton [a-z]+){_THE}"
)


def _of_before(asked: Asked, draft: str) -> MailChange | None:
    """ "plus court", "le mail est trop long", though a list or results were shown since."""
    if len(asked.said.split()) > _LONGEST or "@" in asked.typed or _ELSEWHERE.search(asked.said):
        return None
    if found := _subject(asked, draft):
        return found
    spoken = _OF_MAIL.search(asked.said) or _ALONE.fullmatch(request_in(asked.said))
    return (
        next((found for rule in _LATER if (found := rule(asked, draft))), None) if spoken else None
    )
