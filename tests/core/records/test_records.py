"""Adding, editing, answering, editing many, undoing: journalled, checked, never silent."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.accounts.models import Role, User
from core.database import Database
from core.errors import Forbidden, InvalidData, NotFound, Refused
from core.journal.models import Action, Search
from core.prospects.filters import Filter
from core.prospects.plain import seen
from core.records.models import Duplicated, Overtaken
from core.services import Services, build
from core.vocabulary.values import Response, Status

GIGI = User(user_id="g", email="gigi@exemple.fr", role=Role.BENEVOLE)
MJC = {"nom_structure": "MJC du Lac", "type_prospect": "mjc", "ville": "Annecy"}


@pytest.fixture
def services(database: Database) -> Services:
    return build(database)


def added(services: Services, **more: str) -> str:
    return services.records.add(GIGI, MJC | more).prospect.prospect_id


def test_a_town_brings_its_departement_and_region(services: Services) -> None:
    written = services.records.add(GIGI, MJC | {"telephone": "04 50 12 34 56"}).prospect
    assert (written.departement, written.region) == ("74", "Auvergne-Rhône-Alpes")
    assert written.telephone == "+33450123456"
    assert services.prospects.open(GIGI, written.prospect_id).source == "gigi@exemple.fr"


def test_all_problems_are_told_beside_their_field(services: Services) -> None:
    raw = {"type_prospect": "xyzzy", "email": "pas un mail", "nb_adherents": "beaucoup"}
    with pytest.raises(InvalidData) as refused:
        services.records.add(GIGI, raw)
    assert set(refused.value.problems) == {
        *("nom_structure", "type_prospect", "ville", "email", "nb_adherents"),
    }
    assert services.prospects.is_empty()


@pytest.mark.parametrize("field", ["$where", "prospect_id", "version", "mot_de_passe"])
def test_unknown_fields_are_refused(services: Services, field: str) -> None:
    with pytest.raises(InvalidData, match="n'existe pas"):
        services.records.add(GIGI, MJC | {field: "1"})


def test_only_what_is_given_is_written(services: Services) -> None:
    one = added(services, email="a@exemple.fr", site_web="https://lac.fr")
    services.records.edit(GIGI, one, {"telephone": "0450123456"})
    now = services.prospects.open(GIGI, one)
    assert (now.email, now.site_web) == ("a@exemple.fr", "https://lac.fr")
    services.records.edit(GIGI, one, {"site_web": ""})
    assert services.prospects.open(GIGI, one).site_web is None


def test_a_move_leaves_the_old_postcode(services: Services) -> None:
    one = added(services, code_postal="74000")
    services.records.edit(GIGI, one, {"ville": "Rezé"})
    now = services.prospects.open(GIGI, one)
    assert (now.ville, now.departement, now.region, now.code_postal) == (
        *("Rezé", "44", "Pays de la Loire"),
        None,
    )


def test_a_required_field_cannot_be_emptied(services: Services) -> None:
    one = added(services)
    with pytest.raises(InvalidData) as refused:
        services.records.edit(GIGI, one, {"nom_structure": " "})
    assert "nom_structure" in refused.value.problems


def test_two_people_never_overwrite_each_other(services: Services) -> None:
    one = added(services, email="a@exemple.fr")
    as_seen = seen(services.prospects.open(GIGI, one))
    services.records.edit(GIGI, one, {"email": "b@exemple.fr", "telephone": "0450123456"})
    with pytest.raises(Overtaken) as overtaken:
        services.records.edit(GIGI, one, {"email": "c@exemple.fr"}, as_seen)
    [difference] = overtaken.value.differences
    assert (difference.theirs, difference.yours) == ("b@exemple.fr", "c@exemple.fr")
    # A field that the other did not touch is written.
    services.records.edit(GIGI, one, {"nb_adherents": "120"}, as_seen)
    assert services.prospects.open(GIGI, one).nb_adherents == 120


def test_duplicates_are_told_at_each_write(services: Services) -> None:
    first = added(services, email="a@exemple.fr")
    with pytest.raises(Duplicated) as refused:
        added(services, email="A@Exemple.fr ")
    assert [one.prospect_id for one in refused.value.duplicates] == [first]
    other = services.records.add(GIGI, MJC | {"email": "a@exemple.fr"}, force=True).prospect
    third = added(services)
    with pytest.raises(Duplicated):
        services.records.edit(GIGI, third, {"email": "a@exemple.fr"})
    # What is not touched is not questioned.
    services.records.edit(GIGI, other.prospect_id, {"nb_adherents": "3"})


@pytest.mark.parametrize(
    ("response", "status"),
    [(Response.POSITIF, Status.INTERESSE), (Response.NEGATIF, Status.REFUSE)],
)
def test_an_answer_sets_what_follows(
    services: Services, response: Response, status: Status
) -> None:
    one = added(services)
    services.records.answer(GIGI, one, response, date(2026, 3, 2))
    now = services.prospects.open(GIGI, one)
    assert (now.retour_prospect, now.statut, now.date_retour) == (
        *(response, status),
        date(2026, 3, 2),
    )
    assert services.journal.of(one)[-1].action == Action.ANSWER
    with pytest.raises(InvalidData):
        services.records.answer(GIGI, one, response, date(2999, 1, 1))


def test_comments_are_appended_signed_and_bounded(services: Services) -> None:
    one = added(services)
    services.records.comment(GIGI, one, "<b>Rappeler</b>")
    services.records.comment(GIGI, one, "=1+1")
    comments = services.prospects.open(GIGI, one).commentaires
    assert [(c.texte, c.auteur) for c in comments] == [
        ("<b>Rappeler</b>", GIGI.email),
        ("=1+1", GIGI.email),
    ]
    with pytest.raises(InvalidData):
        services.records.comment(GIGI, one, "x" * 1_000_000)


def test_every_write_is_one_entry_with_old_and_new(services: Services) -> None:
    one = added(services, email="a@exemple.fr")
    services.records.edit(GIGI, one, {"email": "b@exemple.fr"})
    services.records.edit(GIGI, one, {"email": "b@exemple.fr"})
    entries = services.journal.of(one)
    assert [e.action for e in entries] == [Action.ADD, Action.EDIT]
    assert entries[1].details["champs"] == {"email": ["a@exemple.fr", "b@exemple.fr"]}
    assert entries[1].par == GIGI.email


def test_an_edit_is_taken_back_and_redone(services: Services) -> None:
    one = added(services, email="a@exemple.fr")
    entry = services.records.edit(GIGI, one, {"email": "b@exemple.fr"}).entry_id
    assert entry
    undone = services.undo.undo(GIGI, entry)
    assert undone
    assert undone.prospect.email == "a@exemple.fr"
    with pytest.raises(Refused, match="déjà annulée"):
        services.undo.undo(GIGI, entry)
    assert undone.entry_id
    redone = services.undo.undo(GIGI, undone.entry_id)
    assert redone
    assert redone.prospect.email == "b@exemple.fr"


def test_what_stands_in_the_way_of_an_undo_is_told(services: Services) -> None:
    one = added(services, email="a@exemple.fr")
    entry = services.records.edit(GIGI, one, {"email": "b@exemple.fr"}).entry_id
    services.records.edit(GIGI, one, {"email": "c@exemple.fr"})
    assert entry
    with pytest.raises(Refused, match=r"modifié depuis par gigi@exemple\.fr"):
        services.undo.undo(GIGI, entry)


def test_a_comment_is_taken_back_whatever_came_since(services: Services) -> None:
    one = added(services)
    entry = services.records.comment(GIGI, one, "Un").entry_id
    services.records.comment(GIGI, one, "Deux")
    assert entry
    services.undo.undo(GIGI, entry)
    assert [c.texte for c in services.prospects.open(GIGI, one).commentaires] == ["Deux"]


def test_an_addition_is_taken_back_and_redone(services: Services) -> None:
    one = added(services)
    entry = services.journal.of(one)[0].entry_id
    assert services.undo.undo(GIGI, entry) is None
    with pytest.raises(NotFound):
        services.prospects.open(GIGI, one)
    services.undo.undo(GIGI, services.journal.of(one)[-1].entry_id)
    assert services.prospects.open(GIGI, one).nom_structure == "MJC du Lac"


def test_an_addition_that_was_edited_since_stays(services: Services) -> None:
    one = added(services)
    services.records.edit(GIGI, one, {"nb_adherents": "12"})
    with pytest.raises(Refused, match="le nombre d'adhérents"):
        services.undo.undo(GIGI, services.journal.of(one)[0].entry_id)


@pytest.mark.parametrize(
    ("edit", "field", "value"),
    [
        ({"tag": "salon 2026"}, "tags", ("salon 2026",)),
        ({"statut": "contacté"}, "statut", Status.CONTACTE),
    ],
)
def test_a_selection_is_edited_and_restored_whole(
    services: Services, edit: dict[str, Any], field: str, value: Any
) -> None:
    ids = [added(services) for _ in range(7)]
    everyone = Filter()
    preview = services.records.preview_bulk(GIGI, everyone, edit)
    assert (preview.total, preview.changed, len(preview.sample)) == (7, 7, 5)
    report = services.records.bulk(GIGI, everyone, edit, preview.mark)
    assert (report.changed, report.kept) == (7, 0)
    assert {getattr(services.prospects.open(GIGI, one), field) for one in ids} == {value}
    services.records.edit(GIGI, ids[0], {"nb_adherents": "5"})
    assert services.undo.undo_lot(GIGI, report.lot) == (7, 0)
    assert value not in {getattr(services.prospects.open(GIGI, one), field) for one in ids}
    assert services.prospects.open(GIGI, ids[0]).nb_adherents == 5


def test_a_confirmation_holds_for_the_selection_that_was_seen(services: Services) -> None:
    added(services)
    preview = services.records.preview_bulk(GIGI, Filter(), {"tag": "a"})
    added(services)
    with pytest.raises(Refused, match="La liste a changé"):
        services.records.bulk(GIGI, Filter(), {"tag": "a"}, preview.mark)


def test_keys_are_not_edited_in_bulk(services: Services) -> None:
    with pytest.raises(InvalidData, match="propre à chaque fiche"):
        services.records.preview_bulk(GIGI, Filter(), {"email": "a@exemple.fr"})


def test_closed_accounts_write_nothing(services: Services) -> None:
    closed = GIGI.model_copy(update={"actif": False})
    with pytest.raises(Forbidden):
        services.records.add(closed, MJC)


def test_an_answer_is_of_today_in_paris(database: Database) -> None:
    """Half past midnight there is yesterday in UTC."""
    at_night = build(database, clock=lambda: datetime(2026, 6, 1, 22, 30, tzinfo=UTC))
    one = added(at_night)
    written = at_night.records.answer(GIGI, one, Response.POSITIF, date(2026, 6, 2))
    assert written.prospect.date_retour == date(2026, 6, 2)
    with pytest.raises(InvalidData):
        at_night.records.answer(GIGI, one, Response.POSITIF, date(2026, 6, 3))


def test_an_answer_counts_in_the_mailing_it_answers(services: Services) -> None:
    one = added(services)
    mongo = services.database.mongo
    mongo["recipients"].insert_one(
        {
            "_id": f"c:{one}",
            "campagne_id": "c",
            "prospect_id": one,
            "envoye_le": services.clock(),
            "etat": "Envoyé",
        }
    )
    entry = services.records.answer(GIGI, one, Response.POSITIF).entry_id
    event = mongo["events"].find_one({"campagne_id": "c"})
    assert event
    assert (event["kind"], event["valeur"]) == ("réponse", "Positif")
    [mailing] = services.records.mailings(GIGI, one)
    assert mailing.outcome == "réponse positive"
    assert entry
    services.undo.undo(GIGI, entry)
    assert mongo["events"].find_one({"campagne_id": "c"}) is None
    mongo["recipients"].delete_many({})


def test_all_who_hold_a_key_are_told(services: Services) -> None:
    first = added(services, email="a@exemple.fr")
    second = services.records.add(GIGI, MJC | {"email": "a@exemple.fr"}, force=True).prospect
    with pytest.raises(Duplicated) as refused:
        added(services, email="a@exemple.fr")
    found = {one.prospect_id for one in refused.value.duplicates}
    assert found == {first, second.prospect_id}


def test_a_comment_goes_to_a_whole_list_and_back(services: Services) -> None:
    ids = [added(services), added(services, nom_structure="MJC du Parc")]
    services.records.comment(GIGI, ids[0], "déjà là")
    edit = {"comment": "appelés le 3 mai"}
    preview = services.records.preview_bulk(GIGI, Filter(), edit)
    assert preview.changed == 2
    report = services.records.bulk(GIGI, Filter(), edit, preview.mark)
    told = [c.texte for one in services.prospects.iterate(Filter()) for c in one.commentaires]
    assert sorted(told) == ["appelés le 3 mai", "appelés le 3 mai", "déjà là"]
    assert services.journal.size_of_lot(report.lot) == 2
    assert services.undo.undo_lot(GIGI, report.lot) == (2, 0)
    left = [c.texte for one in services.prospects.iterate(Filter()) for c in one.commentaires]
    assert left == ["déjà là"]


def test_a_refused_undo_names_fields_in_french(services: Services) -> None:
    key = added(services)
    first = services.records.edit(GIGI, key, {"email": "a@exemple.fr"}).entry_id
    services.records.edit(GIGI, key, {"email": "b@exemple.fr"})
    assert first
    with pytest.raises(Refused, match="« E-mail » a été modifié depuis"):
        services.undo.undo(GIGI, first)
    add = services.journal.of(key)[0]
    with pytest.raises(Refused, match="l'e-mail"):
        services.undo.undo(GIGI, add.entry_id)


def test_the_journal_is_searched(services: Services) -> None:
    key = added(services)
    services.records.edit(GIGI, key, {"email": "a@exemple.fr"})
    other = GIGI.model_copy(update={"email": "nico@exemple.fr"})
    services.records.edit(other, key, {"nb_adherents": "12"})
    journal = services.journal
    assert journal.authors() == ["gigi@exemple.fr", "nico@exemple.fr"]
    assert journal.count(Search(par="gigi@exemple.fr")) == 2
    assert [e.action for e in journal.search(Search(actions=(Action.ADD,)))] == [Action.ADD]
    [found] = journal.search(Search(field="email", target=key))
    assert found.par == "gigi@exemple.fr"


def test_nothing_unseen_enters_a_record_by_a_form_or_a_list(services: Services) -> None:
    key = added(services, nom_structure="MJC \u202edu\u2069 Lac", tags="sa\u200blon")
    services.records.comment(GIGI, key, "appelés\u2066 le 3\r\nrappeler\u200f")
    for edit in ({"tag": "été\u061c"}, {"comment": "vu\u202d"}):
        preview = services.records.preview_bulk(GIGI, Filter(), edit)
        services.records.bulk(GIGI, Filter(), edit, preview.mark)
    found = services.prospects.open(GIGI, key)
    assert (found.nom_structure, found.tags) == ("MJC du Lac", ("salon", "été"))
    assert [c.texte for c in found.commentaires] == ["appelés le 3\nrappeler", "vu"]
