"""The table of intents: it holds together, and one more needs nothing but what the guide says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from assistant.language.intent_table import Intent
from assistant.router import SKILLS

ROOT = Path(__file__).parents[3]


def test_every_intent_has_its_skill() -> None:
    assert set(SKILLS) == set(Intent)


def test_the_help_speaks_of_all_that_is_built_and_of_nothing_else() -> None:
    talk = {Intent.HELP, Intent.SMALL_TALK, Intent.OUT_OF_SCOPE}
    assert {one for one in Intent if not one.about.help} == talk


# --- one more ------------------------------------------------------------------------------------

ROW = """    OPENING_HOURS = (
        "opening_hours",
        About(family=Family.TALK, say="Quels sont vos horaires ?", help="dire nos **horaires**"),
    )
    OUT_OF_SCOPE = (
"""
EXAMPLES = """
quels sont vos horaires (|d'ouverture) ?
(vous êtes|c'est) ouvert (le samedi|jusqu'à quelle heure|demain) ?
à quelle heure (ouvre|ferme) (la permanence|le local) ?
horaires de la permanence
la permanence ouvre à quelle heure
le local est ouvert quand ?
heures d'ouverture du local
vous fermez à quelle heure ?
"""
SKILL = """
from assistant.language.understanding import Intent
from assistant.replies import Text
from assistant.skills.registry import skill


@skill(Intent.OPENING_HOURS)
def opening_hours(turn):
    yield Text("De neuf heures à midi.")
"""
ASK = """
import sys
from pathlib import Path
from assistant.language.intents.decision import Decider
from assistant.language.intents.learning import learn
from assistant.language.intents.model import IntentClassifier
from assistant.language.pipeline import Language
from assistant.language.roles.tagger import SHIPPED_ROLES, RoleTagger
from assistant.router import Router
from core.accounts.models import Role, User
from core.services import open_services
from core.settings import Settings

weights = learn()
language = Language(Decider(IntentClassifier(weights), weights.odds), RoleTagger(SHIPPED_ROLES))
services = open_services(Settings(data=Path(sys.argv[1]), mongodb_uri=None))
router = Router(services, lambda folder: language)
user = User(user_id="g", email="g@exemple.fr", role=Role.MANAGER)
[answer] = router.turn(user, "c", "à quelle heure ouvre la permanence demain ?")
print(answer.intent, answer.replies[0].text)
"""


def test_one_more_intent_is_a_row_its_examples_and_its_skill(tmp_path: Path) -> None:
    copy = tmp_path / "project" / "assistant"
    shutil.copytree(ROOT / "assistant", copy)  # with what is compiled
    table = copy / "language" / "intent_table.py"
    row = table.read_text(encoding="utf-8").replace("    OUT_OF_SCOPE = (\n", ROW)
    table.write_text(row, encoding="utf-8")
    examples = copy / "language" / "examples"
    _shorten(examples)
    (examples / "opening_hours.txt").write_text(EXAMPLES, encoding="utf-8")
    (copy / "skills" / "opening.py").write_text(SKILL, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path / "data")],
        env=os.environ | {"PYTHONPATH": f"{copy.parent}{os.pathsep}{ROOT}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout.strip() == "opening_hours De neuf heures à midi.", told.stderr


def _shorten(examples: Path) -> None:
    """Enough to learn from in some seconds."""
    for path in [*examples.glob("*_*.txt"), examples / "help.txt"]:
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(lines[:12]), encoding="utf-8")
    for path in (examples / "tours").glob("*.txt"):
        if path.stem not in {"cles", "volontaires_a"}:
            path.unlink()
