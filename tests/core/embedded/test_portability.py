"""The list of what the embedded server does otherwise leads to files that are there."""

from pathlib import Path

from core.embedded.portability import DIFFERENCES

ROOT = Path(__file__).parents[3]


def test_each_difference_names_a_file_and_both_ways() -> None:
    for one in DIFFERENCES:
        assert (ROOT / one.where).is_file(), one.where
        assert one.embedded != one.mongodb
