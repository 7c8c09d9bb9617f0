"""Drafts: written from a request, changed one step at a time, previewed as their recipients."""

import uuid
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.content import pieces, raw
from core.content.change import Change, Kind
from core.content.changes import changed
from core.content.composing import Composed, compose
from core.content.drafts import MOST_VERSIONS, Draft, DraftStore, Version
from core.content.facts import Facts
from core.content.language_model import LanguageModel
from core.content.models import Mail
from core.content.profile import AssociationService
from core.content.recipes import NEEDED, Part, Recipe
from core.content.rewriting import familiarity, refused
from core.content.typography import typeset
from core.errors import InvalidData, NotFound, Refused
from core.prospects.filters import Filter

OWN_FACTS = frozenset({"reponse-positive", "reponse-negative", "consentement", "remerciement"})
"""Objectives that take nothing from the next event."""


@dataclass(frozen=True)
class Asked:
    """A draft to be begun: what, and for whom."""

    recipe: Recipe
    filter: Filter = field(default_factory=Filter)
    campaign: str | None = None
    person: str | None = None
    mail: Mail | None = None
    """Where somebody wrote it whole."""
    template: str | None = None
    """The name of the template that it comes from."""


class Writer:
    """Every door to drafts; each checks the role first."""

    def __init__(self, store: DraftStore, association: AssociationService, clock: Clock) -> None:
        self._store = store
        self._association = association
        self._clock = clock

    def begin(self, user: User, asked: Asked) -> Draft:
        """A draft of what is asked; what it lacks comes from the association's next event."""
        user.require(Permission.PREPARE_CAMPAIGN)
        recipe, now = asked.recipe, self._clock()
        facts = recipe.faits
        plain = not recipe.de_campagne and asked.mail is None
        if plain and recipe.objectif not in OWN_FACTS:
            facts = facts.of_next(self._association.valid_facts())
        seed = recipe.graine or _seed(now.timestamp())
        made = recipe.with_(faits=facts.model_dump(), graine=seed)
        draft = Draft(
            draft_id=str(uuid.uuid4()),
            par=user.email,
            filtre=asked.filter,
            campagne=asked.campaign,
            personne=asked.person,
            modele=asked.template,
            association=self._association.current(),
            versions=(
                Version(numero=1, note="première version", recette=made, le=now, mail=asked.mail),
            ),
        )
        self._composed(draft.last, draft)
        self._store.insert(draft)
        return draft

    def get(self, user: User, draft_id: str) -> Draft:
        """A draft by its id. NotFound."""
        user.require(Permission.PREPARE_CAMPAIGN)
        found = self._store.get(draft_id)
        if found is None:
            raise NotFound("Ce brouillon n'existe plus. Demandez-m'en un autre.")
        return found

    def change(self, user: User, draft_id: str, change: Change) -> Draft:
        """A new version. InvalidData, NotFound where it can't be."""
        return self.change_all(user, draft_id, [change])

    def change_all(self, user: User, draft_id: str, changes: Sequence[Change]) -> Draft:
        """Several changes, one after the other: one new version."""
        draft = made = self.get(user, draft_id)
        notes = []
        for change in changes:
            try:
                recipe, note, mail = self._changed(made, change)
            except InvalidData:
                if len(changes) == 1:
                    raise
                continue  # one before it mended it too
            notes.append(note)
            update = {"recette": recipe, "mail": mail}
            made = made.model_copy(update={"versions": (made.last.model_copy(update=update),)})
        note = notes[0] if len(notes) == 1 else f"{len(notes)} corrections"
        return self._add(draft, made.last.recette, note, made.last.mail)

    def _changed(self, draft: Draft, change: Change) -> tuple[Recipe, str, Mail | None]:
        if draft.last.mail is not None:
            mail, recipe, note = raw.changed(draft.last.mail, draft.last.recette, change)
            return recipe, note, mail
        now, today = self.composed(draft), self._clock().astimezone(PARIS).date()
        recipe, note = changed(draft.last.recette, change, now, today)
        while change.kind is Kind.SHORTER and self._same(draft, recipe, now):
            recipe, note = changed(recipe, change, now, today)
        return recipe, note, None

    def _same(self, draft: Draft, recipe: Recipe, now: Composed) -> bool:
        """Whether a recipe says no more and no less than what is there."""
        return compose(recipe, draft.association).mail.texte == now.mail.texte

    def complete(self, user: User, draft_id: str, facts: Facts) -> Draft:
        """Fill in what a draft lacked. Refused for a mail that somebody wrote whole."""
        draft = self.get(user, draft_id)
        recipe = draft.last.recette
        if draft.last.mail is not None:
            raise Refused("Ce mail est de votre main : dites « modifie le texte ».")
        merged = facts.over(recipe.faits)
        return self._add(draft, recipe.with_(faits=merged.model_dump()), "informations complétées")

    def rewrite(
        self, user: User, draft_id: str, subject: str, preview: str, texts: Mapping[Part, str]
    ) -> Draft:
        """Other words: paragraphs that did not change stay composed, empty ones go.

        InvalidData with problems by paragraph, and then nothing changes.
        """
        draft = self.get(user, draft_id)
        recipe, composed = draft.last.recette, self.composed(draft)
        own, gone = dict(recipe.textes), set(recipe.sans)
        now = {one.part: one.text for one in composed.paragraphs}
        named = {part.value: text for part, text in texts.items()}
        problems = refused({"objet": subject, "apercu": preview} | named)
        for part, text in texts.items():
            words = text.replace("\r\n", "\n").strip()
            if words == now.get(part, "").strip():
                continue
            if words:
                own[part] = words
            elif part in NEEDED:
                problems[part.value] = "Un mail garde ce paragraphe."
            else:
                gone.add(part)
        if problems:
            raise InvalidData("", problems)
        values: dict[str, object] = {"textes": own, "sans": gone}
        if " ".join(subject.split()) != composed.mail.sujet:
            values["objet"] = " ".join(subject.split()) or None
        if " ".join(preview.split()) != composed.mail.apercu:
            values["apercu"] = " ".join(preview.split()) or None
        return self._add(draft, recipe.with_(**values), "texte récrit")

    def rewrite_whole(self, user: User, draft_id: str, mail: Mail) -> Draft:
        """Other words of a mail that somebody wrote whole."""
        draft = self.get(user, draft_id)
        now = draft.last.mail
        kept = mail.model_copy(update={"images": now.images if now and mail.html else {}})
        return self._add(draft, draft.last.recette, "texte récrit", kept)

    def put_otherwise(
        self, user: User, draft_id: str, model: LanguageModel, faults: Callable[[Draft], Set[str]]
    ) -> Draft:
        """A version in a language model's words. Unavailable, Refused: then nothing changes.

        `faults` names the checks that a draft does not pass: there may be no more of them.
        """
        draft = self.get(user, draft_id)
        if draft.last.mail is not None:
            raise Refused("Ce mail est de votre main : je ne le reformule pas.")
        recipe, composed = draft.last.recette, self.composed(draft)
        texts = {part: typeset(text) for part, text in model.rewritten(composed, recipe).items()}
        made = recipe.with_(textes={**recipe.textes, **texts})
        mixed = familiarity(self._composed_of(made, draft)) != familiarity(composed)
        if mixed or refused({part.value: text for part, text in texts.items()}):
            why = "il mélange « tu » et « vous »" if mixed else "une variable n'existe pas"
            raise Refused(f"Le texte du modèle de langue est écarté ({why}) : je garde le vôtre.")
        version = draft.last.model_copy(update={"recette": made})
        worse = faults(draft.model_copy(update={"versions": (version,)})) - faults(draft)
        if worse:
            told = ", ".join(sorted(worse))
            raise Refused(f"Le texte du modèle de langue est écarté ({told}) : je garde le vôtre.")
        return self._add(draft, made, f"reformulé par {model.name}")

    def _composed_of(self, recipe: Recipe, draft: Draft) -> Composed:
        return compose(recipe, draft.association)

    def restore(self, user: User, draft_id: str, number: int) -> Draft:
        """An earlier version, as the newest. NotFound, with those there are."""
        draft = self.get(user, draft_id)
        wanted = number if number > 0 else draft.last.numero + number
        found = draft.numbered(wanted)
        if found is None:
            last = draft.last.numero
            raise NotFound(f"Il n'y a pas de version {wanted} : elles vont de 1 à {last}.")
        return self._add(draft, found.recette, f"version {wanted} reprise", found.mail)

    def missing(self, draft: Draft) -> tuple[str, ...]:
        """Which facts the objective asks for and the draft lacks."""
        recipe = draft.last.recette
        if recipe.de_campagne or draft.last.mail is not None:
            return ()
        needs, facts = pieces.objective(recipe.objectif).needs, recipe.faits
        told = {"details": facts.details or facts.evenement or recipe.textes}
        return tuple(name for name in needs if not told.get(name, getattr(facts, name)))

    def composed(self, draft: Draft, number: int | None = None) -> Composed:
        """What a version says; the last one's where none is named. NotFound where there is no such
        version."""
        version = draft.last if number is None else draft.numbered(number)
        if version is None:
            raise NotFound("Cette version n'existe pas.")
        return self._composed(version, draft)

    def _add(self, draft: Draft, recipe: Recipe, note: str, mail: Mail | None = None) -> Draft:
        now = self._clock()
        last = draft.last
        version = Version(numero=last.numero + 1, note=note, recette=recipe, le=now, mail=mail)
        kept = draft.versions
        if len(kept) >= MOST_VERSIONS:  # the first stays: "reprends la première version"
            kept = (kept[0], *kept[2:])
        association = self._association.current()
        after = draft.model_copy(
            update={
                "versions": (*kept, version),
                "revision": draft.revision + 1,
                "association": association,
            }
        )
        self._composed(version, after)
        self._store.replace(after, draft.revision)
        return after

    def _composed(self, version: Version, draft: Draft) -> Composed:
        composed = compose(version.recette, draft.association)
        if version.mail is None:
            return composed
        return Composed(version.mail, (), (version.mail.sujet,))


def _seed(instant: float) -> int:
    """Drafts asked one after the other follow each other."""
    return int(instant * 10) % 1_000_000 + 1
