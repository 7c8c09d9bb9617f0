"""What widens a search: resets it, drops a whole key, goes everywhere, abroad."""

import re
from datetime import date

from assistant.language.grammar.conditions import Condition
from assistant.language.text.chain import Chain, Found, Item, rule, symbol

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
        |tout_(?:effacer|enlever|retirer|reinitialiser|remettre_a_zero)(?=_(?:<end>|\?|!|\.|,)|$)
        |reset|(?:on_|je_)?(?:reprend|reprends|reprenons|reprenez)_(?:tout|depuis_le_debut)(?:_(?:depuis_le_debut|a_zero|du_debut))?|depuis_le_debut
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
        |svp))?(?=_(?:<end>|\?|!|\.|,)|$)|(?:tous|toutes)_(?:finalement|plutot)|^(?:tous
        |toutes)(?=_<end>|$)|tout_le_monde|(?:toute_|l_ensemble_de_|l_integralite_de_)(?:la_
        |ma_|notre_)?base(?:_entiere)?|la_base_(?:entiere|complete)
        |la_totalite_(?:de_la_base|des_prospects)|(?:au_|en_)?total(?:ite)?_de_la_base
        |base_complete|(?:absolument_)?(?:tous|toutes?)_(?:les|mes|nos)_{_NOUN}(?!_(?:sociaux
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
