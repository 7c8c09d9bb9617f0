"""Logs: one object a line, without anybody in it."""

import json
import logging
import sys

from core.logs import Lines, without_people


def test_a_line_is_json_with_its_trace_and_without_people() -> None:
    try:
        raise ValueError("jean@exemple.fr n'est pas là")
    except ValueError:
        trace = sys.exc_info()
    record = logging.LogRecord(
        "core.x", logging.ERROR, "f.py", 1, "turn failed, reference %s for %s",
        ("ab12", "Marie <marie@asso.fr>"), trace,
    )  # fmt: skip
    told = json.loads(Lines().format(record))
    assert told["level"] == "ERROR"
    assert "ab12" in told["message"]
    assert "ValueError" in told["trace"]
    assert "@" not in str(told)


def test_what_is_nobodys_is_left() -> None:
    for text in ("job 0612-4567 of 20261130-143000", "127.0.0.1:27017", "1 234 567 890 octets"):
        assert without_people(text) == text
    assert without_people("06 12 34 56 78") == "[…]"
    assert without_people("mongodb://ada:secret@h:1/m") == "mongodb://[…]h:1/m"
