"""A draft composed from the pieces of templates/: without a language model, the same for a seed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.content import days, layout, pieces
from core.content.early import filled_early
from core.content.facts import Association
from core.content.likeness import freshest
from core.content.models import Mail
from core.content.pieces import ALL, Objective, addressed, draw, of_tone
from core.content.recipes import Part, Recipe
from core.content.said import bare, first_words, values_of
from core.content.typography import typeset
from core.vocabulary.values import ProspectType

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀÉÈÊÎÔ])")
_SAID = frozenset({Part.OUVERTURE, Part.ANNONCE, Part.COMPLEMENT, Part.APPEL})


@dataclass(frozen=True)
class Paragraph:
    """One part of a mail: Jinja for each recipient."""

    part: Part
    text: str


@dataclass(frozen=True)
class Composed:
    """A draft, and its paragraphs."""

    mail: Mail
    paragraphs: tuple[Paragraph, ...]
    subjects: tuple[str, ...]
    """All those there are to choose from, the mail's own first."""


def compose(recipe: Recipe, association: Association) -> Composed:
    """The mail of a recipe."""
    return _Composer(recipe, association).composed()


@dataclass
class _Composer:
    recipe: Recipe
    association: Association
    objective: Objective = field(init=False)
    values: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.objective = pieces.objective(self.recipe.objectif)
        self.values = values_of(self.recipe, self.association, self.objective.past)

    def composed(self) -> Composed:
        paragraphs = tuple(self._paragraphs())
        subjects = self._subjects()
        preview = self.recipe.apercu or self._preview(subjects[0], paragraphs)
        texts = [one.text for one in paragraphs]
        mail = Mail(
            sujet=subjects[0],
            apercu=typeset(preview),
            texte="\n\n".join(texts) + "\n",
            html=layout.html(paragraphs_of(paragraphs), self.recipe, self.association,
                             self._button()),
            images=layout.images(self.association),
        )  # fmt: skip
        return Composed(mail, paragraphs, subjects)

    # Words

    def _said(self, text: str) -> str:
        """A piece for this mail: addressed, inclusive, filled in with what is known."""
        chosen = addressed(text, self.recipe.tu)
        if self.recipe.inclusif:
            for plain, both in pieces.inclusive_words().items():
                chosen = re.sub(rf"(?<![\w-]){plain}(?![\w-])", both, chosen)
        return typeset(filled_early(chosen, self.values))

    def _drawn(self, variants: Sequence[str], what: str) -> str:
        """One of those that say something: a piece may be for some cases only."""
        fitting = [one for one in variants if "{%" not in one or self._said(one)]
        return self._said(draw(fitting, self.recipe.graine, what))

    def _of_tone(self, variants: Mapping[str, Sequence[str]], what: str) -> str:
        dated = bool(self.recipe.faits.date)
        return self._drawn(of_tone(variants, self.recipe.ton, dated), what)

    # Paragraphs

    def _paragraphs(self) -> list[Paragraph]:
        found: list[Paragraph] = []
        for part in Part:
            if part in self.recipe.sans:
                continue
            text = self.recipe.textes.get(part) or self._part(part)
            if part is Part.INFOS and text and part not in self.recipe.textes:
                found, text = self._once(found, text)
            if text:
                found.append(Paragraph(part, text))
        return found

    def _once(self, found: list[Paragraph], block: str) -> tuple[list[Paragraph], str]:
        """What the block of practical facts repeats is said once: there, or before."""
        facts = self.recipe.faits
        before = "\n".join(one.text for one in found)
        when = typeset(days.period(facts.date, facts.date_fin)) if facts.date else ""
        place = typeset(facts.lieu or "")
        further = facts.horaires or (facts.prix and self.objective.priced)
        if not further and when in before and bare(place) in before:
            return found, ""
        told = {typeset(self.values[one]) for one in ("pour_memoire", "c_est_prevu")}
        own = Part.RAPPEL in self.recipe.textes
        kept = [one for one in found if own or not one.text or one.text not in told]
        if facts.evenement and facts.evenement.lower() not in before.lower():
            block = typeset(f"Rendez-vous : {facts.evenement}\n{block}")
        return kept, block

    def _part(self, part: Part) -> str:
        found: dict[Part, Callable[[], str]] = {
            Part.SALUTATION: lambda: first_words(self.recipe),
            Part.OUVERTURE: self._opening,
            Part.ANNONCE: lambda: self._of_tone(self.objective.announcements, "annonce"),
            Part.RAISONS: self._reasons,
            Part.COMPLEMENT: self._complement,
            Part.RAPPEL: lambda: self._drawn(self.objective.reminders, "rappel"),
            Part.DETAILS: lambda: typeset(" ".join(self.recipe.faits.details)),
            Part.INFOS: self._practical,
            Part.APPEL: lambda: self._of_tone(self.objective.calls, "appel"),
            Part.BOUTON: self._link,
            Part.FIN: self._closing,
            Part.SIGNATURE: self._signature,
        }
        return found[part]()

    def _complement(self) -> str:
        if self.recipe.court:
            return ""
        return self._of_tone(self.objective.complements, "complement")

    def _link(self) -> str:
        link = self.recipe.faits.lien
        return f"{self._button()}\u00a0: {link}" if link else ""

    def _opening(self) -> str:
        """Who writes; none where the mail goes on from another."""
        kind = "suivi" if self.recipe.suivi else "premier"
        needed = self.objective.presents in {"toujours", kind}
        if not self.objective.opens or (self.recipe.court > 1 and not needed):
            return ""
        text = self._of_tone(pieces.openings()[kind], "ouverture")
        if kind == "premier" or needed:
            text = f"{text} {self._activity(needed)}".strip()
        return text

    def _activity(self, needed: bool) -> str:
        """What the association does: its first sentence where the mail is short."""
        own = self.association.activite
        if own is None:
            known = pieces.openings()["qui_nous_sommes"]
            return self._of_tone(known, "activité") if needed else ""
        return typeset(_SENTENCE.split(own)[0] if self.recipe.court else own)

    def _closing(self) -> str:
        return self._of_tone(self.objective.closings or pieces.openings()["fins"], "fin")

    def _preview(self, subject: str, paragraphs: Sequence[Paragraph]) -> str:
        """One that repeats neither the subject nor the first sentences."""
        seed, variants = self.recipe.graine, self.objective.previews
        fitting = [one for one in variants if self._said(one)]
        said = [self._said(draw(fitting, seed + turn, "aperçu")) for turn in range(len(fitting))]
        others = [subject, *(one.text for one in paragraphs if one.part in _SAID)]
        return freshest(said, others)

    def _reasons(self) -> str:
        group = self.objective.reasons
        if group == "venir_si_evenement":
            known = self.recipe.faits.evenement or self.recipe.de_campagne
            group = "venir" if known and not self.recipe.court else None
        if group is None or self.recipe.court > 1:
            return ""
        variants = pieces.reasons(group)
        types = self.recipe.types or tuple(ProspectType)
        if len(types) == 1:
            return self._drawn(variants[types[0].value], "raisons")
        return self._by_type(variants, types)

    def _by_type(self, variants: Mapping[str, Sequence[str]], types: Sequence[ProspectType]) -> str:
        """What matters to each, as each recipient's type says."""
        *others, last = (
            *(one for one in types if one is not ProspectType.AUTRE),
            ProspectType.AUTRE,
        )
        text = ""
        for rank, one in enumerate(others):
            word = "elif" if rank else "if"
            said = self._drawn(variants[one.value], "raisons")
            text += f'{{% {word} type_prospect == "{one.value}" %}}{said}'
        return f"{text}{{% else %}}{self._drawn(variants[last.value], 'raisons')}{{% endif %}}"

    def _practical(self) -> str:
        """When, where, how much: a list, where it says more than the announcement."""
        facts = self.recipe.faits
        lines = []
        if facts.date:
            hours = f", {facts.horaires}" if facts.horaires else ""
            lines.append(f"Quand : {days.period(facts.date, facts.date_fin)}{hours}")
        elif facts.horaires:
            lines.append(f"Horaires : {facts.horaires}")
        if facts.lieu:
            lines.append(f"Où : {facts.lieu}")
        if facts.prix and self.objective.priced:
            lines.append(f"Tarif : {facts.prix}")
        enough = len(lines) > 1 or facts.horaires or (facts.prix and self.objective.priced)
        told = self.objective.practical and not self.objective.past
        if not enough or self.recipe.court > 0 or not told:
            return ""
        return typeset("\n".join(lines))

    def _button(self) -> str:
        return self.recipe.bouton or self.objective.button

    def _signature(self) -> str:
        own = self.association
        name = own.nom or "{{ expediteur.nom }}"
        lines = [own.signature, name, own.site]
        return "\n".join(line for line in lines if line)

    def _subjects(self) -> tuple[str, ...]:
        found = self._all_subjects()
        own = typeset(self.recipe.objet) if self.recipe.objet else found[0]
        return (own, *(one for one in found if one != own))

    def _all_subjects(self) -> list[str]:
        subjects = pieces.subjects(self.objective.key)
        variants = [one for one in subjects[self.recipe.ton.value] if self._said(one)]
        further = [] if len(variants) > 1 else list(subjects.get(ALL, ()))
        variants += further
        drawn = self._drawn(variants, "objet")
        others = [self._said(one) for one in variants]
        return list(dict.fromkeys((drawn, *others)))


def paragraphs_of(paragraphs: Sequence[Paragraph]) -> list[tuple[str, str]]:
    """The paragraphs as the layout takes them: their part and text."""
    return [(one.part.value, one.text) for one in paragraphs]
