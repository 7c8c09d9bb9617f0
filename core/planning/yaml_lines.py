"""YAML with the line of each of its parts, so that a refusal can say where."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]


class WrongYaml(Exception):
    """Not YAML, or not what it should be: `line` is counted from 1, `reason` is French."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Lined:
    """What a file says, and the line where each part of it begins."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Sequence[str | int]) -> int:
        """The line of a part, or of the nearest one around it."""
        wanted = tuple(path)
        while wanted and wanted not in self.lines:
            wanted = wanted[:-1]
        return self.lines.get(wanted, 1)


def read_lined(text: str) -> Lined:
    """Plain data only: no tags, no anchors. WrongYaml."""
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            raise WrongYaml(1, "le fichier est vide")
        lines: dict[Path, int] = {}
        value = _value(loader, node, (), lines, set())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise WrongYaml(mark.line + 1 if mark else 1, "ce n'est pas du YAML") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise WrongYaml(1, "ce n'est pas du YAML") from error
    return Lined(value, lines)


def _value(
    loader: yaml.SafeLoader, node: yaml.Node, path: Path, lines: dict[Path, int], seen: set[int]
) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if id(node) in seen:
        raise WrongYaml(line, "les renvois (&, *) ne sont pas admis")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for name, inner in node.value:
            key, where = str(name.value), name.start_mark.line + 1
            if key in found:
                raise WrongYaml(where, f"la clé « {key} » est donnée deux fois")
            lines[*path, key] = where
            found[key] = _value(loader, inner, (*path, key), lines, seen)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, one, (*path, i), lines, seen) for i, one in enumerate(node.value)]
    return loader.construct_object(node)
