"""Replies as Chainlit messages and elements. Elements get ids, and load what they show."""

from collections.abc import Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Self

import chainlit as cl

from assistant.acts.base import Act
from assistant.rendering.indicators.panels import picture_url
from assistant.rendering.planning.plan_urls import plan_url, plan_urls
from assistant.rendering.unlinking import unlinked
from assistant.rendering.wording import typeset
from assistant.replies import (
    Answer,
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
    File,
    Form,
    Groups,
    Mail,
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
from core.errors import MimiComError

STARTERS = (
    ("Voir tous les prospects", "montre-moi tous les prospects"),
    ("Qui n'a jamais été contacté ?", "montre-moi les prospects jamais contactés"),
    ("Tableau de bord", "montre le tableau de bord"),
    ("Que sais-tu faire ?", "que sais-tu faire ?"),
)


class Thinking:
    """Shows that an answer is on its way while a turn runs."""

    async def __aenter__(self) -> Self:
        await cl.context.emitter.task_start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await cl.context.emitter.task_end()


async def say(text: str) -> None:
    """Show what a click stands for, as if its user had typed it."""
    await cl.Message(content=text, type="user_message").send()
    if not cl.context.session.has_first_interaction:
        cl.context.session.has_first_interaction = True
        await begin(text)
    await keep_address()


async def begin(text: str) -> None:
    """Tell the page that the conversation has begun: it lists it, by its first words."""
    first = {"interaction": text, "thread_id": cl.context.session.thread_id}
    await cl.context.emitter.emit("first_interaction", first)


async def keep_address() -> None:
    """Let the page's address be the conversation's, so that it comes back when it is reloaded.

    Chainlit's page does so itself where its list of conversations is open only.
    """
    told = {"mimicom": "thread", "id": cl.context.session.thread_id}
    await cl.send_window_message(told)


async def call(text: str) -> None:
    """Let the page call a user who looks elsewhere: its title, a notification."""
    await cl.send_window_message({"mimicom": "reminder", "text": text})


async def show(answers: Sequence[Answer]) -> None:
    """Send each answer as one message or more, in order."""
    for answer in answers:
        for text, elements in grouped(answer.replies):
            message = await cl.Message(content=text).send()
            # One after the other: sent together, they show in the order they happen to arrive.
            for shown in elements:
                await shown.send(for_id=message.id)


def parts(answers: Sequence[Answer]) -> list[dict[str, object]]:
    """Answers as plain JSON, for a panel that shows them itself: each text, and its elements."""
    return [
        {"text": text, "elements": [{"name": one.name, "props": one.props} for one in elements]}
        for answer in answers
        for text, elements in grouped(answer.replies)
    ]


def grouped(replies: Sequence[Reply]) -> list[tuple[str, list[cl.CustomElement]]]:
    """Messages: a text, and the elements that follow it."""
    messages: list[tuple[str, list[cl.CustomElement]]] = []
    for reply in replies:
        if isinstance(reply, Text):
            text = unlinked(typeset(reply.text))
            if messages and not messages[-1][1]:
                messages[-1] = (f"{messages[-1][0]}\n\n{text}", [])
            else:
                messages.append((text, []))
            continue
        if not messages:
            messages.append(("", []))
        name, props = element(reply)
        props["rank"] = len(messages[-1][1])
        messages[-1][1].append(cl.CustomElement(name=name, props=props, display="inline"))
    return messages


def element(reply: Reply) -> tuple[str, dict[str, object]]:
    """The element that shows a reply, by its file's name, and its props: ids and wording only.
    TypeError for a text."""
    if isinstance(reply, Text):
        raise TypeError("a text is no element")
    if isinstance(reply, File):
        shown: dict[str, object] = {
            "url": file_url(reply),
            "name": reply.name,
            "label": reply.label,
        }
        if reply.kind == "prospects":
            shown["check"] = f"/api/exports/{reply.selection_id}"
        return "Download", shown
    props = asdict(reply, dict_factory=_plain)
    if isinstance(reply, Picture):
        return "Picture", {"url": file_url(reply.file), "name": reply.file.name, "alt": reply.alt}
    if isinstance(reply, CampaignResults):
        props |= {"selection_ids": [reply.campaign_id]}
    if isinstance(reply, Table) and reply.folded:
        return "Folded", props
    if isinstance(reply, Details):
        props["lines"] = [typeset(line) for line in reply.lines]
    if isinstance(reply, PlanPicture):
        props = {"title": reply.title, "urls": plan_urls(reply)}
    if isinstance(reply, Confirm):
        props["question"] = typeset(reply.question)
    return ELEMENTS[type(reply)], props | FIGURES.get(type(reply), {})


def _plain(values: list[tuple[str, object]]) -> dict[str, object]:
    return {key: v.as_json() if isinstance(v, Act) else v for key, v in values}


ELEMENTS: dict[type[Reply], str] = {
    Chips: "Chips",
    Table: "DataTable",
    Details: "Folded",
    Chart: "Indicators",
    Dashboard: "Indicators",
    Comparison: "Indicators",
    Trend: "Indicators",
    Groups: "Indicators",
    Card: "Card",
    TaskList: "Tasks",
    PlanPicture: "Plan",
    Mail: "Mail",
    Choices: "Choices",
    Confirm: "Confirm",
    Progress: "Progress",
    Upload: "Upload",
    Form: "Form",
    PasswordLink: "PasswordLink",
    ShownOnce: "ShownOnce",
    CampaignCard: "Campaign",
    CampaignResults: "Indicators",
    Picture: "Picture",
}


FIGURES: dict[type[Reply], dict[str, str]] = {
    Chart: {"view": "chart"},
    Dashboard: {"view": "dashboard"},
    Comparison: {"view": "comparison"},
    Trend: {"view": "trend"},
    CampaignResults: {"view": "results"},
    Groups: {"view": "segments"},
}
"""Which view of the one element an indicator's reply is."""
IMPORTS = {"import_errors": "lignes_a_corriger", "import_report": "rapport"}
ACCESS = {"access_text": "txt", "access_json": "json"}


CAMPAIGNS = {
    "campaign_people": "/api/campaigns/{id}/destinataires.csv",
    "campaign_mails": "/api/campaigns/{id}/mails.zip",
    "campaign_results": "/api/campaigns/{id}/resultats.{kind}",
    "campaign_timeline": "/api/frise.{kind}",
}
PICTURES = ("chart", "comparison", "trend", "report")


def picture_of(file: File) -> str:
    """Where a picture or a report of the indicators is made."""
    suffix = file.name.rpartition(".")[2]
    if file.kind == "report":
        about = f"?kpi={file.kpi}" if file.kpi else ""
        return f"/api/dashboards/{file.selection_id}.pdf{about}"
    if file.kind == "comparison":
        return f"/api/comparisons/{file.selection_id}/{file.kpi}.{suffix}"
    return picture_url(file.selection_id, file.kpi or "evolution", suffix)


def file_url(file: File) -> str:
    """Where a file reply is made."""
    if file.kind in PICTURES:
        return picture_of(file)
    if file.kind in CAMPAIGNS:
        kind = file.name.rpartition(".")[2]
        return CAMPAIGNS[file.kind].format(id=file.selection_id, kind=kind)
    if file.kind in ACCESS:
        return f"/api/access/{file.selection_id}.{ACCESS[file.kind]}"
    if file.kind == "plan":
        return plan_url(file.selection_id, file.name.rpartition(".")[2])
    if file.kind in IMPORTS:
        return f"/api/imports/{file.selection_id}/{IMPORTS[file.kind]}.csv"
    return f"/api/prospects/{file.selection_id}.{file.name.rpartition('.')[2]}"


def refusal(error: MimiComError) -> Answer:
    """A refusal met outside any skill."""
    return Answer("out_of_scope", 1.0, {}, (Text(error.message),))
