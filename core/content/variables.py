"""What a mail may name, and the values that it names: the fields of a prospect, and three more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jinja2 import Undefined, nodes

from core.content.days import day_of
from core.content.models import Mail
from core.content.sandbox import tree_of
from core.prospects.models import FIELDS
from core.prospects.normalise import national_telephone
from core.vocabulary.text import visible

OTHERS = ("campagne", "expediteur", "lien_desinscription")
ALLOWED = frozenset((*FIELDS, *OTHERS, "prospect"))
_MOST_TAGS = 50


class Missing(Undefined):
    """A value that a recipient lacks: noted where it is written, false where it is asked for."""

    __slots__ = ()

    def _noted(self, *_others: Any) -> str:
        self._undefined_obj.add(self._undefined_name)
        return ""

    def __str__(self) -> str:
        return self._noted()

    # Written beside something else, as in "M. " + nom_contact.
    __add__ = __radd__ = _noted  # type: ignore[assignment]


def kept(values: Mapping[str, Any], used: frozenset[str]) -> dict[str, Any]:
    """The values of a record that a mail uses, as they are frozen: plain, without what is unseen.

    A value that is empty is left out.
    """
    found: dict[str, Any] = {}
    for name in sorted(used):
        value = values.get(name)
        if value is None or value == "" or value == [] or value == ():
            continue
        found[name] = _plain(name, value)
    return found


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if name == "commentaires":
        return [visible(str(one["texte"])) for one in value][:_MOST_TAGS]
    if isinstance(value, list | tuple):
        return [visible(str(one)) for one in value][:_MOST_TAGS]
    return visible(str(value)) if isinstance(value, str) else value


def filled(name: str, value: Any) -> Any:
    """A frozen value as a template writes it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if name in ("date_dernier_contact", "date_retour", "cree_le", "modifie_le"):
        return day_of(value)
    return national_telephone(value) if name == "telephone" else value


@dataclass(frozen=True)
class Uses:
    """Which fields a mail names, and which ones decide what it says."""

    fields: frozenset[str]
    deciding: frozenset[str]
    """Their value matters, and not only whether they have one."""
    names: frozenset[str]


@lru_cache(maxsize=64)
def uses_of(mail: Mail) -> Uses:
    """What a mail names, all its parts together."""
    fields: set[str] = set()
    deciding: set[str] = set()
    names: set[str] = set()
    for source, html in parts_of(mail):
        tree = tree_of(source, html)
        names |= names_in(source, html)
        fields |= set(_fields(tree))
        for part in _choices(tree):
            deciding |= set(_fields(part))
    return Uses(frozenset(fields), frozenset(deciding), frozenset(names))


def names_in(source: str, html: bool) -> frozenset[str]:
    """The variables that a template names."""
    tree = tree_of(source, html)
    return frozenset(node.name for node in tree.find_all(nodes.Name) if node.ctx == "load")


def parts_of(mail: Mail) -> list[tuple[str, bool]]:
    """The templates of a mail: (source, whether it is HTML)."""
    parts = [(mail.sujet, False), (mail.apercu, False), (mail.texte, False)]
    return parts + ([(mail.html, True)] if mail.html is not None else [])


def _fields(node: nodes.Node) -> Iterator[str]:
    found = [node] if isinstance(node, nodes.Name) else []
    for name in (*found, *node.find_all(nodes.Name)):
        if name.name in FIELDS:
            yield name.name
    for attribute in node.find_all(nodes.Getattr):
        if getattr(attribute.node, "name", None) == "prospect" and attribute.attr in FIELDS:
            yield attribute.attr
    for item in node.find_all(nodes.Getitem):
        key = getattr(item.arg, "value", None)
        if getattr(item.node, "name", None) == "prospect" and key in FIELDS:
            yield str(key)


def _choices(tree: nodes.Template) -> Iterator[nodes.Node]:
    """The expressions that decide what is written, beyond whether a value is there."""
    tests = [one.test for one in tree.find_all(nodes.If)]
    tests += [one.test for one in tree.find_all(nodes.CondExpr)]
    yield from (test for test in tests if not isinstance(test, nodes.Name))
    for loop in tree.find_all(nodes.For):
        yield loop.iter
