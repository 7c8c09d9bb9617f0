"""Replies as Chainlit messages and elements. Elements get ids, and load what they show."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import chainlit as cl

from assistant.replies import (
    Answer,
    Card,
    Chart,
    Chips,
    Choices,
    Confirm,
    File,
    Progress,
    Reply,
    Table,
    Text,
    Upload,
)
from core.errors import MimiComError

STARTERS = (
    ("Voir tous les prospects", "montre-moi tous les prospects"),
    ("Qui n'a jamais été contacté ?", "montre-moi les prospects jamais contactés"),
    ("Répartition par région", "répartition par région"),
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


async def show(answers: Sequence[Answer]) -> None:
    """Send each answer as one message or more, in order."""
    for answer in answers:
        for text, elements in grouped(answer.replies):
            await cl.Message(content=text, elements=elements).send()


def grouped(replies: Sequence[Reply]) -> list[tuple[str, list[cl.CustomElement]]]:
    """Messages: a text, and the elements that follow it."""
    messages: list[tuple[str, list[cl.CustomElement]]] = []
    for reply in replies:
        if isinstance(reply, Text):
            if messages and not messages[-1][1]:
                messages[-1] = (f"{messages[-1][0]}\n\n{reply.text}", [])
            else:
                messages.append((reply.text, []))
            continue
        if not messages:
            messages.append(("", []))
        name, props = element(reply)
        messages[-1][1].append(cl.CustomElement(name=name, props=props, display="inline"))
    return messages


def element(reply: Reply) -> tuple[str, dict[str, Any]]:
    """The element that shows a reply, by its file's name, and its props: ids and wording only."""
    match reply:
        case Chips():
            return "Chips", {"chips": [{"label": c.label, "say": c.say} for c in reply.chips]}
        case Table():
            return "DataTable", {
                "source": reply.source,
                "source_id": reply.source_id,
                "title": reply.title,
                "sort": reply.sort,
                "descending": reply.descending,
                "limit": reply.limit,
            }
        case Chart():
            url = f"/api/charts/{reply.selection_id}/{reply.kpi}.png"
            return "BarChart", {
                "selection_id": reply.selection_id,
                "kpi": reply.kpi,
                "title": reply.title,
                "url": url,
            }
        case File(kind="chart"):
            return "Download", {
                "url": f"/api/charts/{reply.selection_id}/{reply.kpi}.png",
                "name": reply.name,
                "label": reply.label,
            }
        case File():
            return "Download", {
                "url": f"/api/prospects/{reply.selection_id}.csv",
                "name": reply.name,
                "label": reply.label,
            }
        case Card():
            return "Card", {"prospect_id": reply.prospect_id}
        case Choices():
            return "Choices", {"buttons": [{"label": b.label, "say": b.say} for b in reply.buttons]}
        case Confirm():
            return "Confirm", {
                "pending_id": reply.pending_id,
                "question": reply.question,
                "yes": reply.yes,
                "no": reply.no,
            }
        case Progress():
            return "Progress", {"job_id": reply.job_id, "title": reply.title}
        case Upload():
            return "Upload", {"text": reply.text}
        case Text():
            raise ValueError("a text is no element")


def refusal(error: MimiComError) -> Answer:
    """A refusal met outside any skill."""
    return Answer("out_of_scope", 1.0, {}, (Text(error.message),))
