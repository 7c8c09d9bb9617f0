"""Names as written: which prospect, which campaign a sentence speaks of."""

# ruff: noqa: E501 - a pattern reads better on one line

import re
from collections.abc import Iterable

from assistant.language.text.chain import Chain, Item
from assistant.language.understanding import Intent

_NAME = r"(?P<name>\S+(?: \S+)*?)"
_OF = r"(?:(?:de|d|a|sur|chez|avec|pour|concernant|avec|par|vers) (?:la |le |l |les |un |une |cette |notre )?|du |des |au |aux |la |le |l |les )?"
_END = (
    r"(?: (?:\?|!|\.|, .*|; .*|: .*|\( .*|stp|svp|s il te plait|s il vous plait|merci.*|please|maintenant|"
    r"du (?:fichier|listing|systeme)(?: .*)?|(?:de|dans|a) (?:la |notre |nos |ma )?(?:base|fichiers?|contacts|liste|prospects|systeme|fichier)(?: .*)?|en base|aux prospects|depuis .*|hier|aujourd hui|definitivement|"
    r"vite|tout de suite|pour moi|deja|(?:il|elle|ils|elles|je|nous|qui|sans (?:m|me|qu|nous)|et (?:quand|kan|a quel moment|pourquoi|depuis quand)) .*|"
    r"et (?:quand|kan)|a (?:effacer|supprimer|retirer|enlever|modifier|corriger|ouvrir|voir|mettre a jour)))*$"
)
_FIELD = (
    r"(?:telephones?|tel|numero|num|portable|mobile|mails?|email|e mail|courriel|adresse(?: (?:mail|email|e mail|postale|web))?|site(?: (?:web|internet))?|url|code postal|statut|contact|"
    r"nom(?: du contact)?|nombre d adherents|adherents|facebook|insta(?:gram)?|tiktok|youtube|x|twitter|ville|type|region|departement|commentaires?|notes?|coordonnees|infos?|informations?|details?|renseignements?|"
    r"responsable|referent|interlocuteur|president|page(?: facebook| fb)?|compte(?: \w+)?|chaine(?: youtube)?|lien(?: \w+)?|consentement|dernier contact|tags?|followers|abonnes|membres|effectif|numero de (?:tel|telephone|portable)|num de tel)"
)
_RECORD = (
    r"(?:fiche|page|dossier|profil|prospect|contact)(?: (?:complete|prospect|client|contact))?"
)
_ASK = (
    r"(?:(?:peux tu|tu peux|pourrais tu|tu pourrais|pouvez vous|pourriez vous|est ce que tu peux|je (?:veux|voudrais|souhaite|souhaiterais|cherche)|j aimerais|il faut|il faudrait|merci de|merci d|"
    r"veuillez|priere de|faut|on peut|on|bonjour|salut|bon|alors|ok|super|ca y est|bonne nouvelle|mauvaise nouvelle|serait il possible de|serait il possible d|,|:|!|merci de bien vouloir|dis moi|euh|stp|svp|coucou|et|maintenant|enfin|donc|"
    r"demande rgpd|rgpd|s il te plait|s il vous plait) )*"
)
_ME = r"(?:(?:moi|nous|me|m|plutot|aussi|alors|les|la|le|l) )*+"


def _rules(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_OPEN = r"(?:ouvre\w*|ouvrir|affiche\w*|montre\w*|voir|fais voir|cherche\w*|trouve\w*|retrouve\w*|consulte\w*|donne\w*|sors|sortir|detaille\w*|rouvre|presente\w*|visualise\w*|revoir|parle|recherche\w*)"
_ABOUT = _rules(
    rf"(?:^|.* ){_RECORD} {_OF}{_NAME}{_END}",
    rf"(?:^|.* )(?:le |la |l |les |du |un |une |des |leur |d )?{_FIELD} (?:de|d|du|des|chez|sur|pour|a|au)(?: la| le| l| les)? {_NAME}{_END}",
    rf"^{_FIELD} {_NAME}{_END}",
    rf"^{_ASK}(?:dis m en plus|(?:dis|raconte) (?:moi )?tout|parle moi|qu est ce qu on (?:sait|a)(?: note)?|on (?:sait|a) quoi|tout savoir) {_OF}{_NAME}{_END}",
    rf"^{_ASK}(?:ou en (?:est|sommes)(?: on| nous)?|ou on en est|on en est ou|quand (?:est ce qu on |a t on |on )?a? ?(?:t on )?(?:contacte|appele|ecrit)|dernier contact|est ce qu on a (?:deja )?contacte|a t on (?:deja )?contacte|on a (?:deja )?contacte|comment (?:je (?:peux |fais pour )?|on (?:peut )?|puis je )?(?:joindre|contacter|joint|contacte|joins)|comment (?:joindre|contacter)) {_OF}{_NAME}{_END}",
    rf"^{_ASK}(?:qui est|c est qui|c est quoi|c est ou|ou est|ou se trouve|qui contacter|qui appeler|on a quoi) {_OF}{_NAME}{_END}",
    rf"^{_ASK}(?:est ce que |est ce qu )?{_OF}{_NAME} (?:est (?:bien |deja )?(?:dans|en)|a (?:deja )?(?:repondu|ete|un|une|combien)|accepte\w*|a t (?:il|elle)|est (?:il|elle)|c est quoi|leur|combien|repond\w*)(?: .*)?$",
    rf"^{_ASK}combien (?:d |de )?\w+ (?:a|ont|compte|y a t il)(?: t il| t elle)? {_OF}{_NAME}{_END}",
    rf"^{_ASK}{_OPEN} {_ME}{_OF}{_NAME}{_END}",
)
_WHOLE = _rules(rf"^{_ASK}{_OF}{_NAME}{_END}")
_ADD = _rules(
    rf"^{_ASK}(?:\S+ )*?(?:s appelle|nommee?|appelee?) {_NAME}(?: (?:a|au|en|dans|sur) \S+.*)?{_END}",
    rf"^{_ASK}(?:.* )?(?:nouve\w+|ajoute\w*|rajoute\w*|enregistre\w*|cree\w*|ajout\w*) (?:moi )?(?:un |une |la |le |ce |cette |d un |d une )?(?:nouve\w+ )?(?:fiche|prospect|contact|structure|<type>|influenceur|\S+) ?: {_NAME}(?:(?: ,| \(| comme| a| au| en) .*)?{_END}",
    rf"^{_ASK}(?:.* )?(?:creer|cree|creation d|faire|fais)(?: \w+){{0,2}} fiche (?:pour|de|d|du) (?:la |le |l |les )?{_NAME}(?:(?: ,| \(| a| au| comme) .*)?{_END}",
    rf"^{_ASK}(?:ajoute\w*|rajoute\w*|enregistre\w*|inscris|mets|mettre|note\w*|integre\w*|reference\w*|entre\w*|rentre\w*|insere\w*|il manque) {_ME}(?P<article>la |le |l |les |)(?:contact |prospect )?{_NAME}(?:(?: ,| \(| comme| a| au| en| dans| aux| parmi| qui| c est) .*)?{_END}",
)
_EDIT = _rules(
    rf"^{_ASK}(?:note\w*|indique\w*|precise\w*) (?:dans |sur )(?:la fiche |les commentaires )(?:de la |de l |de |d |du |des ){_NAME} (?:qu|que|:) .*$",
    rf"(?:^|.* )(?:commentaires?|note|tag \S+|remarque) (?:a |sur |pour |dans )(?:la fiche (?:de |d |du |des )?)?(?:la |le |l |les )?{_NAME}(?: (?::|qu|que) .*)?{_END}",
    rf"(?:^|.* )(?:le |la |l |son |leur )?{_FIELD} (?:de|d|du|des|chez|pour|a|au)(?: la| le| l| les)? {_NAME} (?:a change|est|c est|n est|devient|doit|en|pour|par|avec|passe|:|,|=|a|<misc>|<num>|<phone>)(?: .*)?$",
    rf"^{_ASK}(?:passe\w*|mets|mettre|marque\w*|bascule|classe) {_OF}{_NAME} (?:en|au|a|comme|dans) .*$",
    rf"^{_ASK}{_OF}{_NAME} (?:a demenage|a change|a (?:maintenant |desormais )?(?:<num>|une?)|s appelle|est (?:en fait|maintenant)|accepte|n accepte|ne veut|c est (?:une?|en fait)|passe|: nouveau|nouve\w+|est passe|compte|demenage)(?: .*)?$",
    rf"^{_ASK}(?:note\w*|indique\w*|precise\w*) (?:que |qu ){_OF}{_NAME} (?:a|est|accepte|prefere|ne|n|demenage|s|compte|veut) .*$",
    rf"^{_ASK}(?:ajoute\w*|mets|inscris|enregistre\w*|rajoute\w*) .* (?:a|pour|de|sur|dans)(?: la fiche)?(?: de| d| du)? (?:la |le |l |les )?{_NAME}(?: : .*)?{_END}",
    rf"(?:^|.* )(?:le |la |l )?(?:nouve\w+ )?{_FIELD} (?:de|d|du|des|chez|pour|a|au)(?: la| le| l| les)? {_NAME}{_END}",
    rf"(?:^|.* )fiche {_OF}{_NAME}(?: avec .*)?{_END}",
    rf"^{_ASK}(?:modifie\w*|edite\w*|mets a jour|mettre a jour|renomme\w*|actualise\w*|complete\w*|corrige\w*|maj) {_OF}{_NAME}(?: en .*)?{_END}",
    rf"^{_ASK}{_OF}{_NAME} (?:: )?(?:nouveau |nouvelle )?{_FIELD} .*$",
)
_DELETE = _rules(
    rf"(?:^|.* )(?:droit a l oubli|droit a l effacement|rgpd|effacement rgpd)(?: pour| de| du| d| a)? (?:la |le |l |les )?{_NAME}{_END}",
    rf"^{_ASK}{_OF}{_NAME} (?:demande|demandent|veut|veulent|exige|exigent|exerce|invoque|n existe|a ferme|est ferme|ont ferme|a demande|ne veut|souhaite|ne souhaite|a mis la cle)(?: .*)?$",
    rf"(?:^|.* )(?:donnees(?: personnelles)?|informations|infos|tout ce qu on a|tout)(?: concernant| de| du| d| des| sur) (?:la |le |l |les )?{_NAME}(?: , .*)?{_END}",
    rf"(?:^|.* )(?:fiche|prospect|contact) {_OF}{_NAME}{_END}",
    rf"^{_ASK}(?:supprime\w*|efface\w*|enleve\w*|retire\w*|vire\w*|degage\w*|elimine\w*|detruis|detruire|oublie\w*|delete|del|suppr|suppression|effacement|jette\w*|a supprimer|desinscris)(?: definitivement)?(?: moi)?(?: :)? {_OF}{_NAME}{_END}",
    rf"^.* (?:supprime\w*|efface\w*|oublier|supprimer|effacer) {_OF}{_NAME}{_END}",
)
_HISTORY = _rules(
    rf"(?:^|.* )(?:historique|journal|suivi|trace|log|logs|audit|histo|modifs?|modifications?|changements?|versions?|echanges?)(?: des? \w+)?(?: faites?)?(?: de la fiche| de fiche| la fiche)? (?:de|d|du|des|sur|avec)?(?: la| le| l| les)?(?: fiche)?(?: de| d| du)?(?: la| le| l| les)? ?(?!par |de par |faites? ){_NAME}(?: (?:depuis|hier|cette).*)?{_END}",
    rf"(?:^|.* )fiche {_OF}{_NAME}(?: (?:depuis|hier|cette|a|ete|le).*)?{_END}",
    rf"(?:^|.* )(?:le |la |l |leur )?{_FIELD} (?:de|d|du|des)(?: la| le| l| les)? {_NAME}(?: (?:a|c|etait|depuis|hier).*)?{_END}",
    rf"^{_ASK}(?:quand|depuis quand|quand est ce que|depuis combien de temps)(?: est ce que)? {_OF}{_NAME} (?:a|est|ont|figure)(?: .*)?$",
    rf"^.*qui(?: est ce)?(?: qui)? a (?:mis a jour|modifie\w*|cree\w*|ajoute\w*|supprime\w*|touche\w*|saisi\w*|importe\w*|mis|passe\w*|change\w*|efface\w*) (?:a )?{_OF}{_NAME}(?: (?:en|hier|depuis|cette|au|dans) .*)?{_END}",
    rf"^.*qui s est (?:\w+ )*?(?:de )?(?:modifier|changer|toucher a) {_OF}{_NAME}{_END}",
    rf"^.*(?:change|modifie|bouge|changements) sur {_OF}{_NAME}(?: (?:depuis|hier|cette).*)?{_END}",
    rf"^{_ASK}par qui {_OF}{_NAME} a .*$",
)
_SAID = (
    r"(?:a|ont|m a|nous a|m ont|nous ont|vient de|viennent de|est|sont|n est|ne|n|veut|veulent|souhaite\w*|viendra|viendront|accepte\w*|refuse\w*|confirme\w*|decline\w*|participe\w*|c est|c|:|"
    r"ok|oui|non|retour|reponse|pas|repond\w*|e|trouve\w*|sera|seront|serait|se|y|en|ca|nous|m)"
)
_ANSWER = _rules(
    rf"^{_ASK}{_OF}{_NAME} (?:est|sont|n est|ne|n|a|ont|nous|vient|veut|accepte\w*|refuse\w*|donne\w*|marche|sera|passe|prefere) (?:\S+ )*?(?:d accord|accord|partante?s?|suite|ok|favorable\w*|pour) .*$",
    rf"(?:^|.* )(?:reponse|retour|refus|accord|oui|non|avis)(?: (?:positive?|negative?|favorable|defavorable|recue?))?(?: (?:de|d|du|des|pour|a|au|chez))(?: la| le| l| les)? {_NAME}(?: (?::|est|c) .*)?{_END}",
    rf"^{_ASK}(?:j ai|on a) eu (?:\S+ (?:de|du) )?(?:la |le |l |les )?{_NAME} au (?:telephone|tel).*$",
    rf"^{_ASK}(?:j ai|on a) (?:recu|eu) (?:un mail|une lettre|des nouvelles|un message|un retour|une reponse)(?: \w+)? (?:de|d|du|des)(?: la| le| l| les)? {_NAME}(?: , .*)?{_END}",
    rf"^{_ASK}(?:note\w*|marque\w*|indique\w*|mets|enregistre\w*|saisis|ajoute\w*|precise\w*)(?: que| qu)? {_OF}{_NAME} {_SAID}(?: .*)?$",
    rf"^{_ASK}(?:marque\w*|mets) {_OF}{_NAME} (?:comme|en) .*$",
    rf"^.*(?<!\S)c est (?:oui|non|ok|bon|mort|positif|negatif|d accord) pour {_OF}{_NAME}{_END}",
    rf"^.* (?:reponse|retour) (?:\w+ )?(?:pour|a|de) {_OF}{_NAME}{_END}",
    rf"^{_ASK}{_OF}{_NAME} {_SAID}(?: .*)?$",
)
_TOWARDS = _rules(
    rf"(?:^|.* )(?:relancer|rappeler|contacter|appeler|joindre|voir|recontacter) (?:la |le |l |les )?{_NAME}(?: (?:<when>|<dur>|dans|pour|le|la|lundi|au|par|afin|,).*)?{_END}",
    rf"(?:^|.* )(?:ecrire|telephoner|repondre|parler) (?:a la |a l |au |aux |a ){_NAME}(?: (?:<when>|dans|pour|le|par|,).*)?{_END}",
)
_WITH = _rules(
    rf"(?:^|.* )(?:action|suite|chose a faire|canal|moyen de contacter|strategie|score|chances?|probabilite|faire|insister|s y prendre|mail|mel|courriel|message|relance|mot|lettre|texte|brouillon|remerciement|invitation)(?: \w+){{0,3}}? (?:avec|pour|de|a|du|au|d)(?: la| le| l| les)? {_NAME}{_END}",
    rf"^{_ASK}(?:faut il|dois je|est ce qu il faut|est ce que je dois) (?:relancer|rappeler|contacter|recontacter|insister avec) (?:la |le |l |les )?{_NAME}{_END}",
    rf"^.*(?:probabilite qu?e?|chances? qu?e?|est ce qu?e?|quelles? chances?) (?:a |ont )?{_OF}{_NAME} (?:reponde|accepte|dise|a|de)(?: .*)?$",
    rf"^{_ASK}(?:ecris|ecrire|redige|rediger|reponds)(?: un mot| un mail)? (?:a la |a l |au |a ){_NAME}{_END}",
)

_SCORE = (
    *_WITH[2:3],
    *_rules(rf"(?:^|.* )score (?:de|d|du|des|pour)(?: la| le| l| les)? {_NAME}{_END}"),
)

_PROSPECT_RULES: dict[Intent, tuple[re.Pattern[str], ...]] = {
    Intent.SHOW_PROSPECT: (*_ABOUT, *_WHOLE),
    Intent.ADD_PROSPECT: _ADD,
    Intent.EDIT_PROSPECT: _EDIT,
    Intent.DELETE_PROSPECT: _DELETE,
    Intent.PROSPECT_HISTORY: _HISTORY,
    Intent.RECORD_RESPONSE: _ANSWER,
    Intent.SET_REMINDER: _TOWARDS,
    Intent.RECOMMEND_STRATEGY: _WITH,
    Intent.SCORE_PROSPECTS: _SCORE,
    Intent.GENERATE_MAIL: _WITH,
}

_ARTICLES = frozenset(
    ["le", "la", "l", "les", "du", "de", "d", "des", "un", "une", "au", "aux", "à", "a", "notre"]
)
# What may stand where a name could, and is none.
_NO_NAME = re.compile(
    r"^(?:(?:le|la|l|les|un|une|cette?|ces?|sa|son|leurs?|ma|mon|mes|ses|nos?|notre|toutes?|tous|tout|du|de|d|des|d un|d une|nouve\w+|autre|moi|donnees|premiere?s?|deuxieme|second\w*|troisieme|derniere?s?|suivante?|precedente?|meilleure?s?|"
    r"<num>|<ord>|\d+|numero|fiches?|prospects?|contacts?|structures?|base|elle|il|ils|elles|eux|lui|celle|celui|ceux|celles|ci|la|qu|on|vient|voir|affichee?s?|listes?|modif\w*|modifications?|changements?|journal|historique|"
    r"qui|que|quoi|ca|cela|personnes?|gens|partenaires?|assos?|associations?|clubs?|doublons?|tags?|mails?|email|numero|telephone|adresse|site|statut|nom|<when>|<dur>|<range>|<year>|hier|aujourd|hui|semaine|jour|bonjour|merci|"
    r"change\w*|modifie\w*|corrige\w*|c|son|quelle?s?|combien|montre\w*|affiche\w*|ouvre\w*|detaille\w*|voir|donne\w*|ceux|n|ont|pas|repondu|remerciement|notre|offre|strategie|demande|"
    r"informations?|infos?|concernant|consigner|noter|<type>|<place>|qu|est|ce|faire|nouveau|nouvelle|artisans?|editeurs?|influenceurs?|bars?|jeux|mjc|ludotheques?|mediatheques?|bibliotheques?|boutiques?|cscs|asso|centres?|sociaux|social|type|region|ville|departement|"
    r"retour|barres?|colonnes?|batons?|gros|grosse|grande?|petite?|haute?|reponses?|repondre|dire|oui|non|nous|vous|relance|objet|post|texte|message|invitation|test|tres|plus|moins|et|ou|a|y|en|pour|avec|sur|dans|par|main|masse|definitivement|jour)(?: |$))+$"
)


def prospect_name(chain: Chain, intent: Intent, text: str) -> str | None:
    """`chain` shows plain words; the name is cut out of `text`."""
    return _cut_first(_PROSPECT_RULES.get(intent, ()), chain, text)


_TALK = frozenset(
    ["je", "j", "m", "me", "tu", "on", "il", "elle", "ils", "elles", "nous", "vous", "si", "que", "qu", "qui", "pas", "ne", "n",
     "sa", "son", "ses", "mon", "ma", "mes", "leur", "leurs", "ca", "cela", "être", "avoir", "suis", "est", "sont", "ai", "y", "ont", "remplacer", "au",
     "tag", "tags", "étiquette", "etiquette", "trie", "mets", "met", "passe", "ajoute", "enlève", "enleve", "change", "modifie", "corrige", "retire", "supprime"]
)  # fmt: skip


def is_talk(name: str) -> bool:
    """ "être sûre", "monsieur m'a écrit": a piece of a sentence, and no name."""
    words = re.split(r"[\s'’-]+", name)
    return any(word in _TALK for word in words)


_CAMPAIGN_WORD = r"(?:campagne|operation|mailing)"
_STOP = (
    r"(?: (?:\?|!|\.|, .*|; .*|\( .*|: .*|stp|svp|s il te plait|s il vous plait|merci.*|please|"
    r"(?:pour|avec|aupres|vers|a destination|a l attention|chez|contre) .*|(?:par|selon) .*|"
    r"aux (?:mjc|ludo\w*|media\w*|biblio\w*|bars?|boutiques?|edit\w*|artisans?|influ\w*|youtub\w*|asso\w*|cscs|centres?|prospects?|structures?|contacts?|clubs?|cafes?|magasins?|gens|adherents?|partenaires?|inscrits?|abonnes?|destinataires?|interesses|nouveaux|memes)(?: .*)?|"
    r"(?:qui|elle|elles|on|je|laquelle|lequel|ou c|ou|et (?:elle|on|tu|dis|donne|quand|kan|ca)|tu|vous|si) .*|"
    r"(?:le|au|du|pour le|d ici|avant le|a partir du) (?:<num>|<ord>|<day>|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?: .*)?|<day>(?: .*)?|"
    r"(?:ce |cet )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|apres demain|aujourd hui|soir|matin)(?: .*)?|dans (?:<num>|un|une|deux|trois|quinze|dix) .*|la semaine prochaine|des que possible|"
    r"en (?:csv|pdf|test|urgence|masse|avance|priorite|attente|cours|ligne|detail|ce|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|<\w+>)(?: .*)?|maintenant|tout de suite|"
    r"(?:a|ont|est|etait|sont|s est|se|part|partira|peut|doit|avait|a t|etait|sera|tourne|marche|va|passe|contient)(?: .*)?|dans le temps|comme campagne|comme ca))*$"
)
_ADJECTIVE = r"(?:mail|mails|emailing|email|de mails|d emailing|facebook|instagram|insta|tiktok|youtube|twitter|x|de relance|de prospection|d invitation)"
_CAMPAIGN = _rules(
    rf"^.*(?:{_CAMPAIGN_WORD})(?: {_ADJECTIVE})? (?:qui s appelle|nommee|nomme|appelee|appele|intitulee|intitule|du nom de|baptisee|:)(?: :)? {_NAME}{_STOP}",
    rf"^.*(?:qui s appelle|nommee|appelee|intitulee|nomme la|appelle la|baptisee) {_NAME}{_STOP}",
    rf"^.*?{_CAMPAIGN_WORD} (?:de |du |d )?(?!(?:pour|aux?|avec|a|qui|en|est|par|vers|chez|sur|dans|aupres|ont|sont|la plus) ){_NAME}{_STOP}",
)
_BARE_CAMPAIGN = _rules(
    rf"^.*?(?:resultats?|bilan|stats?|statistiques|performances?|perfs?|perf|chiffres|retombees|rapport|taux (?:de |d )?\w+|ouvertures?|clics?|retours?|reponses?|rebonds?|l envoi|mails?)(?: par \w+)? (?:de|du|d|pour|sur|a|dans)(?: la| le| l| les)? {_NAME}{_STOP}",
    rf"^.*?(?:a donne|ca donne|a marche|donne quoi|donne)(?: quoi)? {_NAME}{_STOP}",
    rf"^{_ASK}(?:ouvre\w*|affiche\w*|montre\w*|envoie\w*|envoyer|lance\w*|expedie\w*|programme\w*|fais partir|fais voir|planifie\w*|diffuse\w*|retroplanning|etablis le retroplanning|prepare\w*|voir|declenche\w*|le retroplanning)(?: moi)?(?: de| d| du| pour)? {_NAME}(?: , la campagne)?{_STOP}",
    rf"^.*(?:retroplanning|planning|checklist|check list|rappel|etapes|taches)(?: de| d| du| pour) {_NAME}{_STOP}",
    rf"^.*(?:clique|clics|repondu|ouvert|reagi)(?: dans| a| sur) {_NAME}{_STOP}",
    rf"^{_ASK}(?:est ce que )?{_NAME} (?:a (?:t )?(?:elle|bien|marche|porte|fonctionne|ete|donne)|doit|peut|part|est (?:deja |bien )?(?:partie|prete|envoyee)|, la campagne|, ca)(?: .*)?$",
)
_NO_CAMPAIGN = re.compile(
    r"^(?:(?:le|la|l|les|un|une|cette?|ces?|sa|son|ma|mon|notre|nos|en|cours|prochaine?|derniere?s?|nouvelle|premiere|deuxieme|precedente|actuelle?|actuellement|meilleure|plus|efficace|mails?|email|emailing|facebook|instagram|insta|tiktok|"
    r"youtube|x|test|envoi|relance|tout|maintenant|de|d|du|des|pour|avec|aux|a|et|qui|que|qu|on|eux|elles|ceux|celles|ca|selection|liste|prospects?|contacts?|<type>|<place>|annee|an|dernier|mois|semaine|terminees?|envoyees?|passees?|prevues?|"
    r"sms|campagnes?|quoi|est|etait|elle|tourne|jour|moment|janvier|avant|en|pause|temps|compte|relances?|invitation|prospection|retroplanning|planning|checklist|etapes|taches|resultats?|bilan|stats|"
    r"<num>|<year>|bien|comme|dans|sur|par|segment|region|type|en cours|partir|prete|fini\w*|envoyer|lancer|creer|faire|suivre|preparer|y|il|-|il|faut)(?: |$))+$"
)


def campaign_name(chain: Chain, text: str) -> str | None:
    """After the word campaign; without it, a name with a capital in its usual places."""
    name = _cut_first(_CAMPAIGN, chain, text, _NO_CAMPAIGN, strip_articles=False)
    return name or _cut_first(_BARE_CAMPAIGN, chain, text, _NO_CAMPAIGN, capital=True)


def quoted(text: str) -> str | None:
    found = re.search(
        r"«\s*([^»]{2,120}?)\s*»|“\s*([^”]{2,120}?)\s*”|\"\s*([^\"]{2,120}?)\s*\"", text
    )
    return next((group for group in found.groups() if group), None) if found else None


def _cut_first(
    rules: Iterable[re.Pattern[str]],
    chain: Chain,
    text: str,
    no_name: re.Pattern[str] = _NO_NAME,
    *,
    capital: bool = False,
    strip_articles: bool = True,
) -> str | None:
    for pattern in rules:
        found = pattern.match(chain.text)
        if found is None:
            continue
        items = chain.between(*found.span("name"))
        name = cut(items, text, strip_articles=strip_articles)
        said = " ".join(item.text for item in items)
        if name is None or no_name.match(said) or (capital and not name[0].isupper()):
            continue
        return name
    return None


def cut(items: list[Item], text: str, *, strip_articles: bool = True) -> str | None:
    """What these items cover of the text, without the article before nor the marks around."""
    while items and (
        (strip_articles and len(items) > 1 and items[0].raw.lower() in _ARTICLES)
        or not re.search(r"\w", items[0].text)
    ):
        items = items[1:]
    while items and not re.search(r"\w|\)", items[-1].text):
        items = items[:-1]
    if not items:
        return None
    name = text[items[0].start : items[-1].end].strip(" \"'«»“”.,;:?!-")
    return name if len(name) > 1 else None
