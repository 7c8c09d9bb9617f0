"""The commands, as a terminal runs them: exit statuses, JSON alone on standard output."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from assistant.cli import app
from tests.commands import held_open, mimicom

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with a small demonstration."""
    made = tmp_path_factory.mktemp("cli") / "data"
    run(made, "demo", "--rows", "60", "--seed", "3")
    with held_open(made):
        yield made


def run(
    folder: Path, *arguments: str, status: int = 0, start: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `mimicom` on a data folder and check its exit status."""
    done = mimicom(*arguments, "--data", str(folder), start=start, **environment)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_the_commands_are_found_without_loading_what_only_some_need() -> None:
    heavy = "{'pymongo', 'numpy', 'chainlit', 'matplotlib', 'core.services'}"
    look = f"import sys, assistant.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
    names = [command.name for command in app.registered_commands]
    own = ["serve", "demo", "ask", "import", "export", "kpis", "doctor"]
    assert names == [*own, "advice", "segments"]


def test_ask_answers_as_the_contract_says(folder: Path) -> None:
    answer = json.loads(
        run(folder, "ask", "montre-moi tous les prospects", "--json", start=True).stdout
    )
    assert set(answer) == {
        *("intent", "confidence", "filters", "text", "tables"),
        *("charts", "files", "actions", "mails", "form"),
    }
    assert answer["intent"] == "filter_prospects"
    (table,) = answer["tables"]
    assert table["total"] == 60
    assert all(len(row) == len(table["columns"]) for row in table["rows"])
    assert {"name", "label", "say"} <= set(answer["actions"][0])


def test_a_conversation_goes_on_from_command_to_command(folder: Path) -> None:
    def ask(text: str, name: str) -> dict[str, object]:
        asked = run(folder, "ask", text, "--conversation", name, "--json")
        return dict(json.loads(asked.stdout))

    ask("montre les MJC", "a")
    assert ask("combien ?", "a")["filters"] == {"type_prospect": ["MJC"]}
    assert ask("combien ?", "b")["filters"] == {}


def test_charts_and_files_are_written_in_the_data_folder(folder: Path) -> None:
    chart = json.loads(run(folder, "ask", "répartition par région", "--json").stdout)
    png = Path(chart["charts"][0]["png"])
    assert png.is_relative_to(folder)
    assert png.read_bytes().startswith(b"\x89PNG")
    export = json.loads(run(folder, "ask", "exporte tout", "--json").stdout)
    assert Path(export["files"][0]["path"]).read_bytes().startswith(b"\xef\xbb\xbf")


def test_import_export_and_indicators(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    run(folder, "export", "-o", str(out))
    assert len(out.read_text("utf-8-sig").splitlines()) == 61
    rows = tmp_path / "rows.jsonl"
    dry = run(folder, "import", str(out), "--dry-run", "--rows", str(rows), "--json")
    report = json.loads(dry.stdout)
    assert report["total"] == report["valid"] + report["duplicates"] + report["rejected"] == 60
    assert len(rows.read_text().splitlines()) == 60
    assert json.loads(run(folder, "kpis", "--json").stdout)["total"] == 60


def test_settings_are_listed_and_set(folder: Path) -> None:
    done = run(folder, "settings", "set", "send.per_minute", "20", "--json")
    assert json.loads(done.stdout)["value"] == 20
    listed = json.loads(run(folder, "settings", "list", "--json").stdout)
    found = {one["key"]: (one["value"], one["source"]) for one in listed}
    assert found["send.per_minute"] == (20, "base")
    assert found["send.per_hour"] == (300, "default")
    assert "send.per_minute\t20\t" in run(folder, "settings", "list").stdout
    refused = run(folder, "settings", "set", "imap.url", "imap://a:s3cret@exemple.fr", status=1)
    assert "imaps://" in refused.stderr
    assert "s3cret" not in refused.stderr
    assert "n'existe pas" in run(folder, "settings", "set", "smtp", "x", status=2).stderr
    run(folder, "settings", "set", "smtp.url", status=2)


def test_a_variable_wins_over_a_setting(folder: Path) -> None:
    variable = {"MIMICOM_SENDER": "Festival <f@exemple.fr>"}
    done = run(folder, "settings", "set", "smtp.sender", "Autre <a@exemple.fr>", **variable)
    assert "MIMICOM_SENDER" in done.stderr
    listed = json.loads(run(folder, "settings", "list", "--json", **variable).stdout)
    (sender,) = (one for one in listed if one["key"] == "smtp.sender")
    assert (sender["value"], sender["source"]) == ("Festival <f@exemple.fr>", "environment")


def test_a_password_is_given_on_standard_input(folder: Path) -> None:
    secret = "smtps://nico:s3cret@exemple.fr\n"
    done = typed(folder, "settings", "set", "smtp.url", "-", text=secret)
    assert done.returncode == 0, done.stderr
    listed = run(folder, "settings", "list")
    assert "smtps://nico@exemple.fr:465" in listed.stdout
    assert "s3cret" not in done.stdout + done.stderr + listed.stdout + listed.stderr


def test_an_export_in_every_form(folder: Path, tmp_path: Path) -> None:
    some = json.dumps({"type_prospect": ["MJC"]})
    printed = run(folder, "export", "--filter", some, "--format", "csv-plain").stdout
    assert printed.startswith("prospect_id,nom_structure,")
    chosen = run(folder, "export", "--columns", "ville, nom_structure").stdout.splitlines()
    assert (chosen[0], len(chosen)) == ("\ufeffville;nom_structure", 61)
    book = tmp_path / "out.xlsx"
    run(folder, "export", "-o", str(book))
    assert book.read_bytes().startswith(b"PK")
    assert [path.name for path in tmp_path.iterdir()] == ["out.xlsx"]
    absent = tmp_path / "absent" / "out.csv"
    refused = run(folder, "export", "-o", str(absent), status=1).stderr
    assert "ne peut pas être écrit" in " ".join(refused.split())


def test_limits_hold_from_a_command_to_the_next(folder: Path) -> None:
    account = ("m@exemple.fr", "--role", "manager", "--password", "long assez")
    run(folder, "users", "add", *account)
    as_manager = ("--as", "m@exemple.fr", "--json")
    first = json.loads(run(folder, "ask", "exporte les MJC", *as_manager).stdout)
    assert Path(first["files"][0]["path"]).read_bytes().startswith(b"\xef\xbb\xbf")
    second = run(folder, "ask", "exporte les médiathèques", *as_manager, status=1)
    assert "Attendez encore" in json.loads(second.stdout)["text"]


def test_what_is_refused_has_a_reason_and_status_1(folder: Path, tmp_path: Path) -> None:
    assert "n'existe pas" in run(folder, "import", "absent.csv", status=1).stderr
    assert "déjà chargée" in run(folder, "demo", status=1).stderr
    empty = tmp_path / "vide.csv"
    empty.write_text("")
    refused = run(folder, "import", str(empty), "--json", status=1)
    assert json.loads(refused.stdout)["refused"]["kind"] == "empty"
    assert "compte" in run(folder, "ask", "aide", "--as", "x@exemple.fr", status=1).stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bidule",), "n'existe pas"),
        (("ask", "--bidule"), "n'existe pas"),
        (("import",), "Il manque FICHIER"),
        (("export", "--filter", '{"x": 1}'), "cette clé n'existe pas"),
        (("export", "--filter", "{"), "JSON"),
        (("import", "a.csv", "--conflicts", "x"), "ignore, update ou force"),
        (("export", "--format", "pdf"), "csv, csv-plain ou xlsx"),
        (("export", "--columns", "nom,ville"), "nom n'existe pas"),
    ],
)
def test_wrong_usage_is_status_2_in_french(
    folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in run(folder, *arguments, status=2).stderr


def test_an_unreachable_base_is_told_without_its_password(tmp_path: Path) -> None:
    uri = "mongodb://u:secret@127.0.0.1:9/x?serverSelectionTimeoutMS=500"
    told = run(tmp_path / "data", "ask", "aide", status=1, start=True, MONGODB_URI=uri).stderr
    assert "MONGODB_URI" in told
    assert "secret" not in told


def test_accounts(folder: Path) -> None:
    run(folder, "users", "add", "g@exemple.fr", "--role", "benevole", "--password", "long assez")
    listed = json.loads(run(folder, "users", "list", "--json").stdout)
    assert {"email": "g@exemple.fr", "role": "bénévole", "actif": True} in listed
    asked = run(folder, "ask", "exporte tout", "--as", "g@exemple.fr", "--json", status=1)
    denied = json.loads(asked.stdout)
    assert denied["files"] == []
    run(folder, "users", "disable", "g@exemple.fr")
    run(folder, "ask", "aide", "--as", "g@exemple.fr", status=1)


def typed(folder: Path, *arguments: str, text: str) -> subprocess.CompletedProcess[str]:
    """A command that reads standard input, which is no terminal."""
    return mimicom(*arguments, "--data", str(folder), typed=text)


def test_a_password_comes_from_standard_input_or_a_file(folder: Path, tmp_path: Path) -> None:
    done = typed(folder, "users", "add", "entree@exemple.fr", text="le mot de la fin\n")
    assert done.returncode == 0, done.stderr
    file = tmp_path / "secret"
    file.write_text("un autre mot de passe\nligne de trop\n")
    run(folder, "users", "add", "fichier@exemple.fr", "--password-file", str(file))
    run(folder, "users", "password", "entree@exemple.fr", "--password-file", str(file))
    listed = json.loads(run(folder, "users", "list", "--json").stdout)
    assert {"entree@exemple.fr", "fichier@exemple.fr"} <= {one["email"] for one in listed}


@pytest.mark.parametrize("command", ["add", "password"])
def test_no_password_is_said_so(folder: Path, tmp_path: Path, command: str) -> None:
    told = run(folder, "users", command, "x@exemple.fr", status=2).stderr
    assert "--password-file" in told
    absent = tmp_path / "absent"
    arguments = ("users", command, "x@exemple.fr", "--password-file", str(absent))
    assert "ne peut pas être lu" in " ".join(run(folder, *arguments, status=2).stderr.split())
    absent.write_text("\n")
    assert "ne contient pas" in " ".join(run(folder, *arguments, status=2).stderr.split())


def test_a_closed_account_opens_again(folder: Path) -> None:
    run(folder, "users", "add", "r@exemple.fr", "--password", "long assez")
    run(folder, "users", "disable", "r@exemple.fr")
    run(folder, "users", "enable", "r@exemple.fr")
    assert "r@exemple.fr\tbénévole\n" in run(folder, "users", "list").stdout


def test_indicators_and_exports_take_a_sentence(folder: Path, tmp_path: Path) -> None:
    by_json = run(folder, "kpis", "--filter", '{"type_prospect": ["MJC"]}', "--json").stdout
    said = run(folder, "kpis", "les MJC", "--json")
    assert json.loads(said.stdout) == json.loads(by_json)
    assert "les MJC" in said.stderr
    out = tmp_path / "mjc.csv"
    run(folder, "export", "exporte les MJC", "-o", str(out))
    assert len(out.read_text("utf-8-sig").splitlines()) == json.loads(by_json)["total"] + 1


@pytest.mark.parametrize(
    ("sentence", "more", "said"),
    [
        ("bonjour", (), "de quels prospects"),
        ("change mon mot de passe", (), "de quels prospects"),
        ("les MJC à moins de 20 km de Lyon", (), "Je n'ai pas compris"),
        ("les 10 plus grosses MJC", (), "Je n'ai pas compris"),
        ("les MJC", ("--filter", "{}"), "pas les deux"),
    ],
)
def test_a_sentence_that_is_no_selection_is_refused(
    folder: Path, sentence: str, more: tuple[str, ...], said: str
) -> None:
    done = run(folder, "kpis", sentence, *more, "--json", status=2)
    assert said in " ".join(done.stderr.split())
    assert done.stdout == ""


_ENGLISH = re.compile(
    r"Usage|Commands|Show this|\[default|\[required|env var|<\w+|COMMAND |ARGS|\b(?:bool|str)\b"
)


def commands_of(group: object, before: str = "") -> set[str]:
    """Every command below a group, and the groups."""
    return {
        name
        for one, command in getattr(group, "commands", {}).items()
        for name in (f"{before}{one}", *commands_of(command, f"{before}{one} "))
    }


@pytest.mark.parametrize("command", sorted({"", *commands_of(typer.main.get_command(app))}))
def test_the_help_is_in_french(command: str) -> None:
    done = mimicom(*command.split(), "--help")
    assert done.returncode == 0
    assert "Utilisation :" in done.stdout
    assert not _ENGLISH.findall(done.stdout), done.stdout


def test_the_doctor_finds_it_well(folder: Path) -> None:
    found = json.loads(run(folder, "doctor", "--json").stdout)
    assert all(one["ok"] for one in found)
    clock = [one for one in found if one["name"].startswith("Horloge : ")]
    assert len(clock) > 5
    assert all(one["name"].removeprefix("Horloge : ")[0].isupper() for one in clock)  # In French.
    assert all("pas encore fait" in one["message"] for one in clock)


def test_the_doctor_of_a_folder_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "faute de frappe"
    findings = json.loads(run(folder, "doctor", "--json", status=1).stdout)
    (found,) = (f for f in findings if not f["ok"])
    assert str(folder) in found["message"]
    assert "n'existe pas" in found["message"]
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_finds_a_lost_file(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    run(folder, "doctor")
    lost = next((folder / "database").glob("secantus_documents*.wt"))
    lost.unlink()
    findings = json.loads(run(folder, "doctor", "--json", status=1).stdout)
    assert lost.name in next(f["message"] for f in findings if not f["ok"])
    assert not lost.exists()


def test_the_doctor_finds_what_is_wrong_without_a_crash() -> None:
    findings = json.loads(run(Path("/proc/nope"), "doctor", "--json", status=1).stdout)
    assert not all(found["ok"] for found in findings)


def test_language_answers_line_by_line() -> None:
    lines = "montre les MJC du 33\ncombien ?\n\ncombien ?\n"
    done = subprocess.run(
        [sys.executable, "-m", "assistant.language", "--today", "2026-11-22"],
        cwd=ROOT, input=lines, capture_output=True, text=True, check=True,
    )  # fmt: skip
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert first["filters"] == {"type_prospect": ["MJC"], "departement": ["33"]}
    assert second["filters"] == first["filters"]
    assert third["filters"] == {}
