"""Acts about backups; each is named by its file, on the shelf."""

from typing import Literal

from assistant.acts.base import Act, Id


class MakeBackup(Act):
    do: Literal["make_backup"] = "make_backup"


class ListBackups(Act):
    do: Literal["list_backups"] = "list_backups"


class OfBackup(Act):
    """Something done with one backup."""

    backup: Id


class VerifyBackup(OfBackup):
    do: Literal["verify_backup"] = "verify_backup"


class RestoreBackup(OfBackup):
    do: Literal["restore_backup"] = "restore_backup"


class CompareBackup(OfBackup):
    """What changed since it was made."""

    do: Literal["compare_backup"] = "compare_backup"
