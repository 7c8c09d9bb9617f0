"""Mails made to break, or to hold, whoever reads them: a maker each, for some are large."""

from collections.abc import Callable

_TOP = b"From: x@y.example\r\nSubject: x\r\n"
_TYPE = _TOP + b"Content-Type: "
_TEXT = _TYPE + b"text/plain; "
_END = b"\r\n\r\nx"
_DAEMON = b"From: x@y.example\r\nReturn-Path: <>\r\nSubject: failure notice\r\n\r\nuser unknown "


def _nested(depth: int) -> bytes:
    level = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return _TOP + b"".join(level % (n, n) for n in range(depth))


HOSTILE: dict[str, Callable[[], bytes]] = {
    "parts within parts": lambda: _nested(6_000),
    "so many, and lines": lambda: _nested(900) + b"x\r\n" * 100_000,
    "mails within mails": lambda: _TOP + b"Content-Type: message/rfc822\r\n\r\n" * 12_000,
    "many parts": lambda: (
        _TYPE + b"multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 45_000
    ),
    "a parameter without end": lambda: _TEXT + b'charset="' + b";" * 400_000 + _END,
    "the same, folded": lambda: _TEXT + b'charset="' + b";\r\n " * 100_000 + _END,
    "many parameters": lambda: _TEXT + b"a=b;" * 100_000 + _END,
    "encoded words": lambda: b"Subject: " + b"=?utf-8?q?a?= " * 30_000 + _END,
    "words that do not end": lambda: b"Subject: " + b"=?u?q?" * 80_000 + _END,
    "comments in comments": lambda: b"From: " + b"(" * 400_000 + _END,
    "tags that do not end": lambda: _TYPE + b"text/html\r\n\r\n" + b"<script " * 60_000,
    "one letter": lambda: _DAEMON + b"a" * 400_000,
    "codes": lambda: _DAEMON + b"5.1." * 100_000,
    "a charset of hosts": lambda: _TEXT + b"charset=punycode\r\n\r\na-" + b"z9" * 100_000,
    "a charset of programs": lambda: _TEXT + b"charset=zlib\r\n\r\n" + b"a" * 100_000,
    "half a letter": lambda: (
        b"From: =?utf-7?q?+2AA-?= <x@y.example>\r\nSubject: =?unicode_escape?q?=5Cud800?=" + _END
    ),
    "a path of no letters": lambda: _TOP + b"Return-Path: \xff\xfe<>" + _END,
    "a boundary of a mile": lambda: (
        _TYPE + b"multipart/mixed; boundary=" + b"a" * 200_000 + b"\r\n\r\n--" + b"a" * 200_000
    ),
    "a day of no calendar": lambda: _TOP + b"Date: Mon, 01 Jan " + b"9" * 1_900 + b" 0:0:0" + _END,
}
