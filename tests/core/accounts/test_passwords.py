"""How hard a password is to guess."""

import pytest

from core.accounts.passwords import known_of, strength

SAMPLES = {
    "": 0,
    "aaaaaaaaaaaa": 0,
    "123456789012": 0,
    "abcdefghijkl": 0,
    "motdepasse123": 0,
    "Password2026!": 1,
    "azertyuiop12": 0,
    "MimiCom2026": 0,
    "julie.martin1": 0,
    "chaussette": 2,
    "kqzvhtwpmx": 2,
    "Kq7zvHtw2m": 3,
    "le festival de juin": 3,
    "trois dés sur la table": 4,
    "💫 étoile filante": 4,
}
"""What the page must say too (tests/browser/test_accounts.py). Known: "julie", "martin"."""


@pytest.mark.parametrize("password", SAMPLES)
def test_strength(password: str) -> None:
    assert strength(password, ("julie", "martin")) == SAMPLES[password]


def test_words_of_an_email_are_known() -> None:
    assert known_of("julie.martin@jeux-asso.fr") == ("julie", "martin", "jeux", "asso")
