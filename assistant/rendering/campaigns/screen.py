"""Campaigns in a terminal: tables of texts, and files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from assistant.rendering.answers import AnswerDocument
from assistant.rendering.campaigns import figures, terms
from assistant.rendering.campaigns.card import campaign_shown
from assistant.rendering.campaigns.paper import CampaignPaper
from assistant.rendering.campaigns.shapes import CampaignShown
from assistant.rendering.printing import print_table
from assistant.rendering.table_pages import PlainTable
from assistant.replies import CampaignCard, CampaignResults, File, Picture
from core.accounts.models import User

Write = Callable[[str, bytes], Path]
CAMPAIGN_FILES = frozenset(
    {"campaign_people", "campaign_mails", "campaign_results", "campaign_timeline"}
)


@dataclass(frozen=True)
class TerminalCampaigns:
    """What the replies about campaigns show; `write` keeps their files."""

    paper: CampaignPaper
    user: User
    write: Write

    def add(
        self,
        reply: CampaignCard | CampaignResults | Picture,
        document: AnswerDocument,
        texts: list[str],
    ) -> None:
        """The same as JSON."""
        if isinstance(reply, Picture):
            path = str(self.file(reply.file))
            document["charts"].append({"title": reply.alt, "png": path})
            return
        if isinstance(reply, CampaignCard):
            shown = campaign_shown(self.paper.services, self.user, reply.campaign_id)
            texts.extend(filter(None, (shown["note"], shown["hint"])))
            document["tables"].append(_card(shown))
            document["actions"] += [
                {"name": "say", "label": one["label"], "say": one["say"]} for one in shown["deeds"]
            ]
            return
        document["tables"] += self._results(reply, texts)

    def show(self, console: Console, reply: CampaignCard | CampaignResults | Picture) -> None:
        """Print for people."""
        if isinstance(reply, Picture):
            console.print(f"Image : {self.file(reply.file)}", markup=False)
            return
        if isinstance(reply, CampaignResults):
            texts: list[str] = []
            for table in self._results(reply, texts):
                print_table(console, table)
            for text in texts:
                console.print(text, markup=False)
            return
        shown = campaign_shown(self.paper.services, self.user, reply.campaign_id)
        print_table(console, _card(shown))
        for line in filter(None, (shown["note"], shown["hint"])):
            console.print(line, markup=False)
        says = " · ".join(f"« {one['say']} »" for one in shown["deeds"])
        console.print(f"Vous pouvez dire : {says}", style="dim", markup=False)

    def _results(self, reply: CampaignResults, texts: list[str]) -> list[PlainTable]:
        doors = self.paper.services.campaigns
        found = doors.overviews.of(self.user, doors.preparing.by_id(self.user, reply.campaign_id))
        texts.extend(filter(None, (figures.caution(found), figures.verdict(found))))
        tiles = [[one.label, one.figure, one.detail] for one in figures.figures(found)]
        tables = [_table(reply.title, ["Indicateur", "Chiffre", "Détail"], tiles)]
        for by in figures.shown_by(found):
            rows = [[one.label, one.told] for one in figures.parts(found, by)]
            tables.append(_table(f"Réponses {terms.BY[by].lower()}", ["Valeur", "Réponses"], rows))
        return tables

    def file(self, file: File) -> Path:
        """A file, written."""
        kind = file.name.rpartition(".")[2]
        if file.kind == "campaign_timeline":
            return self.write(file.name, self.paper.timeline(self.user, kind))
        if file.kind == "campaign_mails":
            return self.write(file.name, self.paper.mails(self.user, file.selection_id))
        if file.kind == "campaign_results" and kind != "csv":
            return self.write(file.name, self.paper.results(self.user, file.selection_id, kind))
        return self.write(file.name, self.paper.people(self.user, file.selection_id))


def _card(shown: CampaignShown) -> PlainTable:
    rows = [["État", shown["state"]]]
    rows += [[line["label"], line["value"]] for line in shown["lines"]]
    rows += [[one["label"].capitalize(), one["shown"]] for one in shown["counts"]]
    rows += [[f"Non retenus : {one['label']}", one["shown"]] for one in shown["left_out"]]
    rows += [["Reste à faire", step] for step, done in shown["steps"] if not done]
    return _table(shown["name"], ["Ligne", "Valeur"], rows)


def _table(title: str, columns: list[str], rows: list[list[str]]) -> PlainTable:
    return {"title": title, "columns": columns, "rows": rows, "total": len(rows)}
