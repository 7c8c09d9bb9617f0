"""A sentence to what it says about the selection: conditions, and what to do with each."""

import re
from dataclasses import dataclass, replace
from datetime import date

from assistant.language.audience import mark_audiences, mark_units
from assistant.language.chain import Chain, Found, Item, rule, symbol
from assistant.language.conditions import Condition
from assistant.language.courtesy import strip_courtesy
from assistant.language.dates import mark_all_dates
from assistant.language.delays import mark_delays
from assistant.language.free_text import extract_texts, mark_quotes
from assistant.language.lexicon_data import words_in
from assistant.language.normalise import normalise
from assistant.language.places import Place, mark_names_with_numbers, mark_places
from assistant.language.presence import mark_presence
from assistant.language.quantities import mark_numbers, mark_quantities
from assistant.language.shorthand import spell_out
from assistant.language.signals import KeyName, mark_keys, mark_signals
from assistant.language.statuses import mark_consent, mark_statuses
from assistant.language.unknowns import mark_unknowns
from assistant.language.words import mark_words
from core.prospects.filters import PresenceField


@dataclass(frozen=True)
class Change:
    """A condition and what the sentence wants done with it."""

    mode: str
    """say, except, not, other, remove, swap, restore, add, either, only or instead."""
    condition: Condition


@dataclass(frozen=True)
class Said:
    """All that a sentence says about the selection."""

    changes: tuple[Change, ...] = ()
    dropped: tuple[str, ...] = ()
    """Keys to forget: "enlève la région"."""
    clear: bool = False
    everywhere: bool = False
    signals: frozenset[str] = frozenset()
    text: str = ""
    """The chain as words and symbols, before signals: what other rules look at."""
    shape: str = ""
    """The chain after signals: what is left of it says whether it was all understood."""
    items: tuple[Item, ...] = ()
    """The items of `shape`, each with its place in the sentence."""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(change.condition for change in self.changes)

    @property
    def is_only_a_date(self) -> bool:
        """ "demain", "en mars": of a contact only where a filter is in force."""
        return bool(self.changes) and {change.condition.key for change in self.changes} == {"date"}

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.dropped or self.clear or self.everywhere)


_MAP = rule(r"(?:carte|tour|departements|regions|villes)_de_(?:la_)?france")
_EVERYWHERE = rule(
    r"""
        (?:(?:dans|sur|pour|en|a|de|passe_a|etends_a|elargis_a)_)*(?:(?:toute?_(?:la_)?
        |partout_en_|l_ensemble_de_la_|n_importe_ou_en_
        |l_integralite_de_la_)france(?:_entiere)?|france_entiere|toutes_les_regions
        |toutes_regions(?:_confondues)?|tout_le_(?:pays|territoire)|niveau_national
        |au_(?:niveau_)?national|n_importe_ou|peu_importe_(?:ou|le_lieu|la_region|l_endroit
        |la_ville|le_departement|la_localisation)|partout|tous_les_departements
        |toutes_les_villes|nationalement|sans_(?:limite|filtre|restriction|contrainte
        |condition|critere)_(?:geographique|de_lieu|de_region|de_zone|de_localisation
        |regionale))
    """
)
_ALL_OF_KEY = rule(
    r"""
        (?:(?:pour|de|avec|dans|sur|a)_)?(?:tous|toutes|tout)_(?:(?:les|le
        |la)_)?(?:(?P<type_prospect>types?(?:_de_(?:structures?|prospects?))?
        |type_confondus?|categories)|(?P<statut>statuts?)|(?P<pays>pays)
        |(?P<adherents>tailles)|(?P<tranche_public>tranches))(?:_confondus|_confondues)?
    """
)
_NOUN = r"""
    (?:prospects?|structures?|contacts?|organisations?|organismes?|fiches?|etablissements?
    |lieux|entrees|monde|base|liste|fichier)
"""
_CLEAR = rule(
    rf"""
        (?:(?:enleve(?:r|z)?|retire(?:r|z)?|supprime(?:r|z)?|efface(?:r|z)?|annule(?:r|z)?
        |vire(?:r)?|vide(?:r|z)?|oublie(?:r|z)?|ote(?:r)?|reinitialise(?:r|z)?|leve
        |desactive|nettoie|remets?_a_zero|raz|reset|degage)_(?:moi_)?(?:(?:tous|toutes
        |l_ensemble_de|tout)_)?(?:(?:les|mes|ces|nos|la|tes|le|aux|des|de)_)*(?:filtres?
        |criteres?|conditions?|restrictions?|selection|recherche
        |contraintes?)(?:_(?:en_cours|actuels?|en_place|actifs?|en_vigueur))?(?!_(?:sur|de
        |du|d|des|type|ville|region|statut|departement|date|pays|taille|public|consentement
        |campagne|retour|<(?:c\.|field|net|unit).*))|(?:(?:enleve|retire|supprime|efface|annule|oublie|vire|on_oublie
        |reinitialise|remets?|reset|enlever|effacer|on_enleve|on_efface|laisse_tomber
        |annulons|oublions)_)tout(?:_(?:ca|cela))?(?:_a_zero)?(?!_(?:les|la|le))
        |tout_(?:effacer|enlever|retirer|reinitialiser|remettre_a_zero)(?=_(?:<end>|\?|!|\.|,))
        |reset
        |reinitialise(?:r)?(?:_(?:la_recherche|les_filtres|tout))?|(?:re)?mets?(?:_tout
        |_les_filtres|_la_recherche|_les_compteurs)?_a_(?:zero|<num>)|(?:on_)?(?:repars
        |repart|reparte|repartons|recommence|recommencons|recommencer
        |repartir)(?:_tout)?(?:_(?:de|a))?(?:_(?:zero|<num>|la_base|debut))?
        |(?:a_partir_)?de_zero|sans_(?:aucun_|plus_aucun_|les_)?(?:filtres?|critere
        |condition)(?!_(?:sur|de|du|d|<c\..*))|plus_(?:de|aucun)_filtres?(?!_(?:sur|de|du|d
        |des))|aucun_filtre|nouvelle_recherche|nouvelle_selection|(?:finalement|plutot
        |en_fait|bon|non|allez|et|remets?|reprends?|montre|affiche|donne|remontre|reaffiche
        |remets_les|mets|prends?|je_veux|voir|garde|liste)_(?:moi_|les_|les_moi_|en_fait_
        |plutot_|finalement_)*(?:tous|toutes)(?:_(?:finalement|plutot|alors
        |svp))?(?=_(?:<end>|\?|!|\.|,))|(?:tous|toutes)_(?:finalement|plutot)|^(?:tous
        |toutes)(?=_<end>)|tout_le_monde|(?:toute_|l_ensemble_de_|l_integralite_de_)(?:la_
        |ma_|notre_)?base(?:_entiere)?|la_base_(?:entiere|complete)
        |la_totalite_(?:de_la_base|des_prospects)|(?:au_|en_)?total(?:ite)?_de_la_base
        |base_complete|(?:absolument_)?(?:tous|toutes)_(?:les|mes|nos)_{_NOUN}(?!_(?:sociaux
        |sociales|<c\..*))|l_ensemble_des_{_NOUN})
    """
)


_IN_BASE = rule(
    r"""
    dans_(?:la|ma|notre|toute_la)_base(?:_de_donnees)?|en_base
    |(?:prospects?|structures?|contacts?|fiches?)_(?:\w+_){0,4}?(?:au_total|en_tout)
    """
)


def mark_scope_words(chain: Chain, today: date) -> None:
    """What resets the search, drops a key or widens to everywhere, before values are read."""
    _take(chain, _CLEAR, "clear")
    _take(chain, _IN_BASE, "wholebase")
    chain.rewrite(_ALL_OF_KEY, _all_of_key)
    _take(chain, _MAP, "map")
    _take(chain, _EVERYWHERE, "everywhere")
    chain.rewrite(_QUOTED_PLACE, _quoted_place)
    chain.rewrite(_ABROAD, lambda found: symbol("c.place", _NOT_FRANCE))


def _all_of_key(found: Found) -> Item:
    keys = tuple(key for key, text in found.match.groupdict().items() if text)
    return symbol("allofkey", keys)


def extract(text: str, today: date) -> Said:
    """What the sentence says, whatever was said before."""
    chain = read(text, today)
    strip_courtesy(chain)
    before_signals = chain.text
    clear = _take(chain, _CLEAR, "clear")
    whole_base = _take(chain, _IN_BASE, "wholebase")
    forgotten = _forgotten_keys(chain)
    mark_signals(chain)
    mark_keys(chain)
    chain.rewrite(_REMOVED_UNIT, lambda found: found.items()[-1])
    _mark_negations(chain)
    said = _walk(chain.items)
    return replace(
        said,
        clear=clear or (whole_base and not said.changes),
        dropped=(*forgotten, *said.dropped),
        everywhere="<everywhere>" in before_signals,
        text=before_signals,
        shape=chain.text,
        items=tuple(chain.items),
    )


# "enlève le nombre d'abonnés" is "enlève les abonnés".
_REMOVED_UNIT = rule(
    r"""
        (?<=<s\.remove>_)(?:(?:le|la|les|l|ce|cette)_)?(?:nombre|nb|critere|condition|filtre
        |seuil|limite)_(?:de|d|des|sur)_(?:(?:le|la|les)_)?(?:nombre_(?:de|d)_)?<unit>
    """
)


def _forgotten_keys(chain: Chain) -> tuple[str, ...]:
    """ "tous les types": the key constrains no more."""
    forgotten: list[str] = []
    for found in chain.finds(_ALL_OF_KEY):
        forgotten.extend(key for key, text in found.match.groupdict().items() if text)
    chain.rewrite(_ALL_OF_KEY, lambda found: symbol("allofkey", None))
    return tuple(forgotten)


def read(text: str, today: date) -> Chain:
    """The sentence with every condition found in it as an item."""
    chain = normalise(text)
    spell_out(chain)
    extract_texts(chain)
    mark_quotes(chain)
    mark_names_with_numbers(chain)
    mark_numbers(chain)
    chain.rewrite(_QUOTED_PLACE, _quoted_place)
    chain.rewrite(_ABROAD, lambda found: symbol("c.place", _NOT_FRANCE))
    chain.items.append(Item("<end>", len(text), len(text)))
    chain.changed()
    mark_delays(chain)
    mark_all_dates(chain, today)
    mark_units_and_words(chain)
    mark_unknowns(chain)
    mark_quantities(chain)
    _take(chain, _MAP, "map")
    _take(chain, _EVERYWHERE, "everywhere")
    mark_places(chain)
    mark_audiences(chain)
    mark_consent(chain)
    mark_presence(chain)
    mark_statuses(chain, today)
    chain.rewrite(_TYPE, _types)
    chain.rewrite(_PLACE, _places)
    return chain


def mark_units_and_words(chain: Chain) -> None:
    mark_words(chain)
    mark_units(chain)


def _take(chain: Chain, pattern: re.Pattern[str], name: str) -> bool:
    chain.rewrite(pattern, lambda found: symbol(name, None))
    return f"<{name}>" in chain.text


_QUOTED_PLACE = rule(
    r"(?:la_|le_|les_)?(?P<key>ville|region|pays|departement|campagne|texte|mot|commune)_<quote>"
)
_ABROAD = rule(r"(?:a_l_)?etrangere?s?")
_NOT_FRANCE = (Condition("pays", ("France",), excluded=True),)
_QUOTED_KEYS = {"commune": "ville", "mot": "texte"}


def _quoted_place(found: Found) -> Item | None:
    """ "la ville « Xyz »": a value between quotes is taken as it is."""
    key = _QUOTED_KEYS.get(found.text("key"), found.text("key"))
    value = found.values("<quote>")[0]
    condition = Condition(key, value if key in {"campagne", "texte"} else (value,))
    return symbol(condition.symbol, (condition,))


_TYPE = rule(r"<type>")
_PLACE = rule(r"<place>")


def _types(found: Found) -> Item | None:
    conditions: tuple[Condition, ...] = found.values("<type>")[0]
    return symbol("c.typeprospect", conditions)


def _places(found: Found) -> Item | None:
    place: Place = found.values("<place>")[0]
    return symbol("c.place", (Condition(place.key, place.values, word=place.word),))


# --- negation next to a condition ---------------------------------------------------------------

_LISTED = r"(?:<c\.place>|<c\.typeprospect>|<c\.type>|<c\.statut>|<c\.retour>|<c\.tranchepublic>)"
_THE = r"""
    (?:(?:en|a|au|aux|dans|de|du|des|d|le|la|les|l|ceux|celles|sur|chez|vers|pour|forcement
    |que|issus|bases|situes|situees|implantes|qui|sont|un|une|type|departement|region|ville
    |statut)_)*
"""
_NEGATED = rule(
    rf"""
        (?:(?:qui|que|et|mais)_)*(?:(?:ne|n)_)?(?:(?:est|sont|soient|soit|viennent|vient
        |se_trouvent|se_trouve|habitent|se_situent)_)?(?:situees?_|bases_|basees_)?(?:pas
        |non|ni|jamais|sans)(?=_{_THE}{_LISTED})
    """
)
_INSTEAD_NO = rule(
    r"""
        (?<!\S)non(?=_(?:,_)?(?:plutot_|pas_|je_|pardon|du_|des_|en_|a_|au_|dans_|les_|le_
        |la_|l_|ceux_|celles_|seulement_|juste_))
    """
)
_EXCLUDED_AFTER = rule(
    rf"""
        (?P<c>{_LISTED}(?:_(?:et|ou|,)_{_THE}{_LISTED})*)_(?:(?:est|sont|etant|soient
        |a)_)?(?:exclus?|exclues?|exceptee?s?|<s\.except>|non_comprise?s?
        |a_part)(?=_(?:<end>|,|\?|\.|et|!))
    """
)


def _mark_negations(chain: Chain) -> None:
    first = chain.items[0].text if chain.items else ""
    if first == "non" and len(chain.items) > 2:
        chain.put(0, 1, symbol("s.instead", "instead"))
        chain.changed()
    chain.rewrite(_NEGATED, lambda found: symbol("s.not", "not"))
    for found in list(chain.finds(_EXCLUDED_AFTER)):
        for item in found.items("c"):
            if item.text.startswith("<c."):
                place = chain.items.index(item)
                excluded = tuple(replace(condition, excluded=True) for condition in item.value)
                chain.items[place] = replace(item, value=excluded)


# --- the walk -----------------------------------------------------------------------------------

_RESUMES = frozenset({"ceux", "celles"})
_STOPS = frozenset({";", ".", "?", "!", "mais", "puis"})
_OPENS = frozenset({"qui", "avec", "ayant", "dont"})


class _Walk:
    """Reads the items in order and remembers which signal governs."""

    def __init__(self) -> None:
        self.mode = "say"
        self.family: str | None = None
        self.people = False
        self.changes: list[Change] = []
        self.dropped: list[str] = []
        self.signals: set[str] = set()

    def signal(self, name: str) -> None:
        self.signals.add(name)
        if (
            name in {"only", "add"}
            and self.mode in {"except", "not", "remove"}
            and self.family is None
        ):
            return
        self.mode, self.family, self.people = name, None, False

    def word(self, text: str) -> None:
        if text in {"par", "avec", "pour"} and self.mode == "swap":
            self.mode = "instead"
        if text == "," and self.mode == "swap" and self.family is not None:
            self.mode = "instead"
        if text in _RESUMES:
            self.people = True
        if text == "," and self.mode == "not" and self.family is not None:
            self.mode = "other"
        if text in {"ni", "et", "ou", "pas"} and self.mode == "other":
            self.mode = "not"
        if text in _STOPS:
            self.mode, self.family, self.people = "say", None, False

    def condition(self, condition: Condition) -> None:
        denying = self.mode in {"except", "not"}
        if denying and self.family not in (None, condition.family) and not self.people:
            self.mode = "say"
        if self.mode == "remove" and self.people:
            self._add("except", condition)
        else:
            self._add(self.mode, condition)
        self.family = condition.family
        if self.mode in {"except", "not"}:
            self.people = False

    def _add(self, mode: str, condition: Condition) -> None:
        self.changes.append(Change(mode, condition))


def _walk(items: list[Item]) -> Said:
    walk = _Walk()
    for place, item in enumerate(items):
        if item.text.startswith("<s."):
            walk.signal(item.value)
        elif item.text.startswith("<c."):
            for condition in item.value:
                walk.condition(condition)
        elif item.text in {"<field>", "<net>", "<fields>"}:
            _loose_field(walk, item, items, place)
        elif item.text == "<key>":
            _key(walk, items, place)
        elif item.text == "<unit>" and walk.mode == "remove":
            _unit(walk, items, place)
        elif item.text == "<range>":
            walk.changes.append(Change("say", Condition("date", item.value)))
        elif item.text in _NUMBERS and _is_new_number(items):
            walk.changes.append(Change("instead", Condition("number", int(item.value))))
        else:
            walk.word(item.text)
    changes = _with_late_signal(walk, items)
    return Said(changes, tuple(walk.dropped), signals=frozenset(walk.signals))


def _with_late_signal(walk: _Walk, items: list[Item]) -> tuple[Change, ...]:
    """ "en Suisse aussi", "les MJC seulement": the signal comes after what it governs."""
    first = items[0].text if items else ""
    if first == "ou" and [change.condition.key for change in walk.changes] == ["avec"]:
        walk.signals.add("add")
        return (replace(walk.changes[0], mode="either"),)
    late = "add" if first == "ou" and len(items) > 1 and items[1].text != "sont" else walk.mode
    if late not in {"add", "only", "instead"} or any(c.mode != "say" for c in walk.changes):
        return tuple(walk.changes)
    walk.signals.add(late)
    return tuple(replace(change, mode=late) for change in walk.changes)


_NUMBERS = frozenset(("<num>", "<year>"))


def _is_new_number(items: list[Item]) -> bool:
    """ "non, 300": nothing but a number in the place of the one in force."""
    texts = [item.text for item in items]
    return (
        "<s.instead>" in texts and sum(text in _NUMBERS for text in texts) == 1 and _is_bare(items)
    )


_OPENS_LOOSELY = frozenset(
    ("et", "ou", "sur", "dont", "<s.only>", "<s.add>", "<s.instead>", "<s.except>", "<s.not>")
)


def _is_bare(items: list[Item]) -> bool:
    """True where little words alone surround what was found."""
    known = words_in("mots_outils.txt")
    return all(
        item.text in known or item.text.startswith("<") or len(item.text) < 2 for item in items
    )


def _loose_field(walk: _Walk, item: Item, items: list[Item], place: int) -> None:
    """A field without a verb: only "enlève le mail" or "et un site ?" say something of it."""
    fields = item.value if isinstance(item.value, tuple) else (item.value,)
    if walk.mode in {"remove", "restore"}:
        for field in fields:
            walk.changes.append(Change(walk.mode, Condition("field", (PresenceField(field),))))
    elif items[0].text in _OPENS_LOOSELY and _is_bare(items):
        mode = "except" if walk.mode in {"except", "not"} else "say"
        key = "avec" if len(fields) == 1 else "avec_un_de"
        if item.text == "<net>" and items[place - 1].text in {"sur", "<s.instead>"}:
            key = "network"
        walk.changes.append(Change(mode, Condition(key, tuple(PresenceField(f) for f in fields))))


def _key(walk: _Walk, items: list[Item], place: int) -> None:
    """ "enlève la région" drops the key; "enlève la région Corse" does not."""
    key: KeyName = items[place].value
    if walk.mode == "remove" and not _names_next(items, place):
        walk.dropped.append(key.key)


def _names_next(items: list[Item], place: int) -> bool:
    following = [item.text for item in items[place + 1 : place + 3]]
    if following[:1] in (["de"], ["d"], ["du"]):
        following = following[1:]
    return bool(following) and following[0].startswith("<c.")


def _unit(walk: _Walk, items: list[Item], place: int) -> None:
    """ "enlève la condition sur les abonnés Instagram": those of that network only."""
    following = items[place + 1 : place + 4]
    networks = [item.value for item in following if item.text == "<net>"]
    if networks:
        walk.changes.append(Change("remove", Condition("followers", dict.fromkeys(networks))))
        for item in following:
            if item.text == "<net>":
                items[items.index(item)] = replace(item, text="sur")
    elif [item.text for item in following[:2]] == ["au", "total"]:
        walk.changes.append(Change("remove", Condition("followers", {"total": None})))
    else:
        walk.dropped.append(items[place].value)
