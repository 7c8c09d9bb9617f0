"""What means something to a database or a disk (`$`, NUL, a path) is plain text in every field, or
refused: nothing half done, no key of a document, nothing that can't be seen."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from core.accounts.models import OPERATOR
from core.campaigns.drafts import Draft
from core.configuration.keys import KEYS
from core.database import Database
from core.errors import MimiComError
from core.prospects.filters import Filter
from core.records.values import EDITABLE
from core.services import Services, build
from core.vocabulary.text import visible

TEXTS = ("a\0b", "\0", "$where", '{"$gt": ""}', "a.$.b", "../../x", "\u202ex", "x\ud800")
NAME = {"nom_structure": "Le Donjon", "ville": "Lyon", "type_prospect": "MJC"}


@pytest.fixture
def services(database: Database) -> Services:
    return build(database)


def count(services: Services) -> int:
    """Of all that is written."""
    mongo = services.database.mongo
    return sum(mongo[name].count_documents({}) for name in mongo.list_collection_names())


def plain(value: Any) -> bool:
    """Whether nothing of it is a key with a meaning, or can't be seen."""
    if isinstance(value, dict):
        keys = all(key == visible(key) and not key.startswith("$") for key in value)
        return keys and all(map(plain, value.values()))
    if isinstance(value, list):
        return all(map(plain, value))
    return not isinstance(value, str) or value == visible(value)


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_in_a_record(services: Services, text: str) -> None:
    records, prospects = services.records, services.database.mongo["prospects"]
    kept = records.add(OPERATOR, NAME).prospect.prospect_id
    for field in EDITABLE:
        before = count(services)
        written = False
        with suppress(MimiComError):
            records.edit(OPERATOR, kept, {field: text}, force=True)
            written = True
        assert written or count(services) == before
    with suppress(MimiComError):
        records.comment(OPERATOR, kept, text)
    for edit in ({"tag": text}, {"comment": text}):
        with suppress(MimiComError):
            preview = records.preview_bulk(OPERATOR, Filter(), edit)
            records.bulk(OPERATOR, Filter(), edit, preview.mark)
    found = prospects.find_one({"_id": kept})
    assert plain(found), found
    assert all(map(plain, services.database.mongo["journal"].find()))


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_in_campaigns_tasks_settings_and_filters(services: Services, text: str) -> None:
    mongo = services.database.mongo
    with suppress(MimiComError):
        services.campaigns.preparing.create(OPERATOR, Draft(text))
    with suppress(MimiComError):
        services.planning.tasks.add(OPERATOR, text, date(2026, 12, 1))
    for name in KEYS:
        with suppress(MimiComError):
            services.configuration.set(OPERATOR, name, text)
    for name in ("campaigns", "tasks", "settings", "journal"):
        assert all(map(plain, mongo[name].find())), name
    for key in ("texte", "source", "nom_commence", "tag", "ville", "domaine"):
        for value in (text, [text]):
            with suppress(ValidationError):
                assert services.prospects.ids(Filter.model_validate({key: value})) == []
    for key in ("$where", "a.b", "\0"):
        with pytest.raises(ValidationError):
            Filter.model_validate({key: text})
    mongo["settings"].delete_many({})
