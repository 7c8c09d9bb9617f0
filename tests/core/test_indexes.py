"""A start while the server comes back from a kill is not refused: indexes are asked for again."""

import pytest
from pymongo import IndexModel
from pymongo.errors import AutoReconnect

from core.database import Database
from core.indexes import ensure_indexes


@pytest.mark.parametrize("cuts", [1, 4, 5])
def test_a_cut_connection_is_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch, cuts: int
) -> None:
    files = database.mongo["files"]
    create, left = files.create_indexes, [None] * cuts

    def cut(indexes: list[IndexModel]) -> list[str]:
        if left:
            left.pop()
            raise AutoReconnect("connection closed")
        return create(indexes)

    monkeypatch.setattr(files, "create_indexes", cut)
    wanted = [IndexModel([("taille", 1)])]
    if cuts < 5:
        ensure_indexes(files, wanted, pause=0)
        assert "taille_1" in files.index_information()
        files.drop_index("taille_1")
    else:
        with pytest.raises(AutoReconnect):
            ensure_indexes(files, wanted, pause=0)
