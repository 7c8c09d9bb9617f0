"""The page's files as Chainlit reads them: one script, and elements that stay mounted.

Chainlit takes one script, evaluates each element's file by itself, and again at each event. So the
scripts are joined; the elements, with what they share, are joined too and compiled once, and each
element's own file only hands over to a component that stays the same (`scripts/elements.js`).
"""

import re
import shutil
from pathlib import Path

SCRIPTS = (
    *("connection", "french", "elements", "conversation"),
    *("follow", "older", "told", "tables", "left"),
)
"""In this order: the later ones use the earlier ones."""
_STUB = (
    "export default window.mimicom.element"
    '(React, require, "{name}", props, callAction, sendUserMessage)\n'
)
_READY = "export default function Ready() { return null }\n"
_ELEMENT = "export default function "
_IMPORT = re.compile(r'^import \{ (?P<names>.+) \} from "(?P<module>.+)"$', re.MULTILINE)


def lay(page: Path, public: Path) -> None:
    """Fill `public`, which is not there yet, with what the page loads."""
    shutil.copytree(page / "public", public)
    scripts = [(page / "scripts" / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    (public / "page.js").write_text("".join(scripts), "utf-8")
    elements = sorted((public / "elements").glob("*.jsx"))
    sources = {path.stem: path.read_text("utf-8") for path in elements}
    shared = [path.read_text("utf-8") for path in sorted((page / "shared").glob("*.jsx"))]
    (public / "elements" / "all.jsx").write_text(joined(sources, shared), "utf-8")
    for path in elements:
        path.write_text(_STUB.format(name=path.stem), "utf-8")


def joined(elements: dict[str, str], shared: list[str]) -> str:
    """One source of all elements, by name; each has a scope of its own below the shared one.

    An import stands on one line, and names what it takes.
    """
    taken: dict[str, dict[str, None]] = {}
    for text in (*shared, *elements.values()):
        for found in _IMPORT.finditer(text):
            taken.setdefault(found["module"], {}).update(dict.fromkeys(found["names"].split(", ")))
    imports = [f'import {{ {", ".join(names)} }} from "{m}"' for m, names in taken.items()]
    made = [_defined(name, _body(text)) for name, text in elements.items()]
    return "\n".join((*imports, *map(_body, shared), *made, _READY))


def _body(text: str) -> str:
    return _IMPORT.sub("", text)


def _defined(name: str, body: str) -> str:
    function = body.replace(_ELEMENT, "function ", 1)
    return (
        f'window.mimicom.define("{name}", (props, callAction, sendUserMessage) => '
        f"{{\n{function}\nreturn {name}\n}})"
    )
