"""A draft as its real recipients will read it."""

import dataclasses
import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.configuration.keys import PUBLIC_URL, SMTP_SENDER
from core.configuration.models import Sender
from core.configuration.service import ConfigurationService
from core.content.checking import Check, Checked, Level, Without
from core.content.checks import check_all
from core.content.days import day_of
from core.content.drafts import Draft
from core.content.models import Mail, Seen
from core.content.origin import origin
from core.content.variables import kept, uses_of
from core.content.writer import Writer
from core.content.writing import Letter, MissingValues, write
from core.prospects.filters import Filter, PresenceField
from core.prospects.models import Prospect
from core.prospects.service import ProspectService
from core.vocabulary.values import ProspectType

NO_SENDER = Sender("Votre association", "contact@exemple.fr")
_LOOKED_AT, _SHOWN, _LISTED = 60, 6, 200


@dataclass(frozen=True)
class Person:
    """Whom a draft may be shown as; its name is loaded with it."""

    prospect_id: str
    name: str
    town: str
    type: str


EXAMPLE = Prospect(
    prospect_id="exemple",
    nom_structure="Ludothèque des Tilleuls",
    nom_contact="Camille Martin",
    ville="Foix",
    type_prospect=ProspectType.LUDOTHEQUE,
    email="contact@exemple.fr",
)
"""Whom a draft is shown as while the base is empty."""


@dataclass(frozen=True)
class Difference:
    """A line of a mail that changed: "-" gone, "+" come."""

    sign: str
    text: str


class Previews:
    """What recipients read, and what is wrong with it."""

    def __init__(
        self,
        writer: Writer,
        prospects: ProspectService,
        configuration: ConfigurationService,
        clock: Clock,
    ) -> None:
        self._writer = writer
        self._prospects = prospects
        self._configuration = configuration
        self._clock = clock

    def people(self, user: User, draft: Draft) -> list[Person]:
        """Some of its recipients, of as many types as there are."""
        return [_person(one) for one in self._some(user, draft)[:_SHOWN]]

    def _some(self, user: User, draft: Draft) -> list[Prospect]:
        user.require(Permission.READ)
        if draft.personne and self._prospects.existing([draft.personne]):
            return [self._prospects.open(user, draft.personne)]
        filter = _with_email(draft.filtre)
        found = list(self._prospects.page(user, filter, limit=_LOOKED_AT).prospects)
        if not found:
            found = list(self._prospects.page(user, draft.filtre, limit=_LOOKED_AT).prospects)
        first: dict[str, Prospect] = {}
        for one in found:
            first.setdefault(one.type_prospect.value, one)
        chosen = list(first.values())
        return chosen + [one for one in found if one not in chosen]

    def seen(
        self, user: User, draft_id: str, number: int | None = None, prospect_id: str | None = None
    ) -> Seen:
        """The mail of one person: the one named, else the first of its recipients."""
        draft = self._writer.get(user, draft_id)
        mail = self._writer.composed(draft, number).mail
        if prospect_id:
            return self.rendered(mail, self._prospects.open(user, prospect_id), draft)
        some = self._some(user, draft)
        return self.rendered(mail, some[0] if some else EXAMPLE, draft)

    def rendered(self, mail: Mail, prospect: Prospect, draft: Draft | None = None) -> Seen:
        """A mail filled in for somebody."""
        values = kept(prospect.__dict__, uses_of(mail).fields)
        letter = self.letter(prospect, draft)
        missing: tuple[str, ...] = ()
        try:
            written = write(mail, values, letter)
        except MissingValues as lacking:
            missing = tuple(sorted(lacking.names))
            filled = values | dict.fromkeys(missing, "……")
            known = {name.partition(".")[2]: "……" for name in missing if "." in name}
            letter = dataclasses.replace(letter, campaign={**letter.campaign, **known})
            written = write(mail, filled, letter)
        html = written.html or ""
        for name, png in mail.images.items():
            html = html.replace(f"cid:{name}", f"data:image/png;base64,{png}")
        sender = self._configuration.get(SMTP_SENDER) or NO_SENDER
        shown = written.model_dump() | {"html": html}
        return Seen(**shown, expediteur=sender.name, manque=missing)

    def subjects(self, user: User, draft: Draft, sources: Sequence[str]) -> list[str]:
        """Subjects as the first recipient reads them."""
        some = self._some(user, draft)
        one = some[0] if some else EXAMPLE
        mail = self._writer.composed(draft).mail
        made = (mail.model_copy(update={"sujet": source, "html": None}) for source in sources)
        return [self.rendered(each, one, draft).sujet for each in made]

    def difference(self, user: User, draft: Draft, before: int, after: int) -> list[Difference]:
        """What one version says that another does not, as the first recipient reads them."""
        some = self._some(user, draft)
        one = some[0] if some else EXAMPLE
        mails = (self._writer.composed(draft, number).mail for number in (before, after))
        old, new = (_lines(self.rendered(mail, one, draft)) for mail in mails)
        return [
            Difference(line[0], line[2:])
            for line in difflib.ndiff(old, new)
            if line[0] in "+-" and line[2:].strip()
        ]

    def letter(self, prospect: Prospect, draft: Draft | None = None) -> Letter:
        """What a mail is filled in with beside a person's values."""
        sender = self._configuration.get(SMTP_SENDER) or NO_SENDER
        facts = draft.last.recette.faits if draft else None
        public = self._configuration.get(PUBLIC_URL) or "https://exemple.fr"
        return Letter(
            {
                "nom": (draft.campagne if draft else None) or "notre campagne",
                "objectif": draft.last.recette.objectif if draft else "",
                "date_evenement": day_of(facts.date) if facts else None,
                "date_fin": day_of(facts.date_fin) if facts else None,
            },
            {"nom": sender.name, "adresse": sender.address},
            origin(prospect.source, prospect.cree_le, sender.name),
            f"{public}/d/exemple",
        )

    def checks(self, user: User, draft: Draft) -> list[Check]:
        """What is right and wrong with a draft."""
        user.require(Permission.READ)
        composed = self._writer.composed(draft)
        some = self._some(user, draft)
        one = some[0] if some else EXAMPLE
        return check_all(
            Checked(
                mail=composed.mail,
                recipe=draft.last.recette,
                association=draft.association,
                seen=self.rendered(composed.mail, one, draft),
                letter=self.letter(one, draft),
                sender=self._configuration.get(SMTP_SENDER),
                today=self._clock().astimezone(PARIS).date(),
                lacking=lambda names: self._lacking(user, draft, names),
                shown=lambda source: self._line(source, one, draft),
                subjects=composed.subjects,
                own=draft.last.mail is not None,
            )
        )

    def faults(self, user: User, draft: Draft) -> frozenset[str]:
        """The names of the checks that a draft does not pass."""
        found = self.checks(user, draft)
        return frozenset(one.name for one in found if one.level is not Level.OK)

    def _line(self, source: str, one: Prospect, draft: Draft) -> str:
        return self.rendered(Mail(sujet=source or "x", texte="x"), one, draft).sujet

    def without(self, user: User, draft: Draft, name: str) -> Without:
        """Whom of the draft's recipients a field lacks."""
        user.require(Permission.READ)
        filter = _with_email(draft.filtre)
        if name in set(PresenceField):
            field = PresenceField(name)
            if field in (filter.avec or ()):
                return Without(0, ())
            more = {"sans": tuple(dict.fromkeys((*(filter.sans or ()), field)))}
            filter = filter.model_copy(update=more)
            found = self._prospects.page(user, filter, limit=_LISTED).prospects
            return Without(self._prospects.count(user, filter), tuple(map(_told, found)))
        count = 0
        people: list[str] = []
        for one in self._prospects.iterate(filter):
            if getattr(one, name, None) in (None, "", ()):
                count += 1
                if len(people) < _LISTED:
                    people.append(_told(one))
        return Without(count, tuple(people))

    def _lacking(self, user: User, draft: Draft, names: Sequence[str]) -> dict[str, Without]:
        return {name: self.without(user, draft, name) for name in names}


def _with_email(filter: Filter) -> Filter:
    """Those who can be written to."""
    if PresenceField.EMAIL in (*(filter.avec or ()), *(filter.sans or ())):
        return filter
    return filter.model_copy(update={"avec": (*(filter.avec or ()), PresenceField.EMAIL)})


def _told(one: Prospect) -> str:
    return f"{one.nom_structure} ({one.ville})"


def _person(one: Prospect) -> Person:
    return Person(one.prospect_id, one.nom_structure, one.ville, one.type_prospect.value)


def _lines(seen: Seen) -> list[str]:
    return [f"Objet : {seen.sujet}", f"Aperçu : {seen.apercu}", *seen.texte.splitlines()]
