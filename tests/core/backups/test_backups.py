"""A base saved and restored: the same, and nothing that must not come back."""

import fcntl
import hashlib
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import bson
import pytest

from core.accounts.models import OPERATOR, Permission, Role, User
from core.backups.closing import Closing
from core.backups.container import MAGIC, Batch, Writer, examine
from core.backups.models import Backup, Why
from core.backups.shelf import OTHERS, kept
from core.campaigns.drafts import Draft
from core.clock import now
from core.database import Database
from core.errors import Forbidden, MimiComError, NotFound, Refused
from core.jobs import runner
from core.services import Services, build
from tests.factories import prospect

SECRET = "la phrase du coffre"


def quiet(*_: object) -> None:
    """Nobody looks."""


@pytest.fixture
def services(database: Database) -> Services:
    shutil.rmtree(database.settings.folder / "backups", ignore_errors=True)
    database.mongo["meta"].delete_many({"_id": {"$in": ["restore", "restored"]}})
    made = build(database)
    hurried = replace(made.backups.restoring, patience=0.0)
    made.backups.restoring = hurried
    return made


def add(services: Services, *names: str, **values: Any) -> list[str]:
    """Prospects of these names; their ids."""
    made = [prospect(nom_structure=name, **values) for name in names]
    services.prospects.insert(made, None)
    return [one.prospect_id for one in made]


def saved(services: Services, path: Path, passphrase: str | None = None) -> Backup:
    return services.backups.create(OPERATOR, quiet, path, passphrase).backup


def names(services: Services) -> set[str]:
    return {d["nom_structure"] for d in services.database.mongo["prospects"].find()}


def state(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All that a backup has, by collection."""
    skipped = {"meta", "journal"}
    return {
        name: sorted(database.mongo[name].find(), key=lambda d: str(d["_id"]))
        for name in database.mongo.list_collection_names()
        if name not in skipped and not name.startswith("restore_")
    }


def test_it_says_what_it_has(services: Services, tmp_path: Path) -> None:
    add(services, "La Licorne", "Le Donjon")
    made = saved(services, tmp_path / "a.mimicom")
    told = made.as_json()
    assert told["ok"]
    assert told["collections"]["prospects"] == 2
    assert told["sha256"] == hashlib.sha256(Path(told["file"]).read_bytes()).hexdigest()
    assert told["bytes"] == Path(told["file"]).stat().st_size
    assert oct((tmp_path / "a.mimicom").stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_what_is_restored_is_what_was_saved(
    services: Services, tmp_path: Path, passphrase: str | None
) -> None:
    add(services, "La Licorne", "Le Donjon", tags=["é", "œ"])
    before = state(services.database)
    made = saved(services, tmp_path / "a.mimicom", passphrase)
    add(services, "La Taverne")
    services.database.mongo["prospects"].delete_one({"nom_structure": "Le Donjon"})
    done = services.backups.restore(OPERATOR, made.path, quiet, passphrase)
    assert done.prospects == 2
    assert state(services.database) == before
    assert names(services) == {"La Licorne", "Le Donjon"}
    assert not [n for n in services.database.mongo.list_collection_names() if "restore_" in n]
    # Indexes are those of before: the same name twice is two records, the same id is not.
    assert "email" in str(services.database.mongo["users"].index_information())


def test_a_restore_can_be_undone(services: Services, tmp_path: Path) -> None:
    add(services, "La Licorne")
    made = saved(services, tmp_path / "a.mimicom")
    add(services, "La Taverne")
    done = services.backups.restore(OPERATOR, made.path, quiet)
    assert names(services) == {"La Licorne"}
    safety = services.backups.find(OPERATOR, done.safety)
    services.backups.restore(OPERATOR, safety.path, quiet)
    assert names(services) == {"La Licorne", "La Taverne"}


def test_the_pulse_of_now_stays(services: Services, tmp_path: Path) -> None:
    meta = services.database.mongo["meta"]
    meta.replace_one({"_id": "pulse"}, {"_id": "pulse", "n": 1_000}, upsert=True)
    made = saved(services, tmp_path / "a.mimicom")
    meta.update_one({"_id": "pulse"}, {"$set": {"n": 2_000}})
    services.backups.restore(OPERATOR, made.path, quiet)
    kept = meta.find_one({"_id": "pulse"})
    assert kept is not None
    assert kept["n"] >= 2_000


def test_the_erased_stay_erased(services: Services, tmp_path: Path) -> None:
    ids = add(services, "La Licorne", email="licorne@exemple.fr")
    add(services, "Le Donjon", email="donjon@exemple.fr")
    made = saved(services, tmp_path / "a.mimicom")
    services.privacy.erase(OPERATOR, ids[0], "La Licorne")
    done = services.backups.restore(OPERATOR, made.path, quiet)
    assert done.erased == 1
    assert names(services) == {"Le Donjon"}
    assert "licorne@exemple.fr" not in str(state(services.database))


def test_a_refusal_said_since_is_kept(services: Services, tmp_path: Path) -> None:
    (one,) = add(services, "La Licorne", accepte_contact=True)
    made = saved(services, tmp_path / "a.mimicom")
    services.records.edit(OPERATOR, one, {"accepte_contact": "non"})
    done = services.backups.restore(OPERATOR, made.path, quiet)
    assert done.refusals == 1
    found = services.prospects.get(one)
    assert found is not None
    assert found.accepte_contact is False


def test_accounts_of_now_stay(services: Services, tmp_path: Path) -> None:
    services.accounts.add(OPERATOR, "a@exemple.fr", Role.ADMIN, "un mot de passe long")
    services.accounts.add(OPERATOR, "b@exemple.fr", Role.ADMIN, "un mot de passe long")
    made = saved(services, tmp_path / "a.mimicom")
    services.accounts.disable(OPERATOR, "b@exemple.fr")
    services.backups.restore(OPERATOR, made.path, quiet)
    found = {one.email: one.actif for one in services.accounts.all(OPERATOR)}
    assert found == {"a@exemple.fr": True, "b@exemple.fr": False}
    # On an empty installation they all come back; to undo that takes them away.
    services.database.mongo["users"].delete_many({})
    done = services.backups.restore(OPERATOR, made.path, quiet)
    assert done.accounts == 2
    services.backups.restore(OPERATOR, services.backups.find(OPERATOR, done.safety).path, quiet)
    assert services.accounts.all(OPERATOR) == []


def damaged(data: bytes, how: str) -> bytes:
    match how:
        case "cut":
            return data[: len(data) // 2]
        case "empty":
            return b""
        case "a bit":
            return data[:200] + bytes([data[200] ^ 1]) + data[201:]
        case "its end":
            return data[:-1] + bytes([data[-1] ^ 1])
        case "other":
            return b"nom;ville\nLa Licorne;Lyon\n" * 20
        case _:
            return with_digest(data.replace(b'"format":1', b'"format":9')[:-32])


def with_digest(data: bytes) -> bytes:
    return data + hashlib.sha256(data).digest()


@pytest.mark.parametrize("how", ["cut", "empty", "a bit", "its end", "other", "newer"])
@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_a_bad_file_is_refused_and_nothing_is_done(
    services: Services, tmp_path: Path, how: str, passphrase: str | None
) -> None:
    add(services, "La Licorne")
    made = saved(services, tmp_path / "a.mimicom", passphrase)
    add(services, "La Taverne")
    before = state(services.database)
    made.path.write_bytes(damaged(made.path.read_bytes(), how))
    with pytest.raises(Refused) as refused:
        services.backups.restore(OPERATOR, made.path, quiet, passphrase)
    assert ("récente" in refused.value.message) == (how == "newer")
    assert state(services.database) == before
    assert list(services.backups.all(OPERATOR)) == []


def test_what_was_forged_within_an_encrypted_file_is_refused(
    services: Services, tmp_path: Path
) -> None:
    add(services, "La Licorne")
    made = saved(services, tmp_path / "a.mimicom", SECRET)
    whole = made.path.read_bytes()[:-32]
    at = whole.rindex(b'{"collections"')
    for forged in (
        whole[: at - 60] + bytes([whole[at - 60] ^ 1]) + whole[at - 59 :],
        whole.replace(b'"prospects":1', b'"prospects":2'),
        whole.replace(b'"why":"demande"', b'"why":"nuit   "').replace(b"nuit   ", b"demande"[::1]),
    ):
        if forged == whole:
            continue
        made.path.write_bytes(with_digest(forged))
        with pytest.raises(Refused):
            services.backups.verify(OPERATOR, made.path, SECRET, quiet)


@pytest.mark.parametrize(
    ("collection", "document"),
    [
        ("prospects", bson.encode({"_id": "x"})),
        ("prospects", bson.encode({"_id": "x", "nom_structure": ["y"], "version": "1"})),
        ("prospects", bson.encode({"nom_structure": "Sans clé"})),
        ("prospects", b"\x08\x00\x00\x00\x7ea\x00\x00"),
        ("campaigns", bson.encode({"_id": "x", "etat": "Planifiée"})),
        ("reminders", bson.encode({"_id": "x", "a_dire": 3})),
        ("tasks", bson.encode({"_id": [1]})),
        ("tasks", bson.encode({"_id": "x", "$where": "1"})),
        ("tasks", bson.encode({"_id": "x", "a": "zzz"}).replace(b"zzz", b"\xff\xfe\xfd")),
        ("system.users", bson.encode({"_id": "x"})),
        ("../x", bson.encode({"_id": "x"})),
    ],
)
def test_what_a_stranger_wrote_is_refused_before_anything_is_touched(
    services: Services, tmp_path: Path, collection: str, document: bytes
) -> None:
    """Its checksum is right: whoever wrote it made it."""
    add(services, "La Licorne")
    before = state(services.database)
    header = examine(saved(services, tmp_path / "a.mimicom").path).header
    assert header is not None
    forged = tmp_path / "b.mimicom"
    with forged.open("wb") as file:
        writer = Writer(file, header, None)
        writer.add(Batch(collection, document), 1)
        writer.finish()
    with pytest.raises(Refused, match="Rien n'a été touché"):
        services.backups.restore(OPERATOR, forged, quiet)
    assert state(services.database) == before
    assert names(services) == {"La Licorne"}


def test_a_header_of_endless_levels_is_refused(services: Services, tmp_path: Path) -> None:
    levels = b"[" * 500_000
    whole = MAGIC + len(levels).to_bytes(4, "big") + levels
    (tmp_path / "a.mimicom").write_bytes(with_digest(whole))
    with pytest.raises(Refused):
        services.backups.restore(OPERATOR, tmp_path / "a.mimicom", quiet)


def under_way(services: Services, demo: bool, runner_mark: str | None) -> None:
    """A campaign being sent, by this process or by one that is gone."""
    mongo = services.database.mongo
    campaign = services.campaigns.preparing.create(OPERATOR, Draft("Fête"))
    values = {"etat": "En cours", "demo": demo}
    mongo["campaigns"].update_one({"_id": campaign.campagne_id}, {"$set": values})
    if runner_mark is not None:
        run = {"_id": runner_mark, "campagne_id": campaign.campagne_id, "vu_le": now()}
        mongo["send_runs"].insert_one(run)


@pytest.mark.parametrize("demo", [False, True])
@pytest.mark.parametrize("living", [False, True])
def test_only_mails_that_leave_now_are_waited_for(
    services: Services, tmp_path: Path, demo: bool, living: bool
) -> None:
    add(services, "La Licorne")
    made = saved(services, tmp_path / "a.mimicom")
    add(services, "La Taverne")
    with runner.running() as mark:
        under_way(services, demo, mark if living else None)
        if living and not demo:
            with pytest.raises(Refused):
                services.backups.restore(OPERATOR, made.path, quiet)
        else:
            services.backups.restore(OPERATOR, made.path, quiet)
    assert names(services) == {"La Licorne"} | ({"La Taverne"} if living and not demo else set())


def test_the_passphrase_must_be_the_right_one(services: Services, tmp_path: Path) -> None:
    made = saved(services, tmp_path / "a.mimicom", SECRET)
    assert SECRET.encode() not in made.path.read_bytes()
    for wrong in (None, "une autre phrase"):
        with pytest.raises(Refused):
            services.backups.verify(OPERATOR, made.path, wrong, quiet)
    with pytest.raises(Refused):
        saved(services, tmp_path / "b.mimicom", "court")
    assert not (tmp_path / "b.mimicom").exists()
    services.configuration.set(OPERATOR, "backup.passphrase", SECRET)
    assert services.backups.verify(OPERATOR, made.path, None, quiet).problem is None
    assert SECRET not in str(services.configuration.all(OPERATOR))


def test_names_lead_nowhere_else(services: Services, tmp_path: Path) -> None:
    for name in ("../a.mimicom", "/etc/passwd", "a\0b", "mimicom-20260101-000000-nuit.mimicom"):
        with pytest.raises(NotFound):
            services.backups.find(OPERATOR, name)


def test_roles(services: Services, tmp_path: Path) -> None:
    for role in Role:
        user = User(user_id="u", email="u@exemple.fr", role=role)
        assert user.may(Permission.BACKUP) == (role is Role.ADMIN)
        if role is not Role.ADMIN:
            for refused in (
                lambda u=user: services.backups.create(u, quiet),
                lambda u=user: services.backups.all(u),
                lambda u=user: services.backups.verify(u, tmp_path, None, quiet),
                lambda u=user: services.backups.preview(u, tmp_path),
                lambda u=user: services.backups.restore(u, tmp_path, quiet),
            ):
                with pytest.raises(Forbidden):
                    refused()


def test_what_changed_is_told(services: Services, tmp_path: Path) -> None:
    one, two = add(services, "La Licorne", "Le Donjon")
    made = saved(services, tmp_path / "a.mimicom")
    services.records.edit(OPERATOR, one, {"ville": "Nantes"})
    services.database.mongo["prospects"].delete_one({"_id": two})
    (new,) = add(services, "La Taverne")
    found = services.backups.compare(OPERATOR, made, None)
    assert (found.prospects.added, found.prospects.removed, found.prospects.changed) == (1, 1, 1)
    assert found.added == (new,)
    assert found.changed == (one,)
    assert found.fields["ville"] == 1
    back = services.backups.preview(OPERATOR, made.path)
    assert back.prospects.added == 1
    assert back.prospects.removed == 1


def test_a_second_folder_gets_a_copy(services: Services, tmp_path: Path) -> None:
    services.configuration.set(OPERATOR, "backup.folder", str(tmp_path / "cle"))
    taken = services.backups.create(OPERATOR, quiet, why=Why.NIGHT)
    assert (tmp_path / "cle" / taken.backup.name).read_bytes() == taken.backup.path.read_bytes()
    (tmp_path / "fichier").touch()
    services.configuration.set(OPERATOR, "backup.folder", str(tmp_path / "fichier"))
    taken = services.backups.create(OPERATOR, quiet)
    assert taken.copied is None
    assert taken.trouble
    services.configuration.set(OPERATOR, "backup.folder", "")


def test_one_cut_while_it_loads_did_nothing_and_one_cut_later_is_ended(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    add(services, "La Licorne")
    made = saved(services, tmp_path / "a.mimicom")
    add(services, "La Taverne")
    for method in ("write", "stage"):
        restoring = services.backups.restoring
        meta = services.database.mongo["meta"]
        with monkeypatch.context() as patched:
            patched.setattr(type(restoring.loading), method, stop)
            with pytest.raises(KeyboardInterrupt):
                services.backups.restore(OPERATOR, made.path, quiet)
        if method == "write":
            # The gate is shut until whoever comes next has ended it.
            note = meta.find_one({"_id": "restore"})
            assert note is not None
            mine = services.database.gate
            with pytest.raises(MimiComError):
                Closing(services.database).gate()
            services.database.gate = mine
            assert restoring.revive()
            assert names(services) == {"La Licorne"}
            add(services, "La Taverne")
        else:
            assert names(services) == {"La Licorne", "La Taverne"}
        assert meta.find_one({"_id": "restore"}) is None
        assert not restoring.loading.loaded()


def test_what_killed_ones_left_is_taken_away(services: Services, tmp_path: Path) -> None:
    shelf, second = services.backups.shelf.folder, tmp_path / "second"
    second.mkdir()
    shelf.mkdir(exist_ok=True)
    services.configuration.set(OPERATOR, "backup.folder", str(second))
    left = [folder / ".mimicom-20261101-023000-nuit.x.mimicom.part" for folder in (shelf, second)]
    living = shelf / ".mimicom-20261102-023000-nuit.y.mimicom.part"
    for path in (*left, living):
        path.write_bytes(b"the beginning of one")
    with living.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        taken = services.backups.create(OPERATOR, quiet)
        assert taken.copied == second
        assert {p.name for p in second.iterdir()} == {taken.backup.name}
        assert living.exists(), "another process writes it"
    assert not any(path.exists() for path in left)


def test_mails_and_reminders_of_the_past_do_not_go_off(services: Services, tmp_path: Path) -> None:
    mongo = services.database.mongo
    planned = services.campaigns.preparing.create(OPERATOR, Draft("Rentrée"))
    sent = services.campaigns.preparing.create(OPERATOR, Draft("Noël"))
    late = now() + timedelta(hours=1)
    mongo["campaigns"].update_one(
        {"_id": planned.campagne_id}, {"$set": {"etat": "Planifiée", "envoi_le": late}}
    )
    row = {"_id": "r1", "campagne_id": sent.campagne_id, "prospect_id": "p", "etat": "À envoyer"}
    mongo["recipients"].insert_one(row)
    made = saved(services, tmp_path / "a.mimicom")
    # Since then the other one was sent.
    mongo["campaigns"].update_one(
        {"_id": sent.campagne_id}, {"$set": {"etat": "Terminée", "envoyee_le": now()}}
    )
    mongo["recipients"].update_one({"_id": "r1"}, {"$set": {"etat": "Envoyé"}})
    done = services.backups.restore(OPERATOR, made.path, quiet)
    assert done.sends == ("Rentrée",)
    found = {one["nom"]: one["etat"] for one in mongo["campaigns"].find()}
    assert found == {"Rentrée": "En pause", "Noël": "Terminée"}
    row_now = mongo["recipients"].find_one({"_id": "r1"})
    assert row_now is not None
    assert row_now["etat"] == "Envoyé"


def test_nights_are_kept_seven_days_four_weeks_and_twelve_months() -> None:
    first = date(2024, 1, 1)
    names = [f"mimicom-{first + timedelta(days=n):%Y%m%d}-023000-nuit.mimicom" for n in range(800)]
    stay = sorted(kept(names), reverse=True)
    assert stay[:7] == sorted(names, reverse=True)[:7]
    assert 12 + 6 <= len(stay) <= 7 + 4 + 12
    assert min(stay) >= f"mimicom-{first + timedelta(days=799 - 366):%Y%m%d}"
    asked = [f"mimicom-20260101-{n:06}-demande.mimicom" for n in range(30)]
    assert kept([*asked, "notes.txt"]) == {*asked[-OTHERS:], "notes.txt"}
