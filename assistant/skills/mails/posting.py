"""Messages for networks, from the draft's facts."""

from collections.abc import Iterator
from typing import Literal, cast, get_args

from assistant.acts.of_mails import ChangeMail, MailForm, PostOfMail
from assistant.language.requests.mail_changes import MAIL
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape, number
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.registry import Turn, on_act
from core.content.change import Kind
from core.content.drafts import Draft
from core.content.posts import post

_NAMES = {"tiktok": "TikTok", "youtube": "YouTube"}
_Network = Literal["facebook", "instagram", "x", "tiktok", "youtube"]


def posted(turn: Turn, draft: Draft, network: str) -> Iterator[Reply]:
    """The message, its length, and the other networks."""
    if draft.last.mail is not None:
        yield Text("Ce mail est de votre main. Pour un post, dites par exemple « un post Facebook "
                   "pour notre festival ».")  # fmt: skip
        return
    turn.conversations.show(turn.user, turn.conversation, MAIL, {"draft": draft.draft_id})
    made = post(network, draft.last.recette, draft.association)
    quoted = "\n".join(f"> {escape(line)}  " if line else ">" for line in made.text.splitlines())
    size = f"{number(made.length)} caractères sur {number(made.most)}"
    yield Text(f"Pour **{made.network}** ({size}) :\n\n{quoted}\n\n{made.advice}")
    others = (one for one in get_args(_Network) if one != network)
    key = draft.draft_id
    buttons = [
        Button(f"Pour {_NAMES.get(one, one.capitalize())}", f"fais-en un post {one}",
               act=PostOfMail(mail=key, network=cast("_Network", one)))
        for one in others
    ]  # fmt: skip
    again = Button("Autre proposition", "une autre proposition",
                   act=ChangeMail(mail=key, kind=Kind.AGAIN))  # fmt: skip
    facts = Button("Date, lieu, lien", "modifie la date", act=MailForm(mail=key, what="facts"))
    yield Choices((*buttons, again, facts))


@on_act(PostOfMail, Intent.GENERATE_MAIL)
def post_by_click(turn: Turn, deed: PostOfMail) -> Iterator[Reply]:
    """The button of a network."""
    draft = turn.services.content.writer.get(turn.user, deed.mail)
    yield from posted(turn, draft, deed.network)
