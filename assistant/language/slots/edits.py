"""What an edit changes in a record: which field, and to what."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from assistant.language.slots.names import cut, quoted
from assistant.language.text.chain import Chain
from assistant.language.text.lexicon import table
from assistant.language.text.phrasings import phrasings
from assistant.language.text.whole import keeps_remark
from core.vocabulary.text import fold
from core.vocabulary.values import ProspectType, Status

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:fr|com|org|net|eu|info|asso\.fr)\b(?!\S*@)")
_PHONE = re.compile(r"(?:\+33|\b0)\s?[1-9](?:[\s.-]?\d{2}){4}\b")
_SHAPES = (("email", EMAIL), ("telephone", _PHONE), ("site_web", _URL))

_WAYS = phrasings("edits", " ")
_STATUSES: tuple[tuple[str, Status], ...] = (
    (r"pas interesse\w*|refus\w*", Status.REFUSE),
    (r"interesse\w*", Status.INTERESSE),
    (r"jamais contacte\w*|pas contacte\w*|non contacte\w*|a contacter", Status.JAMAIS_CONTACTE),
    (r"(?:en )?attente\w*(?: de reponse)?|a relancer|sans reponse", Status.EN_ATTENTE),
    (r"contacte\w*", Status.CONTACTE),
)
_TO_STATUS = re.compile(rf"(?:^| ){_WAYS['to_status']} (?P<status>[^,.?!]+)")
_CONTACTED = re.compile(
    r"(?:^| )(?:j ai|on a|nous avons) (?:appele|contacte|ecrit)(?: |$)"
    r"|passe (?:les|la|le) en contacte"
)
_MOVED = re.compile(rf"(?:^| ){_WAYS['moved']} (?P<value>[^,;?!]+?)(?: (?:en|le|depuis|au) .*)?$")
_MEMBERS = re.compile(
    rf"{_WAYS['has_now']} (?P<value><num>|<year>) (?:adherents?|membres?|licencies?)"
)
_RENAMED = re.compile(r"(?:s appelle (?:maintenant |desormais )?|renomme\w* .* en )(?P<value>.+)$")
_CONSENT = re.compile(rf"(?:^| )(?P<no>{_WAYS['accepts_no_more']})|(?:^| ){_WAYS['accepts']}")
_YES_OR_NO = re.compile(
    r"(?:^| )accepte contact .*?(?:a|en|sur|:|=|est) (?P<value>oui|non|vrai|faux)\b"
)
_COMMENT = re.compile(rf"(?:^| ){_WAYS['comment']} (?P<value>.+)$")
_COMMENT_FIELD = _WAYS.within("comment_field")
_QUOTED = r"['‘\"«“]\s*(?P<quoted>[^'’\"»”]+?)\s*['’\"»”]"
_TAG = re.compile(
    rf"(?:\btags?|\b[ée]tiquettes?|\bmots?[ -]cl[ée]s?)\s+:?\s*(?:{_QUOTED}"
    r"|(?P<plain>[^,;.?!]+?)(?=\s+(?:à|a|pour|sur|aux?|dans|de la|des|du|chez)\s|\s*[,;.?!]|$))",
    re.IGNORECASE,
)
_TAGGED = re.compile(
    r"^\W*(?:tague|[ée]tiquette)\w*(?:[ -](?:moi[ -])?(?:les|la|le))?(?:\s+(?:tous|toutes))?\s+"
    rf"(?:(?:.*\s)?(?:en|avec|comme)\s+)?(?:{_QUOTED}|(?P<plain>[^,;.?!]+?))\W*$",
    re.IGNORECASE,
)
_STATUS_NAMED = re.compile(r"(?:^| )statut (?:a |en |sur |: )?(?P<status>[^,.?!]+)")
_VALUE = re.compile(
    rf"(?: {_WAYS['before_value']}|, c est(?: le| la)?) (?P<value>[^?!]+?)"
    rf"(?: {_WAYS['after_value']})*$"
)
_IS_VALUE = re.compile(
    rf"(?:^| ){_WAYS['is_value']} (?P<value>[^?!]+?)(?: {_WAYS['after_value']})*$"
)
_NO_VALUE = frozenset(
    ("faux", "fausse", "mauvais", "mauvaise", "bon", "bonne", "perime", "errone", "change", "mort")
)
_COUNTED = re.compile(
    rf"(?:^| )(?P<value><num>|<year>) (?:(?:d|de) )?(?:(?P<members>{_WAYS['members']})"
    rf"|{_WAYS['followers']}(?: {_WAYS['on_network']})* (?P<net>[a-z]+))"
)
_NUMBERED = re.compile(
    r"(?:^| )(?P<field>cp|code postal|effectif|nombre d adherents) (?:est |a |en |: |c est )*"
    r"(?P<value><num>)"
)
_HANDLE = re.compile(r"(?<![\w.])@[\w.]{2,}\b")
_LAST_VALUE = re.compile(r"(?:^| )(?:nouve\w+ \w+|\w+) (?P<value><num>(?: <num>)*)$")
_ISA = re.compile(rf"{_WAYS['is_one']} (?P<value>[^,?!]+?)(?: (?:pas|et non) .*)?$")


def edit(chain: Chain, text: str) -> dict[str, str | bool]:
    """`field` and `value`, each where it is said."""
    words = chain.text
    readers = [_by_shape, _status, _consent, _comment, _tag, _counted, _plain_facts]
    if keeps_remark(text) or _REMARK.search(words):
        # A remark may hold an address, a number, a status: they are its words.
        readers = [_remark]
    said = (read(words, chain, text) for read in (*readers, _field_and_value))
    return next(filter(None, said), {})


_REMARK = re.compile(rf"^{_WAYS['remark']}(?: |$)")


def _remark(words: str, chain: Chain, text: str) -> dict[str, str | bool]:
    """All that follows the colon, else "que", as typed."""
    mark = re.search(r":\s*", text) or re.search(r"\bque\s+|\bqu['’]", text)
    return _noted(text[mark.end() :].strip(' "«»“”') if mark else quoted(text))


def _noted(comment: str | None) -> dict[str, str | bool]:
    return {"field": "commentaires", **({"value": comment} if comment else {})}


def field_of(words: str) -> str | None:
    """The field whose longest name is in these words."""
    around = f" {words} "
    found = _longest(lambda phrase: f" {phrase} " in around)
    return found[0] if found else None


def begins_with_field(words: str) -> tuple[str, str] | None:
    """The field whose longest name the folded words begin with, and that name."""
    return _longest(lambda phrase: f"{words} ".startswith(f"{phrase} "))


def _longest(said: Callable[[str], bool]) -> tuple[str, str] | None:
    names = ((field, name) for field, names in _fields().items() for name in names)
    named = [(len(name), field, name) for field, name in names if said(name)]
    return max(named)[1:] if named else None


def _by_shape(words: str, chain: Chain, text: str) -> dict[str, str | bool]:
    """An address or a number tells its field by itself."""
    for field, shape in _SHAPES:
        if found := shape.search(text):
            return {"field": _shaped_field(field, words), "value": found[0].strip(" .")}
    handle, network = _HANDLE.search(text), field_of(words)
    if handle and network in _NETWORKS:
        return {"field": str(network), "value": handle[0]}
    return {}


def _counted(words: str, chain: Chain, text: str) -> dict[str, str | bool]:
    """ "mets 140 adhérents", "12000 followers sur tiktok"."""
    numbered = _NUMBERED.search(words)
    said = _cut(chain, numbered, text)
    if numbered and said and (field := field_of(numbered["field"])):
        return {"field": field, "value": said}
    found = _COUNTED.search(words)
    value = _cut(chain, found, text)
    if found is None or not value:
        return {}
    network = "nb_adherents" if found["members"] else field_of(found["net"])
    if network in _NETWORKS:
        network = f"{network}_followers"
    return {"field": network, "value": value} if network else {}


_NETWORKS = frozenset(("facebook", "instagram", "x", "tiktok", "youtube"))


def _shaped_field(field: str, words: str) -> str:
    said = field_of(words)
    return said if field == "site_web" and said in _NETWORKS else field


def _status(words: str, chain: Chain, text: str) -> dict[str, str | bool]:
    found = _TO_STATUS.search(words)
    said = found["status"] if found else "contacte" if _CONTACTED.search(words) else ""
    named = _STATUS_NAMED.search(words)
    for candidate in (said, named["status"] if named else ""):
        for pattern, status in _STATUSES:
            if re.match(rf"(?:statut |tant que |l etat )?(?:{pattern})(?: |$)", candidate):
                return {"field": "statut", "value": status.value}
    return {}


def _consent(words: str, chain: Chain, text: str) -> dict[str, str | bool]:
    if plain := _YES_OR_NO.search(words):
        return {"field": "accepte_contact", "value": plain["value"]}
    found = _CONSENT.search(words)
    if found is None or "prefere" in words:
        return {}
    return {"field": "accepte_contact", "value": found["no"] is None}


def _comment(words: str, chain: Chain, text: str) -> dict[str, str | bool]:
    if not _COMMENT_FIELD.search(words) or re.search(
        r"(?:^| )que? .* (?:nouveau contact|a change)", words
    ):
        return {}
    return _noted(_cut(chain, _COMMENT.search(words), text))


def _tag(words: str, chain: Chain, text: str) -> dict[str, str | bool]:
    found = _TAG.search(text) or _TAGGED.search(text)
    value = (found["quoted"] or found["plain"]).strip() if found else None
    return {"field": "tags", "value": value} if value else {}


def _plain_facts(words: str, chain: Chain, text: str) -> dict[str, str | bool]:
    """ "a déménagé à Rezé", "a maintenant 80 adhérents", "c'est une MJC"."""
    facts = (("ville", _MOVED), ("nb_adherents", _MEMBERS), ("nom_structure", _RENAMED))
    for field, pattern in facts:
        said = pattern.search(words)
        if said and (value := _cut(chain, said, text)):
            someone = pattern is _RENAMED and field_of(words[: said.start()]) == "nom_contact"
            return {"field": "nom_contact" if someone else field, "value": value}
    found = _ISA.search(words)
    kind = _type_of(found["value"]) if found else None
    return {"field": "type_prospect", "value": kind} if kind else {}


_AS_FIELD = re.compile(
    rf"(?:^| ){_WAYS['put']} (?P<value>.+?) comme (?:nouve\w+ )?(?P<field>[a-z ]+?)"
    r"(?: (?:pour|a|de) .*)?[ .!]*$"
)
_AFTER_COLON = re.compile(rf" [:=] (?P<value>[^?!]+?)(?: {_WAYS['after_value']})*$")


_STREET = re.compile(
    r"(?<![\w-])\d{1,4}(?: ?(?:bis|ter))?,? (?:\w+\s)?(?:rue|avenue|av|boulevard|bd|place|quai"
    r"|chemin|impasse|all[ée]e|route|cours|square|passage)\b[^,;?!]*",
    re.IGNORECASE,
)


def _field_and_value(words: str, chain: Chain, text: str) -> dict[str, str | bool]:
    street = _STREET.search(text)
    if street and field_of(words) == "adresse":
        return {"field": "adresse", "value": _AFTERWARDS.sub("", street[0]).strip(" .")}
    named = _AS_FIELD.search(words)
    if named and (said := field_of(named["field"])) and (value := _cut(chain, named, text)):
        return {"field": said, "value": _canonical(said, value)}
    found = _AFTER_COLON.search(words) or _IS_VALUE.search(words) or _VALUE.search(words)
    head = words[: found.start()] if found else words
    field = field_of(head) or field_of(words)
    if field is None:
        return {}
    value = _cut(chain, found or _LAST_VALUE.search(words), text)
    if not value or _is_field_name(value, field) or _is_no_value(value):
        return {"field": field}
    return {"field": field, "value": _canonical(field, value)}


def _is_field_name(value: str, field: str) -> bool:
    """ "son numéro", and no more: "3 rue Foch" is an address, though "rue" names one too."""
    said = fold(value)
    bare = re.sub(r"^(?:(?:le|la|l|les|son|sa|leur|leurs|nouveau|nouvel|nouvelle) )+", "", said)
    return bare in _fields()[field]


def _is_no_value(value: str) -> bool:
    return bool(re.match(r"(?:la|le|les|l'|jour)\b", value)) or fold(value) in _NO_VALUE


_FIGURES = {"nb_adherents": re.compile(r"\d[\d \u202f]*"), "code_postal": re.compile(r"\d{5}")}
_AFTERWARDS = re.compile(
    r"[,.]?\s+(?:en fait|stp|svp|merci|s['’]il \w+ pla[iî]t|car|parce que|d['’]après|selon"
    r"|tu corriges?|tu peux|chiffre|on me l['’]a)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""What is said of a value once it has been given."""
_RIGHT = re.compile(
    r"^(?:(?:plus|pas) .*(?: mais|,? (?:chang|remplac|met)\w* (?:pour|par|en|plutôt)) )?"
    r"(?:c['’]est )?",
    re.IGNORECASE,
)
"""The wrong value before the right one, "c'est"."""


def _canonical(field: str, value: str) -> str:
    value = _RIGHT.sub("", _AFTERWARDS.sub("", value)) or value
    if (figures := _FIGURES.get(field)) and (found := figures.search(value)):
        return found[0].strip()
    said = fold(value)
    if field == "statut":
        return next((s.value for rule, s in _STATUSES if re.match(rule, said)), value)
    return (_type_of(said) or value) if field == "type_prospect" else value


def _type_of(said: str) -> str | None:
    for kind in ProspectType:
        names = (kind.value, *table("types.toml").get(kind.value, ()))
        if any(re.match(rf"{re.escape(fold(name))}s?\b", said) for name in names):
            return kind.value
    return None


def _cut(chain: Chain, found: re.Match[str] | None, text: str) -> str | None:
    if found is None or found["value"] is None:
        return None
    return cut(chain.between(*found.span("value")), text, strip_articles=False)


@cache
def _fields() -> Mapping[str, tuple[str, ...]]:
    return {field: tuple(map(fold, names)) for field, names in table("fiche.toml").items()}
