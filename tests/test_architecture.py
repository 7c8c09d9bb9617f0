"""The order of words: who may import whom. A few lines of `ast`, no import is run."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each room may import those before it in its list, and itself; assistant may import core. Rooms
# to come have their place too: mailer, content, campaigns, learning, planning, reminders, backups.
CORE = (
    *(
        "errors",
        "clock",
        "logs",
        "recent",
        "turns",
        "settings",
        "folder",
        "secrecy",
        "embedded",
        "vocabulary",
        "transactions",
        "indexes",
        "database",
        "upgrades",
        "journal",
    ),
    *(
        "accounts",
        "configuration",
        "mailer",
        "jobs",
        "prospects",
        "records",
        "duplicates",
        "imports",
        "content",
        "campaigns",
        "kpis",
        "learning",
        "planning",
        "reminders",
        "privacy",
        "exports",
        "backups",
        "demo",
    ),
    *("services", "scheduler", "worker"),
)
ASSISTANT = (
    *(
        "language",
        "acts",
        "replies",
        "conversation",
        "shown",
        "corrections",
        "columns",
        "rendering",
        "skills",
        "router",
    ),
    *("terminal_chat", "doctor", "web", "commands", "app", "cli"),
)
# The rooms and files of core.imports, in the same way.
IMPORTS = (
    *("refusals", "columns", "files", "models", "rows", "options", "plans", "report", "summary"),
    *("store", "erasure", "run", "service"),
    "jobs",
)
# `rendering` words replies, so skills use its sentences and labels, never its screens.
CHAINLIT_FILES = {
    "assistant/app.py",
    "assistant/rendering/chat.py",
    "assistant/web/chainlit_patches.py",
    "assistant/web/host.py",
    "assistant/web/history.py",
    "assistant/web/login.py",
    "assistant/web/pages.py",
    "assistant/web/upload_gate.py",
}
LANGUAGE_SEES = ("core.vocabulary", "core.prospects.filters")
# What reads a sentence: skills take its request instead.
READS_TEXT = (
    *("re", "core.vocabulary.text", "assistant.language.text", "assistant.language.extract"),
    *("assistant.language.slots", "assistant.language.slot_edits", "assistant.language.normalise"),
    *("assistant.language.situations", "assistant.language.requests.asked"),
)
TURN = "assistant/skills/registry.py"
"""Where the turn keeps its text, to have it understood again once a question is answered."""


@cache
def sources() -> list[Path]:
    """Every source file of the product."""
    return sorted([*(ROOT / "core").rglob("*.py"), *(ROOT / "assistant").rglob("*.py")])


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Full names of what a file imports, within functions too."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(names)


def room(name: str) -> str:
    """core.prospects.store.X → prospects."""
    return name.split(".")[1] if "." in name else ""


def named(path: Path) -> str:
    """A file by its path within the project."""
    return path.relative_to(ROOT).as_posix()


def each_file(check: Callable[[Path], None]) -> Callable[[], None]:
    """One test for all files, which names those that fail: a test for each of them costs more than
    what it looks at."""

    def test() -> None:
        wrong = []
        for path in sources():
            try:
                check(path)
            except AssertionError as error:
                wrong.append(f"{named(path)}: {error}")
        assert not wrong, "\n".join(wrong)

    return test


def test_every_file_that_fails_is_named() -> None:
    @each_file
    def short_named(path: Path) -> None:
        assert named(path) not in {"core/clock.py", "assistant/cli.py"}, "chosen"

    both = r"(?s)assistant/cli\.py: chosen.*core/clock\.py: chosen"
    with pytest.raises(AssertionError, match=both):
        short_named()


@each_file
def test_core_never_imports_the_assistant_nor_the_web(path: Path) -> None:
    if named(path).startswith("core/"):
        for name in imports(path):
            assert name.split(".")[0] not in {"assistant", "chainlit", "fastapi", "starlette"}


@each_file
def test_rooms_keep_their_order(path: Path) -> None:
    package, here = named(path).split("/")[:2]
    here = here.removesuffix(".py")
    if here == "__init__":
        return
    order = CORE if package == "core" else ASSISTANT
    for name in imports(path):
        if name.startswith(f"{package}."):
            assert order.index(room(name)) <= order.index(here), f"{here} imports {name}"


@each_file
def test_rooms_of_imports_keep_their_order(path: Path) -> None:
    if not named(path).startswith("core/imports/") or path.name == "__init__.py":
        return
    here = named(path).split("/")[2].removesuffix(".py")
    for name in imports(path):
        if name.startswith("core.imports."):
            there = name.split(".")[2]
            assert IMPORTS.index(there) <= IMPORTS.index(here), f"{here} imports {name}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    # Imports within functions count: they only hide a circle.
    modules = {named(path).removesuffix(".py").replace("/", "."): path for path in sources()}
    assert not circles({name: set(imported(path, set(modules))) for name, path in modules.items()})


def test_a_circle_is_seen_whatever_its_length() -> None:
    assert circles({"a": {"a"}}) == ["a"]
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}) == ["a", "b", "c"]
    assert not circles({"a": {"b", "c"}, "b": {"c"}, "c": set()})


def imported(path: Path, modules: set[str]) -> Iterator[str]:
    """The modules of the product that a file imports, for their names or whole."""
    for name in imports(path):
        found = {name, name.rpartition(".")[0]} & modules
        yield from {name} & found or found


def circles(needs: dict[str, set[str]]) -> list[str]:
    """The modules that are in a circle, sorted: what is left once the free ends are taken off."""
    left = {module: set(needed) for module, needed in needs.items()}
    while free := {m for m in left if not left[m]} | (set(left) - set().union(*left.values())):
        left = {module: needed - free for module, needed in left.items() if module not in free}
    return sorted(left)


# One name means one thing: a file's name that several words have says a part of each of them.
OF_EACH_WORD = {"__init__", "models", "store", "service", "jobs"}
MOST_FOLDERS = 3


def test_no_file_name_is_in_many_folders() -> None:
    folders = Counter(path.stem for path in sources())
    often = {name for name, count in folders.items() if count > MOST_FOLDERS}
    assert often <= OF_EACH_WORD


# Whoever is given a bare dictionary has to guess; those left are JSON of others, and the named
# aliases of what is really open (a document, the fields of a record, what an action keeps).
BARE = "dict[" + "str, Any]"
MOST_BARE = 116


def test_what_has_a_shape_says_it() -> None:
    assert sum(path.read_text().count(BARE) for path in sources()) <= MOST_BARE


LONGEST_FUNCTION = 45


@each_file
def test_functions_are_short(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@each_file
def test_a_store_is_seen_by_its_own_word_only(path: Path) -> None:
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "core" and "store" in parts[2:3] and parts[2] == "store":
            inside = named(path).startswith(f"core/{parts[1]}/")
            assert inside or named(path) == "core/services.py", name


@each_file
def test_chainlit_is_imported_in_few_places(path: Path) -> None:
    if any(name.split(".")[0] == "chainlit" for name in imports(path)):
        assert named(path) in CHAINLIT_FILES


@each_file
def test_skills_know_nothing_of_the_screen(path: Path) -> None:
    if named(path).startswith("assistant/skills/"):
        for name in imports(path):
            assert not name.startswith(("assistant.web", "assistant.rendering.chat"))


@each_file
def test_language_sees_of_core_only_words_and_filters(path: Path) -> None:
    if named(path).startswith("assistant/language/"):
        for name in imports(path):
            if name.startswith("core."):
                assert name.startswith(LANGUAGE_SEES), name


@each_file
def test_skills_read_no_text(path: Path) -> None:
    if not named(path).startswith("assistant/skills/"):
        return
    for name in imports(path):
        assert not f"{name}.".startswith(tuple(f"{one}." for one in READS_TEXT)), name
    if named(path) != TURN:
        assert "text" not in taken_from_turns(path), "take it from the turn's request"


def taken_from_turns(path: Path) -> set[str]:
    """The attributes that a file reads of a Turn, whatever name a function gives it."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    turns = {
        node.arg
        for node in nodes
        if isinstance(node, ast.arg)
        and isinstance(node.annotation, ast.Name)
        and node.annotation.id == "Turn"
    }
    return {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in turns
    }


def test_packages_load_nothing_by_themselves() -> None:
    for path in sources():
        if path.name == "__init__.py":
            assert not path.read_text().strip(), named(path)


# Ways of saying things are data (lexicon/tournures/): code only puts pieces together.
LONGEST_PATTERN = 160
PATTERN_SYNTAX = re.compile(r"\\[bdswBDSW]|\(\?|\|")
TAKES_PATTERNS = {"rule", "Phrasings", "compile", "search", "match", "fullmatch", "sub", "finditer"}


@each_file
def test_patterns_are_short(path: Path) -> None:
    if not named(path).startswith("assistant/"):
        return
    for line, text in patterns(ast.parse(path.read_text())):
        assert len(text) <= LONGEST_PATTERN, f"line {line}: its words belong to lexicon/tournures/"


def test_a_long_pattern_is_seen_however_it_is_written() -> None:
    words = "|".join(["mot"] * 50)
    for source in (
        f"rule('{words}')",
        f"x = rf'{words[:100]}{{y}}{words[:100]}'",
        f"x = '{words[:100]}' + y + '{words[:100]}'",
        f"x = ('{words[:100]}'\n '{words[:100]}')",
        f"re.compile('{'mot ' * 50}')",
        f"Phrasings('scope', piece='{'mot ' * 50}')",
    ):
        assert any(len(text) > LONGEST_PATTERN for _, text in patterns(ast.parse(source))), source
    assert not list(patterns(ast.parse(f"'''{words}'''\nx = '{'mot ' * 50}'")))


def patterns(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The regular expressions written in a file: their line and their text, without what is put
    into them; by their syntax, or as what a call takes. Docstrings are none."""
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    given = {id(one) for node in ast.walk(tree) for one in arguments(node)}
    for node in ast.walk(tree):
        text = written(node)
        if id(node) not in notes and (id(node) in given or PATTERN_SYNTAX.search(text)):
            yield node.lineno, text  # type: ignore[attr-defined]


def arguments(node: ast.AST) -> list[ast.expr]:
    """What a call gives to a function that takes patterns."""
    if not isinstance(node, ast.Call):
        return []
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    found = [*node.args, *(keyword.value for keyword in node.keywords)]
    return [one for one in found if written(one)] if name in TAKES_PATTERNS else []


def written(node: ast.AST) -> str:
    """The text of a literal, of one with values in it, or of several added; "" for the rest."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(written(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return written(node.left) + written(node.right)
    return ""


# What a process remembers by itself is lost at a restart and unknown to the others: the state of
# the product is in the base. Caches may be dropped at any time, and are named so.
CHANGES = {
    *("append", "appendleft", "extend", "insert", "add", "update", "setdefault", "move_to_end"),
    *("pop", "popleft", "popitem", "remove", "discard", "clear"),
}
OF_THE_PROCESS = {
    "assistant/web/current.py: _router",  # what Chainlit's callbacks reach the base by
    "assistant/web/page_setup.py: _held",  # locks that end with the process
    "core/jobs/runner.py: _under_way",  # which runs are this process's own
}
REGISTRIES = {
    *("assistant/skills/registry.py", "assistant/rendering/table_pages.py"),
    "assistant/web/elements/loading.py",
}
"""Filled as modules are imported, by the decorators of skills, of tables, of what loads."""


@each_file
def test_no_state_of_the_product_is_kept_in_a_module(path: Path) -> None:
    if named(path) not in REGISTRIES:
        changed = changed_globals(ast.parse(path.read_text()))
        kept = {f"{named(path)}: {name}" for name in changed if not name.endswith("_cache")}
        assert kept <= OF_THE_PROCESS, "keep it in the base, with ids"


def test_a_changed_global_is_seen_however_it_is_changed() -> None:
    for body in ("kept[1] = 2", "kept.append(1)", "del kept[1]", "kept |= {1}", "kept[1] += 1"):
        declared = "global kept; " if "|=" in body else ""
        assert changed_globals(ast.parse(f"kept = make()\ndef f():\n    {declared}{body}")), body
        assert changed_globals(ast.parse(f"from a import kept\ndef f():\n    {declared}{body}"))
    assert changed_globals(ast.parse("kept = None\ndef f():\n    global kept\n    kept = 1"))
    for harmless in (
        "kept = {}\nkept[1] = 2",
        "kept = {}\ndef f():\n    kept = {}\n    kept[1] = 2",
        "kept = {}\ndef f(kept):\n    kept[1] = 2",
    ):
        assert not changed_globals(ast.parse(harmless)), harmless


def changed_globals(tree: ast.Module) -> set[str]:
    """Names of a module that one of its functions changes, what they stand for or what is in it."""
    shared = {name for statement in tree.body for name in bound(statement)}
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return {name for function in functions for name in changed_in(function) if name in shared}


def bound(node: ast.AST) -> set[str]:
    """The names that a statement gives to something."""
    if isinstance(node, ast.ImportFrom):
        # `upload_gate.discard` calls a function of a module.
        folder = ROOT / (node.module or "").replace(".", "/")
        values = (a for a in node.names if not (folder / f"{a.name}.py").exists())
        return {alias.asname or alias.name for alias in values}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return set()
    inner = ast.walk(node)
    return {n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def changed_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names that are not the function's own, and that it changes."""
    nodes = list(ast.walk(function))
    declared = {name for n in nodes if isinstance(n, ast.Global) for name in n.names}
    own = {n.arg for n in nodes if isinstance(n, ast.arg)}
    own |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    changed = set()
    for node in nodes:
        held = None
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            held = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            held = node.func.value if node.func.attr in CHANGES else None
        if isinstance(held, ast.Name):
            changed.add(held.id)
    return declared | (changed - own)
