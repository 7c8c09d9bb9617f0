"""What a sentence's shape says of its intent, beyond the classifier: fragments, pronouns, verbs."""

import re
from dataclasses import dataclass
from functools import cache

from assistant.language.extract import Said
from assistant.language.lexicon_data import words_in

_COUNT = re.compile(
    r"(?<!\S)(?:combien(?! de temps| de campagnes?| de taches?| de doublons?| de sauvegardes?)|nombre (?:de|d)|(?:quel|c est quoi) (?:est )?le (?:nombre|total)|compte (?:les|moi|le|la|-)|compter|denombre\w*|le nombre|au total|ca (?:en )?fait combien)(?!\S)"
)
_SORT = re.compile(r"(?<!\S)(?:trie|tri|trier|triez|tries|ordonne|ordonner)(?!\S)")
_LIST_VERB = re.compile(
    r"(?<!\S)(?:montre\w*|affiche\w*|liste\w*|donne\w*|cherche\w*|trouve\w*|voir|voudrais|veux|aimerais|sors|sortir|quels|quelles|quel|quelle|qui sont|lesquels|lesquelles|ou sont|besoin|recupere\w*|filtre\w*|selectionne\w*|extrais|il y a|y a|avons nous|a t on|on a|fais voir|file|balance|recherche\w*|presente\w*|visualise\w*|souhaite\w*|existe\w*|connais|connait|dis)(?!\S)"
)
_ANAPHORA = re.compile(
    r"(?<!\S)(?:eux|elles|ceux|celles|parmi|leur|leurs|lesquels|lesquelles|memes?|la dedans|dedans|dans le tas|ces (?:prospects|structures|contacts|resultats|gens|fiches|organisations|lieux|<c\.typeprospect>)|cette (?:selection|liste|recherche)|la (?:selection|liste)|ca|cela|ceci|le resultat|les resultats|ils|en|tout ca|d entre)(?!\S)"
)
_OBJECT_PRONOUN = re.compile(
    r"(?<!\S)(?:(?:exporte|telecharge|envoie|envoyer|montre|affiche|liste|segmente|score|regroupe|classe|compte|sors|mets|garde|contacte|relance|trie|donne|extrais|recupere|note|imprime|analyse|met|sauve|ajoute|prends?)\w*(?: moi)? (?:les|la|le|leur|en)(?! (?!en |au |par |dans |sous |svp|stp|d abord|tous|toutes|vers|un |une |ce |cette |<end>|\?|!|\.|,)\S)|les (?:exporter|telecharger|segmenter|scorer|classer|regrouper|contacter|relancer|voir|afficher|compter|envoyer|trier)|leur (?:ecrire|envoyer|adresser|proposer|ecris|envoie)|ecris leur|ecrire leur|envoie leur|pour (?:eux|elles)|a (?:ces|cette|tous|toute)|aupres d eux|(?:fais|fait|faire|creer?|lance\w*) en|en faire|en fait|avec (?:eux|elles|ca|ceux ci|cette|ces)|avec la selection|(?:sur|de|a|pour) (?:ces|cette|la selection|ma selection|eux|elles|ca|ceux la|celles la|ceux ci|celles ci)|chez eux|les (?:concernant)|cette selection|la selection|ma selection|ces (?:prospects|structures|contacts|gens|resultats)|cette liste|cet(?:te)? (?:audience|cible|ensemble)|les contacter|les relancer)(?!\S)"
)
_NOUN = re.compile(
    r"(?<!\S)(?:prospects?|structures?|contacts?|organisations?|organismes?|etablissements?|fiches?|partenaires?|clients?|acteurs?|<c\.typeprospect>|<c\.type>|<everywhere>|<clear>)(?!\S)"
)
_OPENING = re.compile(
    r"^(?:(?:ok|merci|oui|bon|alors|parfait|super|bien|ah|euh|heu|mince|oups|ouais|d accord|dac|nickel|top|cool|genial|desole|pardon|,|!|\.) )*(?:et|mais|ou|non|plutot|pareil|idem|meme chose|la meme|les memes|le meme|ceux|celles|seulement|uniquement|juste|que|aussi|ni|sauf|sans|avec|hors|pas|qui|finalement|en fait|enfin|ajoute|rajoute|enleve|retire|remets|dont|parmi|en|dans|a|au|du|de|pour|chez|sur|je voulais dire|je veux dire|c est|<c\.\w+>|<field>|<everywhere>|<s\.\w+>)(?!\S)"
)
@cache
def _function_words() -> frozenset[str]:
    return words_in("mots_outils.txt")


# "la MJC de Foix …" speaks of one record, not of a selection.
_ONE_RECORD = re.compile(r"^(?:la|le|l|cette|cet|notre) <c\.type")


@dataclass(frozen=True)
class Evidence:
    """Plain facts on the sentence's shape."""

    counts: bool
    lists: bool
    refers: bool
    """Speaks of the selection in force: eux, ceux, exporte-les."""
    has_noun: bool
    sorts: bool
    is_fragment: bool
    """Nothing but conditions and little words: "et en Bretagne ?"."""
    opens_as_follow_up: bool
    changes_filter: bool
    """Adds, removes, restores, narrows, replaces or clears."""
    uses_selection: bool


def evidence(said: Said) -> Evidence:
    text = said.text.removesuffix(" <end>")
    return Evidence(
        counts=bool(_COUNT.search(text)),
        lists=bool(_LIST_VERB.search(text)),
        refers=bool(_ANAPHORA.search(text)),
        sorts=bool(_SORT.search(text)),
        has_noun=bool(_NOUN.search(text)),
        is_fragment=not said.is_empty and not _residue(said) and not _ONE_RECORD.match(text),
        opens_as_follow_up=bool(_OPENING.match(text)),
        changes_filter=bool(said.signals & {"add", "remove", "restore", "only", "instead", "swap"})
        or bool(said.dropped)
        or said.clear
        or said.everywhere,
        uses_selection=bool(_OBJECT_PRONOUN.search(text)),
    )


def _residue(said: Said) -> list[str]:
    """The words that neither conditions nor grammar explain."""
    unexplained = {"<misc>", "<quote>"} if said.signals or said.dropped else {"<misc>", "<key>"}
    return [
        word
        for word in said.shape.split()
        if word in unexplained or not (word in _function_words() or word.startswith("<") or len(word) < 2)
    ]
