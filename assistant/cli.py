"""The `mimicom` command: from a terminal what the chat does, on the same services.

Heavy imports are made inside the commands, so that each starts with what it needs.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from typer.exceptions import TyperException

from assistant.commands import campaign_results, mail, planning, reminders, suggestions, tasks
from assistant.commands.common import (
    AsJson,
    Data,
    FilterJson,
    Password,
    PasswordFile,
    Sentence,
    opened,
    people,
    print_json,
    progress_bar,
    selected,
    settings_for,
    speaker,
)
from assistant.commands.french import FrenchTyper, in_french
from assistant.commands.secrets import NoPassword, read_password
from core.errors import MimiComError, NotFound

if TYPE_CHECKING:
    from core.configuration.models import Setting
    from core.exports.models import Order
    from core.imports.report import Report
    from core.prospects.filters import Filter
    from core.services import Services

app = FrenchTyper("MimiCom : l'assistante de votre base de prospects.")
users = FrenchTyper("Les comptes.")
app.add_typer(users, name="users")
configuration = FrenchTyper("Les réglages de l'installation.")
app.add_typer(configuration, name="settings")
language = FrenchTyper("Ce que l'assistante comprend.")
app.add_typer(language, name="language")
for rooms in (campaign_results, mail, planning, tasks, reminders, suggestions):
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
        str | None,
        typer.Argument(metavar="TEXTE", help="Votre demande ; sans, une conversation."),
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


def said_columns(options: Sequence[str]) -> dict[str, str | None]:
    """What --column says: {heading: field}; "TITRE=" leaves the column out. Exit status 2 for
    what is no such pair."""
    said: dict[str, str | None] = {}
    for option in options:
        title, sign, meaning = option.rpartition("=")
        if not sign or not title.strip():
            people.print("--column attend TITRE=CHAMP.", style="red")
            raise typer.Exit(2)
        said[title.strip()] = meaning.strip() or None
    return said


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
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="TITRE=CHAMP",
            help='Ce que contient une colonne : « --column "Nom de l\'asso=nom_structure" ».',
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Importe un fichier CSV, Excel (.xlsx) ou LibreOffice (.ods)."""
    from core.imports.models import Conflicts

    if conflicts not in list(Conflicts):
        people.print("--conflicts attend ignore, update ou force.", style="red")
        raise typer.Exit(2)
    with opened(data) as services, progress_bar() as progress:
        from core.accounts.models import OPERATOR

        if not file.is_file():
            raise NotFound(f"Le fichier « {file} » n'existe pas.")
        report = services.imports.import_file(
            OPERATOR,
            file,
            Conflicts(conflicts),
            dry_run=dry_run,
            rows=rows,
            progress=progress,
            columns=said_columns(column or ()),
        )
        _show_report(report, file.name, dry_run=dry_run, as_json=as_json)


def _show_report(report: "Report", name: str, *, dry_run: bool, as_json: bool) -> None:
    """What an import did, or would do; exit status 1 where the file was refused."""
    from rich.markdown import Markdown

    from assistant.rendering.imports import importing
    from assistant.rendering.wording import escape
    from core.imports.summary import summary

    if report.refused is not None and report.refused.fields:
        report.refused = report.refused.with_hint(
            "Dans une commande, l'option --column le dit : "
            f'--column "TITRE={report.refused.fields[0]}".'
        )
    if as_json:
        print_json(report.as_json())
    elif report.refused is None:
        found = summary(report)
        worded = importing.report_text(found)
        if dry_run:
            lines = [f"- {escape(line)}" for line in importing.preview_details(found)]
            worded = "\n".join([importing.preview_text(found, name), "", *lines])
        people.print(Markdown(worded))
    if report.refused is not None:
        people.print(report.refused.message, style="red", markup=False)
        raise typer.Exit(1)


@app.command()
def export(
    sentence: Sentence = None,
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
    order = _export_order(output, format, columns)
    with opened(data) as services:
        from core.accounts.models import OPERATOR

        chosen = {"filter": selected(services, sentence, filter_json)}
        made = services.exports.ask(OPERATOR, order.model_copy(update=chosen))
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


def _export_order(output: Path | None, format: str | None, columns: str | None) -> "Order":
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
    return Order(format=Format(kind), columns=asked or FIELDS)


@app.command()
def kpis(
    sentence: Sentence = None,
    data: Data = None,
    filter_json: FilterJson = None,
    as_json: AsJson = False,
    png: Annotated[Path | None, typer.Option(help="Un dossier où écrire les graphiques.")] = None,
) -> None:
    """Les indicateurs d'une sélection."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        filter = selected(services, sentence, filter_json)
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
    from assistant.rendering.indicators.files import EVOLUTION, Pictures
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
    password: Password = None,
    password_file: PasswordFile = None,
    data: Data = None,
) -> None:
    """Ouvre un compte."""
    from core.accounts.models import OPERATOR, Role
    from core.vocabulary.text import fold

    roles = {fold(r.value): r for r in Role}
    if fold(role) not in roles:
        people.print("Le rôle est bénévole, manager ou admin.", style="red")
        raise typer.Exit(2)
    given = _password(password, password_file)
    with opened(data) as services:
        user = services.accounts.add(OPERATOR, email, roles[fold(role)], given)
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
    password: Password = None,
    password_file: PasswordFile = None,
    data: Data = None,
) -> None:
    """Change un mot de passe."""
    from core.accounts.models import OPERATOR

    given = _password(password, password_file)
    with opened(data) as services:
        services.accounts.set_password(OPERATOR, email, given)
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


@users.command("enable")
def users_enable(
    email: Annotated[str, typer.Argument(metavar="E-MAIL")], data: Data = None
) -> None:
    """Rouvre un compte."""
    from core.accounts.models import OPERATOR

    with opened(data) as services:
        services.accounts.enable(OPERATOR, email)
        people.print(f"Compte rouvert : {email}", markup=False)


def _password(given: str | None, file: Path | None) -> str:
    """The password of a command. Exit status 2, with the reason, where there is none to be had."""
    try:
        return read_password(given, file)
    except NoPassword as error:
        people.print(str(error), style="red", markup=False, highlight=False)
        raise typer.Exit(2) from error


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
        people.print(now.worded, markup=False, highlight=False)


def _typed_value(key: str) -> str:
    """A value that the shell's history does not keep."""
    if sys.stdin.isatty():
        typed: str = typer.prompt(key, hide_input=True, default="", show_default=False)
        return typed
    return sys.stdin.read()


def _setting_json(setting: "Setting") -> dict[str, object]:
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
