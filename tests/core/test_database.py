"""Collections are made ready, whatever happened to whoever began."""

from core.database import CollectionSpec, Database

SPEC = (CollectionSpec("somewhere"),)


def test_a_new_collection_is_empty_and_can_be_deleted_from(database: Database) -> None:
    database.mongo.drop_collection("somewhere")
    database.ensure(SPEC)
    assert "somewhere" in database.mongo.list_collection_names()
    assert database.mongo["somewhere"].find_one() is None
    assert database.mongo["somewhere"].delete_many({}).deleted_count == 0


def test_what_a_killed_start_left_is_taken_away(database: Database) -> None:
    database.mongo["somewhere"].insert_one({"_id": "first"})
    database.ensure(SPEC)
    assert database.mongo["somewhere"].find_one() is None
