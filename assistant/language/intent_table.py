"""The table of intents: all that is said of each, in one place. docs/adding-an-intent.md says how
one is added."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class Family(StrEnum):
    """Intents that are as sure, and as costly when misread, as each other, in the help's order."""

    LIST = auto()
    """A list, a count, a narrowing: told apart by the sentence's shape, and alike to mentions."""
    FIGURES = auto()
    RECORD = auto()
    WRITE = auto()
    ERASE = auto()
    """What cannot be taken back: erasing, sending."""
    FILE = auto()
    CAMPAIGN = auto()
    PLANNING = auto()
    LEARNING = auto()
    TALK = auto()
    OUTSIDE = auto()


class Selection(Enum):
    """What a turn has to do with the selection of prospects in force."""

    ALWAYS = auto()
    """It works on it; a condition narrows it for what follows."""
    MENTIONED = auto()
    """The same, only where the sentence speaks of it or gives conditions."""
    NEVER = auto()
    """It outputs none and leaves the one in force alone."""


_WORDS = ("texte", "campagne")
_AMOUNTS = ("quantity", "span", "number")


@dataclass(frozen=True, kw_only=True)
class About:
    """All that is said of one intent."""

    family: Family
    say: str
    """The sentence that says it and no other: what its button says where the assistant asks."""
    say_of: str = ""
    """The same of the `{prospect}` that the sentence names."""
    help: str = ""
    """What the help says of it."""
    selection: Selection = Selection.NEVER
    ignored: tuple[str, ...] = _WORDS
    """Mentions that are no condition in such a turn: the same words mean something else."""
    tells_unread: bool = True
    """Whether words left aside are told, where it works on the selection."""
    slots: tuple[str, ...] = ()
    """Its readers, in `slots/readers.py`."""


class Intent(StrEnum):
    """What the user wants; the values are those of the understanding contract."""

    _value_: str
    about: About

    def __new__(cls, value: str, *about: About) -> "Intent":
        """A member of the table; one that is looked up, by its value alone, comes not here."""
        member = str.__new__(cls, value)
        member._value_ = value
        (member.about,) = about
        return member

    HELP = "help", About(family=Family.TALK, say="Que sais-tu faire ?")
    SMALL_TALK = "small_talk", About(family=Family.TALK, say="Bonjour")
    FILTER_PROSPECTS = (
        "filter_prospects",
        About(
            family=Family.LIST,
            say="Montre-moi la liste des prospects",
            help="**chercher** des prospects par type, lieu, statut, taille, réseau, date de "
            "contact…",
            selection=Selection.ALWAYS,
            ignored=(),
            slots=("limit",),
        ),
    )
    COUNT_PROSPECTS = (
        "count_prospects",
        About(
            family=Family.LIST,
            say="Combien de prospects ?",
            help="les **compter**",
            selection=Selection.ALWAYS,
            ignored=(),
        ),
    )
    REFINE_FILTERS = (
        "refine_filters",
        About(
            family=Family.LIST,
            say="Enlève tous les filtres",
            help="**affiner** : « et seulement ceux qui ont un mail », « enlève la région »",
            selection=Selection.ALWAYS,
            ignored=(),
            slots=("limit",),
        ),
    )
    SHOW_PROSPECT = (
        "show_prospect",
        About(
            family=Family.RECORD,
            say="Ouvre la fiche d'un prospect",
            say_of="Ouvre la fiche de {prospect}",
            help="**ouvrir** une fiche",
            slots=("prospect",),
        ),
    )
    ADD_PROSPECT = (
        "add_prospect",
        About(
            family=Family.WRITE,
            say="Ajoute un nouveau prospect",
            help="**ajouter** une fiche",
            slots=("prospect",),
        ),
    )
    EDIT_PROSPECT = (
        "edit_prospect",
        About(
            family=Family.WRITE,
            say="Modifie la fiche d'un prospect",
            say_of="Modifie la fiche de {prospect}",
            help="la **modifier**, **annuler** un changement",
            slots=("prospect", "edit"),
        ),
    )
    DELETE_PROSPECT = (
        "delete_prospect",
        About(
            family=Family.ERASE,
            say="Supprime la fiche d'un prospect",
            say_of="Supprime la fiche de {prospect}",
            help="**effacer** une fiche",
            slots=("erased_prospect",),
        ),
    )
    PROSPECT_HISTORY = (
        "prospect_history",
        About(
            family=Family.RECORD,
            say="Montre-moi l'historique des modifications",
            say_of="Montre-moi l'historique de {prospect}",
            help="dire **qui a changé quoi**",
            slots=("prospect",),
        ),
    )
    RECORD_RESPONSE = (
        "record_response",
        About(
            family=Family.WRITE,
            say="Enregistre la réponse d'un prospect",
            say_of="Enregistre la réponse de {prospect}",
            help="**noter** une réponse",
            slots=("prospect", "response", "past_date"),
        ),
    )
    FIND_DUPLICATES = (
        "find_duplicates",
        About(
            family=Family.RECORD,
            say="Cherche les doublons",
            help="chercher les **doublons**",
            selection=Selection.MENTIONED,
        ),
    )
    IMPORT_CSV = (
        "import_csv",
        About(
            family=Family.FILE,
            say="Importe un fichier",
            help="**importer** un fichier (déposez-le ici)",
        ),
    )
    EXPORT_CSV = (
        "export_csv",
        About(
            family=Family.FILE,
            say="Exporte la sélection en CSV",
            help="**télécharger** la sélection en Excel",
            selection=Selection.ALWAYS,
            ignored=(),
            slots=("format", "limit"),
        ),
    )
    SHOW_KPIS = (
        "show_kpis",
        About(
            family=Family.FIGURES,
            say="Montre-moi les indicateurs",
            help="montrer le **tableau de bord**, un graphique, une carte, **comparer** deux "
            "sélections, dire comment la base **évolue**",
            selection=Selection.ALWAYS,
            ignored=(),
            slots=("kpi",),
        ),
    )
    CREATE_CAMPAIGN = (
        "create_campaign",
        About(
            family=Family.CAMPAIGN,
            say="Crée une nouvelle campagne",
            help="**préparer une campagne** de mails, d'une phrase",
            selection=Selection.ALWAYS,
            slots=("new_campaign", "network", "campaign_date"),
        ),
    )
    LIST_CAMPAIGNS = (
        "list_campaigns",
        About(
            family=Family.CAMPAIGN,
            say="Montre-moi la liste des campagnes",
            help="montrer **vos campagnes**",
        ),
    )
    SHOW_CAMPAIGN = (
        "show_campaign",
        About(
            family=Family.CAMPAIGN,
            say="Ouvre la dernière campagne",
            help="dire **où en est** une campagne",
            slots=("any_campaign",),
        ),
    )
    CAMPAIGN_PERFORMANCE = (
        "campaign_performance",
        About(
            family=Family.CAMPAIGN,
            say="Montre-moi les résultats de la dernière campagne",
            help="ce qu'elle a **donné**, et **relancer** ceux qui n'ont pas répondu",
            slots=("any_campaign",),
        ),
    )
    SEGMENT_PROSPECTS = (
        "segment_prospects",
        About(
            family=Family.LEARNING,
            say="Regroupe les prospects qui se ressemblent",
            selection=Selection.ALWAYS,
            ignored=("texte", *_AMOUNTS),
            slots=("clusters",),
            help="**regrouper** les prospects qui se ressemblent : « fais 4 groupes »",
        ),
    )
    SCORE_PROSPECTS = (
        "score_prospects",
        About(
            family=Family.LEARNING,
            say="Quels prospects ont le plus de chances de répondre ?",
            selection=Selection.ALWAYS,
            ignored=_AMOUNTS,
            slots=("limit", "one_prospect"),
            help="dire **qui a le plus de chances de répondre**, et pourquoi",
        ),
    )
    RECOMMEND_STRATEGY = (
        "recommend_strategy",
        About(
            family=Family.LEARNING,
            say="Que me conseilles-tu comme stratégie ?",
            selection=Selection.MENTIONED,
            ignored=(*_WORDS, *_AMOUNTS),
            slots=("named_campaign", "one_prospect"),
            help="**conseiller** : qui relancer, à quelle heure écrire, combien de réponses "
            "attendre",
        ),
    )
    GENERATE_MAIL = (
        "generate_mail",
        About(
            family=Family.CAMPAIGN,
            say="Rédige un mail",
            selection=Selection.MENTIONED,
            ignored=(*_WORDS, *_AMOUNTS, "adherents", "date", "duration", "net"),
            tells_unread=False,  # what the mail is about has words of its own
            slots=("named_campaign", "one_prospect", "writing"),
            help="**rédiger** un mail ou un message pour un réseau, puis le corriger : "
            "« plus court », « tutoie »…",
        ),
    )
    SEND_CAMPAIGN = (
        "send_campaign",
        About(
            family=Family.ERASE,
            say="Envoie la campagne",
            help="**approuver** et **envoyer** une campagne, la mettre en pause",
            slots=("any_campaign", "date_outside_name"),
        ),
    )
    PLAN_CAMPAIGN = (
        "plan_campaign",
        About(
            family=Family.PLANNING,
            say="Fais-moi un rétroplanning",
            help="préparer un **rétroplanning** : « pour le festival du 17 avril »",
            slots=("any_campaign", "date_outside_name"),
        ),
    )
    SHOW_TASKS = (
        "show_tasks",
        About(
            family=Family.PLANNING,
            say="Montre-moi mes tâches",
            help="dire ce qu'il y a **à faire**, ce qui est en retard, qui fait quoi",
            slots=("named_campaign", "date_outside_name"),
        ),
    )
    UPDATE_TASK = (
        "update_task",
        About(
            family=Family.PLANNING,
            say="Ajoute une tâche",
            help="**cocher**, décaler, confier, ajouter une tâche",
            slots=("task", "date"),
        ),
    )
    SET_REMINDER = (
        "set_reminder",
        About(
            family=Family.PLANNING,
            say="Crée un rappel",
            help="vous **rappeler** : « rappelle-moi mardi à 10 h d'appeler la MJC »",
            slots=("reminder", "one_prospect", "date"),
        ),
    )
    BACKUP = (
        "backup",
        About(
            family=Family.FILE,
            say="Fais une sauvegarde de la base",
            help="**sauvegarder** la base, revenir à une sauvegarde",
            slots=("backup_date",),
        ),
    )
    EXPORT_CHARTS = (
        "export_charts",
        About(
            family=Family.FIGURES,
            say="Télécharge les graphiques en PDF",
            help="en faire un **PDF**",
            selection=Selection.MENTIONED,
            tells_unread=False,  # "le tableau de bord en PDF" has words of its own
            slots=("format",),
        ),
    )
    SETTINGS = (
        "settings",
        About(
            family=Family.TALK,
            say="Ouvre les paramètres",
            help="vos **réglages** : changer votre mot de passe, votre e-mail",
        ),
    )
    OUT_OF_SCOPE = (
        "out_of_scope",
        About(family=Family.OUTSIDE, say="Parlons d'autre chose que des prospects"),
    )


LISTING = frozenset(one for one in Intent if one.about.family is Family.LIST)
