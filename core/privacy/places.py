"""Where the database speaks of prospects beside their record: the one list to extend."""

from dataclasses import dataclass
from enum import Enum, auto


class Fate(Enum):
    """What erasing somebody does to a document about that person."""

    REMOVE = auto()
    ANONYMISE = auto()
    """It stays, under another id, for the totals that count it."""


@dataclass(frozen=True)
class Place:
    """A collection whose documents are about one prospect (or some, for `id_anywhere`)."""

    collection: str
    key: str
    """How counts and access files name it."""
    one: str
    many: str
    fate: Fate
    id_anywhere: bool = False
    """The id is not in `prospect_id`, but anywhere in the document."""


PLACES = (
    Place("recipients", "envois", "envoi de campagne", "envois de campagnes", Fate.ANONYMISE),
    Place(
        *("events", "suites", "suite d'un envoi (ouverture, clic, réponse)"),
        *("suites d'envois (ouvertures, clics, réponses)", Fate.ANONYMISE),
    ),
    Place("scores", "chances", "chance de répondre", "chances de répondre", Fate.REMOVE),
    Place("tasks", "taches", "tâche", "tâches", Fate.REMOVE),
    Place("reminders", "rappels", "rappel", "rappels", Fate.REMOVE),
    Place(
        *("duplicate_groups", "doublons", "groupe de doublons", "groupes de doublons"),
        *(Fate.REMOVE, True),
    ),
    Place(
        *("not_duplicates", "distinctions", "remarque « pas un doublon »"),
        *("remarques « pas un doublon »", Fate.REMOVE, True),
    ),
    Place(
        *("watched_duplicates", "surveillances", "surveillance de doublon"),
        *("surveillances de doublons", Fate.REMOVE, True),
    ),
    Place(
        *("pendings", "questions", "question en attente", "questions en attente", Fate.REMOVE),
        id_anywhere=True,
    ),
)

# The rest of the database is read through for the person's e-mail, telephone and names, which are
# replaced. A collection that is added later is read as well: it must be named here to be left out.
NOT_READ = frozenset(
    {
        *("prospects", "journal", "import_batches", "import_files.chunks"),  # by ways of their own
        *("recipients", "events"),  # about one prospect each, found by its id
        *("meta", "users", "ended_sessions", "login_failures", "objections", "erasures"),
        *("settings", "clock_jobs", "send_limits", "send_runs"),  # of the installation
        "addresses",  # keyed hashes
    }
)
