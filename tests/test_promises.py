"""What the project promises of itself."""

import json
import re
from pathlib import Path

from assistant.language.understanding import Intent
from assistant.rendering.chat import ELEMENTS
from assistant.rendering.labels import FIELD_LABELS
from assistant.router import SKILLS
from assistant.skills.registry import ENDED
from core.database import Database
from core.prospects.models import FIELDS
from core.services import build

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "assistant" / "web" / "page"


def test_every_intent_has_its_skill() -> None:
    assert set(SKILLS) == set(Intent)


def test_every_kind_of_job_has_its_answer(database: Database) -> None:
    assert set(build(database).jobs.kinds) == set(ENDED)


def test_every_element_has_its_file() -> None:
    files = {path.stem for path in (PAGE / "public" / "elements").glob("*.jsx")}
    assert files == {*ELEMENTS.values(), "Download"}


def test_every_field_has_a_label() -> None:
    assert set(FIELDS) - {"prospect_id"} == set(FIELD_LABELS)


def test_page_names_no_other_host() -> None:
    for path in PAGE.rglob("*.*"):
        text = path.read_text()
        found = set(re.findall(r"https?://[^\s\"'<)]+", text))
        assert found <= {"http://www.w3.org/2000/svg"}, path


def test_translations_are_complete() -> None:
    import chainlit

    shipped = Path(chainlit.__file__).parent / "translations" / "fr-FR.json"
    ours = PAGE / "translations" / "fr-FR.json"
    assert _keys(json.loads(shipped.read_text())) <= _keys(json.loads(ours.read_text()))


def _keys(tree: object, path: str = "") -> set[str]:
    if not isinstance(tree, dict):
        return {path}
    return {key for name, part in tree.items() for key in _keys(part, f"{path}.{name}")}


def test_lock_files_carry_hashes_and_no_address() -> None:
    for path in ROOT.glob("requirements*.lock.txt"):
        text = path.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text
