"""Answers as the JSON document of `mimicom ask --json`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assistant.rendering.answers import Action, AnswerDocument
from assistant.rendering.indicators.terminal import as_table
from assistant.rendering.records import cards
from assistant.rendering.terminal import Terminal, in_markdown, plain_table, titled
from assistant.replies import (
    Answer,
    Button,
    CampaignCard,
    CampaignResults,
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
    Picture,
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


@dataclass(frozen=True)
class Documents:
    """Makes documents of what a terminal loads."""

    shown: Terminal

    def as_json(self, answers: Sequence[Answer]) -> AnswerDocument:
        """The first answer's document; further requests of the sentence come under `then`."""
        documents = [self._document(answer) for answer in answers]
        first = documents[0]
        if len(documents) > 1:
            first["then"] = documents[1:]
        return first

    def _document(self, answer: Answer) -> AnswerDocument:
        texts: list[str] = []
        document: AnswerDocument = {
            "intent": answer.intent,
            "confidence": round(answer.confidence, 4),
            "filters": answer.filters,
            "text": "",
            "tables": [],
            "charts": [],
            "files": [],
            "actions": [],
            "mails": [],
            "form": None,
        }
        for reply in answer.replies:
            self._add(reply, document, texts)
        document["text"] = "\n\n".join(texts)
        return document

    def _add(self, reply: Reply, document: AnswerDocument, texts: list[str]) -> None:
        match reply:
            case Text() | Upload() | Details():
                texts.append(in_markdown(reply))
            case Chips():
                document["actions"] += [
                    {"name": "remove_condition", "label": f"Retirer : {c.label}", "say": c.say}
                    for c in reply.chips
                ]
            case Table() | TaskList():
                document["tables"].append(self.shown.table(reply))
            case Chart() | Dashboard() | Comparison() | Trend() | PlanPicture() | Groups():
                self._add_pictures(reply, document)
            case File():
                document["files"].append({"name": reply.name, "path": str(self.shown.file(reply))})
            case CampaignCard() | CampaignResults() | Picture() | Card() | Form() | Mail():
                self._add_record(reply, document, texts)
            case Choices():
                document["actions"] += [_action(button) for button in reply.buttons]
            case Confirm():
                texts.append(reply.question)
                document["actions"] += [
                    {"name": "confirm", "label": reply.yes, "say": "oui"},
                    {"name": "cancel", "label": reply.no, "say": "non"},
                ]
            case Progress() | PasswordLink() | ShownOnce():
                texts.append(titled(reply))

    def _add_pictures(
        self, reply: Figures | Groups | PlanPicture, document: AnswerDocument
    ) -> None:
        if isinstance(reply, PlanPicture):
            drawn = [(reply.title, self.shown.plan(reply))]
        else:
            document["tables"] += map(as_table, self.shown.figures.tables(reply))
            drawn = self.shown.figures.charts(reply)
        document["charts"] += [{"title": title, "png": str(png)} for title, png in drawn]

    def _add_record(
        self, reply: OfCampaigns | Card | Form | Mail, document: AnswerDocument, texts: list[str]
    ) -> None:
        if isinstance(reply, OfCampaigns):
            self.shown.campaigns.add(reply, document, texts)
            return
        if isinstance(reply, Mail):
            document["mails"].append(self.shown.mails.document(reply))
            return
        if isinstance(reply, Form):
            texts.append(reply.title)
            document["form"] = asdict(reply) | self.shown.form(reply)
            document["actions"].append({"name": "cancel", "label": reply.cancel, "say": "annule"})
            return
        card = self.shown.views.card(self.shown.user, reply.prospect_id)
        rows = [[*row, group] for group, rows in cards.rows(card) for row in rows]
        document["tables"].append(plain_table(card["title"], ["Champ", "Valeur", "Groupe"], rows))
        document["actions"] += [
            {"name": "say", "label": action["label"], "say": action["say"]}
            for action in card["actions"]
        ]


def _action(button: Button) -> Action:
    return {"name": button.name, "label": button.label, "say": button.say}
