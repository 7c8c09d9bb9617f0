"""Killed at any moment, a backup leaves no half file, and a restore has been done or has not."""

import random
import subprocess
import sys
import time
from pathlib import Path

from core.accounts.models import OPERATOR
from core.services import open_services
from core.settings import Settings
from tests.factories import prospect

ROUNDS = 1
_RESTORE = """
import sys
from pathlib import Path
from core.accounts.models import OPERATOR
from core.services import open_services
from core.settings import Settings
services = open_services(Settings(data=Path(sys.argv[1]), mongodb_uri=None))
object.__setattr__(services.backups.restoring, "patience", 0.0)
print("begins", flush=True)
services.backups.restore(OPERATOR, Path(sys.argv[2]), lambda *_: None)
print("done", flush=True)
"""
_OLD, _NEW = {f"Avant {n}" for n in range(60)}, {f"Après {n}" for n in range(60)}


def test_a_restore_that_is_killed_was_done_or_was_not(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "base.mimicom"
    settings = Settings(data=data, mongodb_uri=None)
    services = open_services(settings)
    services.prospects.insert([prospect(nom_structure=name) for name in sorted(_OLD)])
    services.backups.create(OPERATOR, lambda *_: None, file)
    services.close()
    seen = set()
    for rank in range(ROUNDS):
        services = open_services(settings)
        services.database.mongo["prospects"].delete_many({})
        services.prospects.insert([prospect(nom_structure=name) for name in sorted(_NEW)])
        services.close()
        command = [sys.executable, "-c", _RESTORE, str(data), str(file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as restoring:
            assert restoring.stdout is not None
            restoring.stdout.readline()
            time.sleep(random.Random(rank).uniform(0.0, 1.2))
            restoring.kill()
        services = open_services(settings)
        found = {d["nom_structure"] for d in services.database.mongo["prospects"].find()}
        assert found in (_OLD, _NEW)
        seen.add("old" if found == _OLD else "new")
        assert services.database.mongo["meta"].find_one({"_id": "restore"}) is None
        assert not services.backups.restoring.loading.loaded()
        assert all(one.problem is None for one in services.backups.all(OPERATOR))
        services.close()
    sys.stdout.write(f"{ROUNDS} rounds: {sorted(seen)}\n")
