"""What is unknown of a prospect: "sans région connue", "consentement non renseigné"."""

from assistant.language.grammar.conditions import Condition
from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.phrasings import Phrasings
from core.prospects.filters import KnownField, PresenceField

_NAMES = {
    "region": KnownField.REGION,
    "departement": KnownField.DEPARTEMENT,
    "consentement": KnownField.ACCEPTE_CONTACT,
    "rgpd": KnownField.ACCEPTE_CONTACT,
    "opt": KnownField.ACCEPTE_CONTACT,
    "accord": KnownField.ACCEPTE_CONTACT,
    "public": KnownField.TRANCHE_PUBLIC,
    "tranche": KnownField.TRANCHE_PUBLIC,
    "taille": KnownField.TRANCHE_PUBLIC,
    "audience": KnownField.TRANCHE_PUBLIC,
}

_PLACE = r"(?:regions?|departements?)"
_SAY = Phrasings("unknowns")
_BAND, _FILLED, _MISSING = _SAY["band"], _SAY["filled"], _SAY["missing"]
_CONSENT = r"(?:consentements?(?:_(?:rgpd|au_contact))?|opt_in|rgpd|accords?)"
_DET = r"(?:(?:la|le|l|leur|leurs|les|une|un|de|d|du|sa|son|aucune|aucun|avec|sans)_)*"


def _list(kinds: str, det: str = _DET) -> str:
    one = rf"{det}(?:{kinds}|<field>|<net>)"
    return rf"(?P<list>{one}(?:_(?:et|ou|ni|,|et_ou)_{one})*)"


_ANY = _list(rf"{_PLACE}|{_BAND}|{_CONSENT}")
_NO_CONSENT = _list(rf"{_PLACE}|{_BAND}")
# "sans la région" takes the condition off.
_BARE = _list(rf"{_PLACE}|{_BAND}", r"(?:(?:de|d|aucune?|sans)_)*")
_IS = r"(?:_(?:est|sont|soit|soient|n_est|ne_sont|n_a|n_ont|n_etait|reste|restent|a|ont|ne))?"
_LEAD = r"""
    (?:(?:dont|ou|avec|ayant|pour_qui|pour_lesquels|pour_lesquelles|chez_qui|qui_ont|a_la|a|de|d
    |au)_)*
"""
_WE = r"(?:on|nous|je|j)"
_OF_WHOM = r"(?:(?:dont|de_qui|ceux_dont|pour_qui|pour_lesquels|pour_lesquelles)_)"
_END = r"(?=_(?:<end>|\?|!|\.|,|;|:|\)|et|ou|ni|mais|qui|avec|parmi|dans|chez|par|pour|stp|svp))"

_IF_THEY = rf"s_(?:ils?|elles?|on_a_leur|on_a_le|on_peut)_(?:{_SAY['wish']}|accord|consentement)"
_IF_WE_MAY = (
    r"si_(?:on|nous)_(?:peut|pouvons|a_le_droit_de)_(?:les_)?(?:contacter|ecrire|solliciter)"
)
_WHETHER = rf"(?:{_IF_THEY}|{_IF_WE_MAY})"

_ABSENT = (
    rule(rf"{_LEAD}{_ANY}{_IS}_{_MISSING}"),
    rule(rf"(?:qui_(?:n_)?(?:ont|a)_pas_(?:de_|d_)|sans_)(?:aucune?_)?{_ANY}_{_FILLED}"),
    rule(rf"(?:qui_(?:n_)?(?:ont|a)_pas_(?:de_|d_)|sans_)(?:aucune?_)?{_BARE}{_END}"),
    rule(
        rf"""
            {_OF_WHOM}{_WE}_(?:(?:ne_|n_)?(?:connait|connaissons|connais|sait|savons|sais)
            _(?:pas|plus|toujours_pas|pas_encore)|ignor(?:e|ons))_{_ANY}
        """
    ),
    rule(
        rf"""
            {_OF_WHOM}{_WE}_(?:n_)?(?:a|avons|ai)_(?:pas|toujours_pas|pas_encore)
            (?:_{_FILLED}|_de|_d)?_{_NO_CONSENT}(?:_{_FILLED})?
        """
    ),
    rule(
        rf"""
            (?:qui_)?(?:n_)?(?:ont|a|aient)_(?:pas|toujours_pas|pas_encore)_{_FILLED}_{_NO_CONSENT}
        """
    ),
    rule(rf"(?:a_qui_|auxquels_|auxquelles_|ou_)?il_(?:leur_)?manque_{_NO_CONSENT}"),
)
_PRESENT = (
    rule(rf"{_LEAD}{_ANY}(?:_(?:est|sont|soit|a_ete|ont_ete))?_(?:bien_)?{_FILLED}"),
    rule(rf"{_OF_WHOM}{_WE}_(?:connait|connaissons|sait|savons)_(?:bien_)?{_ANY}"),
)
_UNSAID = rule(
    rf"""
        (?:{_OF_WHOM}?{_WE}_{_SAY["not_known"]}|{_SAY["did_not_say"]})_{_WHETHER}
        |{_SAY["no_opinion"]}
    """
)
_SAID = rule(rf"{_OF_WHOM}?{_WE}_(?:sait|savons)_(?:bien_|deja_)?{_WHETHER}")


def mark_unknowns(chain: Chain) -> None:
    """Becomes `<c.known>`, holding its conditions; wants fields and networks marked before."""
    chain.rewrite(_UNSAID, lambda found: _item("sans", (KnownField.ACCEPTE_CONTACT,)))
    chain.rewrite(_SAID, lambda found: _item("avec", (KnownField.ACCEPTE_CONTACT,)))
    for pattern in _ABSENT:
        chain.rewrite(pattern, lambda found: _listed("sans", found))
    for pattern in _PRESENT:
        chain.rewrite(pattern, lambda found: _listed("avec", found))


def _listed(key: str, found: Found) -> Item | None:
    """Fields of other kinds may be in the list; alone, they are no business of this module."""
    fields: list[KnownField | PresenceField] = []
    for item in found.items("list"):
        if item.text in {"<field>", "<net>"}:
            fields.append(PresenceField(item.value))
        elif known := _NAMES.get(item.text.removesuffix("s")):
            fields.append(known)
    if not any(isinstance(field, KnownField) for field in fields):
        return None
    return _item(key, tuple(dict.fromkeys(fields)))


def _item(key: str, fields: tuple[KnownField | PresenceField, ...]) -> Item:
    return symbol("c.known", tuple(Condition(key, (field,)) for field in fields))
