"""The pages for who comes next say what is there."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from core.settings import Settings

ROOT = Path(__file__).parents[1]
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PREFIXES = ("", "assistant/", "assistant/language/", "docs/", "core/")
SUFFIXES = (".py", ".md", ".toml", ".txt", ".jsx", ".sh")


def paths_of(page: Path) -> set[str]:
    """The files and folders of the project that a page names between backquotes or links to."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`([\w./-]+)`|\]\(([\w./-]+)\)|(docs/[\w./-]+\w)", text)
    found = {next(filter(None, groups)) for groups in named}
    return {
        name
        for name in found
        if "/" in name.strip("/") or name.endswith(SUFFIXES)
        if not name.startswith((".", "/", "main/"))
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    missing = {
        name
        for name in paths_of(page)
        if not any((ROOT / prefix / name).exists() for prefix in PREFIXES)
        and not any(ROOT.glob(f"{name}-*"))  # docs/decisions/0009
    }
    assert not missing


def test_every_dependency_is_told() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {re.split(r"[\[=<>; ]", one)[0] for one in project["project"]["dependencies"]}
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| (\w[\w-]*) \|(?! what)", page, re.MULTILINE)) == wanted
    groups = project["dependency-groups"]
    for one in (*groups["dev"], *groups["build"]):
        assert one in page


def test_every_dependency_is_used() -> None:
    """Imported by the product; the database is a program of its package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {re.split(r"[\[=<>; ]", one)[0] for one in project["project"]["dependencies"]}
    sources = [path for room in ("core", "assistant") for path in (ROOT / room).rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    used = set(re.findall(r"^\s*(?:import|from) (\w+)", text, re.MULTILINE))
    used |= set(re.findall(r'"(\w+)\.scripts"', text))
    named = packages_distributions()
    found = {name.lower().replace("_", "-") for one in used for name in named.get(one, [one])}
    assert wanted - found == set()


def test_every_setting_is_told() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"`{field.validation_alias or name}`" in readme
