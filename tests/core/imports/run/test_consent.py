"""People who unsubscribed in another tool never come in as 'unknown', nor as a yes."""

import pytest

from tests.core.imports.previews import preview

NO = [
    ("Désinscription", "Oui"),
    ("Date de désinscription", "12/03/2024"),
    ("Désabonné le", "12/03/2024"),
    ("Unsubscribed", "true"),
    ("Ne pas contacter", "X"),
    ("Statut d'abonnement", "Désabonné"),
    ("Status", "unsubscribed"),
    ("Subscription status", "unsubscribed"),
    ("Opt-in", "Non"),
    ("Abonné newsletter", "Non"),
    ("Accepte de recevoir la newsletter", "Non"),
    ("Do Not Contact", "1"),
    ("UNSUB_TIME", "2022-02-02 09:00:00"),
    ("Hard bounce", "Oui"),
    ("Ne plus contacter", "oui"),
    ("Plainte", "2024-01-05"),
    ("Opt-out date", "05/01/2024"),
    ("Blacklisté", "oui"),
    ("Statut", "Désinscrit"),
    ("Statut", "blocklisted"),
    ("Statut newsletter", "désinscrite"),
    ("Refus de communication", "oui"),
    ("Marqué comme spam", "oui"),
    ("Email opted out", "yes"),
    ("Liste noire", "1"),
    ("Abonné", "non"),
    ("Abonnée ?", "Non"),
    ("Est abonné", "0"),
    ("Inscrit à la newsletter", "non"),
    ("Lettre d'info", "non"),
    ("Infolettre", "Non"),
    ("Liste de diffusion", "non"),
    ("Mailing list", "no"),
    ("Autorisation", "non"),
    ("Agreement", "no"),
]
UNKNOWN = [
    ("Désinscription", ""),
    ("Date de désinscription", ""),
    ("UNSUB_TIME", "0000-00-00 00:00:00"),
    ("Statut d'abonnement", "Abonné"),
    ("Abonné", "oui"),
    ("Autorisation", "oui"),
    ("OPTIN_TIME", "2021-01-01"),
    ("Hard bounce", ""),
    ("UNSUB_REASON", "N (no longer interested)"),
    ("Hard bounce", "non"),
]


@pytest.mark.parametrize(("heading", "cell"), NO)
def test_an_opt_out_is_no_consent_and_wins_over_any_yes(heading: str, cell: str) -> None:
    _, (row,) = preview(f"Structure;Ville;{heading}\nMJC A;Lyon;{cell}\n")
    assert row.values["accepte_contact"] is False
    _, (row,) = preview(f"Structure;Ville;Consentement;{heading}\nMJC A;Lyon;oui;{cell}\n")
    assert row.values["accepte_contact"] is False


@pytest.mark.parametrize(("heading", "cell"), UNKNOWN)
def test_what_says_neither_leaves_it_unknown(heading: str, cell: str) -> None:
    _, (row,) = preview(f"Structure;Ville;{heading}\nMJC A;Lyon;{cell}\n")
    assert "accepte_contact" not in row.values


def test_the_day_of_an_agreement_is_a_yes() -> None:
    _, (row,) = preview("Structure;Ville;Opt-in\nMJC A;Lyon;2023-04-05\n")
    assert row.values["accepte_contact"] is True


def test_a_dead_address_is_told() -> None:
    report, (row,) = preview("Structure;Ville;Mail;Hard bounce\nMJC A;Lyon;a@example.org;Oui\n")
    assert (row.reasons(), report.warnings) == (["adresse_morte"], 1)


IN_WORDS = [
    ("Oui, par mail", True),
    ("oui (oral)", True),
    ("Oui le 12/03/2026", True),
    ("OK par téléphone", True),
    ("D'accord, vu au salon", True),
    ("Consentement donné", True),
    ("Accord écrit", True),
    ("ne souhaite pas", False),
    ("Ne souhaite plus recevoir nos mails", False),
    ("pas d'accord", False),
    ("Non, trop de mails", False),
    ("non (vu avec Léa)", False),
    ("KO", False),
    ("Refuse les appels", False),
    ("n'accepte pas d'être contactée", False),
    ("ils ne veulent pas", False),
    ("Oui mais pas avant mai", None),
    ("oui/non", None),
    ("oui sauf l'été", None),
    ("à demander", None),
    ("en attente", None),
    ("n'a pas encore répondu", None),
    ("Nono", None),
    ("Ouistreham", None),
]


@pytest.mark.parametrize(("cell", "consents"), IN_WORDS)
def test_an_answer_with_words_around_it_is_read_unless_they_leave_a_doubt(
    cell: str, consents: bool | None
) -> None:
    _, (row,) = preview(f"Structure;Ville;Accord RGPD\nMJC A;Lyon;{cell}\n")
    assert row.values.get("accepte_contact") is consents
    assert row.reasons() == ([] if consents is not None else ["invalid_bool"])


@pytest.mark.parametrize("cell", ["oui, par mail", "Oui le 12/03/2026", "oui (oral)"])
def test_of_an_opt_out_such_words_are_no_consent(cell: str) -> None:
    _, (row,) = preview(f"Structure;Ville;Désinscription\nMJC A;Lyon;{cell}\n")
    assert row.values.get("accepte_contact") is not True
