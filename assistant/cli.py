"""The `mimicom` command: from a terminal what the chat does, on the same services.

Heavy imports are made inside the commands, so that each starts with what it needs.
"""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from typer.exceptions import TyperException

from assistant.commands import campaigns, mail
from assistant.commands.common import (
    AsJson,
    Data,
    FilterJson,
    opened,
    people,
    print_json,
    progress_bar,
    read_filter,
    settings_for,
    speaker,
)
from core.errors import MimiComError, NotFound

if TYPE_CHECKING:
    from core.configuration.models import Setting
    from core.exports.models import Order
    from core.prospects.filters import Filter
    from core.services import Services

app = typer.Typer(
    help="MimiCom : l'assistante de votre base de prospects.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
users = typer.Typer(help="Les comptes.", no_args_is_help=True)
app.add_typer(users, name="users")
configuration = typer.Typer(help="Les réglages de l'installation.", no_args_is_help=True)
app.add_typer(configuration, name="settings")
language = typer.Typer(help="Ce que l'assistante comprend.", no_args_is_help=True)
app.add_typer(language, name="language")
for rooms in (campaigns, mail):
    rooms.add_to(app)


@app.command()
def serve(
    data: Data = None,
    host: Annotated[str, typer.Option(help="L'adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="Le port ; s'il est pris, un autre.", min=0, max=65535)
    ] = 8000,
) -> None:
    """Ouvre la page de conversation."""
    with opened(data) as services:
        from assistant.web.serve import serve as run

        run(services, host, port, Console())


@app.command()
def demo(
    data: Data = None,
    rows: Annotated[int, typer.Option(help="Combien de prospects.", min=1, max=1_000_000)] = 1_200,
    seed: Annotated[int, typer.Option(help="La graine du hasard.", min=0)] = 1,
    as_json: AsJson = False,
) -> None:
    """Remplit une base vide de prospects inventés."""
    from dataclasses import asdict

    from core.accounts.models import OPERATOR

    with opened(data) as services, progress_bar() as progress:
        report = services.demo.load(OPERATOR, rows, seed, progress)
        if as_json:
            print_json(asdict(report))
        else:
            people.print(
                f"La démonstration est chargée : {report.rows} prospects, "
                f"{report.campaigns} campagnes, {report.answers} réponses."
            )


@app.command()
def ask(
    text: Annotated[
        str | None, typer.Argument(help="Votre demande ; sans, une conversation.")
    ] = None,
    data: Data = None,
    as_email: Annotated[str | None, typer.Option("--as", help="Le compte qui parle.")] = None,
    conversation: Annotated[str, typer.Option(help="Le nom de la conversation.")] = "terminal",
    as_json: AsJson = False,
) -> None:
    """Une question à l'assistante, sans navigateur."""
    with opened(data) as services:
        from assistant.terminal_chat import TerminalChat

        user = speaker(services, as_email)
        chat = TerminalChat(services, user, f"terminal:{user.user_id}:{conversation}")
        refused = False
        if text is None:
            chat.converse(Console())
        elif as_json:
            document, refused = chat.ask(text)
            print_json(document)
        else:
            refused = chat.show(Console(), text)
        if refused:
            raise typer.Exit(1)


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(metavar="FICHIER", help="Le fichier : CSV, .xlsx ou .ods."),
    ],
    data: Data = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Seulement l'aperçu.")] = False,
    conflicts: Annotated[
        str, typer.Option(help="Que faire des doublons : ignore, update ou force.")
    ] = "ignore",
    rows: Annotated[
        Path | None, typer.Option(help="Écrit aussi une ligne JSON par ligne lue.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Importe un fichier CSV, Excel (.xlsx) ou LibreOffice (.ods)."""
    from core.imports.models import Conflicts

    if conflicts not in list(Conflicts):
        people.print("--conflicts attend ignore, update ou force.", style="red")
        raise typer.Exit(2)
    with opened(data) as services, progress_bar() as progress:
        from rich.markdown import Markdown

        from assistant.rendering import importing
        from core.accounts.models import OPERATOR
        from core.imports.summary import summary

        if not file.is_file():
            raise NotFound(f"Le fichier « {file} » n'existe pas.")
        report = services.imports.import_file(
            OPERATOR, file, Conflicts(conflicts), dry_run=dry_run, rows=rows, progress=progress
        )
        if as_json:
            print_json(report.as_json())
        elif report.refused is None:
            found = summary(report)
            told = importing.report_text(found)
            if dry_run:
                told = importing.preview_text(found, file.name)
            people.print(Markdown(told))
        if report.refused is not None:
            people.print(report.refused.message, style="red", markup=False)
            raise typer.Exit(1)


@app.command()
def export(
    data: Data = None,
    filter_json: FilterJson = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Le fichier à écrire.")
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            help="csv (pour Excel), csv-plain (virgules, UTF-8 sans marque) ou xlsx ; "
            "sans, celui du nom du fichier."
        ),
    ] = None,
    columns: Annotated[
        str | None, typer.Option(help="Les champs à écrire, séparés par des virgules.")
    ] = None,
) -> None:
    """Écrit la sélection dans un fichier CSV ou Excel."""
    order = _export_order(filter_json, output, format, columns)
    with opened(data) as services:
        from core.accounts.models import OPERATOR

        made = services.exports.ask(OPERATOR, order)
        if output is None:
            services.exports.write(OPERATOR, made.export_id, sys.stdout.buffer)
            return
        aside = output.with_name(f"{output.name or 'export'}.part")
        try:
            with aside.open("wb") as file:
                services.exports.write(OPERATOR, made.export_id, file)
            aside.replace(output)
        except OSError as error:
            raise MimiComError(
                f"Le fichier « {output} » ne peut pas être écrit ({error.strerror})."
            ) from error
        finally:
            aside.unlink(missing_ok=True)
        people.print(f"Écrit : {output}", markup=False)


def _export_order(
    filter_json: str | None, output: Path | None, format: str | None, columns: str | None
) -> "Order":
    """What the command line asks for. Exit status 2, with the reason, where it can't be."""
    from core.exports.models import Format, Order
    from core.exports.service import unknown_columns
    from core.prospects.models import FIELDS

    named = "xlsx" if output and output.suffix.lower() == ".xlsx" else "csv"
    kind = format or named
    if kind not in list(Format):
        people.print("--format attend csv, csv-plain ou xlsx.", style="red")
        raise typer.Exit(2)
    if kind == Format.XLSX and output is None and sys.stdout.isatty():
        people.print("Un fichier Excel ne s'affiche pas : donnez son nom avec -o.", style="red")
        raise typer.Exit(2)
    asked = tuple(name.strip() for name in columns.split(",") if name.strip()) if columns else ()
    if unknown := unknown_columns(asked):
        people.print(f"--columns : {', '.join(unknown)} n'existe pas.", style="red", markup=False)
        people.print(f"Les champs sont : {', '.join(FIELDS)}.", markup=False)
        raise typer.Exit(2)
    return Order(filter=read_filter(filter_json), format=Format(kind), columns=asked or FIELDS)


@app.command()
def kpis(
    data: Data = None,
    filter_json: FilterJson = None,
    as_json: AsJson = False,
    png: Annotated[Path | None, typer.Option(help="Un dossier où écrire les graphiques.")] = None,
) -> None:
    """Les indicateurs d'une sélection."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        filter = read_filter(filter_json)
        if as_json:
            print_json(services.kpis.indicators(OPERATOR, filter).as_json())
        else:
            for one in services.kpis.dashboard(OPERATOR, filter).headlines:
                detail = f" ({one.detail})" if one.detail else ""
                sys.stdout.write(f"{one.label} : {one.figure}{detail}\n")
        if png is not None:
            _write_charts(services, filter, png)


def _write_charts(services: "Services", filter: "Filter", folder: Path) -> None:
    from assistant.conversation import ConversationStore
    from assistant.rendering.pictures import EVOLUTION, Pictures
    from core.accounts.models import OPERATOR
    from core.clock import PARIS
    from core.kpis.models import Kpi

    folder.mkdir(parents=True, exist_ok=True)
    today = services.clock().astimezone(PARIS).date()
    conversations = ConversationStore(services.database, services.clock)
    pictures = Pictures(services, conversations, lambda: today)
    for what in (*(kpi.value for kpi in Kpi), EVOLUTION):
        (folder / f"{what}.png").write_bytes(pictures.of(OPERATOR, filter, what, "png"))


@users.command("add")
def users_add(
    email: Annotated[str, typer.Argument(metavar="E-MAIL")],
    role: Annotated[str, typer.Option(help="bénévole, manager ou admin.")] = "bénévole",
    password: Annotated[
        str | None, typer.Option(help="Sinon demandé.", envvar="MIMICOM_PASSWORD")
    ] = None,
    data: Data = None,
) -> None:
    """Ouvre un compte."""
    from core.accounts.models import OPERATOR, Role
    from core.vocabulary.text import fold

    roles = {fold(r.value): r for r in Role}
    if fold(role) not in roles:
        people.print("Le rôle est bénévole, manager ou admin.", style="red")
        raise typer.Exit(2)
    with opened(data) as services:
        user = services.accounts.add(OPERATOR, email, roles[fold(role)], _password(password))
        people.print(f"Compte ouvert : {user.email} ({user.role.value})", markup=False)


@users.command("list")
def users_list(data: Data = None, as_json: AsJson = False) -> None:
    """Les comptes, avec leur rôle."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        accounts = services.accounts.all(OPERATOR)
        if as_json:
            print_json(
                [{"email": u.email, "role": u.role.value, "actif": u.actif} for u in accounts]
            )
            return
        for user in accounts:
            closed = "" if user.actif else "\tfermé"
            sys.stdout.write(f"{user.email}\t{user.role.value}{closed}\n")


@users.command("password")
def users_password(
    email: Annotated[str, typer.Argument(metavar="E-MAIL")],
    password: Annotated[
        str | None, typer.Option(help="Sinon demandé.", envvar="MIMICOM_PASSWORD")
    ] = None,
    data: Data = None,
) -> None:
    """Change un mot de passe."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        services.accounts.set_password(OPERATOR, email, _password(password))
        people.print(f"Mot de passe changé pour {email}.", markup=False)


@users.command("disable")
def users_disable(
    email: Annotated[str, typer.Argument(metavar="E-MAIL")], data: Data = None
) -> None:
    """Ferme un compte."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        services.accounts.disable(OPERATOR, email)
        people.print(f"Compte fermé : {email}", markup=False)


def _password(given: str | None) -> str:
    if given is not None:
        return given
    typed: str = typer.prompt(
        "Mot de passe", hide_input=True, confirmation_prompt="Encore une fois"
    )
    return typed


@configuration.command("list")
def settings_list(data: Data = None, as_json: AsJson = False) -> None:
    """Les réglages, leur valeur et d'où elle vient ; jamais les mots de passe."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        found = services.configuration.all(OPERATOR)
        if as_json:
            print_json([_setting_json(one) for one in found])
            return
        for one in found:
            sys.stdout.write(f"{one.key}\t{one.shown or '(aucun)'}\t{one.origin}\t{one.about}\n")
        for one in found:
            if one.problem:
                people.print(one.problem, style="red", markup=False)


@configuration.command("set")
def settings_set(
    key: Annotated[str, typer.Argument(metavar="RÉGLAGE")],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALEUR",
            help="« - » la lit sur l'entrée standard ; vide, celle d'origine revient.",
        ),
    ],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Change un réglage."""
    from core.accounts.models import OPERATOR
    from core.configuration.service import key_named

    try:
        key_named(key)
    except NotFound as error:
        people.print(error.message, style="red", markup=False)
        raise typer.Exit(2) from error
    given = _typed_value(key) if value == "-" else value
    with opened(data) as services:
        now = services.configuration.set(OPERATOR, key, given)
        if as_json:
            print_json(_setting_json(now))
        people.print(now.told, markup=False, highlight=False)


def _typed_value(key: str) -> str:
    """A value that the shell's history does not keep."""
    if sys.stdin.isatty():
        typed: str = typer.prompt(key, hide_input=True, default="", show_default=False)
        return typed
    return sys.stdin.read()


def _setting_json(setting: "Setting") -> dict[str, Any]:
    from dataclasses import asdict

    document = asdict(setting)
    del document["shown"]
    return document


@language.command("learn")
def language_learn(data: Data = None, as_json: AsJson = False) -> None:
    """Apprend des phrases corrigées ; refuse d'apprendre si c'est moins bien."""
    from dataclasses import asdict

    from assistant.corrections import learnt_folder
    from assistant.language.intents.relearning import relearn
    from core.folder import make_folders

    folder = settings_for(data).folder
    try:
        make_folders(folder)
    except MimiComError as error:
        people.print(error.message, style="red", markup=False)
        raise typer.Exit(1) from error
    people.print("Apprentissage en cours : comptez deux à quatre minutes…")
    place = learnt_folder(folder)
    result = relearn(place, place)
    if as_json:
        print_json(asdict(result) | {"kept": result.kept})
    else:
        sys.stdout.write(f"{result.sentence()}\n")
    raise typer.Exit(0 if result.kept or not result.corrections else 1)


@app.command()
def doctor(data: Data = None, as_json: AsJson = False) -> None:
    """Vérifie l'installation et dit ce qu'il faut réparer."""
    from assistant.doctor import check

    findings = check(settings_for(data))
    if as_json:
        print_json([{"name": f.name, "ok": f.ok, "message": f.message} for f in findings])
    else:
        for found in findings:
            people.print(f"{'✔' if found.ok else '✘'} {found.name} : {found.message}", markup=False)
    raise typer.Exit(0 if all(f.ok for f in findings) else 1)


_MISUSES = (
    (r"No such command '(.*)'\.", "La commande « {} » n'existe pas."),
    (r"No such option: (\S+).*", "L'option {} n'existe pas."),
    (r"Missing argument '(.*)'\.", "Il manque {}."),
    (r"Missing option '(.*)'\.", "Il manque l'option {}."),
    (r"Missing command\.()", "Il manque la commande.{}"),
    (r"Option '(.*)' requires an argument\.", "L'option {} attend une valeur."),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "Ceci est en trop : {}."),
    (r"Invalid value for '(.*?)'.*", "La valeur de {} ne convient pas."),
)


def in_french(misuse: str) -> str:
    """What is wrong with a command line, from the English of the library that reads it."""
    for pattern, sentence in _MISUSES:
        if found := re.match(pattern, misuse, re.DOTALL):
            return sentence.format(found[1])
    return f"Cette commande n'est pas comprise ({misuse})"


def main() -> None:
    """The console script. Exit status: 0 done, 1 refused with a reason, 2 wrong usage."""
    try:
        status = app(standalone_mode=False)
    except TyperException as misuse:
        if said := misuse.format_message():
            people.print(in_french(said), style="red", markup=False)
        people.print("Voyez « mimicom --help ».", markup=False)
        sys.exit(2)
    except typer.Abort:
        people.print("Arrêté.")
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
