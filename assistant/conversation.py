"""What a conversation remembers, and what waits in it for the user's answer."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from assistant.language.dialogue.scene import Proposal, Question, Scene
from assistant.language.understanding import Context, Intent
from core.accounts.models import User
from core.clock import Clock
from core.database import CollectionSpec, Database, Document
from core.errors import Forbidden, NotFound, Refused
from core.prospects.filters import Filter, PresenceField

# The embedded server would else read them all for each write, whose filter has both.
_OF_SOMEBODY = IndexModel([("_id", 1), ("user_id", 1)])
COLLECTIONS = (
    CollectionSpec("conversations", (_OF_SOMEBODY,)),
    CollectionSpec("selections", (IndexModel([("conversation", 1)]), _OF_SOMEBODY)),
    CollectionSpec(
        "pendings",
        (
            IndexModel([("conversation", 1)]),
            IndexModel([("expires_at", 1)], expireAfterSeconds=86_400),
        ),
    ),
)
MOST_CHANGES = 50
REPLACED = frozenset(
    (
        *("add", "edit", "comment", "answer", "bulk", "merge", "merge_all", "not_duplicates"),
        *("undo", "move_task", "create_plan", "drop_plan"),
    )
)
"""Of these, the last one asked is the one that is meant; two files may wait side by side."""
PENDING_FOR = timedelta(hours=12)
SENDING_FOR = timedelta(minutes=2)
"""After so long without an end, whoever sent a form has died."""
NOT_YOURS = "Cette conversation est celle de quelqu'un d'autre. Ouvrez-en une nouvelle."


Payload = dict[str, Any]
"""What a question keeps for its answer, as its action wrote it: ids, filters, values typed."""


class FiguresShown(TypedDict, total=False):
    """Figures on the screen: `what` is comparison, chart, dashboard or trend."""

    what: str
    selection_ids: list[str]
    kpi: str


class GroupsShown(TypedDict):
    """Groups of duplicates by the numbers they were shown under; `page` is those shown last."""

    ranks: dict[str, str]
    page: list[str]


@dataclass(frozen=True)
class LastTurn:
    """What was said last, how it was read, and the other readings that were offered."""

    text: str
    intent: Intent
    offered: dict[str, Intent]


@dataclass(frozen=True)
class Pending:
    """A confirmation asked for: what will be done on yes."""

    pending_id: str
    action: str
    payload: Payload
    asked_at: datetime
    question: str = ""
    yes: str = ""
    no: str = ""


class ConversationStore:
    """Memory, selections shown and pending confirmations; ids and filters only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._conversations = database.mongo["conversations"]
        self._selections = database.mongo["selections"]
        self._pendings = database.mongo["pendings"]
        self._clock = clock

    def recall(self, user: User, conversation: str) -> Context:
        """What earlier turns left behind; nothing for a new conversation."""
        found = self._own(user, conversation)
        if not found:
            return Context()
        intent = found.get("last_intent")
        return Context(
            filter=Filter.model_validate(found["filter"]),
            last_prospect=found.get("last_prospect"),
            last_campaign=found.get("last_campaign"),
            last_intent=Intent(intent) if intent else None,
            previous=Filter.model_validate(found.get("previous") or {}),
            focus=tuple(PresenceField(one) for one in found.get("focus") or ()),
        )

    def remember(self, user: User, conversation: str, context: Context) -> None:
        """Keep what the next turn starts from."""
        memory: Document = {
            "filter": context.filter.as_json(),
            "last_prospect": context.last_prospect,
            "last_campaign": context.last_campaign,
            "last_intent": context.last_intent.value if context.last_intent else None,
            "previous": context.previous.as_json(),
            "focus": [one.value for one in context.focus],
            "updated_at": self._clock(),
        }
        self._keep(user, conversation, memory)

    def scene(
        self, user: User, conversation: str, today: date, context: Context, asked: Pending | None
    ) -> Scene:
        """What a sentence may speak of; `asked` is the question in words that was taken."""
        shown = self._shown(user, conversation)
        waiting = self.waiting(user, conversation)
        proposal = None
        if waiting is not None:
            is_last = self.is_just_asked(conversation, waiting.pending_id)
            proposal = Proposal(waiting.pending_id, waiting.action, waiting.payload, is_last)
        return Scene(
            today=today,
            context=context,
            last_shown=shown.pop("last", None),
            shown=shown,
            question=Question(asked.action, asked.payload) if asked else None,
            proposal=proposal,
        )

    def note_turn(self, user: User, conversation: str, turn: LastTurn) -> None:
        """Keep what a correction would be about."""
        offered = [[say, intent.value] for say, intent in turn.offered.items()]
        last = {"text": turn.text, "intent": turn.intent.value, "offered": offered}
        self._keep(user, conversation, {"last_turn": last})

    def last_turn(self, user: User, conversation: str) -> LastTurn | None:
        """The turn before, where there is one."""
        found = self._own(user, conversation)
        if "last_turn" not in found:
            return None
        last = found["last_turn"]
        offered = {say: Intent(intent) for say, intent in last["offered"]}
        return LastTurn(last["text"], Intent(last["intent"]), offered)

    def select(self, user: User, conversation: str, filter: Filter) -> str:
        """Keep a selection that a reply shows; return its id."""
        selection_id = str(uuid.uuid4())
        self._selections.insert_one(
            {
                "_id": selection_id,
                "user_id": user.user_id,
                "conversation": conversation,
                "filter": filter.as_json(),
                "created_at": self._clock(),
            }
        )
        return selection_id

    def selection(self, user: User, selection_id: str) -> Filter:
        """A selection shown to this user. NotFound for anybody else's."""
        found = self._selections.find_one({"_id": selection_id})
        if found is None or found["user_id"] != user.user_id:
            raise NotFound("Cette sélection n'existe plus. Refaites votre demande.")
        return Filter.model_validate(found["filter"])

    def ask(self, user: User, conversation: str, action: str, payload: Mapping[str, Any]) -> str:
        """Note that `action` waits for a yes; return the pending id.

        An older proposal for a record is closed: its yes would surprise.
        """
        if action in REPLACED:
            older = {"conversation": conversation, "action": action, "state": "open"}
            older["user_id"] = user.user_id
            self._pendings.update_many(older, {"$set": {"state": "expired"}})
        pending_id = str(uuid.uuid4())
        now = self._clock()
        self._pendings.insert_one(
            {
                "_id": pending_id,
                "user_id": user.user_id,
                "conversation": conversation,
                "action": action,
                "payload": dict(payload),
                "state": "open",
                "asked_at": now,
                "expires_at": now + PENDING_FOR,
            }
        )
        return pending_id

    def pending(self, user: User, pending_id: str) -> Pending | None:
        """What waits under that id, answered or not; None for anybody else's."""
        found = self._pendings.find_one({"_id": pending_id})
        return _pending(found) if found and found["user_id"] == user.user_id else None

    def waiting_under(self, user: User, pending_id: str, action: str) -> Pending:
        """The question of a button, answered before or not. Refused once it is not kept."""
        found = self.pending(user, pending_id)
        if found is None or found.action != action:
            raise Refused("Cette question n'est plus valable. Refaites votre demande.")
        return found

    def take_button(self, user: User, pending_id: str) -> bool:
        """Whether no button of that question was taken before; this one is, from now on."""
        found = {"_id": pending_id, "user_id": user.user_id, "taken": {"$exists": False}}
        return self._pendings.update_one(found, {"$set": {"taken": True}}).modified_count == 1

    def amend(self, user: User, pending_id: str, payload: Payload) -> None:
        """Change what an open question would do."""
        self._pendings.update_one(
            {"_id": pending_id, "user_id": user.user_id, "state": "open"},
            {"$set": {"payload": payload}},
        )

    def question(self, user: User, conversation: str, action: str, payload: Payload) -> str:
        """The next message is the answer to a question in words ("Quelle ville ?"); its id."""
        asking = self.ask(user, conversation, action, payload)
        self._set(user, conversation, asking=asking)
        return asking

    def drop_question(self, user: User, conversation: str, form_id: str) -> None:
        """The question that this form asks as well was answered there."""
        found = self._own(user, conversation)
        asked = self.pending(user, found.get("asking") or "")
        if asked is not None and asked.payload.get("form") == form_id:
            self.take_question(user, conversation)

    def begin_sending(self, user: User, form_id: str) -> bool:
        """Whether nobody else is sending that form now; from here on it is, until `end_sending`."""
        now = self._clock()
        known = self._pendings.find_one({"_id": form_id, "user_id": user.user_id}) or {}
        since = known.get("sending")
        if since is not None and abs(now - since) < SENDING_FOR:
            return False
        # Of a process that died as it sent, or of before a clock was set back: taken over, once.
        mine = {"_id": form_id, "user_id": user.user_id, "sending": since}
        return self._pendings.update_one(mine, {"$set": {"sending": now}}).modified_count == 1

    def end_sending(self, user: User, form_id: str) -> None:
        """It was sent, or has problems and may be sent again."""
        mine = {"_id": form_id, "user_id": user.user_id}
        self._pendings.update_one(mine, {"$unset": {"sending": ""}})

    def settled(self, user: User, conversation: str, form_id: str) -> None:
        """Keep that a form was sent, where the erasure that it asked for took its record away."""
        done = {"user_id": user.user_id, "conversation": conversation, "state": "done"}
        more = {"action": "settled", "payload": {}, "expires_at": self._clock() + PENDING_FOR}
        self._pendings.update_one({"_id": form_id}, {"$set": done | more}, upsert=True)

    def take_question(self, user: User, conversation: str) -> Pending | None:
        """The question in words just asked, taken once; None where there is none."""
        found = self._own(user, conversation)
        if not found.get("asking"):
            return None
        self._set(user, conversation, asking=None)
        return self.close(user, found["asking"], "done")

    def note_change(self, user: User, conversation: str, change: dict[str, str]) -> None:
        """Keep what "annule la dernière modification" would take back."""
        changes = [*self._changes(user, conversation), change]
        self._set(user, conversation, changes=changes[-MOST_CHANGES:])

    def last_change(self, user: User, conversation: str) -> dict[str, str]:
        """{"entry": id} or {"lot": id}; empty where nothing is left to take back here."""
        changes = self._changes(user, conversation)
        return changes[-1] if changes else {}

    def forget_change(self, user: User, conversation: str, change: dict[str, str]) -> None:
        """It was taken back: the one before is the last now."""
        left = [one for one in self._changes(user, conversation) if one != change]
        self._set(user, conversation, changes=left)

    def last_is(self, user: User, conversation: str, change: dict[str, str]) -> None:
        """That change is the last one now, noted before or not."""
        self.forget_change(user, conversation, change)
        self.note_change(user, conversation, change)

    def note_notified(self, user: User, conversation: str, lot: str) -> None:
        """Keep which change that was cut this conversation was notified of."""
        self._set(user, conversation, told_lot=lot)

    def notified_lot(self, user: User, conversation: str) -> str | None:
        """The one it was notified of last."""
        return self._own(user, conversation).get("told_lot")

    def _changes(self, user: User, conversation: str) -> list[dict[str, str]]:
        return list(self._own(user, conversation).get("changes") or [])

    def show(self, user: User, conversation: str, kind: str, what: Document) -> None:
        """Keep what was just shown: `kind` is table, figures, groups or history."""
        self._set(user, conversation, **{f"shown.{kind}": what, "shown.last": kind})

    def shown(self, user: User, conversation: str, kind: str) -> Document | None:
        """What of that kind was shown last in this conversation."""
        found = self._shown(user, conversation).get(kind)
        return dict(found) if found is not None else None

    def last_shown(self, user: User, conversation: str) -> str | None:
        """Which kind was shown last."""
        return self._shown(user, conversation).get("last")

    def _shown(self, user: User, conversation: str) -> Document:
        return dict(self._own(user, conversation).get("shown") or {})

    def note_view(self, user: User, selection_id: str, view: Document) -> None:
        """Keep which page of a table is on the screen, and in which order."""
        mine = {"_id": selection_id, "user_id": user.user_id}
        self._selections.update_one(mine, {"$set": {"view": view}})

    def view(self, user: User, selection_id: str) -> Document:
        """{"sort", "descending", "skip", "limit"} as `note_view` kept it; empty before."""
        found = self._selections.find_one({"_id": selection_id}) or {}
        return dict(found.get("view") or {}) if found.get("user_id") == user.user_id else {}

    def _set(self, user: User, conversation: str, **values: Any) -> None:
        self._keep(user, conversation, values)

    def _own(self, user: User, conversation: str) -> Document:
        """What is kept of the user's conversation; empty for a new one. Forbidden for anybody
        else's."""
        found = self._conversations.find_one({"_id": conversation})
        if found is not None and found["user_id"] != user.user_id:
            raise Forbidden(NOT_YOURS)
        return found or {}

    def _keep(self, user: User, conversation: str, values: Document) -> None:
        """The owner is set once, by the first write: the same id with another owner is refused by
        the index of ids, whoever comes first."""
        mine = {"_id": conversation, "user_id": user.user_id}
        new: Document = {} if "filter" in values else {"filter": {}}
        change: Document = {"$set": values} | ({"$setOnInsert": new} if new else {})
        try:
            self._conversations.update_one(mine, change, upsert=True)
        except DuplicateKeyError:
            raise Forbidden(NOT_YOURS) from None

    def word(self, pending_id: str, question: str, yes: str, no: str) -> None:
        """Keep how a confirmation was asked, to ask it again in the same words."""
        words = {"question": question, "yes": yes, "no": no}
        self._pendings.update_one({"_id": pending_id}, {"$set": words})

    def just_asked(self, user: User, conversation: str, pending_id: str | None) -> None:
        """Note which question the last answer ended with, if any: only that one a typed yes
        answers without being asked again."""
        self._keep(user, conversation, {"just_asked": pending_id})

    def is_just_asked(self, conversation: str, pending_id: str) -> bool:
        """Whether the last answer ended with that question."""
        found = self._conversations.find_one({"_id": conversation})
        return found is not None and found.get("just_asked") == pending_id

    def waiting(self, user: User, conversation: str) -> Pending | None:
        """The last confirmation still open in this conversation."""
        found = [
            d
            for d in self._pendings.find({"conversation": conversation})
            if d["user_id"] == user.user_id and d.get("question") and self._open(d)
        ]
        return _pending(max(found, key=lambda d: d["asked_at"])) if found else None

    def state(self, user: User, pending_id: str) -> str:
        """open, done, cancelled or expired."""
        found = self._pendings.find_one({"_id": pending_id})
        if found is None or found["user_id"] != user.user_id:
            return "expired"
        return "open" if self._open(found) else str(found["state"]).replace("open", "expired")

    def close(self, user: User, pending_id: str, state: str) -> Pending | None:
        """Take an open confirmation, once: None if it was answered before, or expired.

        The same asked twice is answered once.
        """
        found = self._pendings.find_one({"_id": pending_id})
        if found is None or found["user_id"] != user.user_id or not self._open(found):
            return None
        wanted = {"$cond": [{"$eq": ["$state", "open"]}, state, "$state"]}
        taken = self._pendings.update_one({"_id": pending_id}, [{"$set": {"state": wanted}}])
        if taken.modified_count != 1:
            return None
        same = {"conversation": found["conversation"], "user_id": user.user_id, "state": "open"}
        twins = self._pendings.find(same | {"action": found["action"]})
        ids = [one["_id"] for one in twins if one["payload"] == found["payload"]]
        self._pendings.update_many({"_id": {"$in": ids}}, {"$set": {"state": state}})
        return _pending(found)

    def _open(self, document: Document) -> bool:
        return bool(document["state"] == "open" and document["expires_at"] > self._clock())

    def forget(self, conversation: str) -> None:
        """Erase all that a deleted conversation left."""
        self._conversations.delete_one({"_id": conversation})
        self._selections.delete_many({"conversation": conversation})
        self._pendings.delete_many({"conversation": conversation})


def _pending(document: Document) -> Pending:
    return Pending(
        pending_id=document["_id"],
        action=document["action"],
        payload=document["payload"],
        asked_at=document["asked_at"],
        question=document.get("question", ""),
        yes=document.get("yes", "Oui"),
        no=document.get("no", "Non"),
    )
