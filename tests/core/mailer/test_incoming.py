"""What a mail of the mailbox is, as mail programs and servers write them."""

import time

import pytest

from core.mailer.incoming import Kind, read
from core.mailer.quotes import own_text, says_stop
from tests.core.mailer.hostile import HOSTILE
from tests.core.mailer.samples import KEY, answer, daemon, dsn


@pytest.mark.parametrize(
    ("status", "action", "hard", "failed"),
    [
        ("5.1.1", "failed", True, True),
        ("5.2.2", "failed", True, True),
        ("5.7.1", "failed", True, True),
        ("4.4.7", "failed", False, True),
        ("4.2.2", "failed", False, True),
        ("4.4.1", "delayed", False, False),
    ],
)
def test_reports_of_rfc_3464(status: str, action: str, hard: bool, failed: bool) -> None:
    found = read(dsn(KEY, status, action))
    assert found.kind is Kind.BOUNCE
    assert found.bounce is not None
    assert (found.bounce.hard, found.bounce.failed) == (hard, failed)
    assert found.bounce.recipients == ("a@exemple.fr",)
    assert found.keys == (KEY,)


def test_a_report_that_the_mail_arrived_is_no_bounce() -> None:
    assert read(dsn(KEY, "2.0.0", "delivered")).bounce is None


@pytest.mark.parametrize(
    ("subject", "text", "hard"),
    [
        ("failure notice", "<a@exemple.fr>:\nSorry, no mailbox here by that name. (#5.1.1)", True),
        ("Échec de la remise : x", "a@exemple.fr\nL'adresse est introuvable.", True),
        ("Undelivered", "Votre message n'a pas pu être distribué (552 5.2.2)", True),
        ("Returned mail", "<a@exemple.fr>: 550 user unknown", True),
        ("Delivery delayed", "a@exemple.fr 451 4.7.1 try again later", False),
        ("Non remis", "La boîte aux lettres est pleine : a@exemple.fr", False),
        ("Mail delivery failed", "a@exemple.fr: mailbox full", False),
    ],
    ids=["qmail", "exchange", "code", "550", "4.7.1", "pleine", "full"],
)
def test_the_usual_texts(subject: str, text: str, hard: bool) -> None:
    found = read(daemon(subject, text))
    assert found.bounce is not None
    assert found.bounce.hard is hard


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; x=1",
        "X-Autoreply: yes",
        "Precedence: bulk",
        "Subject: Réponse automatique : Festival",
        "Subject: =?utf-8?q?Absence_du_bureau_=3A_Festival?=",
        "Subject: Out of Office: Festival",
    ],
)
def test_an_absence_is_no_answer(header: str) -> None:
    assert read(answer("Je suis absent.", header)).kind is Kind.AUTOMATIC


def test_an_answer_names_the_mail_that_it_answers() -> None:
    found = read(answer("Oui, nous viendrons !"))
    assert found.kind is Kind.OTHER
    assert found.keys == (KEY,)
    assert found.text == "Oui, nous viendrons !"


@pytest.mark.parametrize(
    "quoted",
    [
        "Le lun. 3 nov. 2026 à 10:12, Asso <contact@asso.example> a écrit :\n> désinscription",
        "Le lun. 3 nov. 2026 à 10:12, Asso\n<contact@asso.example> a écrit\u00a0:\n\n> stop",
        "De : Asso\nEnvoyé : lundi\nÀ : moi\nObjet : Festival\n\ndésinscription",
        "-----Message d'origine-----\nDe : Asso\ndésinscription",
        "________________________________\nFrom: Asso\nSent: Monday\nstop",
        "On Mon, Nov 3, 2026 at 10:12 AM Asso <c@asso.example> wrote:\n> unsubscribe",
        "> Pour ne plus recevoir nos mails : désinscription",
    ],
    ids=["gmail", "folded", "outlook", "origine", "rule", "english", "bare"],
)
def test_what_an_answer_quotes_is_not_its_own(quoted: str) -> None:
    text = own_text(f"Merci, à bientôt.\n\n{quoted}")
    assert text == "Merci, à bientôt."
    assert not says_stop("Re: Festival", text)


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop svp", "Désinscription", "Merci de me désinscrire de votre liste.",
        "Désabonnez-moi", "desabonnez moi s'il vous plait", "Je souhaite me désabonner",
        "Je ne veux plus recevoir vos mails.", "unsubscribe", "Plus de mails merci",
    ],
)  # fmt: skip
def test_words_that_say_stop(text: str) -> None:
    assert says_stop("Re: Festival", text)


@pytest.mark.parametrize(
    "text",
    [
        "Oui, avec plaisir !",
        "Ne me désabonnez pas, je reste intéressé.",
        "Nous ferons un stop chez vous pendant notre tournée de printemps avec toute l'équipe.",
        "Pouvez-vous rappeler mardi ? Je ne suis pas disponible avant.",
        "Le stand est complet, désolés.",
    ],
)
def test_words_that_do_not(text: str) -> None:
    assert not says_stop("Re: Désinscription de la newsletter", text)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: x\r\n\r\n",
        b"Message-ID: <[x@id>\r\nFrom: a@b\r\n\r\nbonjour",
        b"Subject: =?foo-8?q?x?=\r\nContent-Type: text/plain; charset=martien\r\n\r\n\xe9t\xe9",
        b"From: =?utf-8?b?////?=\r\nDate: hier\r\nContent-Type: multipart/mixed\r\n\r\nrien",
        b"Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: x\r\n",
        b"Subject: x\r\n" + b"A" * 200_000,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\nx\r\n" * 5_000,
    ],
    ids=range(9),
)
def test_nothing_in_a_mail_makes_it_unreadable(raw: bytes) -> None:
    found = read(raw)
    assert not found.keys
    assert read(raw).digest == found.digest


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_in_a_moment(name: str) -> None:
    raw = HOSTILE[name]()
    began = time.process_time()
    found = read(raw)
    assert time.process_time() - began < 2
    assert found.keys == ()


def test_a_key_is_found_behind_long_headers() -> None:
    """Lists, and answers in threads of years, have such."""
    many = ",\r\n ".join(f"Personne {n} <p{n}@exemple.fr>" for n in range(900))
    found = read(answer("Oui", f"Cc: {many}"))
    assert found.keys == (KEY,)
    assert found.text == "Oui"


def test_what_a_mail_shows_hides_nothing() -> None:
    """Neither a terminal's orders, nor what turns the direction of a line."""
    found = read(
        "Subject: fac\u202egpj.exe \x1b[2Jture\x07\r\n\r\nOui\x1b]0;x\x07 \u202enon".encode()
    )
    assert found.subject == "facgpj.exe [2Jture"
    assert found.text == "Oui]0;x non"


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        ("Ada <ADA.b+c@exemple.fr>", "ada.b+c@exemple.fr"),
        ('"<img src=x onerror=alert(1)>"@exemple.fr', "imgsrc=xonerror=alert1@exemple.fr"),
        ('"[ici](javascript:x)"@exemple.fr', "icijavascriptx@exemple.fr"),
        ("élodie@exemple.fr", "élodie@exemple.fr"),
        ("x" * 999 + "@exemple.fr", "x" * 254),
    ],
)
def test_a_sender_is_an_address_and_nothing_else(header: str, sender: str) -> None:
    assert read(f"From: {header}\r\n\r\nOui".encode()).sender == sender
