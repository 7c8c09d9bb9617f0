"""Replies in a terminal, for people; and what they show, loaded and written as files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from assistant.rendering.campaigns.paper import CampaignPaper
from assistant.rendering.campaigns.screen import CAMPAIGN_FILES, TerminalCampaigns
from assistant.rendering.forms import FormShown
from assistant.rendering.indicators.files import Pictures
from assistant.rendering.indicators.terminal import TerminalFigures, as_table
from assistant.rendering.kept_files import content_of
from assistant.rendering.mails.terminal import TerminalMails
from assistant.rendering.planning.plan_files import plan_picture
from assistant.rendering.planning.task_rows import task_table
from assistant.rendering.printing import fitting, print_card, print_form, print_table
from assistant.rendering.table_pages import PlainTable, TableAsked
from assistant.rendering.views import Views
from assistant.rendering.wording import escape
from assistant.replies import (
    Answer,
    Button,
    Card,
    Chart,
    Chips,
    Choices,
    Comparison,
    Confirm,
    Dashboard,
    Details,
    Figures,
    File,
    Form,
    Groups,
    Mail,
    OfCampaigns,
    PasswordLink,
    PlanPicture,
    Progress,
    Reply,
    ShownOnce,
    Table,
    TaskList,
    Text,
    Trend,
    Upload,
)
from core.accounts.models import User

ROWS = 20
"""Rows of a table that a terminal shows, unless the sentence asked for another number."""


@dataclass
class Terminal:
    """Loads what replies show, and writes their files in `folder`."""

    views: Views
    user: User
    folder: Path
    today: date
    load_form: Callable[[User, str], FormShown] | None = None
    """Loads a form's state and fields; without it, forms show their title only."""

    @property
    def figures(self) -> TerminalFigures:
        """Shows the indicators."""
        views = self.views
        pictures = Pictures(views.services, views.conversations, lambda: self.today)
        return TerminalFigures(pictures, self.user, self._write)

    @property
    def campaigns(self) -> TerminalCampaigns:
        """Shows campaigns."""
        paper = CampaignPaper(self.views.services, lambda: self.today)
        return TerminalCampaigns(paper, self.user, self._write)

    @property
    def mails(self) -> TerminalMails:
        """Shows drafts."""
        return TerminalMails(self.views.services, self.user, self._write)

    def plan(self, reply: PlanPicture) -> Path:
        """The picture of a schedule."""
        return self._write(*plan_picture(self.views.services, self.user, reply))

    def table(self, reply: Table | TaskList) -> PlainTable:
        """The first rows, as lists of texts, and the total; of tasks, all."""
        if isinstance(reply, TaskList):
            return task_table(self.views.services, self.user, reply.ids, reply.title)
        asked: TableAsked = {
            "source": reply.source,
            "source_id": reply.source_id,
            "sort": reply.sort,
            "descending": reply.descending,
            "skip": reply.skip,
            "limit": min(reply.limit or ROWS, 100),
        }
        page = self.views.table(self.user, asked)
        keys = [column["key"] for column in page["columns"]]
        rows = [[row["cells"][key] for key in keys] for row in page["rows"]]
        labels = [column["label"] for column in page["columns"]]
        return plain_table(reply.title, labels, rows, page["total"])

    def form(self, reply: Form) -> FormShown:
        """A form's state and fields, as they are now."""
        if self.load_form is None:
            return {"state": "open", "fields": []}
        return self.load_form(self.user, reply.form_id)

    def file(self, reply: File) -> Path:
        """A file reply, written in the folder."""
        if reply.kind in ("chart", "comparison", "trend", "report"):
            return self.figures.file(reply)
        if reply.kind in CAMPAIGN_FILES:
            return self.campaigns.file(reply)
        content = content_of(self.views.services, self.user, reply)
        if content is not None:
            return self._write(reply.name, content)
        path = self._path(reply.name)
        with path.open("wb") as file:
            self.views.services.exports.write(self.user, reply.selection_id, file)
        return path

    def _write(self, name: str, content: bytes) -> Path:
        path = self._path(name)
        path.write_bytes(content)
        return path

    def _path(self, name: str) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / name
        path.touch(mode=0o600)
        return path

    def show(self, console: Console, answers: Sequence[Answer]) -> None:
        """Print for people."""
        for answer in answers:
            for reply in answer.replies:
                self._show(console, reply)

    def _show(self, console: Console, reply: Reply) -> None:
        match reply:
            case Text() | Upload() | Details():
                console.print(Markdown(in_markdown(reply)))
            case Chips():
                console.print("  ".join(f"[{c.label}]" for c in reply.chips), markup=False)
            case Table() | TaskList():
                print_table(console, fitting(self.table(reply), console.width))
            case Chart() | Dashboard() | Comparison() | Trend() | PlanPicture() | Groups():
                self._show_pictures(console, reply)
            case File():
                console.print(f"Fichier : {self.file(reply)}", markup=False)
            case Choices():
                says = " · ".join(map(_offer, reply.buttons))
                console.print(f"Vous pouvez dire : {says}", style="dim", markup=False)
            case Confirm():
                console.print(f"{reply.question} (oui / non)", style="bold", markup=False)
            case Progress() | PasswordLink() | ShownOnce():
                console.print(titled(reply), markup=False)
            case _:
                self._show_record(console, reply)

    def _show_pictures(self, console: Console, reply: Figures | Groups | PlanPicture) -> None:
        tables = () if isinstance(reply, PlanPicture) else self.figures.tables(reply)
        for table in tables:
            print_table(console, as_table(table))
        path = self.plan(reply) if isinstance(reply, PlanPicture) else self.figures.first(reply)[1]
        console.print(f"Image : {path}", markup=False)

    def _show_record(self, console: Console, reply: OfCampaigns | Card | Form | Mail) -> None:
        if isinstance(reply, OfCampaigns):
            self.campaigns.show(console, reply)
        elif isinstance(reply, Mail):
            self.mails.show(console, reply)
        elif isinstance(reply, Form):
            print_form(console, reply.title, self.form(reply))
        else:
            print_card(console, self.views.card(self.user, reply.prospect_id))


def titled(reply: Progress | PasswordLink | ShownOnce) -> str:
    """What a terminal shows of what only the page draws."""
    return reply.title if isinstance(reply, Progress) else f"{reply.title} {reply.otherwise}"


def in_markdown(reply: Text | Upload | Details) -> str:
    """In Markdown."""
    if not isinstance(reply, Details):
        return reply.text
    lines = "\n".join(f"- {escape(line)}" for line in reply.lines)
    return f"{reply.title} :\n\n{lines}"


def plain_table(
    title: str, columns: list[str], rows: list[list[str]], total: int | None = None
) -> PlainTable:
    """A table as lists of texts, and how many rows there are in all."""
    total = len(rows) if total is None else total
    return {"title": title, "columns": columns, "rows": rows, "total": total}


def _offer(button: Button) -> str:
    """A button as a sentence to type, with its label where that tells more."""
    helps = button.label.casefold() != button.say.casefold() and any(map(str.isdigit, button.label))
    return f"« {button.say} » ({button.label})" if helps else f"« {button.say} »"
