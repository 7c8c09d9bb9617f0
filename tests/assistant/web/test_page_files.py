"""The page's files as they are laid: one script, one source of all elements, a stub for each."""

import re
from pathlib import Path

from assistant.web.page_files import SCRIPTS, joined, lay
from assistant.web.page_setup import PAGE

ELEMENTS = PAGE / "public" / "elements"


def test_each_element_hands_over_to_the_joined_source(tmp_path: Path) -> None:
    lay(PAGE, tmp_path / "public")
    laid = tmp_path / "public" / "elements"
    names = {path.stem for path in ELEMENTS.glob("*.jsx")}
    assert {path.stem for path in laid.glob("*.jsx")} == {*names, "all"}
    source = (laid / "all.jsx").read_text("utf-8")
    for name in names:
        assert f'window.mimicom.define("{name}"' in source
        stub = (laid / f"{name}.jsx").read_text("utf-8")
        assert stub.startswith("export default window.mimicom.element(")
        assert f'"{name}"' in stub
    assert source.count("export default") == 1


def test_imports_are_made_once_and_no_other_kind_is_written(tmp_path: Path) -> None:
    lay(PAGE, tmp_path / "public")
    source = (tmp_path / "public" / "elements" / "all.jsx").read_text("utf-8")
    modules = re.findall(r"^import .* from \"(.*)\"$", source, re.MULTILINE)
    assert len(modules) == len(set(modules))
    assert len(re.findall(r"^import ", source, re.MULTILINE)) == len(modules)


def test_names_of_two_elements_do_not_clash() -> None:
    body = "export default function {} () {{ return A }}\nconst A = 1\n"
    one = 'import { useState } from "react"\n' + body.format("One")
    two = 'import { useRef, useState } from "react"\n' + body.format("Two")
    source = joined({"One": one, "Two": two}, ["const both = 3\n"])
    assert source.startswith('import { useState, useRef } from "react"\n')
    assert source.index("const both") < source.index('define("One"') < source.index('define("Two"')


def test_every_script_is_in_the_page(tmp_path: Path) -> None:
    assert {path.stem for path in (PAGE / "scripts").glob("*.js")} == set(SCRIPTS)
    lay(PAGE, tmp_path / "public")
    page = (tmp_path / "public" / "page.js").read_text("utf-8")
    # One call after another without a semicolon between would be one call that fails.
    assert all(
        (PAGE / "scripts" / f"{name}.js").read_text("utf-8").endswith("})();\n") for name in SCRIPTS
    )
    assert page.count("})();\n") >= len(SCRIPTS)
