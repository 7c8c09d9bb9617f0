"""Fields that must be there or not: "avec un mail ou un téléphone", "sans site ni facebook"."""

import re

from assistant.language.chain import Chain, Found, Item, rule, symbol
from assistant.language.conditions import Condition
from core.prospects.filters import PresenceField
from core.vocabulary.values import Network

NETWORKS = tuple(PresenceField(network.value) for network in Network)

_FIELD = r"(?:<field>|<net>|<fields>)"
_DET = r"""
    (?:(?:un|une|des|de|d|du|l|le|la|les|leur|leurs|son|sa|ses|au_moins_(?:un|une|l_un|1)?
    |au|aux|plusieurs|numero|compte|page|chaine|profil|vrai|vraie|bon|bonne|simple|propre|quelconque
    |seul|seule|meme|pas|aucun|aucune|moindre|l_un|une_des|un_des|n_importe_quel|ou|et|bien
    |deja|parmi|notre|votre|nos|<num>_parmi|connu|renseigne|a_la_fois|soit|ni|a_defaut|,)_)*?
"""
_ADJ = r"""
    (?:_(?:valides?|connue?s?|renseignee?s?|actifs?|actives?|joignables?|disponibles?
    |utilisables?|pro|professionnels?|en_ligne|complete?s?|correcte?s?|perso|fixe|direct
    |propre))*
"""
_SEP = r"""
    (?:et|ou|soit|,|ni|/|&|\+|ainsi_que|mais_aussi|et_/_ou|,_et|,_ou|et_ou|plus|,_ni|et_aussi
    |ou_bien|ou_alors|ou_,|ou_a_defaut|sinon|,_sinon|a_defaut|et_ni|puis|avec)
"""
_LIST = rf"(?P<list>{_DET}{_FIELD}{_ADJ}(?:_{_SEP}_{_DET}{_FIELD}{_ADJ})*)"

_WITHOUT = r"""
    (?P<without>sans_(?:le_moindre_|la_moindre_|leur_|aucun_|aucune_|d_)?
    |depourvue?s?_(?:de_|d_)|privee?s?_(?:de_|d_)|denuee?s?_(?:de_|d_)|absente?s?_(?:de_|d_
    |sur_|des_|du_)|(?:ne_|n_)?(?:ont|a|on|ait|aient|possedent|possede|disposent|dispose
    |avons|avez|renseignent|fournissent|indiquent|connait|connaissons|donnent|est|sont
    |existe|avait|avaient|communique|communiquent|as|utilisent|utilise)_(?:pas|plus|aucun
    |aucune|ni|jamais|point|toujours_pas|pas_encore|malheureusement_pas)_(?:de_|d_|encore_
    |renseigne_|donne_|indique_|laisse_|sur_|presente?s?_sur_|active?s?_sur_
    |inscrite?s?_sur_|fourni_|communique_|saisi_|a_|du_tout_)*|(?:il_(?:leur_)?|leur_
    |a_qui_il_|auxquels_il_|lesquels_il_|nous_)?manqu(?:e|ent|ant)_|pas_(?:de_|d_|encore_de_
    |encore_d_|sur_|presente?s?_sur_)|pas_(?=<field>)|non_|aucune?s?_|zero_|0_|ni_
    |manquant_(?:de_|d_)|(?:dont_)?(?:on|nous)_ignor(?:e|ons)_|pour_lesquels_il_manque_|injoignables?_par_|non_joignables?_par_
    |pas_joignables?_par_|ignorant_|privees?_d_|mais_pas_(?:de_|d_|sur_)?|et_pas_(?:de_|d_
    |sur_)?)
"""
_WITH = r"""
    (?P<with>avec_|(?:qui_)?(?:ont|a|possedent|possede|dispos(?:ent|e)_(?:(?:egalement|aussi|bien|deja|tous|toutes)_)?(?:de
    |d)|ayant|possedant|disposant_(?:de|d)|detiennent|utilisent|utilise|renseignent
    |fournissent|affichent|tiennent|animent|gerent|indiquent)_(?:bien_|deja_|tous_|au_moins_
    |renseigne_|indique_|laisse_|donne_|fourni_|communique_|aussi_|seulement_|quand_meme_
    |egalement_|a_la_fois_)*|qui_on_(?:bien_|aussi_)?|dont_(?:on_|nous_|j_|je_)?(?:a_|avons_
    |ai_|connait_|possede_|possedons_|detenons_|connaissons_|dispose_de_|aurait_)?(?:bien_|deja_
    |a_la_fois_)*|(?:pour|chez)_(?:lesquels|lesquelles|qui)_(?:on_|nous_)?(?:a|avons|possede
    |possedons|dispose_de|disposons_de|dispose_d|disposons_d|connait|connaissons)_(?:bien_|deja_)?|on_a_
    |nous_avons_|j_ai_|(?:presente?s?|inscrite?s?|active?s?|visibles?|suivis?|existe(?:nt)?
    |presence|sont|etant|est|trouvables?)_(?:bien_|aussi_|deja_|a_la_fois_)?sur_
    |joignables?_(?:par_|via_|sur_|au_)|contactables?_(?:par_|via_|sur_)
    |accessibles?_(?:par_|via_|sur_)|(?:me_|nous_|leur_|qu_il_)?(?:faut|faudrait)_(?=soit_)|dotee?s?_(?:de_|d_)|equipee?s?_(?:de_|d_)
    |munie?s?_(?:de_|d_)|(?:qu_on_peut|que_l_on_peut|qu_on_pourrait
    |a_qui_on_peut)_(?:joindre_|contacter_|appeler_|ecrire_)(?:par_|au_|via_|sur_)
    |il_y_a_(?:bien_)?|au_moins_(?=(?:un|une|l_un|l_une|<num>)_)|qui_sont_sur_|munis_
    |pourvue?s?_(?:de_|d_))
"""

_AFTER_NOT = r"""
    (?P<after_not>(?:_(?:est|sont|soit|soient|n_est|ne_sont|reste|serait|n_a|n_ont
    |etait))?_(?:manquante?s?|absente?s?|inconnue?s?|vides?|non_renseignee?s?|non_connue?s?
    |pas_renseignee?s?|pas_connue?s?|pas_ete_renseignee?s?|manque|manquent|pas_remplie?s?
    |non_remplie?s?|a_completer|a_renseigner|pas_indiquee?s?|pas_fournie?s?|nul|nulle
    |non_fournie?s?|pas_saisie?s?))
"""
_AFTER = r"""
    (?P<after>(?:_(?:est|sont|soit|soient))?_(?:renseignee?s?|connue?s?|presente?s?
    |existante?s?|remplie?s?|valides?|disponibles?|fournie?s?|indiquee?s?))
"""

_RULE_AFTER_NOT = rule(
    rf"(?:(?:dont|ou|avec|ayant|pour_qui|chez_qui|qui_ont)_)?{_LIST}{_AFTER_NOT}"
)
_RULE_WITHOUT = rule(
    rf"""
        (?:(?:qui|dont|ou|a_qui|pour_qui|ceux_pour_lesquels|lesquels|mais|et|on
        |nous)_)?(?:qui_|on_|nous_)?{_WITHOUT}{_LIST}
    """
)
_RULE_WITH = rule(rf"{_WITH}{_LIST}")
# "plus de 500 abonnés et un site": the verb of the amount holds for the field too.
_RULE_JOINED = rule(
    rf"(?:(?<=<c\.followers>_)|(?<=<c\.adherents>_)|(?<=<c\.known>_))(?:et|,|mais_aussi)_(?:aussi_)?{_LIST}"
)
_RULE_AFTER = rule(rf"(?:(?:dont|ou)_)?{_LIST}{_AFTER}")
_RULE_TYPE_NET = rule(
    rf"""
        (?P<type><type>(?:_(?:francais|francaises|jeux?|ludiques?))?)_(?:(?:presente?s?_
        |active?s?_)?(?:sur_|de_
        |d_)?(?:le_reseau_)?)(?P<list><net>(?:_{_SEP}_(?:sur_)?<net>)*)(?!_<num>|_<qty>
        |_(?:>|<|=)_)
    """
)
_ONE_OF = re.compile(
    r"(?:^|\s)(?:ou|et / ou|soit|un des|une des|l un|un de|parmi)(?:\s|$)|<fields>"
)


_ONE_FIELD = rule(rf"<num>(?=_{_FIELD})")


def _one_field(found: Found) -> Item | None:
    """ "1 mail" is "un mail"."""
    return Item("un", 0, 0) if found.values("<num>") == [1] else None


def mark_presence(chain: Chain) -> None:
    """What must be there or not becomes `<c.presence>`, holding its conditions."""
    chain.rewrite(_ONE_FIELD, _one_field)
    chain.rewrite(_RULE_AFTER_NOT, lambda found: _item(_absent(found)))
    chain.rewrite(_RULE_WITHOUT, lambda found: _item(_absent(found)))
    chain.rewrite(_RULE_AFTER, lambda found: _item(_present(found)))
    chain.rewrite(_RULE_WITH, lambda found: _item(_present(found)))
    chain.rewrite(_RULE_JOINED, lambda found: _item(_present(found)))
    chain.rewrite(_RULE_TYPE_NET, _type_with_network)


def _item(conditions: tuple[Condition, ...]) -> Item | None:
    return symbol("c.presence", conditions) if conditions else None


def _fields(items: list[Item]) -> tuple[PresenceField, ...]:
    found: list[PresenceField] = []
    for item in items:
        if item.text in {"<field>", "<net>"}:
            found.append(PresenceField(item.value))
        elif item.text == "<fields>":
            found.extend(item.value)
    return tuple(dict.fromkeys(found))


def _absent(found: Found) -> tuple[Condition, ...]:
    return tuple(Condition("sans", (field,)) for field in _fields(found.items("list")))


def _present(found: Found) -> tuple[Condition, ...]:
    """Fields joined by "ou" need only one of them; groups joined by "et" are all needed."""
    conditions: list[Condition] = []
    for group in _groups(found.items("list")):
        fields = _fields(group)
        words = " ".join(item.text for item in group)
        if len(fields) > 1 and _ONE_OF.search(words):
            conditions.append(Condition("avec_un_de", fields))
        else:
            conditions.extend(Condition("avec", (field,)) for field in fields)
    return tuple(conditions)


def _groups(items: list[Item]) -> list[list[Item]]:
    """Cut at each "et" where an "ou" shows that the list is mixed."""
    words = [item.text for item in items]
    if "ou" not in words and "<fields>" not in words:
        return [items]
    groups: list[list[Item]] = [[]]
    for place, item in enumerate(items):
        is_and_or = words[place : place + 3] in (["et", "/", "ou"],) or words[
            place : place + 2
        ] == ["et", "ou"]
        if item.text in {"et", "&", "+"} and not is_and_or:
            groups.append([])
        else:
            groups[-1].append(item)
    return groups


def _type_with_network(found: Found) -> Item | None:
    conditions = tuple(Condition("avec", (field,)) for field in _fields(found.items("list")))
    types = found.values("<type>", "type")[0]
    return symbol("c.type", (*types, *conditions))
