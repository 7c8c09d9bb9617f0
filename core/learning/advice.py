"""What past mails advise, in sentences that rest on their figures. Pure."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from core.clock import PARIS
from core.learning import rates
from core.learning.mails import DAYS, Mail
from core.learning.rates import Part
from core.prospects.filters import Filter
from core.vocabulary.values import ProspectType

MOST_OF_A_KIND = 2
Figures = dict[str, float | int | str]


class AdviceKind(StrEnum):
    """What a piece of advice is about."""

    TYPE = "type"
    REGION = "region"
    WEEKDAY = "weekday"
    HOUR = "hour"
    SUBJECT = "subject"
    RELAUNCH = "relaunch"
    COMPLETE = "complete"
    EXPECTED = "expected"


class Advice(BaseModel):
    """A piece of advice: its figures, and what acts on it."""

    model_config = ConfigDict(frozen=True)

    kind: AdviceKind
    sentence: str
    figures: Figures
    say: str
    """The sentence that acts on it."""
    filter: Filter | None = None
    """The people it speaks of."""
    task: str | None = None
    """What a task made of it would be called."""

    def as_json(self) -> dict[str, object]:
        """As the contract gives it, with the filter of its people where there is one."""
        return {
            "kind": self.kind.value,
            "sentence": self.sentence,
            "figures": self.figures,
            "say": self.say,
            "filter": self.filter.as_json() if self.filter is not None else None,
        }


def percent(value: float) -> str:
    """A share as users read it: "12,3 %"."""
    digits = 1 if value < 0.1 else 0
    return f"{100 * value:.{digits}f} %".replace(".", ",")


def count(many: int) -> str:
    """A whole number as users read it: "51 234", its space not to be broken."""
    return f"{many:,}".replace(",", "\u202f")


def of_types(mails: Sequence[Mail], answers: Sequence[int]) -> Iterator[Advice]:
    """The types that answer more than the others."""
    known = set(ProspectType)
    for part in _plain([m.kind if m.kind in known else None for m in mails], answers):
        kind = ProspectType(part.name)
        yield _of(
            AdviceKind.TYPE,
            part,
            f"Les prospects de type « {kind.value} » répondent plus que les autres",
            say=f"montre les prospects de type {kind.value}",
            task=f"Écrire d'abord aux prospects de type {kind.value}",
            filter=Filter(type_prospect=(kind,)),
        )


def of_regions(mails: Sequence[Mail], answers: Sequence[int]) -> Iterator[Advice]:
    """The regions that answer more, their mix of types allowed for."""
    for part in _fair([m.region for m in mails], mails, answers):
        yield _of(
            AdviceKind.REGION,
            part,
            f"On vous répond plus qu'ailleurs dans la région {part.name}",
            say=f"montre les prospects de la région {part.name}",
            task=f"Écrire d'abord aux prospects de la région {part.name}",
            filter=Filter(region=(part.name,)),
        )


def of_weekdays(mails: Sequence[Mail], answers: Sequence[int]) -> Iterator[Advice]:
    """The days on which mails are answered more."""
    days = [DAYS[m.at.astimezone(PARIS).weekday()] for m in mails]
    for part in _fair(days, mails, answers):
        told = f"Les mails envoyés le {part.name} reçoivent plus de réponses"
        say = f"rappelle-moi {part.name} d'envoyer la campagne"
        yield _of(AdviceKind.WEEKDAY, part, told, say, f"Envoyer le prochain mail un {part.name}")


def of_hours(mails: Sequence[Mail], answers: Sequence[int]) -> Iterator[Advice]:
    """The hours at which mails are answered more."""
    hours = [f"{m.at.astimezone(PARIS).hour} h" for m in mails]
    for part in _fair(hours, mails, answers):
        told = f"Les mails envoyés à {part.name} reçoivent plus de réponses"
        say = f"rappelle-moi demain à {part.name} d'envoyer la campagne"
        yield _of(AdviceKind.HOUR, part, told, say, f"Envoyer le prochain mail à {part.name}")


def of_subjects(mails: Sequence[Mail], answers: Sequence[int]) -> Iterator[Advice]:
    """The subjects that were answered more, whoever they were sent to."""
    for part in _fair([m.subject or None for m in mails], mails, answers):
        told = (
            f"L'objet « {part.name} » a reçu plus de réponses que les autres, à "
            "destinataires comparables"
        )
        task = f"S'inspirer de l'objet « {part.name} »"
        yield _of(AdviceKind.SUBJECT, part, told, "rédige un mail", task)


def _of(
    kind: AdviceKind, part: Part, told: str, say: str, task: str, filter: Filter | None = None
) -> Advice:
    """What is told of a part, with how much more it answers."""
    sentence, figures = f"{told} : {_compared(part)}.", _figures(part)
    return Advice(kind=kind, sentence=sentence, figures=figures, say=say, task=task, filter=filter)


def _plain(parts: Sequence[str | None], answers: Sequence[int]) -> list[Part]:
    counts, _ = rates.counted(parts, [None] * len(parts), answers)
    found = rates.shrunk(counts, rates.unadjusted(counts))
    return [one for one in found if one.better][:MOST_OF_A_KIND]


def _fair(parts: Sequence[str | None], mails: Sequence[Mail], answers: Sequence[int]) -> list[Part]:
    """Parts compared at the same types: one sent to good types only is not better for it."""
    counts, expected = rates.counted(parts, [m.kind for m in mails], answers)
    found = rates.shrunk(counts, expected)
    return [one for one in found if one.better][:MOST_OF_A_KIND]


def _compared(part: Part) -> str:
    return (
        f"{percent(part.value)} (entre {percent(part.low)} et {percent(part.high)}, sur "
        f"{count(part.mails)} mails), contre {percent(part.mean)} en moyenne"
    )


def _figures(part: Part) -> Figures:
    return {
        "n": part.mails,
        "answers": part.answers,
        "name": part.name,
        "value": round(part.value, 4),
        "low": round(part.low, 4),
        "high": round(part.high, 4),
        "mean": round(part.mean, 4),
    }
