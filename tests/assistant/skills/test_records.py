"""Records by sentences: opened, added, edited, answered, edited in bulk, explained, undone."""

from datetime import date

import pytest

from assistant.replies import Answer, Card, Choices, Confirm, Form, Text
from assistant.router import Router
from core.prospects.filters import Filter
from core.services import Services
from core.vocabulary.values import Status
from tests.assistant.conftest import GIGI, NICO, Say
from tests.factories import prospect

P = "11111111-1111-4111-8111-111111111111"
Q = "22222222-2222-4222-8222-222222222222"


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id="m", nom_structure="MJC du Lac", type_prospect="MJC",
                     ville="Annecy", telephone="+33450111111", region="Auvergne-Rhône-Alpes"),
            prospect(prospect_id="d", nom_structure="Le Dé Pipé", type_prospect="Bar à jeux",
                     ville="Lyon", email="de@exemple.fr", region="Auvergne-Rhône-Alpes"),
            prospect(prospect_id=P, nom_structure="Le Pion", type_prospect="Bar à jeux",
                     ville="Rennes", region="Bretagne"),
            prospect(prospect_id=Q, nom_structure="Le Pion", type_prospect="Boutique spécialisée",
                     ville="Brest", region="Bretagne"),
        ],
        None,
    )  # fmt: skip


def record(services: Services, key: str):  # type: ignore[no-untyped-def]
    return services.prospects.open(GIGI, key)


def test_a_field_is_changed_by_a_sentence_and_taken_back(say: Say, services: Services) -> None:
    shown = say("change le téléphone de la MJC du Lac en 04 50 22 22 22")
    assert "04 50 11 11 11 → 04 50 22 22 22" in texts(shown)
    assert record(services, "m").telephone == "+33450111111"
    assert find(shown, Confirm) is not None
    assert "C'est écrit" in texts(say("oui"))
    assert record(services, "m").telephone == "+33450222222"
    say("annule la dernière modification")
    say("oui")
    assert record(services, "m").telephone == "+33450111111"


def test_no_leaves_all_as_it_was(say: Say, services: Services) -> None:
    say("change le téléphone de la MJC du Lac en 04 50 22 22 22")
    assert "rien fait" in texts(say("non"))
    assert record(services, "m").telephone == "+33450111111"


def test_a_value_that_does_not_fit_is_asked_again(say: Say, services: Services) -> None:
    assert "n'est pas valable" in texts(say("change le téléphone de la MJC du Lac en 12"))
    assert "04 50 22 22 22" in texts(say("04 50 22 22 22"))
    say("oui")
    assert record(services, "m").telephone == "+33450222222"


def test_the_record_last_opened_is_meant(say: Say, services: Services) -> None:
    say("ouvre la fiche de la MJC du Lac")
    say("change son mail en lac@exemple.fr")
    say("oui")
    assert record(services, "m").email == "lac@exemple.fr"


def test_a_field_without_its_value_is_asked_for(say: Say, services: Services) -> None:
    assert "que faut-il écrire" in texts(say("change le téléphone de la MJC du Lac"))
    say("04 50 33 33 33")
    say("oui")
    assert record(services, "m").telephone == "+33450333333"


def test_another_request_drops_the_question(say: Say, services: Services) -> None:
    say("change le téléphone de la MJC du Lac")
    assert "2 prospects" in texts(say("montre-moi les bars à jeux"))
    assert record(services, "m").telephone == "+33450111111"


def test_give_up_leaves_nothing(say: Say, services: Services) -> None:
    say("change le téléphone de la MJC du Lac")
    assert "abandonne" in texts(say("annule"))
    assert record(services, "m").version == 1


def test_among_namesakes_a_click_chooses(say: Say, services: Services) -> None:
    asked = say("change le mail de Le Pion en pion@exemple.fr")
    assert "Laquelle" in texts(asked)
    brest = next(b for b in find(asked, Choices).buttons if "Brest" in b.label)
    assert "pion@exemple" in texts(say(brest.say))
    say("oui")
    assert (record(services, P).email, record(services, Q).email) == (None, "pion@exemple.fr")


def test_what_stands_in_parentheses_tells_two_records_apart(say: Say, services: Services) -> None:
    other = prospect(prospect_id="b", nom_structure="Le Dé Pipé (bis)", ville="Lyon")
    services.prospects.insert_imported([other], None)
    shown = say("change le téléphone de Le Dé Pipé (bis) en 06 12 34 56 78")
    assert "Dé Pipé \\(bis\\)" in texts(shown)
    say("oui")
    assert record(services, "b").telephone == "+33612345678"
    assert record(services, "d").telephone is None
    say("change le téléphone de Le Dé Pipé (merci) en 06 12 34 56 79")
    say("oui")
    assert record(services, "d").telephone == "+33612345679"


def test_the_word_structure_is_no_piece_of_a_name_where_nobody_bears_it(say: Say) -> None:
    assert "Le Dé Pipé** — E-mail" in texts(say("le mail de la structure Dé Pipé ?"))
    assert "Je ne trouve" not in texts(say("qui a changé la structure Dé Pipé ?"))
    assert "Zorglub" in texts(say("quel est le mail de la structure Zorglub ?"))


def test_a_record_is_added_from_a_sentence(say: Say, services: Services) -> None:
    shown = say("ajoute la MJC de Poitiers, mail mjc@poitiers.fr, tel 05 49 12 34 56")
    assert "mjc@poitiers" in texts(shown)
    say("oui")
    [found] = services.prospects.find_named(GIGI, "MJC de Poitiers")
    assert (found.ville, found.departement, found.telephone) == ("Poitiers", "86", "+33549123456")
    assert find(say("annule la dernière modification"), Confirm)
    say("oui")
    assert services.prospects.find_named(GIGI, "MJC de Poitiers") == []


def test_somebody_of_that_name_in_that_town_is_told_of(
    say: Say, router: Router, services: Services
) -> None:
    say("ajoute la MJC de Poitiers")
    say("oui")
    shown = say("ajoute la MJC de Poitiers")
    assert "Il y a déjà **MJC de Poitiers** à Poitiers" in texts(shown)
    assert "malgré le doublon" in find(shown, Confirm).question
    say("oui")
    assert len(services.prospects.called(GIGI, "MJC de Poitiers")) == 2
    assert "Il y a déjà" not in texts(say("ajoute la MJC de Foix"))
    say("non")
    form = find(say("je veux ajouter un prospect"), Form)
    given = {"nom_structure": "Mjc de poitiers", "type_prospect": "MJC", "ville": "POITIERS"}
    problems, answer = router.submit(GIGI, "c", form.form_id, given)
    assert "Cliquez de nouveau" in problems["nom_structure"]
    assert answer is None
    problems, answer = router.submit(GIGI, "c", form.form_id, given)
    assert not problems
    assert len(services.prospects.called(GIGI, "MJC de Poitiers")) == 3


def test_what_lacks_is_asked_for_one_by_one(say: Say, services: Services) -> None:
    assert "quel type" in texts(say("ajoute le prospect Ludimonde"))
    assert "quelle ville" in texts(say("ludothèque"))
    assert "Nouvelle fiche" in texts(say("Poitiers"))
    say("oui")
    assert services.prospects.find_named(GIGI, "Ludimonde")


def test_nothing_told_is_a_form(say: Say, router: Router, services: Services) -> None:
    form = find(say("je veux ajouter un prospect"), Form)
    shown = router.form(GIGI, form.form_id)
    assert shown["state"] == "open"
    problems, answer = router.submit(GIGI, "c", form.form_id, {"email": "faux", "ville": "Lyon"})
    assert set(problems) == {"nom_structure", "type_prospect", "email"}
    assert answer is None
    filled = {"nom_structure": "Ludimonde", "type_prospect": "Ludothèque", "ville": "Lyon"}
    problems, answer = router.submit(GIGI, "c", form.form_id, filled)
    assert not problems
    assert answer
    assert services.prospects.find_named(GIGI, "Ludimonde")
    assert router.form(GIGI, form.form_id)["state"] == "done"


def test_a_form_writes_only_what_was_changed(say: Say, router: Router, services: Services) -> None:
    form = find(say("modifie la fiche de la MJC du Lac"), Form)
    shown = {f["name"]: f["value"] for f in router.form(GIGI, form.form_id)["fields"]}
    services.records.edit(GIGI, "m", {"nb_adherents": "80"})
    assert router.submit(GIGI, "c", form.form_id, {**shown, "email": "lac@exemple.fr"})[0] == {}
    now = record(services, "m")
    assert (now.email, now.nb_adherents) == ("lac@exemple.fr", 80)


def test_two_people_in_two_forms_choose(say: Say, router: Router, services: Services) -> None:
    form = find(say("modifie la fiche de la MJC du Lac"), Form)
    router.form(GIGI, form.form_id)
    services.records.edit(GIGI, "m", {"email": "autre@exemple.fr"})
    _, answer = router.submit(GIGI, "c", form.form_id, {"email": "lac@exemple.fr"})
    assert answer
    assert "autre@exemple" in texts([answer]).replace("\\", "")
    assert record(services, "m").email == "autre@exemple.fr"
    assert "Écrivez la valeur" in texts(say("oui"))
    assert record(services, "m").email == "autre@exemple.fr"
    say("mets la mienne")
    assert record(services, "m").email == "lac@exemple.fr"


@pytest.mark.parametrize("said", ["garde l'autre", "non, laisse l'autre valeur"])
def test_the_other_value_is_kept(say: Say, router: Router, services: Services, said: str) -> None:
    form = find(say("modifie la fiche de la MJC du Lac"), Form)
    router.form(GIGI, form.form_id)
    services.records.edit(GIGI, "m", {"email": "autre@exemple.fr"})
    router.submit(GIGI, "c", form.form_id, {"email": "lac@exemple.fr"})
    assert "je garde l'autre valeur" in texts(say(said))
    assert record(services, "m").email == "autre@exemple.fr"


def test_somebody_else_has_no_hold_on_a_form(say: Say, router: Router) -> None:
    form = find(say("modifie la fiche de la MJC du Lac"), Form)
    assert router.form(NICO, form.form_id)["fields"] == []


def test_a_duplicate_is_told_before_it_is_written(say: Say, services: Services) -> None:
    shown = say("change le mail de la MJC du Lac en de@exemple.fr")
    assert "déjà dans la base" in texts(shown)
    assert "Dé Pipé" in texts(shown)


def test_an_answer_is_noted(say: Say, services: Services) -> None:
    shown = say("note que Le Dé Pipé a répondu positivement hier")
    assert "positive" in texts(shown)
    say("oui")
    assert record(services, "d").statut is Status.INTERESSE


def test_the_list_in_force_is_tagged_and_restored(say: Say, services: Services) -> None:
    say("montre-moi les bars à jeux")
    shown = say("mets le tag 'salon 2026' à tous ceux de la liste")
    assert "2 fiches" in texts(shown)
    assert "C'est fait : 2 fiches modifiées" in texts(say("oui"))
    tagged = {p.prospect_id for p in services.prospects.iterate(Filter()) if p.tags}
    assert tagged == {"d", P}
    say("annule la dernière modification")
    assert "2 fiches" in texts(say("oui"))
    assert not any(p.tags for p in services.prospects.iterate(Filter()))


def test_the_journal_says_who_and_when(say: Say, services: Services) -> None:
    services.records.edit(NICO, "m", {"email": "lac@exemple.fr"})
    said = texts(say("qui a changé le mail de la MJC du Lac, et quand ?")).replace("\\", "")
    assert "nico@exemple.fr" in said
    assert "lac@exemple.fr" in said
    week = texts(say("qu'est-ce qui a changé cette semaine ?"))
    assert "MJC du Lac" in week


def test_an_entry_is_taken_back_from_the_journal(say: Say, services: Services) -> None:
    services.records.edit(NICO, "m", {"email": "lac@exemple.fr"})
    shown = say("historique de la MJC du Lac")
    undo = find(shown, Choices).buttons[0]
    say(undo.say)
    say("oui")
    assert record(services, "m").email is None


def test_html_is_text(say: Say, services: Services) -> None:
    say("ajoute un commentaire à la MJC du Lac : <script>alert(1)</script>")
    say("oui")
    assert record(services, "m").commentaires[0].texte == "<script>alert(1)</script>"
    assert find(say("ouvre la fiche de la MJC du Lac"), Card)


def test_nobody_is_changed_for_somebody_else(say: Say, services: Services) -> None:
    shown = say("change le mail de la MJC de Lyon en mjc@exemple.fr")
    assert find(shown, Confirm) is None
    assert record(services, "d").email == "de@exemple.fr"


def test_an_addition_is_no_edit_of_a_stranger(say: Say, services: Services) -> None:
    shown = say("ajoute la mjc de Lyon tel 04 72 11 22 33 mail mjc@exemple.fr")
    assert "Nouvelle fiche" in texts(shown)
    assert "04 72 11 22 33" in texts(shown)


def test_what_is_given_and_not_valid_is_told(say: Say) -> None:
    assert "n'est pas valable" in texts(say("ajoute la MJC Test à Paris, mail pas-un-mail"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("le 2 mars 2026", "2 mars 2026"),
        ("avant hier", None),
        ("la semaine dernière", "Quel jour"),
        ("le 32 janvier", "Quel jour"),
    ],
)
def test_the_day_of_an_answer_is_read_or_asked(say: Say, said: str, told: str | None) -> None:
    shown = texts(say(f"Le Dé Pipé a répondu positivement {said}"))
    assert told is None or told in shown


@pytest.mark.parametrize(
    ("when", "answer", "told"),
    [
        ("la semaine dernière", "le 2 mars 2026", "du 2 mars 2026"),
        ("en mars 2026", "02/03/2026", "du 2 mars 2026"),
        ("en mars 2026", "c'était le 2 mars 2026", "du 2 mars 2026"),
        ("le mois dernier", "hier", "réponse **positive** du"),
        ("le mois dernier", "il y a 3 jours", "réponse **positive** du"),
        ("le mois dernier", "lundi", "réponse **positive** du"),
        ("le mois dernier", "le 12", "Quel jour exactement"),
        ("le mois dernier", "en mars 2026", "Quel jour exactement"),
        ("le mois dernier", "le 2 mars 2099", "dans le futur"),
        ("le mois dernier", "montre-moi les bars à jeux", "les bars à jeux"),
        ("le mois dernier", "laisse tomber", "Rien n'a été écrit"),
    ],
)
def test_a_day_alone_completes_an_answer(say: Say, when: str, answer: str, told: str) -> None:
    assert "Quel jour exactement" in texts(say(f"Le Dé Pipé a répondu positivement {when}"))
    assert told in texts(say(answer))


def test_the_sense_of_an_answer_is_asked_after_its_day(say: Say, services: Services) -> None:
    say("Le Dé Pipé a répondu le mois dernier")
    say("le 12")
    assert "est-elle positive" in texts(say("le 2 mars 2026"))
    assert "réponse **négative** du 2 mars 2026" in texts(say("négative"))
    say("oui")
    assert record(services, "d").date_retour == date(2026, 3, 2)


def test_a_tag_is_taken_off_one_record(say: Say, services: Services) -> None:
    services.records.edit(GIGI, "m", {"tags": "festival, salon 2026"})
    say("retire le tag salon 2026 de la MJC du Lac")
    say("oui")
    assert record(services, "m").tags == ("festival",)


def test_a_remark_is_kept_whole(say: Say, services: Services) -> None:
    said = "rappeler Lucie, mail toto@exemple.fr tel 06 12 34 56 78"
    say(f"ajoute un commentaire à la MJC du Lac : {said}")
    say("oui")
    assert record(services, "m").commentaires[0].texte == said
    assert record(services, "m").email is None


def test_a_field_is_emptied(say: Say, services: Services) -> None:
    say("efface le téléphone de la MJC du Lac")
    say("oui")
    assert record(services, "m").telephone is None


def test_an_address_goes_where_it_belongs(say: Say, services: Services) -> None:
    say("la MJC du Lac a déménagé au 12 rue de la Paix 35000 Rennes")
    say("oui")
    now = record(services, "m")
    assert (now.adresse, now.ville, now.departement) == ("12 rue de la Paix", "Rennes", "35")


def test_one_of_several_is_chosen_in_words(say: Say, services: Services) -> None:
    say("change le mail de Le Pion en pion@exemple.fr")
    say("celui de Brest")
    say("oui")
    assert record(services, Q).email == "pion@exemple.fr"


def test_yes_to_which_one_is_asked_again(say: Say, services: Services) -> None:
    say("change le mail de Le Pion en pion@exemple.fr")
    assert "laquelle" in texts(say("oui"))
    say("la deuxième")
    say("oui")
    assert sum(bool(record(services, key).email) for key in (P, Q)) == 1


def test_what_was_just_added_is_the_record_meant(say: Say) -> None:
    say("ajoute la MJC de Poitiers, tel 05 49 12 34 56")
    say("oui")
    assert "05 49 12 34 56" in texts(say("c'est quoi son numéro ?"))


def test_annule_after_a_write_takes_it_back(say: Say, services: Services) -> None:
    say("change le téléphone de la MJC du Lac en 04 50 22 22 22")
    say("oui")
    say("annule")
    say("oui")
    assert record(services, "m").telephone == "+33450111111"


@pytest.mark.parametrize(
    "said",
    [
        "passe-les en Contacté",
        "passe-les toutes en contacté",
        "change le statut de tous ceux de la liste en Contacté",
    ],
)
def test_a_list_changes_its_status(say: Say, services: Services, said: str) -> None:
    say("montre-moi les bars à jeux")
    assert "2 fiches" in texts(say(said))
    say("oui")
    assert record(services, "d").statut is Status.CONTACTE
    assert record(services, "m").statut is Status.JAMAIS_CONTACTE


def test_who_has_a_tag_is_found(say: Say, services: Services) -> None:
    services.records.edit(GIGI, "m", {"tags": "salon 2026"})
    assert "1 prospect" in texts(say("liste des prospects avec le tag salon 2026"))


def test_two_fields_of_one_sentence_are_both_written(say: Say, services: Services) -> None:
    say("change le mail et le téléphone de la MJC du Lac : lac@exemple.fr et 04 50 22 22 22")
    say("oui")
    now = record(services, "m")
    assert (now.email, now.telephone) == ("lac@exemple.fr", "+33450222222")


def test_a_list_edited_at_once_is_one_line_of_the_journal(say: Say, services: Services) -> None:
    say("montre-moi les bars à jeux")
    say("mets le tag vip à tous ceux de la liste")
    say("oui")
    shown = say("qu'est-ce qui a changé aujourd'hui ?")
    assert "2 fiches" in texts(shown)
    say(find(shown, Choices).buttons[0].say)
    say("oui")
    assert not any(p.tags for p in services.prospects.iterate(Filter()))


def test_a_proposal_that_was_replaced_writes_nothing(
    say: Say, router: Router, services: Services
) -> None:
    older = find(say("change le téléphone de la MJC du Lac en 04 50 22 22 22"), Confirm)
    newer = find(say("change le téléphone de la MJC du Lac en 04 50 33 33 33"), Confirm)
    router.confirm(GIGI, "c", older.pending_id, yes=True)
    assert record(services, "m").telephone == "+33450111111"
    router.confirm(GIGI, "c", newer.pending_id, yes=True)
    assert record(services, "m").telephone == "+33450333333"


def test_two_files_wait_side_by_side(router: Router, services: Services) -> None:
    ask = router.conversations.ask
    one, two = (ask(GIGI, "c", "import", {"import_id": name}) for name in "ab")
    assert [router.conversations.state(GIGI, key) for key in (one, two)] == ["open", "open"]
