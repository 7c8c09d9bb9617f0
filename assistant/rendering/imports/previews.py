"""What is said of a file before its import: its preview, the question."""

from collections.abc import Iterator

from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, listed, number, plural
from core.imports.summary import Summary
from core.prospects.reasons import REJECTIONS, Reason, sentence


def preview_text(found: Summary, filename: str) -> str:
    """The main thing: how many are new, known already, to be corrected."""
    lines = [f"**{escape(filename)}** contient **{plural(found['total'], 'ligne')}** :", ""]
    new = found["added"] - found["forced"]
    lines.append(f"- **{plural(new, 'nouveau prospect', 'nouveaux prospects')}**")
    if found["duplicates"]:
        here = plural(found["duplicates"], "doublon")
        lines.append(f"- {here} (même e-mail ou même téléphone) : {_decided(found)}")
    if count := to_mend(found):
        rejected = plural(count, "ligne rejetée", "lignes rejetées")
        lines.append(f"- {rejected}, à corriger dans le fichier")
    if found["asides"]:
        lines.append(f"- {plural(found['asides'], *_ASIDES)}, sans doute : rien à corriger")
    lines += ["", *objections(found["by_reason"], found["held_back"])]
    return "\n".join(lines).strip()


_ASIDES = "ligne de titre ou de total", "lignes de titre ou de total"


def to_mend(found: Summary) -> int:
    """How many rows are to be corrected in the file."""
    return found["rejected"] - found["asides"]


def preview_details(found: Summary) -> list[str]:
    """All the rest, as plain sentences: what is read how, what is left out of which line."""
    lines = [f"Ligne {number(line)} rejetée : {said}" for line, said in found["first_errors"]]
    if to_mend(found) > len(found["first_errors"]):
        lines.append("… et d'autres lignes rejetées : voyez le fichier à corriger.")
    if lines_aside := found["first_asides"]:
        word = "lignes" if len(lines_aside) > 1 else "ligne"
        more = "…" if found["asides"] > len(lines_aside) else ""
        where = listed([number(line) for line in lines_aside])
        lines.append(f"Titres ou totaux, laissés de côté : {word} {where}{more}.")
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
    if len(found["readings"]) > 1:
        words = [f"« {escape(words)} »" for _, words in found["readings"]]
        yield f"Les accents peuvent se lire de deux façons : {words[0]} (retenue) ou {words[1]}."
    if found["mended"]:
        yield "Des lettres accentuées étaient abîmées : je les ai rétablies. Vérifiez les noms."


def readings_text(filename: str) -> str:
    """Of a file whose letters may be read in two ways: which is right?"""
    return (
        f"Les accents de **{escape(filename)}** peuvent se lire de deux façons. Laquelle est la "
        "bonne ? Rien n'est importé avant votre réponse."
    )


def people_text(filename: str) -> str:
    """Of a file that names people and no organisation: what is the name of each record?"""
    return (
        f"**{escape(filename)}** donne des noms de personnes, et aucune colonne n'y donne le nom "
        "de la structure. Sous quel nom garder chaque fiche ? Rien n'est lu avant votre réponse, "
        "et la base n'a pas changé."
    )


def names_people(found: Summary) -> bool:
    """Whether no row can be read for want of a column with the name of the organisation."""
    lacking = found["by_reason"].get(Reason.MISSING_NOM_STRUCTURE.value, 0)
    return lacking == found["total"] and "nom_structure" not in found["fields"]


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
    if count := to_mend(found):
        aside.append(plural(count, "ligne rejetée", "lignes rejetées"))
    if found["asides"]:
        aside.append(plural(found["asides"], *_ASIDES))
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


def _warnings(found: Summary) -> list[str]:
    """What is left out of rows that are kept all the same."""
    of_file = (Reason.NO_TYPE_COLUMN, Reason.MONTH_FIRST)
    lines = [sentence(reason) for reason in of_file if reason.value in found["by_reason"]]
    for line, field, said in found["first_warnings"]:
        column = f", {FIELD_LABELS[field]}" if field in FIELD_LABELS else ""
        lines.append(f"Ligne {number(line)}{column} : {said}")
    if found["warnings"] > len(found["first_warnings"]):
        lines.append(f"{number(found['warnings'])} remarques en tout, dans le rapport de l'import.")
    return lines


def objections(by_reason: dict[str, int], held_back: int) -> list[str]:
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
