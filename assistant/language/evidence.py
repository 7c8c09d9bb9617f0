"""What a sentence's shape says of its intent, beyond the classifier: fragments, pronouns, verbs."""

import re
from dataclasses import asdict, dataclass
from functools import cache

from assistant.language.chain import rule
from assistant.language.extract import Said
from assistant.language.lexicon_data import words_in

_COUNT = rule(r"""
    (?:combien(?!_de_temps|_de_campagnes?|_de_taches?|_de_doublons?|_de_sauvegardes?)
    |nombre_(?:de|d)(?!_<unit>)|(?:quel|c_est_quoi)_(?:est_)?le_(?:nombre|total)|compte_(?:les|moi|le
    |la|-)|compter|denombre\w*|le_nombre(?!_d_<unit>)|au_total|ca_(?:en_)?fait_combien)
""")
_SORT = rule(r"(?:trie|tri|trier|triez|tries|ordonne|ordonner)")
_LIST_VERB = rule(r"""
    (?:montre\w*|affiche\w*|liste\w*|donne\w*|cherche\w*|trouve\w*|voir|voudrais|veux
    |aimerais|sors|sortir|quels|quelles|quel|quelle|qui_sont|lesquels|lesquelles|ou_sont
    |besoin|recupere\w*|filtre\w*|selectionne\w*|extrais|il_y_a|y_a|avons_nous|a_t_on|on_a
    |fais_voir|file|balance|recherche\w*|presente\w*|visualise\w*|souhaite\w*|existe\w*
    |connais|connait|dis)
""")
_ANAPHORA = rule(r"""
    (?:eux|elles|ceux|celles|parmi|leur|leurs|lesquels|lesquelles|memes?|la_dedans|dedans
    |dans_le_tas|ces_(?:prospects|structures|contacts|resultats|gens|fiches|organisations
    |lieux|<c\.typeprospect>)|cette_(?:selection|liste|recherche)|la_(?:selection|liste)|ca
    |cela|ceci|le_resultat|les_resultats|ils|en|tout_ca|d_entre)
""")
_OBJECT_PRONOUN = rule(r"""
    (?:(?:exporte|telecharge|envoie|envoyer|montre|affiche|liste|segmente|score|regroupe
    |classe|compte|sors|mets|garde|contacte|relance|trie|donne|extrais|recupere|note|imprime
    |analyse|met|sauve|ajoute|prends?)\w*(?:_moi)?_(?:les|la|le|leur|en)(?!_(?!en_|au_|par_
    |dans_|sous_|svp|stp|d_abord|tous|toutes|vers|un_|une_|ce_|cette_|<end>|\?|!|\.|,)\S)
    |les_(?:exporter|telecharger|segmenter|scorer|classer|regrouper|contacter|relancer|voir
    |afficher|compter|envoyer|trier)|leur_(?:ecrire|envoyer|adresser|proposer|ecris|envoie)
    |ecris_leur|ecrire_leur|envoie_leur|pour_(?:eux|elles)|a_(?:ces|cette|tous|toute)
    |aupres_d_eux|(?:fais|fait|faire|creer?|lance\w*)_en|en_faire|en_fait|avec_(?:eux|elles
    |ca|ceux_ci|cette|ces)|avec_la_selection|(?:sur|de|a|pour)_(?:ces|cette|la_selection
    |ma_selection|eux|elles|ca|ceux_la|celles_la|ceux_ci|celles_ci)|chez_eux
    |les_(?:concernant)|cette_selection|la_selection|ma_selection|ces_(?:prospects
    |structures|contacts|gens|resultats)|cette_liste|cet(?:te)?_(?:audience|cible|ensemble)
    |les_contacter|les_relancer)
""")
# "et combien de boutiques ?" goes on with the search; "et sinon, …" does not.
_GOES_ON = rule(
    r"^(?:(?:ok|merci|super|d_accord|bien|bon|ah|parfait|,|!|\.)_)*et(?!_(?:sinon|au_fait))"
)
_NOUN = rule(r"""
    (?:prospects?|structures?|contacts?|organisations?|organismes?|etablissements?|fiches?
    |partenaires?|clients?|acteurs?|<c\.typeprospect>|<c\.type>|<everywhere>|<clear>)
""")
_OPENING = rule(r"""
    ^(?:(?:ok|merci|oui|bon|alors|parfait|super|bien|ah|euh|heu|mince|oups|ouais|d_accord
    |dac|nickel|top|cool|genial|desole|pardon|,|!|\.)_)*(?:et|mais|ou|non|plutot|pareil|idem
    |meme_chose|la_meme|les_memes|le_meme|ceux|celles|seulement|uniquement|juste|que|aussi
    |ni|sauf|sans|avec|hors|pas|qui|finalement|en_fait|enfin|ajoute|rajoute|enleve|retire
    |remets|dont|parmi|en|dans|a|au|du|de|d|depuis|avant|apres|entre|pour|chez|sur|je_voulais_dire|je_veux_dire|c_est
    |<c\.\w+>|<field>|<range>|<everywhere>|<s\.\w+>)
""")


@cache
def function_words() -> frozenset[str]:
    return words_in("mots_outils.txt")


# "la MJC de Foix …" speaks of one record, not of a selection.
_ONE_RECORD = rule(
    r"^(?:(?:supprime|efface|enleve|retire|vire|oublie|ouvre|montre|affiche)\w*_)?"
    r"(?:la|le|l|cette|cet|notre)_<c\.type\w*>"
)


# "il a refusé" notes an answer; "un mail aux MJC" asks for a mail, "dans 10 jours" for who knows.
_IMPURE = re.compile(
    r"(?<!\S)(?:il|elle|je|j|tu|vous|nous|lui|toi|moi|son|sa|ma|mon|c|<(?!c\.|s\.|end|clear)[\w.]+>)(?!\S)"
)


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
    is_pure: bool
    """A fragment of whole conditions, said of several: no words are left to ask anything else."""
    opens_as_follow_up: bool
    changes_filter: bool
    """Adds, removes, restores, narrows, replaces or clears."""
    uses_selection: bool
    goes_on: bool
    """Begins with "et": what was asked before still holds."""


def evidence(said: Said) -> Evidence:
    text = said.text.removesuffix(" <end>")
    is_fragment = not said.is_empty and not residue(said) and not _ONE_RECORD.match(text)
    return Evidence(
        counts=bool(_COUNT.search(text)),
        lists=bool(_LIST_VERB.search(text)),
        refers=bool(_ANAPHORA.search(text)),
        sorts=bool(_SORT.search(text)),
        has_noun=bool(_NOUN.search(text)),
        is_fragment=is_fragment,
        is_pure=is_fragment and bool(said.changes or said.clear) and not _IMPURE.search(said.shape),
        opens_as_follow_up=bool(_OPENING.match(text)),
        changes_filter=bool(said.signals & {"add", "remove", "restore", "only", "instead", "swap"})
        or bool(said.dropped)
        or said.clear
        or said.everywhere,
        uses_selection=bool(_OBJECT_PRONOUN.search(text)),
        goes_on=bool(_GOES_ON.search(text)),
    )


def residue(said: Said) -> list[str]:
    """The words that neither conditions nor grammar explain."""
    unexplained = {"<misc>", "<quote>"} if said.signals or said.dropped else {"<misc>", "<key>"}
    return [
        word
        for word in said.shape.split()
        if word in unexplained
        or not (word in function_words() or word.startswith("<") or len(word) < 2)
    ]


def signs(said: Said, shape: Evidence | None = None) -> tuple[str, ...]:
    """The shape in words: each fact that holds, and each key that the sentence constrains."""
    facts = asdict(shape or evidence(said))
    keys = sorted({condition.key for condition in said.conditions})
    found = [name for name, holds in facts.items() if holds]
    whole = [name for name in ("clear", "everywhere") if getattr(said, name)]
    return (*found, *(f"k:{key}" for key in keys), *whole)
