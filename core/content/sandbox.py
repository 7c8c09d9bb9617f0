"""Jinja2 that can do no harm: what a template may hold is checked before it is compiled.

A template is bounded by what it may hold rather than by a clock: no call, no macro, no power, loops
over short lists at most two deep, so that rendering it is short whatever it says.
"""

import difflib
from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import islice
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.content.filters import FILTERS as FRENCH
from core.errors import InvalidData

MOST_OUTPUT = 1_000_000
"""Characters of one part of one mail."""
_AT_ONCE = 50
"""Pieces of it that are looked at together."""
_MOST_NODES, _MOST_NESTING, _MOST_LOOPS, _DEEPEST_LOOP, _MOST_ITEMS = 20_000, 40, 30, 2, 50
_FILTERS = frozenset(
    {
        *("default", "d", "upper", "lower", "title", "capitalize", "trim", "replace", "join"),
        *("first", "last", "length", "count", "round", "int", "abs", "e", "escape", "truncate"),
        *("sort", "unique", "striptags", "list", "reverse"),
        *FRENCH,
    }
)
_TESTS = frozenset(
    {
        *("defined", "undefined", "none", "string", "number", "even", "odd", "divisibleby"),
        *("equalto", "eq", "==", "ne", "!=", "lt", "<", "le", "<=", "gt", ">", "ge", ">=", "in"),
        *("true", "false", "boolean", "sameas", "filter", "test"),
    }
)
_REFUSED: dict[type[nodes.Node], str] = {
    nodes.Macro: "les macros",
    nodes.CallBlock: "les blocs « call »",
    nodes.FilterBlock: "les blocs « filter »",
    nodes.Include: "les inclusions",
    nodes.Import: "les importations",
    nodes.FromImport: "les importations",
    nodes.Extends: "l'héritage",
    nodes.Block: "les blocs nommés",
    nodes.AssignBlock: "les blocs « set »",
    nodes.Call: "les appels de fonctions",
    nodes.Pow: "les puissances",
    nodes.Slice: "les tranches",
    nodes.Mul: "les multiplications",
    nodes.ScopedEvalContextModifier: "les blocs « autoescape »",
    nodes.EvalContextModifier: "les réglages de Jinja",
}
_NOT_JINJA = "ce qui est entre accolades n'est pas compris"
_WRONG = (
    (
        "unexpected end of template",
        "il manque « }} », « %} » ou « {% endif %} »",
    ),
    ("missing end of comment", "il manque « #} »"),
    ("unknown tag", "un bloc « {% … %} » n'est pas connu, ou n'a pas de début"),
    ("expected token 'end of print statement'", "il y a un mot de trop entre « {{ » et « }} »"),
)
"""What the library says of a template, in English, and what is told."""
_OBJECTS = frozenset({"prospect", "campagne", "expediteur", "loop"})
"""What has parts that may be named."""


class _Environment(ImmutableSandboxedEnvironment):
    """No function, few filters, and a bound on what grows."""

    # A text before it is a form to fill in, of any width that it says.
    intercepted_binops = frozenset({"%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The rest of a division, of numbers alone."""
        if not isinstance(left, int | float):
            raise InvalidData("Dans un modèle, « % » se met entre deux nombres.")
        return super().call_binop(context, operator, left, right)

    def __init__(self, autoescape: bool) -> None:
        super().__init__(
            autoescape=autoescape, undefined=StrictUndefined, keep_trailing_newline=True
        )
        self.globals.clear()
        known = {name: f for name, f in self.filters.items() if name in _FILTERS}
        self.filters = known | FRENCH
        self.filters["replace"] = _replace
        self.tests = {name: f for name, f in self.tests.items() if name in _TESTS}


def _replace(text: object, old: str, new: str) -> str:
    """The text with its pieces replaced, unless it would grow out of hand."""
    whole, old, new = str(text), str(old), str(new)
    if len(whole) + whole.count(old) * len(new) > MOST_OUTPUT:
        raise InvalidData("Le modèle produit un texte trop long.")
    return whole.replace(old, new)


_PLAIN, _HTML = _Environment(autoescape=False), _Environment(autoescape=True)


@lru_cache(maxsize=64)
def compiled(source: str, html: bool, allowed: frozenset[str]) -> Template:
    """A template, checked. InvalidData with a French sentence where it may not be."""
    environment = _HTML if html else _PLAIN
    check(tree_of(source, html), allowed)
    try:
        return environment.from_string(source)
    except (TemplateSyntaxError, RecursionError, MemoryError, SyntaxError) as error:
        _unreadable(error)


@lru_cache(maxsize=64)
def tree_of(source: str, html: bool = False) -> nodes.Template:
    """What a template says. InvalidData where it can't be read."""
    try:
        return (_HTML if html else _PLAIN).parse(source)
    except (TemplateSyntaxError, RecursionError, MemoryError) as error:
        _unreadable(error)


def _unreadable(error: BaseException) -> NoReturn:
    if not isinstance(error, TemplateSyntaxError):
        raise InvalidData("Le modèle n'est pas lisible : il est trop imbriqué.") from error
    said = (error.message or "").lower()
    detail = next((told for words, told in _WRONG if words in said), _NOT_JINJA)
    raise InvalidData(f"Le modèle n'est pas lisible, ligne {error.lineno} : {detail}.") from error


def check(tree: nodes.Template, allowed: Set[str]) -> None:
    """InvalidData where a template holds what it may not, or names what does not exist."""
    local = {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"}
    loops = 0
    for count, (node, depth, within) in enumerate(_walk(tree), start=1):
        loops += isinstance(node, nodes.For)
        if count > _MOST_NODES or depth > _MOST_NESTING or loops > _MOST_LOOPS:
            raise InvalidData("Le modèle est trop long ou trop imbriqué.")
        if isinstance(node, nodes.For) and (within >= _DEEPEST_LOOP or node.recursive):
            raise InvalidData("Le modèle imbrique trop de boucles.")
        _check_node(node, local, allowed)


def _check_node(node: nodes.Node, local: Set[str], allowed: Set[str]) -> None:
    if (told := _REFUSED.get(type(node))) is not None:
        raise InvalidData(f"Un modèle de mail n'accepte pas {told}.")
    if isinstance(node, nodes.Name) and node.ctx == "load":
        _check_name(node.name, local, allowed)
    elif isinstance(node, nodes.Getattr | nodes.Getitem):
        _check_part(node, allowed)
    elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        raise InvalidData(f"Le filtre « {node.name} » n'est pas accepté dans un modèle de mail.")
    elif isinstance(node, nodes.Test) and node.name not in _TESTS:
        raise InvalidData(f"Le test « {node.name} » n'est pas accepté dans un modèle de mail.")
    elif isinstance(node, nodes.List | nodes.Tuple) and len(node.items) > _MOST_ITEMS:
        raise InvalidData(f"Une liste d'un modèle a au plus {_MOST_ITEMS} éléments.")
    elif isinstance(node, nodes.Assign) and _grows(node):
        raise InvalidData("Dans un modèle, « set » ne peut pas mettre des textes bout à bout.")


def _grows(node: nodes.Assign) -> bool:
    """Whether a variable may be twice as long as those it is made from: thirty of them in a row
    would fill the memory."""
    if any(node.find_all((nodes.Concat, nodes.Add))):
        return True
    if any(found.name == "join" for found in node.find_all(nodes.Filter)):
        return True
    held = (node.node, *node.node.find_all((nodes.List, nodes.Tuple, nodes.Dict)))
    return any(
        any(one.find_all(nodes.Name))
        for one in held
        if isinstance(one, nodes.List | nodes.Tuple | nodes.Dict)
    )


def _check_name(name: str, local: Set[str], allowed: Set[str]) -> None:
    if name in allowed or name in local or name == "loop":
        return
    close = difflib.get_close_matches(name, allowed, n=1)
    hint = f" Vouliez-vous dire « {close[0]} » ?" if close else ""
    raise InvalidData(f"La variable « {name} » n'existe pas.{hint}")


def _check_part(node: nodes.Getattr | nodes.Getitem, allowed: Set[str]) -> None:
    owner = node.node.name if isinstance(node.node, nodes.Name) else None
    part = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
    if owner not in _OBJECTS or not isinstance(part, str) or part.startswith("_"):
        raise InvalidData("Un modèle ne lit que les champs de « prospect », « campagne » "
                          "et « expediteur ».")  # fmt: skip
    known = PARTS.get(str(owner))
    if owner == "prospect":
        _check_name(part, set(), allowed - {"prospect", "campagne", "expediteur"})
    elif known is not None and part not in known:
        raise InvalidData(f"« {owner}.{part} » n'existe pas. Il y a : {', '.join(sorted(known))}.")


PARTS = {
    "campagne": frozenset({"nom", "objectif", "date_evenement", "date_fin"}),
    "expediteur": frozenset({"nom", "adresse"}),
}


def _walk(
    node: nodes.Node, depth: int = 0, loops: int = 0
) -> Iterator[tuple[nodes.Node, int, int]]:
    """Every node below, with how deep it is and in how many loops."""
    stack: list[tuple[nodes.Node, int, int]] = [(node, depth, loops)]
    while stack:
        one, deep, within = stack.pop()
        yield one, deep, within
        inner = within + isinstance(one, nodes.For)
        stack.extend((child, deep + 1, inner) for child in one.iter_child_nodes())


def run(template: Template, values: dict[str, Any]) -> str:
    """The text of a template. InvalidData where it grows too long, or fails."""
    written: list[str] = []
    size = 0
    try:
        pieces = template.generate(values)
        while some := list(islice(pieces, _AT_ONCE)):
            written.append("".join(some))
            size += len(written[-1])
            if size > MOST_OUTPUT:
                raise InvalidData("Le modèle produit un texte trop long.")
    except InvalidData:
        raise
    except Exception as error:  # whatever a template does wrong is its author's to know
        raise InvalidData(
            "Le modèle ne peut pas être rempli : un filtre ou une comparaison ne convient pas aux "
            "valeurs d'un prospect."
        ) from error
    return "".join(written)
