"""The schedules of templates/schedules/: read, checked, and found by how people call them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pydantic import ValidationError

from core.errors import InvalidData, NotFound
from core.planning.models import Schedule, Step
from core.planning.yaml_lines import Lined, WrongYaml, read_lined
from core.vocabulary.text import fold

FOLDER = Path(__file__).parents[2] / "templates" / "schedules"
_REASONS = {
    "extra_forbidden": "la clé « {name} » n'existe pas",
    "missing": "il manque la clé « {name} »",
    "greater_than_equal": "« {name} » doit être au moins {ge}",
    "less_than_equal": "« {name} » doit être au plus {le}",
    "int_type": "« {name} » doit être un nombre entier",
    "bool_type": "« {name} » doit être true ou false",
    "string_type": "« {name} » doit être un texte",
    "list_type": "« {name} » doit être une liste",
    "model_type": "il faut des clés et leurs valeurs",
    "enum": "« {name} » doit être une de ces valeurs : {expected}",
    "too_short": "« {name} » ne doit pas être vide",
    "string_too_short": "« {name} » ne doit pas être vide",
    "string_pattern_mismatch": "« {name} » s'écrit en minuscules sans accents, avec des tirets",
}


@dataclass(frozen=True)
class Wrong:
    """A file that is refused, and where."""

    path: Path
    line: int
    reason: str

    @property
    def message(self) -> str:
        """For people."""
        where = f"templates/schedules/{self.path.name}, ligne {self.line}"
        return f"Ce rétroplanning est refusé : {where} : {self.reason}."


@dataclass(frozen=True)
class Schedules:
    """Those that can be used, by name, and the files that can't."""

    known: tuple[Schedule, ...]
    wrong: tuple[Wrong, ...]

    def named(self, name: str) -> Schedule:
        """A schedule by its name or another word for it. NotFound, with those there are;
        InvalidData where its file is refused."""
        for schedule in self.known:
            if fold(schedule.nom) == fold(name):
                return schedule
        for schedule in self.known:
            if schedule.called(name):
                return schedule
        for one in self.wrong:
            if fold(one.path.stem) == fold(name):
                raise InvalidData(one.message)
        kinds = ", ".join(schedule.nom for schedule in self.known)
        raise NotFound(f"Je ne connais pas de rétroplanning « {name} ». Il y a : {kinds}.")

    def within(self, text: str) -> Schedule | None:
        """The schedule whose longest word is in a text, such as a campaign's name."""
        padded, found = f" {fold(text)} ", []
        for schedule in self.known:
            words = [fold(word) for word in (schedule.nom, *schedule.mots)]
            found += [(len(word), schedule) for word in words if f" {word} " in padded]
        return max(found, key=lambda one: one[0])[1] if found else None


def read_schedules(folder: Path = FOLDER) -> Schedules:
    """Every file of the folder; a wrong one never hides the others, and is told with its line."""
    known: dict[str, Schedule] = {}
    wrong: list[Wrong] = []
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))):
        try:
            schedule = read_schedule(path.read_text(encoding="utf-8"))
            if fold(schedule.nom) in known:
                raise WrongYaml(1, f"« {schedule.nom} » est déjà le nom d'un autre rétroplanning")
            known[fold(schedule.nom)] = schedule
        except WrongYaml as error:
            wrong.append(Wrong(path, error.line, error.reason))
        except UnicodeDecodeError:
            wrong.append(Wrong(path, 1, "le fichier n'est pas en UTF-8"))
    return Schedules(tuple(sorted(known.values(), key=lambda one: fold(one.nom))), tuple(wrong))


def read_schedule(text: str) -> Schedule:
    """One file. WrongYaml, with the line and the reason."""
    lined = read_lined(text)
    try:
        schedule = Schedule.model_validate(lined.value)
    except ValidationError as error:
        raise _told(lined, error) from error
    for rank, name, reason in _problems(schedule.taches):
        raise WrongYaml(lined.line(("taches", rank, name)), reason)
    return schedule


def _told(lined: Lined, error: ValidationError) -> WrongYaml:
    """The first problem that pydantic sees, in French."""
    # Of several, a key that does not exist: it is often why another one lacks.
    every = sorted(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    found = every[0]
    names = [one for one in found["loc"] if isinstance(one, str)]
    words = dict(found.get("ctx") or {}) | {"name": names[-1] if names else "le fichier"}
    pattern = _REASONS.get(found["type"], "« {name} » ne convient pas")
    reason = pattern.format(**words).replace(" or ", " ou ")
    return WrongYaml(lined.line(found["loc"]), reason)


def _problems(steps: Sequence[Step]) -> Iterator[tuple[int, str, str]]:
    """What is wrong between tasks: (rank, key of the file, reason)."""
    keys: set[str] = set()
    for rank, step in enumerate(steps):
        if step.cle in keys:
            yield rank, "cle", f"la clé « {step.cle} » sert déjà à une autre tâche"
        keys.add(step.cle)
    for rank, step in enumerate(steps):
        for other in step.apres:
            if other not in keys:
                yield rank, "apres", f"« {step.cle} » attend « {other} », qui n'existe pas"
    yield from _circles(steps)


def _circles(steps: Sequence[Step]) -> Iterator[tuple[int, str, str]]:
    try:
        TopologicalSorter({step.cle: step.apres for step in steps}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        rank = next(rank for rank, step in enumerate(steps) if step.cle in circle)
        chain = " → ".join(f"« {key} »" for key in reversed(circle))
        yield rank, "apres", f"ces tâches s'attendent l'une l'autre : {chain}"
