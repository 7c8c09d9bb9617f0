"""The long work of imports: a file read, written, taken back."""

from typing import Any

from core.accounts.models import User
from core.imports.run.steps import Step
from core.imports.run.undo import STEP as UNDOING
from core.imports.service import ImportService
from core.imports.summary import summary
from core.jobs.models import JobKind, Progress, Resumed


def job_kinds(imports: ImportService) -> tuple[JobKind, ...]:
    """Small files are done within the turn; these are for the others."""

    def preview(user: User, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        return dict(summary(imports.preview(payload["import_id"], progress)))

    def run(user: User, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        return dict(summary(imports.run(user, payload["import_id"], progress=progress)))

    def undo(user: User, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        return dict(imports.undo(user, payload["import_id"], progress).as_json())

    return (
        JobKind("import_preview", tuple(Step), preview, Resumed("it changes nothing")),
        JobKind("import", tuple(Step), run, Resumed("each batch is noted in its own transaction")),
        JobKind("import_undo", (UNDOING,), undo, Resumed("what is taken back already is skipped")),
    )
