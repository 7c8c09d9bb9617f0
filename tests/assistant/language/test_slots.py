"""Slots, sentence by sentence, and over the held-back turns."""

from datetime import date
from typing import Any

import pytest

from assistant.language.grammar.reading import read
from assistant.language.slots.readers import slots_of
from assistant.language.understanding import Intent
from benchmarks.language.run import FOLDER, turns
from tests.assistant.language.asking import understood

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
    (
        Intent.EDIT_PROSPECT,
        "Corrigez, le nombre d'adhérents de la ludothèque Arlequin : c'est 145",
        {"prospect": "ludothèque Arlequin", "field": "nb_adherents", "value": "145"},
    ),
    (
        Intent.EDIT_PROSPECT,
        "La ville de Ludik ce n'est pas Metz, changer pour Nancy",
        {"prospect": "Ludik", "field": "ville", "value": "Nancy"},
    ),
    (Intent.SHOW_PROSPECT, "ouvre la fiche de Jeux m'en Mêle", {"prospect": "Jeux m'en Mêle"}),
    (Intent.SHOW_PROSPECT, "ouvre la fiche Structure n°3", {"prospect": "Structure n°3"}),
    (Intent.DELETE_PROSPECT, "suprime Arkham dla base", {"prospect": "Arkham"}),
    (
        Intent.RECORD_RESPONSE,
        "Jeux 2000 a refusé",
        {"prospect": "Jeux 2000", "response": "Négatif"},
    ),
    (Intent.CREATE_CAMPAIGN, "une campagne pour les éditeurs hors le Grand Est", {}),
    (Intent.CREATE_CAMPAIGN, "crée la campagne Alsace", {"campaign": "Alsace"}),
    (Intent.EXPORT_CHARTS, "les graphiques en p d f", {"format": "pdf"}),
    (
        Intent.FILTER_PROSPECTS,
        "les 10 plus gros éditeurs par nb d'abonnés insta",
        {"limit": 10, "sort": "instagram_followers"},
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


def test_when_a_campaign_is_held_and_a_backup_was_made() -> None:
    """Ten ways to say a day; a contact's date is a condition and no slot."""
    today = date(2026, 11, 22)
    for said, start, end in (
        ("crée la campagne Noël en Jeux, du 1er au 20 décembre", "2026-12-01", "2026-12-20"),
        ("créer campagne Printemps du Jeu, 3 mars - 30 avril", "2027-03-03", "2027-04-30"),
        ("crée une campagne Festival 2027 pour les ludos, le 17 avril", "2027-04-17", None),
        ("lance une campagne rentrée du 5 au 20 sept", "2027-09-05", "2027-09-20"),
        ("nouvelle campagne « Été », le 21 juin 2027", "2027-06-21", None),
        ("crée une campagne pour ceux contactés en octobre", None, None),
        ("crée une campagne pour les MJC pas relancées depuis mai", None, None),
        ("reviens à la sauvegarde du 18 novembre", "2026-11-18", None),
        ("restaure la sauvegarde du 3 octobre", "2026-10-03", None),
        ("fais une sauvegarde", None, None),
    ):
        slots = understood(said, today=today).slots
        assert (slots.get("date"), slots.get("date_end")) == (start, end), said


def test_rows_put_in_order() -> None:
    for said, field in (
        ("les MJC triées par ville", "ville"),
        ("CSCS du 13, tri adhérents", "nb_adherents"),
        ("classe les ludothèques par nombre d'abonnés facebook", "facebook_followers"),
        ("les éditeurs de Lyon classés par code postal", "code_postal"),
        ("15 artisans d'Occitanie, derniers contactés d'abord", "date_dernier_contact"),
        ("lé 5 plu gros bar a jeu du 33", "nb_adherents"),
        ("liste des boutiques rangées par département", "departement"),
        ("les influenceurs triés par followers tiktok", "tiktok_followers"),
        ("les médiathèques par ordre alphabétique", "nom_structure"),
        ("les clubs de jdr, trier selon le statut", "statut"),
    ):
        assert understood(said).slots.get("sort") == field, said


def test_a_name_is_cut_where_it_ends() -> None:
    for said, name in (
        ("ajoute Dé-Lire à nos prospects", "Dé-Lire"),
        ("montre-moi la fiche Ré-Création", "Ré-Création"),
        ("Studio Farfadet coordonnées", "Studio Farfadet"),
        ("ouvre Gobelinerie téléphone", "Gobelinerie"),
        ("ajoute le site www.tourdejeu.fr sur la fiche de Tour de Jeu", "Tour de Jeu"),
        ("mets 06 11 22 33 44 sur la fiche de l'Antre du Dé", "Antre du Dé"),
        ("qui a touché à la fiche du Pion Bavard la dernière fois", "Pion Bavard"),
        ("j'ai créé une fiche pour essayer, Zzz Test, dégage-la stp", "Zzz Test"),
        ("j'ai vu le patron du Gobelin Ivre, un bar ; inscris-le dans la base", "Gobelin Ivre"),
        ("nouvelle personne à contacter chez Tour de Jeu : Mme Aubry", "Tour de Jeu"),
    ):  # fmt: skip
        assert understood(said).slots.get("prospect") == name, said
