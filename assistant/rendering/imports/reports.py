"""What is said of an import that was made, and of its undo."""

import re
from collections.abc import Sequence

from assistant.rendering.imports.previews import objections, to_mend
from assistant.rendering.wording import escape, listed, moment, number, plural
from core.imports.models import Import, ImportState
from core.imports.summary import Summary
from core.journal.models import author
from core.prospects.reasons import REJECTIONS, Reason, sentence

KEPT_NAMED = 20


def undone_text(message: str, kept: Sequence[str]) -> str:
    """What an undo did, and the names of records left as they are since they were edited."""
    detail = re.sub(r"\d{4,}", lambda found: number(int(found[0])), message)
    if not kept:
        return detail
    names = [f"- {escape(name)}" for name in kept[:KEPT_NAMED]]
    more = len(kept) - KEPT_NAMED
    lines = [detail, "", *names, *([f"- … et {plural(more, 'autre')}"] if more > 0 else [])]
    return "\n".join(lines)


def import_line(record: Import) -> str:
    """An import of before, in a line."""
    when = moment(record.fini_le or record.cree_le)
    said = f"**{escape(record.filename)}**, {when}, par {escape(author(record.par))} : "
    counts = record.counts
    if not counts:
        return said + "arrêté en route"
    parts = [plural(counts["added"], "ajouté")]
    if counts["updated"]:
        parts.append(f"{number(counts['updated'])} mis à jour")
    if counts["duplicates"]:
        parts.append(plural(counts["duplicates"], "doublon"))
    if record.to_mend:
        parts.append(plural(record.to_mend, "ligne rejetée", "lignes rejetées"))
    undone = " — annulé depuis" if record.state is ImportState.UNDONE else ""
    return f"{said}{listed(parts)}{undone}"


def undo_question(record: Import, added: int, updated: int) -> str:
    """What undoing an import does, in exact numbers."""
    parts = []
    if added or not updated:
        parts.append(plural(added, "fiche ajoutée sera retirée", "fiches ajoutées seront retirées"))
    if updated:
        given = plural(updated, "fiche mise à jour reprendra", "fiches mises à jour reprendront")
        parts.append(f"{given} {'leurs' if updated > 1 else 'ses'} valeurs d'avant")
    return (
        f"Annuler l'import de « {record.filename} » ? {listed(parts)}, sauf les fiches que "
        "quelqu'un a modifiées depuis."
    )


def report_text(done: Summary) -> str:
    """What the import did."""
    parts = [f"**{plural(done['added'], 'prospect ajouté', 'prospects ajoutés')}**"]
    if done["updated"]:
        parts.append(f"{number(done['updated'])} mis à jour")
    left = done["duplicates"] - done["updated"] - done["forced"]
    if left > 0:
        parts.append(f"{plural(left, 'doublon laissé', 'doublons laissés')} de côté")
    if count := to_mend(done):
        parts.append(plural(count, "ligne rejetée", "lignes rejetées"))
    seconds = done.get("seconds") or 0
    took = f" en {number(round(seconds))} s" if seconds >= 1 else ""
    lines = [f"C'est importé{took} : {listed(parts)}."]
    return "\n".join([*lines, "", *_reasons(done)]).strip()


def _times(count: int) -> str:
    return f"{number(count)} fois : " if count > 1 else ""


def _reasons(done: Summary) -> list[str]:
    """The same, once it is done: how often each."""
    others = {r: n for r, n in done["by_reason"].items() if Reason(r) not in REJECTIONS}
    counted = sorted(others.items(), key=lambda item: -item[1])
    if not counted:
        return []
    said = objections(others, done["held_back"])
    counted = [(r, n) for r, n in counted if r != Reason.OBJECTION.value]
    return [
        "À savoir :",
        "",
        *said,
        *(f"- {_times(n)}{sentence(Reason(r))}" for r, n in counted),
    ]
