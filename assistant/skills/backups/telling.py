"""Backups in sentences and on buttons."""

from collections.abc import Iterator

from assistant.acts.of_backups import (
    CompareBackup,
    ListBackups,
    MakeBackup,
    RestoreBackup,
    VerifyBackup,
)
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import moment, number, plural
from assistant.replies import Button
from core.backups.models import Backup, Difference, Why

MAKE = Button("Sauvegarder maintenant", "sauvegarde la base", act=MakeBackup())
LIST = Button("Voir les sauvegardes", "liste des sauvegardes", act=ListBackups())
_WHY = {
    Why.NIGHT: "de la nuit",
    Why.ASKED: "demandée",
    Why.BEFORE_RESTORE: "d'avant une restauration",
    Why.BEFORE_UPGRADE: "d'avant une mise à jour",
}
_WORDS = (
    ("campaigns", "campagne", "campagnes"),
    ("recipients", "envoi de campagne", "envois de campagnes"),
    ("tasks", "tâche", "tâches"),
    ("reminders", "rappel", "rappels"),
    ("imports", "import", "imports"),
    ("users", "compte", "comptes"),
    ("settings", "réglage", "réglages"),
)
_MEGABYTE, _KILOBYTE = 1_000_000, 1_000
_MOST_FIELDS = 6


def made_on(backup: Backup) -> str:
    """When it was made: "3 mai 2026 à 14 h 05"."""
    return moment(backup.made_at) if backup.made_at else "date inconnue"


def line(backup: Backup) -> str:
    """One of a list."""
    if backup.problem or backup.header is None:
        return f"- **{backup.name}** : {backup.problem}"
    sealed = ", chiffrée" if backup.encrypted else ""
    prospects = plural(backup.count("prospects"), "prospect")
    why = _WHY[backup.header.why]
    return f"- **{made_on(backup)}** ({why}{sealed}) : {prospects}, {size(backup.size)}"


def size(count: int) -> str:
    """Bytes, for people."""
    if count >= _MEGABYTE:
        return f"{count / _MEGABYTE:.1f} Mo".replace(".", ",")
    return f"{max(1, round(count / _KILOBYTE))} Ko"


def restore(backup: Backup, label: str = "") -> Button:
    """Go back to it."""
    shown = label or f"Revenir au {made_on(backup)}"
    return Button(shown, f"restaure {said(backup)}", act=RestoreBackup(backup=backup.name))


def verify(backup: Backup) -> Button:
    """Read it through."""
    return Button("La vérifier", f"vérifie {said(backup)}", act=VerifyBackup(backup=backup.name))


def compare(backup: Backup) -> Button:
    """What changed since."""
    shown = "Voir ce qui a changé depuis"
    return Button(shown, f"compare avec {said(backup)}", act=CompareBackup(backup=backup.name))


def said(backup: Backup) -> str:
    """How a sentence names it: by its day."""
    return f"la sauvegarde du {made_on(backup).partition(' à ')[0]}"


def changes(found: Difference) -> Iterator[str]:
    """What changed, one thing a line."""
    moved = found.prospects
    if moved.added:
        yield f"{plural(moved.added, 'prospect ajouté', 'prospects ajoutés')}"
    if moved.removed:
        yield f"{plural(moved.removed, 'prospect parti', 'prospects partis')}"
    if moved.changed:
        fields = [
            f"{FIELD_LABELS.get(name, name).lower()} ({number(count)})"
            for name, count in list(found.fields.items())[:_MOST_FIELDS]
        ]
        told = plural(moved.changed, "prospect modifié", "prospects modifiés")
        yield f"{told} : {', '.join(fields)}"
    yield from _others(found)


def _others(found: Difference) -> Iterator[str]:
    for name, one, many in _WORDS:
        moved = found.collections.get(name)
        parts = (
            (moved.added, "de plus"), (moved.removed, "de moins"), (moved.changed, "de changé")
        ) if moved else ()  # fmt: skip
        for count, how in parts:
            if count:
                yield f"{plural(count, one, many)} {how}"


def would_change(found: Difference) -> str:
    """What a restore would do to the records, in a sentence with the exact numbers."""
    moved = found.prospects
    parts = [
        part
        for count, part in (
            (moved.removed, f"{plural(moved.removed, 'fiche')} d'aujourd'hui en moins"),
            (moved.added, f"{plural(moved.added, 'fiche')} de retour"),
            (moved.changed, f"{plural(moved.changed, 'fiche')} comme avant"),
        )
        if count
    ]
    return ", ".join(parts) if parts else "aucune fiche ne change"
