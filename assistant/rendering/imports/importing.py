"""What is said of a file: its preview, the question, the report."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from assistant.rendering.fields import keys_shown
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.records.cards import MISSING
from assistant.rendering.wording import day, escape, listed, moment, number, plural
from core.imports.columns import headings as h
from core.imports.columns.mapping import MEANINGS
from core.imports.models import Conflicts, Import, ImportState
from core.imports.rows import Change, DuplicateRow
from core.imports.summary import Summary
from core.journal.models import author
from core.prospects.models import FURTHER
from core.prospects.reasons import REJECTIONS, Reason, sentence
from core.vocabulary.places import DEPARTEMENTS
from core.vocabulary.text import fold

KEPT_NAMED = 20

CONFLICT_LABELS = {
    Conflicts.UPDATE: "Mettre à jour {which}",
    Conflicts.IGNORE: "Garder les fiches de la base",
    Conflicts.FORCE: "Ajouter quand même {which}",
}
CONFLICT_CHOICES = {
    Conflicts.IGNORE: "Garder la fiche de la base",
    Conflicts.UPDATE: "La mettre à jour avec cette ligne",
    Conflicts.FORCE: "Ajouter une deuxième fiche",
}
MEANING_LABELS = FIELD_LABELS | {
    "prospect_id": "Identifiant",
    h.NOM: "Nom du contact",
    h.PRENOM: "Prénom du contact",
    h.PRENOM_CONTACT: "Prénom du contact",
    h.NOM_FAMILLE: "Nom de famille du contact",
    h.CONTACTE: "Déjà contacté (oui ou non)",
    h.OPPOSITION: "Ne veut pas de messages (oui ou non)",
    h.ABONNEMENT: "Abonnement aux messages",
    h.REBOND: "Les messages reviennent (oui ou non)",
    "adresse_numero": "Numéro de la rue",
    "adresse_type": "Type de voie",
    "adresse_voie": "Nom de la rue",
}
"""What a column may mean, as it is said."""


def meaning_called(name: str) -> str | None:
    """What a column means, by its label or by a heading that a file might have."""
    said = fold(name)
    for meaning, label in MEANING_LABELS.items():
        if fold(label) in (said, f"{said}s"):
            return meaning
    found = h.meaning(name)
    return found if found in MEANINGS else None


_SAME = {"email": "même e-mail", "telephone": "même téléphone"}


def preview_text(found: Summary, filename: str) -> str:
    """The main thing: how many are new, known already, to be corrected."""
    lines = [f"**{escape(filename)}** contient **{plural(found['total'], 'ligne')}** :", ""]
    new = found["added"] - found["forced"]
    lines.append(f"- **{plural(new, 'nouveau prospect', 'nouveaux prospects')}**")
    if found["duplicates"]:
        here = plural(found["duplicates"], "doublon")
        lines.append(f"- {here} (même e-mail ou même téléphone) : {_decided(found)}")
    if found["rejected"]:
        rejected = plural(found["rejected"], "ligne rejetée", "lignes rejetées")
        lines.append(f"- {rejected}, à corriger dans le fichier")
    lines += ["", *_objections(found["by_reason"], found["held_back"])]
    return "\n".join(lines).strip()


def preview_details(found: Summary) -> list[str]:
    """All the rest, as plain sentences: what is read how, what is left out of which line."""
    lines = [f"Ligne {number(line)} rejetée : {said}" for line, said in found["first_errors"]]
    if found["rejected"] > len(found["first_errors"]):
        lines.append("… et d'autres lignes rejetées : voyez le fichier à corriger.")
    lines += [*_sheets(found), *_of_rows(found), *_warnings(found)]
    if found["unknown"]:
        unknown = listed([f"« {heading} »" for heading in found["unknown"]])
        lines.append(f"Colonnes qui ne seront pas gardées : {unknown}.")
    return lines


def _of_rows(found: Summary) -> Iterator[str]:
    """Rows that the file hides or repeats, accents that it had lost."""
    if hidden := found["hidden_rows"]:
        told = plural(hidden, "ligne masquée est lue", "lignes masquées sont lues")
        yield f"{told} comme les autres."
    if again := found["headings_again"]:
        yield (
            f"{plural(again, 'ligne répète', 'lignes répètent')} les titres des colonnes : je "
            "ne les compte pas."
        )
    if found["mended"]:
        yield "Des lettres accentuées étaient abîmées : je les ai rétablies. Vérifiez les noms."


def nothing_text(found: Summary, filename: str) -> str:
    """Of a file of which no row can be read: why, and what to do."""
    errors = {r: n for r, n in found["by_reason"].items() if Reason(r) in REJECTIONS}
    reason = Reason(max(errors, key=lambda one: errors[one])) if errors else None
    why = f" {sentence(reason)}" if reason else ""
    what = _TO_DO.get(reason) if reason else None
    what = what or "corrigez ces lignes dans le fichier et déposez-le de nouveau"
    return (
        f"Aucune des {plural(found['total'], 'ligne')} de **{escape(filename)}** ne peut être "
        f"importée.{why} Pour continuer, {what}. La base n'a pas changé."
    )


_TO_DO = {
    Reason.MISSING_NOM_STRUCTURE: (
        "dites quelle colonne donne le nom de la structure, avec « Corriger les colonnes »"
    ),
    Reason.MISSING_VILLE: (
        "dites quelle colonne donne la ville ou le code postal, avec « Corriger les colonnes »"
    ),
    Reason.MISSING_TYPE_PROSPECT: (
        "dites quelle colonne donne le type, ou qu'aucune ne le donne, avec « Corriger les "
        "colonnes »"
    ),
    Reason.INVALID_EMAIL: "vérifiez la colonne des e-mails, avec « Corriger les colonnes »",
}


def _decided(found: Summary) -> str:
    """What becomes of the duplicates, in exact numbers."""
    updated, forced = found["updated"], found["forced"]
    left = found["duplicates"] - updated - forced
    parts = []
    if updated:
        parts.append(plural(updated, "fiche sera mise à jour", "fiches seront mises à jour"))
    if forced:
        detail = "sera ajouté quand même", "seront ajoutés quand même"
        parts.append(plural(forced, *detail))
    if left > 0:
        aside = "laissé de côté", "laissés de côté"
        parts.append(plural(left, *aside) if parts else aside[left > 1])
    return listed(parts)


def question(found: Summary) -> str:
    """What a yes would do, in exact numbers."""
    parts = _done(found)
    aside = []
    left = found["duplicates"] - found["updated"] - found["forced"]
    if left > 0:
        aside.append(plural(left, "doublon"))
    if found["rejected"]:
        aside.append(plural(found["rejected"], "ligne rejetée", "lignes rejetées"))
    if found["held_back"]:
        aside.append(plural(found["held_back"], "personne effacée", "personnes effacées"))
    detail = f" (hors {listed(aside)})" if aside else ""
    return f"{listed(parts)[:1].upper()}{listed(parts)[1:]} ?{detail}"


def _done(found: Summary) -> list[str]:
    parts = []
    if found["added"]:
        parts.append(f"importer {plural(found['added'], 'prospect')}")
    if found["updated"]:
        parts.append(f"mettre à jour {plural(found['updated'], 'fiche')}")
    return parts


def yes(found: Summary) -> str:
    """The button that says yes to it."""
    return f"Oui, {listed(_done(found))}"


def duplicate_text(duplicate: DuplicateRow) -> str:
    """A duplicate, as a form asks about it."""
    same = " et ".join(_SAME[field] for field in duplicate.by)
    names = [f"« {name} »" for name in duplicate.holders.values()]
    whose = f"{listed(names)} de la base" if names else "une ligne plus haut"
    return f"Ligne {number(duplicate.line)}, {duplicate.name} : {same} que {whose}"


def change_line(change: Change) -> str:
    """What an update would change: old → new."""
    label = FIELD_LABELS.get(change.field, change.field)
    if change.before is None and isinstance(change.after, list):
        return f"{label} : + {read(change.field, change.after)}"
    before = read(change.field, change.before) or MISSING.lower()
    return f"{label} : {before} → {read(change.field, change.after)}"


def read(name: str, value: Any) -> str:
    """A value of a file, as it was understood; empty for none."""
    if value is None:
        return ""
    if name in (*FURTHER, *FURTHER.values()):
        return keys_shown(name, value)
    if name == "departement" and value in DEPARTEMENTS:
        return f"{DEPARTEMENTS[value].name} ({value})"
    if name == "commentaires":
        return "\n".join(one["texte"] if isinstance(one, dict) else str(one) for one in value)
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int):
        return number(value)
    if name.startswith("date_"):
        return day(value if isinstance(value, date) else date.fromisoformat(value))
    if isinstance(value, datetime):
        return moment(value)
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


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
    if counts["rejected"]:
        parts.append(plural(counts["rejected"], "ligne rejetée", "lignes rejetées"))
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


def _sheets(found: Summary) -> list[str]:
    """Which sheet was read, where there was a choice."""
    others = found.get("other_sheets")
    if not others:
        return []
    left = listed([f"« {name} »" for name in others])
    several = "Les feuilles" if len(others) > 1 else "La feuille"
    not_read = "ne sont pas lues" if len(others) > 1 else "n'est pas lue"
    return [
        f"J'ai lu la feuille « {found['sheet'] or ''} ». {several} {left} {not_read} : pour en "
        "importer une autre, enregistrez-la seule dans un classeur."
    ]


def report_text(done: Summary) -> str:
    """What the import did."""
    parts = [f"**{plural(done['added'], 'prospect ajouté', 'prospects ajoutés')}**"]
    if done["updated"]:
        parts.append(f"{number(done['updated'])} mis à jour")
    left = done["duplicates"] - done["updated"] - done["forced"]
    if left > 0:
        parts.append(f"{plural(left, 'doublon laissé', 'doublons laissés')} de côté")
    if done["rejected"]:
        parts.append(plural(done["rejected"], "ligne rejetée", "lignes rejetées"))
    seconds = done.get("seconds") or 0
    took = f" en {number(round(seconds))} s" if seconds >= 1 else ""
    lines = [f"C'est importé{took} : {listed(parts)}."]
    return "\n".join([*lines, "", *_reasons(done)]).strip()


def _warnings(found: Summary) -> list[str]:
    """What is left out of rows that are kept all the same."""
    lines = []
    if Reason.NO_TYPE_COLUMN.value in found["by_reason"]:
        lines.append(sentence(Reason.NO_TYPE_COLUMN))
    for line, field, said in found["first_warnings"]:
        column = f", {FIELD_LABELS[field]}" if field in FIELD_LABELS else ""
        lines.append(f"Ligne {number(line)}{column} : {said}")
    if found["warnings"] > len(found["first_warnings"]):
        lines.append(f"{number(found['warnings'])} remarques en tout, dans le rapport de l'import.")
    return lines


def _reasons(done: Summary) -> list[str]:
    """The same, once it is done: how often each."""
    others = {r: n for r, n in done["by_reason"].items() if Reason(r) not in REJECTIONS}
    counted = sorted(others.items(), key=lambda item: -item[1])
    if not counted:
        return []
    said = _objections(others, done["held_back"])
    counted = [(r, n) for r, n in counted if r != Reason.OBJECTION.value]
    return [
        "À savoir :",
        "",
        *said,
        *(f"- {number(n)} fois : {sentence(Reason(r))}" for r, n in counted),
    ]


def _objections(by_reason: dict[str, int], held_back: int) -> list[str]:
    """Who came back although they asked to be erased: said first, whatever else there is."""
    count = by_reason.get(Reason.OBJECTION.value, 0)
    if not count:
        return []
    asked = plural(count, "personne a", "personnes ont")
    erased = "à être effacée" if count == 1 else "à être effacées"
    if not held_back:
        return [f"- **{asked} demandé {erased}, et seront importées à la demande d'un admin.**"]
    kept = "elle n'est pas importée" if count == 1 else "elles ne sont pas importées"
    return [f"- **{asked} demandé {erased} : {kept}.** Seul un admin peut en décider autrement."]
