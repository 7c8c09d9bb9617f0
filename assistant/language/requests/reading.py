"""Who answers a sentence, in which order, with which request.

`who_answers` shows the whole order; each table below it says one step of it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.language.requests import (
    accounts,
    additions,
    answers,
    backups,
    campaign_more,
    campaign_of_mail,
    campaign_talk,
    campaigns,
    configuration,
    duplicates,
    edits,
    exports,
    figures,
    history,
    imports,
    in_view,
    indicators,
    learning,
    mail_changes,
    mail_templates,
    mails,
    numbered_groups,
    own_data,
    pages,
    pictures,
    privacy,
    records,
    reminding,
    revisions,
    schedules_asked,
    searches,
    talk,
    task_changes,
    task_given,
    todo,
)
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.commands import commanded
from assistant.language.requests.settling import asks_otherwise, gives_up, read_settled
from assistant.language.text.whole import keeps_remark, orders_machine
from assistant.language.understanding import Intent


class How(StrEnum):
    """Why somebody answers."""

    GIVES_UP = "gives_up"
    """The question asked in words is left."""
    UNSAID = "unsaid"
    """A bare yes where the question asks for more: it is asked again."""
    ANSWER = "answer"
    """The question asked in words, `name`, is answered."""
    SETTLED = "settled"
    """A bare yes or no."""
    COMMAND = "command"
    CLAIM = "claim"
    NAMED = "named"
    """Bare words may be somebody's: `name` looks, and declines where they are nobody's."""


@dataclass(frozen=True)
class Heard:
    """One who may answer: the skill registered by that name may still decline."""

    how: How
    name: str
    intent: Intent
    request: Request


def who_answers(asked: Asked) -> Iterator[Heard]:
    """Those who may answer before the classifier is asked, in order; each may decline."""
    yield from _answer(asked)
    if orders_machine(asked.typed):
        return
    yield from _bare(asked)
    yield from _command(asked)
    yield from _claims(asked)
    if keeps_remark(asked.typed):
        return
    if called := campaign_more.claim_bare_name(asked):
        yield Heard(How.NAMED, CAMPAIGN_ALONE, *called)
    if named := searches.claim_words(asked):
        yield Heard(How.NAMED, NAMED_ALONE, *named)


# --- the question asked in words ------------------------------------------------------------------

Reader = Callable[[Asked], Request]


def _unread(_asked: Asked) -> Request:
    """The skill needs no more than to be called."""
    return Request()


ANSWERS: Mapping[str, Reader] = {
    "which": records.read_which,
    "value": answers.read_dictated,
    "keep": answers.read_keep,
    "who": answers.read_who,
    "add": answers.read_dictated,
    "response": answers.read_response_answer,
    "response_day": answers.read_response_day,
    "erase": answers.read_erase_answer,
    "campaign_mail": campaign_talk.read_mail,
    "send_count": campaign_talk.read_count,
    "plan_kind": schedules_asked.read_kind,
    "plan_event": schedules_asked.read_event,
    "plan_version": schedules_asked.read_version,
    "reminder_text": reminding.read_answered_text,
    "reminder_when": reminding.read_answered_moment,
    "task_due": task_changes.read_due,
    "task_title": task_changes.read_title,
    "task_which": task_changes.read_title,
}
"""By what was asked: how the answer is read."""


def _is_plain_answer(asked: Asked, action: str) -> bool:
    if action == "campaign_mail":
        return True  # whoever answers declines what is none of its mails
    return action == "keep" and answers.says_which_stays(asked)


def _answer(asked: Asked) -> Iterator[Heard]:
    question = asked.scene.question
    if question is None:
        return
    if gives_up(asked):
        yield Heard(How.GIVES_UP, question.action, Intent.SMALL_TALK, Request())
        return
    if asks_otherwise(asked) and not _is_plain_answer(asked, question.action):
        return
    settled = read_settled(asked)
    says_why = question.action == "send_count"  # which number is wanted
    if settled and settled.yes and not says_why and len(question.payload.get("ids", ())) != 1:
        yield Heard(How.UNSAID, question.action, Intent.SMALL_TALK, Request())
        return
    request = ANSWERS[question.action](asked)
    yield Heard(How.ANSWER, question.action, Intent.EDIT_PROSPECT, request)


# --- a bare yes or no, a command ------------------------------------------------------------------


def _bare(asked: Asked) -> Iterator[Heard]:
    if settled := read_settled(asked):
        yield Heard(How.SETTLED, "", Intent.SMALL_TALK, settled)


def _command(asked: Asked) -> Iterator[Heard]:
    if keeps_remark(asked.typed):
        return  # the verbs that it holds are its text
    if command := commanded(asked):
        yield Heard(How.COMMAND, command.name, command.intent, command.read(asked))


# --- what the sentence means by what is on the screen ---------------------------------------------

Claimed = tuple[Intent, Request]
Claim = Callable[[Asked], Claimed | None]


CLAIMS: tuple[tuple[str, Claim], ...] = (
    ("access_asked", own_data.claim_access),
    ("erasure_asked", own_data.claim_erasure),
    ("all_erased", privacy.claim_all),
    ("account_reopened", accounts.claim_reopened),
    ("noted", in_view.claim_note),
    ("mail_given", in_view.claim_given),
    ("campaign_of_mail", campaign_of_mail.claim_campaign_of_mail),
    ("mail_of_campaign", in_view.claim_writing),
    ("answers_expected", learning.claim_expected),
    ("campaign_said", campaign_talk.claim_campaign),
    ("theme_said", in_view.claim_theme),
    ("template_named", mail_templates.claim_template),
    ("mail_changed", mail_changes.claim_changed),
    ("mail_of_campaign", in_view.claim_mail_of_campaign),
    ("beside_mails", mails.claim_about),
    ("figure_named", figures.claim_figure),
    ("indicator_named", indicators.claim_named),
    ("more_history", history.claim_more),
    ("reminder_named", reminding.claim_reminder),
    ("plan_kept", schedules_asked.claim_plan_file),
    ("advice_named", todo.claim_todo),
    ("suggestion_named", todo.claim_suggestion),
    ("task_moved", task_changes.claim_moved),
    ("task_looked_for", todo.claim_who),
    ("task_given", task_given.claim_given),
    ("group_named", duplicates.claim_groups),
    ("value_chosen", duplicates.claim_value),
    ("page_turned", pages.claim_page),
    ("row_opened", records.claim_row),
    ("setting_named", configuration.claim_setting),
    ("why_likely", learning.claim_why),
    ("segment_shown", learning.claim_segment),
    ("group_ranked", numbered_groups.claim_group),
    ("segments_compared", learning.claim_compared),
    ("what_changed", backups.claim_changed),
    ("revised", revisions.claim_revised),
)


CAMPAIGN_ALONE = "campaign_named"
NAMED_ALONE = "named_alone"
"""The last ones: words that may be a campaign's name, or somebody's."""


def _claims(asked: Asked) -> Iterator[Heard]:
    for name, claim in CLAIMS:
        if name != "revised" and keeps_remark(asked.typed):
            continue
        if claimed := claim(asked):
            yield Heard(How.CLAIM, name, *claimed)


# --- the classifier's intent ----------------------------------------------------------------------

REQUESTS: Mapping[Intent, Reader] = {
    Intent.EXPORT_CSV: exports.read_export,
    Intent.IMPORT_CSV: imports.read_import,
    Intent.SHOW_KPIS: indicators.read_indicators,
    Intent.EXPORT_CHARTS: pictures.read_picture,
    Intent.SMALL_TALK: talk.read_talk,
    Intent.SHOW_PROSPECT: records.read_show,
    Intent.ADD_PROSPECT: additions.read_addition,
    Intent.EDIT_PROSPECT: edits.read_edit,
    Intent.DELETE_PROSPECT: privacy.read_erase,
    Intent.PROSPECT_HISTORY: history.read_history,
    Intent.RECORD_RESPONSE: answers.read_response,
    Intent.SETTINGS: accounts.read_settings,
    Intent.GENERATE_MAIL: mails.read_mail,
    Intent.BACKUP: backups.read_backup,
    Intent.CREATE_CAMPAIGN: campaigns.read_create,
    Intent.LIST_CAMPAIGNS: campaigns.read_list,
    Intent.SHOW_CAMPAIGN: campaigns.read_one,
    Intent.CAMPAIGN_PERFORMANCE: campaigns.read_results,
    Intent.SEND_CAMPAIGN: campaigns.read_send,
    Intent.PLAN_CAMPAIGN: schedules_asked.read_plan,
    Intent.SHOW_TASKS: todo.read_tasks,
    Intent.UPDATE_TASK: task_changes.read_task,
    Intent.SET_REMINDER: reminding.read_reminder,
    Intent.RECOMMEND_STRATEGY: learning.read_advice,
}
"""By intent: what the sentence asks for besides its slots and its selection."""


def request_of(intent: Intent, asked: Asked) -> Request:
    """The typed request of an intent; a bare one where its slots say it all."""
    return REQUESTS.get(intent, _unread)(asked)
