"""Sentences that mean one thing only, whatever was said before: most are those of buttons.

A pattern must match the whole folded sentence (lower case, no accents, no punctuation).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from assistant.language.requests import (
    duplicates,
    exports,
    history,
    imports,
    privacy,
    records,
)
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.understanding import Intent


def _nothing_more(_asked: Asked) -> Request:
    """The name of the command says it all."""
    return Request()


@dataclass(frozen=True)
class Command:
    """A plain sentence: the skill that answers it by that name, and the request that it makes."""

    name: str
    intent: Intent
    pattern: str
    read: Callable[[Asked], Request] = _nothing_more

    @cached_property
    def rule(self) -> re.Pattern[str]:
        """The pattern, compiled once."""
        return re.compile(self.pattern)


_ID = r"[0-9a-f]{8} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{12}"
"""An id as a folded sentence shows it."""
_DEMO = r"(?:la |une |les |des )?(?:demo|demonstration|donnees de (?:la )?(?:demo|demonstration))"
_SHOW = r"(?:montre[rz]?|voir|affiche[rz]?|liste[rz]?)"
_GET = r"(?:(?:montre[rz]?|voir|donne[rz]?|telecharge[rz]?)(?: moi)? )?"
_IMPORT = r"(?:le dernier|l|cet|mon) import(?: (?:de|du|d) .+)?"
_FILE = r"(?: (?:de|du|dans le) fichier .+)?"
_IS = r"(?:est|sont|contient|c est|correspond a|veut dire)"

COMMANDS = (
    Command(
        "load_demo",
        Intent.SETTINGS,
        rf"(?:charge[rz]?|lance[rz]?|installe[rz]?|mets|essaye[rz]?|voir) {_DEMO}",
    ),
    Command(
        "remove_demo",
        Intent.SETTINGS,
        rf"(?:enleve[rz]?|retire[rz]?|supprime[rz]?|efface[rz]?|annule[rz]?) {_DEMO}",
    ),
    Command(
        "next_duplicates",
        Intent.FIND_DUPLICATES,
        r"(?:montre |voir |affiche )?(?:les )?doublons suivants(?: apres \d+)?",
        duplicates.read_next,
    ),
    Command(
        "set_group_aside",
        Intent.FIND_DUPLICATES,
        rf"garde(?:r|z)? separe(?:s)? le groupe {_ID}",
        duplicates.read_group,
    ),
    Command(
        "merge_group",
        Intent.FIND_DUPLICATES,
        rf"fusionne[rz]? le groupe {_ID}",
        duplicates.read_group,
    ),
    Command(
        "choose_in_merge",
        Intent.FIND_DUPLICATES,
        rf"dans la fusion {_ID} prends [a-z ]+ de la fiche n {_ID}",
        duplicates.read_choice,
    ),
    Command(
        "export_chosen",
        Intent.SETTINGS,
        exports.CHOSEN,
        exports.read_chosen,
    ),
    Command(
        "choose_export_columns",
        Intent.SETTINGS,
        r"(?:choisi[rst]?|choisissez|selectionne[rz]?) (?:les |des |mes )?colonnes "
        r"(?:a exporter|(?:de|pour|dans) (?:l |mon |un |cet )?export)",
    ),
    Command(
        "list_imports",
        Intent.IMPORT_CSV,
        rf"{_SHOW}?(?: moi)? ?(?:la liste des|l historique des|les|mes|tous les)? ?"
        r"(?:derniers )?imports(?: (?:de|du|d) .+)?",
        imports.read_kept,
    ),
    Command(
        "undo_import",
        Intent.IMPORT_CSV,
        rf"(?:annule[rz]?|defai[st]|defaire|retire[rz]?|enleve[rz]?) {_IMPORT}",
        imports.read_kept,
    ),
    Command(
        "resume_import",
        Intent.IMPORT_CSV,
        rf"(?:reprend[sz]?|reprendre|continue[rz]?|relance[rz]?) {_IMPORT}",
        imports.read_kept,
    ),
    Command(
        "import_added",
        Intent.IMPORT_CSV,
        rf"{_SHOW}(?: moi)? les (?:fiches|prospects) "
        rf"(?:ajoute(?:e)?s|importe(?:e)?s) par {_IMPORT}",
        imports.read_kept,
    ),
    Command(
        "import_report",
        Intent.IMPORT_CSV,
        rf"{_GET}(?:le )?rapport (?:du dernier|de l|de mon|de cet) import(?: (?:de|du|d) .+)?",
        imports.read_kept,
    ),
    Command(
        "import_errors",
        Intent.IMPORT_CSV,
        rf"{_GET}(?:le fichier des erreurs|le fichier d erreurs|les erreurs"
        r"|les lignes (?:rejetees|a corriger))(?: (?:du dernier|de l|du|de mon) "
        r"(?:import|fichier).*)?",
        imports.read_kept,
    ),
    Command(
        "decide_doubles",
        Intent.IMPORT_CSV,
        rf"(?:mets?|mettre|mettez) a jour (?:tous )?les doublons{_FILE}"
        r"|(?:garde[rz]?|laisse[rz]?|ignore[rz]?) (?:tous )?les (?:doublons|fiches de la base)"
        rf"{_FILE}"
        r"|(?:ajoute[rz]?|force[rz]?|importe[rz]?)(?: quand meme)? (?:tous )?les doublons"
        rf"(?: quand meme)?{_FILE}"
        r"|(?:ajoute[rz]?|importe[rz]?)(?: quand meme)? les personnes (?:effacees|opposees)"
        rf"{_FILE}",
        imports.read_doubles,
    ),
    Command(
        "choose_columns",
        Intent.IMPORT_CSV,
        r"(?:corrige[rz]?|change[rz]?|modifie[rz]?) les colonnes"
        r"(?: (?:du|de l) (?:import|fichier).*)?"
        r"|choisi[rst]? les colonnes (?:du|de l) (?:import|fichier).*",
        imports.read_file,
    ),
    Command(
        "choose_doubles",
        Intent.IMPORT_CSV,
        rf"(?:choisi[rst]?|choisissez|voir|montre[rz]?)(?: moi)? les doublons un par un{_FILE}",
        imports.read_file,
    ),
    Command(
        "say_column",
        Intent.IMPORT_CSV,
        rf"la colonne .+? {_IS} .+|(?:ne garde pas|ignore|laisse|oublie) la colonne .+",
        imports.read_column,
    ),
    Command(
        "say_row",
        Intent.IMPORT_CSV,
        r"(?:(?:mets?|mettre) a jour|ajoute[rz]?(?: quand meme)?|force[rz]?|garde[rz]?"
        r"|laisse[rz]?|ignore[rz]?) (?:la fiche de la base (?:pour|de) )?la ligne \d+"
        r"(?: quand meme)?(?: du fichier .+)?",
        imports.read_row,
    ),
    Command(
        "more_history",
        Intent.PROSPECT_HISTORY,
        r"(?:montre |voir |affiche )?la suite (?:de l historique|du journal)",
    ),
    Command(
        "stop_keeping_corrections",
        Intent.SETTINGS,
        r"n apprend[sz]? (?:plus|pas) (?:de )?mes corrections",
    ),
    Command("keep_corrections", Intent.SETTINGS, r"apprend[sz]? (?:de )?mes corrections"),
    Command(
        "what_is_known",
        Intent.SETTINGS,
        r"(?:(?:que|qu est ce que|qu) (?:savons nous|sait on|nous savons|on sait|l on sait))"
        r" (?:de|d|sur|a propos de) .+",
        privacy.read_known,
    ),
    Command(
        "show_numbered",
        Intent.SHOW_PROSPECT,
        r"(?:ouvre |montre |affiche )?la fiche n [0-9a-f ]+",
        records.read_show,
    ),
    Command(
        "erase_numbered",
        Intent.DELETE_PROSPECT,
        r"(?:efface|supprime)[rz]? la fiche n [0-9a-f ]+",
        privacy.read_erase,
    ),
    Command(
        "undo_entry",
        Intent.PROSPECT_HISTORY,
        rf"annule[rz]? la modification {_ID}",
        history.read_undo,
    ),
    Command(
        "undo_list",
        Intent.PROSPECT_HISTORY,
        rf"annule[rz]? la modification de liste {_ID}",
        history.read_undo,
    ),
    Command(
        "undo_last",
        Intent.PROSPECT_HISTORY,
        r"(?:annule[rz]?|defai[st]|defaire|reviens sur) "
        r"(?:(?:la|ma|cette|mes|les|ces|l|ce|mon|le) )?(?:dernier(?:e)? )?"
        r"(?:modification|modif|saisie|correction|reponse|fusion|action|ajout"
        r"|changement|operation|creation|commentaire)s?",
    ),
    Command(
        "finish_cut",
        Intent.EDIT_PROSPECT,
        r"(?:termine|finis|fini|finir|terminer|reprends|reprendre|continue)[rsz]? "
        r"(?:la modification|l annulation|la fusion|les fusions) (?:interrompue?s?|inachevee?s?)",
    ),
    Command(
        "take_back_cut",
        Intent.PROSPECT_HISTORY,
        r"(?:annule|annuler|defai[st]|defaire|reviens sur)[rsz]? "
        r"(?:la modification|l annulation|la fusion|les fusions) (?:interrompue?s?|inachevee?s?)",
    ),
    Command(
        "go_back",
        Intent.PROSPECT_HISTORY,
        r"(?:(?:oups|zut|mince|non|ah|oh|pardon|desolee?|oula) )*"
        r"(?:oups|zut|mince|annule[rz]? (?:ca|cela|tout ca)"
        r"|c etait une erreur|une erreur|erreur"
        r"|je me suis tromp\w+|j ai fait une (?:betise|erreur)|(?:je |on )?revien[st]? en arriere"
        r"|(?:retour|retourne|revenir|marche) (?:en )?arriere|comme avant|remets comme avant"
        r"|fausse manip\w*|mauvaise manip\w*|j ai clique trop vite)"
        r"(?: (?:pardon|desolee?|stp|svp))*",
    ),
    Command(
        "undo_addition",
        Intent.PROSPECT_HISTORY,
        r"annule[rz]? l ajout (?:de|d|du) .+",
        history.read_undo_addition,
    ),
)


def commanded(asked: Asked) -> Command | None:
    """The command that the whole sentence is, if it is one."""
    return next((one for one in COMMANDS if one.rule.fullmatch(asked.said)), None)
