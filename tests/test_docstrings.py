"""Whoever calls a public function reads in its docstring which errors it raises, and when."""

import ast
from collections.abc import Iterable, Iterator

from tests.test_architecture import named, sources

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def test_public_functions_name_the_errors_that_they_raise() -> None:
    trees = {named(path): ast.parse(path.read_text()) for path in sources()}
    shared = makers(trees.values())
    wrong = [f"{path} {told}" for path, tree in trees.items() for told in unnamed(tree, shared)]
    assert not wrong, "\n".join(wrong)


def test_an_error_that_is_not_named_is_seen_however_it_is_raised() -> None:
    tree = ast.parse(EXAMPLE)
    assert list(unnamed(tree, {})) == [f"f{rank}: NotFound" for rank in range(6)]


EXAMPLE = '''
def f0(): raise NotFound
def f1(): raise errors.NotFound("no")
def f2(): raise missing()
def f3(): raise self._missing() from error
class Service:
    def f4(self):
        try: ...
        except NotFound: raise NotFound("twice")
    def f5(self):
        def within(session): raise NotFound("later")
        self.transaction(within)
    def _own(self): raise NotFound("private")
def told():
    """NotFound where there is none."""
    raise NotFound
def caught():
    try: raise NotFound
    except (ValueError, NotFound): return
def passed_on():
    try: ...
    except NotFound: raise
def add_routes():
    @app.get("/")
    def route(): raise NotFound
@app.command("show")
def show():
    """Pour l'aide."""
    raise missing()
app.command("list")(listed)
def listed(): raise missing()
missing = partial(NotFound, "no")
def _missing() -> NotFound: return NotFound("no")
'''


def unnamed(tree: ast.Module, shared: dict[str, str]) -> Iterator[str]:
    """Public functions with an error that their docstring lacks, as `find: NotFound`.

    AssertionError is for what never happens. A command's docstring is its help, in French; what
    ends a command is said by `assistant.cli.main`.
    """
    commands, made_by = set(_commands(tree)), shared | makers([tree], private=True)
    for function in _public(tree):
        docstring = ast.get_docstring(function) or ""
        raised = {made_by.get(name, name) for name in _raised(function)} - {"AssertionError"}
        for error in sorted(raised):
            if error[0].isupper() and error not in docstring and function.name not in commands:
                yield f"{function.name}: {error}"


def makers(trees: Iterable[ast.Module], private: bool = False) -> dict[str, str]:
    """What makes an error: the name of a function or a partial, and the error's."""
    made: dict[str, str] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        match node:
            case ast.FunctionDef(name=name, returns=ast.expr() as error):
                made[name] = _last(error)
            case ast.Assign([ast.Name(name)], ast.Call(ast.Name("partial"), [error, *_])):
                made[name] = _last(error)
    return {name: error for name, error in made.items() if private or name[0] != "_"}


def _last(node: ast.expr) -> str:
    """`errors.NotFound` is NotFound, and `errors.missing("it")` is missing."""
    return ast.unparse(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2]


def _commands(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name, decorator_list=[*_, ast.Call() as by]):
                if _last(by) == "command":
                    yield name
            case ast.Call(ast.Call() as by, [ast.Name(name)]) if _last(by) == "command":
                yield name


def _public(within: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in within.body:
        if isinstance(node, ast.ClassDef | FUNCTIONS) and not node.name.startswith("_"):
            if isinstance(node, ast.ClassDef):
                yield from _public(node)
            else:
                yield node


def _raised(within: ast.AST, caught: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names of what is raised, and not caught by the same function."""
    for node in ast.iter_child_nodes(within):
        if isinstance(node, FUNCTIONS) and node.decorator_list:
            continue  # a route: somebody else calls it
        if isinstance(node, ast.Raise) and node.exc and _last(node.exc) not in caught:
            yield _last(node.exc)
        if isinstance(node, ast.Try):
            types = [handler.type for handler in node.handlers if handler.type]
            several = [one.elts if isinstance(one, ast.Tuple) else [one] for one in types]
            also = caught | {_last(one) for some in several for one in some}
            yield from _raised(ast.Module(node.body, []), also)
            yield from _raised(ast.Module([*node.handlers, *node.orelse], []), caught)
        else:
            yield from _raised(node, caught)
