"""What to change, in one record or in the list in force: "mets le statut refusé à tous"."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.records import Whom, read_whom
from assistant.language.slots.edits import EMAIL
from assistant.language.text.phrasings import phrasings
from assistant.language.understanding import Intent
from core.prospects.filters import Filter
from core.vocabulary.text import fold
from core.vocabulary.values import Network

_PHONE = re.compile(r"(?<!\d)(?:\+33 ?|0)[1-9](?:[ .-]?\d\d){4}(?!\d)")
SHAPED = {"email": EMAIL, "telephone": _PHONE}
"""Values that tell their field by themselves."""
_EMPTIES = re.compile(r"\b(?:efface|vide|supprime|enleve|retire|vire)[rz]?\b")
_YES_NO = {True: "oui", False: "non"}


@dataclass(frozen=True)
class EditRequest(Request):
    """A field and its value; without either, what is to be asked."""

    whom: Whom
    field: str | None = None
    value: Any = None
    many: bool = False
    """Of several records: those of `others`, else of the list in force."""
    others: Filter | None = None
    """Those that the sentence names."""
    empties: bool = False
    """A verb that takes away: an empty value, a tag less."""
    untags: bool = False
    """The same, said of a tag of the list."""
    raw: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """What to write in one record, by field, as typed; of a tag, the one to put or to take."""


def shaped(text: str) -> dict[str, str]:
    """The e-mail and the telephone that a text holds."""
    return {name: found[0] for name, shape in SHAPED.items() if (found := shape.search(text))}


def typed(value: Any) -> str:
    """A slot's value as a person would type it."""
    return _YES_NO[value] if isinstance(value, bool) else str(value)


def read_edit(asked: Asked) -> EditRequest:
    """What to write, and whether one record or several are spoken of."""
    others = _named_whom(asked)
    field, value = asked.slots.get("field"), asked.slots.get("value")
    return EditRequest(
        whom=read_whom(asked, _name(asked)),
        field=field,
        value=value,
        many=others is not None or _speaks_of_many(asked),
        others=others,
        empties=bool(_EMPTIES.search(asked.said)),
        untags=bool(_UNTAG.search(asked.said)),
        raw={} if field is None or value is None else _raw(asked, field, typed(value)),
    )


_ADDRESS = re.compile(r"^(\d.*?),?\s+(\d{5})\s+(\D+)$")


def _raw(asked: Asked, field: str, value: str) -> dict[str, str]:
    """What the sentence's field and value come to."""
    whole = _ADDRESS.match(value)
    if field in ("adresse", "ville") and whole:
        return {"adresse": whole[1], "code_postal": whole[2], "ville": whole[3]}
    if field == "ville" and value[:1].isdigit():
        return {"adresse": value}
    if field in set(Network) and value.replace(" ", "").isdigit():
        return {f"{field}_followers": value}
    if field == "tags":
        return {"tags": value.removesuffix(" dessus").strip("'\"«» ")}
    if field in SHAPED:
        # "change le mail et le téléphone … : a@exemple.fr et 04 94 …": both are given.
        return {**shaped(asked.typed), field: value}
    return {field: value}


def _name(asked: Asked) -> object:
    """ "commentaire : vu avec Jeanne", "mets Intéressé comme statut": the value is no name."""
    name, value = asked.slots.get("prospect"), asked.slots.get("value")
    said = asked.slots.get("field") in ("commentaires", "statut", "tags")
    if said and name and isinstance(value, str) and fold(str(name)) in fold(value):
        return None
    return name


# --- several records -----------------------------------------------------------------------------

_MANY = phrasings("bulk", " ").within("many")
_ENDS = r"(?=\s+(?:en|comme|avec|au statut)\s|\s*[:«\"?!.]|$)"
_NOT_YET = r"(?!(?:(?:tous|toutes)\s+)?(?:en|comme|avec|au|à|a|par)\b)"
_WHOMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # "à toutes les MJC", "aux ludothèques du 44", "de tous ceux qui …", "des MJC de Brest"
        rf"(?:^|\s)(?:à|a|pour|sur|de)\s+"
        rf"(?P<whom>(?:(?:tous|toutes)\s+)?(?:les|nos|ces|ceux|celles)\s+.+?){_ENDS}",
        rf"(?:^|\s)(?P<whom>(?:aux|des)\s+.+?){_ENDS}",
        # "passe les MJC de Bretagne en contacté"
        r"^\W*(?:passe|mets|met|marque|bascule|classe|tague|étiquette|etiquette|change)\w*[\s-]+"
        rf"(?P<whom>(?:(?:tous|toutes)\s+)?(?:les|nos|ces|ceux|celles)\s+{_NOT_YET}.+?){_ENDS}",
    )
)
_OF_LIST = re.compile(r"\b(?:liste|selection)\b|^(?:tous|toutes)(?: (?:ceux|celles)(?: la)?)?$")
_UNTAG = re.compile(
    r"\b(?:enleve|retire|supprime|vire|ote)\w* (?:leur |lui )?(?:le |l |la )?(?:tag|etiquette)\b"
)
_SAID_STATUS = {"contacte": "contactes", "refuse": "refuses", "interesse": "interesses"}
_LISTS = frozenset({Intent.FILTER_PROSPECTS, Intent.REFINE_FILTERS})
_NOUNS = frozenset(("les", "tous", "toutes", "nos", "ces", "ceux", "celles"))


def _speaks_of_many(asked: Asked) -> bool:
    """ "à tous ceux de la liste"; not "de la MJC de Foix"."""
    said, value = asked.said, fold(str(asked.slots.get("value") or ""))
    name = fold(str(asked.slots.get("prospect") or ""))
    said = said.replace(value, " ") if asked.slots.get("field") == "commentaires" else said
    # A status with its capital is no name: "passe-les en Contacté", "mets le statut refusé".
    name = re.sub(r"^(?:statut|tag|etiquette|commentaire) ", "", name)
    value = f"{value} {_SAID_STATUS.get(value, '')}"
    return bool(_MANY.search(said)) and (not name or (bool(value) and name in value))


def _named_whom(asked: Asked) -> Filter | None:
    """The selection that the sentence names: a new one, or "ceux qui …" of the list in force."""
    text = asked.typed
    if asked.slots.get("field") == "commentaires":
        text = text.partition(":")[0]  # what follows is the comment's words
    for pattern in _WHOMS:
        for found in pattern.finditer(text):
            whom = re.sub(r"^(?:aux|des)\b", "les", found["whom"].strip(), flags=re.IGNORECASE)
            if _OF_LIST.search(fold(whom)) or not _several(whom):
                continue
            said = asked.understand(f"montre {whom}", asked.scene.context, asked.scene.today)
            if not said.filters.is_empty() and not said.unread and said.intent in _LISTS:
                return said.filters
    return None


def _several(whom: str) -> bool:
    """More than an article: "les", "tous" alone are the list in force."""
    return any(word not in _NOUNS for word in fold(whom).split())
