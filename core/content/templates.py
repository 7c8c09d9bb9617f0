"""Mails that people kept to use again: named, versioned, restored; with those of templates/."""

import datetime
import uuid
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pymongo import ASCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from core.accounts.models import Permission, User
from core.clock import Clock
from core.content import library
from core.content.composing import compose
from core.content.drafts import DraftStore
from core.content.models import Mail
from core.content.recipes import Recipe
from core.database import CollectionSpec, Database
from core.errors import Conflict, InvalidData, NotFound, Refused
from core.vocabulary.text import fold, visible

COLLECTIONS = (CollectionSpec("mail_templates", (IndexModel([("cle", ASCENDING)], unique=True),)),)
MOST_VERSIONS, LONGEST_NAME = 30, 80


class Kept(BaseModel):
    """One version of a template."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    numero: int
    recette: Recipe
    le: datetime.datetime
    par: str
    mail: Mail | None = None
    """Where it is no recipe's: somebody wrote it whole, in Jinja and HTML."""


class OwnTemplate(BaseModel):
    """A mail that was kept under a name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    template_id: str
    nom: str
    versions: Annotated[tuple[Kept, ...], Field(min_length=1)]
    revision: int = 1

    @property
    def last(self) -> Kept:
        """What it says now."""
        return self.versions[-1]


class MailLibrary:
    """Every door to templates, people's own and those of templates/."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._templates = database.mongo["mail_templates"]
        self._drafts = DraftStore(database)
        self._clock = clock

    # For campaigns

    def names(self) -> list[str]:
        """Of all of them, people's own first."""
        return [one.nom for one in self._all()] + library.names()

    def called(self, words: str) -> str | None:
        """The one of that name, however it is written."""
        return next((one for one in self.names() if fold(one) == fold(words)), None)

    def named(self, name: str) -> Mail:
        """A mail to give to a campaign. NotFound, with the names there are."""
        association = self._drafts.association()
        if own := self._named(name):
            return own.last.mail or compose(own.last.recette, association).mail
        try:
            return library.named(name, association)
        except NotFound as error:
            there = ", ".join(self.names())
            raise NotFound(f"Le modèle « {name} » n'existe pas. Il y a : {there}.") from error

    # For people

    def all(self, user: User) -> list[OwnTemplate]:
        """People's own, by name."""
        user.require(Permission.PREPARE_CAMPAIGN)
        return self._all()

    def get(self, user: User, template_id: str) -> OwnTemplate:
        """One by its id. NotFound."""
        user.require(Permission.PREPARE_CAMPAIGN)
        found = self._templates.find_one({"_id": template_id})
        if found is None:
            raise NotFound("Ce modèle n'existe plus.")
        return _template(found)

    def own(self, user: User, name: str) -> OwnTemplate | None:
        """The one that people called so."""
        user.require(Permission.PREPARE_CAMPAIGN)
        return self._named(name)

    def keep(self, user: User, name: str, recipe: Recipe, mail: Mail | None = None) -> OwnTemplate:
        """Keep a mail under a name; one of that name gets another version. Refused for the name of
        a template of the product."""
        user.require(Permission.PREPARE_CAMPAIGN)
        clean = _name(name)
        if fold(clean) in set(map(fold, library.names())):
            raise Refused(f"« {clean} » est un modèle de MimiCom. Donnez un autre nom au vôtre.")
        before = self._named(clean)
        if before is None:
            kept = Kept(numero=1, recette=recipe, le=self._clock(), par=user.email, mail=mail)
            made = OwnTemplate(template_id=str(uuid.uuid4()), nom=clean, versions=(kept,))
            self._insert(made)
            return made
        return self._add(user, before, recipe, mail)

    def duplicate(self, user: User, template_id: str) -> OwnTemplate:
        """The same under another name."""
        own = self.get(user, template_id)
        taken = {fold(one.nom) for one in self._all()}
        ranks = (f"{own.nom} (copie{f' {rank}' if rank > 1 else ''})" for rank in range(1, 1000))
        name = next(one for one in ranks if fold(one) not in taken)
        return self.keep(user, name, own.last.recette, own.last.mail)

    def restore(self, user: User, template_id: str, number: int) -> OwnTemplate:
        """An earlier version, as the newest. NotFound where there is no such version."""
        own = self.get(user, template_id)
        found = next((one for one in own.versions if one.numero == number), None)
        if found is None:
            raise NotFound(f"« {own.nom} » n'a pas de version {number}.")
        return self._add(user, own, found.recette, found.mail)

    def _add(self, user: User, own: OwnTemplate, recipe: Recipe, mail: Mail | None) -> OwnTemplate:
        number = own.last.numero + 1
        kept = Kept(numero=number, recette=recipe, le=self._clock(), par=user.email, mail=mail)
        versions = (*own.versions, kept)[-MOST_VERSIONS:]
        after = own.model_copy(update={"versions": versions, "revision": own.revision + 1})
        read = {"_id": own.template_id, "revision": own.revision}
        if self._templates.replace_one(read, _document(after)).modified_count != 1:
            raise Conflict("Ce modèle vient d'être changé ailleurs. Réaffichez-le.")
        return after

    def _insert(self, made: OwnTemplate) -> None:
        try:
            self._templates.insert_one(_document(made))
        except DuplicateKeyError as error:
            raise Conflict("Un modèle de ce nom vient d'être créé.") from error

    def _named(self, name: str) -> OwnTemplate | None:
        found = self._templates.find_one({"cle": fold(name)})
        return None if found is None else _template(found)

    def _all(self) -> list[OwnTemplate]:
        return [_template(one) for one in self._templates.find().sort("cle", ASCENDING)]


def _name(text: str) -> str:
    name = " ".join(visible(text).split())
    if not fold(name) or len(name) > LONGEST_NAME:
        raise InvalidData(f"Donnez un nom au modèle, de {LONGEST_NAME} caractères au plus.")
    return name


def _document(own: OwnTemplate) -> dict[str, object]:
    document = own.model_dump(mode="json", exclude={"template_id"})
    return document | {"_id": own.template_id, "cle": fold(own.nom)}


def _template(found: dict[str, object]) -> OwnTemplate:
    return OwnTemplate.model_validate(found | {"template_id": found["_id"]})
