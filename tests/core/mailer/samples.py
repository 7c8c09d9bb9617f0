"""Mails as servers and people send them."""

from email.utils import format_datetime

from core.clock import now

KEY = "0123456789abcdef012345"


def answer(text: str, *headers: str, key: str = KEY, number: int = 1) -> bytes:
    """Somebody answers the mail of that key."""
    told = [
        "From: Ada <a@exemple.fr>",
        "To: contact@asso.example",
        f"Message-ID: <r{number}-{key}@exemple.fr>",
        f"In-Reply-To: <mc-{key}@asso.example>",
        f"Date: {format_datetime(now())}",
        "Content-Type: text/plain; charset=utf-8",
        *headers,
    ]
    if not any(header.startswith("Subject") for header in headers):
        told.append("Subject: Re: Festival")
    return ("\r\n".join(told) + "\r\n\r\n" + text.replace("\n", "\r\n")).encode()


def daemon(subject: str, text: str, key: str = KEY, number: int = 1) -> bytes:
    """A server tells in words that a mail came back."""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.exemple.fr\r\n"
        f"Message-ID: <d{number}-{key}@mx.exemple.fr>\r\n"
        f"Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"{text}\r\n\r\n--- original ---\r\nMessage-ID: <mc-{key}@asso.example>\r\n"
    ).encode()


def dsn(
    key: str, status: str, action: str = "failed", to: str = "a@exemple.fr", number: int = 1
) -> bytes:
    """A report of RFC 3464, with the headers of the mail that came back."""
    return (
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.exemple.fr>\r\n"
        f"Message-ID: <b{number}-{key}@mx.exemple.fr>\r\nAuto-Submitted: auto-replied\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.exemple.fr\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; said no\r\n\r\n"
        "--B\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"From: contact@asso.example\r\nMessage-ID: <mc-{key}@asso.example>\r\n\r\n--B--\r\n"
    ).encode()
