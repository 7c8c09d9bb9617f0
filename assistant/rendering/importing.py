"""What is said of a file: its preview, the question, the report."""

from typing import Any

from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, listed, number, plural
from core.prospects.reasons import Reason, sentence


def preview_text(found: dict[str, Any]) -> str:
    """What the file holds, before anything is written."""
    lines = [f"Votre fichier contient **{plural(found['total'], 'ligne')}** :", ""]
    lines.append(f"- **{plural(found['added'], 'nouveau prospect', 'nouveaux prospects')}**")
    if found["duplicates"]:
        here = plural(found["duplicates"], "doublon")
        lines.append(f"- {here} (même e-mail ou même téléphone), laissés de côté")
    if found["rejected"]:
        lines.append(f"- {plural(found['rejected'], 'ligne rejetée', 'lignes rejetées')}")
    lines += ["", *_reasons(found)]
    labels = [FIELD_LABELS.get(f, f) for f in found["fields"]]
    lines += ["", f"Colonnes reconnues : {listed(labels)}."]
    if found["unknown"]:
        unknown = listed([f"« {escape(h)} »" for h in found["unknown"]])
        lines.append(f"Colonnes inconnues, qui ne seront pas gardées : {unknown}.")
    return "\n".join(lines).strip()


def question(found: dict[str, Any]) -> str:
    """What a yes would do, in exact numbers."""
    parts = [f"Importer {plural(found['added'], 'prospect')}"]
    if found["updated"]:
        parts.append(f"en mettre {number(found['updated'])} à jour")
    aside = []
    if found["duplicates"]:
        aside.append(plural(found["duplicates"], "doublon"))
    if found["rejected"]:
        aside.append(plural(found["rejected"], "ligne rejetée", "lignes rejetées"))
    left = f" ({listed(aside)} laissés de côté)" if aside else ""
    return f"{listed(parts)} ?{left}"


def report_text(done: dict[str, Any]) -> str:
    """What the import did."""
    lines = [f"C'est importé : **{plural(done['added'], 'prospect ajouté', 'prospects ajoutés')}**"]
    if done["updated"]:
        lines[0] += f", {number(done['updated'])} mis à jour"
    if done["duplicates"]:
        lines[0] += f", {plural(done['duplicates'], 'doublon')} laissé(s) de côté"
    if done["rejected"]:
        lines[0] += f", {plural(done['rejected'], 'ligne rejetée', 'lignes rejetées')}"
    lines[0] += "."
    return "\n".join([*lines, "", *_reasons(done)]).strip()


def _reasons(found: dict[str, Any]) -> list[str]:
    counted = sorted(found["by_reason"].items(), key=lambda item: -item[1])
    if not counted:
        return []
    listing = [f"- {number(n)} × {sentence(Reason(reason))}" for reason, n in counted]
    return ["À savoir :", "", *listing]
