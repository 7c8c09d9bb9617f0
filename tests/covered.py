"""Finds, updates and deletes that look by an id and more.

The embedded server reads the whole collection for each, unless an index has all that is asked for.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pymongo import monitoring
from pymongo.database import Database as Mongo

Shape = tuple[str, frozenset[str]]

SMALL = frozenset(
    (
        *("meta", "clock_jobs", "campaigns", "imports", "lots", "association", "mail_templates"),
        *("users", "settings", "pendings", "exports", "suggestions", "login_failures"),
        *("jobs", "reminders"),
    )
)
"""Collections that stay small or lose what is a day old; jobs and reminders are some a day,
changed a few times each."""


class Shapes(monitoring.CommandListener):
    """Which fields the filters of this process's commands named beside the id."""

    def __init__(self) -> None:
        self._new: set[Shape] = set()
        self._seen: set[Shape] = set()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        for shape in _shapes(event.command_name, event.command):
            if shape not in self._seen:
                self._seen.add(shape)
                self._new.add(shape)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing."""

    def bare(self, mongo: Mongo[Any]) -> list[str]:
        """Those met since that no index covers; of a collection that this server does not have yet
        (a test may open one of its own), another time."""
        if not (new := {shape for shape in self._new if shape[0] not in SMALL}):
            return []
        made = set(mongo.list_collection_names())
        self._new = {shape for shape in new if shape[0] not in made}
        return sorted(
            f"{name}: {', '.join(sorted(keys))}"
            for name, keys in new - self._new
            if not _is_covered(mongo, name, keys)
        )


def _shapes(name: str, command: Mapping[str, Any]) -> Iterator[Shape]:
    parts = {"update": "updates", "delete": "deletes"}
    asked = [one["q"] for one in command.get(parts.get(name, ""), ())]
    if name == "find":
        asked.append(command["filter"])
    for query in asked:
        if "_id" in query and len(query) > 1:
            yield str(command[name]), frozenset(query)


def _is_covered(mongo: Mongo[Any], name: str, keys: frozenset[str]) -> bool:
    return any(
        keys == {field for field, _ in index["key"][: len(keys)]}
        for index in mongo[name].index_information().values()
    )
