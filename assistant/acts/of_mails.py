"""Acts about drafts of mails; each draft by its id."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.acts.base import Act, Id
from core.content.change import Kind
from core.content.recipes import SHORTEST, Part


class OfMail(Act):
    """Something done with one draft."""

    mail: Id


class ChangeMail(OfMail):
    """One thing asked of it, as a sentence would."""

    do: Literal["change_mail"] = "change_mail"
    kind: Kind
    value: Annotated[str, Field(max_length=2_000)] | None = None
    part: Part | None = None


class RestoreMail(OfMail):
    """An earlier version, by its number."""

    do: Literal["restore_mail"] = "restore_mail"
    number: Annotated[int, Field(ge=1, le=100_000)]


class ShowMail(OfMail):
    do: Literal["show_mail"] = "show_mail"


class CheckDraft(OfMail):
    do: Literal["check_draft"] = "check_draft"


class MendMail(OfMail):
    """All that checks found and can be mended by a click."""

    do: Literal["mend_mail"] = "mend_mail"


class ListLacking(OfMail):
    """The recipients that lack a field that the mail names."""

    do: Literal["list_lacking"] = "list_lacking"
    field: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]


class CompareMail(OfMail):
    """What the last change did."""

    do: Literal["compare_mail"] = "compare_mail"


class MailSubjects(OfMail):
    """Subjects to choose from."""

    do: Literal["mail_subjects"] = "mail_subjects"


class MailVersions(OfMail):
    do: Literal["mail_versions"] = "mail_versions"


class PostOfMail(OfMail):
    """The same for a network."""

    do: Literal["post_of_mail"] = "post_of_mail"
    network: Literal["facebook", "instagram", "x", "tiktok", "youtube"]


class RewriteMail(OfMail):
    """By the language model of the installation."""

    do: Literal["rewrite_mail"] = "rewrite_mail"


class MailForm(OfMail):
    """A form: what lacks, or the words."""

    do: Literal["mail_form"] = "mail_form"
    what: Literal["facts", "words"]


class AssociationForm(Act):
    """Who writes."""

    do: Literal["association_form"] = "association_form"


class OfTemplate(Act):
    """Something done with a mail that was kept."""

    template: Id


class WriteFromTemplate(OfTemplate):
    do: Literal["write_from_template"] = "write_from_template"


class DuplicateTemplate(OfTemplate):
    do: Literal["duplicate_template"] = "duplicate_template"


class RestoreTemplate(OfTemplate):
    do: Literal["restore_template"] = "restore_template"
    number: Annotated[int, Field(ge=1, le=100_000)]


class NewTemplate(Act):
    """A form for a mail of one's own, in Jinja and HTML."""

    do: Literal["new_template"] = "new_template"


class KeepMail(OfMail):
    """Asks for the name to keep it under."""

    do: Literal["keep_mail"] = "keep_mail"


class GiveMail(OfMail):
    """To a campaign."""

    do: Literal["give_mail"] = "give_mail"
    campaign: Id


class MailWish(BaseModel):
    """How a mail was asked for, beside its objective and its day: kept until it is known which."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    tone: Annotated[str, Field(pattern=r"^[a-z]{1,40}$")] | None = None
    familiar: bool = False
    inclusive: bool = False
    follow: bool = False
    short: Annotated[int, Field(ge=0, le=SHORTEST)] = 0
    end: date | None = None
    place: Annotated[str, Field(max_length=200)] | None = None
    hours: Annotated[str, Field(max_length=200)] | None = None
    price: Annotated[str, Field(max_length=200)] | None = None
    link: Annotated[str, Field(max_length=500)] | None = None


class MailToCampaign(OfMail):
    """A campaign of it: its event, its day, its people."""

    do: Literal["mail_to_campaign"] = "mail_to_campaign"


class NewMail(Act):
    """A mail for everybody, where one in work might have been meant."""

    do: Literal["new_mail"] = "new_mail"
    objective: Annotated[str, Field(pattern=r"^[a-z-]{1,40}$")]
    occasion: Annotated[str, Field(max_length=200)] | None = None
    day: date | None = None
    wish: MailWish | None = None


class WriteForCampaign(Act):
    """A draft of a campaign's mail: its objective, its people, its day."""

    do: Literal["write_for_campaign"] = "write_for_campaign"
    campaign: Id
    wish: MailWish | None = None
