"""What is said of an embedded database that can't run, to who can do something about it."""

from pathlib import Path

from core.embedded.keeper import FULL, LOST, READ_ONLY, START_ABOVE, room_on

_BACKUPS = "mimicom-*.mimicom"


def log_of(folder: Path) -> Path:
    """Where a data folder's server says what happens to it."""
    return folder / "logs" / "database.log"


def explain(words: str, folder: Path) -> str:
    """The server's last lines, for who can do something about them."""
    if "temporarily unavailable" in words or "another process" in words:
        return (
            f"Un autre programme utilise déjà la base du dossier « {folder} ». "
            "Fermez-le, ou choisissez un autre dossier avec --data DOSSIER."
        )
    if passing := that_passes(words, folder):
        return passing
    if LOST in words:
        return damaged(folder, f"Il y manque : {words.split(LOST)[1]}. ")
    return damaged(folder)


def that_passes(words: str, folder: Path) -> str | None:
    """What is said where the base is well, and its disk only can't be written now."""
    if FULL in words:
        return full(folder)
    if READ_ONLY in words:
        return (
            "Le disque de la base de données est en lecture seule : rien ne peut être enregistré. "
            "C'est souvent le signe d'un disque abîmé ou d'une clé protégée : faites-le vérifier. "
            "Dès qu'on peut y écrire, la base repart d'elle-même."
        )
    return None


def full(folder: Path) -> str:
    """What a full disk asks for."""
    missing = max(START_ABOVE - room_on(folder), 1_000_000)
    return (
        f"Le disque est plein : il manque {missing // 1_000_000} Mo pour que la base de données "
        "puisse écrire. Libérez de la place : elle repart d'elle-même. "
        "Ce qui venait d'être demandé n'est peut-être pas enregistré : vérifiez-le ensuite."
    )


def damaged(folder: Path, how: str = "") -> str:
    """What to do with a database that does not open, or not whole."""
    return (
        f"La base de données du dossier « {folder} » est abîmée et n'a pas pu être ouverte. {how}"
        f"Rien n'y a été modifié. {_way_out(folder)} "
        f"Les détails sont dans « {log_of(folder)} »."
    )


def _way_out(folder: Path) -> str:
    """The last backup, opened elsewhere: what is left of the base stays to be looked at."""
    found = sorted(path.name for path in (folder / "backups").glob(_BACKUPS))
    if not found:
        return (
            "Remettez une copie de sauvegarde de tout ce dossier, ou repartez d'un autre dossier "
            "avec --data DOSSIER."
        )
    last = folder / "backups" / found[-1]
    return (
        "Remettez la dernière sauvegarde dans un nouveau dossier, puis lancez MimiCom avec lui :\n"
        f'  mimicom backup restore "{last}" --yes --data NOUVEAU_DOSSIER\n'
        "  mimicom serve --data NOUVEAU_DOSSIER\n"
        "Ce qui a été fait depuis cette sauvegarde sera à refaire."
    )
