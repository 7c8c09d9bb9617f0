"""Files to import in the chat: shown, decided by click and by sentence, kept, taken back."""

import csv
import io
from pathlib import Path

import pytest

from assistant.rendering.views import Views
from assistant.replies import Answer, Choices, Confirm, Details, File, Form, Table, Text, Upload
from assistant.router import Router
from assistant.skills.registry import Uploaded
from core.accounts.models import Role, User
from core.imports.models import ImportState
from core.prospects.filters import Filter
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say, conversation_of
from tests.factories import prospect

ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
DE, PION = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
SALON = """\
Salon de mars;;;;;
Nom;Ville;Mail;Couleur;Dernier contact;Accepte la com
Le Gobelin;Metz;gobelin@exemple.fr;bleu;12/03/2026;oui
;Lyon;;rouge;;
Le Dé;Lyon;de@exemple.fr;vert;01/11/2026;non
Le Pion;Rennes;pion@exemple.fr;jaune;;
Le Troll;Nancy;pas une adresse;;;
"""


def texts(answers: list[Answer]) -> str:
    said = (r for a in answers for r in a.replies)
    return "\n".join(
        r.text if isinstance(r, Text) else "\n".join(r.lines)
        for r in said
        if isinstance(r, Text | Details)
    )


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


def buttons(answers: list[Answer]) -> dict[str, str]:
    return {b.label: b.say for b in find(answers, Choices).buttons}


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id=DE, nom_structure="Le Dé", ville="Lyon", email="de@exemple.fr"),
            prospect(prospect_id=PION, nom_structure="Le Pion", email="pion@exemple.fr"),
        ],
        None,
    )


class Drop:
    """Drops a file into the chat."""

    def __init__(self, router: Router, folder: Path) -> None:
        self._router, self._folder = router, folder

    def __call__(
        self, content: str = SALON, name: str = "salon.csv", user: User = GIGI, times: int = 1
    ) -> list[Answer]:
        path = self._folder / name
        path.write_text(content, encoding="utf-8")
        return self._router.turn(user, conversation_of(user), "", [Uploaded(name, path)] * times)


@pytest.fixture
def drop(router: Router, tmp_path: Path) -> Drop:
    return Drop(router, tmp_path)


@pytest.fixture
def views(router: Router) -> Views:
    return Views(router.services, router.conversations)


def cells(views: Views, source: str, answers: list[Answer]) -> list[dict[str, str]]:
    import_id = next(
        r.source_id
        for a in answers
        for r in a.replies
        if isinstance(r, Table) and r.source == source
    )
    page = views.table(GIGI, {"source": source, "source_id": import_id, "limit": 50})
    return [row["cells"] for row in page["rows"]]


def test_a_preview_tells_counts_lines_columns_and_asks(drop: Drop, views: Views) -> None:
    shown = drop()
    said = texts(shown)
    assert r"**salon\.csv** contient **5 lignes**" in said
    assert "**1 nouveau prospect**" in said
    assert "2 doublons (même e-mail ou même téléphone) : laissés de côté" in said
    assert "2 lignes rejetées" in said
    assert "Ligne 4 rejetée :" in said
    assert "« Couleur »" in said
    assert buttons(shown) == {
        "Corriger les colonnes": "corrige les colonnes du fichier salon.csv",
        "Mettre à jour les 2 doublons": "mets à jour les doublons du fichier salon.csv",
        "Ajouter quand même les 2 doublons": "ajoute quand même les doublons du fichier salon.csv",
        "Choisir un par un": "choisis les doublons un par un du fichier salon.csv",
    }
    confirm = find(shown, Confirm)
    assert confirm.question == "Importer 1 prospect ? (hors 2 doublons et 2 lignes rejetées)"
    assert confirm.yes == "Oui, importer 1 prospect"
    first, double, _ = cells(views, "import", shown)
    assert (first["outcome"], first["date_dernier_contact"]) == ("À importer", "12 mars 2026")
    assert (first["accepte_contact"], first["type_prospect"]) == ("Oui", "Autre")
    assert double["outcome"] == "Doublon"
    columns = {c["heading"]: c["field"] for c in cells(views, "import_columns", shown)}
    assert columns["Nom"] == "Nom"
    assert columns["Couleur"] == "— (pas gardée)"


def test_no_column_is_told_by_its_raw_name(drop: Drop, views: Views) -> None:
    heading = "prospect_id;nom_structure;ville;prenom;nom_famille;cree_le\n"
    shown = drop(f"{heading}{GIGI.user_id};Le Gobelin;Metz;Ada;Lovelace;2026-01-02T10:00:00Z\n")
    told = [c["field"] for c in cells(views, "import_columns", shown)]
    assert not any("_" in field for field in told)
    assert cells(views, "import", shown)[0]["cree_le"] == "2 janvier 2026 à 11 h 00"


@pytest.mark.parametrize(
    ("label", "question", "decided"),
    [
        ("Mettre à jour les 2 doublons", "Importer 1 prospect et mettre à jour 2 fiches ?",
         "2 fiches seront mises à jour"),
        ("Ajouter quand même les 2 doublons", "Importer 3 prospects ?",
         "2 seront ajoutés quand même"),
    ],
)  # fmt: skip
def test_all_doubles_are_decided_at_once(
    drop: Drop, say: Say, label: str, question: str, decided: str
) -> None:
    shown = say(buttons(drop())[label])
    assert find(shown, Confirm).question.startswith(question)
    assert decided in texts(shown)
    assert label not in buttons(shown)
    back = say(buttons(shown)["Garder les fiches de la base"])
    assert find(back, Confirm).question.startswith("Importer 1 prospect ?")


def test_an_update_writes_what_was_told(drop: Drop, say: Say, services: Services) -> None:
    drop()
    say("mets à jour les doublons")
    done = say("oui")
    assert "**1 prospect ajouté**, 2 mis à jour et 2 lignes rejetées" in texts(done)
    assert str(services.prospects.open(GIGI, DE).date_dernier_contact) == "2026-11-01"
    assert "Annuler cet import" in buttons(done)


def test_a_yes_to_other_numbers_imports_nothing(drop: Drop, say: Say, router: Router) -> None:
    older = find(drop(), Confirm)
    say("mets à jour les doublons")
    answer = router.confirm(GIGI, "c", older.pending_id, yes=True)
    assert "changé d'avis" in texts([answer])
    assert find([answer], Confirm).question.startswith("Importer 1 prospect et mettre à jour 2")
    assert "**2 prospects**" in texts(say("combien de prospects ?"))


def test_a_yes_after_the_base_changed_imports_nothing(
    drop: Drop, say: Say, router: Router, services: Services
) -> None:
    asked = find(drop(), Confirm)
    services.prospects.insert([prospect(nom_structure="Gobelin", email="gobelin@exemple.fr")])
    answer = router.confirm(GIGI, "c", asked.pending_id, yes=True)
    assert "La base a changé" in texts([answer])
    assert find([answer], Confirm) is None
    assert services.prospects.count(GIGI, Filter()) == 3


def test_columns_are_corrected_in_a_form(drop: Drop, say: Say, router: Router) -> None:
    form = find(say(buttons(drop())["Corriger les colonnes"]), Form)
    fields = {f["label"]: f for f in router.form(GIGI, form.form_id)["fields"]}
    color = fields["Couleur"]
    assert color["help"].startswith("Par exemple")
    assert "bleu, rouge, vert" in color["help"]
    assert ["tags", "Étiquettes"] in color["choices"]
    assert not any("_" in label for f in fields.values() for _, label in f["choices"])
    values = {f["name"]: f["value"] for f in fields.values()}
    twice = values | {color["name"]: "ville"}
    problems, _ = router.submit(GIGI, "c", form.form_id, twice)
    assert "Une autre colonne a déjà ce sens" in problems[color["name"]]
    assert router.submit(GIGI, "c", form.form_id, values)[0] == {"": "Rien n'a été changé."}
    problems, answer = router.submit(GIGI, "c", form.form_id, values | {color["name"]: "tags"})
    assert problems == {}
    assert answer is not None
    assert "« Couleur »" not in texts([answer])
    say("oui")
    assert "bleu" in texts(say("montre les prospects avec le tag bleu"))
    # Remembered for the next file with the same headings.
    assert "« Couleur »" not in texts(drop(SALON.replace("gobelin", "gobelin2"), "bis.csv"))


def test_a_file_without_a_needed_column_is_mended_by_the_form(
    drop: Drop, say: Say, router: Router
) -> None:
    refused = drop("Nom;Bled\nLe Gobelin;chez nous\n")
    assert "La base n'a pas changé" in texts(refused)
    assert find(refused, Upload) is not None
    form = find(say(buttons(refused)["Dire ce que sont les colonnes"]), Form)
    fields = router.form(GIGI, form.form_id)["fields"]
    asked = "Quelle colonne donne le nom de la structure\u00a0?"
    assert [f["label"] for f in fields] == [asked, "Nom", "Bled"]
    values = {f["name"]: f["value"] for f in fields} | {fields[2]["name"]: "ville"}
    _, answer = router.submit(GIGI, "c", form.form_id, values)
    assert answer is not None
    assert find([answer], Confirm).question == "Importer 1 prospect ?"


def test_columns_are_told_by_a_sentence(drop: Drop, say: Say) -> None:
    drop()
    assert "« Couleur »" not in texts(say("la colonne Couleur est une étiquette"))
    assert "Colonnes qui ne seront pas gardées : « Couleur »" in texts(
        say("ne garde pas la colonne couleur")
    )
    assert "pas de colonne de ce nom" in texts(say("la colonne Truc est la ville"))
    assert "Je ne reconnais pas ce champ" in texts(say("la colonne Couleur est le zigouigoui"))


def test_doubles_are_chosen_one_by_one_in_a_form(drop: Drop, say: Say, router: Router) -> None:
    form = find(say(buttons(drop())["Choisir un par un"]), Form)
    de, pion = router.form(GIGI, form.form_id)["fields"]
    assert "Ligne 5, Le Dé" in de["label"]
    assert "1er novembre 2026" in de["help"]
    assert "True" not in de["help"] + pion["help"]
    unchanged = {de["name"]: de["value"], pion["name"]: pion["value"]}
    problems, _ = router.submit(GIGI, "c", form.form_id, unchanged)
    assert problems == {"": "Rien n'a été changé."}
    chosen = {de["name"]: "update", pion["name"]: "force"}
    assert router.submit(GIGI, "c", form.form_id, {de["name"]: "zap"})[0]
    _, answer = router.submit(GIGI, "c", form.form_id, chosen)
    assert answer is not None
    assert "1 fiche sera mise à jour et 1 sera ajouté quand même" in texts([answer])
    # Each line of the file is counted once.
    assert "**1 nouveau prospect**" in texts([answer])
    question = find([answer], Confirm).question
    assert question.startswith("Importer 2 prospects et mettre à jour 1 fiche ?")


def test_doubles_are_chosen_by_a_sentence(drop: Drop, say: Say, views: Views) -> None:
    drop()
    shown = say("mets à jour la ligne 5")
    assert "1 fiche sera mise à jour et 1 laissé de côté" in texts(shown)
    outcomes = [row["outcome"] for row in cells(views, "import", shown)]
    assert outcomes == ["À importer", "À mettre à jour", "Doublon"]
    assert "1 sera ajouté quand même" in texts(say("ajoute quand même la ligne 6"))
    assert "2 doublons (même e-mail ou même téléphone) : laissés de côté" in texts(
        [*say("garde la fiche de la base pour la ligne 5"), *say("ignore la ligne 6")]
    )
    assert "n'est pas parmi les doublons" in texts(say("mets à jour la ligne 3"))


def test_a_file_without_doubles_says_so(drop: Drop, say: Say) -> None:
    drop("Nom;Ville\nLe Gobelin;Metz\n")
    assert "aucun doublon" in texts(say("choisis les doublons un par un"))


def test_without_a_file_decisions_say_so(say: Say) -> None:
    for text in ("mets à jour les doublons", "corrige les colonnes", "mets à jour la ligne 2",
                 "choisis les doublons un par un", "la colonne Nom est la ville"):  # fmt: skip
        assert "pas de fichier en attente" in texts(say(text))


def test_people_who_were_erased_are_an_admins_to_add(
    drop: Drop, say: Say, services: Services, views: Views
) -> None:
    services.privacy.erase(ADA, PION, "Le Pion")
    shown = drop()
    assert "demandé à être effacée" in texts(shown)
    assert "Ajouter quand même les personnes effacées" not in buttons(shown)
    assert say("ajoute quand même les personnes effacées")[0].refused
    shown = drop(user=ADA)
    added = say(buttons(shown)["Ajouter quand même les personnes effacées"], user=ADA)
    assert find(added, Confirm).question.startswith("Importer 2 prospects ?")


def test_lines_to_mend_and_report_are_there_to_download(
    drop: Drop, say: Say, services: Services
) -> None:
    file = find(drop(), File)
    assert (file.kind, file.label) == ("import_errors", "2 lignes à corriger")
    content = b"".join(services.imports.errors_file(GIGI, file.selection_id)).decode("utf-8-sig")
    assert [row["Ligne"] for row in csv.DictReader(io.StringIO(content), delimiter=";")] == [
        "4",
        "7",
    ]
    assert find(say("le fichier des erreurs"), File) == file
    drop()
    done = say("oui")
    assert [f.kind for a in done for f in a.replies if isinstance(f, File)] == [
        "import_report",
        "import_errors",
    ]
    for text in ("rapport du dernier import", "rapport de l'import de salon.csv"):
        again = say(text)
        assert find(again, File).kind == "import_report"
        assert "1 ajouté, 2 doublons et 2 lignes rejetées" in texts(again)


def test_a_clean_file_has_no_lines_to_mend(drop: Drop, say: Say) -> None:
    assert "pas d'import récent" in texts(say("les lignes à corriger"))
    drop("Nom;Ville\nLe Gobelin;Metz\n")
    assert "aucune ligne à corriger" in texts(say("le fichier des erreurs"))


def test_the_history_of_imports(drop: Drop, say: Say) -> None:
    assert "Aucun import" in texts(say("montre les imports"))
    drop()
    # Not done yet: nothing to show.
    assert "Aucun import" in texts(say("montre les imports"))
    drop()
    say("oui")
    assert texts(say("montre les inports")) == texts(say("montre les imports"))
    shown = say("montre les imports")
    assert texts(shown).startswith("Voici l'import")
    assert "**salon\\.csv**" in texts(shown)
    assert buttons(shown) == {
        "Rapport de salon.csv": "rapport de l'import de salon.csv",
        "Annuler salon.csv": "annule l'import de salon.csv",
    }
    for number in range(6):
        drop(f"Nom;Ville\nClub {number};Metz\n", f"{number}.csv")
        say("oui")
    shown = say("liste des imports")
    assert "Voici 7 imports" in texts(shown)
    assert len(buttons(shown)) == 8


def test_an_import_is_taken_back_but_for_what_was_edited(
    drop: Drop, say: Say, services: Services
) -> None:
    drop("Nom;Ville\nLe Gobelin;Metz\nLe Troll;Nancy\n")
    undo = buttons(say("oui"))["Annuler cet import"]
    say("change le téléphone du Troll en 03 83 00 00 01")
    say("oui")
    asked = find(say(undo), Confirm).question
    assert asked.startswith("Annuler l'import de « salon.csv » ? 2 fiches ajoutées seront retirées")
    done = texts(say("oui"))
    assert "1 fiche retirée" in done
    assert "1 fiche gardée, car modifiée depuis" in done
    assert "- Le Troll" in done
    assert services.prospects.count(GIGI, Filter()) == 3
    assert "déjà annulé" in texts(say(undo))


def test_an_import_of_a_day(drop: Drop, say: Say) -> None:
    drop()
    say("oui")
    assert find(say("annule l'import d'aujourd'hui"), Confirm) is not None
    assert "je ne le retrouve pas" in texts(say("annule l'import d'hier"))


def test_an_import_that_stopped_goes_on(
    drop: Drop, say: Say, services: Services, router: Router
) -> None:
    drop()
    assert "pas d'import à reprendre" in texts(say("reprends le dernier import"))
    [record] = services.imports.recent(GIGI)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.imports.run(GIGI, record.import_id, progress=stop)
    assert services.imports.get(record.import_id).state is ImportState.RUNNING
    assert texts(say("montre les inports")) == texts(say("montre les imports"))
    shown = say("montre les imports")
    assert "arrêté en route" in texts(shown)
    assert "**1 prospect ajouté**" in texts(say(buttons(shown)["Reprendre salon.csv"]))


def test_the_same_file_again_has_nothing_new(drop: Drop, say: Say) -> None:
    drop()
    say("oui")
    again = drop()
    assert "rien de nouveau à importer" in texts(again)
    assert find(again, Confirm) is None
    assert "Mettre à jour les 3 doublons" in buttons(again)


def test_two_files_at_once(drop: Drop) -> None:
    assert "Déposez ensuite l'autre fichier" in texts(drop(times=2))
    assert "un par un, les 2 autres fichiers" in texts(drop(times=3))


@pytest.mark.parametrize(
    "text",
    [
        "montre les imports",
        "mets à jour les doublons",
        "mets à jour la ligne 2",
        "corrige les colonnes",
        "la colonne Couleur est une étiquette",
        "choisis les doublons un par un",
        "annule le dernier import",
        "reprends le dernier import",
        "rapport du dernier import",
        "le fichier des erreurs",
        "je veux importer un fichier",
    ],
)
def test_a_volunteer_is_told_who_may(say: Say, text: str) -> None:
    answers = say(text, user=NICO)
    assert answers[0].refused
    assert "manager" in texts(answers)


def test_how_to_begin(say: Say) -> None:
    answers = say("je veux importer un fichier")
    assert "Rien n'est écrit dans la base avant votre accord" in texts(answers)
    assert find(answers, Upload) is not None


def test_one_double_is_spoken_of_in_the_singular(drop: Drop) -> None:
    shown = drop("nom;ville;email\nLe Dé;Lyon;de@exemple.fr\nNeuf;Metz;neuf@exemple.fr\n")
    assert {"Mettre à jour le doublon", "Ajouter quand même le doublon"} <= buttons(shown).keys()


def test_the_question_comes_right_after_the_numbers(drop: Drop) -> None:
    (answer,) = drop()
    kinds = [type(reply).__name__ for reply in answer.replies]
    assert kinds[:2] == ["Text", "Confirm"]
    assert all(r.folded for r in answer.replies if isinstance(r, Table))
    assert kinds.index("Details") > kinds.index("Choices")


def test_a_name_column_in_doubt_is_asked_for_first(
    drop: Drop, say: Say, router: Router, services: Services
) -> None:
    asked = drop("Machin;Ville;Mail\nLe Gobelin;Metz;g@exemple.fr\nLe Troll;Nancy;\n")
    assert "quelle colonne donne le nom" in texts(asked)
    assert find(asked, Table) is None
    first = find(asked, Choices).buttons[0]
    assert first.label == "Machin (Le Gobelin, Le Troll)"
    assert first.act is not None
    form = find(say(buttons(asked)["Dire ce que sont les colonnes"]), Form)
    fields = router.form(GIGI, form.form_id)["fields"]
    assert fields[0]["label"] == "Quelle colonne donne le nom de la structure\u00a0?"
    _, answer = router.submit(GIGI, "c", form.form_id, {fields[0]["name"]: "c0"})
    assert answer is not None
    assert find([answer], Confirm).question == "Importer 2 prospects ?"


def test_the_button_of_a_column_names_it(drop: Drop, router: Router) -> None:
    asked = drop("Machin;Ville;Mail\nLe Gobelin;Metz;g@exemple.fr\nLe Troll;Nancy;\n")
    first = find(asked, Choices).buttons[0]
    read = router.act(GIGI, conversation_of(GIGI), first.act.as_json(), first.say)
    assert find(read, Confirm).question == "Importer 2 prospects ?"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Nom;Ville\n;Lyon\n;Metz\n", "Il manque le nom de la structure."),
        ("Nom;Ville\nA;\nB;\n", "Il manque la ville"),
        ("Nom;Ville;Mail\nA;Lyon;pas bon\nB;Lyon;pas bon\n", "L'adresse e-mail n'est pas valable"),
        ("Nom;Ville;Type\nA;Lyon;\nB;Lyon;\n", "Il manque le type"),
    ],
    ids=["name", "town", "mail", "type"],
)
def test_a_file_of_which_nothing_is_read_says_what_to_do(
    drop: Drop, content: str, said: str
) -> None:
    shown = drop(content)
    told = texts(shown)
    assert said in told
    assert "Pour continuer" in told
    assert find(shown, Confirm) is None
    assert not any(r.total == 0 for a in shown for r in a.replies if isinstance(r, Table))
    assert "Corriger les colonnes" in buttons(shown)


def test_a_row_of_two_records_is_decided_by_hand(drop: Drop, say: Say, router: Router) -> None:
    drop("Nom;Ville;Mail\nLe Dé;Lyon;de@exemple.fr, pion@exemple.fr\n")
    form = find(say("choisis les doublons un par un"), Form)
    (field,) = router.form(GIGI, form.form_id)["fields"]
    labels = [label for _, label in field["choices"]]
    assert labels[1:3] == ["Mettre à jour « Le Dé »", "Mettre à jour « Le Pion »"]
    _, answer = router.submit(GIGI, "c", form.form_id, {field["name"]: field["choices"][2][0]})
    assert answer is not None
    assert find([answer], Confirm).question == "Mettre à jour 1 fiche ?"


def test_titles_and_totals_are_named_and_not_to_be_corrected(drop: Drop, say: Say) -> None:
    shown = drop("Nom;Ville;Adhérents\nBRETAGNE;;\nLe Dé;Rennes;30\nLe Pif;;\nTotal;;30\n")
    told = texts(shown)
    assert "1 ligne rejetée, à corriger" in told
    assert "2 lignes de titre ou de total" in told
    assert "Titres ou totaux, laissés de côté : lignes 2 et 5." in told
    assert "Ligne 2 rejetée" not in told
    assert find(shown, File).label == "1 ligne à corriger"
    done = say("oui")
    assert "**1 prospect ajouté** et 1 ligne rejetée." in texts(done)
    assert find(say("les lignes à corriger"), File).label == "1 ligne à corriger"


def test_nothing_is_to_be_corrected_in_a_sheet_with_its_total(drop: Drop, say: Say) -> None:
    assert find(drop("Nom;Ville;Adhérents\nLe Dé;Rennes;30\nTotal;;30\n"), File) is None
    assert [r.kind for a in say("oui") for r in a.replies if isinstance(r, File)] == [
        "import_report"
    ]


PEOPLE = {
    "two columns": "Nom;Prénom;Ville;E-mail\nMartin;Claire;Rennes;claire@exemple.fr\n",
    "first name first": "Prénom;Nom de famille;Ville\nClaire;Martin;Rennes\n",
    "one column": "Contact;Ville;E-mail\nClaire Martin;Rennes;claire@exemple.fr\n",
}


@pytest.mark.parametrize("clicks", [False, True], ids=["says", "clicks"])
@pytest.mark.parametrize("kind", PEOPLE)
def test_people_without_a_structure_may_bear_their_own_name(
    drop: Drop, say: Say, router: Router, services: Services, kind: str, clicks: bool
) -> None:
    asked = drop(PEOPLE[kind])
    assert "noms de personnes" in texts(asked)
    assert find(asked, Confirm) is None
    button = find(asked, Choices).buttons[0]
    assert button.label == "Le nom de la personne"
    if clicks:
        read = router.act(GIGI, conversation_of(GIGI), button.act.as_json(), button.say)
    else:
        read = say(button.say)
    assert find(read, Confirm).question == "Importer 1 prospect ?"
    say("oui")
    named = [(p.nom_structure, p.nom_contact) for p in services.prospects.iterate(Filter())]
    assert ("Claire Martin", "Claire Martin") in named


def test_the_column_of_last_names_may_be_that_of_structures(drop: Drop, router: Router) -> None:
    asked = drop("Nom;Prénom;Ville\nLe Gobelin;Zoé;Metz\n")
    button = find(asked, Choices).buttons[1]
    assert button.label == "Nom (Le Gobelin)"
    read = router.act(GIGI, conversation_of(GIGI), button.act.as_json(), button.say)
    assert find(read, Confirm).question == "Importer 1 prospect ?"


def test_a_file_of_structures_and_people_is_read_as_before(drop: Drop) -> None:
    shown = drop("Nom;Prénom;Association;Ville\nMartin;Claire;;Metz\nPetit;Zoé;Le Dé;Lyon\n")
    assert "Ligne 2 rejetée : Il manque le nom de la structure." in texts(shown)
