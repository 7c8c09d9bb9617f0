"""Acts about tasks, schedules, reminders and suggestions."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from assistant.acts.base import Act, Id

LongId = Annotated[str, StringConstraints(pattern=r"^[\w.:-]+$", max_length=300)]
"""Of what is made by a rule: its id says what it is about."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class OfTask(Act):
    """Something done to a task."""

    id: Id


class OpenTask(OfTask):
    do: Literal["open_task"] = "open_task"


class ChangeTask(OfTask):
    do: Literal["change_task"] = "change_task"
    change: Literal["tick", "reopen", "start", "drop", "take"]


class MoveTask(OfTask):
    """To a day, or by so many days."""

    do: Literal["move_task"] = "move_task"
    due: date | None = None
    days: Annotated[int, Field(ge=-1_000, le=1_000)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.due is None) == (self.days is None):
            raise ValueError("a day or a number of days")
        return self


class AssignTask(OfTask):
    """To somebody, by the id of their account."""

    do: Literal["assign_task"] = "assign_task"
    to: Id


class RenameTask(OfTask):
    do: Literal["rename_task"] = "rename_task"
    title: Annotated[str, StringConstraints(min_length=1, max_length=300)]


class TaskForm(Act):
    """The form of a task, or of a new one: of a campaign or of a record, where they are given."""

    do: Literal["task_form"] = "task_form"
    id: Id | None = None
    campaign: Id | None = None
    record: Id | None = None


class ChooseDue(Act):
    """Until which day a new task is; `question` is the pending that keeps it."""

    do: Literal["choose_due"] = "choose_due"
    question: Id
    day: date


class ShowTasks(Act):
    do: Literal["show_tasks"] = "show_tasks"
    which: Literal["open", "late", "week", "mine", "people", "progress"] = "open"
    campaign: Id | None = None
    record: Id | None = None


class TakeBack(Act):
    """A change of a task, a reminder or a suggestion, taken back at once."""

    do: Literal["take_back"] = "take_back"
    entry: Id


# --- schedules -----------------------------------------------------------------------------------


class DraftPlan(Act):
    """The schedule of a campaign; or of a kind before a day, which makes its campaign."""

    do: Literal["draft_plan"] = "draft_plan"
    campaign: Id | None = None
    kind: Name | None = None
    event: date | None = None


class ChooseEvent(Act):
    """Which day the event of a schedule is; `question` is the pending that keeps it."""

    do: Literal["choose_event"] = "choose_event"
    question: Id
    day: date


class CreatePlan(Act):
    """Its tasks: `choice` says which, where not all can be done in time."""

    do: Literal["create_plan"] = "create_plan"
    choice: Literal["feasible", "proposal", "anyway"]
    campaign: Id | None = None
    kind: Name | None = None
    event: date | None = None


class ShowPlan(Act):
    do: Literal["show_plan"] = "show_plan"
    campaign: Id


class KeepPlan(Act):
    """As a file."""

    do: Literal["keep_plan"] = "keep_plan"
    campaign: Id
    file: Literal["ics", "csv", "pdf", "png", "svg"]


class DropPlan(Act):
    do: Literal["drop_plan"] = "drop_plan"
    campaign: Id


# --- reminders -----------------------------------------------------------------------------------


class OfReminder(Act):
    """Something done to a reminder."""

    id: LongId


class EndReminder(OfReminder):
    do: Literal["end_reminder"] = "end_reminder"
    how: Literal["done", "cancel"]


class SnoozeReminder(OfReminder):
    do: Literal["snooze_reminder"] = "snooze_reminder"
    until: Literal["later", "tomorrow", "week"] = "later"


class ShowReminders(Act):
    do: Literal["show_reminders"] = "show_reminders"


class ReminderForm(Act):
    """A new reminder, about something where that is given."""

    do: Literal["reminder_form"] = "reminder_form"
    task: Id | None = None
    campaign: Id | None = None
    record: Id | None = None


class SetReminder(Act):
    """The reminder that a question keeps, at that time on a clock in Paris."""

    do: Literal["set_reminder"] = "set_reminder"
    question: Id
    wall: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")]


# --- suggestions ---------------------------------------------------------------------------------


class ShowSuggestions(Act):
    do: Literal["show_suggestions"] = "show_suggestions"


class OfSuggestion(Act):
    """Something done with a suggestion."""

    id: LongId


class AcceptSuggestion(OfSuggestion):
    do: Literal["accept_suggestion"] = "accept_suggestion"


class DismissSuggestion(OfSuggestion):
    do: Literal["dismiss_suggestion"] = "dismiss_suggestion"


class ShowDigest(Act):
    do: Literal["show_digest"] = "show_digest"
