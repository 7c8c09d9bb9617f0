"""Sentences that mean one thing only, whatever was said before: most are those of buttons.

How they are said is in lexicon/tournures/commands.toml, and in own_security.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from assistant.language.requests import (
    duplicates,
    exports,
    history,
    imports,
    own_security,
    privacy,
    records,
)
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.courteous import request_in
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent


def _nothing_more(_asked: Asked) -> Request:
    """The name of the command says it all."""
    return Request()


# The ids of folded sentences.
_ID = r"[0-9a-f]{8} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{12}"
_WAYS = Phrasings("commands", " ", id=_ID, letters="[a-z ]+", figures="[0-9a-f ]+")


@dataclass(frozen=True)
class Command:
    """A plain sentence: the skill that answers it by that name, and the request that it makes."""

    name: str
    """Also of the table of its ways of being said."""
    intent: Intent
    read: Callable[[Asked], Request] = _nothing_more

    @cached_property
    def rule(self) -> re.Pattern[str]:
        """The whole sentence."""
        return re.compile(own_security.WAYS.get(self.name) or _WAYS[self.name])


COMMANDS = (
    Command("load_demo", Intent.SETTINGS),
    Command("remove_demo", Intent.SETTINGS),
    Command("list_accounts", Intent.SETTINGS),
    Command("next_duplicates", Intent.FIND_DUPLICATES, duplicates.read_next),
    Command("set_group_aside", Intent.FIND_DUPLICATES, duplicates.read_group),
    Command("merge_group", Intent.FIND_DUPLICATES, duplicates.read_group),
    Command("choose_in_merge", Intent.FIND_DUPLICATES, duplicates.read_choice),
    Command("export_chosen", Intent.SETTINGS, exports.read_chosen),
    Command("choose_export_columns", Intent.SETTINGS),
    Command("list_imports", Intent.IMPORT_CSV, imports.read_kept),
    Command("undo_import", Intent.IMPORT_CSV, imports.read_kept),
    Command("resume_import", Intent.IMPORT_CSV, imports.read_kept),
    Command("import_added", Intent.IMPORT_CSV, imports.read_kept),
    Command("import_report", Intent.IMPORT_CSV, imports.read_kept),
    Command("import_errors", Intent.IMPORT_CSV, imports.read_kept),
    Command("decide_duplicates", Intent.IMPORT_CSV, imports.read_duplicates),
    Command("choose_columns", Intent.IMPORT_CSV, imports.read_file),
    Command("read_as_before", Intent.IMPORT_CSV, imports.read_file),
    Command("read_otherwise", Intent.IMPORT_CSV, imports.read_file),
    Command("choose_duplicates", Intent.IMPORT_CSV, imports.read_file),
    Command("say_column", Intent.IMPORT_CSV, imports.read_column),
    Command("say_row", Intent.IMPORT_CSV, imports.read_row),
    Command("more_history", Intent.PROSPECT_HISTORY),
    Command("stop_keeping_corrections", Intent.SETTINGS),
    Command("keep_corrections", Intent.SETTINGS),
    Command("what_is_known", Intent.SETTINGS, privacy.read_known),
    *(
        Command(name, Intent.SETTINGS, own_security.READS.get(name, _nothing_more))
        for name in own_security.WAYS
    ),
    Command("rights_of", Intent.SETTINGS, privacy.read_right),
    Command("consent_proof", Intent.SETTINGS, privacy.read_right),
    Command("privacy_register", Intent.SETTINGS),
    Command("privacy_notice", Intent.SETTINGS),
    Command("retention_review", Intent.SETTINGS),
    Command("plan_review", Intent.UPDATE_TASK),
    Command("erase_silent", Intent.DELETE_PROSPECT),
    Command("show_numbered", Intent.SHOW_PROSPECT, records.read_show),
    Command("erase_numbered", Intent.DELETE_PROSPECT, privacy.read_erase),
    Command("undo_entry", Intent.PROSPECT_HISTORY, history.read_undo),
    Command("undo_list", Intent.PROSPECT_HISTORY, history.read_undo),
    Command("undo_last", Intent.PROSPECT_HISTORY),
    Command("finish_cut", Intent.EDIT_PROSPECT),
    Command("take_back_cut", Intent.PROSPECT_HISTORY),
    Command("go_back", Intent.PROSPECT_HISTORY),
    Command("undo_addition", Intent.PROSPECT_HISTORY, history.read_undo_addition),
)


def commanded(asked: Asked) -> Command | None:
    """The command that the whole sentence is, courtesy aside, if it is one."""
    for said in dict.fromkeys((asked.said, request_in(asked.said))):
        if found := next((one for one in COMMANDS if one.rule.fullmatch(said)), None):
            return found
    return None
