"""Where things stand with a prospect: contacted or not, what it answered, what it accepts."""

import re
from datetime import date

from assistant.language.chain import Chain, Found, Item, rule, symbol
from assistant.language.conditions import Condition
from assistant.language.dates import Bounds
from core.prospects.filters import DateRange
from core.vocabulary.values import Response, Status

_BE = r"""
    (?:(?:qui|que|ne|n|on|nous|l|les|ont|a|avons|ai|j|je|est|sont|etait|etaient|ete|avait
    |avaient|sera|soit|soient|encore|deja|toujours|ayant|ayants|etant|vous|avez|tu|as|a_qui
    |auxquels|y|leur|lui|si|eu|y|a|fut)_)*+
"""
_ADV = r"""
    (?:(?:encore|toujours|du_tout|jamais|ete|eu|vraiment|reellement|deja|bien
    |malheureusement|a_ce_jour|pour_l_instant|encore_ete|jusqu_ici|plus|meme|fini)_)*+
"""
_NOT = r"(?:pas|jamais|non|plus|aucun|aucune|point|sans|ni)"
_VERB = r"""
    (?:(?:re)?contactee?s?|contacter|sollicitee?s?|demarchee?s?|approchee?s?|jointe?s?
    |prospectee?s?|ecrit|appelee?s?|relancee?s?|touchee?s?_par_nos_mails|demarcher
    |solliciter|parle|contactes_par_(?:nous|mail)|mailee?s?)
"""
_CONTACT_NOUN = r"""
    (?:(?:prise_de_)?contacts?|echanges?|nouvelles?|signe_de_vie|relances?|contact_avec_nous
    |communication|sollicitation)
"""
_LAST_CONTACT = r"""
    (?:(?:la_)?(?:date_(?:de_|du_)?)?(?:leur_|le_)?derniere?s?_(?:prise_de_contact|contact
    |echange|relance|sollicitation|mail|message)|date_de_contact|leur_contact)
"""
_GAP = r"""
    (?:(?:<place>|<c.place>|par_mail|par_nous|par_telephone|remonte|remontent|date|a|qui|est
    |sont|avec|nous|de|d|leur_part|,|ete|eu|encore|deja|et|c_est|etait|doit_etre|au|chez
    |elles?|eux|par_l_equipe|par_l_asso(?:ciation)?|fois|la_derniere_fois
    |pour_la_derniere_fois|derniere_fois|date|en|du)_)*?
"""
_ANSWER = r"""
    (?:repondue?s?|repondre|repond|repondent|reponse|reponses|retour|retours
    |donne_de_reponse|donne_suite|rappelee?s?|donne_signe|reagi|rappeles?|fait_de_retour
    |donne_de_retour|donne_de_nouvelles)
"""

_R = r"(?P<range><range>(?:_(?:et|,)_<range>)?)"

_RULES_DATED = (
    # "pas contactés depuis 3 mois", "dernier contact avant juin": the date says it all.
    rule(
        rf"""
            {_BE}(?P<not>{_NOT})_{_ADV}{_BE}(?:{_VERB}|(?:eu_|de_|donne_|d_
            |recu_)*{_CONTACT_NOUN})_{_GAP}{_R}
        """
    ),
    rule(rf"{_R}_(?:{_BE})(?P<not>{_NOT})_{_ADV}(?:{_VERB}|(?:eu_|de_|donne_|d_)*{_CONTACT_NOUN})"),
    rule(rf"{_LAST_CONTACT}_{_GAP}{_R}"),
    rule(rf"{_BE}{_VERB}_{_GAP}{_R}"),
    rule(rf"(?:en_)?contact_{_GAP}{_R}"),
    rule(rf"{_R}_(?:que_)?(?:{_BE}){_VERB}"),
    rule(rf"{_R}_,?_?(?:sans_)(?P<not>)(?:de_|d_)?{_CONTACT_NOUN}"),
)
_UNANSWERED = rf"""
    (?:(?:ceux_)?{_BE}(?:pas|jamais|plus|non)_{_ADV}(?:de_|d_|donne_de_|donne_|fait_de_
    |eu_de_|recu_de_|obtenu_de_|eu_)*{_ANSWER}|(?:{_BE}(?:donne_|fait_|eu_|recu_)?)?(?:sans
    |aucune?)_(?:la_moindre_)?(?:de_|d_|aucune?_)?(?:reponses?|retours?)(?:_de_leur_part)?
    |restee?s?_(?:sans_reponse|muettes?|muets?|silencieu(?:x|ses?))
    |(?:{_BE})?(?:toujours_)?en_attente(?:_de_(?:reponse|retour))?|en_attente_d_une_reponse
    |silencieu(?:x|ses?)|muette?s?|attend(?:ent|ant)?_(?:encore_)?(?:une_|leur_|notre_
    |toujours_une_)?reponse|dont_(?:on|nous|j)_atten(?:d|ds|dons)_(?:encore_
    |toujours_)?(?:une_|la_)?(?:reponse|retour)|dont_on_attend_(?:encore_
    |toujours_)?(?:un_)?retour|(?:qu_il_(?:faut|faudrait|reste)_|qu_on_doit_|que_je_dois_
    |qui_sont_|restant_|encore_|qui_restent_|qui_reste_)?(?:a_relancer|relancer_(?=<end>))
    |(?:qui_)?ne_repond(?:ent)?_(?:pas|plus|jamais)|(?:qui_)?n_?(?:e_)?repond(?:ent)?_(?:pas
    |plus)|(?:(?:qui|lesquels|lesquelles|ceux|celles)_)(?:(?:qu|est_ce_qu|est_ce_que|que)_)?(?:il_faut
    |faut_il|dois_je|doit_on|devons_nous|devrait_on|peut_on|faudrait_il|on_doit|je_dois
    |nous_devons|il_faudrait|on_devrait)_relancer|(?:qui|lesquels|lesquelles)_relancer
    |qu_on_attend|sans_nouvelles_de_leur_part)
"""
_NEUTRAL_ANSWER = r"(?!_(?:positi\w+|negati\w+|favorab\w+|defavorab\w+))"

_POSITIVE = r"""
    (?:(?:un_|une_|des_|ont_|a_|ayant_|fait_|donne_|eu_|avec_|qui_|de_|bons?_|bonnes?_|recu_
    |rendu_|leur_|dont_|la_|le_|les_|est_)*(?:(?:retours?|reponses?|avis
    |feedbacks?)_(?:(?:est|sont|etait|fut|furent|soit|plutot|tres|a_ete|:|ete)_)*(?:positi(?:f|fs|ve
    |ves)|favorables?|enthousiastes?|encourageante?s?)|repondue?s?_(?:(?:de_maniere|de_facon
    |tres|plutot|d_une_maniere)_)*(?:positivement|favorablement|positive|oui|positif
    |par_la_positive|que_oui|par_oui|ok|present|par_l_affirmative|d_accord|bien)
    |repondue?s?_(?::_)?"?_?oui_?"?|(?:ont_|a_|ayant_)dit_(?:oui|ok)|bon_retour|bons_retours
    |retours?_ok|(?:^|(?<=non_,_)|(?<=plutot_)|(?<=et_)|(?<=,_))positivement
    |positifs(?=_(?:<end>|\?|\.|!|,|;|et_|avec_|dans_|en_|du_|de_))))
"""
_NEGATIVE = r"""
    (?:(?:un_|une_|des_|ont_|a_|ayant_|fait_|donne_|eu_|avec_|qui_|de_|mauvais_|recu_|leur_
    |dont_|la_|le_|les_|est_)*(?:(?:retours?|reponses?|avis|feedbacks?)_(?:(?:est|sont|etait|fut|furent|soit|plutot|tres|a_ete|:|ete)_)*(?:negati(?:f|fs|ve|ves)|defavorables?)
    |repondue?s?_(?:(?:de_maniere|de_facon|plutot|d_une_maniere)_)*(?:negativement
    |defavorablement|negative|non|negatif|par_la_negative|que_non|par_non)|mauvais_retours?
    |(?:^|(?<=non_,_)|(?<=plutot_)|(?<=et_)|(?<=,_))negativement))
"""
_ANSWERED = r"""
    (?:qui_|ceux_qui_|ayant_|nous_|deja_)*(?:ont|a|ayant|avaient)_(?:(?:deja|bien|nous
    |quand_meme|fini_par|au_moins|enfin)_)*(?:repondu|donne_une_reponse|fait_un_retour
    |donne_un_retour|fait_un_retour)
"""

_CONSENT_TAIL = r"""
    (?:_(?:(?:d|a|au|le|la|les|nos|de|que|qu|pour|par|etre|on|nous|un|une|leur|notre|l|des
    |du|en|tout|toute|plus|ne|y|ca|cela|soient|soit)_?)*(?:contactee?s?|contacter|contacts?
    |recontactee?s?|sollicitee?s?|sollicitations?|recevoir_(?:nos_|des_|les_|un_
    |vos_)?(?:mails?|messages?|courriels?|<field>|informations?|infos|newsletters?
    |communications?|emails?)|mails?|<field>|messages?|demarchee?s?|demarchage|newsletters?
    |prospection|ecrire|ecrive|contacte|appelee?s?|emailings?|communications?|rgpd|jointe?s?
    |prise_de_contact|rappelee?s?|relancee?s?|etre_mailee?s?))?
"""
_YES = rf"""
    (?:(?:qui_|nous_|ont_(?:bien_|deja_)?|ayant_|en_|a_|bien_|ceux_qui_)*(?:accept(?:ent|e
    |es|ant|ee|ees)|consent(?:ent|i|is|ants?|antes?|ement_ok)|autoris(?:ent|e|es|ant)
    |tolerent)(?:_qu_on_les)?{_CONSENT_TAIL}|(?:(?:qui_)?(?:sont_|est_)?(?:bien_)?d_accord
    |(?:qui_)?(?:sont_)?ok|partante?s?)_(?:pour|avec){_CONSENT_TAIL}|(?:sont_)?d_accord
    |(?:ont_|ayant_|a_)(?:bien_|deja_)?(?:donne|donnee)_(?:leur_|son_|un_)?(?:accord
    |consentement|autorisation|feu_vert|aval)(?:_(?:pour|au|d|a)(?:{_CONSENT_TAIL}))?
    |(?:avec_|ont_|ayant_|dont_on_a_|dont_nous_avons_|possedant_)(?:(?:un|le|leur|notre|son
    |l)_)?(?:consentement|accord|opt_in|autorisation|optin)(?:_(?:rgpd
    |pour_etre_contactee?s?|au_contact|explicite|donne|ok|positif|de_contact
    |a_etre_contactee?s?|recueilli))*|opt_in|optin|(?:veulent|veut|souhaitent|souhaite
    |desirent)_(?:bien_)?(?:etre_|recevoir_|qu_on_les_|que_l_on_les_)(?:re)?(?:contactee?s?
    |jointe?s?|sollicitee?s?|nos_<field>|nos_mails?|nos_messages?|des_<field>|des_nouvelles
    |nos_infos|nos_informations)|veulent_bien|contactables(?!_(?:par|via|sur|au))
    |(?:sont_)?favorables?_(?:a|au)_(?:la_|l_|une_|etre_)?(?:contact|prise_de_contact|prospection
    |demarchage|contactee?s?|sollicitee?s?)
    |consentants?|consentantes?|qu_on_a_le_droit_de_contacter|qu_on_peut_contacter(?!_(?:par
    |via|sur))|que_l_on_peut_contacter(?!_(?:par|via|sur))|(?:qu_on_peut
    |a_qui_on_peut)_(?:legalement_)?ecrire)
"""
_NO = rf"""
    (?:(?:qui_|nous_|ont_(?:bien_|deja_)?|ayant_|a_|ceux_qui_|en_)*(?:refus(?:ent|ant)
    |s_oppos(?:ent|e|ant)|oppose(?:s|es|e|nt)?|opposante?s?){_CONSENT_TAIL}
    |(?:qui_)?refuse(?<!ont_refuse)(?<!on_refuse)(?<!a_refuse)(?<!ete_refuse)(?<!ayant_refuse)(?<!pas_refuse)(?=_(?:<end>
    |,|\?))|(?:qui_|ont_|a_|ayant_)*refusee?s?_(?:d_|de_|le_|tout_|que_|qu_|nos_
    |la_)(?:etre_|contact|qu_on_les_|l_on_|recevoir_(?:nos_|des_)?)*(?:(?:re)?contactee?s?
    |contact|contacte|sollicitee?s?|mails?|<field>|messages?|prospection|demarchage
    |consentement)?|(?:qui_)?(?:ne_|n_)?(?:accept(?:ent|e|aient|ait|ant)|consent(?:ent|ant)?
    |veulent|veut|voulant|souhaitent|souhaite|souhaitant|desirent|desirant|autoris(?:ent|e
    |ant))_(?:pas|plus|absolument_pas|surtout_pas)(?:_(?:qu_on_les|que_l_on_les|etre|d_etre
    |recevoir|de|du_tout|plus))*{_CONSENT_TAIL}|(?:qui_)?(?:ne_|n_)?(?:ont|a
    |on|ayant)_pas_(?:encore_)?(?:accepte|consenti|autorise|donne_(?:leur_|son_|d_)(?:accord
    |consentement|autorisation)){_CONSENT_TAIL}|(?:qui_)?(?:ne_|n_)?(?:sont
    |est)_pas_d_accord(?:_pour)?{_CONSENT_TAIL}|pas_d_accord(?:_pour)?{_CONSENT_TAIL}
    |(?:sans|n_ont_pas_(?:de|le)|pas_de|pas|aucun|pas_d|n_ont_pas_leur|dont_on_n_a_pas_(?:le
    |l))_(?:(?:leur|le|aucun|notre|d|l|son)_)?(?:consentement|accord|autorisation
    |opt_in)(?:_(?:rgpd|au_contact|pour_etre_contactee?s?|de_contact))?|opt_out|optout
    |(?:non|pas)_(?:consentante?s?|contactables?(?!_(?:par|via|sur)))|non_opt_in
    |desabonnee?s?|desinscrite?s?|ne_pas_contacter|a_ne_pas_contacter|interdits?_de_contact
    |(?:ont_|ayant_)?fait_opposition|en_opposition|refus_de_contact
    |refus_d_etre_contactee?s?|opposition(?:_au_contact)?|(?:qu_on_ne_peut_pas
    |qu_on_n_a_pas_le_droit_de|qu_on_peut_pas)_contacter(?!_(?:par|via|sur)))
"""

_REFUSED = r"""
    (?:(?:qui_|nous_|m_|ceux_qui_)*(?:ont|on|a|ayant|avaient|ont_deja|nous_ont
    |m_ont)_(?:(?:deja|clairement|tous|poliment|nous|dit_qu_ils|notre)_)*(?:refusee?s?
    |decline|dit_non|dit_:_non|ecarte|rejete)(?:_(?:notre|nos|la|l|les)_(?:offres?
    |propositions?|invitations?|partenariat|demandes?))?|(?:un_|des_|les_|en_
    |ayant_essuye_un_|statut_|avec_un_|avec_)?refus(?!_d_etre|_de_contact)|refusee?s?|refuse(?=_(?:<end>
    |\?|\.|!|,|;|et_|avec_|dans_|en_|du_|de_)))
"""
_INTERESTED = r"""
    (?:(?:qui_|sont_|se_sont_|se_disent_|semblent_|s_est_|etaient_|est_|ont_dit_etre_
    |ont_l_air_|dit_)*(?:montree?s?_|declaree?s?_|ditee?s?_|tres_
    |potentiellement_)?interessee?s?(?:_(?:par|a)_(?:nous|notre_(?:asso|association|offre
    |projet|demarche|proposition)|nos_(?:offres|propositions|jeux)|l_offre|le_projet))?
    |(?:ont_|ayant_|qui_ont_)(?:montre|manifeste|exprime|marque)_(?:de_l_|leur_|un_
    |un_certain_|de_leur_)?interets?(?:_pour_\w+)?|interess(?:e|ent|ant)_par_nous)
"""

_STATUS_NAMES = rule(
    r"""
        (?:(?:avec_|dont_|ayant_|en_|a_|au_|le_|de_|du_|est_|qui_ont_|qui_ont_le_|leur_
        |pour_)*(?:statut|etat|statuts)_(?:(?:est|=|:|de|egal|a|sur|d|\"|soit
        |est_a)_)*)(?P<name>jamais_contactee?s?|contactee?s?|en_attente(?:_de_reponse)?
        |interessee?s?|refusee?s?|refus|non_contactee?s?|pas_contactee?s?)(?:_\")?
    """
)


def mark_statuses(chain: Chain, today: date) -> None:
    """Statuses, answers, consent and dates of contact become `<c.…>` items."""
    _mark_dated(chain, today)
    _mark_answers(chain)
    chain.rewrite(_NOT_INTERESTED, lambda found: _excluded(Status.INTERESSE))
    chain.rewrite(_REFUSALS, lambda found: _one("statut", (Status.REFUSE,)))
    chain.rewrite(_INTEREST, lambda found: _one("statut", (Status.INTERESSE,)))
    chain.rewrite(_NEVER, lambda found: _one("statut", (Status.JAMAIS_CONTACTE,)))
    chain.rewrite(_CONTACTED, _contacted)


_PRESENT_TENSE = re.compile(r"(?:^| )(?:le|la|les|on|je|tu|j|il) contacte$")


def _contacted(found: Found) -> Item | None:
    """ "qu'on a contactés", not "qu'on le contacte"."""
    if _PRESENT_TENSE.search(f"{found.before} {found.text()}"):
        return None
    return _one("statut", (Status.CONTACTE,))


def mark_consent(chain: Chain) -> None:
    """Before the fields' presence is read: "ne veulent pas de mail" is no missing e-mail."""
    chain.rewrite(_STATUS_NAMES, _named)
    chain.rewrite(_CONSENT_NO, lambda found: _one("accepte_contact", False))
    chain.rewrite(_CONSENT_YES, _consents)


_AGREES = re.compile(
    r"(?:^|[,.!:;]|(?:^| )(?:ah|oh|ok|oui|bon|non|euh|hum|bah|ben|eh|bien|merci|super))$"
)


def _consents(found: Found) -> Item | None:
    """ "d'accord, merci" says yes to the assistant; "ceux qui sont d'accord" is a condition."""
    if found.text() == "d accord" and _AGREES.search(found.before):
        return None
    return _one("accepte_contact", True)


def _one(key: str, value: object) -> Item:
    condition = Condition(key, value)
    return symbol(condition.symbol, (condition,))


def _excluded(status: Status) -> Item:
    return symbol("c.statut", (Condition("statut", (status,), excluded=True),))


_NAMES = {
    "jamais": Status.JAMAIS_CONTACTE, "non": Status.JAMAIS_CONTACTE, "pas": Status.JAMAIS_CONTACTE,
    "contacte": Status.CONTACTE, "en": Status.EN_ATTENTE, "interesse": Status.INTERESSE,
    "refuse": Status.REFUSE, "refus": Status.REFUSE,
}  # fmt: skip


def _named(found: Found) -> Item | None:
    name = found.text("name")
    status = next(value for start, value in _NAMES.items() if name.startswith(start))
    return _one("statut", (status,))


# --- contact dates -------------------------------------------------------------------------------

_ANSWER_DATED = rule(rf"(?P<status>{_UNANSWERED})_{_GAP}{_R}")
_DATED_ANSWER = rule(rf"{_R}_(?:et_|,_)?(?P<status>{_UNANSWERED})")


def _mark_dated(chain: Chain, today: date) -> None:
    chain.rewrite(_ANSWER_DATED, lambda found: _dated(found, today, True, waiting=True))
    chain.rewrite(_DATED_ANSWER, lambda found: _dated(found, today, True, waiting=True))
    for pattern in _RULES_DATED:
        chain.rewrite(pattern, lambda found: _dated(found, today, found.has("not")))


def _dated(found: Found, today: date, negated: bool, waiting: bool = False) -> Item | None:
    bounds = _joined(found.values("<range>", "range"))
    if negated:
        bounds = _not(bounds)
    bounds = bounds.within(today)
    conditions: list[Condition] = []
    if waiting:
        conditions.append(Condition("statut", (Status.EN_ATTENTE,)))
    if bounds.apres or bounds.avant:
        dates = DateRange(avant=bounds.avant, apres=bounds.apres)
        conditions.append(Condition("dernier_contact", dates))
    return symbol("c.derniercontact", tuple(conditions)) if conditions else None


def _joined(ranges: list[Bounds]) -> Bounds:
    """ "après mars et avant juin": both bounds."""
    if len(ranges) == 1:
        return ranges[0]
    first, second = ranges[0], ranges[1]
    return Bounds(first.apres or second.apres, second.avant or first.avant)


def _not(bounds: Bounds) -> Bounds:
    if bounds.negated is not None:
        return bounds.negated
    return bounds


# --- answers -------------------------------------------------------------------------------------

_WAITING = rule(rf"{_UNANSWERED}{_NEUTRAL_ANSWER}")
_GOOD = rule(_POSITIVE)
_BAD = rule(_NEGATIVE)
_HAVE_ANSWERED = rule(rf"{_ANSWERED}{_NEUTRAL_ANSWER}(?!_(?:oui|non|ok))")
_SCORE_WORDS = rule(
    r"(?:de_)?(?:susceptibles?|chances?|probabilite|probables?)_(?:de_|que_|qu_)\w*.*"
)


def _mark_answers(chain: Chain) -> None:
    chain.rewrite(_GOOD, lambda found: _one("retour", (Response.POSITIF,)))
    chain.rewrite(_BAD, lambda found: _one("retour", (Response.NEGATIF,)))
    chain.rewrite(_WAITING, lambda found: _one("statut", (Status.EN_ATTENTE,)))
    chain.rewrite(
        _HAVE_ANSWERED, lambda found: _one("retour", (Response.POSITIF, Response.NEGATIF))
    )


_CONSENT_NO = rule(_NO)
_CONSENT_YES = rule(_YES)
_REFUSALS = rule(_REFUSED)
_INTEREST = rule(_INTERESTED)
_NOT_INTERESTED = rule(
    rf"""
        (?:qui_)?(?:ne_|n_)?(?:sont_|se_sont_|etaient_|est_)?(?:pas|plus|non)_(?:tres_
        |vraiment_|encore_|montres_|du_tout_)*{_INTERESTED}
    """
)
_NEVER = rule(
    rf"""
        (?:{_BE}(?:pas|jamais|non|point|aucunement)_{_ADV}{_BE}(?:{_VERB}|ete_{_VERB}|(?:eu_
        |de_|recu_|pris_)+{_CONTACT_NOUN}|eu_affaire_a_nous)(?:_avec_(?:nous
        |l_association))?(?:_(?:avant|encore|auparavant|jusqu_ici|jusqu_a_present|par_nous
        |une_seule_fois))?|(?:sans|aucune?)_(?:aucune?_|premier_
        |la_moindre_)?(?:prise_de_)?contacts?(?!_<)|(?:encore|reste(?:nt|nts)?|restant
        |toujours|qu_il_reste)_a_(?:contacter|demarcher)|vierges?_de_tout_contact
        |a_contacter_pour_la_premiere_fois|jamais_ete_contacte|jamais_contact)
    """
)
_CONTACTED = rule(
    r"""
        (?:(?:qui|que|qu|on|nous|l|a|ont|avons|ai|j|je|ete|sont|etes|deja|bien|etaient|ayant
        |au_moins|une_fois|vous|avez|as|tu)_)*(?:contactee?s?|(?<=deja_)(?:demarchee?s|sollicitee?s|approchee?s)
        |(?<=ete_)(?:demarchee?s|sollicitee?s|approchee?s))(?:_(?:au_moins_une_fois
        |par_le_passe|auparavant|deja|avant))?
    """
)
