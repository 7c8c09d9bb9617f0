"""The commands of learning, in processes of their own."""

import json
from pathlib import Path

import pytest

from tests.commands import mimicom


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("learning"))
    assert mimicom("demo", "--rows", "1200", "--data", folder).returncode == 0
    return folder


def test_segments_are_as_the_contract_gives_them(data: str) -> None:
    first = mimicom("segments", "--data", data, "--json")
    assert first.returncode == 0, first.stderr
    found = json.loads(first.stdout)
    assert set(found) == {
        *("n", "k", "silhouette", "null_silhouette", "structure", "segments", "refused")
    }
    assert sum(one["size"] for one in found["segments"]) == found["n"] == 1200
    trait = found["segments"][0]["traits"][0]
    assert set(trait) == {"field", "value", "share", "base_share", "lift"}
    assert mimicom("segments", "--data", data, "--json").stdout == first.stdout
    four = json.loads(mimicom("segments", "--clusters", "4", "--data", data, "--json").stdout)
    assert (four["k"], len(four["segments"]), four["refused"]) == (4, 4, None)
    brief = mimicom("campaigns", "brief", "Festival d'hiver", "--data", data, "--json")
    assert set(json.loads(brief.stdout)["segments"]) <= {
        *("Générique",),
        *(one["name"] for one in four["segments"]),
    }


@pytest.mark.parametrize("clusters", ["1", "13"])
def test_a_number_of_groups_that_can_t_be_is_refused_with_a_sentence(
    data: str, clusters: str
) -> None:
    found = mimicom("segments", "--clusters", clusters, "--data", data, "--json")
    assert found.returncode == 1
    assert "de 2 à 12" in json.loads(found.stdout)["refused"]


def test_scores_and_advice_are_as_the_contract_gives_them(data: str) -> None:
    filter = json.dumps({"type_prospect": ["Médiathèque"]})
    asked = mimicom("scores", "--filter", filter, "--limit", "5", "--data", data, "--json")
    assert asked.returncode == 0, asked.stderr
    found = json.loads(asked.stdout)
    assert set(found) == {"model", "rows", "refused"}
    assert {
        *("trained_at", "mails", "answers", "auc", "brier", "base_rate", "base_brier"),
        *("logistic_auc", "kept"),
    } <= set(found["model"])
    assert len(found["rows"]) == 5
    assert set(found["rows"][0]) == {"prospect_id", "nom_structure", "probability", "reasons"}
    assert set(found["rows"][0]["reasons"][0]) == {"field", "value", "effect"}
    trained = mimicom("scores", "train", "--data", data, "--json")
    assert trained.returncode == 0
    told = mimicom("advice", "--data", data, "--json")
    advice = json.loads(told.stdout)
    assert advice
    for one in advice:
        assert {"kind", "sentence", "figures", "say"} <= set(one)
        assert "n" in one["figures"]
    named = mimicom("advice", "--campaign", "Festival d'hiver", "--data", data, "--json")
    assert any(one["kind"] == "expected" for one in json.loads(named.stdout))
    assert mimicom("advice", "--campaign", "Nulle part", "--data", data).returncode == 1


def test_an_empty_base_is_told_in_sentences(tmp_path: Path) -> None:
    folder = str(tmp_path)
    empty = mimicom("scores", "--data", folder, "--json")
    assert (empty.returncode, json.loads(empty.stdout)["rows"]) == (1, [])
    assert "200 mails" in json.loads(empty.stdout)["refused"]
    assert json.loads(mimicom("advice", "--data", folder, "--json").stdout) == []
    assert json.loads(mimicom("segments", "--data", folder, "--json").stdout)["n"] == 0
