"""Slots, sentence by sentence, and over the held-back turns."""

from datetime import date
from typing import Any

import pytest

from assistant.language.grammar.reading import read
from assistant.language.slots.readers import slots_of
from assistant.language.understanding import Intent
from benchmarks.language.run import FOLDER, turns

TODAY = date(2026, 3, 18)

CASES: list[tuple[Intent, str, dict[str, Any]]] = [
    (Intent.SHOW_PROSPECT, "ouvre la fiche de la MJC de Bègles", {"prospect": "MJC de Bègles"}),
    (Intent.SHOW_PROSPECT, "le téléphone du Dé Pipé ?", {"prospect": "Dé Pipé"}),
    (Intent.SHOW_PROSPECT, "c'est quoi son téléphone ?", {}),
    (Intent.SHOW_PROSPECT, "ouvre la première", {}),
    (Intent.DELETE_PROSPECT, "supprime-la", {}),
    (Intent.DELETE_PROSPECT, "efface Arkham de la base", {"prospect": "Arkham"}),
    (Intent.PROSPECT_HISTORY, "qui a modifié Ludik ?", {"prospect": "Ludik"}),
    (
        Intent.RECORD_RESPONSE,
        "Ludik n'est pas intéressé",
        {"prospect": "Ludik", "response": "Négatif"},
    ),
    (
        Intent.RECORD_RESPONSE,
        "la MJC de Foix a dit oui",
        {"prospect": "MJC de Foix", "response": "Positif"},
    ),
    (
        Intent.EDIT_PROSPECT,
        "change le mail de Ludik en a@b.fr",
        {"prospect": "Ludik", "field": "email", "value": "a@b.fr"},
    ),
    (
        Intent.EDIT_PROSPECT,
        "passe Ludik en refusé",
        {"prospect": "Ludik", "field": "statut", "value": "Refusé"},
    ),
    (
        Intent.EDIT_PROSPECT,
        "Ludik a déménagé à Rezé",
        {"prospect": "Ludik", "field": "ville", "value": "Rezé"},
    ),
    (Intent.SHOW_KPIS, "répartition par région", {"kpi": "region"}),
    (Intent.SHOW_KPIS, "combien de temps mettent-ils à répondre ?", {"kpi": "response_delay"}),
    (Intent.SHOW_KPIS, "quelle part a un site ?", {"kpi": "website"}),
    (Intent.SHOW_KPIS, "les indicateurs", {"kpi": "overview"}),
    (Intent.SEGMENT_PROSPECTS, "fais 4 groupes", {"clusters": 4}),
    (Intent.SEGMENT_PROSPECTS, "segmente en cinq", {"clusters": 5}),
    (Intent.SCORE_PROSPECTS, "les 10 plus prometteurs", {"limit": 10}),
    (
        Intent.FILTER_PROSPECTS,
        "les 20 plus grosses MJC de Bretagne",
        {"limit": 20, "sort": "nb_adherents"},
    ),
    (Intent.FILTER_PROSPECTS, "les MJC de plus de 20 adhérents", {}),
    (Intent.FILTER_PROSPECTS, "les MJC par ordre alphabétique", {"sort": "nom_structure"}),
    (Intent.CREATE_CAMPAIGN, "crée une campagne pour les MJC", {}),
    (Intent.CREATE_CAMPAIGN, 'crée une campagne "Nuit du jeu"', {"campaign": "Nuit du jeu"}),
    (Intent.SHOW_CAMPAIGN, "ouvre la campagne Printemps 2026", {"campaign": "Printemps 2026"}),
    (Intent.SHOW_CAMPAIGN, "ouvre la dernière campagne", {}),
    (Intent.CAMPAIGN_PERFORMANCE, "les résultats de Noël", {"campaign": "Noël"}),
    (
        Intent.SEND_CAMPAIGN,
        "envoie la campagne Printemps 2026 lundi",
        {"campaign": "Printemps 2026", "date": "2026-03-23"},
    ),
    (Intent.PLAN_CAMPAIGN, "rétroplanning pour le 15 mai", {"date": "2026-05-15"}),
    (
        Intent.GENERATE_MAIL,
        "un post Facebook amical",
        {"channel": "facebook", "tone": "amical"},
    ),
    (Intent.UPDATE_TASK, "coche la relecture", {"task": "relecture"}),
    (
        Intent.UPDATE_TASK,
        "décale la tâche bilan au 5 avril",
        {"task": "bilan", "date": "2026-04-05"},
    ),
    (
        Intent.UPDATE_TASK,
        "renomme la tâche salle en réserver le gymnase",
        {"task": "salle", "value": "réserver le gymnase"},
    ),
    (
        Intent.SET_REMINDER,
        "rappelle-moi demain d'appeler l'imprimeur",
        {"task": "appeler l'imprimeur", "date": "2026-03-19"},
    ),
    (Intent.EXPORT_CSV, "exporte en csv", {"format": "csv"}),
    (Intent.EXPORT_CHARTS, "les graphiques en PDF", {"format": "pdf"}),
    (Intent.HELP, "que sais-tu faire le 15 mai ?", {}),
]


@pytest.mark.parametrize(("intent", "text", "slots"), CASES, ids=[case[1] for case in CASES])
def test_slots(intent: Intent, text: str, slots: dict[str, Any]) -> None:
    assert slots_of(read(text, TODAY), intent, TODAY) == slots


@pytest.mark.parametrize("split", ["dev", "test"])
def test_slots_of_the_held_back_turns(split: str) -> None:
    held = list(turns(FOLDER / f"turns_{split}.txt", conversations=False))
    right = sum(
        slots_of(read(turn.text, TODAY), Intent(turn.intent), TODAY) == turn.slots for turn in held
    )
    assert right / len(held) >= 0.9


@pytest.mark.parametrize("intent", list(Intent))
@pytest.mark.parametrize("text", ["", "«»", "campagne", '"', "de de de de", "<misc> $where" * 50])
def test_odd_text_gives_no_error(intent: Intent, text: str) -> None:
    slots_of(read(text, TODAY), intent, TODAY)
