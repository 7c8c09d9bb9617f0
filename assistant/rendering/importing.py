"""What is said of a file: its preview, the question, the report."""

from typing import Any

from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, listed, number, plural
from core.prospects.reasons import REJECTIONS, Reason, sentence


def preview_text(found: dict[str, Any]) -> str:
    """What the file holds, before anything is written."""
    held = plural(found["total"], "ligne")
    lines = [*_sheets(found), f"Votre fichier contient **{held}** :", ""]
    lines.append(f"- **{plural(found['added'], 'nouveau prospect', 'nouveaux prospects')}**")
    if found["duplicates"]:
        here = plural(found["duplicates"], "doublon")
        lines.append(f"- {here} (même e-mail ou même téléphone qu'une autre fiche)")
    if found["rejected"]:
        rejected = plural(found["rejected"], "ligne rejetée", "lignes rejetées")
        lines.append(f"- {rejected}, à corriger dans le fichier :")
        lines += [f"  - ligne {number(line)} : {said}" for line, said in found["first_errors"]]
        if found["rejected"] > len(found["first_errors"]):
            lines.append("  - …")
    lines += ["", *_warnings(found)]
    labels = [FIELD_LABELS.get(f, f) for f in found["fields"]]
    lines += ["", f"Colonnes reconnues : {listed(labels)}."]
    if found["unknown"]:
        unknown = listed([f"« {escape(h)} »" for h in found["unknown"]])
        lines.append(f"Colonnes inconnues, qui ne seront pas gardées : {unknown}.")
    return "\n".join(lines).strip()


def _sheets(found: dict[str, Any]) -> list[str]:
    """Which sheet was read, where there was a choice."""
    others = found.get("other_sheets")
    if not others:
        return []
    left = listed([f"« {escape(name)} »" for name in others])
    several = "Les feuilles" if len(others) > 1 else "La feuille"
    not_read = "ne sont pas lues" if len(others) > 1 else "n'est pas lue"
    return [
        f"J'ai lu la feuille « {escape(found['sheet'])} ». {several} {left} {not_read} : pour "
        "en importer une autre, enregistrez-la seule dans un classeur.",
        "",
    ]


def question(found: dict[str, Any]) -> str:
    """What a yes would do, in exact numbers."""
    parts = [f"Importer {plural(found['added'], 'prospect')}"]
    if found["updated"]:
        parts.append(f"en mettre {number(found['updated'])} à jour")
    aside = []
    if found["duplicates"] and not found["updated"]:
        aside.append(plural(found["duplicates"], "doublon"))
    if found["rejected"]:
        aside.append(plural(found["rejected"], "ligne rejetée", "lignes rejetées"))
    left = f" (hors {listed(aside)})" if aside else ""
    return f"{listed(parts)} ?{left}"


def report_text(done: dict[str, Any]) -> str:
    """What the import did."""
    parts = [f"**{plural(done['added'], 'prospect ajouté', 'prospects ajoutés')}**"]
    if done["updated"]:
        parts.append(f"{number(done['updated'])} mis à jour")
    if done["duplicates"] and not done["updated"]:
        aside = plural(done["duplicates"], "doublon laissé", "doublons laissés")
        parts.append(f"{aside} de côté")
    if done["rejected"]:
        parts.append(plural(done["rejected"], "ligne rejetée", "lignes rejetées"))
    lines = [f"C'est importé : {listed(parts)}."]
    return "\n".join([*lines, "", *_reasons(done)]).strip()


def _warnings(found: dict[str, Any]) -> list[str]:
    """What is left out of rows that are kept all the same."""
    others = {r: n for r, n in found["by_reason"].items() if Reason(r) not in REJECTIONS}
    if not others:
        return []
    lines = ["À savoir :", "", *_objections(others)]
    if Reason.NO_TYPE_COLUMN.value in others:
        lines.append(f"- {sentence(Reason.NO_TYPE_COLUMN)}")
    for line, field, said in found["first_warnings"]:
        column = f", {FIELD_LABELS[field]}" if field in FIELD_LABELS else ""
        lines.append(f"- ligne {number(line)}{column} : {said}")
    if found["warnings"] > len(found["first_warnings"]):
        lines.append(f"- … {number(found['warnings'])} remarques en tout")
    return lines


def _reasons(done: dict[str, Any]) -> list[str]:
    """The same, once it is done: how often each."""
    others = {r: n for r, n in done["by_reason"].items() if Reason(r) not in REJECTIONS}
    counted = sorted(others.items(), key=lambda item: -item[1])
    if not counted:
        return []
    said = _objections(others)
    counted = [(r, n) for r, n in counted if r != Reason.OBJECTION.value]
    return [
        "À savoir :",
        "",
        *said,
        *(f"- {number(n)} fois : {sentence(Reason(r))}" for r, n in counted),
    ]


def _objections(by_reason: dict[str, int]) -> list[str]:
    """Who came back although they asked to be erased: told first, whatever else there is."""
    count = by_reason.get(Reason.OBJECTION.value, 0)
    if not count:
        return []
    asked = plural(count, "personne a", "personnes ont")
    erased = (
        "à être effacée : vérifiez avant de la garder"
        if count == 1
        else ("à être effacées : vérifiez avant de les garder")
    )
    return [f"- **{asked} demandé {erased}.**"]
