"""What the product can do to records: add, edit, comment, note an answer, edit many at once."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.database import Database, Session
from core.errors import Conflict, InvalidData, NotFound, Refused
from core.journal.models import Action, Details
from core.journal.service import JournalService
from core.prospects.filters import Filter
from core.prospects.models import LISTS, Comment, Prospect, Values
from core.prospects.normalise import clean_lines
from core.prospects.plain import differences, plain_record, seen
from core.prospects.service import ProspectService
from core.records.bulk import change_of, mark_of
from core.records.feedback import Feedback, Mailing
from core.records.lots import Kind, Lot, Lots
from core.records.models import (
    BulkPreview,
    BulkReport,
    Difference,
    Draft,
    Duplicated,
    Overtaken,
    Written,
)
from core.records.values import MAX_COMMENT, check
from core.vocabulary.places import place_key
from core.vocabulary.text import visible
from core.vocabulary.values import Response, Status

Exact = Callable[[User, Collection[str], str | None], Sequence[Prospect]]
Objected = Callable[[Sequence[Mapping[str, Any]]], list[tuple[str, ...]]]
OBJECTED = (
    "⚠ Cette personne a demandé à être effacée de la base : ne l'ajoutez que si elle le souhaite."
)
Progress = Callable[[int, int, str], None]
_ATTEMPTS = 5
_BATCH = 200
_SAMPLE = 5
STATUS_OF = {Response.POSITIF: Status.INTERESSE, Response.NEGATIF: Status.REFUSE}


def quietly(done: int, total: int, label: str) -> None:
    """Progress that nobody reads."""


class RecordService:
    """Every change of a record: checked, journalled in its own transaction, never silent."""

    def __init__(
        self,
        database: Database,
        prospects: ProspectService,
        journal: JournalService,
        clock: Clock,
        lots: Lots,
        exact: Exact,
        watch: Callable[[list[str], Session], None] | None = None,
        objected: Objected | None = None,
    ) -> None:
        """`exact` finds who else holds an e-mail or a telephone; `watch` is called with a record
        forced in (the first) although others have its keys; `objected` says by which fields values
        are those of somebody who asked to be erased."""
        self._database = database
        self._prospects = prospects
        self._journal = journal
        self._clock = clock
        self._lots = lots
        self._exact = exact
        self._watch = watch
        self._objected = objected
        self._feedback = Feedback(database)

    # Look before

    def draft(self, user: User, raw: Mapping[str, str], prospect_id: str | None = None) -> Draft:
        """What adding (or editing `prospect_id`) would write; nothing is."""
        user.require(Permission.WRITE)
        before = self._get(prospect_id) if prospect_id else None
        found = check(raw, before)
        if found.problems:
            return Draft(before, None, {}, found.problems, notes=found.notes)
        after = self._with(user, before, found.values)
        changes = differences(before, after) if before else {}
        notes = (*found.notes, *self._objections(after, before))
        return Draft(
            *(before, after, changes, {}, self._holders(user, after, before)),
            *(() if before else self._namesakes(user, after), notes),
        )

    def _namesakes(self, user: User, after: Prospect) -> tuple[Prospect, ...]:
        """Those that bear its name in its town: probably the same one again."""
        town = place_key(after.ville)
        called = self._prospects.called(user, after.nom_structure)
        return tuple(one for one in called if place_key(one.ville) == town)

    def _objections(self, after: Prospect, before: Prospect | None) -> tuple[str, ...]:
        """Somebody who asked to be erased does not come back unnoticed."""
        if before is not None or self._objected is None:
            return ()
        [by] = self._objected([plain_record(after)])
        return (OBJECTED,) if by else ()

    def _with(self, user: User, before: Prospect | None, values: Mapping[str, Any]) -> Prospect:
        now = self._clock()
        if before is None:
            fields = {k: v for k, v in values.items() if v is not None}
            return Prospect.model_validate(
                {"source": user.email, "cree_le": now, "modifie_le": now}
                | fields
                | {"prospect_id": str(uuid.uuid4()), "version": 1}
            )
        fields = before.model_dump(mode="python") | dict(values)
        if fields["statut"] is None:
            fields["statut"] = Status.JAMAIS_CONTACTE
        for name in LISTS:
            fields[name] = fields[name] or ()
        return Prospect.model_validate(fields | {"modifie_le": now})

    def _holders(
        self, user: User, after: Prospect, before: Prospect | None
    ) -> tuple[Prospect, ...]:
        """Others that have the keys that this change brings."""
        had = set(_keys(before)) if before else set()
        brought = [key for key in _keys(after) if key not in had]
        return tuple(self._exact(user, brought, after.prospect_id)) if brought else ()

    def mailings(self, user: User, prospect_id: str) -> list[Mailing]:
        """The campaigns that a prospect was in, newest first."""
        user.require(Permission.READ)
        return self._feedback.mailings(prospect_id)

    # Add and edit

    def add(self, user: User, raw: Mapping[str, str], force: bool = False) -> Written:
        """Add a record. InvalidData field by field; Duplicated unless it is forced in."""
        draft = self.draft(user, raw)
        if draft.after is None:
            raise InvalidData("Il reste des champs à corriger.", draft.problems)
        if draft.duplicates and not force:
            raise Duplicated(draft.duplicates, draft.namesakes)
        record = draft.after

        def change(session: Session) -> str:
            self._prospects.insert([record], session)
            details = {"fiche": plain_record(record)}
            return self._journal.record(user, Action.ADD, record.prospect_id, details, session)

        entry = self._database.transaction(change)
        self._note_watch(draft, record.prospect_id)
        return Written(record, entry)

    def edit(
        self,
        user: User,
        prospect_id: str,
        raw: Mapping[str, str],
        marks: Mapping[str, str] | None = None,
        force: bool = False,
    ) -> Written:
        """Write the fields given and no other.

        `marks` (`plain.seen`) are those fields as the user saw them: Overtaken if somebody else
        changed one since. InvalidData, Duplicated, NotFound as said there.
        """
        draft = self.draft(user, raw, prospect_id)
        if draft.after is None:
            raise InvalidData("Il reste des champs à corriger.", draft.problems)
        if draft.duplicates and not force:
            raise Duplicated(draft.duplicates)
        values = {name: getattr(draft.after, name) for name in draft.changes}
        written = self._write(
            user, prospect_id, Action.EDIT, lambda p: self._with(user, p, values), marks
        )
        self._note_watch(draft, prospect_id)
        return written

    def _note_watch(self, draft: Draft, prospect_id: str) -> None:
        if draft.duplicates and self._watch:
            self._watch([prospect_id, *(one.prospect_id for one in draft.duplicates)], None)

    def comment(self, user: User, prospect_id: str, text: str) -> Written:
        """Append a remark, signed and dated."""
        user.require(Permission.WRITE)
        remark = self._remark(user.email, text)

        def change(prospect: Prospect) -> Prospect:
            fields = {"commentaires": (*prospect.commentaires, remark)}
            return self._with(user, prospect, fields)

        return self._write(user, prospect_id, Action.EDIT, change)

    def _remark(self, author: str, text: str) -> Comment:
        text = clean_lines(text)
        if not text:
            raise InvalidData("Le commentaire est vide.", {"commentaires": "Écrivez un texte."})
        if len(text) > MAX_COMMENT:
            sentence = f"Ce commentaire est trop long ({MAX_COMMENT:_} caractères au plus)."
            sentence = sentence.replace("_", "\u202f")
            raise InvalidData(sentence, {"commentaires": sentence})
        return Comment(texte=text, auteur=author, date=self._clock())

    def answer(
        self,
        user: User,
        prospect_id: str,
        response: Response,
        day: date | None = None,
        campagne_id: str | None = None,
    ) -> Written:
        """Note that a prospect answered: its answer, the day, and the status that follows; in the
        results of that campaign, else of the last one that it received. InvalidData for a day
        to come."""
        user.require(Permission.WRITE)
        today = self._clock().astimezone(PARIS).date()
        if day is not None and day > today:
            raise InvalidData(
                "Une réponse ne peut pas être datée dans le futur.",
                {"date_retour": "Cette date est dans le futur."},
            )

        when = day or today

        def change(prospect: Prospect) -> Prospect:
            fields = {
                "retour_prospect": response,
                "date_retour": when,
                "statut": STATUS_OF[response],
            }
            return self._with(user, prospect, fields)

        def feed(session: Session) -> Details:
            noted = self._feedback.note(prospect_id, response, when, session, campagne_id)
            return {"suite": noted} if noted else {}

        return self._write(user, prospect_id, Action.ANSWER, change, also=feed)

    def _write(
        self,
        user: User,
        prospect_id: str,
        action: Action,
        change: Callable[[Prospect], Prospect],
        marks: Mapping[str, str] | None = None,
        also: Callable[[Session], Details] | None = None,
    ) -> Written:
        """Change the record as it is now, and journal it, in one transaction.

        `also` writes what goes with the change; what it returns joins the entry's details.
        """
        user.require(Permission.WRITE)
        for _ in range(_ATTEMPTS):
            before = self._get(prospect_id)
            after = change(before)
            changes = differences(before, after)
            if not changes:
                return Written(before, None)
            self._refuse_overtaken(before, after, changes, marks)
            entry = self._commit(user, action, before, after, {"champs": changes}, also)
            if entry is not None:
                return Written(self._get(prospect_id), entry)
        raise Conflict("Cette fiche change sans cesse. Réessayez dans un instant.")

    def _commit(
        self,
        user: User,
        action: Action,
        before: Prospect,
        after: Prospect,
        details: Details,
        also: Callable[[Session], Details] | None,
    ) -> str | None:
        """None if somebody wrote the record between reading and writing."""

        def write(session: Session) -> str | None:
            if not self._prospects.replace(after, before.version, session):
                return None
            entry_details = details | (also(session) if also else {})
            return self._journal.record(user, action, before.prospect_id, entry_details, session)

        return self._database.transaction(write)

    def _refuse_overtaken(
        self,
        before: Prospect,
        after: Prospect,
        changes: Mapping[str, Any],
        marks: Mapping[str, str] | None,
    ) -> None:
        now = seen(before, changes)
        stale = [name for name in changes if marks and name in marks and marks[name] != now[name]]
        if stale:
            raise Overtaken(
                before,
                tuple(Difference(n, getattr(before, n), getattr(after, n)) for n in stale),
            )

    def _get(self, prospect_id: str) -> Prospect:
        prospect = self._prospects.get(prospect_id)
        if prospect is None:
            raise NotFound("Cette fiche n'existe plus : elle a été supprimée.")
        return prospect

    # Many at once

    def preview_bulk(self, user: User, filter: Filter, edit: Mapping[str, Any]) -> BulkPreview:
        """What editing the whole selection would do. `edit` is {"tag": name}, {"untag": name},
        {"comment": text} or raw fields."""
        user.require(Permission.WRITE)
        change = change_of(edit, lambda text: self._remark(user.email, text))
        ids = self._prospects.ids(filter)
        sample = self._prospects.many(ids[:_SAMPLE])
        changed = sum(1 for one in self._prospects.iterate(filter) if differences(one, change(one)))
        return BulkPreview(len(ids), changed, tuple(sample), mark_of(ids))

    def bulk(
        self,
        user: User,
        filter: Filter,
        edit: Mapping[str, Any],
        mark: str,
        progress: Progress = quietly,
        lot: str | None = None,
        expected: int | None = None,
    ) -> BulkReport:
        """Edit the selection that was confirmed. Refused if it is no longer the same records.

        `expected` is how many the preview said that it changes. The lot is noted before its first
        write: if this is cut, `Lots.cut` finds it, `finish` or `UndoService.undo_lot` settles it.
        """
        user.require(Permission.WRITE)
        ids = self._prospects.ids(filter)
        if mark_of(ids) != mark:
            raise Refused(
                "La liste a changé depuis que vous l'avez vue : rien n'a été modifié. "
                "Redemandez la modification."
            )
        change_of(edit, lambda text: self._remark(user.email, text))  # refused before it is noted
        # Noted as it is written: without what can't be seen, nor stored.
        seen = {key: visible(to) if isinstance(to, str) else to for key, to in edit.items()}
        what, many = {"edit": seen}, len(ids) if expected is None else expected
        with self._lots.opened(user, Kind.EDIT, what, many, ids, lot) as opened:
            return self._bulk(user, opened, ids, progress)

    def finish(self, user: User, lot: Lot, progress: Progress = quietly) -> BulkReport:
        """Go on with a bulk edit that was cut: the records that it has not changed yet. Refused if
        it is under way, or settled."""
        with self._lots.resumed(user, lot) as resumed:
            written = self._journal.targets_of_lot(lot.lot)
            left = [key for key in self._lots.ids(lot) if key not in written]
            return self._bulk(user, resumed, left, progress)

    def _bulk(self, user: User, lot: Lot, ids: list[str], progress: Progress) -> BulkReport:
        # A comment is that of who asked for it, whoever finishes.
        change = change_of(lot.what["edit"], lambda text: self._remark(lot.par, text))
        changed = kept = 0
        for start in range(0, len(ids), _BATCH):
            some = ids[start : start + _BATCH]
            done = self._bulk_batch(user, some, change, lot)
            changed, kept = changed + done[0], kept + done[1]
            progress(start + len(some), len(ids), "Modification des fiches")
        return BulkReport(lot.lot, changed, kept)

    def _bulk_batch(
        self, user: User, ids: list[str], change: Callable[[Prospect], Prospect], lot: Lot
    ) -> tuple[int, int]:
        """One transaction for a batch: an fsync is paid for each commit."""

        def write(session: Session) -> tuple[int, int]:
            self._lots.beat(lot, session)
            changed = kept = 0
            for before in self._prospects.many(ids, session):
                after = self._with(user, before, _fields(before, change(before)))
                fields = differences(before, after)
                if not fields:
                    continue
                if not self._prospects.replace(after, before.version, session):
                    kept += 1
                    continue
                details = {"champs": fields, "lot": lot.lot}
                self._journal.record(user, Action.EDIT, before.prospect_id, details, session)
                changed += 1
            return changed, kept

        return self._database.transaction(write)


def _fields(before: Prospect, after: Prospect) -> Values:
    return {name: getattr(after, name) for name in differences(before, after)}


def _keys(record: Prospect) -> list[str]:
    """All that finds a record again."""
    return [key for keys in record.reached_by().values() for key in keys]
