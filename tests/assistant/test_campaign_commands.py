"""Campaigns from a terminal, to a real server, as the contract of the commands says."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.commands import held_open, mimicom
from tests.smtp_server import Server, Sink

FILE = """nom_structure;ville;type_prospect;email;accepte_contact;nom_contact
MJC Bleue;Rennes;MJC;a@exemple.fr;oui;Ada
Ludo Verte;Brest;Ludothèque;b@exemple.fr;;Bob
Média Rouge;Vannes;Médiathèque;c@exemple.fr;non;Cy
Ludo Grise;Quimper;Ludothèque;;oui;Dan
Artisan;Lorient;Artisan;e@exemple.fr;;Eve
Influ;Nantes;Influenceur;f@exemple.fr;oui;
"""
Run = Callable[..., Any]


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(Sink())
    made.start()
    yield made
    made.stop()


@pytest.fixture
def run(tmp_path: Path, server: Server) -> Iterator[Run]:
    """Run a command that must succeed, and read what it prints."""
    file = tmp_path / "prospects.csv"
    file.write_text(FILE, encoding="utf-8")
    data = str(tmp_path / "data")

    def command(*arguments: str, status: int = 0) -> Any:
        done = mimicom(
            *arguments, "--data", data, "--json",
            MIMICOM_SMTP_URL=server.url(), MIMICOM_SENDER="Festival d'été <contact@asso.example>",
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else done.stderr

    with held_open(tmp_path / "data"):
        command("import", str(file))
        yield command


def test_a_campaign_from_its_name_to_its_results(run: Run, server: Server, tmp_path: Path) -> None:
    sink: Sink = server.handler
    brief = run("campaigns", "create", "Festival 2027", "--objective", "invitation",
                "--event", "2027-04-17", "--end", "2027-04-18")  # fmt: skip
    assert brief == {
        "name": "Festival 2027",
        "state": "Brouillon",
        "filter": {},
        "selected": 6,
        "eligible": 3,
        "left_out": {"sans_email": 1, "refus": 1, "consentement_requis": 1},
        "segments": {"Générique": 3},
        "missing_variables": {},
    }
    assert "s'appelle déjà" in run("campaigns", "create", " FESTIVAL 2027 ", status=1)
    assert "n'a pas encore de mail" in run("campaigns", "approve", "Festival 2027", status=1)

    text = tmp_path / "mail.txt"
    text.write_text("Bonjour {{ nom_contact }},\n\nVenez le {{ campagne.date_evenement }} !")
    subject = "Invitation : {{ nom_structure }}"
    run("campaigns", "mail", "Festival 2027", "--subject", subject, "--text", str(text))
    assert run("campaigns", "mail", "Festival 2027")["subject"] == subject
    assert run("campaigns", "brief", "festival 2027")["missing_variables"] == {"nom_contact": 1}

    assert run("campaigns", "approve", "Festival 2027")["approuvee"]
    assert "non à 7" in run("campaigns", "send", "Festival 2027", "--expect", "7", status=1)
    sent = run("campaigns", "send", "Festival 2027", "--expect", "2")
    assert sent["state"] == "Terminée"
    assert sorted(sink.to) == ["a@exemple.fr", "b@exemple.fr"]
    mail = sink.parsed("a@exemple.fr")
    assert mail["subject"] == "Invitation : MJC Bleue"
    assert "Venez le 17 avril 2027" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]

    results = run("campaigns", "results", "Festival 2027", "--by", "type")
    assert results["recipients"] == {
        "total": 3, "pending": 0, "sending": 0, "sent": 2, "failed": 1, "uncertain": 0,
        "bounced": 0,
    }  # fmt: skip
    assert results["left_out"] == brief["left_out"]
    assert results["rates"]["answer"]["value"] == 0
    assert set(results["by"]) == {"MJC", "Ludothèque", "Influenceur"}
    assert [one["etat"] for one in run("campaigns", "list")] == ["Terminée"]
    assert run("campaigns", "archive", "Festival 2027")["etat"] == "Archivée"

    out = tmp_path / "destinataires.csv"
    rows = run("campaigns", "recipients", "Festival 2027", "-o", str(out))
    assert {row["etat"] for row in rows} == {"Envoyé", "Échec"}
    with out.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file, delimiter=";"))
    assert list(table[0])[-8:] == [
        "segment", "état", "envoyé_le", "cliqué_le", "répondu_le", "retour", "désinscrit_le",
        "commentaires",
    ]  # fmt: skip
    assert {row["email"] for row in table} == {"a@exemple.fr", "b@exemple.fr", "f@exemple.fr"}


def test_without_a_server_the_mails_are_files(run: Run, tmp_path: Path) -> None:
    run("campaigns", "create", "Papier", "--template", "invitation")
    run("campaigns", "approve", "Papier")
    out = tmp_path / "mails.zip"
    assert run("campaigns", "eml", "Papier", "-o", str(out))["mails"] == 3
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
        mails = [
            message_from_bytes(archive.read(n), policy=policy.default)
            for n in names
            if n.endswith(".eml")
        ]
        merge = archive.read("publipostage.csv").decode("utf-8-sig")
    assert sorted(m["to"] for m in mails) == ["a@exemple.fr", "b@exemple.fr", "f@exemple.fr"]
    cells = list(csv.DictReader(io.StringIO(merge), delimiter=";"))
    assert [one["email"] for one in cells] == [m["to"] for m in mails]
    assert run("campaigns", "results", "Papier")["recipients"]["pending"] == 3


def test_two_subjects_are_compared(run: Run, server: Server, tmp_path: Path) -> None:
    text = tmp_path / "mail.txt"
    text.write_text("Bonjour", encoding="utf-8")
    run("campaigns", "create", "AB", "--filter", '{"accepte_contact": true}')
    mail = ("campaigns", "mail", "AB", "--subject", "Un", "--text", str(text))
    assert "les mêmes" in run(*mail, "--subject-b", " Un ", status=1)
    assert run(*mail, "--subject-b", "Deux")["subject_b"] == "Deux"
    run("campaigns", "approve", "AB")
    run("campaigns", "send", "AB", "--expect", "2")
    subjects = sorted(server.handler.parsed(to)["subject"] for to in server.handler.to)
    assert subjects == ["Deux", "Un"]
    by = run("campaigns", "results", "AB", "--by", "subject")["by"]
    assert {value: one["recipients"]["sent"] for value, one in by.items()} == {"Un": 1, "Deux": 1}


def test_settings_are_tried_and_a_test_mail_sent(run: Run, server: Server) -> None:
    assert run("mail", "check")["smtp"]["ok"]
    run("campaigns", "create", "Essai", "--template", "invitation")
    run("campaigns", "test", "Essai", "moi@asso.example")
    assert server.handler.parsed("moi@asso.example")["subject"].startswith("[Test] ")
    assert "refuse" in run("campaigns", "test", "Essai", "c@exemple.fr", status=1)
    assert "imap.url" in run("mail", "fetch", status=1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("results", "x", "--by", "rien"),
        ("resume", "x", "--uncertain", "rien"),
        ("send", "x", "--expect", "1", "--at", "demain"),
        ("create", "x", "--event", "le 31 février"),
        ("mail", "x", "--subject", "seul"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_misuse_is_told(run: Run, arguments: tuple[str, ...]) -> None:
    run("campaigns", *arguments, status=2)


def test_what_does_not_exist_is_told(run: Run) -> None:
    assert "ne s'appelle" in run("campaigns", "brief", "rien", status=1)
    assert "Il y a : invitation" in run("campaigns", "create", "A", "--template", "b", status=1)
    assert "précéder" in run(
        "campaigns", "create", "A", "--event", "2027-05-02", "--end", "2027-05-01", status=1
    )


@pytest.mark.parametrize("filter", [{"departement": ["2A"]}, {"ville": ["Nulle-Part"]}])
def test_a_campaign_for_nobody_is_refused(run: Run, filter: dict[str, Any]) -> None:
    said = run("campaigns", "create", "A", "--filter", json.dumps(filter), status=1)
    assert "Personne ne correspond" in said
    assert run("campaigns", "list") == []


def test_a_campaign_over_an_empty_base_is_refused(tmp_path: Path) -> None:
    done = mimicom("campaigns", "create", "A", "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert "Personne ne correspond" in done.stderr


def test_nobody_is_invited_to_what_is_over(run: Run) -> None:
    said = run("campaigns", "create", "A", "--objective", "invitation", "--event", "2020-02-29",
               status=1)  # fmt: skip
    assert "Le 29 février 2020 est passé" in said
    assert run("campaigns", "list") == []
    run("campaigns", "create", "A", "--objective", "remerciement", "--event", "2020-02-29")


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("create", "A", "--event", "2027-02-30"), 1, "28 février 2027"),
        (("create", "A", "--event", "31/04/2027"), 1, "30 avril 2027"),
        (("create", "A", "--event", "2027-04-17", "--end", "2027-13-01"), 1, "mois numéro 13"),
        (("create", "A", "--event", "bientôt"), 2, "n'est pas une date"),
        (("create", "A", "--event", "2027"), 2, "n'est pas une date"),
        (("send", "A", "--expect", "1", "--at", "2027-02-29T09:00"), 1, "28 février 2027"),
        (("send", "A", "--expect", "1", "--at", "2027-02-28T25:00"), 1, "25:00 n'existe pas"),
        (("send", "A", "--expect", "1", "--at", "midi"), 2, "n'est pas une date"),
    ],
)
def test_days_that_do_not_exist_are_refused_as_everywhere(
    run: Run, arguments: tuple[str, ...], status: int, told: str
) -> None:
    assert told in run("campaigns", *arguments, status=status)
    assert run("campaigns", "list") == []


@pytest.mark.parametrize(
    ("filter", "told"),
    [
        ({"avec": ["foo"]}, "avec.0 : cette valeur n'existe pas"),
        ({"sans": ["email", "mail"]}, "sans.1 : cette valeur n'existe pas"),
        ({"avec_un_de": ["x", "y"]}, "avec_un_de.1 : cette valeur n'existe pas"),
        ({"avec": "email"}, "avec : il faut une liste"),
        ({"avec": []}, "avec : il n'y a rien dans cette liste"),
        ({"avec": [1]}, "avec.0 : "),
        ({"followers": {"myspace": {"min": 1}}}, "followers.myspace : cette valeur n'existe pas"),
        ({"exclure": {"avec": ["x"]}}, "exclure.avec : cette clé n'existe pas"),
        ({"departement": ["200"]}, "departement.0 : cette valeur ne convient pas"),
        ([], "--filter : il faut un objet"),
    ],
)
def test_what_is_wrong_with_a_filter_is_told_by_its_own_names(
    run: Run, filter: Any, told: str
) -> None:
    said = run("campaigns", "create", "A", "--filter", json.dumps(filter), status=2)
    assert told in said
    assert said.count(" : ") == 1, said
    assert not any(word in said for word in ("enum", "Field", "[", "key"))
