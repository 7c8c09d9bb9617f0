"""The services of what is written, built over one database."""

from dataclasses import dataclass

from core.clock import Clock
from core.configuration.service import ConfigurationService
from core.content import drafts, templates
from core.content.drafts import DraftStore
from core.content.language_model import LanguageModel
from core.content.previews import Previews
from core.content.profile import AssociationService
from core.content.templates import MailLibrary
from core.content.writer import Writer
from core.database import Database
from core.journal.service import JournalService
from core.prospects.service import ProspectService

COLLECTIONS = (*drafts.COLLECTIONS, *templates.COLLECTIONS)


@dataclass(frozen=True)
class Content:
    """Drafts, their previews, the association's profile, mails kept to be used again."""

    association: AssociationService
    writer: Writer
    previews: Previews
    library: MailLibrary
    model: LanguageModel


def build_content(
    database: Database,
    prospects: ProspectService,
    configuration: ConfigurationService,
    journal: JournalService,
    clock: Clock,
) -> Content:
    """Everything of this word."""
    store = DraftStore(database)
    association = AssociationService(database, store, journal, clock)
    writer = Writer(store, association, clock)
    model = LanguageModel(database.settings)
    previews = Previews(writer, prospects, configuration, clock)
    return Content(association, writer, previews, MailLibrary(database, clock), model)
