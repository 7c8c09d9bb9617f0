"""What checks found, mended: one by a click, one kind or all by a sentence."""

from collections.abc import Iterator

from assistant.acts.of_mails import ListLacking, MendMail
from assistant.language.understanding import Intent
from assistant.rendering.labels import FIELD_LABELS
from assistant.rendering.wording import escape, plural
from assistant.replies import Choices, Reply, Text
from assistant.skills.mails import filling, fixes, telling
from assistant.skills.mails.fixes import by_form
from assistant.skills.registry import Turn, on_act
from core.content.change import Kind
from core.content.checking import Check, Level
from core.content.drafts import Draft

ALL = "tout"


def mended(turn: Turn, draft: Draft, name: str) -> Iterator[Reply]:
    """What that check found; what all of them found for "tout"."""
    found = turn.services.content.previews.checks(turn.user, draft)
    about = [one for one in found if name in (ALL, one.name)]
    wrong = [one for one in about if one.level is not Level.OK]
    changes = [one.change for one in wrong if one.change and not by_form(one.change)]
    if changes:
        after = turn.services.content.writer.change_all(turn.user, draft.draft_id, changes)
        told = f"Version {after.last.numero} : **{escape(after.last.note)}**."
        yield from telling.shown(turn, after, told, full=False)
    elif wrong:
        yield from _by_hand(turn, draft, wrong)
    else:
        told = about[0].message if len(about) == 1 else "Tout est bon."
        yield Text(f"Il n'y a rien à corriger là. {told}")


def _by_hand(turn: Turn, draft: Draft, wrong: list[Check]) -> Iterator[Reply]:
    """What only a person can decide: said, with its form."""
    yield Text("\n".join(f"- {escape(one.message)}" for one in wrong))
    change = next((one.change for one in wrong if one.change), None)
    if change is None:
        yield Choices(tuple(fixes.buttons(turn, draft, wrong)))
    else:
        facts = change.kind in (Kind.DATE, Kind.DETAIL) and draft.last.mail is None
        yield telling.facts_form(turn, draft) if facts else filling.words_form(turn, draft)


@on_act(MendMail, Intent.GENERATE_MAIL)
def mend_by_click(turn: Turn, deed: MendMail) -> Iterator[Reply]:
    """All at once."""
    yield from mended(turn, turn.services.content.writer.get(turn.user, deed.mail), ALL)


@on_act(ListLacking, Intent.GENERATE_MAIL)
def list_by_click(turn: Turn, deed: ListLacking) -> Iterator[Reply]:
    """Whom a field lacks."""
    draft = turn.services.content.writer.get(turn.user, deed.mail)
    yield from lacking(turn, draft, deed.field)


def lacking(turn: Turn, draft: Draft, field: str | None) -> Iterator[Reply]:
    """Whom that field lacks; else each field that the mail names and somebody lacks."""
    checks = turn.services.content.previews.checks(turn.user, draft)
    named = [one.field for one in checks if one.name == "variables" and one.count]
    fields = [field] if field in FIELD_LABELS else named
    for one in fields:
        yield from _listed(turn, draft, one)
    if not fields:
        yield Text("Rien de ce que dit le mail ne manque à un destinataire.")


def _listed(turn: Turn, draft: Draft, field: str) -> Iterator[Reply]:
    found = turn.services.content.previews.without(turn.user, draft, field)
    label = escape(FIELD_LABELS.get(field, field))
    if not found.count:
        yield Text(f"« {label} » ne manque à aucun destinataire.")
        return
    lines = "\n".join(f"- {escape(one)}" for one in found.people)
    rest = found.count - len(found.people)
    more = f"\n\n… et {plural(rest, 'autre')}." if rest > 0 else ""
    yield Text(f"« {label} » manque à {plural(found.count, 'destinataire')} :\n\n{lines}{more}")
